/* statusctl version. */
#include <stdio.h>

#include "ctl/command.h"

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	(void)ctl;
	(void)e;
	puts("statusctl " PACKAGE_VERSION);
	return EXIT_DONE;
}

const struct command command_version = {
    .name = "version",
    .summary = "show the version",
    .bare = true,
    .run = run,
};
