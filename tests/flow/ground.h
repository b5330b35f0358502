/*
 * What the tests of flow share: a configuration with a state directory of its own, the
 * store in it, and a short way to hand in a report and to see what came of it. The time
 * is NOW, and moves when a test says so.
 */
#ifndef TESTS_FLOW_GROUND_H
#define TESTS_FLOW_GROUND_H

#include "../store/shelf.h"

#include "flow/app.h"
#include "flow/ingest.h"
#include "platform/webhook.h"
#include "store/events.h"
#include "store/providers.h"
#include "store/state.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define PAGE "acmepage0001"

/* Two providers whose page id is known and one whose is not. */
#define PROVIDERS                                                                                  \
	"[provider acme]\nname = Acme\nurl = https://status.acme.example\npage_id = " PAGE "\n"    \
	"[provider hooli]\nname = Hooli\nurl = https://status.hooli.example\n"                     \
	"page_id = hoolipage001\n"                                                                 \
	"[provider nemo]\nname = Nemo\nurl = https://status.nemo.example\n"

struct ground {
	void *ctx;
	const char *folder;
	struct app app;
	struct store *store; /* NULL until ground_open() */
	struct error error;  /* of the last report that failed */
};

/* More lines for [monitor]; the store is not opened. */
static inline struct ground *ground_load(void *ctx, const char *settings, const char *providers)
{
	static const char *const variables[] = {"WEBHOOK_SECRET", "WEBHOOK_SECRET_FILE",
	    "WEBHOOK_SECRET_PREVIOUS", "WEBHOOK_SECRET_PREVIOUS_FILE", "WEBHOOK_BASE_URL",
	    "POLL_INTERVAL_SECONDS", "DEDUP_TTL_SECONDS", "RETENTION_DAYS", "LOG_FORMAT",
	    "LOG_COLOR", "LOG_FILE", "STATE_DIR", "STATUS_MONITOR_CONF", "OPENAI_API_KEY",
	    "OPENAI_API_KEY_FILE", "OPENAI_BASE_URL", "OPENAI_MODEL"};
	const char *folder = unit_folder(ctx), *conf;
	struct ground *g = mem_new(folder, struct ground);

	for (size_t i = 0; i < UNIT_COUNT(variables); i++)
		unsetenv(variables[i]);
	clock_set(NOW);
	g->ctx = ctx;
	g->folder = folder;
	conf = unit_file(ctx, folder, "status-monitor.conf",
	    mem_printf(
		ctx, "[monitor]\nstate_dir = %s/state\n%s\n%s", folder, settings, providers));
	if (app_load(ctx, conf, &g->app, &g->error) != OK ||
	    app_make_state_dir(&g->app, &g->error) != OK)
		fail_msg("%s", g->error.text);
	return g;
}

static inline struct ground *ground_open(void *ctx)
{
	struct ground *g = ground_load(ctx, "", PROVIDERS);

	g->store = shelf_open(g, g->app.store_path);
	return g;
}

static inline int ground_close(void **state)
{
	clock_set(TIME_NONE);
	return unit_close(state);
}

#define GROUND_TEST(f) cmocka_unit_test_setup_teardown(f, unit_open, ground_close)

static inline void pass(int64_t ms)
{
	clock_set(clock_now() + ms);
}

/* Ingests and commits. */
static inline int judge_in(struct ground *g, const struct intake *in, struct verdict *out)
{
	if (store_begin(g->store, &g->error) != OK)
		fail_msg("%s", g->error.text);
	return store_end(g->store, ingest(g->store, &g->app, in, out, &g->error), &g->error);
}

/* The number of new events, -1 when it failed. */
static inline int take_in(struct ground *g, const struct intake *in)
{
	struct verdict verdict;

	return judge_in(g, in, &verdict) == OK ? (int)verdict.events : -1;
}

static inline int take(struct ground *g, enum channel channel, const struct report *r)
{
	return take_in(
	    g, &(struct intake){.channel = channel, .received_at = clock_now(), .report = r});
}

/* A body as it is POSTed, for the provider with that key (NULL: to be found). */
static inline int take_body(struct ground *g, const char *key, const char *body)
{
	struct intake in = {
	    .received_at = clock_now(),
	    .provider = provider_find(&g->app.providers, key),
	    .body = body,
	    .body_size = strlen(body),
	};
	struct report report;

	if (webhook_read(g->ctx, body, strlen(body), &report, &g->error) != OK)
		fail_msg("%s: %s", g->error.text, body);
	in.channel = report.kind == REPORT_MAIL ? CHANNEL_EMAIL : CHANNEL_WEBHOOK;
	in.report = &report;
	return take_in(g, &in);
}

/* A page's document, with what the poller stores beside it. */
static inline int take_document(struct ground *g, const char *key, const struct report *r)
{
	struct provider_state page;

	assert_int_equal(store_provider_get(g->ctx, g->store, key, &page, NULL), OK);
	page.page_id = r->page.id;
	page.due_at = 1;
	page.answered_at = clock_now();
	return take_in(g, &(struct intake){
			      .channel = CHANNEL_POLLER,
			      .received_at = clock_now(),
			      .provider = provider_find(&g->app.providers, key),
			      .report = r,
			      .page_state = &page,
			  });
}

/* A history, asked for because of that document. */
static inline int take_history(
    struct ground *g, const char *key, const struct report *r, const struct report *document)
{
	return take_in(g, &(struct intake){
			      .channel = CHANNEL_POLLER,
			      .received_at = clock_now(),
			      .provider = provider_find(&g->app.providers, key),
			      .report = r,
			      .document = document,
			  });
}

/* The page was read before; there was nothing to see. */
static inline void ground_read_before(struct ground *g)
{
	struct report r = {.kind = REPORT_DOCUMENT, .page = {.id = PAGE}};

	assert_int_equal(take_document(g, "acme", &r), 0);
}

/* All events, oldest first; *n is how many. */
static inline struct event *ground_events(struct ground *g, size_t *n)
{
	struct event *events = mem_array(g->ctx, struct event, 200);

	assert_int_equal(store_events_after(g->ctx, g->store, 0, 200, events, n, NULL), OK);
	return events;
}

static inline size_t ground_count(struct ground *g)
{
	size_t n;

	ground_events(g, &n);
	return n;
}

static inline struct event ground_last(struct ground *g)
{
	size_t n;
	struct event *events = ground_events(g, &n);

	assert_true(n > 0);
	return events[n - 1];
}

/* Through how many channels the event came. */
static inline int64_t ground_sightings(struct ground *g, int64_t event_id)
{
	return shelf_number(g->app.store_path,
	    mem_printf(g->ctx, "SELECT count(*) + 1 FROM sighting WHERE event_id = %lld",
		(long long)event_id));
}

static inline struct incident_state ground_incident(struct ground *g, const char *id)
{
	struct incident_state state;
	bool found;

	assert_int_equal(store_incident_find(g->ctx, g->store, PAGE, id, &state, &found, NULL), OK);
	assert_true(found);
	return state;
}

/* The events' values of one field, as "one two three"; "-" for none. */
#define ground_say(g, field) ground_words((g), offsetof(struct event, field))

static inline const char *ground_words(struct ground *g, size_t at)
{
	size_t n;
	struct event *events = ground_events(g, &n);
	char *words = mem_strdup(g->ctx, "");

	for (size_t i = 0; i < n; i++) {
		const char *word = *(const char **)((char *)&events[i] + at);

		words = mem_printf(
		    g->ctx, "%s%s%s", words, i > 0 ? " " : "", word != NULL ? word : "-");
	}
	return words;
}

/* An incident of PAGE: its updates oldest first, its status and times those of the newest. */
static inline struct incident incident_of(const char *id, struct update *updates, size_t n)
{
	return (struct incident){
	    .id = id,
	    .title = "Slow API",
	    .status = n > 0 ? updates[n - 1].status : NULL,
	    .impact = "minor",
	    .created_at = n > 0 ? updates[0].created_at : TIME_NONE,
	    .updated_at = n > 0 ? updates[n - 1].created_at : TIME_NONE,
	    .updates = updates,
	    .n_updates = n,
	};
}

static inline struct report report_of(enum report_kind kind, struct incident *list, size_t n)
{
	return (struct report){
	    .kind = kind,
	    .page = {.id = PAGE, .name = "Acme Status"},
	    .incidents = list,
	    .n_incidents = n,
	};
}

/* A webhook delivery of one incident. */
static inline int hook(struct ground *g, const char *id, struct update *updates, size_t n)
{
	struct incident in = incident_of(id, updates, n);
	struct report r = report_of(REPORT_INCIDENT, &in, 1);

	return take(g, CHANNEL_WEBHOOK, &r);
}

/* A document of acme with one open incident. */
static inline int poll_one(struct ground *g, const char *id, struct update *updates, size_t n)
{
	struct incident in = incident_of(id, updates, n);
	struct report r = report_of(REPORT_DOCUMENT, &in, 1);

	return take_document(g, "acme", &r);
}

#endif
