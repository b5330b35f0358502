/* statusctl log: whether the event log says what the store says, and writing it anew. */
#include <stdio.h>

#include "ctl/command.h"
#include "flow/logcheck.h"

static enum exit_status verify(struct ctl *ctl, struct error *e)
{
	struct log_check c;
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK || logcheck_verify(s, &ctl->app, &c, e) != OK)
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
		    "status-poller writes the rest, or says why it cannot",
		    (long long)c.last, (long long)c.stored);
		return EXIT_FAILED;
	}
	if (c.stored == 0)
		puts("the log is empty, as the store is");
	else if (c.size == 0)
		printf("the log is empty: event %lld, the last, was rotated away; if it was "
		       "removed, \"statusctl log rebuild\" writes it anew\n",
		    (long long)c.last);
	else
		printf("events %lld to %lld stand in the log, each once\n", (long long)c.first,
		    (long long)c.last);
	return EXIT_DONE;
}

static enum exit_status rebuild(struct ctl *ctl, struct error *e)
{
	struct store *s;
	int64_t records;

	if (ctl_open_store(ctl, &s, e) != OK || logcheck_rebuild(s, &ctl->app, &records, e) != OK)
		return EXIT_FAILED;
	printf(
	    "%s is written anew; events: %lld\n", ctl->app.settings.log_file, (long long)records);
	return EXIT_DONE;
}

static const struct command subs[] = {
    {.name = "verify", .summary = "compare the event log with the store", .run = verify},
    {.name = "rebuild", .summary = "write every stored event to a new log", .run = rebuild},
    {0},
};

const struct command command_log = {
    .name = "log",
    .summary = "compare the event log with the store, or write it anew",
    .subs = subs,
};
