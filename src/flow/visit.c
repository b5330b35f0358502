/* One page in a pass. See visit.h. */
#include "flow/visit_steps.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "flow/page.h"

struct place visit_place(const struct visit *v)
{
	return page_place(v->provider, v->state.page_id);
}

const char *visit_due_by(void *ctx, const struct app *app, const struct provider *provider)
{
	return mem_printf(
	    ctx, "%s %lld", provider->url_as_written, (long long)app->settings.poll_interval_ms);
}

/* False when there is no such address. */
static bool ask(struct visit *v, const char *url, http_done *done, bool conditional)
{
	struct http_request request = {
	    .url = url,
	    .led_by = v->provider->url,
	    .etag = conditional ? v->state.etag : NULL,
	    .last_modified = conditional ? v->state.last_modified : NULL,
	    .allow_private = v->provider->allow_private,
	};

	if (url != NULL)
		http_add(v->poller->http, &request, done, v);
	return url != NULL;
}

bool visit_ask(struct visit *v, const struct place *place, const char *path, http_done *done)
{
	return ask(v, platform_url(v, place, path), done, false);
}

/* Where the first part is asked for; NULL when that needs the page's id, which is not known. */
static const char *address(struct visit *v)
{
	struct place place = visit_place(v);

	return walk_url(v, &v->walk, &place);
}

void visit_over(struct visit *v)
{
	talloc_free(v);
}

/* What could not be stored is asked for again; nothing can follow from it now. */
static void job_done(struct job *job)
{
	struct visit *v = job->user;

	if (job->rc == OK) {
		v->poller->result->events += job->verdict.events;
		v->wants_again |= job->verdict.wants_again;
		v->stored(v);
	} else {
		diag(DIAG_ERROR, "%s: %s", v->provider->key, job->error.text);
		visit_over(v);
	}
}

void visit_submit(
    struct visit *v, const struct report *report, enum with with, void (*stored)(struct visit *v))
{
	v->in = (struct intake){
	    .channel = CHANNEL_POLLER,
	    .received_at = clock_now(),
	    .provider = v->provider,
	    .report = report,
	    .document = &v->document,
	    .page_state = with == WITH_STATE ? &v->state : NULL,
	    .page_mark = with == WITH_MARK ? &v->state : NULL,
	    .unasked_since = with == WITH_STATE ? v->unasked_since : TIME_NONE,
	    .leave_until = v->state.leave_until,
	};
	v->job = (struct job){.in = &v->in, .done = job_done, .user = v};
	v->stored = stored;
	batch_add(v->poller->batch, &v->job, v->bytes);
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

static void leave_alone(struct visit *v)
{
	if (v->state.due_at < v->state.leave_until)
		v->state.due_at = v->state.leave_until;
}

static void visit_failed(struct visit *v, const char *why, int64_t retry_after_ms)
{
	int64_t wait = schedule_backoff(
	    v->state.failures + 1, v->poller->app->settings.poll_interval_ms, seed_of(v));

	if (v->moved_to != NULL)
		why = mem_printf(v, "%s; it redirects to %s", why, v->moved_to);
	v->state.failures++;
	v->state.failure = why;
	note_gone(v, v->is_gone && !v->is_there);
	v->state.due_at = clock_now() + (retry_after_ms > wait ? retry_after_ms : wait);
	leave_alone(v);
	v->poller->result->failed++;
	diag(DIAG_WARNING, "%s: %s", v->provider->key, why);
	visit_submit(v, NULL, WITH_STATE, visit_over);
}

bool visit_defer(struct visit *v, const struct http_response *response)
{
	int64_t until = clock_now() + response->retry_after_ms;

	if (response->retry_after_ms == 0)
		return false;
	if (until > v->state.leave_until)
		v->state.leave_until = until;
	leave_alone(v);
	return true;
}

/* It answered, if only with an old copy. */
static void visit_done(struct visit *v)
{
	v->state.failures = 0;
	v->state.failure = NULL;
	v->state.moved_to = v->moved_to;
	note_gone(v, false);
	v->state.due_at = schedule_again(v->state.due_at, v->state.tried_at,
	    v->poller->app->settings.poll_interval_ms, v->poller->options->stay_ms > 0);
	leave_alone(v);
}

static void visit_answered(struct visit *v)
{
	visit_done(v);
	v->state.answered_at = clock_now();
}

void visit_validate(struct visit *v, bool is_settled)
{
	/* Of the further parts the validators say nothing. */
	is_settled &= !v->wants_again && v->walk.n_parts == 1;
	v->state.validated = is_settled ? address(v) : NULL;
}

static void take_document(struct visit *v)
{
	v->state.page_id = v->document.page.id;
	v->state.other_page = NULL;
	v->state.listed = (int64_t)document_listed(v);
	v->state.indicator = v->document.page.indicator;
	v->state.platform = v->walk.platform->name;
	v->state.page_time = document_time(v);
	v->state.copied_at = v->state.tried_at - v->age_ms;
	v->state.etag = v->etag;
	v->state.last_modified = v->last_modified;
	endings_begin(v);
	visit_submit(v, &v->document, WITH_STATE, endings_ask);
}

static void document_read(struct visit *v)
{
	const char *doubt;

	document_recall(v);
	doubt = document_doubt(v);
	if (doubt != NULL) {
		visit_failed(v, doubt, 0);
		return;
	}
	if (document_is_stale(v)) {
		visit_done(v);
		visit_submit(v, NULL, WITH_STATE, visit_over);
		return;
	}
	endings_compare(v);
	visit_answered(v);
	take_document(v);
}

/*
 * The page had less time than a request may take: nothing is known, and it stays due. The time by
 * the other clock may have leapt, and does when the machine was asleep.
 */
static bool is_cut_short(const struct visit *v, const struct http_response *response)
{
	return response->abandoned && clock_steady() - v->begun_at < LIMIT_REQUEST_MS;
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

/* Where the page is now, as its url should say, when that is on another host; NULL: where it was. */
static const char *redirected(struct visit *v, const struct http_response *response)
{
	struct place place = visit_place(v);
	const char *host = url_host_text(v, place.url), *url;
	const char *final_host = url_host_text(v, response->final_url);

	if (final_host == NULL || strcasecmp(host, final_host) == 0)
		return NULL;
	url = page_redirected(v, &place, v->walk.path, response->final_url);
	return url != NULL ? url : url_root(v, response->final_url);
}

static const char *keep(struct visit *v, const char *text)
{
	return text != NULL ? mem_strdup(v, text) : NULL;
}

/* What the first part says of the document beside its bytes. */
static void note_first(struct visit *v, const struct http_response *response)
{
	v->etag = keep(v, response->etag);
	v->last_modified = keep(v, response->last_modified);
	v->age_ms = response->age_ms;
}

static void take_parts(struct visit *v)
{
	struct place place = visit_place(v);
	struct error e;

	if (platform_read_document(v, v->walk.platform, &place, v->walk.parts, &v->document, &e) !=
	    OK)
		visit_failed(v, mem_strdup(v, e.text), 0);
	else
		document_read(v);
}

static void answered(void *user, const struct http_response *response);

/* Asks what follows from the answer, reads what has come, or gives up. */
static void walk_on(struct visit *v, const struct http_response *response)
{
	bool is_first = v->walk.n_parts == 0;
	struct place place = visit_place(v);
	const char *why, *url = walk_next(v, &v->walk, &place, response, &why);

	v->bytes = walk_bytes(&v->walk);
	if (is_first && v->walk.platform != NULL)
		note_first(v, response);
	if (url != NULL)
		ask(v, url, answered, false);
	else if (why != NULL)
		visit_failed(v, why, is_first ? v->retry_after_ms : response->retry_after_ms);
	else
		take_parts(v);
}

static void not_modified(struct visit *v, const struct http_response *response)
{
	visit_answered(v);
	endings_same(v, response->age_ms);
	visit_submit(v, NULL, WITH_STATE, visit_over);
}

static void answered(void *user, const struct http_response *response)
{
	struct visit *v = user;
	bool is_first = v->walk.n_parts == 0;

	if (is_cut_short(v, response)) {
		visit_over(v);
		return;
	}
	note_answer(v, response);
	if (is_first)
		v->moved_to = redirected(v, response);
	if (is_first && response->status == 304 && v->is_conditional) {
		not_modified(v, response);
		return;
	}
	if (is_first && response->status != 200 && response->retry_after_ms > v->retry_after_ms)
		v->retry_after_ms = response->retry_after_ms;
	if (!is_first && response->status != 200 && v->walk.platform->wants_more != NULL)
		visit_defer(v, response); /* the document can do without this part */
	walk_on(v, response);
}

static int visit_end(struct visit *v)
{
	v->poller->n_awaited -= v->slot->is_awaited;
	v->slot->is_awaited = false;
	v->slot->due_at = v->state.due_at;
	schedule_put(v->poller->schedule, v->slot);
	return 0;
}

/*
 * Not of another address than what is known. Unchanged since before it was gone, the page would not
 * show what was taken for lost since; nor whether what it lacked is still lacking.
 */
static bool is_conditional(struct visit *v)
{
	const struct provider_state *state = &v->state;
	const char *asked = address(v);

	return (v->walk.named != NULL || !v->walk.looks) && state->gone_tries == 0 &&
	       state->unlisted == 0 && state->other_page == NULL &&
	       (state->etag != NULL || state->last_modified != NULL) && state->validated != NULL &&
	       asked != NULL && strcmp(asked, state->validated) == 0;
}

/* While it failed it was asked less often, and is known not to be known. */
static int64_t unasked_since(const struct visit *v, int64_t now)
{
	int64_t intervals = LATE_INTERVALS * v->poller->app->settings.poll_interval_ms;
	int64_t late = intervals > POLLER_LATE_MS ? intervals : POLLER_LATE_MS;
	int64_t asked_at = v->state.tried_at;

	if (asked_at == TIME_NONE || page_health_is_blind(v->state.health))
		return TIME_NONE;
	return now - asked_at > late ? asked_at : TIME_NONE;
}

int visit_begin(struct poller *p, struct slot *slot, struct error *e)
{
	struct visit *v = mem_new(p->writer, struct visit);
	const struct provider *provider = slot->provider;
	const char *due_by;
	int64_t now = clock_now();
	int rc;

	*v = (struct visit){
	    .poller = p, .slot = slot, .provider = provider, .begun_at = clock_steady()};
	rc = store_provider_get(v, writer_get_store(p->writer), provider->key, &v->state, e);
	if (rc != OK) {
		talloc_free(v);
		return rc;
	}
	talloc_set_destructor(v, visit_end);
	v->walk = walk_begin(provider, &v->state, now);
	v->unasked_since = unasked_since(v, now);
	v->state.tried_at = now;
	v->state.leave_until = TIME_NONE; /* unless it says so again */
	due_by = visit_due_by(v, p->app, provider);
	if (v->state.due_by == NULL || strcmp(v->state.due_by, due_by) != 0)
		v->state.due_at = slot->due_at; /* spread, so that it keeps its place */
	v->state.due_by = due_by;
	p->result->asked++;
	v->is_conditional = is_conditional(v);
	if (!ask(v, address(v), answered, v->is_conditional))
		visit_failed(v, "its address needs the page_id, which the configuration lacks", 0);
	return OK;
}
