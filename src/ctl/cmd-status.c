/* statusctl status: what is wrong now, as far as the store knows. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/health.h"
#include "ctl/table.h"
#include "model/rollup.h"

static const struct column columns[] = {
    {.name = "PROVIDER"},
    {.name = "WHAT"},
    {.name = "STATUS"},
    {.name = "IMPACT"},
    {.name = "SINCE"},
    {.name = "TITLE", .cut = true},
};

struct wanted {
	char **keys;
	int n; /* 0: all */
};

static bool is_wanted(const struct wanted *w, const char *key)
{
	for (int i = 0; i < w->n; i++)
		if (strcmp(w->keys[i], key) == 0)
			return true;
	return w->n == 0;
}

static int add_incidents(
    struct ctl *ctl, struct store *s, const struct wanted *w, struct table *t, struct error *e)
{
	int64_t now = clock_now();
	struct incident_state *open;
	size_t n;
	int rc = store_incidents_open(ctl->ctx, s, NULL, &open, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (is_wanted(w, open[i].provider))
			table_row(
			    t, (const char *const[]){
				   open[i].provider,
				   open[i].maintenance ? "maintenance" : "incident",
				   open[i].status,
				   open[i].impact,
				   health_when(ctl->ctx, open[i].opened_at, now, table_is_json(t)),
				   open[i].title,
			       });
	return rc;
}

static int add_components(
    struct ctl *ctl, struct store *s, const struct wanted *w, struct table *t, struct error *e)
{
	int64_t now = clock_now();
	struct component_state *bad;
	size_t n;
	int rc = store_components_not(ctl->ctx, s, "operational", &bad, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (is_wanted(w, bad[i].provider) &&
		    rollup_of_word(bad[i].status) != ROLLUP_OPERATIONAL)
			table_row(
			    t, (const char *const[]){
				   bad[i].provider,
				   "component",
				   bad[i].status,
				   NULL,
				   health_when(ctl->ctx, bad[i].changed_at, now, table_is_json(t)),
				   bad[i].name,
			       });
	return rc;
}

/* Unknown is not up: a page that is not read freshly is a row of its own. */
static int add_unknown(
    struct ctl *ctl, struct store *s, const struct wanted *w, struct table *t, struct error *e)
{
	int64_t now = clock_now();
	int rc = OK;

	for (size_t i = 0; rc == OK && i < ctl->app.providers.n; i++) {
		const struct provider *p = &ctl->app.providers.list[i];
		struct provider_state state;
		const char *health;

		if (!p->enabled || !is_wanted(w, p->key))
			continue;
		if ((rc = store_provider_get(ctl->ctx, s, p->key, &state, e)) != OK)
			break;
		health = health_word(&ctl->app, p, &state, now);
		if (strcmp(health, "fresh") != 0)
			table_row(
			    t, (const char *const[]){p->key, "page", health, NULL,
				   health_when(ctl->ctx, state.answered_at, now, table_is_json(t)),
				   health_reason(ctl->ctx, p, &state)});
	}
	return rc;
}

static int check_keys(struct ctl *ctl, const struct wanted *w, struct error *e)
{
	for (int i = 0; i < w->n; i++)
		if (provider_find(&ctl->app.providers, w->keys[i]) == NULL)
			return error_set(e, E_INPUT,
			    "there is no provider \"%s\"; \"statusctl list\" shows them",
			    w->keys[i]);
	return OK;
}

static enum exit_status show(struct ctl *ctl, const struct wanted *w, bool json, struct error *e)
{
	struct table *t =
	    table_new(ctl->ctx, "problems", columns, sizeof(columns) / sizeof(columns[0]), json);
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK || add_incidents(ctl, s, w, t, e) != OK ||
	    add_components(ctl, s, w, t, e) != OK || add_unknown(ctl, s, w, t, e) != OK)
		return EXIT_FAILED;
	if (table_size(t) == 0 && !json)
		puts("No problem is known, and every page was read a short time ago.");
	else
		table_print(t);
	return EXIT_DONE;
}

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	static const struct option longs[] = {{"json", no_argument, NULL, 'j'}, {0}};
	struct wanted w;
	bool json = false;
	int c;

	while ((c = getopt_long(argc, argv, "j", longs, NULL)) != -1) {
		if (c != 'j')
			return command_misused(&command_status, e);
		json = true;
	}
	w = (struct wanted){.keys = argv + optind, .n = argc - optind};
	if (check_keys(ctl, &w, e) != OK)
		return EXIT_USAGE;
	return show(ctl, &w, json, e);
}

const struct command command_status = {
    .name = "status",
    .arguments = "[--json] [KEY...]",
    .summary = "show what is wrong now, and what is not known",
    .options = "  -j, --json  as JSON\n",
    .run = run,
};
