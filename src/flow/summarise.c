/* Making summaries. See summarise.h. */
#include "flow/summarise.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/schedule.h"
#include "flow/summary_service.h"
#include "flow/summary_trouble.h"
#include "flow/summary_wanted.h"
#include "store/events.h"
#include "summary/chat.h"
#include "summary/claims.h"
#include "summary/source.h"

/* How often one looks for events that the responder has stored. */
#define LOOK_MS 2000
/* Summaries settled without being asked for in one step. */
#define STEP_ROWS 64
/* After a failure, and longer after each further one. */
#define RETRY_MS 15000
/* A key that is so short may stand in a text by chance. */
#define KEY_BYTES 16

/* One that is asked for. */
struct asking {
	struct summariser *summariser;
	struct summary summary;
	struct event event;
	struct source source;
	struct intake in;
	struct job job;
};

struct summariser {
	const struct app *app;
	struct writer *writer;
	struct batch *batch;
	struct http *http;
	struct asking *asking; /* NULL: nothing is under way */
	int64_t upto;	       /* the last event that was looked at, as far as is known */
	int64_t look_at;
	bool is_asked; /* an answer is waited for */
	bool failed;   /* the last step did, by the store */
};

struct summariser *summariser_new(
    void *ctx, const struct app *app, struct writer *w, struct batch *batch, struct http *http)
{
	struct summariser *s;

	if (*app->settings.openai_api_key == '\0')
		return NULL;
	s = mem_new(ctx, struct summariser);
	s->app = app;
	s->writer = w;
	s->batch = batch;
	s->http = http;
	return s;
}

static struct store *store_of(const struct summariser *s)
{
	return writer_get_store(s->writer);
}

static void asking_over(struct asking *a)
{
	a->summariser->asking = NULL;
	a->summariser->is_asked = false;
	a->summariser->look_at = 0; /* the next one */
	talloc_free(a);
}

static int put_service(struct summariser *s, const struct summary_service *service, struct error *e)
{
	int rc = store_begin(store_of(s), e);

	return rc == OK ? store_end(store_of(s), summary_service_put(store_of(s), service, e), e)
			: rc;
}

/* It answered: what was wrong before is over. */
static int note_success(struct summariser *s, struct error *e)
{
	struct summary_service service;
	int rc = summary_service_load(store_of(s), s->app, &service, e);

	if (rc != OK || (service.failures == 0 && service.refusals == 0))
		return rc;
	service.failures = service.refusals = service.paused_until = 0;
	return put_service(s, &service, e);
}

static void stored(struct job *job)
{
	struct asking *a = job->user;

	if (job->rc != OK)
		diag(DIAG_ERROR, "the summary of event %" PRId64 " is not stored: %s", a->event.id,
		    job->error.text);
	asking_over(a);
}

/* Through the door, as everything that becomes an event. */
static void submit(struct asking *a, const char *text)
{
	bool is_checked = claims_are_in(text, a->source.text);

	a->summary.state = is_checked ? SUMMARY_LOGGED : SUMMARY_UNCHECKED;
	a->summary.text = text;
	if (!is_checked)
		diag(DIAG_INFO,
		    "the summary of event %" PRId64
		    " says what the page does not; it is left out of the log",
		    a->event.id);
	a->in = (struct intake){
	    .channel = CHANNEL_POLLER, .received_at = clock_now(), .summary = &a->summary};
	a->job = (struct job){.in = &a->in, .done = stored, .user = a};
	batch_add(a->summariser->batch, &a->job, strlen(text));
}

/* What the service's next requests have to heed. */
static void heed(struct summary_service *service, const struct summary_trouble *t, int64_t until)
{
	if (t->is_known)
		service->refusals = 0;
	service->refusals += t->of_key ? 1 : 0;
	service->failures = t->is_of_one ? 0 : service->failures + 1;
	service->paused_until = t->is_of_one ? 0 : until;
}

static void tell(const struct asking *a, const struct summary_trouble *t, bool is_off, int64_t wait)
{
	if (is_off)
		diag(DIAG_ERROR, "%s; that was %d times in a row: no summaries until it changes",
		    t->what, LIMIT_SUMMARY_REFUSALS);
	else if (a->summary.state == SUMMARY_GIVEN_UP)
		diag(DIAG_WARNING, "%s; event %" PRId64 " stays without a summary", t->what,
		    a->event.id);
	else
		diag(DIAG_WARNING, "%s; asking again for event %" PRId64 " in %" PRId64 " s",
		    t->what, a->event.id, (wait + 999) / 1000);
}

/* In a transaction. */
static int put_failure(
    struct asking *a, const struct summary_service *service, int64_t until, struct error *e)
{
	struct store *store = store_of(a->summariser);
	int rc = summary_service_put(store, service, e);

	if (rc != OK)
		return rc;
	return a->summary.state == SUMMARY_GIVEN_UP
		   ? store_summary_settle(store, &a->summary, e)
		   : store_summary_delay(store, a->summary.event_id, until, e);
}

static int fail(struct asking *a, const struct summary_trouble *t, struct error *e)
{
	struct summariser *s = a->summariser;
	struct summary_service service;
	int64_t now = clock_now(), wait;
	int rc = summary_service_load(store_of(s), s->app, &service, e);

	if (rc != OK)
		return rc;
	wait = schedule_backoff(t->is_of_one ? a->summary.tries : service.failures + 1, RETRY_MS,
	    (uint32_t)a->event.id);
	if (t->wait_ms > wait)
		wait = t->wait_ms;
	heed(&service, t, now + wait);
	if (t->is_final || a->summary.tries >= LIMIT_SUMMARY_TRIES ||
	    now + wait - a->event.received_at >= LIMIT_SUMMARY_AGE_MS)
		a->summary.state = SUMMARY_GIVEN_UP;
	tell(
	    a, t, t->of_key && summary_service_switch(s->app, &service) == SUMMARIES_REFUSED, wait);
	if ((rc = store_begin(store_of(s), e)) != OK)
		return rc;
	return store_end(store_of(s), put_failure(a, &service, now + wait, e), e);
}

static bool tells_key(const struct asking *a, const struct http_response *r, const char *text)
{
	const char *key = a->summariser->app->settings.openai_api_key;

	return strlen(key) >= KEY_BYTES &&
	       (memmem(r->body, r->body_size, key, strlen(key)) != NULL ||
		   (text != NULL && strstr(text, key) != NULL));
}

/* *trouble says why there is no text. */
static const char *read_text(
    struct asking *a, const struct http_response *response, struct summary_trouble *trouble)
{
	const struct settings *s = &a->summariser->app->settings;
	struct chat_answer answer;

	if (response->status != 200) {
		*trouble = summary_trouble_of(a, s, response);
		return NULL;
	}
	answer = chat_answer_read(a, response->body, response->body_size);
	if (tells_key(a, response, answer.text))
		answer = (struct chat_answer){.flaw = "it has the key in it"};
	if (answer.text == NULL)
		*trouble = summary_trouble_flaw(a, s, answer.flaw);
	return answer.text;
}

static void answered(void *user, const struct http_response *response)
{
	struct asking *a = user;
	struct summary_trouble trouble;
	const char *text;
	struct error e;
	int rc;

	a->summariser->is_asked = false;
	if (response->abandoned) { /* it stays due, later */
		asking_over(a);
		return;
	}
	text = read_text(a, response, &trouble);
	rc = text != NULL ? note_success(a->summariser, &e) : fail(a, &trouble, &e);
	if (rc != OK)
		diag(DIAG_ERROR, "%s", e.text);
	if (text != NULL)
		submit(a, text);
	else
		asking_over(a);
}

/* Counted before it is made, so that no end of this program makes it uncounted. */
static int count(struct asking *a, const char *request, bool *is_last, struct error *e)
{
	struct summariser *s = a->summariser;
	struct summary_service service;
	int64_t now = clock_now();
	int rc = summary_service_load(store_of(s), s->app, &service, e);

	if (rc != OK || (rc = store_begin(store_of(s), e)) != OK)
		return rc;
	*is_last = summary_service_count(s->app, &service, now);
	a->summary.tries++;
	if ((rc = summary_service_put(store_of(s), &service, e)) == OK)
		rc = store_summary_asked(
		    store_of(s), a->summary.event_id, request, now + 2 * LIMIT_SUMMARY_MS, e);
	return store_end(store_of(s), rc, e);
}

static int ask(struct asking *a, const char *request, struct error *e)
{
	struct summariser *s = a->summariser;
	const struct settings *settings = &s->app->settings;
	struct http_request http = {
	    .url = mem_printf(a, "%s" CHAT_PATH, settings->openai_base_url),
	    .post_json = request,
	    .bearer = settings->openai_api_key,
	    .timeout_ms = LIMIT_SUMMARY_MS,
	    .allow_private = true, /* this host was named by the administrator */
	};
	bool is_last;
	int rc = count(a, request, &is_last, e);

	if (rc != OK)
		return rc;
	if (is_last)
		diag(DIAG_WARNING,
		    "%" PRId64 " summaries were asked for today, which is the most that "
		    "OPENAI_REQUESTS_PER_DAY allows; no more until midnight UTC",
		    settings->openai_requests_per_day);
	s->is_asked = true;
	http_add(s->http, &http, answered, a);
	return OK;
}

static int put_unasked(struct asking *a, enum summary_state state, struct error *e)
{
	struct store *store = store_of(a->summariser);
	int rc = store_begin(store, e);

	a->summary.state = state;
	return rc == OK ? store_end(store, store_summary_settle(store, &a->summary, e), e) : rc;
}

/* What was asked and answered before is not asked again. */
static int ask_or_reuse(struct asking *a, struct error *e)
{
	struct store *store = store_of(a->summariser);
	const char *request;
	struct summary same;
	struct event *story;
	bool found;
	size_t n;
	int rc;

	if ((rc = summary_wanted_story(a, store, &a->event, &story, &n, e)) != OK)
		return rc;
	a->source = source_of(a, story, n);
	a->summary.model = a->summariser->app->settings.openai_model;
	request = chat_request(a, a->summary.model, a->source.json);
	if ((rc = store_summary_same(a, store, request, &same, &found, e)) != OK)
		return rc;
	if (!found)
		return ask(a, request, e);
	submit(a, same.text);
	return OK;
}

/* *over: it was settled without being asked for. */
static int begin(struct asking *a, bool *over, struct error *e)
{
	struct store *store = store_of(a->summariser);
	bool found, followed = false;
	int rc = store_event_find(a, store, a->summary.event_id, &a->event, &found, e);

	*over = true;
	if (rc == OK && found)
		rc = store_event_is_followed(store, &a->event, &followed, e);
	if (rc != OK)
		return rc;
	if (!found || summary_wanted_is_late(&a->event) || a->summary.tries >= LIMIT_SUMMARY_TRIES)
		return put_unasked(a, SUMMARY_GIVEN_UP, e);
	if (followed)
		return put_unasked(a, SUMMARY_SUPERSEDED, e);
	*over = false;
	return ask_or_reuse(a, e);
}

/* Takes the next that waits, if there is one; *over as in begin(). */
static int begin_next(struct summariser *s, bool *over, struct error *e)
{
	struct asking *a = mem_new(s, struct asking);
	struct summary_service service;
	bool found;
	int rc = store_summary_next(a, store_of(s), clock_now(), &a->summary, &found, e);

	*over = false;
	a->summariser = s;
	if (rc == OK && found &&
	    (rc = summary_service_load(store_of(s), s->app, &service, e)) == OK)
		found = summary_service_allows(s->app, &service, clock_now());
	if (rc != OK || !found) {
		talloc_free(a);
		return rc;
	}
	s->asking = a;
	rc = begin(a, over, e);
	if ((rc != OK || *over) && s->asking == a)
		asking_over(a);
	return rc;
}

/* Events were stored since the last look. */
static bool is_behind(const struct summariser *s)
{
	int64_t newest;

	return store_event_before_last(store_of(s), 0, &newest, NULL) == OK && newest != s->upto;
}

int64_t summarise_next(const struct summariser *s, int64_t end, bool stay)
{
	int64_t now = clock_now(), last = end - LIMIT_SUMMARY_MS;

	if (s != NULL && s->asking != NULL && !s->is_asked)
		return now; /* what is to be stored waits for the batch */
	if (s == NULL || s->asking != NULL || now > last || s->look_at > last)
		return INT64_MAX;
	if (stay || s->look_at <= now)
		return s->look_at;
	return !s->failed && http_pending(s->http) == 0 && is_behind(s) ? now : INT64_MAX;
}

void summarise_step(struct summariser *s, int64_t end, bool stay)
{
	bool over = true, more = false;
	struct error e;
	int rc;

	if (s == NULL || s->asking != NULL || summarise_next(s, end, stay) > clock_now())
		return;
	rc = summary_wanted_look(store_of(s), &s->upto, &more, &e);
	s->look_at = more ? 0 : clock_now() + LOOK_MS;
	for (int i = 0; rc == OK && over && i < STEP_ROWS; i++)
		rc = begin_next(s, &over, &e);
	s->failed = rc != OK;
	if (s->failed) {
		s->look_at = clock_now() + LOOK_MS;
		diag(DIAG_ERROR, "%s", e.text);
	}
}

size_t summarise_pending(const struct summariser *s)
{
	return s != NULL && s->is_asked ? 1 : 0;
}
