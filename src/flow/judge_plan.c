/*
 * Maintenances that are moved before they begin, without a word: the page merely shows another time
 * for them. Told once, by the page's document alone: a webhook may be late. See judge.h.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "flow/judge.h"
#include "model/identity.h"
#include "model/words.h"
#include "store/dedup.h"
#include "store/events.h"

/* Less is rounding. */
#define MOVE_MS INT64_C(60000)

static bool differ(int64_t a, int64_t b)
{
	return a != TIME_NONE && b != TIME_NONE && (a >= b + MOVE_MS || b >= a + MOVE_MS);
}

static bool is_moved(const struct incident *in, int64_t scheduled_for, int64_t scheduled_until)
{
	return differ(in->scheduled_for, scheduled_for) ||
	       differ(in->scheduled_until, scheduled_until);
}

/* What is under way ends when it ends. */
static bool is_ahead(
    const struct judging *j, const struct incident *in, const struct incident_state *stored)
{
	return status_is_scheduled(stored->status) && status_is_scheduled(incident_status(in)) &&
	       stored->closed_at == TIME_NONE && in->scheduled_for > j->in->received_at;
}

/*
 * A plan that another has replaced may stand in a copy out of a cache. For as long as caches keep
 * one, only a time of its own, after that of the event that replaced it, tells that it is no copy.
 */
static int put_replaced(
    struct judging *j, const struct incident_state *stored, int64_t by_event, struct error *e)
{
	return store_dedup_put(j->store,
	    identity_plan(
		j->ctx, j->page, stored->id, stored->scheduled_for, stored->scheduled_until),
	    by_event, j->in->received_at + LIMIT_COPY_MS, e);
}

static int may_be_copy(struct judging *j, const struct incident *in, bool *yes, struct error *e)
{
	const char *key =
	    identity_plan(j->ctx, j->page, in->id, in->scheduled_for, in->scheduled_until);
	int64_t at = judge_time(j, in->updated_at), event_id;
	struct event by;
	bool found = false;
	int rc = store_dedup_find(j->store, key, j->in->received_at, yes, &event_id, e);

	if (rc == OK && *yes)
		rc = store_event_find(j->ctx, j->store, event_id, &by, &found, e);
	if (found)
		*yes = at == TIME_NONE || at <= by.occurred_at;
	return rc;
}

static const char *note_of(void *ctx, const struct incident_state *before)
{
	char from[TIME_MINUTE_SIZE], until[TIME_MINUTE_SIZE];

	time_minute(from, before->scheduled_for);
	if (before->scheduled_until == TIME_NONE)
		return mem_printf(ctx, "moved without a new update: it was planned for %s", from);
	time_minute(until, before->scheduled_until);
	return mem_printf(
	    ctx, "moved without a new update: it was planned for %s to %s", from, until);
}

static int tell(struct judging *j, const struct incident *in, const struct incident_state *stored,
    int64_t *event_id, struct error *e)
{
	int64_t at = judge_time(j, in->updated_at);
	struct update moved = {
	    .status = incident_status(in),
	    .created_at = at > stored->updated_at ? at : j->in->received_at,
	};
	struct event event = event_of_update(j->ctx, in, &moved);
	int rc;

	if (event.product == NULL)
		event.product = stored->product;
	event.note = note_of(j->ctx, stored);
	rc = judge_log(j, &event, e);
	*event_id = event.id;
	return rc;
}

/* What an update told, somebody guessed, or is under way, is so without a further word. */
static bool is_taken(const struct judging *j, const struct incident *in,
    const struct incident_state *stored, bool told)
{
	if (told || stored->scheduled_for == TIME_NONE)
		return true;
	return j->in->report->kind == REPORT_DOCUMENT &&
	       (j->in->report->plans_are_vague || j->first_sight || !is_ahead(j, in, stored));
}

/* A time that nobody knew is filled in by anybody. */
static void keep(int64_t *now, int64_t stored, bool is_believed)
{
	if (*now == TIME_NONE || (!is_believed && stored != TIME_NONE))
		*now = stored;
}

int judge_plan(struct judging *j, const struct incident *in, const struct incident_state *stored,
    bool told, struct incident_state *now, struct error *e)
{
	bool is_believed = is_taken(j, in, stored, told), is_copy;
	bool is_other = is_moved(in, stored->scheduled_for, stored->scheduled_until);
	int64_t event_id = told ? j->verdict->last : DEDUP_NO_EVENT;
	int rc = OK;

	if (!is_believed && is_other && j->in->report->kind == REPORT_DOCUMENT) {
		if ((rc = may_be_copy(j, in, &is_copy, e)) != OK)
			return rc;
		is_believed = !is_copy;
		j->verdict->wants_again |= is_copy;
		if (is_believed)
			rc = tell(j, in, stored, &event_id, e);
	}
	if (rc == OK && is_believed && is_other)
		rc = put_replaced(j, stored, event_id, e);
	keep(&now->scheduled_for, stored->scheduled_for, is_believed);
	keep(&now->scheduled_until, stored->scheduled_until, is_believed);
	return rc;
}
