/* The health report. See health.h. */
#include "web/health.h"

#include <pthread.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/dedup.h"
#include "store/events.h"
#include "store/quarantine.h"

struct figures {
	int64_t live_keys;
	int64_t events;
	int64_t quarantined;
};

struct health {
	struct job probe; /* first: the health is found by it */
	struct intake nothing;
	const struct web *web;
	struct figures figures; /* of the look under way */
	pthread_mutex_t lock;
	struct request *waiting; /* for the look under way; NULL: there is none */
};

struct health *health_new(void *ctx)
{
	struct health *h = mem_new(ctx, struct health);

	pthread_mutex_init(&h->lock, NULL);
	return h;
}

static int read_figures(struct store *s, struct figures *f, struct error *e)
{
	int rc;

	if ((rc = store_dedup_count(s, clock_now(), LIMIT_HEALTH_KEYS, &f->live_keys, e)) != OK ||
	    (rc = store_event_count(s, &f->events, e)) != OK)
		return rc;
	return store_quarantine_count(s, &f->quarantined, e);
}

static int examine(const struct web *web, struct figures *f, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct store *s;
	int rc = store_open(ctx, web->app->store_path, STORE_EXISTING, &s, e);

	if (rc == OK)
		rc = read_figures(s, f, e);
	talloc_free(ctx);
	return rc;
}

static void describe(const struct web *web, const struct figures *f, struct buf *out)
{
	int64_t ran_at = app_poller_ran_at(web->app), age = clock_now() - ran_at;

	buf_printf(out, "{\"status\":\"%s\",\"cache_size\":%lld,\"version\":\"%s\"",
	    age > POLLER_LATE_MS ? "warn" : "ok", (long long)f->live_keys, PACKAGE_VERSION);
	if (ran_at == TIME_NONE)
		buf_str(out, ",\"poller_age_seconds\":null");
	else
		buf_printf(
		    out, ",\"poller_age_seconds\":%lld", (long long)(age > 0 ? age : 0) / 1000);
	buf_printf(out, ",\"events\":%lld,\"quarantined\":%lld}", (long long)f->events,
	    (long long)f->quarantined);
}

/* f: NULL when we are not healthy. */
static void answer(const struct web *web, const struct figures *f, struct request *request)
{
	if (f != NULL) {
		describe(web, f, &request->reply.body);
	} else {
		request->reply.status = 503;
		buf_printf(&request->reply.body, "{\"status\":\"fail\",\"version\":\"%s\"}",
		    PACKAGE_VERSION);
	}
	request_answer(request);
}

/* Answers all who wait; the next who asks begins a new look. */
static void end_look(struct health *h, int rc, const char *why)
{
	struct figures figures = h->figures;
	struct request *waiting, *next;

	if (rc != OK)
		diag(DIAG_ERROR, "not healthy: %s", why);
	pthread_mutex_lock(&h->lock);
	waiting = h->waiting;
	h->waiting = NULL;
	pthread_mutex_unlock(&h->lock);
	for (; waiting != NULL; waiting = next) {
		next = waiting->next;
		answer(h->web, rc == OK ? &figures : NULL, waiting);
	}
}

/* In the thread of the store: something was really written, or could not be. */
static void end_probe(struct job *probe)
{
	end_look((struct health *)probe, probe->rc, probe->error.text);
}

static void look(struct web *web)
{
	struct health *h = web->health;
	struct error e;
	int rc;

	h->web = web;
	if ((rc = examine(web, &h->figures, &e)) != OK) {
		end_look(h, rc, e.text);
		return;
	}
	h->nothing = (struct intake){.probe = true, .received_at = clock_now()};
	h->probe = (struct job){.in = &h->nothing, .done = end_probe};
	committer_submit(web->committer, &h->probe);
}

void health_serve(struct web *web, const char *rest, struct request *request)
{
	bool is_first;

	(void)rest;
	if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0) {
		request->reply.allow = "GET, HEAD";
		reply_error(&request->reply, 405, "only GET is allowed here");
		request_answer(request);
		return;
	}
	pthread_mutex_lock(&web->health->lock);
	is_first = web->health->waiting == NULL;
	request->next = web->health->waiting;
	web->health->waiting = request;
	pthread_mutex_unlock(&web->health->lock);
	if (is_first)
		look(web);
}
