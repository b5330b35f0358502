/* statusctl log: whether the event log says what the store says, and writing it anew. */
#include <stdio.h>
#include <string.h>

#include "ctl/command.h"
#include "flow/logcheck.h"

static enum exit_status verify(struct ctl *ctl, struct store *s, struct error *e)
{
	struct log_check c;

	if (log_verify(s, &ctl->app, &c, e) != OK)
		return EXIT_FAILED;
	if (c.same < c.size) {
		error_set(e, E_INPUT,
		    "the log differs from the store at byte %lld, after event %lld; \"statusctl "
		    "log rebuild\" writes it anew",
		    (long long)c.same, (long long)c.last);
		return EXIT_FAILED;
	}
	if (c.last < c.stored) {
		error_set(e, E_INPUT,
		    "the log ends after event %lld, the store has %lld; the next run of "
		    "status-poller writes the rest",
		    (long long)c.last, (long long)c.stored);
		return EXIT_FAILED;
	}
	printf("events %lld to %lld stand in the log, each once\n", (long long)c.first,
	    (long long)c.last);
	return EXIT_DONE;
}

static enum exit_status rebuild(struct ctl *ctl, struct store *s, struct error *e)
{
	int64_t records;

	if (log_rebuild(s, &ctl->app, &records, e) != OK)
		return EXIT_FAILED;
	printf("%lld events written to %s\n", (long long)records, ctl->app.settings.log_file);
	return EXIT_DONE;
}

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	enum exit_status (*verb)(struct ctl *, struct store *, struct error *) = NULL;
	struct store *s;

	if (argc == 2 && strcmp(argv[1], "verify") == 0)
		verb = verify;
	else if (argc == 2 && strcmp(argv[1], "rebuild") == 0)
		verb = rebuild;
	if (verb == NULL)
		return command_misused(&command_log, e);
	return ctl_open_store(ctl, &s, e) == OK ? verb(ctl, s, e) : EXIT_FAILED;
}

const struct command command_log = {
    .name = "log",
    .arguments = "verify | rebuild",
    .summary = "compare the event log with the store, or write it anew",
    .run = run,
};
