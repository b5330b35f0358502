/*
 * Incidents that end without a word: the page no longer knows them, or the page itself is
 * another. Every incident that was opened ends. See judge.h.
 */
#include <string.h>

#include "base/limits.h"
#include "flow/candidate.h"
#include "flow/judge.h"
#include "model/words.h"
#include "store/state.h"

/* A webhook that was late tells of the same end: it is to find this event. */
static int put_keys(
    struct judging *j, const struct incident_state *state, int64_t event_id, struct error *e)
{
	struct incident in = {.id = state->id, .title = state->title};
	struct update up = {.status = state->status};
	struct candidate c = candidate_of(j, &in, &up, state);

	return status_is_final(state->status) ? candidate_put_keys(j, &c, event_id, e) : OK;
}

static int end(struct judging *j, struct incident_state *state, const char *status,
    const char *note, struct error *e)
{
	struct event event = {
	    .kind = state->maintenance ? EVENT_MAINTENANCE : EVENT_INCIDENT,
	    .occurred_at = j->in->received_at,
	    .page_id = state->page_id,
	    .product = state->product,
	    .impact = state->impact,
	    .status = status,
	    .title = state->title,
	    .incident_id = state->id,
	    .url = state->url,
	    .note = note,
	};
	int rc = judge_log(j, &event, e);

	state->status = status;
	state->missed = 0;
	state->closed_at = j->in->received_at;
	if (rc == OK)
		rc = put_keys(j, state, event.id, e);
	return rc == OK ? store_incident_put(j->store, state, e) : rc;
}

static int miss(struct judging *j, struct incident_state *state, const char *status,
    const char *note, struct error *e)
{
	if (++state->missed < ABSENT_DOCUMENTS)
		return store_incident_put(j->store, state, e);
	return end(j, state, status, note, e);
}

/* A copy from before the incident may lack it. */
static bool is_settled(const struct judging *j, const struct incident_state *state)
{
	return j->in->received_at - state->updated_at >= LIMIT_COPY_MS;
}

/*
 * The history is here and does not say how they ended, or will not be: not asked for ever, they stay
 * lost.
 */
static int miss_lost(struct judging *j, struct error *e)
{
	const struct report *document = j->in->document, *history = j->in->report;
	struct incident_state *lost;
	size_t n;
	int rc = store_incidents_lost(j->ctx, j->store, j->page, ABSENT_DOCUMENTS, &lost, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (lost[i].maintenance == history->of_upkeep &&
		    !report_has_incident(document, lost[i].id)) {
			lost[i].missed += history->is_given_up ? ABSENT_DOCUMENTS : 1;
			rc = store_incident_put(j->store, &lost[i], e);
		}
	return rc;
}

/* Histories that could not be read are counted downwards: they say nothing of what they lack. */
static int miss_open(struct judging *j, struct incident_state *state, struct error *e)
{
	int64_t tries = LIMIT_UNREAD_MS / j->app->settings.poll_interval_ms;

	if (!j->in->report->is_unread) {
		state->missed = state->missed > 0 ? state->missed : 0;
		return miss(j, state, "withdrawn", "the page no longer knows it", e);
	}
	state->missed = state->missed < 0 ? state->missed - 1 : -1;
	if (-state->missed <= tries || -state->missed < ABSENT_DOCUMENTS)
		return store_incident_put(j->store, state, e);
	return end(j, state, "withdrawn",
	    "it has left the page, and for a day the page's history could not be read", e);
}

int judge_absence(struct judging *j, struct error *e)
{
	const struct report *document = j->in->document, *history = j->in->report;
	struct incident_state *open;
	size_t n;
	int rc = store_incidents_open(j->ctx, j->store, j->page, &open, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (open[i].maintenance == history->of_upkeep && is_settled(j, &open[i]) &&
		    !report_has_incident(document, open[i].id) &&
		    !report_has_incident(history, open[i].id))
			rc = miss_open(j, &open[i], e);
	return rc == OK && (!history->is_unread || history->is_given_up) ? miss_lost(j, e) : rc;
}

/* What the platform means by it, in the word for what has left. */
static const char *word_of_absence(const struct report *document, const struct incident_state *left)
{
	bool over = strcmp(document->absent_means, "resolved") == 0;

	return over && left->maintenance ? "completed" : document->absent_means;
}

int judge_left(struct judging *j, struct error *e)
{
	const struct report *document = j->in->report;
	struct incident_state *open;
	size_t n;
	int rc = store_incidents_open(j->ctx, j->store, j->page, &open, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (report_lacks_incident(document, open[i].id))
			rc = miss(j, &open[i], word_of_absence(document, &open[i]),
			    "the page shows it no longer", e);
	return rc;
}

/* An update may say that it comes from the future. */
static int64_t last_word(const struct judging *j, const struct incident_state *state)
{
	bool later = state->updated_at > state->seen_at && state->updated_at <= j->in->received_at;

	return later ? state->updated_at : state->seen_at;
}

int judge_lost(struct judging *j, const char *note, int64_t quiet_ms, struct error *e)
{
	struct incident_state *open;
	size_t n;
	int rc = store_incidents_open(j->ctx, j->store, j->page, &open, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (j->in->received_at - last_word(j, &open[i]) >= quiet_ms)
			rc = end(j, &open[i], "lost", note, e);
	return rc;
}

bool judge_ended_it(const struct incident_state *stored)
{
	return stored->closed_at != TIME_NONE && stored->closed_at != stored->updated_at;
}

/*
 * A history is judged of what is lost alone, and can be all that shows it: a document may leave out
 * some that are open.
 */
static bool has_returned(
    const struct judging *j, const struct incident *in, const struct incident_state *stored)
{
	return (j->in->report->kind == REPORT_DOCUMENT || j->in->report->kind == REPORT_HISTORY) &&
	       judge_ended_it(stored) && !status_is_final(incident_status(in));
}

/* What is told of the state of an incident, apart from its updates. */
static int log_state(struct judging *j, const struct incident *in,
    const struct incident_state *stored, int64_t at, const char *note, struct error *e)
{
	struct event event = {
	    .kind = stored->maintenance ? EVENT_MAINTENANCE : EVENT_INCIDENT,
	    .occurred_at = at,
	    .product = stored->product,
	    .impact = in->impact,
	    .status = incident_status(in),
	    .title = in->title,
	    .incident_id = in->id,
	    .url = in->url,
	    .note = note,
	};

	return judge_log(j, &event, e);
}

int judge_return(struct judging *j, const struct incident *in, struct incident_state *stored,
    bool told, struct error *e)
{
	int rc = OK;

	if (!has_returned(j, in, stored))
		return OK;
	if (!told)
		rc = log_state(j, in, stored, j->in->received_at, "the page shows it again", e);
	stored->status = incident_status(in);
	stored->closed_at = TIME_NONE;
	stored->missed = 0;
	return rc == OK ? store_incident_put(j->store, stored, e) : rc;
}

int judge_late_end(struct judging *j, const struct incident *in,
    const struct incident_state *stored, struct error *e)
{
	if (stored->status != NULL || stored->closed_at != TIME_NONE ||
	    !status_is_final(incident_status(in)))
		return OK;
	return log_state(
	    j, in, stored, in->updated_at, "its last update had no status when it was told", e);
}

/* What has become of an incident without an update. */
enum turn { TURN_NONE, TURN_ENDED, TURN_OPEN_AGAIN, TURN_BEGUN };

static const char *const turn_notes[] = {
    [TURN_ENDED] = "it has ended without a new update",
    [TURN_OPEN_AGAIN] = "it is open again without a new update",
    [TURN_BEGUN] = "it has begun without a new update",
};

static enum turn turn_of(const struct incident *in, const struct incident_state *stored)
{
	const char *status = incident_status(in);
	bool ends = status_is_final(status), had_ended = stored->closed_at != TIME_NONE;

	if (stored->status == NULL)
		return TURN_NONE;
	if (ends != had_ended)
		return ends ? TURN_ENDED : TURN_OPEN_AGAIN;
	return !ends && stored->maintenance && status_is_scheduled(stored->status) &&
		       status != NULL && !status_is_scheduled(status)
		   ? TURN_BEGUN
		   : TURN_NONE;
}

int judge_turn(struct judging *j, const struct incident *in, const struct incident_state *stored,
    struct error *e)
{
	enum turn turn = turn_of(in, stored);
	int64_t at = in->n_updates > 0 ? in->updates[in->n_updates - 1].created_at : TIME_NONE;

	if (turn == TURN_NONE || j->in->report->kind != REPORT_DOCUMENT || j->first_sight ||
	    j->claimed || judge_time(j, at) == TIME_NONE)
		return OK;
	if (turn == TURN_BEGUN && in->updated_at > at) /* the announcement is no measure */
		at = in->updated_at;
	return log_state(j, in, stored, at, turn_notes[turn], e);
}
