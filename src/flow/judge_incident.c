/*
 * Incidents and maintenances: which of their updates are news. See judge.h, judge_state.h for what
 * is so after them, and candidate.h for how an update is recognised.
 */
#include "flow/candidate.h"
#include "flow/hearsay.h"
#include "flow/judge_state.h"
#include "flow/match.h"
#include "model/redact.h"
#include "model/words.h"
#include "store/dedup.h"
#include "store/providers.h"
#include "store/state.h"

/* The transitions an update announces; most of its components have not changed. */
static int judge_affected(struct judging *j, const struct update *up, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; rc == OK && i < up->n_affected; i++) {
		const struct affected *a = &up->affected[i];
		struct change change = {
		    .component_id = a->component_id,
		    .name = a->name,
		    .old_status = a->old_status,
		    .new_status = a->new_status,
		    .changed_at = up->created_at,
		};

		if (match_differs(a->old_status, a->new_status))
			rc = judge_change(j, &change, e);
	}
	return rc;
}

static bool is_over(const struct incident *in)
{
	return status_is_final(incident_status(in));
}

/* Without a time of its own an update is no newer than its incident. */
static int64_t time_of(const struct incident *in, const struct update *up)
{
	return up != NULL && up->created_at != TIME_NONE ? up->created_at : in->updated_at;
}

static int64_t newest_of(const struct incident *in)
{
	return time_of(in, in->n_updates > 0 ? &in->updates[in->n_updates - 1] : NULL);
}

/* Nothing is forgotten sooner than the shortest retention there is. */
#define REMEMBERED_MS (24LL * 60 * 60 * 1000)

/* Retention says from when on nothing was forgotten; only for what is old it is asked. */
static int find_forgotten(struct judging *j, const struct incident *in, struct error *e)
{
	int64_t oldest = time_of(in, in->n_updates > 0 ? &in->updates[0] : NULL);

	if (oldest == TIME_NONE || oldest >= j->in->received_at - REMEMBERED_MS)
		return OK;
	return store_fact_get(j->store, FACT_FORGOTTEN_BEFORE, &j->forgotten_before, e);
}

/* Such a thing may have been told and forgotten. */
static bool is_old(const struct judging *j, int64_t at)
{
	return at != TIME_NONE && at < j->forgotten_before;
}

/*
 * Over, not known, and old: it may have been told and forgotten since. It is nobody's news, and not
 * worth being remembered again. Without an id it would not be known in any case.
 */
static bool is_past(const struct judging *j, const struct incident *in)
{
	return in->id != NULL && is_over(in) && is_old(j, newest_of(in));
}

/*
 * Old, so that its key may have been forgotten. But what is newer than all that we know of its
 * incident was not told yet; and an open incident that is not known is told, by its newest update.
 */
static bool is_forgotten(const struct judging *j, const struct incident *in,
    const struct incident_state *stored, const struct update *up)
{
	int64_t at = time_of(in, up);

	if (in->id == NULL || !is_old(j, at))
		return false;
	if (stored != NULL)
		return at <= stored->updated_at;
	return up != &in->updates[in->n_updates - 1];
}

static int log_update(struct judging *j, const struct candidate *c, struct error *e)
{
	struct event event = event_of_update(j->ctx, c->in, c->up);
	int rc;

	if (j->first_sight)
		event.note = "first sight of this page: this was already open";
	if (j->in->report->kind == REPORT_MAIL)
		event.detail = redact_links(j->ctx, event.detail);
	if ((rc = judge_log(j, &event, e)) != OK)
		return rc;
	j->told_end |= status_is_final(c->up->status);
	return candidate_put_keys(j, c, event.id, e);
}

/* silent: it is no news, whether it is known or not. */
static int judge_update(struct judging *j, const struct candidate *c, bool silent, struct error *e)
{
	enum known known;
	int rc;

	if ((rc = candidate_look_up(j, c, &known, e)) != OK || known == KNOWN_AGAIN)
		return rc;
	if (known == KNOWN_CLAIMED) { /* a mail did not say what happened to the components */
		j->claimed = true;
		return c->up->id != NULL ? judge_affected(j, c->up, e) : OK;
	}
	if (silent)
		return candidate_put_keys(j, c, DEDUP_NO_EVENT, e);
	if ((rc = log_update(j, c, e)) != OK)
		return rc;
	return judge_affected(j, c->up, e);
}

static int judge_status(struct judging *j, const struct incident *in,
    const struct incident_state *stored, struct error *e)
{
	struct update only = {.status = in->status, .created_at = in->updated_at};
	struct candidate c = candidate_of(j, in, &only, stored);
	enum known known = KNOWN_NOT;
	int rc;

	/* Without an id it would be news at each poll. */
	if (!judge_status_is_news(in, stored) ||
	    (in->id == NULL && j->in->report->kind == REPORT_DOCUMENT))
		return OK;
	if (j->first_sight && status_is_final(in->status))
		return candidate_put_keys(j, &c, DEDUP_NO_EVENT, e);
	if (in->id == NULL)
		return judge_update(j, &c, false, e);
	if ((rc = candidate_look_up_mail(j, &c, &known, e)) != OK || known == KNOWN_NOT)
		return rc == OK ? log_update(j, &c, e) : rc;
	j->claimed = true;
	return OK;
}

/*
 * At the first sight of a page, of what is known only what is newer is told: the page may have been
 * read from another place before. Of what is not, the newest update, unless it is over.
 */
static bool is_before_us(const struct judging *j, const struct incident *in,
    const struct incident_state *stored, const struct update *up)
{
	if (!j->first_sight)
		return false;
	if (stored != NULL)
		return time_of(in, up) <= stored->updated_at;
	return is_over(in) || up != &in->updates[in->n_updates - 1];
}

static bool is_own_document(const struct judging *j)
{
	return j->in->channel == CHANNEL_POLLER && j->in->report->kind == REPORT_INCIDENT;
}

/* The own document of one whose end is known is asked for what was said after that. */
static bool is_before_end(const struct judging *j, const struct incident *in,
    const struct incident_state *stored, const struct update *up)
{
	return is_own_document(j) && stored != NULL && judge_has_ended(stored) &&
	       !j->end_is_hearsay && time_of(in, up) <= stored->updated_at;
}

static int judge_updates(struct judging *j, const struct incident *in,
    const struct incident_state *stored, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; rc == OK && i < in->n_updates; i++) {
		struct candidate c = candidate_of(j, in, &in->updates[i], stored);

		rc = judge_update(j, &c,
		    is_before_us(j, in, stored, c.up) || is_forgotten(j, in, stored, c.up) ||
			is_before_end(j, in, stored, c.up),
		    e);
	}
	return rc;
}

/*
 * What a mail does to what is stored: only what is told for the first time, and nothing when its
 * sender is in doubt. Without the page's time it may be late, and moves an incident on only.
 */
static bool mail_moves(const struct judging *j, const struct incident *in,
    const struct incident_state *stored, bool told)
{
	if (j->is_doubtful || !told)
		return false;
	return stored == NULL || j->in->report->mail.posted_at != TIME_NONE ||
	       status_rank(incident_status(in)) >= status_rank(stored->status);
}

/*
 * Of an incident that had ended: opened again and ended between two documents, or talked about. An
 * update with neither id nor text is the incident's status, as of when it was touched last.
 */
static bool is_continued(const struct judging *j, const struct incident *in, int64_t known_until)
{
	for (size_t i = 0; i < in->n_updates; i++) {
		const struct update *up = &in->updates[i];

		if ((up->id != NULL || up->text != NULL) && up->created_at > known_until)
			return j->in->report->news_since != TIME_NONE;
	}
	return false;
}

/*
 * The past of a page is no news, nor is what cannot be known again; and of what the document shows,
 * that is the last word.
 */
static bool is_for_history(
    const struct judging *j, const struct incident *in, const struct incident_state *stored)
{
	if (in->id == NULL || report_has_incident(j->in->document, in->id))
		return false;
	if (stored == NULL)
		return report_missed(j->in->report, in);
	if (!judge_has_ended(stored))
		return true;
	return in->n_updates > 0 && (j->end_is_hearsay || is_continued(j, in, stored->updated_at));
}

/* Only those ask that would pass over what was said before an end. */
static int find_hearsay(struct judging *j, const struct incident_state *stored, struct error *e)
{
	const struct report *r = j->in->report;
	bool asks =
	    is_own_document(j) || (r->kind == REPORT_HISTORY && r->news_since != TIME_NONE &&
				      stored->closed_at > r->news_since);

	return asks && judge_has_ended(stored)
		   ? hearsay_of_end(j->ctx, j->store, stored, &j->end_is_hearsay, e)
		   : OK;
}

/* Taken for ended when it was not, or without the word that comes now. */
static int mend_end(struct judging *j, const struct incident *in, struct incident_state *stored,
    bool told, struct error *e)
{
	int rc = judge_return(j, in, stored, told, e);

	return rc == OK && !told ? judge_late_end(j, in, stored, e) : rc;
}

/*
 * Opened by others than the poller: the page's document may have told already that it is no longer,
 * and would not be sent again.
 */
static int doubt_page(struct judging *j, const struct incident *in, bool was_open, struct error *e)
{
	bool heard = j->in->channel != CHANNEL_POLLER && !is_over(in);

	return heard && !was_open ? store_provider_doubt(j->store, j->provider, e) : OK;
}

/* What is known of it. */
static int recall(struct judging *j, const struct incident *in, struct incident_state *stored,
    bool *found, struct error *e)
{
	int rc;

	*found = j->claimed = j->told_end = j->end_is_hearsay = false;
	if (in->id == NULL)
		return OK;
	rc = store_incident_find(j->ctx, j->store, j->page, in->id, stored, found, e);
	if (rc != OK || !*found || j->in->channel != CHANNEL_POLLER)
		return rc;
	rc = find_hearsay(j, stored, e);
	return rc == OK ? hearsay_date(j->ctx, j->store, stored, newest_of(in), e) : rc;
}

int judge_incident(struct judging *j, const struct incident *in, struct error *e)
{
	enum report_kind kind = j->in->report->kind;
	size_t before = j->verdict->events;
	struct incident_state stored, *known;
	bool found, was_open, told;
	int rc = recall(j, in, &stored, &found, e);

	known = found ? &stored : NULL;
	was_open = found && stored.closed_at == TIME_NONE;
	if (rc != OK || (kind == REPORT_HISTORY && !is_for_history(j, in, known)))
		return rc;
	if ((rc = find_forgotten(j, in, e)) != OK || (known == NULL && is_past(j, in)))
		return rc;
	rc = in->n_updates > 0 ? judge_updates(j, in, known, e) : judge_status(j, in, known, e);
	told = j->verdict->events > before;
	if (rc != OK || (kind == REPORT_MAIL && !mail_moves(j, in, known, told)))
		return rc;
	if (known != NULL && (rc = mend_end(j, in, known, told, e)) != OK)
		return rc;
	if (in->id == NULL || (rc = judge_state(j, in, known, told, e)) != OK)
		return rc;
	return doubt_page(j, in, was_open, e);
}
