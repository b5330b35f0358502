/*
 * Maintenances that are moved before they begin, without a word: the page merely shows another time
 * for them. Told once, by the page's document alone: a webhook may be late. See judge.h.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "flow/judge.h"
#include "model/words.h"
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

/* Changed after all that was told of it. */
static bool is_fresh(
    const struct judging *j, const struct incident *in, const struct event *told, size_t n)
{
	int64_t at = judge_time(j, in->updated_at);

	for (size_t i = 0; i < n; i++)
		if (at <= told[i].occurred_at)
			return false;
	return at != TIME_NONE;
}

/*
 * A plan that was told before the one that is known may stand in a copy out of a cache. For as long
 * as caches keep one, only a time of its own can tell that it is no copy.
 */
static int may_be_copy(struct judging *j, const struct incident *in, bool *yes, struct error *e)
{
	struct event *told;
	size_t n;
	int rc =
	    store_events_of(j->ctx, j->store, j->page, in->id, LIMIT_RECENT_EVENTS, &told, &n, e);

	*yes = false;
	if (rc != OK || n == 0 || j->in->received_at - told[0].received_at >= LIMIT_COPY_MS ||
	    is_fresh(j, in, told, n))
		return rc;
	for (size_t i = 1; i < n; i++)
		*yes |= told[i].scheduled_for != TIME_NONE &&
			!is_moved(in, told[i].scheduled_for, told[i].scheduled_until);
	return OK;
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
    struct error *e)
{
	int64_t at = judge_time(j, in->updated_at);
	struct update moved = {
	    .status = incident_status(in),
	    .created_at = at > stored->updated_at ? at : j->in->received_at,
	};
	struct event event = event_of_update(j->ctx, in, &moved);

	if (event.product == NULL)
		event.product = stored->product;
	event.note = note_of(j->ctx, stored);
	return judge_log(j, &event, e);
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
	int rc = OK;

	if (!is_believed && j->in->report->kind == REPORT_DOCUMENT &&
	    is_moved(in, stored->scheduled_for, stored->scheduled_until)) {
		if ((rc = may_be_copy(j, in, &is_copy, e)) != OK)
			return rc;
		is_believed = !is_copy;
		j->wants_again |= is_copy;
		if (is_believed)
			rc = tell(j, in, stored, e);
	}
	keep(&now->scheduled_for, stored->scheduled_for, is_believed);
	keep(&now->scheduled_until, stored->scheduled_until, is_believed);
	return rc;
}
