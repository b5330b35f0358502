/* A run of the poller. See poll.h. */
#include "flow/poll.h"

#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/agenda.h"
#include "flow/client.h"
#include "flow/confine.h"
#include "flow/project.h"
#include "flow/retain.h"
#include "flow/summarise.h"
#include "flow/turn.h"
#include "flow/visit.h"
#include "store/due.h"

/* A pass ends before cron starts the next one. */
#define PASS_MS 50000
/* After it what is old is removed, for so long at most: together less than a minute. */
#define RETAIN_MS 8000
/* Before its end a run asks what becomes due so soon after it; together that is a second. */
#define LAST_MS (SCHEDULE_EARLY_MS / 2)
/* The run that cron began a minute ago ends by then. */
#define FORCE_WAIT_MS 60000
/*
 * Whoever names pages mostly has them by then, and hears of no others. Cron's run waits meanwhile,
 * so what becomes due is asked here when one of them takes its time.
 */
#define OTHERS_MS 2000
/* How often one that stays says that it runs. */
#define RUNS_MS 60000
/* How often one looks whether a mail wants a page to be read. */
#define NOTICE_MS 1000
/* How often at most a person is told how far it is. */
#define TELL_MS 100

static bool is_named(const struct poll_options *options, const char *key)
{
	for (size_t i = 0; i < options->n_keys; i++)
		if (strcmp(options->keys[i], key) == 0)
			return true;
	return options->n_keys == 0;
}

static int check_keys(
    const struct providers *all, const struct poll_options *options, struct error *e)
{
	for (size_t i = 0; i < options->n_keys; i++) {
		const char *key = options->keys[i];
		const struct provider *p = provider_find(all, key);

		if (p == NULL)
			return error_set(e, E_INPUT,
			    "there is no provider \"%s\"; \"statusctl list\" shows them", key);
		if (!p->enabled)
			return error_set(e, E_INPUT,
			    "provider \"%s\" is not enabled; \"statusctl provider enable %s\" does "
			    "that",
			    key, key);
	}
	return OK;
}

/* Before the run is over no page is to be asked, and retention has nothing to do. */
static int is_idle(const struct poller *p, const struct deadline *end, bool *idle, struct error *e)
{
	bool stay = p->options->stay_ms > 0, is_due;
	int rc;

	*idle = false;
	if (p->options->force || (stay && p->awaits_mail))
		return OK;
	if ((rc = retain_is_due(p->store, clock_now(), &is_due, e)) != OK || is_due)
		return rc;
	return agenda_is_clear(
	    p->app, p->store, stay ? end->at + LAST_MS : clock_now() + SCHEDULE_EARLY_MS, idle, e);
}

/* Nor is there anything to write to the log, or anybody to make summaries. */
static int is_over(const struct poller *p, bool *over, struct error *e)
{
	*over = false;
	if (!p->is_idle || *p->app->settings.openai_api_key != '\0')
		return OK;
	return project_is_done(p->app, p->store, over, e);
}

/* Those that were named are asked now; the others are not to keep them waiting. */
static void put_slots(struct poller *p, struct slot *slots, size_t n)
{
	const struct poll_options *options = p->options;
	const struct settings *settings = &p->app->settings;
	int64_t now = clock_now();

	for (size_t i = 0; options->force && i < n; i++)
		if (is_named(options, slots[i].provider->key)) {
			slots[i].is_awaited = true;
			slots[i].due_at = now;
			p->n_awaited++;
		}
	if (options->stay_ms > 0 || options->force)
		schedule_spread(
		    slots, n, (size_t)settings->poll_at_once, now, settings->poll_interval_ms);
	for (size_t i = 0; i < n; i++) {
		if (options->force && !slots[i].is_awaited && slots[i].due_at < now + OTHERS_MS)
			slots[i].due_at = now + OTHERS_MS;
		schedule_put(p->schedule, &slots[i]);
	}
}

/* Mostly an empty one, for which nobody needs to know what providers there are. */
static int make_schedule(struct poller *p, struct error *e)
{
	struct app *app = p->app;
	struct slot *slots;
	size_t n;
	int rc;

	if (p->is_idle) {
		p->schedule = schedule_new(p->writer, 0);
		return OK;
	}
	if ((rc = check_keys(&app->providers, p->options, e)) != OK)
		return rc;
	p->schedule = schedule_new(p->writer, app->providers.n);
	slots = mem_array(p->writer, struct slot, app->providers.n);
	if ((rc = agenda_read(app, p->store, slots, &n, e)) == OK)
		put_slots(p, slots, n);
	return rc;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Retention, once a run, when there is time for it. */
static int clean_up(struct poller *p, int64_t left, struct error *e)
{
	if (p->is_idle || p->is_clean || left <= 0)
		return OK;
	p->is_clean = true;
	return retain_hourly(p->store, p->app, clock_now(), least(left, RETAIN_MS), e);
}

/* A mail came for a page: that is read now, if it was not just read. */
static int notice(struct poller *p, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	int64_t now = clock_now();
	struct provider_time *wanted;
	size_t n;
	int rc = store_providers_wanted(ctx, p->store, now, &wanted, &n, e);

	p->noticed_at = now;
	for (size_t i = 0; rc == OK && i < n; i++) {
		int64_t soonest = wanted[i].tried_at + LIMIT_LOOK_MS;

		schedule_hasten(p->schedule, wanted[i].key, soonest > now ? soonest : now);
	}
	talloc_free(ctx);
	return rc;
}

/* However the clock is moved. */
static bool has_passed(int64_t since, int64_t ms)
{
	int64_t now = clock_now();

	return now < since || now >= since + ms;
}

static int notice_in_time(struct poller *p, struct error *e)
{
	int rc = has_passed(p->ran_at, RUNS_MS) ? turn_note(p, e) : OK;

	return rc == OK && has_passed(p->noticed_at, NOTICE_MS) ? notice(p, e) : rc;
}

static int rest(struct poller *p, int64_t until, struct error *e)
{
	int rc;
	int64_t left;

	writer_settle(p->writer);
	if ((rc = clean_up(p, until - clock_now(), e)) == OK && (left = until - clock_now()) > 0)
		clock_sleep(left);
	return rc;
}

/* What the run was started for has been read. */
static bool is_served(const struct poller *p)
{
	return p->options->force && p->n_awaited == 0;
}

/* How many pages may be under way when some do not answer. */
static size_t places(const struct poller *p)
{
	return (size_t)least(LIMIT_PLACES * p->app->settings.poll_at_once, LIMIT_REQUESTS_AT_ONCE);
}

/* A page that lets us wait does not hold the place of another; a summary never did. */
static bool has_place(const struct poller *p)
{
	size_t summaries = summarise_pending(p->summariser);

	return http_pending_for(p->http, LIMIT_PLACE_MS) <
		   (size_t)p->app->settings.poll_at_once + summaries &&
	       http_pending(p->http) < places(p) + summaries;
}

static int begin_due(struct poller *p, int64_t by, struct error *e)
{
	struct slot *slot;
	int rc;

	while (!is_served(p) && has_place(p) && (slot = schedule_take_due(p->schedule, by)) != NULL)
		if ((rc = visit_begin(p, slot, e)) != OK)
			return rc;
	return OK;
}

/*
 * Up to when pages are asked that become due: in a single pass a bit too early is on time, and none
 * becomes due in it but where it keeps others from passing; one that stays asks, right before its
 * end, also what becomes due before the next run can begin.
 */
static int64_t horizon(const struct poller *p, int64_t begin, int64_t end, bool stay)
{
	int64_t now = clock_now(), early = begin + SCHEDULE_EARLY_MS;

	if (!stay)
		return p->options->force && now > early ? now : early;
	return now < end - LAST_MS ? now : end + LAST_MS;
}

/*
 * Until then answers are waited for: a page becomes due or wanted, or what waits is to be stored.
 * It may have become due since it was looked; one that waits for a place needs an answer first.
 */
static int64_t wait_until(const struct poller *p, int64_t next, int64_t end)
{
	int64_t now = clock_now(), left = batch_left(p->batch);

	if (next > now || has_place(p))
		end = least(next, end);
	end = least(end, now + NOTICE_MS);
	return left < end - now ? now + left : end;
}

static void tell(struct poller *p)
{
	int64_t now = clock_steady();

	if (!p->tells || now < p->told_at + TELL_MS)
		return;
	p->told_at = now;
	diag_progress("pages asked: %zu, waiting for %zu, failed: %zu; new events: %zu",
	    p->result->asked, http_pending(p->http), p->result->failed, p->result->events);
}

/* When there is something to begin; in a single pass no page becomes due any more, see horizon(). */
static int64_t next_step(const struct poller *p, int64_t end, bool stay)
{
	return least(stay || p->n_awaited > 0 ? schedule_next(p->schedule) : INT64_MAX,
	    summarise_next(p->summariser, end, stay));
}

/* Nothing is left to ask; where mails come, a run that stays waits to its end for what they want. */
static bool is_done(const struct poller *p, int64_t next, int64_t end)
{
	bool waits = p->awaits_mail && next != INT64_MAX && clock_now() < end - LAST_MS;

	return next > end + LAST_MS && !waits;
}

/* What is answered is to be stored now: it has waited long enough, or no other answer will come. */
static bool is_time_to_store(const struct poller *p)
{
	int64_t left = batch_left(p->batch);

	return left == 0 || (left < INT64_MAX && http_pending(p->http) == 0);
}

static int work(struct poller *p, const struct deadline *until, bool stay, struct error *e)
{
	int64_t begin = clock_now(), end = until->at, next;
	int rc = OK;

	while (rc == OK && clock_left(until) > 0) {
		if ((rc = notice_in_time(p, e)) != OK ||
		    (rc = begin_due(p, horizon(p, begin, end, stay), e)) != OK)
			break;
		while (is_time_to_store(p)) /* it may lead to more of it */
			batch_store(p->batch);
		if (is_served(p) && summarise_pending(p->summariser) == 0)
			http_abandon(p->http); /* nobody waits for the others, which stay due */
		tell(p);
		summarise_step(p->summariser, end, stay);
		next = next_step(p, end, stay);
		if (http_pending(p->http) > 0)
			rc = http_step(p->http, wait_until(p, next, end), e);
		else if (is_done(p, next, end))
			break;
		else
			rc = rest(p, least(least(next, end - LAST_MS), clock_now() + NOTICE_MS), e);
	}
	do { /* what is stored may lead to a question, and that to something to store */
		http_abandon(p->http);
		batch_store(p->batch);
	} while (http_pending(p->http) > 0 || batch_left(p->batch) < INT64_MAX);
	return rc;
}

/* Mails are expected where the email worker has a key, or some came while anything is kept. */
static int look_for_mails(struct poller *p, struct error *e)
{
	int64_t mailed_at;
	int rc = store_fact_get(p->store, FACT_MAILED_AT, &mailed_at, e);

	p->awaits_mail = *p->app->settings.email_signing_key != '\0' ||
			 (rc == OK && clock_now() - mailed_at < p->app->settings.retention_ms);
	return rc;
}

/* What strangers send is read inside; before that the store was only asked for times and names. */
static int enter(struct poller *p, struct error *e)
{
	const struct poll_options *options = p->options;
	struct sandbox_state state;
	int rc;

	if (!options->confine)
		return OK;
	rc = confine(p->app, CONFINE_POLLER, options->tell && options->stay_ms > 0, &state, e);
	if (rc != OK)
		return rc;
	p->confined = sandbox_number(&state);
	p->is_confined = true;
	return OK;
}

static int open_rest(void *ctx, struct poller *p, struct error *e)
{
	int rc;

	if ((!p->is_idle && (rc = app_read_providers(p->app, e)) != OK) ||
	    (rc = enter(p, e)) != OK ||
	    (rc = writer_open_on(ctx, p->app, p->store, &p->writer, e)) != OK)
		return rc;
	p->batch = batch_new(ctx, p->writer);
	/* One more, so that no page waits for a summary. */
	p->http = client_open(ctx, p->app, (unsigned)places(p) + 1);
	http_keep(p->http, (unsigned)p->app->settings.poll_at_once + 1);
	p->summariser = summariser_new(ctx, p->app, p->writer, p->batch, p->http);
	return OK;
}

static int run_awake(void *ctx, struct poller *p, const struct deadline *end, struct error *e)
{
	bool stay = p->options->stay_ms > 0;
	int rc;

	if ((rc = open_rest(ctx, p, e)) != OK)
		return rc;
	if ((rc = turn_note(p, e)) == OK && (rc = make_schedule(p, e)) == OK &&
	    (rc = work(p, end, stay, e)) == OK)
		rc = clean_up(p, stay ? clock_left(end) : RETAIN_MS, e);
	writer_settle(p->writer);
	return rc;
}

static int run_locked(void *ctx, struct poller *p, int64_t ms, struct error *e)
{
	struct deadline end = clock_deadline(ms);
	bool over;
	int rc;

	if ((rc = store_open(ctx, p->app->store_path, STORE_MAKE, &p->store, e)) != OK ||
	    (rc = look_for_mails(p, e)) != OK || (rc = is_idle(p, &end, &p->is_idle, e)) != OK ||
	    (rc = is_over(p, &over, e)) != OK)
		return rc;
	return over ? turn_note(p, e) : run_awake(ctx, p, &end, e);
}

int poll_run(
    struct app *app, const struct poll_options *options, struct poll_result *out, struct error *e)
{
	struct deadline patience =
	    clock_deadline(options->force ? FORCE_WAIT_MS : options->stay_ms);
	TALLOC_CTX *ctx = mem_context(NULL);
	struct poller p = {.app = app, .options = options, .result = out, .tells = options->tell};
	int rc;

	*out = (struct poll_result){0};
	if ((rc = app_make_state_dir(app, e)) == OK && (rc = turn_take(&p, &patience, e)) == OK) {
		rc = run_locked(ctx, &p, options->stay_ms > 0 ? clock_left(&patience) : PASS_MS, e);
		diag_progress("%s", "");
		turn_end(&p);
	}
	talloc_free(ctx);
	return rc;
}
