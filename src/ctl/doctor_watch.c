/* What runs, and what it sees: responder, poller, clock, pages, subscriptions. See doctor.h. */
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sandbox.h"
#include "base/timetext.h"
#include "ctl/doctor.h"
#include "ctl/hearing.h"
#include "ctl/rotation.h"
#include "ctl/sections.h"
#include "ctl/shown_health.h"
#include "flow/summary_service.h"
#include "store/events.h"
#include "store/quarantine.h"

#define NEWER_KERNEL "a newer kernel has what is missing"
#define STORE_UNREAD "the store cannot be read"
#define PROC_BYTES   (64 * 1024)
/* The clocks of one machine do not differ; a stored time to come means that ours was set back. */
#define CLOCK_AHEAD_MS 60000

static void *ctx_of(struct doctor *d)
{
	return d->ctl->ctx;
}

/* "/proc/PID/name", whole; "" when that cannot be read. */
static const char *proc_text(struct doctor *d, int64_t pid, const char *name)
{
	const char *path = mem_printf(ctx_of(d), "/proc/%lld/%s", (long long)pid, name);
	char *text;

	return file_read(ctx_of(d), path, PROC_BYTES, &text, NULL, NULL) == OK ? text : "";
}

static bool runs_as_root(struct doctor *d, int64_t pid)
{
	const char *uid = strstr(proc_text(d, pid, "status"), "\nUid:\t");

	return uid != NULL && strtol(uid + strlen("\nUid:\t"), NULL, 10) == 0;
}

/* What a program has told the store of itself; false when that cannot be read. */
static bool find_fact(struct doctor *d, const char *name, int64_t *value)
{
	return d->store != NULL && store_fact_get(d->store, name, value, NULL) == OK;
}

/* Landlock cannot be seen from outside, and another container's process not at all. */
void doctor_responder(struct doctor *d)
{
	struct sandbox_state state;
	int64_t pid, number;
	const char *words;
	bool runs;

	if (!find_fact(d, FACT_RESPONDER_PID, &pid) ||
	    !find_fact(d, FACT_RESPONDER_CONFINED, &number)) {
		doctor_say(d, "sandbox", FOUND_UNKNOWN, STORE_UNREAD, NULL);
		return;
	}
	if (pid == 0) {
		doctor_say(d, "sandbox", FOUND_UNKNOWN, "no webhook.fcgi was ever started",
		    "start it; as plain CGI it is confined, and says nothing of it");
		return;
	}
	state = sandbox_of_number(number);
	runs = strncmp(proc_text(d, pid, "comm"), "webhook.fcgi", 12) == 0;
	words = mem_printf(ctx_of(d), "webhook.fcgi %s: %s",
	    runs ? "is confined by" : "was confined, when it was started last, by",
	    sandbox_words(ctx_of(d), &state));
	if (runs && runs_as_root(d, pid))
		doctor_say(d, "sandbox", FOUND_FAIL, "webhook.fcgi runs as root",
		    "run it as a user of its own");
	else if (sandbox_has_gaps(&state))
		doctor_say(d, "sandbox", FOUND_WARN, words, NEWER_KERNEL);
	else
		doctor_say(d, "sandbox", FOUND_OK, words, NULL);
}

static const char *span_text(struct doctor *d, int64_t ms)
{
	struct buf text;

	buf_init(&text, ctx_of(d), 64);
	time_span(&text, ms);
	return text.data;
}

/* That it ran, and what confined it then. */
static void poller_ran(struct doctor *d, int64_t age)
{
	const char *when = span_text(d, age > 0 ? age : 0), *words;
	struct sandbox_state state;
	int64_t number;

	if (!find_fact(d, FACT_POLLER_CONFINED, &number)) {
		doctor_say(d, "poller", FOUND_UNKNOWN,
		    mem_printf(ctx_of(d), "it ran %s ago, but " STORE_UNREAD, when), NULL);
		return;
	}
	state = sandbox_of_number(number);
	words = mem_printf(
	    ctx_of(d), "it ran %s ago, confined by: %s", when, sandbox_words(ctx_of(d), &state));
	if (sandbox_has_gaps(&state))
		doctor_say(d, "poller", FOUND_WARN, words, NEWER_KERNEL);
	else
		doctor_say(d, "poller", FOUND_OK, words, NULL);
}

void doctor_poller(struct doctor *d)
{
	const char *advice = file_exists("/etc/cron.d/status-monitor")
				 ? "/etc/cron.d/status-monitor is there: does cron run, and what "
				   "does " POLLER " say as the user of the programs?"
				 : "status-monitor-deployment(7) has its entry for cron, and "
				   "systemd's timer";
	int64_t ran = app_poller_ran_at(&d->ctl->app), age = clock_now() - ran;

	if (ran == TIME_NONE)
		doctor_say(d, "poller", FOUND_FAIL, "it has never run", advice);
	else if (age > POLLER_LATE_MS)
		doctor_say(d, "poller", FOUND_FAIL,
		    mem_printf(ctx_of(d), "it last ran %s ago", span_text(d, age)), advice);
	else
		poller_ran(d, age);
}

/* When the newest event came; TIME_NONE when there is none. */
static int64_t newest_event(struct doctor *d)
{
	int64_t before;
	struct event e;
	size_t n = 0;

	if (d->store == NULL || store_event_before_last(d->store, 1, &before, NULL) != OK ||
	    store_events_after(ctx_of(d), d->store, before, 1, &e, &n, NULL) != OK || n == 0)
		return TIME_NONE;
	return e.received_at;
}

void doctor_clock(struct doctor *d)
{
	struct timex t = {0};
	int64_t ahead = newest_event(d) - clock_now();

	if (ahead > CLOCK_AHEAD_MS)
		doctor_say(d, "clock", FOUND_FAIL,
		    mem_printf(
			ctx_of(d), "the newest event is %s ahead of it", span_text(d, ahead)),
		    "the clock was set back; let NTP set it");
	else if (adjtimex(&t) == TIME_ERROR || (t.status & STA_UNSYNC) != 0)
		doctor_say(d, "clock", FOUND_WARN, "nothing keeps it right",
		    "enable systemd-timesyncd or chrony");
	else
		doctor_say(d, "clock", FOUND_OK, "it is kept right", NULL);
}

/* Of a page without page_id that has another id now, the event alone tells. */
static const char *provider_advice(enum page_health health, const char *reason)
{
	switch (health) {
	case PAGE_CHANGED:
		return reason != NULL
			   ? "write that into its section, if it is right"
			   : "\"statusctl events\" with its key tells what it was and is; "
			     "a page_id in its section says which is right";
	case PAGE_GONE:
		return "look for the page's new address; \"statusctl probe\" tries one";
	case PAGE_FAILING:
		return "\"statusctl probe\" asks it now";
	default:
		return "the poller reads it when it is due, \"" POLLER " --once\" with its key now";
	}
}

/* Answers whether it is fresh. */
static bool check_page(struct doctor *d, const struct section *section)
{
	const struct provider *p = section->provider;
	enum page_health health = shown_health(&d->ctl->app, p, &section->state, clock_now());
	const char *word = page_health_word(health), *reason;

	if (health == PAGE_FRESH || health == PAGE_OFF)
		return health == PAGE_FRESH;
	reason = shown_health_reason(ctx_of(d), p, &section->state);
	doctor_say(d, mem_printf(ctx_of(d), "provider %s", p->key),
	    page_health_is_blind(health) ? FOUND_FAIL : FOUND_WARN,
	    reason != NULL ? mem_printf(ctx_of(d), "%s: %s", word, reason) : word,
	    provider_advice(health, reason));
	return false;
}

/* Whether a section before it watches its page as well. */
static void check_twin(struct doctor *d, const struct sections *all, const struct section *section)
{
	const char *key = section->provider->key, *page_id = section->state.page_id;
	const struct section *twin = section_concerned(all, key, page_id, section);

	while (twin != NULL && twin < section && !twin->provider->enabled)
		twin = section_concerned(all, key, page_id, twin);
	if (twin == NULL || twin > section || !section->provider->enabled)
		return;
	doctor_say(d, mem_printf(ctx_of(d), "provider %s", key), FOUND_WARN,
	    mem_printf(ctx_of(d), "its page is that of [provider %s] too, with the id %s",
		twin->provider->key, page_id),
	    "remove one of the two: what happens there is told once, for either of them");
}

void doctor_providers(struct doctor *d)
{
	struct sections all;
	size_t fresh = 0, read = 0;

	if (d->store == NULL)
		return;
	if (sections_read(ctx_of(d), &d->ctl->app, d->store, &all, NULL) != OK) {
		doctor_say(d, "providers", FOUND_UNKNOWN, STORE_UNREAD, NULL);
		return;
	}
	for (size_t i = 0; i < all.n; i++) {
		read += all.list[i].provider->enabled;
		fresh += check_page(d, &all.list[i]);
	}
	for (size_t i = 0; i < all.n; i++)
		check_twin(d, &all, &all.list[i]);
	doctor_say(d, "providers", FOUND_OK,
	    mem_printf(ctx_of(d), "pages that are fresh: %zu of %zu", fresh, read), NULL);
}

static void check_subscription(
    struct doctor *d, const struct secrets *secrets, const struct subscription *sub, size_t *well)
{
	const char *name = mem_printf(ctx_of(d), "subscription %s", sub->provider);
	const char *secret = rotation_word(secrets, sub);
	struct hearing h;

	if (hearing_of(d->store, sub, clock_now(), &h, NULL) != OK)
		return;
	if (strcmp(h.word, "silent") == 0)
		doctor_say(d, name, FOUND_WARN,
		    mem_printf(ctx_of(d), "silent: %lld updates came by the poller alone",
			(long long)h.missed.updates),
		    mem_printf(ctx_of(d), "\"statusctl unsubscribe %s %s\", and subscribe again",
			sub->provider, sub->id));
	else if (strcmp(secret, "current") != 0)
		doctor_say(d, name, strcmp(secret, "old") == 0 ? FOUND_WARN : FOUND_FAIL,
		    mem_printf(ctx_of(d), "its address has the %s secret",
			strcmp(secret, "old") == 0 ? "old" : "wrong"),
		    mem_printf(ctx_of(d),
			"\"statusctl subscribe %s\", then \"statusctl unsubscribe %s %s\"",
			sub->provider, sub->provider, sub->id));
	else
		(*well)++;
}

void doctor_subscriptions(struct doctor *d)
{
	struct subscription *list;
	struct secrets secrets;
	size_t n, well = 0;

	if (d->store == NULL || !doctor_secrets(d, &secrets) ||
	    store_subscriptions(ctx_of(d), d->store, NULL, &list, &n, NULL) != OK)
		return;
	for (size_t i = 0; i < n; i++)
		check_subscription(d, &secrets, &list[i], &well);
	doctor_say(d, "subscriptions", FOUND_OK,
	    mem_printf(ctx_of(d), "that are well: %zu of %zu", well, n), NULL);
}

void doctor_quarantine(struct doctor *d)
{
	int64_t n;

	if (d->store == NULL || store_quarantine_count(d->store, &n, NULL) != OK)
		return;
	doctor_say(d, "quarantine", n == 0 ? FOUND_OK : FOUND_WARN,
	    mem_printf(ctx_of(d), "bodies: %lld", (long long)n),
	    n == 0 ? NULL : "\"statusctl quarantine list\" tells why each was not understood");
}

void doctor_summaries(struct doctor *d)
{
	const struct app *app = &d->ctl->app;
	struct summary_service service;
	int64_t pause;

	if (*app->settings.openai_api_key == '\0')
		doctor_say(d, "summaries", FOUND_OK, "off: openai_api_key is not set", NULL);
	else if (d->store == NULL || summary_service_load(d->store, app, &service, NULL) != OK)
		doctor_say(d, "summaries", FOUND_UNKNOWN, STORE_UNREAD, NULL);
	else if (summary_service_switch(app, &service) == SUMMARIES_REFUSED)
		doctor_say(d, "summaries", FOUND_WARN, "switched off: the key was refused",
		    "set openai_api_key to one that is valid");
	else if ((pause = summary_service_pause(&service, clock_now())) > 0)
		doctor_say(d, "summaries", FOUND_WARN,
		    mem_printf(ctx_of(d), "paused for %s; failures in a row: %lld",
			span_text(d, pause), (long long)service.failures),
		    "look at the messages of status-poller, and at openai_base_url");
	else
		doctor_say(d, "summaries", FOUND_OK,
		    mem_printf(ctx_of(d), "by %s at %s", app->settings.openai_model,
			app->settings.openai_base_url),
		    NULL);
}
