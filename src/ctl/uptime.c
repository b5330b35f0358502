/* Tallies from the store. See uptime.h. */
#include "ctl/uptime.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "ctl/sections.h"
#include "ctl/shown_health.h"
#include "store/gaps.h"
#include "store/scan.h"
#include "store/state.h"

/* A page as it was in the span that is asked for. */
struct watched {
	const struct section *section;
	struct spans unknown;
	int64_t blind_since; /* it cannot be read from then on; TIME_NONE: it can */
	bool told;	     /* an event has said whether it could be read */
	struct sweep *sweep;
};

/* A component, up to the last transition that was seen. */
struct part {
	struct watched *page;
	const char *name;
	const char *status;
	int64_t at;
	struct tally tally;
};

struct reading {
	void *ctx;
	const struct app *app;
	struct store *store;
	int64_t since;
	int64_t now;
	struct sections sections;
	struct watched *pages; /* of all sections, in their order, or the one that is asked for */
	size_t n_pages;
	struct part **parts;
	size_t n_parts;
	struct names *part_at; /* by "section/page/id" */
};

/* NULL: it is not asked for. */
static struct watched *page_of(struct reading *r, const struct section *section)
{
	const struct section *first = r->pages[0].section;

	return section >= first && section < first + r->n_pages ? &r->pages[section - first] : NULL;
}

static struct watched *find_page(struct reading *r, const char *key)
{
	const struct section *section = section_find(&r->sections, key);

	return section != NULL ? page_of(r, section) : NULL;
}

/* Those that are asked for of the sections that it concerns; see sections.h. */
static struct watched *next_concerned(
    struct reading *r, const char *key, const char *page_id, const struct watched *last)
{
	const struct section *at = last != NULL ? last->section : NULL;
	struct watched *page = NULL;

	while (page == NULL && (at = section_concerned(&r->sections, key, page_id, at)) != NULL)
		page = page_of(r, at);
	return page;
}

/* --- what is not known ------------------------------------------------------------------ */

static bool is_blind(const char *word)
{
	return page_health_is_blind(page_health_of_word(word));
}

static bool take_health(void *user, const struct event *event)
{
	struct reading *r = user;
	struct watched *page = find_page(r, event->provider);

	if (page == NULL)
		return true;
	if (!page->told && is_blind(event->previous_status))
		page->blind_since = r->since;
	page->told = true;
	if (is_blind(event->status)) {
		if (page->blind_since == TIME_NONE)
			page->blind_since = event->received_at;
	} else if (page->blind_since != TIME_NONE) {
		spans_add(r->ctx, &page->unknown, page->blind_since, event->received_at);
		page->blind_since = TIME_NONE;
	}
	return true;
}

/* What the page's state says of the beginning and the end. */
static void bound_page(struct reading *r, struct watched *page)
{
	const struct provider_state *state = &page->section->state;
	enum page_health health = shown_health(r->app, page->section->provider, state, r->now);
	int64_t kept = r->now - r->app->settings.retention_ms;
	int64_t known = state->first_read_at > kept ? state->first_read_at : kept;

	if (state->first_read_at == TIME_NONE)
		known = r->now;
	spans_add(r->ctx, &page->unknown, r->since, known < r->now ? known : r->now);
	if (page->blind_since != TIME_NONE)
		spans_add(r->ctx, &page->unknown, page->blind_since, r->now);
	if (!page_health_is_known(health))
		spans_add(r->ctx, &page->unknown, state->answered_at, r->now);
}

static int find_unknown(struct reading *r, const char *key, struct error *e)
{
	struct event_query q = {
	    .of.provider = key, .kinds = 1U << EVENT_PROVIDER, .since = r->since};
	struct gap *gaps;
	int64_t after = 0;
	size_t n;
	int rc;

	if ((rc = store_scan_forth(r->store, &q, &after, take_health, r, e)) != OK ||
	    (rc = store_gaps(r->ctx, r->store, r->since, &gaps, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++) {
		struct watched *page = find_page(r, gaps[i].provider);

		if (page != NULL)
			spans_add(r->ctx, &page->unknown, gaps[i].since, gaps[i].before);
	}
	for (size_t i = 0; i < r->n_pages; i++) {
		bound_page(r, &r->pages[i]);
		spans_settle(&r->pages[i].unknown);
	}
	return OK;
}

/* --- components ------------------------------------------------------------------------- */

static struct part *add_part(
    struct reading *r, struct watched *page, const char *page_id, const char *id)
{
	struct part *part = mem_new(r->ctx, struct part);

	*part = (struct part){.page = page, .name = mem_strdup(r->ctx, id), .at = r->since};
	if (r->n_parts % 64 == 0)
		r->parts = mem_grow(r->ctx, r->parts, struct part *, r->n_parts + 64);
	names_add(r->part_at,
	    mem_printf(r->ctx, "%s/%s/%s", page->section->provider->key, page_id, id), r->n_parts);
	r->parts[r->n_parts++] = part;
	return part;
}

static struct part *find_part(
    struct reading *r, struct watched *page, const char *page_id, const char *id)
{
	char *name = mem_printf(NULL, "%s/%s/%s", page->section->provider->key, page_id, id);
	size_t at = names_find(r->part_at, name);

	talloc_free(name);
	return at != NAMES_NONE ? r->parts[at] : add_part(r, page, page_id, id);
}

/* What has left its page is neither up nor down. */
static enum rollup weight_of(const char *status)
{
	return status != NULL && strcmp(status, "removed") != 0 ? rollup_of_word(status)
								: ROLLUP_UNKNOWN;
}

static void account(struct part *part, const char *status, int64_t until)
{
	enum rollup weight = weight_of(status);

	if (until <= part->at)
		return;
	tally_add(&part->tally, weight, part->at, until, &part->page->unknown);
	if (status == NULL || strcmp(status, "removed") != 0)
		sweep_add(part->page->sweep, weight, part->at, until);
	part->at = until;
}

static void take_transition_of(struct reading *r, struct watched *page, const struct event *event)
{
	int64_t at = event->occurred_at != TIME_NONE ? event->occurred_at : event->received_at;
	struct part *part = find_part(r, page, event->page_id, event->incident_id);

	account(part, part->status != NULL ? part->status : event->previous_status,
	    at < r->now ? at : r->now);
	part->status = mem_strdup(r->ctx, event->status != NULL ? event->status : "unknown");
	if (event->product != NULL)
		part->name = mem_strdup(r->ctx, event->product);
}

static bool take_transition(void *user, const struct event *event)
{
	struct reading *r = user;
	struct watched *page = NULL;

	if (event->page_id == NULL || event->incident_id == NULL)
		return true;
	while ((page = next_concerned(r, event->provider, event->page_id, page)) != NULL)
		take_transition_of(r, page, event);
	return true;
}

/* Those without a transition are all the time as they are now. */
static void take_present(struct reading *r, const struct component_state *c)
{
	struct watched *page = NULL;

	while ((page = next_concerned(r, c->provider, c->page_id, page)) != NULL) {
		struct part *part = find_part(r, page, c->page_id, c->id);

		if (c->name != NULL)
			part->name = c->name;
		if (part->status == NULL)
			part->status = c->status;
	}
}

static int read_parts(struct reading *r, const char *key, struct error *e)
{
	const char *page_id = key != NULL ? r->pages[0].section->state.page_id : NULL;
	struct event_query q = {
	    .of = {.provider = key, .page_id = page_id},
	    .kinds = 1U << EVENT_COMPONENT,
	    .since = r->since,
	};
	struct component_state *present;
	int64_t after = 0;
	size_t n = 0;
	int rc = store_scan_forth(r->store, &q, &after, take_transition, r, e);

	if (rc == OK && key == NULL)
		rc = store_components_troubled(r->ctx, r->store, &present, &n, e);
	else if (rc == OK && page_id != NULL)
		rc = store_components_of(r->ctx, r->store, page_id, &present, &n, e);
	for (size_t i = 0; rc == OK && i < n; i++)
		take_present(r, &present[i]);
	for (size_t i = 0; rc == OK && i < r->n_parts; i++)
		account(r->parts[i], r->parts[i]->status, r->now);
	return rc;
}

/* --- incidents -------------------------------------------------------------------------- */

static void take_incident(struct reading *r, const struct incident_state *in)
{
	struct watched *page = NULL;
	int64_t began = in->opened_at != TIME_NONE ? in->opened_at : in->seen_at;
	int64_t ended = in->closed_at != TIME_NONE ? in->closed_at : r->now;
	enum rollup weight = rollup_of_incident(in->maintenance, in->status, in->impact);

	if (in->maintenance && in->scheduled_for != TIME_NONE)
		began = in->scheduled_for;
	if (began < r->since)
		began = r->since;
	while (
	    ended > r->since && (page = next_concerned(r, in->provider, in->page_id, page)) != NULL)
		sweep_add(page->sweep, weight, began, ended);
}

static int read_incidents(struct reading *r, struct error *e)
{
	struct incident_state *batch, last, *beyond = NULL;
	size_t n;
	int rc;

	while ((rc = store_incidents_beyond(r->ctx, r->store, beyond, 500, &batch, &n, e)) == OK &&
	       n > 0) {
		for (size_t i = 0; i < n; i++)
			take_incident(r, &batch[i]);
		last = batch[n - 1];
		beyond = &last;
	}
	return rc;
}

/* --- all together ----------------------------------------------------------------------- */

static int read_pages(struct reading *r, const char *key, struct error *e)
{
	const struct section *first;
	int rc = sections_read(r->ctx, r->app, r->store, &r->sections, e);

	if (rc != OK)
		return rc;
	first = key != NULL ? section_find(&r->sections, key) : r->sections.list;
	r->n_pages = key != NULL ? 1 : r->sections.n;
	r->pages = mem_array(r->ctx, struct watched, r->n_pages + 1);
	for (size_t i = 0; i < r->n_pages; i++)
		r->pages[i] = (struct watched){.section = &first[i], .sweep = sweep_new(r->ctx)};
	return OK;
}

static int by_name(const void *a, const void *b)
{
	const struct part *p = *(struct part *const *)a, *q = *(struct part *const *)b;

	return strcmp(p->name, q->name);
}

static void put_rows(struct reading *r, bool parts, struct uptime_row **out, size_t *n)
{
	*out = mem_array(r->ctx, struct uptime_row, r->n_pages + r->n_parts + 1);
	*n = 0;
	for (size_t i = 0; i < r->n_pages; i++) {
		struct watched *page = &r->pages[i];
		struct uptime_row *row = &(*out)[(*n)++];

		row->provider = page->section->provider->key;
		sweep_tally(page->sweep, r->since, r->now, &page->unknown, &row->tally);
	}
	if (r->n_parts > 0)
		qsort(r->parts, r->n_parts, sizeof(r->parts[0]), by_name);
	for (size_t i = 0; parts && i < r->n_parts; i++)
		(*out)[(*n)++] = (struct uptime_row){
		    .provider = r->parts[i]->page->section->provider->key,
		    .component = r->parts[i]->name,
		    .status = r->parts[i]->status,
		    .tally = r->parts[i]->tally,
		};
}

int uptime_read(void *ctx, const struct app *app, struct store *s, const char *key, int64_t since,
    struct uptime_row **out, size_t *n, struct error *e)
{
	struct reading r = {
	    .ctx = ctx,
	    .app = app,
	    .store = s,
	    .since = since,
	    .now = clock_now(),
	    .part_at = names_new(ctx),
	};
	int rc;

	if ((rc = read_pages(&r, key, e)) != OK || (rc = find_unknown(&r, key, e)) != OK ||
	    (rc = read_parts(&r, key, e)) != OK || (rc = read_incidents(&r, e)) != OK)
		return rc;
	put_rows(&r, key != NULL, out, n);
	return OK;
}
