/* statusctl secret: the secret in the webhook's path. */
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	struct secrets secrets;

	if (argc != 2 || strcmp(argv[1], "show") != 0)
		return command_misused(&command_secret, e);
	if (app_secrets(ctl->ctx, &ctl->app, &secrets, e) != OK)
		return EXIT_FAILED;
	puts(secrets.text[0]);
	return EXIT_DONE;
}

const struct command command_secret = {
    .name = "secret",
    .arguments = "show",
    .summary = "show the webhook secret",
    .run = run,
};
