/* The event table. See events.h. */
#include "store/events.h"

#include "base/mem.h"
#include "model/identity.h"
#include "store/statement.h"

static int last_event_put(struct store *s, const struct event *event, struct error *e)
{
	struct statement st = statement_use(s, QUERY_LAST_EVENT_PUT);

	bind_text(&st, event->provider);
	bind_int(&st, event->received_at);
	return statement_run(&st, e);
}

int store_event_append(struct store *s, struct event *event, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENT_APPEND);
	int rc;

	bind_int(&st, event->received_at);
	bind_time(&st, event->occurred_at);
	bind_time(&st, event->shown_at);
	bind_int(&st, event->kind);
	bind_int(&st, event->channel);
	bind_text(&st, event->provider);
	bind_text(&st, event->provider_name);
	bind_text(&st, event->page_id);
	bind_text(&st, event->product);
	bind_text(&st, event->components);
	bind_text(&st, event->impact);
	bind_text(&st, event->status);
	bind_text(&st, event->previous_status);
	bind_text(&st, event->title);
	bind_text(&st, event->detail);
	bind_text(&st, event->incident_id);
	bind_text(&st, event->update_id);
	bind_text(&st, event->url);
	bind_time(&st, event->scheduled_for);
	bind_time(&st, event->scheduled_until);
	bind_text(&st, event->note);
	bind_int(&st, event->of);
	if ((rc = statement_run(&st, e)) != OK)
		return rc;
	event->id = sqlite3_last_insert_rowid(s->db);
	return event->of == 0 ? last_event_put(s, event, e) : OK;
}

static void event_read(void *ctx, struct statement *st, struct event *out)
{
	out->id = column_int(st);
	out->received_at = column_int(st);
	out->occurred_at = column_time(st);
	out->shown_at = column_time(st);
	out->kind = (enum event_kind)column_int(st);
	out->channel = (enum channel)column_int(st);
	out->provider = column_text(ctx, st);
	out->provider_name = column_text(ctx, st);
	out->page_id = column_text(ctx, st);
	out->product = column_text(ctx, st);
	out->components = column_text(ctx, st);
	out->impact = column_text(ctx, st);
	out->status = column_text(ctx, st);
	out->previous_status = column_text(ctx, st);
	out->title = column_text(ctx, st);
	out->detail = column_text(ctx, st);
	out->incident_id = column_text(ctx, st);
	out->update_id = column_text(ctx, st);
	out->url = column_text(ctx, st);
	out->scheduled_for = column_time(st);
	out->scheduled_until = column_time(st);
	out->note = column_text(ctx, st);
	out->of = column_int(st);
}

int store_event_find(
    void *ctx, struct store *s, int64_t id, struct event *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENT_FIND);
	int rc;

	bind_int(&st, id);
	if ((rc = statement_row(&st, found, e)) != OK || !*found)
		return rc;
	event_read(ctx, &st, out);
	statement_end(&st);
	return OK;
}

int store_events_read(
    void *ctx, struct statement *st, struct event *out, size_t *n, struct error *e)
{
	bool row;
	int rc;

	*n = 0;
	while ((rc = statement_row(st, &row, e)) == OK && row)
		event_read(ctx, st, &out[(*n)++]);
	return rc;
}

int store_events_after(void *ctx, struct store *s, int64_t after, size_t max, struct event *out,
    size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENTS_AFTER);

	bind_int(&st, after);
	bind_int(&st, (int64_t)max);
	return store_events_read(ctx, &st, out, n, e);
}

int store_event_sightings(
    struct store *s, int64_t id, struct sighting out[SIGHTINGS_MAX], size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SIGHTINGS);
	bool row;
	int rc;

	*n = 0;
	bind_int(&st, id);
	while ((rc = statement_row(&st, &row, e)) == OK && row && *n < SIGHTINGS_MAX) {
		out[*n].channel = (enum channel)column_int(&st);
		out[(*n)++].seen_at = column_int(&st);
	}
	statement_end(&st);
	return rc;
}

static int sighting_put(struct store *s, int64_t id, const struct revision *report, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SIGHTING_PUT);

	bind_int(&st, id);
	bind_int(&st, report->channel);
	bind_int(&st, report->seen_at);
	return statement_run(&st, e);
}

static int revision_put(struct store *s, int64_t id, const struct revision *report, struct error *e)
{
	struct statement st = statement_use(s, QUERY_REVISION_PUT);

	bind_int(&st, id);
	bind_text(&st, report->detail);
	bind_int(&st, report->channel);
	bind_int(&st, report->seen_at);
	return statement_run(&st, e);
}

int store_event_repeated(
    struct store *s, int64_t id, const struct revision *report, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENT_REPEATED);
	TALLOC_CTX *ctx;
	const char *mailed;
	bool found, other_channel, other_text;
	int rc;

	bind_int(&st, id);
	bind_int(&st, report->channel);
	bind_text(&st, report->detail);
	if ((rc = statement_row(&st, &found, e)) != OK || !found)
		return rc;
	ctx = mem_context(NULL);
	other_channel = column_int(&st) != 0;
	other_text = column_int(&st) != 0;
	mailed = column_text(ctx, &st);
	statement_end(&st);
	if (mailed != NULL && identity_same_text(ctx, mailed, report->detail))
		other_text = false;
	talloc_free(ctx);
	if (other_channel)
		rc = sighting_put(s, id, report, e);
	if (rc == OK && other_text)
		rc = revision_put(s, id, report, e);
	return rc;
}

int store_event_revisions(
    void *ctx, struct store *s, int64_t id, struct revision **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_REVISIONS);
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	bind_int(&st, id);
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		struct revision *r;

		*out = mem_grow(ctx, *out, struct revision, *n + 1);
		r = &(*out)[(*n)++];
		r->detail = column_text(ctx, &st);
		r->channel = (enum channel)column_int(&st);
		r->seen_at = column_int(&st);
	}
	return rc;
}

static int read_all(void *ctx, struct statement *st, struct event **out, size_t *n, struct error *e)
{
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, struct event, *n + 1);
		event_read(ctx, st, &(*out)[(*n)++]);
	}
	return rc;
}

int store_events_recent(void *ctx, struct store *s, const char *page, int64_t since, int64_t max,
    struct event **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENTS_RECENT);

	bind_text(&st, page);
	bind_int(&st, since);
	bind_int(&st, max);
	return read_all(ctx, &st, out, n, e);
}

int store_events_of(void *ctx, struct store *s, const char *page, const char *incident, int64_t max,
    struct event **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENTS_OF_INCIDENT);

	bind_text(&st, page);
	bind_text(&st, incident);
	bind_int(&st, max);
	return read_all(ctx, &st, out, n, e);
}

int store_event_before_last(struct store *s, int64_t n, int64_t *id, struct error *e)
{
	return statement_value(s, QUERY_EVENT_BEFORE_LAST, &n, id, e);
}

int store_event_count(struct store *s, int64_t *n, struct error *e)
{
	return statement_value(s, QUERY_EVENT_COUNT, NULL, n, e);
}

int store_events_last(
    void *ctx, struct store *s, struct last_event **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_LAST_EVENTS);
	size_t room = 0;
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		if (*n == room)
			*out =
			    mem_grow(ctx, *out, struct last_event, room = room > 0 ? 2 * room : 64);
		(*out)[*n].provider = column_text(ctx, &st);
		(*out)[(*n)++].received_at = column_int(&st);
	}
	return rc;
}

int store_event_newest(struct store *s, int64_t *id, struct error *e)
{
	return statement_value(s, QUERY_EVENT_NEWEST, NULL, id, e);
}

int store_event_is_followed(
    struct store *s, const struct event *event, bool *followed, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENT_IS_FOLLOWED);
	int rc;

	bind_int(&st, event->id);
	bind_int(&st, event->kind);
	bind_text(&st, event->page_id);
	bind_text(&st, event->incident_id);
	bind_text(&st, event->title);
	if ((rc = statement_row(&st, followed, e)) == OK && *followed)
		statement_end(&st);
	return rc;
}

int store_event_oldest(struct store *s, int64_t *id, struct error *e)
{
	return statement_value(s, QUERY_EVENT_OLDEST, NULL, id, e);
}

static int prune_sightings(struct store *s, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SIGHTING_PRUNE);

	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}

/* As few rows as there are providers: not counted. */
static int prune_last(struct store *s, int64_t before, struct error *e)
{
	struct statement st = statement_use(s, QUERY_LAST_EVENT_PRUNE);

	bind_int(&st, before);
	return statement_run(&st, e);
}

static int prune_revisions(struct store *s, int64_t max, int64_t *n, struct error *e)
{
	int64_t gone = 0, more = 1;
	int rc = OK;

	for (; rc == OK && more > 0 && gone < max; gone += more) {
		struct statement st = statement_use(s, QUERY_REVISION_PRUNE);

		more = 0;
		rc = statement_run_counted(&st, &more, e);
	}
	*n += gone;
	return rc;
}

int store_events_prune(
    struct store *s, int64_t before, int64_t upto, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_EVENT_PRUNE);
	int rc;

	bind_int(&st, before);
	bind_int(&st, upto);
	bind_int(&st, max);
	if ((rc = statement_run_counted(&st, n, e)) != OK ||
	    (rc = prune_last(s, before, e)) != OK || (rc = prune_sightings(s, max, n, e)) != OK)
		return rc;
	if ((rc = prune_revisions(s, max, n, e)) != OK)
		return rc;
	st = statement_use(s, QUERY_SUMMARY_PRUNE);
	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}
