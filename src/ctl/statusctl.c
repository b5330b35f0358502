/* statusctl: the administrator's tool. Finds the command and runs it; see command.h. */
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/secret.h"
#include "ctl/command.h"

static char help_word[] = "help";
static char version_word[] = "version";

static enum exit_status run_command(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	const struct command *command = command_find(argv[0]);

	if (command == NULL)
		return command_unknown(argv[0], e);
	if (!command->bare && app_load(ctl->ctx, ctl->conf, &ctl->app, e) != OK)
		return EXIT_FAILED;
	optind = 0; /* getopt begins anew with the command's own options */
	opterr = 0;
	return command->run(ctl, argc, argv, e);
}

/* Where the command stands in argv; 0 when the options before it are wrong. */
static int read_options(int argc, char **argv, struct ctl *ctl)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "+c:Vh", longs, NULL)) != -1) {
		if (c == 'V' || c == 'h') {
			argv[optind - 1] = c == 'V' ? version_word : help_word;
			return optind - 1;
		}
		if (c != 'c') {
			fputs("statusctl: \"statusctl help\" tells what is allowed\n", stderr);
			return 0;
		}
		ctl->conf = optarg;
	}
	return optind;
}

int main(int argc, char **argv)
{
	char *help[] = {help_word, NULL};
	struct ctl ctl = {.ctx = mem_context(NULL)};
	struct error e = {0};
	enum exit_status status = EXIT_USAGE;
	int at;

	setlocale(LC_ALL, "");
	diag_init("statusctl");
	umask(0027);
	secrets_guard();
	signal(SIGPIPE, SIG_DFL);
	at = read_options(argc, argv, &ctl);
	if (at == argc) {
		run_command(&ctl, 1, help, &e);
		status = EXIT_USAGE;
	} else if (at > 0) {
		status = run_command(&ctl, argc - at, argv + at, &e);
	}
	if (status != EXIT_DONE && e.text[0] != '\0')
		diag(status == EXIT_FAILED ? DIAG_ERROR : DIAG_INFO, "%s", e.text);
	talloc_free(ctl.ctx);
	return status;
}
