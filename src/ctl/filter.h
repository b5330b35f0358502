/* Which events are wanted: options that become a query of the store, and what it cannot ask. */
#ifndef CTL_FILTER_H
#define CTL_FILTER_H

#include "model/event.h"
#include "store/scan.h"

/* As options fill it in. */
struct filter_args {
	int64_t since;
	int64_t until;
	uint64_t kinds;	   /* in the order of FILTER_KINDS */
	uint64_t channels; /* likewise */
	const char *min_impact;
	const char *grep;
};

#define FILTER_KINDS	"incident|component|scheduled_maintenance|email_notification|provider|summary"
#define FILTER_CHANNELS "webhook|email|poller"
#define FILTER_IMPACTS	"minor|major|critical"

struct filter;

/* Of ctx; E_INPUT when the pattern of --grep is none. */
int filter_make(void *ctx, const struct filter_args *args, struct event_scope of,
    struct filter **out, struct error *e);

/* What the store is to look for. */
const struct event_query *filter_query(const struct filter *f);

/* Whether it wants all there are, so that they need not be looked at. */
bool filter_is_empty(const struct filter *f);

/* Whether an event that the store found is wanted. */
bool filter_matches(const struct filter *f, const struct event *event);

#endif
