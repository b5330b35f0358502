/* statusctl help: made from the rows of the commands. */
#include <stdio.h>

#include "ctl/command.h"

static void help_all(void)
{
	const struct command *c;

	puts("usage: statusctl [-c FILE] COMMAND [ARGUMENT...]\n"
	     "Shows what is known about the status pages that are watched.\n");
	for (size_t i = 0; (c = command_at(i)) != NULL; i++)
		printf("  %-8s %-22s %s\n", c->name, c->arguments, c->summary);
	puts("\n  -c, --config FILE  the configuration file, before the command\n"
	     "\n\"statusctl help COMMAND\" tells more; statusctl(1) tells all.");
}

static void help_one(const struct command *c)
{
	printf(
	    "usage: statusctl %s%s%s\n", c->name, *c->arguments != '\0' ? " " : "", c->arguments);
	printf("%s\n", c->summary);
	if (c->options != NULL)
		printf("\n%s", c->options);
}

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	const struct command *c;

	(void)ctl;
	if (argc > 2)
		return command_misused(&command_help, e);
	if (argc == 1) {
		help_all();
		return EXIT_DONE;
	}
	if ((c = command_find(argv[1])) == NULL)
		return command_unknown(argv[1], e);
	help_one(c);
	return EXIT_DONE;
}

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "show this, or more about a command",
    .bare = true,
    .run = run,
};
