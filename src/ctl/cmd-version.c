/* statusctl version. */
#include <stdio.h>

#include "ctl/command.h"

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	(void)ctl;
	(void)argv;
	if (argc != 1)
		return command_misused(&command_version, e);
	puts("statusctl " PACKAGE_VERSION);
	return EXIT_DONE;
}

const struct command command_version = {
    .name = "version",
    .arguments = "",
    .summary = "show the version",
    .bare = true,
    .run = run,
};
