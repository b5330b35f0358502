/*
 * Receiving reports. See receive.h. Answered 200 only when it is durable; anything
 * with the right secret that arrived whole is answered 200, because Statuspage ends a
 * subscription after ten failures and a retry would not help.
 */
#include "web/receive.h"

#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/intake.h"
#include "flow/seal.h"

#define RETRY_AFTER_S 5

static void key_value(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, ",\"%s\":", key);
	json_str_or_null(out, value);
}

static void describe(struct buf *out, const struct report *r)
{
	switch (r->kind) {
	case REPORT_INCIDENT:
		key_value(out, "incident_id", r->incidents[0].id);
		break;
	case REPORT_MAINTENANCE:
		key_value(out, "maintenance_id", r->incidents[0].id);
		break;
	case REPORT_COMPONENT:
		key_value(out, "component_id", r->changes[0].component_id);
		break;
	case REPORT_MAIL:
		key_value(out, "source", "email");
		key_value(out, "subject", r->mail.subject);
		break;
	case REPORT_UNKNOWN:
	case REPORT_DOCUMENT:
	case REPORT_HISTORY:
		key_value(out, "type", "unknown");
		break;
	}
}

/* {"received":true,...}: what it was, or why it could not be used. */
static void reply_received(struct buf *out, const struct intake *in, const struct verdict *v)
{
	buf_str(out, "{\"received\":true");
	if (in->report != NULL) {
		describe(out, in->report);
	} else {
		buf_str(out, ",\"quarantined\":true");
		key_value(out, "reason", in->unusable);
	}
	if (!v->is_news)
		buf_str(out, ",\"duplicate\":true");
	buf_char(out, '}');
}

/* A report on its way into the store, with the request that brought it. */
struct delivery {
	struct job job; /* first: a delivery is found by its job */
	struct intake intake;
	struct request *request;
};

static void refuse(struct request *request, int status, const char *text)
{
	reply_error(&request->reply, status, text);
	request_answer(request);
}

void receive_nothing(void *user, struct request *request)
{
	(void)user;
	request->reply.retry_after_s = RETRY_AFTER_S;
	refuse(request, 503, "the report could not be stored; send it again later");
}

/* In the thread of the store. */
static void answer_stored(struct job *job)
{
	struct request *request = ((struct delivery *)job)->request;

	if (job->rc != OK) {
		diag(DIAG_ERROR, "a report was not taken: %s", job->error.text);
		receive_nothing(NULL, request);
		return;
	}
	reply_received(&request->reply.body, job->in, &job->verdict);
	request_answer(request);
}

/* Whoever has the secret could fill our own log, so that it is told now and then. */
static void tell_refused(struct web *web, const struct provider *whose, const char *flaw)
{
	int64_t now = clock_now(), told = web->refused_told_at;

	if (told != TIME_NONE && now >= told && now - told < LIMIT_REFUSED_TOLD_MS)
		return;
	if (!atomic_compare_exchange_strong(&web->refused_told_at, &told, now))
		return;
	if (whose == NULL)
		diag(DIAG_WARNING,
		    "a mail was refused: %s; email_signing_key is not the worker's SIGNING_KEY, or "
		    "somebody else has the secret",
		    flaw);
	else
		diag(DIAG_WARNING,
		    "a report of %s was refused: %s; [provider %s] has a webhook_key that is not "
		    "its page's, or somebody else has the secret",
		    whose->key, flaw, whose->key);
}

static const char *find_header(void *request, const char *name)
{
	struct request *r = request;

	return r->header(r, name);
}

/* Whether it is signed as its provider's bodies must be; answers the request when it is not. */
static bool is_sealed(struct web *web, struct request *request, const struct intake *in)
{
	const struct provider *whose;
	const char *flaw = seal_flaw(web->app, in, find_header, request, &whose);

	if (flaw == NULL)
		return true;
	tell_refused(web, whose, flaw);
	refuse(request, 403, flaw);
	return false;
}

static void receive(struct web *web, struct request *request, const char *key)
{
	struct delivery *d;
	const char *body;
	size_t n;

	switch (request_read_body(request, &body, &n)) {
	case BODY_SHORT:
		refuse(request, 400, "the body ended before its announced length");
		return;
	case BODY_TOO_LARGE:
		refuse(request, 413, "the body is larger than 1 MiB");
		return;
	case BODY_WHOLE:
		break;
	}
	d = mem_new(request->ctx, struct delivery);
	d->intake = intake_of_body(request->ctx, web->app, key, body, n);
	if (!is_sealed(web, request, &d->intake))
		return;
	d->request = request;
	d->job.in = &d->intake;
	d->job.done = answer_stored;
	committer_submit(web->committer, &d->job);
}

void receive_serve(struct web *web, const char *rest, struct request *request)
{
	size_t n = strcspn(rest, "/");
	const char *key = rest[n] == '/'
			      ? mem_strndup(request->ctx, rest + n + 1, strcspn(rest + n + 1, "/"))
			      : "";

	if (!keyring_match(web->keyring, rest, n)) {
		refuse(request, 403, "forbidden");
	} else if (strcmp(request->method, "POST") != 0) {
		request->reply.allow = "POST";
		refuse(request, 405, "only POST is allowed here");
	} else {
		receive(web, request, key);
	}
}
