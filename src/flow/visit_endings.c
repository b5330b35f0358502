/*
 * How those ended that have left a page's document, and what came and went between two of them:
 * asked of their own documents, and of the page's histories. See visit_steps.h.
 */
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/visit_steps.h"

/* By its own time; by its mark where it has none. */
static bool is_changed(const struct visit *v)
{
	const struct provider_state *before = &v->state;

	if (v->document.page.updated_at != TIME_NONE)
		return v->document.page.updated_at > before->page_time;
	return v->etag != NULL && before->etag != NULL && strcmp(v->etag, before->etag) != 0;
}

/*
 * A document lists what is open: an incident that began and ended since the one before is in the
 * page's history only. What was over when the page was read for the first time is no news.
 */
void endings_compare(struct visit *v)
{
	const struct provider_state *before = &v->state;
	int64_t since;

	if (v->platform->history_path == NULL || before->covered_at == TIME_NONE ||
	    !document_continues(v))
		return;
	/* A cache may have held the document back, and clocks differ. */
	since = before->covered_at - LIMIT_AHEAD_MS;
	v->news_since = since > before->first_read_at ? since : before->first_read_at;
	v->is_changed = is_changed(v);
	v->incidents_read = false;
	v->upkeep_read = v->platform->upkeep_path == NULL;
}

/*
 * Open ones that the document does not show any more: how they ended stands in the page's history.
 * So it may for those that were lost, when the page is there again and has a history.
 */
void endings_find(struct visit *v)
{
	struct store *s = writer_get_store(v->poller->writer);
	const char *page = v->document.page.id;
	struct incident_state *open, *lost;
	size_t n_open, n_lost;
	struct error e;

	v->incidents_due = v->is_changed && !v->incidents_read;
	v->upkeep_due = v->is_changed && !v->upkeep_read;
	v->n_left = 0;
	if (store_incidents_open(v, s, page, &open, &n_open, &e) != OK ||
	    store_incidents_lost(v, s, page, ABSENT_DOCUMENTS, &lost, &n_lost, &e) != OK) {
		diag(DIAG_ERROR, "%s: %s", v->provider->key, e.text);
		return;
	}
	for (size_t i = 0; i < n_open; i++)
		if (!report_has_incident(&v->document, open[i].id)) {
			*(open[i].maintenance ? &v->upkeep_due : &v->incidents_due) = true;
			if (v->n_left < OWN_MAX)
				v->left[v->n_left++] = open[i].id;
		}
	for (size_t i = 0; i < n_lost; i++)
		if (!report_has_incident(&v->document, lost[i].id)) {
			v->incidents_due |=
			    !lost[i].maintenance && v->platform->history_path != NULL;
			v->upkeep_due |= lost[i].maintenance && v->platform->upkeep_path != NULL;
		}
}

bool endings_are_due(const struct visit *v)
{
	return v->incidents_due || v->upkeep_due;
}

static int read_history(struct visit *v, const struct http_response *response, struct error *e)
{
	int rc;

	if (response->status == 0)
		return error_set(e, E_SYSTEM, "%s", response->failure);
	if (response->status != 200)
		return error_set(e, E_SYSTEM, "the page answered HTTP %d", response->status);
	rc = platform_read_history(
	    v, v->platform, response->body, response->body_size, &v->ending, e);
	if (rc == OK && strcmp(v->ending.page.id, v->document.page.id) != 0)
		return error_set(e, E_INPUT, "the page answered with the history of another page");
	return rc;
}

/* Nobody knows what has come and gone until a history is read that is no older than the document. */
static bool is_covered(const struct visit *v, const struct http_response *response, int rc)
{
	int64_t read = v->ending.page.updated_at;

	if (rc == OK)
		return read == TIME_NONE || read >= v->document.page.updated_at;
	return response->status == 404 || response->status == 410 ||
	       v->state.tried_at - v->state.covered_at > LIMIT_UNREAD_MS;
}

/* Asks for the own document of the next one of those that are left; told() after the last. */
static void ask_own(struct visit *v);

/* What the history shows for the first time and whole: its own document tells more of it. */
static void find_missed(struct visit *v)
{
	struct store *s = writer_get_store(v->poller->writer);
	struct incident_state known;
	bool found;

	v->n_left = 0;
	for (size_t i = 0; v->platform->incident_path != NULL && i < v->ending.n_incidents; i++) {
		const struct incident *in = &v->ending.incidents[i];

		if (v->n_left < OWN_MAX && in->id != NULL && report_missed(&v->ending, in) &&
		    store_incident_find(v, s, v->document.page.id, in->id, &known, &found, NULL) ==
			OK &&
		    !found)
			v->left[v->n_left++] = in->id;
	}
}

/* The page is known by its document when both histories have been read. */
static void store_history(struct visit *v, void (*stored)(struct visit *v))
{
	bool is_news = v->is_changed && v->incidents_read && v->upkeep_read;

	if (is_news) {
		v->is_changed = false;
		endings_find(v);
		visit_mark(v, !endings_are_due(v));
	}
	visit_submit(v, &v->ending, is_news ? WITH_MARK : WITH_NOTHING, stored);
}

static void take_history(struct visit *v, const struct http_response *response, bool upkeep,
    void (*told)(struct visit *v))
{
	struct error e;
	int rc;

	v->bytes = response->body_size;
	visit_defer(v, response);
	if ((rc = read_history(v, response, &e)) != OK) {
		diag(DIAG_WARNING, "%s: cannot read how its %s ended: %s", v->provider->key,
		    upkeep ? "maintenances" : "incidents", e.text);
		v->ending = (struct report){
		    .kind = REPORT_HISTORY, .page = v->document.page, .is_unread = true};
	}
	v->ending.of_upkeep = upkeep;
	v->ending.news_since = v->news_since;
	if (is_covered(v, response, rc))
		*(upkeep ? &v->upkeep_read : &v->incidents_read) = true;
	find_missed(v);
	v->told = told;
	ask_own(v);
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

	if (!v->upkeep_due || v->platform->upkeep_path == NULL ||
	    !visit_ask(v, &place, v->platform->upkeep_path, upkeep_done, false))
		visit_over(v);
}

/* It may have told of maintenances too. */
static void history_stored(struct visit *v)
{
	endings_find(v);
	if (v->leave_until == TIME_NONE)
		ask_upkeep(v);
	else
		visit_over(v);
}

static void history_told(struct visit *v)
{
	store_history(v, history_stored);
}

static void history_done(void *user, const struct http_response *response)
{
	take_history(user, response, false, history_told);
}

static void ask_history(struct visit *v)
{
	struct place place = visit_place(v);

	if (!v->incidents_due || v->platform->history_path == NULL ||
	    !visit_ask(v, &place, v->platform->history_path, history_done, false))
		ask_upkeep(v);
}

static void own_done(void *user, const struct http_response *response);

static void ask_own(struct visit *v)
{
	struct place place = visit_place(v);

	while (v->n_left > 0) {
		place.incident = v->left[--v->n_left];
		if (visit_ask(v, &place, v->platform->incident_path, own_done, false))
			return;
	}
	v->told(v);
}

static void left_told(struct visit *v)
{
	if (v->platform->incident_path != NULL && endings_are_due(v))
		endings_find(v);
	ask_history(v);
}

/* The own documents first, because they tell of all updates; then the histories for the rest. */
void endings_ask(struct visit *v)
{
	if (v->leave_until != TIME_NONE) {
		visit_over(v);
		return;
	}
	if (v->platform->incident_path == NULL)
		v->n_left = 0;
	v->told = left_told;
	ask_own(v);
}

static bool read_own(struct visit *v, const struct http_response *response)
{
	struct place place = visit_place(v);
	struct part part;

	place.incident = v->left[v->n_left];
	if (response->status != 200)
		return false;
	part = part_read(v, response->body, response->body_size);
	return platform_read_incident(v, v->platform, &place, &v->document, &part, &v->own, NULL) ==
	       OK;
}

/* When it cannot be read, the history is there to be asked. */
static void own_done(void *user, const struct http_response *response)
{
	struct visit *v = user;

	v->bytes = response->body_size;
	if (visit_defer(v, response))
		visit_submit(v, NULL, WITH_NOTHING, visit_over);
	else if (read_own(v, response))
		visit_submit(v, &v->own, WITH_NOTHING, ask_own);
	else
		ask_own(v);
}
