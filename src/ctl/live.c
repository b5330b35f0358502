/* The pages as they are now. See live.h. */
#include "ctl/live.h"

#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"
#include "flow/client.h"
#include "flow/page.h"
#include "flow/walk.h"
#include "net/http.h"
#include "platform/platform.h"
#include "store/state.h"

/* Beyond the time of one request: a page may take several. */
#define LIVE_MS	  (2LL * LIMIT_REQUEST_MS)
#define BAR_WIDTH 30

struct live {
	void *ctx;
	const struct app *app;
	struct http *http;
	struct picture *picture;
	size_t asked;
	size_t done;
};

/* One page under way. */
struct asking {
	struct live *live;
	const struct provider *provider;
	struct view *view;
	struct walk walk;
};

static void show_progress(const struct live *l, const char *key)
{
	char bar[BAR_WIDTH + 1];
	size_t full = l->asked > 0 ? l->done * BAR_WIDTH / l->asked : 0;

	memset(bar, ' ', BAR_WIDTH);
	memset(bar, '#', full);
	bar[BAR_WIDTH] = '\0';
	diag_progress("[%s] %zu of %zu pages%s%s", bar, l->done, l->asked,
	    key != NULL ? ", just now " : "", key != NULL ? key : "");
}

static void page_over(struct asking *a)
{
	a->live->done++;
	show_progress(a->live, a->provider->key);
}

static void page_failed(struct asking *a, const char *why)
{
	a->view->health = PAGE_FAILING;
	a->view->reason = why;
	page_over(a);
}

static struct place place_of(const struct asking *a)
{
	return page_place(a->provider, a->view->state.page_id);
}

static void answered(void *user, const struct http_response *response);

static bool ask(struct asking *a, const char *url)
{
	struct http_request request = {
	    .url = url,
	    .led_by = a->provider->url,
	    .allow_private = a->provider->allow_private,
	};

	if (url != NULL)
		http_add(a->live->http, &request, answered, a);
	return url != NULL;
}

static void take_incident(struct asking *a, const struct incident *in)
{
	const struct incident_state state = {
	    .provider = a->provider->key,
	    .maintenance = in->maintenance,
	    .title = in->title,
	    .status = incident_status(in),
	    .impact = in->impact,
	    .url = in->url,
	    .opened_at = in->created_at,
	    .scheduled_for = in->scheduled_for,
	};

	if (!status_is_final(state.status))
		picture_add_incident(a->live->ctx, a->live->picture, &state);
}

static void take_component(struct asking *a, const struct component *component)
{
	const struct component_state state = {
	    .provider = a->provider->key,
	    .name = component->name,
	    .status = component->status,
	    .changed_at = component->changed_at,
	};

	picture_add_component(a->live->ctx, a->live->picture, &state);
}

static void take_document(struct asking *a, const struct report *r)
{
	for (size_t i = 0; i < r->n_incidents; i++)
		take_incident(a, &r->incidents[i]);
	for (size_t i = 0; i < r->n_components; i++)
		if (r->components[i].status != NULL)
			take_component(a, &r->components[i]);
	a->view->state.indicator = r->page.indicator;
	a->view->state.answered_at = clock_now();
	a->view->health = PAGE_FRESH;
	a->view->reason = NULL;
	page_over(a);
}

static void answered(void *user, const struct http_response *response)
{
	struct asking *a = user;
	struct place place = place_of(a);
	const char *why, *url = walk_next(a, &a->walk, &place, response, &why);
	struct report report;
	struct error e;

	if (url != NULL)
		ask(a, url);
	else if (why != NULL)
		page_failed(a, why);
	else if (platform_read_document(a, a->walk.platform, &place, a->walk.parts, &report, &e) !=
		 OK)
		page_failed(a, mem_strdup(a, e.text));
	else
		take_document(a, &report);
}

static void begin(struct live *l, const struct provider *p, struct view *view)
{
	struct asking *a = mem_new(l->ctx, struct asking);
	struct place place;

	*a = (struct asking){.live = l,
	    .provider = p,
	    .view = view,
	    .walk = walk_begin(p, &view->state, clock_now())};
	place = place_of(a);
	l->asked++;
	if (!ask(a, walk_url(a, &a->walk, &place)))
		page_failed(a, "its address needs the page_id, which the configuration lacks");
}

int live_ask(void *ctx, const struct app *app, struct store *s, const bool *wanted,
    struct picture *out, struct error *e)
{
	struct live l = {.ctx = ctx, .app = app, .picture = out};
	int rc;

	if ((rc = picture_begin(ctx, app, s, out, e)) != OK)
		return rc;
	l.http = client_open(ctx, app, (unsigned)app->settings.poll_at_once);
	for (size_t i = 0; i < app->providers.n; i++) {
		out->views[i].health = PAGE_OFF;
		if (app->providers.list[i].enabled && wanted[i])
			begin(&l, &app->providers.list[i], &out->views[i]);
	}
	show_progress(&l, NULL);
	rc = http_run(l.http, clock_now() + LIVE_MS, e);
	diag_progress("%s", "");
	picture_finish(ctx, out);
	return rc;
}
