/* Ends that mails alone told. See hearsay.h. */
#include "flow/hearsay.h"

#include "base/limits.h"
#include "model/words.h"
#include "store/events.h"

/* The newest of its events that ends it; NULL: none does. */
static const struct event *end_among(const struct event *told, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (status_is_final(told[i].status))
			return &told[i];
	return NULL;
}

int hearsay_of_end(
    void *ctx, struct store *s, const struct incident_state *ended, bool *yes, struct error *e)
{
	struct sighting seen[SIGHTINGS_MAX];
	const struct event *end;
	struct event *told;
	size_t n;
	int rc =
	    store_events_of(ctx, s, ended->page_id, ended->id, LIMIT_RECENT_EVENTS, &told, &n, e);

	*yes = false;
	end = rc == OK ? end_among(told, n) : NULL;
	if (end == NULL || end->channel != CHANNEL_EMAIL)
		return rc;
	rc = store_event_sightings(s, end->id, seen, &n, e);
	*yes = rc == OK && n == 1;
	return rc;
}
