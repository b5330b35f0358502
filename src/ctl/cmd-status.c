/* statusctl status: what is wrong now, as far as the store knows. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/health.h"
#include "ctl/table.h"
#include "model/rollup.h"

static const struct column columns[] = {
    {.name = "PROVIDER", .help = "the provider's key, or the page id when no provider has it"},
    {.name = "WHAT", .help = "incident, maintenance, component or page"},
    {.name = "STATUS", .kind = CELL_STATUS, .help = "the provider's word; of a page, its health"},
    {.name = "IMPACT",
	.kind = CELL_STATUS,
	.help = "the provider's word; of incidents and maintenances",
	.spare = 1},
    {.name = "SINCE", .kind = CELL_TIME, .help = "when it was opened, changed or last read"},
    {.name = "TITLE",
	.help = "the title, the component's name, or why the page is not fresh",
	.cut = true},
    {0},
};

struct wanted {
	char **keys;
	size_t n; /* 0: all */
};

static bool is_wanted(const struct wanted *w, const char *key)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->keys[i], key) == 0)
			return true;
	return w->n == 0;
}

static int add_incidents(
    struct ctl *ctl, struct store *s, const struct wanted *w, struct table *t, struct error *e)
{
	struct incident_state *open;
	size_t n;
	int rc = store_incidents_open(ctl->ctx, s, NULL, &open, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (is_wanted(w, open[i].provider))
			table_row(
			    t, (const struct cell[]){
				   cell_text(open[i].provider),
				   cell_text(open[i].maintenance ? "maintenance" : "incident"),
				   cell_status(open[i].status),
				   cell_status(open[i].impact),
				   cell_time(open[i].opened_at),
				   cell_text(open[i].title),
			       });
	return rc;
}

static int add_components(
    struct ctl *ctl, struct store *s, const struct wanted *w, struct table *t, struct error *e)
{
	struct component_state *bad;
	size_t n;
	int rc = store_components_not(ctl->ctx, s, "operational", &bad, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		if (is_wanted(w, bad[i].provider) &&
		    rollup_of_word(bad[i].status) != ROLLUP_OPERATIONAL)
			table_row(t, (const struct cell[]){
					 cell_text(bad[i].provider),
					 cell_text("component"),
					 cell_status(bad[i].status),
					 cell_text(NULL),
					 cell_time(bad[i].changed_at),
					 cell_text(bad[i].name),
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
			table_row(t,
			    (const struct cell[]){cell_text(p->key), cell_text("page"),
				cell_status(health), cell_text(NULL), cell_time(state.answered_at),
				cell_text(health_reason(ctl->ctx, p, &state))});
	}
	return rc;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct wanted w = {.keys = ctl->operands, .n = ctl->n_operands};
	struct table *t = ctl_table(ctl);
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK || add_incidents(ctl, s, &w, t, e) != OK ||
	    add_components(ctl, s, &w, t, e) != OK || add_unknown(ctl, s, &w, t, e) != OK)
		return EXIT_FAILED;
	if (table_size(t) == 0 && !table_is_json(t))
		puts("No problem is known, and every page was read a short time ago.");
	else
		ctl_print(ctl, t);
	return EXIT_DONE;
}

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER, .optional = true, .many = true},
    {0},
};

const struct command command_status = {
    .name = "status",
    .summary = "show what is wrong now, and what is not known",
    .operands = operands,
    .list = "problems",
    .columns = columns,
    .run = run,
};
