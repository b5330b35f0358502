/* Scans of the event table. See scan.h. */
#include "store/scan.h"

#include "base/limits.h"
#include "base/mem.h"
#include "store/events.h"
#include "store/statement.h"

/* Ids looked at by one statement: some milliseconds. */
#define WINDOW 20000
/* Events in memory at a time. */
#define BATCH 128

static void bind_mask(struct statement *st, uint64_t mask)
{
	if (mask != 0)
		bind_int(st, (int64_t)mask);
	else
		sqlite3_bind_null(st->handle, st->next++);
}

static void bind_scope(struct statement *st, struct event_scope of)
{
	bind_text(st, of.provider);
	bind_text(st, of.page_id);
}

/* Ids over after, up to upto: what one statement looks at. */
struct window {
	int64_t after;
	int64_t upto;
};

/* A scan of events under way. */
struct scan {
	struct store *store;
	enum query query; /* in which order */
	const struct event_query *wanted;
	event_visit *visit;
	void *user;
	bool is_over; /* the visitor has had enough */
};

/* Into an array of ctx, at most BATCH of them. */
static int read_some(void *ctx, const struct scan *s, struct window w, struct event out[BATCH],
    size_t *n, struct error *e)
{
	const struct event_query *q = s->wanted;
	struct statement st = statement_use(s->store, s->query);

	bind_int(&st, w.after);
	bind_int(&st, w.upto);
	bind_scope(&st, q->of);
	bind_mask(&st, q->kinds);
	bind_mask(&st, q->channels);
	bind_int(&st, q->since);
	bind_int(&st, q->until != TIME_NONE ? q->until : INT64_MAX);
	bind_int(&st, BATCH);
	return store_events_read(ctx, &st, out, n, e);
}

/* A batch to the visitor; *last is the id that it ended with, 0 when the window has no more. */
static int visit_some(struct scan *s, struct window w, int64_t *last, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event *events = mem_array(ctx, struct event, BATCH);
	size_t n;
	int rc = read_some(ctx, s, w, events, &n, e);

	for (size_t i = 0; rc == OK && i < n && !s->is_over; i++)
		s->is_over = !s->visit(s->user, &events[i]);
	*last = rc == OK && n == BATCH ? events[n - 1].id : 0;
	talloc_free(ctx);
	return rc;
}

/*
 * The first id that was received since then, and the newest of all; 0 when there is no event. The
 * first is found by halving: ids are in the order of time, but for what came while the clock was set
 * back.
 */
static int find_since(
    struct store *s, int64_t since, int64_t *first, int64_t *newest, struct error *e)
{
	int64_t low, high, at;
	int rc;

	if ((rc = store_event_oldest(s, &low, e)) != OK ||
	    (rc = store_event_newest(s, newest, e)) != OK)
		return rc;
	high = *newest;
	while (since != TIME_NONE && low < high) {
		int64_t middle = low + (high - low) / 2;

		if ((rc = statement_value(s, QUERY_EVENT_RECEIVED_AT, &middle, &at, e)) != OK)
			return rc;
		if (at < since)
			low = middle + 1;
		else
			high = middle;
	}
	*first = low;
	return OK;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int store_scan_forth(struct store *s, const struct event_query *q, int64_t *after,
    event_visit *visit, void *user, struct error *e)
{
	struct scan scan = {s, QUERY_EVENTS_FORTH, q, visit, user, false};
	int64_t first, newest, last;
	int rc;

	if ((rc = find_since(s, q->since, &first, &newest, e)) != OK)
		return rc;
	if (*after < first - 1)
		*after = first - 1;
	while (rc == OK && !scan.is_over && *after < newest) {
		struct window w = {.after = *after, .upto = least(*after + WINDOW, newest)};

		rc = visit_some(&scan, w, &last, e);
		*after = last != 0 ? last : w.upto;
	}
	return rc;
}

int store_scan_back(
    struct store *s, const struct event_query *q, event_visit *visit, void *user, struct error *e)
{
	struct scan scan = {s, QUERY_EVENTS_BACK, q, visit, user, false};
	int64_t first, upto, last;
	int rc;

	if ((rc = find_since(s, q->since, &first, &upto, e)) != OK)
		return rc;
	while (rc == OK && !scan.is_over && upto > 0 && upto >= first) {
		struct window w = {.after = upto > WINDOW ? upto - WINDOW : 0, .upto = upto};

		rc = visit_some(&scan, w, &last, e);
		upto = last != 0 ? last - 1 : w.after;
	}
	return rc;
}

static int visit_tellings(struct store *s, struct event_scope of, int64_t since, struct window w,
    telling_visit *visit, void *user, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SIGHTINGS_WITHIN);
	char key[256];
	bool row;
	int rc;

	bind_int(&st, w.after);
	bind_int(&st, w.upto);
	bind_scope(&st, of);
	bind_int(&st, since);
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		struct telling t = {.channel = (enum channel)column_int(&st)};

		t.seen_at = column_time(&st);
		t.occurred_at = column_time(&st);
		t.shown_at = column_time(&st);
		t.first = column_int(&st) != 0;
		column_copy(&st, key, sizeof(key));
		t.provider = key;
		t.received_at = column_time(&st);
		visit(user, &t);
	}
	return rc;
}

int store_scan_tellings(struct store *s, struct event_scope of, int64_t since, telling_visit *visit,
    void *user, struct error *e)
{
	int64_t first, newest;
	int rc;

	if ((rc = find_since(s, since, &first, &newest, e)) != OK)
		return rc;
	for (int64_t after = first - 1; rc == OK && after < newest; after += WINDOW) {
		struct window w = {.after = after, .upto = after + WINDOW};

		rc = visit_tellings(s, of, since, w, visit, user, e);
	}
	return rc;
}

static int visit_updates(struct store *s, const char *page_id, int64_t since, struct window w,
    update_visit *visit, void *user, struct error *e)
{
	struct statement st = statement_use(s, QUERY_UPDATES_WITHIN);
	char page[LIMIT_URL + 1], incident[LIMIT_URL + 1];
	bool row;
	int rc;

	bind_int(&st, w.after);
	bind_int(&st, w.upto);
	bind_text(&st, page_id);
	bind_int(&st, since);
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		column_copy(&st, page, sizeof(page));
		column_copy(&st, incident, sizeof(incident));
		visit(user, page, incident);
	}
	return rc;
}

int store_scan_updates(struct store *s, const char *page_id, int64_t since, update_visit *visit,
    void *user, struct error *e)
{
	int64_t first, newest;
	int rc;

	if ((rc = find_since(s, since, &first, &newest, e)) != OK)
		return rc;
	for (int64_t after = first - 1; rc == OK && after < newest; after += WINDOW) {
		struct window w = {.after = after, .upto = after + WINDOW};

		rc = visit_updates(s, page_id, since, w, visit, user, e);
	}
	return rc;
}
