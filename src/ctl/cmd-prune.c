/* statusctl prune: retention now and to its end, which the poller does bit by bit. */
#include <stdio.h>

#include "base/clock.h"
#include "ctl/command.h"
#include "flow/retain.h"
#include "store/events.h"

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	int64_t before, after;
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK || store_event_count(s, &before, e) != OK ||
	    retain(s, &ctl->app, clock_now(), INT64_MAX / 2, e) != OK ||
	    store_event_count(s, &after, e) != OK)
		return EXIT_FAILED;
	printf("what is older than RETENTION_DAYS is gone; events before: %lld, now: %lld\n",
	    (long long)before, (long long)after);
	puts("\"statusctl vacuum\" gives the space back");
	return EXIT_DONE;
}

const struct command command_prune = {
    .name = "prune",
    .summary = "remove what is older than RETENTION_DAYS now",
    .run = run,
};
