/* statusctl secret: the secret in the webhook's path. */
#include <stdio.h>

#include "ctl/command.h"

static enum exit_status show(struct ctl *ctl, struct error *e)
{
	struct secrets secrets;

	if (app_secrets(ctl->ctx, &ctl->app, &secrets, e) != OK)
		return EXIT_FAILED;
	puts(secrets.text[0]);
	return EXIT_DONE;
}

static const struct command subs[] = {
    {.name = "show", .summary = "show the webhook secret", .run = show},
    {0},
};

const struct command command_secret = {
    .name = "secret",
    .summary = "show the webhook secret",
    .subs = subs,
};
