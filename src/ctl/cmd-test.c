/*
 * statusctl test: sends a marked sample through the public URL and follows it, station
 * by station, so that the one where it got stuck can be named.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/signature.h"
#include "base/timetext.h"
#include "ctl/ask.h"
#include "ctl/command.h"
#include "flow/ingest.h"
#include "sink/sink.h"
#include "store/events.h"

#define REQUEST_MS 15000
#define LOG_TRIES  20 /* of 100 ms each: the log is written right after the answer */

struct args {
	bool email;
};

struct trial {
	struct ctl *ctl;
	bool email;
	const char *id; /* of the sample incident; of a mail, a word in its text */
	struct answer answer;
	const char *failure; /* why there is no answer */
};

static void passed(const char *station)
{
	printf("ok    %s\n", station);
}

static enum exit_status stuck(const char *station, struct error *e, const char *what_to_do)
{
	printf("stuck %s\n", station);
	fflush(stdout);
	error_set(e, E_SYSTEM, "%s", what_to_do);
	return EXIT_FAILED;
}

static const char *sample(struct trial *t)
{
	char now[TIME_RFC3339_SIZE];

	time_rfc3339(now, clock_now());
	return mem_printf(t->ctl->ctx,
	    "{\"page\":{\"id\":\"" TEST_PAGE_ID "\",\"name\":\"statusctl test\"},"
	    "\"incident\":{\"id\":\"%s\",\"name\":\"Test event, nothing is "
	    "wrong\",\"status\":\"resolved\","
	    "\"impact\":\"none\",\"incident_updates\":[{\"id\":\"%s-1\",\"status\":\"resolved\","
	    "\"created_at\":\"%s\","
	    "\"body\":\"Sent by statusctl test.\"}]}}",
	    t->id, t->id, now);
}

/* As the email worker passes on a mail of Statuspage. */
static const char *sample_mail(struct trial *t)
{
	return mem_printf(t->ctl->ctx,
	    "{\"source\":\"email\",\"from\":\"statusctl test <test@statusctl.invalid>\","
	    "\"subject\":\"statusctl test Incident - Test event, nothing is wrong\","
	    "\"body\":\"Test event, nothing is wrong\\nIncident resolved\\n"
	    "Sent by statusctl test, as %s.\\n\"}",
	    t->id);
}

/* As the email worker signs it, where mails are to be signed. */
static struct standard_signature signature(const struct trial *t, const char *body)
{
	const char *key = t->ctl->app.settings.email_signing_key;

	if (!t->email || *key == '\0')
		return (struct standard_signature){0};
	return signature_standard_make(t->ctl->ctx, t->id, key, clock_now(), body, strlen(body));
}

/* The status is 0 when nobody answered, and failure says why. */
static int post(struct trial *t, const struct secrets *secrets, struct error *e)
{
	struct ctl *ctl = t->ctl;
	const char *body = t->email ? sample_mail(t) : sample(t);
	struct http_request request = {
	    .url = mem_printf(
		ctl->ctx, "%s/webhook/%s", ctl->app.settings.webhook_base_url, secrets->text[0]),
	    .post_json = body,
	    .signature = signature(t, body),
	    .allow_private = true, /* it is our own address, wherever that is */
	    .timeout_ms = REQUEST_MS,
	};
	struct error why;
	int rc = ask(ctl->ctx, &ctl->app, &request, &t->answer, &why);

	if (rc == E_SYSTEM) {
		t->failure = mem_strdup(ctl->ctx, why.text);
		return OK;
	}
	return rc == OK ? OK : error_set(e, rc, "%s", why.text);
}

/* The responder says why it refuses what has the right secret. */
static const char *explain_refusal(const struct trial *t)
{
	struct json *root = NULL;
	const char *why;

	json_read(t->ctl->ctx, t->answer.body, t->answer.n, &root, NULL);
	why = json_text(t->ctl->ctx, root, "error", LIMIT_WORD);
	if (why != NULL && strncmp(why, "the signature ", strlen("the signature ")) == 0)
		return mem_printf(t->ctl->ctx,
		    "the responder finds that %s: does it read the same configuration file, and "
		    "was it restarted since email_signing_key was set?",
		    why);
	return "the responder knows another secret: does it read the same configuration file?";
}

/* What an answer that is not ours says about the web server's configuration. */
static const char *explain(const struct trial *t)
{
	int status = t->answer.status;

	switch (status) {
	case 403:
		return explain_refusal(t);
	case 404:
		return "the web server does not pass /webhook/ to webhook.fcgi: see the nginx "
		       "folder for a configuration";
	case 502:
	case 504:
		return "the web server does not reach webhook.fcgi: is it running, and may the web "
		       "server write to its socket?";
	case 503:
		return "the responder cannot write the store: look at its messages, and at the "
		       "disk";
	default:
		return mem_printf(t->ctl->ctx,
		    "the web server answered HTTP %d: is WEBHOOK_BASE_URL the right address?",
		    status);
	}
}

static bool is_received(struct trial *t)
{
	struct json *root;

	return json_read(t->ctl->ctx, t->answer.body, t->answer.n, &root, NULL) == OK &&
	       json_flag(root, "received");
}

/* A mail has no id. */
static bool is_the_sample(const struct trial *t, const struct event *event)
{
	if (t->email)
		return event->detail != NULL && strstr(event->detail, t->id) != NULL;
	return event->incident_id != NULL && strcmp(event->incident_id, t->id) == 0;
}

static bool find_event(struct trial *t, struct store *s, struct event *out)
{
	int64_t after;
	size_t n;

	/* It is among the newest, unless a hundred events came in the meantime. */
	if (store_event_before_last(s, 100, &after, NULL) != OK)
		return false;
	while (store_events_after(t->ctl->ctx, s, after, 1, out, &n, NULL) == OK && n == 1) {
		if (is_the_sample(t, out))
			return true;
		after = out->id;
	}
	return false;
}

static bool log_has(struct trial *t, const struct event *event)
{
	const struct settings *settings = &t->ctl->app.settings;
	TALLOC_CTX *ctx = mem_context(t->ctl->ctx);
	struct buf record;
	char *text;
	bool has;

	buf_init(&record, ctx, LIMIT_RECORD_BYTES);
	sink_find((enum log_format)settings->log_format)
	    ->render(&record, event, settings->log_color == COLOR_ALWAYS);
	has = file_read(ctx, settings->log_file, SIZE_MAX / 2, &text, NULL, NULL) == OK &&
	      strstr(text, record.data) != NULL;
	talloc_free(ctx);
	return has;
}

static bool wait_for_log(struct trial *t, const struct event *event)
{
	for (int i = 0; i < LOG_TRIES; i++) {
		if (log_has(t, event))
			return true;
		nanosleep(&(struct timespec){.tv_nsec = 100000000L}, NULL);
	}
	return false;
}

static enum exit_status follow(struct trial *t, struct error *e)
{
	const char *log_file = t->ctl->app.settings.log_file;
	struct event event;
	struct store *s;

	if (ctl_open_store(t->ctl, &s, e) != OK)
		return EXIT_FAILED;
	if (!find_event(t, s, &event))
		return stuck("event stored", e,
		    "the responder has taken it into another store: does it read the same "
		    "configuration file?");
	passed("event stored");
	if (*log_file != '/') {
		printf("      the log goes to %s, where it cannot be looked for\n", log_file);
		return EXIT_DONE;
	}
	if (!wait_for_log(t, &event))
		return stuck("event logged", e,
		    "the event log could not be written: look at the responder's messages, and at "
		    "the disk");
	passed("event logged");
	return EXIT_DONE;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct trial t = {.ctl = ctl,
	    .email = args->email,
	    .id = mem_printf(ctl->ctx, "statusctl-test-%" PRId64, clock_now())};
	struct secrets secrets;

	if (app_secrets(ctl->ctx, &ctl->app, &secrets, e) != OK || post(&t, &secrets, e) != OK)
		return EXIT_FAILED;
	if (t.answer.status == 0)
		return stuck("web server reached", e,
		    mem_printf(ctl->ctx,
			"%s: does a web server run at WEBHOOK_BASE_URL, %s, and is it reached from "
			"here?",
			t.failure, ctl->app.settings.webhook_base_url));
	passed("web server reached");
	if (t.answer.status != 200 || !is_received(&t))
		return stuck("responder answered", e, explain(&t));
	passed("responder answered");
	return follow(&t, e);
}

static const struct option_row options[] = {
    {"email", 0, OPTION_FLAG, NULL, "as the email worker would send a mail", NULL,
	offsetof(struct args, email)},
    {0},
};

const struct command command_test = {
    .name = "test",
    .summary = "send a sample through WEBHOOK_BASE_URL, and say where it got stuck",
    .options = options,
    .args_size = sizeof(struct args),
    .run = run,
};
