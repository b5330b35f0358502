/*
 * Looking through the events, a window of ids at a time, so that no snapshot of the store is held
 * for long: a reader that held one would let the WAL grow. What came meanwhile is seen.
 */
#ifndef STORE_SCAN_H
#define STORE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/event.h"
#include "store/store.h"

/* Whose events: those told as of the provider, and those of the page. Both NULL: all. */
struct event_scope {
	const char *provider;
	const char *page_id;
};

struct event_query {
	struct event_scope of;
	uint64_t kinds;	   /* a bit each, 1 << EVENT_INCIDENT; 0: all */
	uint64_t channels; /* likewise, of the first that told */
	int64_t since;	   /* received from then on; TIME_NONE: ever */
	int64_t until;	   /* and before that; TIME_NONE: ever */
};

/* Called with each event, which is gone when it returns; false ends the scan. */
typedef bool event_visit(void *user, const struct event *event);

/* Those with an id over *after, in their order; *after becomes the last id that was looked at. */
int store_scan_forth(struct store *s, const struct event_query *q, int64_t *after,
    event_visit *visit, void *user, struct error *e);

/* From the newest back. */
int store_scan_back(
    struct store *s, const struct event_query *q, event_visit *visit, void *user, struct error *e);

/* That a channel told of an event. */
struct telling {
	enum channel channel;
	bool first; /* before all others */
	int64_t seen_at;
	int64_t occurred_at; /* of the event */
	int64_t shown_at;
	int64_t received_at;
	const char *provider;
};

typedef void telling_visit(void *user, const struct telling *telling);

/* Each telling of the events of that scope received since then. */
int store_scan_tellings(struct store *s, struct event_scope of, int64_t since, telling_visit *visit,
    void *user, struct error *e);

/* The incident or maintenance that an update is of. */
typedef void update_visit(void *user, const char *page_id, const char *incident_id);

/* Each update among the events received since then; of a page, or of all for NULL. */
int store_scan_updates(struct store *s, const char *page_id, int64_t since, update_visit *visit,
    void *user, struct error *e);

#endif
