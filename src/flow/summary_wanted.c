/* Events to be summed up. See summary_wanted.h. */
#include "flow/summary_wanted.h"

#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/ingest.h"
#include "store/events.h"
#include "store/summaries.h"
#include "summary/source.h"

/* Events looked at in one transaction. */
#define LOOK_ROWS 64

int summary_wanted_story(void *ctx, struct store *store, const struct event *event,
    struct event **story, size_t *n, struct error *e)
{
	size_t newer = 0;
	int rc;

	*story = mem_memdup(ctx, event, sizeof(*event));
	*n = 1;
	if (event->incident_id == NULL || event->page_id == NULL)
		return OK;
	if ((rc = store_events_of(ctx, store, event->page_id, event->incident_id,
		 LIMIT_RECENT_EVENTS, story, n, e)) != OK)
		return rc;
	while (newer < *n && (*story)[newer].id > event->id)
		newer++;
	*story += newer;
	*n -= newer;
	return OK;
}

bool summary_wanted_is_late(const struct event *event)
{
	return clock_now() - event->received_at > LIMIT_SUMMARY_AGE_MS;
}

static int is_wanted(
    void *ctx, struct store *store, const struct event *event, bool *wanted, struct error *e)
{
	bool is_test = event->page_id != NULL && strcmp(event->page_id, TEST_PAGE_ID) == 0;
	struct event *story;
	size_t n;
	int rc;

	*wanted = false;
	if (event->kind != EVENT_INCIDENT || is_test || summary_wanted_is_late(event))
		return OK;
	if ((rc = summary_wanted_story(ctx, store, event, &story, &n, e)) == OK)
		*wanted = source_is_news(story, n);
	return rc;
}

static int want(struct store *store, const struct event *events, size_t n, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	bool wanted;
	int rc = OK;

	for (size_t i = 0; rc == OK && i < n; i++) {
		rc = is_wanted(ctx, store, &events[i], &wanted, e);
		if (rc == OK && wanted)
			rc = store_summary_want(store, events[i].id, e);
		talloc_free_children(ctx);
	}
	talloc_free(ctx);
	return rc == OK ? store_fact_put(store, FACT_SUMMARY_UPTO, events[n - 1].id, e) : rc;
}

static int want_in_transaction(
    struct store *store, const struct event *events, size_t n, struct error *e)
{
	int rc = store_begin(store, e);

	return rc == OK ? store_end(store, want(store, events, n, e), e) : rc;
}

/* What is far back, since nobody looked for long, is passed over. */
static int find_begin(struct store *store, int64_t *upto, struct error *e)
{
	int64_t oldest;
	int rc = OK;

	if (*upto == 0)
		rc = store_fact_get(store, FACT_SUMMARY_UPTO, upto, e);
	if (rc == OK)
		rc = store_event_before_last(store, LIMIT_SUMMARY_BACKLOG, &oldest, e);
	if (rc == OK && oldest > *upto)
		*upto = oldest;
	return rc;
}

int summary_wanted_look(struct store *store, int64_t *upto, bool *more, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event *events = mem_array(ctx, struct event, LOOK_ROWS);
	int64_t newest;
	size_t n = 0;
	int rc = store_event_before_last(store, 0, &newest, e);

	if (rc == OK && newest != *upto && (rc = find_begin(store, upto, e)) == OK)
		rc = store_events_after(events, store, *upto, LOOK_ROWS, events, &n, e);
	if (rc == OK && n > 0 && (rc = want_in_transaction(store, events, n, e)) == OK)
		*upto = events[n - 1].id;
	*more = n == LOOK_ROWS;
	talloc_free(ctx);
	return rc;
}
