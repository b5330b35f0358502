/* What a mail told of an incident. See hearsay.h. */
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

/* Told by a mail as of when it came. */
static bool is_undated(const struct event *told)
{
	return told->channel == CHANNEL_EMAIL && told->update_id == NULL;
}

static int date_back(struct store *s, struct incident_state *known, int64_t at, struct error *e)
{
	if (known->closed_at == known->updated_at)
		known->closed_at = at;
	if (known->product_at == known->updated_at)
		known->product_at = at;
	known->updated_at = at;
	return store_incident_put(s, known, e);
}

int hearsay_date(
    void *ctx, struct store *s, struct incident_state *known, int64_t at, struct error *e)
{
	struct event *told;
	size_t n;
	int rc;

	if (at == TIME_NONE || at >= known->updated_at)
		return OK;
	rc = store_events_of(ctx, s, known->page_id, known->id, LIMIT_RECENT_EVENTS, &told, &n, e);
	for (size_t i = 0; rc == OK && i < n; i++)
		if (is_undated(&told[i]) && told[i].occurred_at == known->updated_at)
			return date_back(s, known, at, e);
	return rc;
}
