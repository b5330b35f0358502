/*
 * What has left a page's document, and since when its past is not known: what is to be asked for
 * because of that, and the own documents of incidents. See visit_steps.h, and visit_history.c for
 * the rest of the questions.
 */
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "flow/visit_steps.h"
#include "store/state.h"

/* An own document that has trouble is waited for so long; then the history tells the end alone. */
#define OWN_WAIT_MS (15LL * 60 * 1000)

/* By its own time; by its mark where it has none. */
static bool is_changed(const struct visit *v)
{
	const struct provider_state *before = &v->state;
	int64_t at = document_time(v);

	if (at != TIME_NONE)
		return at > before->page_time;
	return v->etag != NULL && before->etag != NULL && strcmp(v->etag, before->etag) != 0;
}

/*
 * A page without a time may come to be as it was, with an incident that nobody saw: its past is
 * known only as far as a history told it.
 */
static bool tells_its_time(const struct visit *v)
{
	return v->state.page_time != TIME_NONE;
}

/* A time to come was noted by a clock that was wrong. */
static void set_right(struct visit *v, int64_t age_ms)
{
	struct provider_state *state = &v->state;

	if (state->covered_at > state->tried_at)
		state->covered_at = state->tried_at - age_ms;
	if (state->changed_at > state->tried_at)
		state->changed_at = state->moved_at = state->tried_at;
	if (state->own_at > state->tried_at)
		state->own_at = state->tried_at;
}

void endings_same(struct visit *v, int64_t age_ms)
{
	set_right(v, age_ms);
	if (tells_its_time(v))
		v->state.covered_at = v->state.tried_at - age_ms;
}

/* Or adds to it: then it is no younger, and histories have to show more. */
static void begin_debt(struct visit *v)
{
	if (v->state.changed_at == TIME_NONE)
		v->state.changed_at = v->state.tried_at;
	v->state.moved_at = clock_now() - v->age_ms;
}

/*
 * A document lists what is open: an incident that began and ended since the one before is in the
 * page's history only. What was over when the page was read for the first time is no news.
 */
void endings_compare(struct visit *v)
{
	struct provider_state *state = &v->state;
	int64_t since;

	set_right(v, v->age_ms);
	v->upkeep_read = v->walk.platform->upkeep_path == NULL;
	if (!document_continues(v))
		state->covered_at = state->changed_at = state->own_at = TIME_NONE;
	if (v->walk.platform->history_path == NULL || state->covered_at == TIME_NONE)
		return;
	/* A cache may have held the document back without a word, and clocks differ. */
	since = state->covered_at - LIMIT_COPY_MS;
	v->news_since = since > state->first_read_at ? since : state->first_read_at;
	if (is_changed(v))
		begin_debt(v);
	v->is_changed = state->changed_at != TIME_NONE;
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
		if (report_lacks_incident(&v->document, open[i].id)) {
			*(open[i].maintenance ? &v->upkeep_due : &v->incidents_due) = true;
			if (v->n_left < OWN_MAX)
				v->left[v->n_left++] = open[i].id;
		}
	for (size_t i = 0; i < n_lost; i++)
		if (!report_has_incident(&v->document, lost[i].id)) {
			v->incidents_due |=
			    !lost[i].maintenance && v->walk.platform->history_path != NULL;
			v->upkeep_due |=
			    lost[i].maintenance && v->walk.platform->upkeep_path != NULL;
		}
}

bool endings_are_due(const struct visit *v)
{
	return v->incidents_due || v->upkeep_due;
}

/*
 * While an ending is looked for, "not modified" would stop us from looking again. A page that
 * changed is so until its histories have been read; one that has own documents also when it merely
 * lacks what was open, so that these are not waited for without end.
 */
void endings_begin(struct visit *v)
{
	endings_find(v);
	if (endings_are_due(v) && !v->is_changed && v->walk.platform->incident_path != NULL) {
		v->is_changed = true;
		begin_debt(v);
		endings_find(v);
	}
	v->covers = v->state.copied_at;
	if (v->state.covered_at == TIME_NONE || (tells_its_time(v) && !v->is_changed))
		v->state.covered_at = v->covers;
	visit_validate(v, !endings_are_due(v));
}

static void own_done(void *user, const struct http_response *response);

static void ask_next(struct visit *v)
{
	struct place place = visit_place(v);

	while (v->n_left > 0) {
		place.incident = v->left[--v->n_left];
		if (visit_ask(v, &place, v->walk.platform->incident_path, own_done))
			return;
	}
	v->told(v);
}

static bool is_waiting(const struct visit *v)
{
	return v->state.own_at == TIME_NONE || v->state.tried_at - v->state.own_at < OWN_WAIT_MS;
}

void endings_ask_own(struct visit *v, void (*told)(struct visit *v))
{
	v->told = told;
	ask_next(v);
}

static bool read_own(struct visit *v, const struct http_response *response)
{
	struct place place = visit_place(v);
	struct part part;

	place.incident = v->left[v->n_left];
	if (response->status != 200)
		return false;
	part = part_read(v, response->body, response->body_size);
	return platform_read_incident(
		   v, v->walk.platform, &place, &v->document, &part, &v->own, NULL) == OK;
}

static bool is_trouble(const struct http_response *response)
{
	return response->status == 0 || response->status == 429 || response->status >= 500;
}

/* When it is not there, or nothing that can be read, the history is there to be asked. */
static void own_done(void *user, const struct http_response *response)
{
	struct visit *v = user;
	bool waits = is_waiting(v), leave = waits && visit_defer(v, response);

	v->bytes = response->body_size;
	if (read_own(v, response)) {
		v->state.own_at = TIME_NONE;
		v->is_owed |= v->has_more;
		visit_submit(v, &v->own, WITH_MARK, leave ? visit_over : ask_next);
		return;
	}
	if (is_trouble(response) || leave) {
		if (v->state.own_at == TIME_NONE)
			v->state.own_at = v->state.tried_at;
		if (waits)
			v->is_owed = true;
		else
			v->n_left = 0;
	}
	if (leave)
		visit_submit(v, NULL, WITH_MARK, visit_over);
	else
		ask_next(v);
}

static void left_told(struct visit *v)
{
	if (v->is_owed) {
		visit_submit(v, NULL, WITH_MARK, visit_over);
		return;
	}
	if (v->walk.platform->incident_path != NULL && endings_are_due(v))
		endings_find(v);
	history_ask(v);
}

/* The own documents first, because they tell of all updates; then the histories for the rest. */
void endings_ask(struct visit *v)
{
	if (v->state.leave_until != TIME_NONE) {
		visit_over(v);
		return;
	}
	if (v->walk.platform->incident_path == NULL)
		v->n_left = 0;
	endings_ask_own(v, left_told);
}
