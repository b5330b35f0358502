/* What is stored of an incident, by what is told of it. See judge_state.h. */
#include "flow/judge_state.h"

#include <string.h>

#include "flow/match.h"
#include "model/identity.h"
#include "model/words.h"

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool judge_has_ended(const struct incident_state *stored)
{
	return stored->closed_at != TIME_NONE && !same_text(stored->status, "lost");
}

/*
 * When nobody says, a status is as old as our knowledge of it. Feeds and mails show no seconds of
 * an update: what they have of a minute is not older than what is known of that minute. A mail that
 * does not say when may be late by any time: what the page has after what is known is newer.
 */
static int64_t newest_time(const struct judging *j, const struct incident *in,
    const struct update *newest, const struct incident_state *stored)
{
	bool to_the_minute =
	    in->n_updates > 0 && (newest->id == NULL || j->in->report->kind == REPORT_MAIL);
	int64_t at = judge_time(j, newest->created_at);

	if (stored != NULL && j->in->report->kind == REPORT_MAIL &&
	    j->in->report->mail.posted_at == TIME_NONE)
		return stored->updated_at;
	if (stored != NULL && to_the_minute && at != TIME_NONE &&
	    at == identity_minute_of(stored->updated_at))
		return stored->updated_at;
	if (at != TIME_NONE)
		return at;
	if (newest->created_at == TIME_NONE && judge_time(j, in->updated_at) != TIME_NONE)
		return in->updated_at;
	return stored != NULL && same_text(stored->status, newest->status) ? stored->updated_at
									   : j->in->received_at;
}

/* The product of the newest update that names one, or of the status that is all there is. */
static void name_product(struct judging *j, const struct incident *in, const struct update *newest,
    const struct incident_state *stored, struct incident_state *state)
{
	size_t n = in->n_updates > 0 ? in->n_updates : 1;
	const struct update *list = in->n_updates > 0 ? in->updates : newest;

	for (size_t i = n; state->product == NULL && i > 0; i--) {
		struct event event = event_of_update(j->ctx, in, &list[i - 1]);

		state->product = event.product;
		state->product_at = newest_time(j, in, &list[i - 1], stored);
	}
}

static const char *either(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

/* What it was, not what is left of it: of one that is over some platforms say "operational". */
static const char *impact_of(
    const struct incident *in, const char *status, const struct incident_state *stored)
{
	if (stored == NULL || stored->impact == NULL)
		return in->impact;
	if (status_is_final(status) && in->impact != NULL && status_is_operational(in->impact))
		return stored->impact;
	return either(in->impact, stored->impact);
}

/* What is so now, by this report; what it does not say is as it was. */
static struct incident_state new_state(struct judging *j, const struct incident *in,
    const struct update *newest, const struct incident_state *stored)
{
	int64_t at = newest_time(j, in, newest, stored);
	struct incident_state state = {
	    .page_id = j->page,
	    .id = in->id,
	    .provider = j->provider,
	    .maintenance = in->maintenance,
	    .title = either(in->title, stored != NULL ? stored->title : NULL),
	    .status = newest->status,
	    .impact = impact_of(in, newest->status, stored),
	    .url = either(in->url, stored != NULL ? stored->url : NULL),
	    .opened_at = in->created_at != TIME_NONE ? in->created_at : j->in->received_at,
	    .updated_at = at,
	    .scheduled_for = in->scheduled_for,
	    .scheduled_until = in->scheduled_until,
	    .seen_at = j->in->received_at,
	    .closed_at = status_is_final(newest->status) ? at : TIME_NONE,
	};

	name_product(j, in, newest, stored, &state);
	return state;
}

/* Takes over the product when it is the newer one; whether it did. */
static bool merge_product(struct incident_state *into, const struct incident_state *from)
{
	if (from->product == NULL ||
	    (into->product != NULL && into->product_at >= from->product_at))
		return false;
	into->product = from->product;
	into->product_at = from->product_at;
	return true;
}

/* At the same instant, what comes later in an incident's life is the newer. */
static bool is_newer(const struct incident_state *a, const struct incident_state *b)
{
	if (a->updated_at != b->updated_at)
		return a->updated_at > b->updated_at;
	return status_rank(a->status) > status_rank(b->status);
}

static bool state_equals(const struct incident_state *a, const struct incident_state *b)
{
	return same_text(a->provider, b->provider) && same_text(a->title, b->title) &&
	       same_text(a->status, b->status) && same_text(a->impact, b->impact) &&
	       same_text(a->product, b->product) && a->updated_at == b->updated_at &&
	       a->scheduled_for == b->scheduled_for && a->scheduled_until == b->scheduled_until &&
	       a->closed_at == b->closed_at && a->missed == b->missed;
}

bool judge_status_is_news(const struct incident *in, const struct incident_state *stored)
{
	if (stored == NULL)
		return true;
	if (in->updated_at != TIME_NONE &&
	    is_newer(stored,
		&(struct incident_state){.status = in->status, .updated_at = in->updated_at}))
		return false;
	return !same_text(in->status, stored->status);
}

/* An older report moves nothing back, but may show that the incident is there, or name a product. */
static int remember_older(struct judging *j, struct incident_state *stored,
    const struct incident_state *older, struct error *e)
{
	bool seen = j->in->report->kind == REPORT_DOCUMENT && stored->missed != 0;

	if (seen)
		stored->missed = 0;
	if (!merge_product(stored, older) && !seen)
		return OK;
	return store_incident_put(j->store, stored, e);
}

/* Without a status nothing is said of what is over, nor by an update that was told before. */
static bool says_nothing(
    const struct incident_state *stored, const struct incident_state *now, bool told)
{
	return now->status == NULL && (stored->closed_at != TIME_NONE || !told);
}

/* Said before the page showed it no longer, and heard after that: the page would show it again. */
static bool is_overtaken(const struct incident_state *stored, const struct incident_state *now)
{
	return judge_has_ended(stored) && judge_ended_it(stored) && !status_is_final(now->status) &&
	       now->updated_at <= stored->closed_at;
}

/* By no update that was told: an end is told although a last note was. */
static bool may_have_turned(const struct judging *j, const struct incident_state *now, bool told)
{
	return !told || (status_is_final(now->status) && !j->told_end);
}

/* came_late: what is known is no newer than the report after all; all that the report says was told. */
static int find_order(struct judging *j, const struct incident *in,
    const struct incident_state *stored, const struct incident_state *now, bool told,
    bool *is_older, bool *came_late, struct error *e)
{
	int rc = OK;

	*is_older = *came_late = false;
	if (!told)
		rc = match_was_before(j, stored, now, is_older, e);
	if (rc != OK || *is_older || !is_newer(stored, now))
		return rc;
	rc = match_came_late(j, in, stored, now, came_late, e);
	*is_older = !*came_late;
	return rc;
}

int judge_state(struct judging *j, const struct incident *in, struct incident_state *stored,
    bool told, struct error *e)
{
	struct update only = {.status = in->status, .created_at = in->updated_at};
	const struct update *newest = in->n_updates > 0 ? &in->updates[in->n_updates - 1] : &only;
	struct incident_state now = new_state(j, in, newest, stored);
	bool is_older, came_late;
	int rc;

	if (stored == NULL)
		return store_incident_put(j->store, &now, e);
	if ((rc = find_order(j, in, stored, &now, told, &is_older, &came_late, e)) != OK)
		return rc;
	if (is_older || says_nothing(stored, &now, told) || is_overtaken(stored, &now))
		return remember_older(j, stored, &now, e);
	if (!came_late && may_have_turned(j, &now, told) &&
	    (rc = judge_turn(j, in, stored, e)) != OK)
		return rc;
	if (now.maintenance && (rc = judge_plan(j, in, stored, told, &now, e)) != OK)
		return rc;
	merge_product(&now, stored);
	return state_equals(stored, &now) ? OK : store_incident_put(j->store, &now, e);
}
