/*
 * Whether a document that was read whole is to be believed: it may be an old copy, empty by some
 * trouble, or another page's. And what follows from it for the documents after it. See
 * visit_steps.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/visit_steps.h"
#include "store/state.h"

#define HOLLOW_MS (24LL * 60 * 60 * 1000)

static bool is_of_platform(const struct visit *v)
{
	return v->state.platform != NULL && strcmp(v->state.platform, v->walk.platform->name) == 0;
}

bool document_continues(const struct visit *v)
{
	return is_of_platform(v) && v->state.page_id != NULL &&
	       strcmp(v->state.page_id, v->document.page.id) == 0;
}

int64_t document_time(const struct visit *v)
{
	int64_t at = v->document.page.updated_at;

	return at <= v->state.tried_at + LIMIT_AHEAD_MS ? at : TIME_NONE;
}

/*
 * By the page's time; by that of the cache's copy where the page has none. A copy of a time to come
 * was noted by a clock that was wrong.
 */
static bool is_older(const struct visit *v)
{
	int64_t at = v->document.page.updated_at, before = v->state.copied_at;

	if (at == TIME_NONE)
		return before <= v->state.tried_at &&
		       clock_now() - v->age_ms < before - AGE_SLACK_MS;
	return at < v->state.page_time;
}

bool document_is_stale(const struct visit *v)
{
	const struct provider_state *state = &v->state;
	int64_t read_before = state->tried_at - state->answered_at;

	return document_continues(v) && is_older(v) && read_before >= 0 &&
	       read_before < LIMIT_COPY_MS;
}

/* One document of another page is a slip of a server; two in a row are believed. */
static bool is_strayed(const struct visit *v)
{
	const char *other = v->state.other_page;

	return is_of_platform(v) && v->state.page_id != NULL && !document_continues(v) &&
	       (other == NULL || strcmp(other, v->document.page.id) != 0);
}

/* Of such a page only what it keeps of the past is noted as listed. */
static bool kept_past(const struct visit *v)
{
	return v->walk.platform->may_keep_past && is_of_platform(v) && v->state.listed > 0;
}

static int by_id(const void *id, const void *row)
{
	return strcmp(id, ((const struct component_state *)row)->id);
}

/* In full, as another document told them: a component has one name. */
static void recall_names(struct visit *v)
{
	struct component_state *rows;
	size_t n;
	struct error e;

	if (store_components_of(
		v, writer_get_store(v->poller->writer), v->document.page.id, &rows, &n, &e) != OK) {
		diag(DIAG_ERROR, "%s: %s", v->provider->key, e.text);
		return;
	}
	for (size_t i = 0; n > 0 && i < v->document.n_components; i++) {
		struct component *c = &v->document.components[i];
		const struct component_state *row = bsearch(c->id, rows, n, sizeof(*rows), by_id);

		if (row != NULL && report_name_is_bare(c->name, row->name))
			c->name = row->name;
	}
}

void document_recall(struct visit *v)
{
	if (v->document.names_are_bare)
		recall_names(v);
	if (!kept_past(v))
		return;
	v->document.keeps_past = true;
	v->document.absent_means = NULL;
}

/* Empty, as one of some days is in good times, a history is still one. */
size_t document_listed(const struct visit *v)
{
	const struct report *r = &v->document;
	bool keeps = v->walk.platform->keeps_past || r->keeps_past;

	if (kept_past(v) && r->n_incidents == 0)
		return (size_t)v->state.listed;
	return r->n_components + (keeps ? r->n_incidents : 0);
}

/*
 * A page that is being set up anew, or whose backend has trouble, may answer with a document that
 * is well-formed and empty; that all is over is not to be read from it. For a day: then it is so.
 */
static bool is_hollow(const struct visit *v)
{
	const struct provider_state *state = &v->state;

	return is_of_platform(v) && state->listed > 0 && document_listed(v) == 0 &&
	       (state->failures < LOOK_AFTER_FAILURES ||
		   state->tried_at - state->answered_at < HOLLOW_MS);
}

const char *document_doubt(struct visit *v)
{
	struct provider_state *state = &v->state;

	if (is_hollow(v))
		return mem_printf(v, "the document is empty: it lists no %s any more, of %lld",
		    v->walk.platform->keeps_past ? "incidents" : "components",
		    (long long)state->listed);
	if (!is_strayed(v))
		return NULL;
	state->other_page = v->document.page.id;
	return mem_printf(v, "the document is of another page, with the id %s in place of %s",
	    state->other_page, state->page_id);
}
