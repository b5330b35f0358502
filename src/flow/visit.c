/* One page in a pass. See visit.h. */
#include "flow/visit.h"

#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/platform.h"
#include "store/state.h"

/* After so many failures in a row a page may have moved to another platform. */
#define LOOK_AFTER_FAILURES 3

/* Incidents seldom end together: the end of any more is looked for in the histories. */
#define OWN_MAX 8

/* One page on its way through the pass. */
struct visit {
	struct poller *poller;
	struct slot *slot;
	const struct provider *provider;
	const struct platform *platform; /* NULL: looked for, at path */
	const char *path;		 /* that was asked for the first part */
	struct part parts[PLATFORM_PARTS];
	size_t n_parts; /* answered */
	struct provider_state state;
	const char *first_failure; /* while the platform is looked for */
	bool is_gone;		   /* some place answered that there is nothing */
	bool is_there;		   /* some place answered something else, or not at all */
	const char *etag;	   /* of the first part */
	const char *last_modified;
	struct report document;	   /* kept while the histories are asked for */
	const char *left[OWN_MAX]; /* open incidents that are not in it */
	size_t n_left;
};

static struct place place_of(const struct visit *v)
{
	return (struct place){
	    .url = v->provider->url,
	    .page_id = v->provider->page_id != NULL ? v->provider->page_id : v->state.page_id,
	};
}

/* False when the page's id is needed and not known. */
static bool ask_at(
    struct visit *v, const struct place *place, const char *path, http_done *done, bool conditional)
{
	struct http_request request = {
	    .url = platform_url(v, place, path),
	    .etag = conditional ? v->state.etag : NULL,
	    .last_modified = conditional ? v->state.last_modified : NULL,
	    .allow_private = v->provider->allow_private,
	};

	if (request.url != NULL)
		http_add(v->poller->http, &request, done, v);
	return request.url != NULL;
}

static bool ask(struct visit *v, const char *path, http_done *done, bool conditional)
{
	struct place place = place_of(v);

	return ask_at(v, &place, path, done, conditional);
}

/* Through the door, then to the log. */
static int submit(struct visit *v, const struct report *report, bool with_state)
{
	struct intake in = {
	    .channel = CHANNEL_POLLER,
	    .received_at = clock_now(),
	    .provider = v->provider,
	    .report = report,
	    .document = &v->document,
	    .page_state = with_state ? &v->state : NULL,
	};
	struct job job = {.in = &in};

	writer_store(v->poller->writer, (struct job *const[]){&job}, 1);
	if (job.rc != OK) {
		diag(DIAG_ERROR, "%s: %s", v->provider->key, job.error.text);
		return job.rc;
	}
	v->poller->result->events += job.verdict.events;
	if (job.verdict.events > 0)
		writer_project(v->poller->writer);
	return OK;
}

/* Another number for each page and each time. */
static uint32_t seed_of(const struct visit *v)
{
	uint32_t seed = (uint32_t)v->state.tried_at;

	for (const char *c = v->provider->key; *c != '\0'; c++)
		seed = seed * 31 + (unsigned char)*c;
	return seed;
}

/* A day that began in the future began by a clock that was wrong: it begins anew. */
static void note_gone(struct visit *v, bool gone)
{
	struct provider_state *state = &v->state;

	if (!gone || state->gone_since > state->tried_at) {
		state->gone_since = TIME_NONE;
		state->gone_tries = 0;
	}
	if (!gone)
		return;
	if (state->gone_tries++ == 0)
		state->gone_since = state->tried_at;
}

static void visit_failed(struct visit *v, const char *why, int64_t retry_after_ms)
{
	int64_t wait = schedule_backoff(
	    v->state.failures + 1, v->poller->app->settings.poll_interval_ms, seed_of(v));

	v->state.failures++;
	v->state.failure = why;
	note_gone(v, v->is_gone && !v->is_there);
	v->state.due_at = clock_now() + (retry_after_ms > wait ? retry_after_ms : wait);
	v->poller->result->failed++;
	diag(DIAG_WARNING, "%s: %s", v->provider->key, why);
	submit(v, NULL, true);
	talloc_free(v);
}

static void visit_answered(struct visit *v)
{
	v->state.failures = 0;
	v->state.failure = NULL;
	note_gone(v, false);
	v->state.answered_at = clock_now();
	v->state.due_at = schedule_again(
	    v->state.due_at, v->state.tried_at, v->poller->app->settings.poll_interval_ms);
}

static void history_done(void *user, const struct http_response *response);
static void upkeep_done(void *user, const struct http_response *response);

static bool ask_history(struct visit *v)
{
	return v->platform->history_path != NULL &&
	       ask(v, v->platform->history_path, history_done, false);
}

static bool ask_upkeep(struct visit *v)
{
	return v->platform->upkeep_path != NULL &&
	       ask(v, v->platform->upkeep_path, upkeep_done, false);
}

/*
 * Open ones that the document does not show any more: how they ended stands in the page's history.
 * So it may for those that were lost, when the page is there again and has a history.
 */
static void ask_for_endings(struct visit *v, bool *incidents, bool *upkeep)
{
	struct store *s = writer_get_store(v->poller->writer);
	const char *page = v->document.page.id;
	struct incident_state *open, *lost;
	size_t n_open, n_lost;
	struct error e;

	*incidents = *upkeep = false;
	v->n_left = 0;
	if (store_incidents_open(v, s, page, &open, &n_open, &e) != OK ||
	    store_incidents_lost(v, s, page, ABSENT_DOCUMENTS, &lost, &n_lost, &e) != OK) {
		diag(DIAG_ERROR, "%s: %s", v->provider->key, e.text);
		return;
	}
	for (size_t i = 0; i < n_open; i++)
		if (!report_has_incident(&v->document, open[i].id)) {
			*(open[i].maintenance ? upkeep : incidents) = true;
			if (v->n_left < OWN_MAX)
				v->left[v->n_left++] = open[i].id;
		}
	for (size_t i = 0; i < n_lost; i++)
		if (!report_has_incident(&v->document, lost[i].id)) {
			*incidents |= !lost[i].maintenance && v->platform->history_path != NULL;
			*upkeep |= lost[i].maintenance && v->platform->upkeep_path != NULL;
		}
}

/*
 * A cache may hand out a copy that is an hour old: nothing in it is news, and nothing that is
 * missing in it is gone.
 */
static bool is_stale(const struct visit *v)
{
	const struct page *page = &v->document.page;

	return v->state.page_id != NULL && strcmp(v->state.page_id, page->id) == 0 &&
	       page->updated_at != TIME_NONE && page->updated_at < v->state.page_time;
}

static void own_done(void *user, const struct http_response *response);

/* Asks for the own document of the next one that has left the page's. */
static bool ask_own(struct visit *v)
{
	struct place place = place_of(v);

	while (v->platform->incident_path != NULL && v->n_left > 0) {
		place.incident = v->left[--v->n_left];
		if (ask_at(v, &place, v->platform->incident_path, own_done, false))
			return true;
	}
	return false;
}

/* The own documents first, because they tell of all updates; then the histories for the rest. */
static void look_for_endings(struct visit *v)
{
	bool incidents, upkeep;

	if (ask_own(v))
		return;
	ask_for_endings(v, &incidents, &upkeep);
	if (!((incidents && ask_history(v)) || (upkeep && ask_upkeep(v))))
		talloc_free(v);
}

/* When it cannot be read, the history is there to be asked. */
static void own_done(void *user, const struct http_response *response)
{
	struct visit *v = user;
	struct place place = place_of(v);
	struct report own;
	struct part part;

	place.incident = v->left[v->n_left];
	if (response->status == 200) {
		part = part_read(v, response->body, response->body_size);
		if (platform_read_incident(
			v, v->platform, &place, &v->document, &part, &own, NULL) == OK)
			submit(v, &own, false);
	}
	look_for_endings(v);
}

static void take_document(struct visit *v)
{
	bool incidents, upkeep, keep;

	v->state.page_id = v->document.page.id;
	v->state.page_time = v->document.page.updated_at;
	v->state.platform = v->platform->name;
	ask_for_endings(v, &incidents, &upkeep);
	/*
	 * While an ending is looked for, "not modified" would stop us from looking again; and of
	 * the further parts it says nothing.
	 */
	keep = !incidents && !upkeep && v->n_parts == 1;
	v->state.etag = keep ? v->etag : NULL;
	v->state.last_modified = keep ? v->last_modified : NULL;
	if (submit(v, &v->document, true) != OK)
		talloc_free(v);
	else
		look_for_endings(v);
}

static void document_read(struct visit *v)
{
	visit_answered(v);
	if (!is_stale(v)) {
		take_document(v);
		return;
	}
	submit(v, NULL, true);
	talloc_free(v);
}

static void part_done(void *user, const struct http_response *response);

/* Goes on with the next part, or with the document when there is none. */
static void take_parts(struct visit *v)
{
	struct place place = place_of(v);
	struct error e;

	if (platform_wants(v, v->platform, &v->parts[0], v->n_parts) &&
	    ask(v, v->platform->parts[v->n_parts], part_done, false))
		return;
	if (platform_read_document(v, v->platform, &place, v->parts, &v->document, &e) != OK)
		visit_failed(v, mem_strdup(v, e.text), 0);
	else
		document_read(v);
}

static void add_part(struct visit *v, const struct http_response *response)
{
	/* The parser may need the bytes when the next part has come. */
	const char *bytes = mem_memdup(v, response->body, response->body_size + 1);

	v->parts[v->n_parts++] = part_read(v, bytes, response->body_size);
}

static const char *why_not(struct visit *v, const struct http_response *response)
{
	return response->status == 0 ? mem_strdup(v, response->failure)
				     : mem_printf(v, "the page answered HTTP %d", response->status);
}

/* The page had less time than a request may take: nothing is known, and it stays due. */
static bool is_cut_short(const struct visit *v, const struct http_response *response)
{
	return response->abandoned && clock_now() - v->state.tried_at < LIMIT_REQUEST_MS;
}

/*
 * A host without an address is not counted: libcurl says the same of a name that does not exist
 * as of a name server that does not answer, and then every page would be gone.
 */
static void note_answer(struct visit *v, const struct http_response *response)
{
	if (response->status == 404 || response->status == 410)
		v->is_gone = true;
	else
		v->is_there = true;
}

static void part_done(void *user, const struct http_response *response)
{
	struct visit *v = user;

	if (is_cut_short(v, response)) {
		talloc_free(v);
		return;
	}
	note_answer(v, response);
	if (response->status == 200) {
		add_part(v, response);
	} else if (v->platform->wants_more != NULL) {
		v->parts[v->n_parts++] = (struct part){.flaw = why_not(v, response)};
	} else {
		visit_failed(v, why_not(v, response), response->retry_after_ms);
		return;
	}
	take_parts(v);
}

/* A page of which nothing is known, or nothing right any more: looks at the next place. */
static void look_on(struct visit *v, const char *why);

static void first_done(void *user, const struct http_response *response)
{
	struct visit *v = user;
	struct error e;

	if (is_cut_short(v, response)) {
		talloc_free(v);
		return;
	}
	note_answer(v, response);
	if (response->status == 304) {
		visit_answered(v);
		submit(v, NULL, true);
		talloc_free(v);
		return;
	}
	if (response->status != 200) {
		/* What has trouble is left alone; what is not there may be elsewhere. */
		if (response->status >= 400 && response->status < 429)
			look_on(v, why_not(v, response));
		else
			visit_failed(v, why_not(v, response), response->retry_after_ms);
		return;
	}
	add_part(v, response);
	v->platform = platform_recognise(v, v->path, &v->parts[0], &e);
	if (v->platform == NULL) {
		v->n_parts = 0;
		look_on(v, mem_strdup(v, e.text));
		return;
	}
	v->etag = response->etag != NULL ? mem_strdup(v, response->etag) : NULL;
	v->last_modified =
	    response->last_modified != NULL ? mem_strdup(v, response->last_modified) : NULL;
	take_parts(v);
}

static bool is_looking(const struct visit *v)
{
	return v->provider->platform == NULL &&
	       (v->state.platform == NULL || v->state.failures >= LOOK_AFTER_FAILURES);
}

static void look_on(struct visit *v, const char *why)
{
	const char *path = v->path;

	if (v->first_failure == NULL)
		v->first_failure = why;
	while (is_looking(v) && (path = platform_path_after(path)) != NULL) {
		v->path = path;
		if (ask(v, path, first_done, false))
			return;
	}
	visit_failed(v, v->first_failure, 0);
}

static int read_history(
    struct visit *v, const struct http_response *response, struct report *out, struct error *e)
{
	int rc;

	if (response->status == 0)
		return error_set(e, E_SYSTEM, "%s", response->failure);
	if (response->status != 200)
		return error_set(e, E_SYSTEM, "the page answered HTTP %d", response->status);
	rc = platform_read_history(v, v->platform, response->body, response->body_size, out, e);
	if (rc == OK && strcmp(out->page.id, v->document.page.id) != 0)
		return error_set(e, E_INPUT, "the page answered with the history of another page");
	return rc;
}

static void take_history(struct visit *v, const struct http_response *response, bool upkeep)
{
	struct report history;
	struct error e;

	if (read_history(v, response, &history, &e) != OK) {
		diag(DIAG_WARNING, "%s: cannot read how its %s ended: %s", v->provider->key,
		    upkeep ? "maintenances" : "incidents", e.text);
		return;
	}
	history.of_upkeep = upkeep;
	submit(v, &history, false);
}

static void upkeep_done(void *user, const struct http_response *response)
{
	struct visit *v = user;

	take_history(v, response, true);
	talloc_free(v);
}

static void history_done(void *user, const struct http_response *response)
{
	struct visit *v = user;
	bool incidents, upkeep;

	take_history(v, response, false);
	ask_for_endings(v, &incidents, &upkeep);
	if (!upkeep || !ask_upkeep(v))
		talloc_free(v);
}

static int visit_end(struct visit *v)
{
	v->slot->busy = false;
	v->slot->due_at = v->state.due_at;
	return 0;
}

int visit_begin(struct poller *p, struct slot *slot, struct error *e)
{
	struct visit *v = mem_new(p->writer, struct visit);
	const struct provider *provider = slot->provider;
	const struct platform *begin_at;
	int rc;

	*v = (struct visit){.poller = p, .slot = slot, .provider = provider};
	rc = store_provider_get(v, writer_get_store(p->writer), provider->key, &v->state, e);
	if (rc != OK) {
		talloc_free(v);
		return rc;
	}
	slot->busy = true;
	talloc_set_destructor(v, visit_end);
	begin_at = is_looking(v) ? NULL
				 : platform_find(provider->platform != NULL ? provider->platform
									    : v->state.platform);
	v->path = begin_at != NULL ? begin_at->parts[0] : platform_path_after(NULL);
	v->state.tried_at = clock_now();
	if (v->state.due_at == 0)
		v->state.due_at = slot->due_at; /* spread, so that it keeps its place */
	p->result->asked++;
	/* Unchanged since before it was gone, it would not show what was taken for lost since. */
	if (!ask(v, v->path, first_done, begin_at != NULL && v->state.gone_tries == 0))
		visit_failed(v, "its address needs the page_id, which the configuration lacks", 0);
	return OK;
}
