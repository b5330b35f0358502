/*
 * A page's histories: how those ended that have left its document, and what came and went between
 * two of them. See visit_steps.h.
 */
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "flow/hearsay.h"
#include "flow/visit_steps.h"
#include "store/state.h"

/* They have had trouble for a day: what is not known by now will not be. */
static bool is_overdue(const struct visit *v)
{
	return v->state.changed_at != TIME_NONE &&
	       v->state.tried_at - v->state.changed_at > LIMIT_UNREAD_MS;
}

static int read_history(struct visit *v, const struct http_response *response, struct error *e)
{
	int rc;

	if (response->status == 0)
		return error_set(e, E_SYSTEM, "%s", response->failure);
	if (response->status != 200)
		return error_set(e, E_SYSTEM, "the page answered HTTP %d", response->status);
	rc = platform_read_history(
	    v, v->walk.platform, response->body, response->body_size, &v->ending, e);
	if (rc == OK && strcmp(v->ending.page.id, v->document.page.id) != 0)
		return error_set(e, E_INPUT, "the page answered with the history of another page");
	return rc;
}

/* A cache may hand out one that is older than the change. */
static bool is_new_enough(struct visit *v, const struct http_response *response)
{
	int64_t changed_at = v->document.page.updated_at, read = v->ending.page.updated_at;
	int64_t copied_at = clock_now() - response->age_ms;

	if (changed_at != TIME_NONE)
		return read == TIME_NONE || read >= changed_at;
	if (copied_at < v->covers)
		v->covers = copied_at;
	return copied_at >= v->state.moved_at - AGE_SLACK_MS;
}

/* Of an incident that is not in the document, what is known of it; found: whether it is. */
static bool look_up(
    struct visit *v, const struct incident *in, struct incident_state *known, bool *found)
{
	struct store *s = writer_get_store(v->poller->writer);

	return in->id != NULL && !report_has_incident(&v->document, in->id) &&
	       store_incident_find(v, s, v->document.page.id, in->id, known, found, NULL) == OK;
}

static bool is_missed(struct visit *v, const struct incident *in)
{
	struct incident_state known;
	bool found;

	return report_missed(&v->ending, in) && look_up(v, in, &known, &found) && !found;
}

/* A mail told its end, and maybe not what was said before. */
static bool is_hearsay(struct visit *v, const struct incident_state *known)
{
	struct store *s = writer_get_store(v->poller->writer);
	bool yes;

	return known->closed_at > v->ending.news_since &&
	       hearsay_of_end(v, s, known, &yes, NULL) == OK && yes;
}

/* It had ended, and may have been opened and ended again. */
static bool is_continued(struct visit *v, const struct incident *in)
{
	struct incident_state known;
	bool found;

	if (v->ending.news_since == TIME_NONE || !look_up(v, in, &known, &found) || !found ||
	    known.closed_at == TIME_NONE)
		return false;
	return (in->updated_at > v->ending.news_since && in->updated_at > known.updated_at) ||
	       is_hearsay(v, &known);
}

/*
 * Their own documents tell all updates; of too many that were missed the next pass asks the rest,
 * for these are known then. One that was merely touched may seem to go on for ever.
 */
static void find_untold(struct visit *v)
{
	const struct incident *list = v->ending.incidents;
	size_t n = v->walk.platform->incident_path != NULL ? v->ending.n_incidents : 0;

	v->n_left = 0;
	v->has_more = false;
	for (size_t i = 0; i < n; i++) {
		if (!is_missed(v, &list[i]))
			continue;
		if (v->n_left < OWN_MAX)
			v->left[v->n_left++] = list[i].id;
		else
			v->has_more = true;
	}
	for (size_t i = 0; i < n && v->n_left < OWN_MAX; i++)
		if (is_continued(v, &list[i]))
			v->left[v->n_left++] = list[i].id;
}

/* What the next pass asks for is not told by its end alone now. */
static void drop_missed(struct visit *v)
{
	size_t n = 0;

	for (size_t i = 0; i < v->ending.n_incidents; i++)
		if (!is_missed(v, &v->ending.incidents[i]))
			v->ending.incidents[n++] = v->ending.incidents[i];
	v->ending.n_incidents = n;
}

/* The page's past is known when both histories have been read. */
static void store_history(struct visit *v, void (*stored)(struct visit *v))
{
	bool is_known;

	if (v->is_owed)
		drop_missed(v);
	else if (v->is_new_enough)
		*(v->ending.of_upkeep ? &v->upkeep_read : &v->incidents_read) = true;
	is_known = v->is_changed && v->incidents_read && v->upkeep_read;
	if (is_known) {
		v->is_changed = false;
		v->state.changed_at = v->state.own_at = TIME_NONE;
		v->state.covered_at = v->covers;
		endings_find(v);
		visit_validate(v, !endings_are_due(v));
	}
	visit_submit(v, &v->ending, WITH_MARK, stored);
}

static void take_history(struct visit *v, const struct http_response *response, bool of_upkeep,
    void (*told)(struct visit *v))
{
	struct error e;

	v->bytes = response->body_size;
	visit_defer(v, response);
	if (read_history(v, response, &e) == OK) {
		v->is_new_enough = is_new_enough(v, response) || is_overdue(v);
	} else {
		diag(DIAG_WARNING, "%s: cannot read how its %s ended: %s", v->provider->key,
		    of_upkeep ? "maintenances" : "incidents", e.text);
		v->ending = (struct report){
		    .kind = REPORT_HISTORY, .page = v->document.page, .is_unread = true};
		v->is_new_enough =
		    response->status == 404 || response->status == 410 || is_overdue(v);
		v->ending.is_given_up = v->is_new_enough;
	}
	v->ending.of_upkeep = of_upkeep;
	v->ending.news_since = v->news_since;
	v->is_owed = false;
	find_untold(v);
	endings_ask_own(v, told);
}

static void upkeep_told(struct visit *v)
{
	store_history(v, visit_over);
}

static void upkeep_done(void *user, const struct http_response *response)
{
	take_history(user, response, true, upkeep_told);
}

static void ask_upkeep(struct visit *v)
{
	struct place place = visit_place(v);

	if (!v->upkeep_due || v->walk.platform->upkeep_path == NULL ||
	    !visit_ask(v, &place, v->walk.platform->upkeep_path, upkeep_done))
		visit_over(v);
}

/* It may have told of maintenances too. A wish to be left alone is not obeyed for ever. */
static void incidents_stored(struct visit *v)
{
	endings_find(v);
	if (v->state.leave_until == TIME_NONE || is_overdue(v))
		ask_upkeep(v);
	else
		visit_over(v);
}

static void incidents_told(struct visit *v)
{
	store_history(v, incidents_stored);
}

static void incidents_done(void *user, const struct http_response *response)
{
	take_history(user, response, false, incidents_told);
}

void history_ask(struct visit *v)
{
	struct place place = visit_place(v);

	if (!v->incidents_due || v->walk.platform->history_path == NULL ||
	    !visit_ask(v, &place, v->walk.platform->history_path, incidents_done))
		ask_upkeep(v);
}
