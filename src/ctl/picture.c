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

void picture_begin(void *ctx, const struct app *app, struct picture *out)
{
	*out = (struct picture){
	    .now = clock_now(), .views = mem_array(ctx, struct view, app->providers.n + 1)};
	for (size_t i = 0; i < app->providers.n; i++)
		out->views[i].state.key = app->providers.list[i].key;
}

static size_t owner_of(const struct app *app, const char *key)
{
	const struct provider *p = provider_find(&app->providers, key);

	return p != NULL ? (size_t)(p - app->providers.list) : app->providers.n;
}

static void add_problem(void *ctx, struct picture *p, struct problem problem)
{
	if (p->n_problems % 64 == 0)
		p->problems = mem_grow(ctx, p->problems, struct problem, p->n_problems + 64);
	p->problems[p->n_problems++] = problem;
}

static void worsen(struct picture *p, const struct problem *problem)
{
	struct view *view = &p->views[problem->owner]; /* the one after the last is nobody's */

	view->overall = rollup_worse(view->overall, problem->weight);
}

/* Two sections may watch one page: what is wrong there is wrong with both, whichever read it last. */
static void add_to_all(
    void *ctx, const struct app *app, struct picture *p, const char *page, struct problem problem)
{
	const size_t owner = problem.owner;

	worsen(p, &problem);
	add_problem(ctx, p, problem);
	for (size_t i = 0; page != NULL && i < app->providers.n; i++) {
		const struct view *view = &p->views[i];

		if (i == owner || view->health == PAGE_OFF || view->state.page_id == NULL ||
		    strcmp(view->state.page_id, page) != 0)
			continue;
		problem.owner = i;
		problem.provider = app->providers.list[i].key;
		worsen(p, &problem);
		add_problem(ctx, p, problem);
	}
}

void picture_add_incident(
    void *ctx, const struct app *app, struct picture *p, const struct incident_state *in)
{
	struct problem problem = {
	    .kind = in->maintenance ? PROBLEM_MAINTENANCE : PROBLEM_INCIDENT,
	    .owner = owner_of(app, in->provider),
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
	add_to_all(ctx, app, p, in->page_id, problem);
}

void picture_add_component(
    void *ctx, const struct app *app, struct picture *p, const struct component_state *component)
{
	struct problem problem = {
	    .kind = PROBLEM_COMPONENT,
	    .owner = owner_of(app, component->provider),
	    .provider = component->provider,
	    .status = component->status,
	    .since = component->changed_at,
	    .title = component->name,
	    .weight = rollup_of_word(component->status),
	};

	if (problem.weight == ROLLUP_OPERATIONAL)
		return;
	add_to_all(ctx, app, p, component->page_id, problem);
}

/* Unknown is not up: a page that is not read freshly, or not at all, is a problem of its own. */
static void add_page(void *ctx, const struct provider *provider, size_t i, struct picture *p)
{
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

void picture_finish(void *ctx, const struct app *app, struct picture *p)
{
	for (size_t i = 0; i < app->providers.n; i++)
		add_page(ctx, &app->providers.list[i], i, p);
	if (p->n_problems > 0)
		qsort(p->problems, p->n_problems, sizeof(p->problems[0]), by_owner);
}

static int read_views(
    void *ctx, const struct app *app, struct store *s, struct picture *p, struct error *e)
{
	struct provider_state *states;
	struct last_event *last;
	size_t n;
	int rc;

	if ((rc = store_providers(ctx, s, &states, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		p->views[owner_of(app, states[i].key)].state = states[i];
	if ((rc = store_events_last(ctx, s, &last, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		p->views[owner_of(app, last[i].provider)].last_event = last[i].received_at;
	for (size_t i = 0; i < app->providers.n; i++) {
		const struct provider *provider = &app->providers.list[i];

		p->views[i].health = shown_health(app, provider, &p->views[i].state, p->now);
		p->views[i].reason = shown_health_reason(ctx, provider, &p->views[i].state);
	}
	return OK;
}

int picture_read(
    void *ctx, const struct app *app, struct store *s, struct picture *out, struct error *e)
{
	struct incident_state *open;
	struct component_state *bad;
	size_t n;
	int rc;

	picture_begin(ctx, app, out);
	if ((rc = read_views(ctx, app, s, out, e)) != OK ||
	    (rc = store_incidents_open(ctx, s, NULL, &open, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		picture_add_incident(ctx, app, out, &open[i]);
	if ((rc = store_components_troubled(ctx, s, &bad, &n, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		picture_add_component(ctx, app, out, &bad[i]);
	picture_finish(ctx, app, out);
	return OK;
}
