/* statusctl: the administrator's tool. Finds the command and runs it; see command.h. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/secret.h"
#include "ctl/command.h"

static char help_word[] = "help";
static char version_word[] = "version";

/* The words from the command on, or those that the options before it stand for. */
static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	const struct option_set set = {common_option_rows, &ctl->common};
	char *words[] = {help_word, NULL};
	enum exit_status status;
	bool asked;
	int at;

	if (options_read(&set, 1, "statusctl", OPTIONS_FIRST, argc, argv, &at, e) != OK)
		return EXIT_USAGE;
	if (at < argc && !ctl->common.version)
		return command_run(ctl, argc - at, argv + at, e);
	if (ctl->common.version)
		words[0] = version_word;
	asked = ctl->common.help || ctl->common.version;
	ctl->common.help = ctl->common.version = false;
	status = command_run(ctl, 1, words, e);
	return asked ? status : EXIT_USAGE;
}

/* As monitoring plugins have it: one line on standard output. */
static enum exit_status tell_monitor(const char *text)
{
	printf("UNKNOWN: %s\n", text);
	return EXIT_FINDING;
}

/* What a pager did with it is its own affair. */
static enum exit_status flush(const struct ctl *ctl, enum exit_status status, struct error *e)
{
	if (ctl->screen.pager != 0 || (fflush(stdout) == 0 && !ferror(stdout)))
		return status;
	if (e->text[0] == '\0')
		error_set_errno(e, E_SYSTEM, "cannot write to standard output");
	return status == EXIT_DONE ? EXIT_FAILED : status;
}

int main(int argc, char **argv)
{
	struct ctl ctl = {.ctx = mem_context(NULL)};
	struct error e = {0};
	enum exit_status status;

	setlocale(LC_CTYPE, "");
	diag_init("statusctl");
	umask(0027);
	secrets_guard();
	signal(SIGPIPE, SIG_DFL);
	status = run(&ctl, argc, argv, &e);
	status = flush(&ctl, status, &e);
	screen_end(&ctl.screen);
	if (e.text[0] != '\0' && ctl.command != NULL && ctl.command->monitors)
		status = tell_monitor(e.text);
	else if (e.text[0] != '\0')
		diag(status == EXIT_FAILED ? DIAG_ERROR : DIAG_INFO, "%s", e.text);
	talloc_free(ctl.ctx);
	return status;
}
