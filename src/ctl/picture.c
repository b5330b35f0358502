/* How all providers are. See picture.h. */
#include "ctl/picture.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/shown_health.h"
#include "store/events.h"

const char *problem_word(enum problem_kind kind)
{
	static const char *const words[] = {
	    [PROBLEM_PAGE] = "page",
	    [PROBLEM_INCIDENT] = "incident",
	    [PROBLEM_MAINTENANCE] = "maintenance",
	    [PROBLEM_COMPONENT] = "component",
	};

	return words[kind];
}

int picture_begin(
    void *ctx, const struct app *app, struct store *s, struct picture *out, struct error *e)
{
	int rc;

	*out = (struct picture){.now = clock_now()};
	if ((rc = sections_read(ctx, app, s, &out->sections, e)) != OK)
		return rc;
	out->views = mem_array(ctx, struct view, out->sections.n);
	for (size_t i = 0; i < out->sections.n; i++)
		out->views[i].state = out->sections.list[i].state;
	return OK;
}

static void add_problem(void *ctx, struct picture *p, struct problem problem)
{
	if (p->n_problems % 64 == 0)
		p->problems = mem_grow(ctx, p->problems, struct problem, p->n_problems + 64);
	p->problems[p->n_problems++] = problem;
}

/*
 * What is wrong on a page is wrong with each section that watches it, whichever read it last; but one
 * that is off knows only what was told as its own.
 */
static void add_to_all(void *ctx, struct picture *p, const char *page_id, struct problem problem)
{
	const char *key = problem.provider;
	const struct section *at = NULL;
	bool owned = false;

	while ((at = section_concerned(&p->sections, key, page_id, at)) != NULL) {
		struct view *view;

		problem.owner = (size_t)(at - p->sections.list);
		problem.provider = at->provider->key;
		view = &p->views[problem.owner];
		if (view->health == PAGE_OFF && strcmp(problem.provider, key) != 0)
			continue;
		view->overall = rollup_worse(view->overall, problem.weight);
		add_problem(ctx, p, problem);
		owned = true;
	}
	problem.owner = p->sections.n;
	problem.provider = key;
	if (!owned)
		add_problem(ctx, p, problem);
}

void picture_add_incident(void *ctx, struct picture *p, const struct incident_state *in)
{
	struct problem problem = {
	    .kind = in->maintenance ? PROBLEM_MAINTENANCE : PROBLEM_INCIDENT,
	    .provider = in->provider,
	    .status = in->status,
	    .impact = in->impact,
	    .since = in->maintenance && in->scheduled_for != TIME_NONE ? in->scheduled_for
								       : in->opened_at,
	    .title = in->title,
	    .url = in->url,
	    .weight = rollup_of_incident(in->maintenance, in->status, in->impact),
	};

	if (in->maintenance && problem.weight == ROLLUP_OPERATIONAL)
		return;
	add_to_all(ctx, p, in->page_id, problem);
}

void picture_add_component(void *ctx, struct picture *p, const struct component_state *component)
{
	struct problem problem = {
	    .kind = PROBLEM_COMPONENT,
	    .provider = component->provider,
	    .status = component->status,
	    .since = component->changed_at,
	    .title = component->name,
	    .weight = rollup_of_word(component->status),
	};

	if (problem.weight == ROLLUP_OPERATIONAL)
		return;
	add_to_all(ctx, p, component->page_id, problem);
}

/* Unknown is not up: a page that is not read freshly, or not at all, is a problem of its own. */
static void add_page(void *ctx, struct picture *p, size_t i)
{
	const struct provider *provider = p->sections.list[i].provider;
	struct view *view = &p->views[i];
	bool known = page_health_is_known(view->health);

	view->overall = rollup_worse(view->overall, rollup_of_indicator(view->state.indicator));
	if (!known)
		view->overall = ROLLUP_UNKNOWN;
	if (view->health != PAGE_FRESH)
		add_problem(ctx, p,
		    (struct problem){
			.kind = PROBLEM_PAGE,
			.owner = i,
			.provider = provider->key,
			.status = page_health_word(view->health),
			.since = view->state.answered_at,
			.title = view->reason,
			.url = provider->url,
			.weight = known ? ROLLUP_OPERATIONAL : ROLLUP_UNKNOWN,
		    });
}

static int by_owner(const void *a, const void *b)
{
	const struct problem *p = a, *q = b;

	if (p->owner != q->owner)
		return p->owner < q->owner ? -1 : 1;
	if (p->kind != q->kind)
		return p->kind < q->kind ? -1 : 1;
	if (p->since != q->since)
		return p->since < q->since ? -1 : 1;
	return 0;
}

void picture_finish(void *ctx, struct picture *p)
{
	for (size_t i = 0; i < p->sections.n; i++)
		add_page(ctx, p, i);
	if (p->n_problems > 0)
		qsort(p->problems, p->n_problems, sizeof(p->problems[0]), by_owner);
}

/* Of a key that no section has any more, as it was last read; a page that none had goes by its id. */
static int find_page(void *ctx, const struct picture *p, struct store *s, const char *key,
    const char **page_id, struct error *e)
{
	const struct section *own = section_find(&p->sections, key);
	struct provider_state state;
	int rc = OK;

	if (own == NULL && (rc = store_provider_get(ctx, s, key, &state, e)) != OK)
		return rc;
	if (own != NULL)
		*page_id = own->state.page_id;
	else
		*page_id = state.page_id != NULL ? state.page_id : key;
	return OK;
}

/* When the newest event came of what happened on its page, told as of whichever section. */
static int read_last_events(void *ctx, struct store *s, struct picture *p, struct error *e)
{
	struct last_event *last;
	size_t n;
	int rc = store_events_last(ctx, s, &last, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++) {
		const char *key = last[i].provider, *page_id;
		const struct section *at = NULL;

		rc = find_page(ctx, p, s, key, &page_id, e);
		while (
		    rc == OK && (at = section_concerned(&p->sections, key, page_id, at)) != NULL) {
			struct view *view = &p->views[at - p->sections.list];

			if (view->last_event < last[i].received_at)
				view->last_event = last[i].received_at;
		}
	}
	return rc;
}

static void set_health(void *ctx, const struct app *app, struct picture *p)
{
	for (size_t i = 0; i < p->sections.n; i++) {
		const struct provider *provider = p->sections.list[i].provider;
		struct view *view = &p->views[i];

		view->health = shown_health(app, provider, &view->state, p->now);
		view->reason = shown_health_reason(ctx, provider, &view->state);
	}
}

int picture_read(
    void *ctx, const struct app *app, struct store *s, struct picture *out, struct error *e)
{
	struct incident_state *open;
	struct component_state *bad;
	size_t n;
	int rc;

	if ((rc = picture_begin(ctx, app, s, out, e)) != OK ||
	    (rc = read_last_events(ctx, s, out, e)) != OK)
		return rc;
	set_health(ctx, app, out);
	if ((rc = store_incidents_open(ctx, s, NULL, &open, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		picture_add_incident(ctx, out, &open[i]);
	if ((rc = store_components_troubled(ctx, s, &bad, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		picture_add_component(ctx, out, &bad[i]);
	picture_finish(ctx, out);
	return OK;
}
