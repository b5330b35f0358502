/* Retention. See retain.h. */
#include "flow/retain.h"

#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/identity.h"
#include "store/bodies.h"
#include "store/dedup.h"
#include "store/events.h"
#include "store/lapsed.h"
#include "store/logcursor.h"
#include "store/quarantine.h"

/*
 * Rows a transaction, which is how long a writer may have to wait: less than a millisecond, and the
 * disk's sync. More rows save little, for what they touch is spread over the whole store.
 */
#define SLICE_ROWS 100
/* A body of a megabyte takes longer than all these rows. */
#define SLICE_BODIES 4
/* Others look for the lock twice a millisecond. */
#define PAUSE_MS 2
/* To look for what is old means to look at each page; what is kept for days can wait. */
#define AGAIN_AFTER_MS (60 * 60 * 1000)

/* One slice under way. */
struct slice {
	void *ctx;
	struct store *store;
	const struct app *app;
	int64_t now;
	int64_t before;	    /* what is older goes */
	struct lapse lapse; /* the same for incidents */
	struct incident_id *incidents;
	const char **names; /* of pages or providers */
	size_t n;	    /* how many there are of either */
	int64_t removed;
};

static int remove_keys(struct slice *sl, struct error *e)
{
	return store_dedup_prune(sl->store, sl->now, SLICE_ROWS, &sl->removed, e);
}

static int remove_events(struct slice *sl, struct error *e)
{
	struct log_cursor logged;
	int64_t oldest;
	bool found;
	int rc;

	/* An event leaves only after it has reached the log. */
	if ((rc = store_log_cursor_get(
		 sl->store, sl->app->settings.log_file, &logged, &found, e)) != OK ||
	    (rc = store_events_prune(
		 sl->store, sl->before, logged.event_id, SLICE_ROWS, &sl->removed, e)) != OK ||
	    (rc = store_event_oldest(sl->store, &oldest, e)) != OK)
		return rc;
	return store_dedup_forget(
	    sl->store, identity_claims(sl->ctx, oldest), SLICE_ROWS, &sl->removed, e);
}

/*
 * A page that was not asked cannot have answered: only when the poller has been at work for the
 * whole time does its silence say that nobody watches it.
 */
static int find_incidents(struct slice *sl, struct error *e)
{
	int64_t polling_since;
	int rc = store_fact_get(sl->store, FACT_POLLING_SINCE, &polling_since, e);

	if (rc != OK)
		return rc;
	sl->lapse.before = sl->before;
	sl->lapse.since = polling_since < sl->before ? sl->before : 0;
	return store_incidents_lapsed(
	    sl->ctx, sl->store, &sl->lapse, SLICE_ROWS, &sl->incidents, &sl->n, e);
}

/*
 * The keys first: while one is left the incident is, so that the next slice goes on with it. It may
 * have been heard of again since it was found.
 */
static int remove_incident(struct slice *sl, const struct incident_id *in, struct error *e)
{
	const struct key_range families[] = {
	    identity_updates(sl->ctx, in->page_id, in->id),
	    identity_states(sl->ctx, in->page_id, in->id),
	};
	bool lapsed;
	int rc = store_incident_is_lapsed(sl->store, &sl->lapse, in, &lapsed, e);

	if (rc != OK || !lapsed)
		return rc;
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
		if ((rc = store_dedup_forget(sl->store, families[i], SLICE_ROWS - sl->removed,
			 &sl->removed, e)) != OK ||
		    sl->removed >= SLICE_ROWS)
			return rc;
	return store_incident_remove(sl->store, in, &sl->removed, e);
}

/* So that a late report of one of them is not taken for news. */
static int note_forgotten(struct slice *sl, struct error *e)
{
	int64_t before;
	int rc = store_fact_get(sl->store, FACT_FORGOTTEN_BEFORE, &before, e);

	if (rc != OK || before >= sl->before)
		return rc;
	return store_fact_put(sl->store, FACT_FORGOTTEN_BEFORE, sl->before, e);
}

static int remove_incidents(struct slice *sl, struct error *e)
{
	int rc = note_forgotten(sl, e);

	for (size_t i = 0; rc == OK && i < sl->n && sl->removed < SLICE_ROWS; i++)
		rc = remove_incident(sl, &sl->incidents[i], e);
	return rc;
}

static int find_components(struct slice *sl, struct error *e)
{
	return store_component_pages_lapsed(
	    sl->ctx, sl->store, sl->before, SLICE_ROWS, &sl->names, &sl->n, e);
}

static int remove_components(struct slice *sl, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; rc == OK && i < sl->n && sl->removed < SLICE_ROWS; i++)
		rc = store_components_prune(
		    sl->store, sl->names[i], sl->before, SLICE_ROWS - sl->removed, &sl->removed, e);
	return rc;
}

/* What is still configured stays, however long it has been silent. */
static int find_providers(struct slice *sl, struct error *e)
{
	const char **silent;
	size_t n;
	int rc = store_providers_silent(sl->ctx, sl->store, sl->before, &silent, &n, e);

	if (rc != OK)
		return rc;
	sl->names = silent;
	for (size_t i = 0; i < n; i++)
		if (provider_find(&sl->app->providers, silent[i]) == NULL)
			sl->names[sl->n++] = silent[i];
	return OK;
}

static int remove_providers(struct slice *sl, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; rc == OK && i < sl->n && sl->removed < SLICE_ROWS; i++)
		rc = store_provider_remove(sl->store, sl->names[i], sl->before, &sl->removed, e);
	return rc;
}

static int remove_bodies(struct slice *sl, struct error *e)
{
	return store_bodies_prune(sl->store, SLICE_BODIES, &sl->removed, e);
}

static int remove_quarantined(struct slice *sl, struct error *e)
{
	return store_quarantine_prune(sl->store, sl->before, SLICE_BODIES, &sl->removed, e);
}

/*
 * What has to be looked for is found before the transaction, in which others wait. Without a way
 * to find, removing it is as quick as looking.
 */
static const struct {
	int (*find)(struct slice *sl, struct error *e); /* what to remove, and how much of it */
	int (*remove)(struct slice *sl, struct error *e);
	int64_t full;	/* when so much is removed, more may be left */
	unsigned makes; /* the chores that it makes work for, as bits */
} chores[RETENTION_KINDS] = {
    [RETAIN_KEYS] = {.remove = remove_keys, .full = SLICE_ROWS},
    [RETAIN_EVENTS] = {.remove = remove_events, .full = SLICE_ROWS, .makes = 1U << RETAIN_BODIES},
    [RETAIN_BODIES] = {.remove = remove_bodies, .full = SLICE_BODIES},
    [RETAIN_INCIDENTS] = {.find = find_incidents, .remove = remove_incidents, .full = SLICE_ROWS},
    [RETAIN_COMPONENTS] = {.find = find_components,
	.remove = remove_components,
	.full = SLICE_ROWS},
    [RETAIN_PROVIDERS] = {.find = find_providers, .remove = remove_providers, .full = SLICE_ROWS},
    [RETAIN_QUARANTINE] = {.remove = remove_quarantined, .full = SLICE_BODIES},
};

int retain_slice(struct store *s, const struct app *app, int64_t now, enum retention_kind kind,
    bool *left, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct slice sl = {
	    .ctx = ctx,
	    .store = s,
	    .app = app,
	    .now = now,
	    .before = now - app->settings.retention_ms,
	};
	int rc = chores[kind].find != NULL ? chores[kind].find(&sl, e) : OK;

	if (rc == OK && (chores[kind].find == NULL || sl.n > 0) && (rc = store_begin(s, e)) == OK)
		rc = store_end(s, chores[kind].remove(&sl, e), e);
	*left = rc == OK && sl.removed >= chores[kind].full;
	talloc_free(ctx);
	return rc;
}

/* As retain(); *done says whether nothing is left. */
static int work_off(struct store *s, const struct app *app, int64_t now, int64_t for_ms, bool *done,
    struct error *e)
{
	int64_t until = clock_steady() + for_ms;
	unsigned due = (1U << RETENTION_KINDS) - 1;
	bool left;
	int rc;

	for (unsigned kind = 0; due != 0; kind = (kind + 1) % RETENTION_KINDS) {
		if ((due & 1U << kind) == 0)
			continue;
		if ((rc = retain_slice(s, app, now, (enum retention_kind)kind, &left, e)) != OK)
			return rc;
		due |= chores[kind].makes;
		if (!left)
			due &= ~(1U << kind);
		if (clock_steady() >= until)
			break;
		if (left)
			nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
	}
	*done = due == 0;
	return OK;
}

int retain(struct store *s, const struct app *app, int64_t now, int64_t for_ms, struct error *e)
{
	bool done;

	return work_off(s, app, now, for_ms, &done, e);
}

static int note_done(struct store *s, int64_t now, struct error *e)
{
	int rc = store_begin(s, e);

	return rc == OK ? store_end(s, store_fact_put(s, FACT_RETAINED_AT, now, e), e) : rc;
}

int retain_is_due(struct store *s, int64_t now, bool *is_due, struct error *e)
{
	int64_t done_at;
	int rc = store_fact_get(s, FACT_RETAINED_AT, &done_at, e);

	/* A time to come is of a clock that was set back. */
	*is_due = rc == OK && (done_at > now || now - done_at >= AGAIN_AFTER_MS);
	return rc;
}

int retain_hourly(
    struct store *s, const struct app *app, int64_t now, int64_t for_ms, struct error *e)
{
	bool is_due, done;
	int rc = retain_is_due(s, now, &is_due, e);

	if (rc != OK || !is_due)
		return rc;
	rc = work_off(s, app, now, for_ms, &done, e);
	return rc == OK && done ? note_done(s, now, e) : rc;
}
