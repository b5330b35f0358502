/* Incidents and maintenances. See past.h. */
#include "ctl/past.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "store/scan.h"

#define BATCH 500

static bool has_begun(const struct incident_state *state, int64_t now)
{
	if (!state->maintenance || state->scheduled_for == TIME_NONE)
		return true;
	return state->scheduled_for <= now;
}

/* An incident lasts from its opening, a maintenance from when it was planned to begin. */
static struct past past_of(const struct incident_state *state, int64_t now)
{
	struct past p = {.state = *state, .began = state->opened_at, .duration = -1};
	int64_t end = state->closed_at != TIME_NONE ? state->closed_at : now;

	if (state->maintenance && state->scheduled_for != TIME_NONE)
		p.began = state->scheduled_for;
	if (p.began == TIME_NONE)
		p.began = state->seen_at;
	if (has_begun(state, now))
		p.duration = end > p.began ? end - p.began : 0;
	return p;
}

static int newest_first(const void *a, const void *b)
{
	const struct past *p = a, *q = b;

	if (p->began != q->began)
		return p->began > q->began ? -1 : 1;
	return strcmp(p->state.id, q->state.id);
}

static bool is_within(struct event_scope of, const struct incident_state *state)
{
	return of.provider == NULL || strcmp(state->provider, of.provider) == 0 ||
	       (of.page_id != NULL && strcmp(state->page_id, of.page_id) == 0);
}

static int read_states(void *ctx, struct store *s, struct event_scope of,
    const struct past_form *form, struct past **out, size_t *n, struct error *e)
{
	struct incident_state *batch, last, *beyond = NULL;
	int64_t now = clock_now();
	size_t got;
	int rc;

	while ((rc = store_incidents_beyond(ctx, s, beyond, BATCH, &batch, &got, e)) == OK &&
	       got > 0) {
		for (size_t i = 0; i < got; i++) {
			if (!is_within(of, &batch[i]) || !form->wanted(form->user, &batch[i]))
				continue;
			if (of.provider != NULL)
				batch[i].provider = of.provider;
			if (*n % BATCH == 0)
				*out = mem_grow(ctx, *out, struct past, *n + BATCH);
			(*out)[(*n)++] = past_of(&batch[i], now);
		}
		last = batch[got - 1];
		beyond = &last;
	}
	return rc;
}

/* --- how many updates each has ---------------------------------------------------------- */

struct count {
	struct past *list;
	struct names *at; /* by "page/id" */
};

static char *name_of(void *ctx, const char *page, const char *id)
{
	return mem_printf(ctx, "%s/%s", page, id);
}

static void count_update(void *user, const char *page_id, const char *incident_id)
{
	struct count *c = user;
	char *name = name_of(NULL, page_id, incident_id);
	size_t at = names_find(c->at, name);

	if (at != NAMES_NONE)
		c->list[at].updates++;
	talloc_free(name);
}

/* The page that all are of, as a provider's mostly are; or NULL. */
static const char *common_page(const struct past *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(list[i].state.page_id, list[0].state.page_id) != 0)
			return NULL;
	return list[0].state.page_id;
}

/* Also those that were told when the provider had another key. */
static int count_updates(void *ctx, struct store *s, struct past *list, size_t n, struct error *e)
{
	struct count c = {.list = list, .at = names_new(ctx)};
	int64_t since = INT64_MAX;

	if (n == 0)
		return OK;
	for (size_t i = 0; i < n; i++) {
		names_add(c.at, name_of(ctx, list[i].state.page_id, list[i].state.id), i);
		if (list[i].state.seen_at < since)
			since = list[i].state.seen_at;
	}
	return store_scan_updates(s, common_page(list, n), since, count_update, &c, e);
}

static int read_all(void *ctx, struct store *s, struct event_scope of, const struct past_form *form,
    struct past **out, size_t *n, struct error *e)
{
	int rc;

	*out = NULL;
	*n = 0;
	if ((rc = read_states(ctx, s, of, form, out, n, e)) != OK)
		return rc;
	if (*n > 0)
		qsort(*out, *n, sizeof((*out)[0]), newest_first);
	return count_updates(ctx, s, *out, *n, e);
}

enum exit_status past_show(struct ctl *ctl, const struct past_form *form, struct error *e)
{
	struct table *t = ctl_table(ctl);
	enum exit_status status;
	struct past *list;
	struct store *s;
	struct event_scope of;
	size_t n;

	if ((status = ctl_open_heard(ctl, &s, &of, e)) != EXIT_DONE)
		return status;
	if (read_all(ctl->ctx, s, of, form, &list, &n, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < n; i++)
		form->add_row(t, &list[form->oldest_first ? n - 1 - i : i]);
	ctl_print(ctl, t);
	return EXIT_DONE;
}
