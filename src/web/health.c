/* The health report. See health.h. */
#include "web/health.h"

#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "store/dedup.h"
#include "store/events.h"
#include "store/quarantine.h"

/* A poller that has not run for so many intervals has been forgotten. */
#define POLLER_INTERVALS 3

struct figures {
	int64_t live_keys;
	int64_t events;
	int64_t quarantined;
	int64_t poller_ran_at;
};

static int read_figures(struct store *s, struct figures *f, struct error *e)
{
	int rc;

	if ((rc = store_dedup_count(s, clock_now(), &f->live_keys, e)) != OK ||
	    (rc = store_event_count(s, &f->events, e)) != OK ||
	    (rc = store_quarantine_count(s, &f->quarantined, e)) != OK)
		return rc;
	return store_fact_get(s, FACT_POLLER_RAN_AT, &f->poller_ran_at, e);
}

/* Whether a report could be stored now: something is really written. */
static int probe(struct web *web, struct error *e)
{
	struct intake in = {.probe = true, .received_at = clock_now()};
	struct verdict verdict;

	return committer_store(web->committer, &in, &verdict, e);
}

static int examine(struct web *web, void *ctx, struct figures *f, struct error *e)
{
	struct store *s;
	int rc;

	if ((rc = probe(web, e)) != OK ||
	    (rc = store_open(ctx, web->app->store_path, STORE_READ, &s, e)) != OK)
		return rc;
	return read_figures(s, f, e);
}

static bool poller_is_late(const struct web *web, const struct figures *f)
{
	return clock_now() - f->poller_ran_at >
	       POLLER_INTERVALS * web->app->settings.poll_interval_ms;
}

static void describe(struct web *web, const struct figures *f, struct buf *out)
{
	int64_t age = clock_now() - f->poller_ran_at;

	buf_printf(out, "{\"status\":\"%s\",\"cache_size\":%lld,\"version\":\"%s\"",
	    poller_is_late(web, f) ? "warn" : "ok", (long long)f->live_keys, PACKAGE_VERSION);
	if (f->poller_ran_at == TIME_NONE)
		buf_str(out, ",\"poller_age_seconds\":null");
	else
		buf_printf(
		    out, ",\"poller_age_seconds\":%lld", (long long)(age > 0 ? age : 0) / 1000);
	buf_printf(out, ",\"events\":%lld,\"quarantined\":%lld}", (long long)f->events,
	    (long long)f->quarantined);
}

void health_serve(struct web *web, const char *rest, struct request *request, struct reply *reply)
{
	struct figures figures;
	struct error e;
	int rc;

	(void)rest;
	if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0) {
		reply_error(reply, 405, "only GET is allowed here");
		reply->allow = "GET, HEAD";
		return;
	}
	pthread_mutex_lock(&web->health);
	rc = examine(web, request->ctx, &figures, &e);
	pthread_mutex_unlock(&web->health);
	if (rc == OK) {
		describe(web, &figures, &reply->body);
		return;
	}
	diag(DIAG_ERROR, "not healthy: %s", e.text);
	reply->status = 503;
	buf_printf(&reply->body, "{\"status\":\"fail\",\"version\":\"%s\"}", PACKAGE_VERSION);
}
