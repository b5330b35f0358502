/* statusctl list: the providers, how each one is, and how well its page is known. */
#include <getopt.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/health.h"
#include "ctl/overall.h"
#include "ctl/table.h"
#include "store/events.h"

static const struct column columns[] = {
    {.name = "KEY"},
    {.name = "NAME"},
    {.name = "PAGE", .cut = true},
    {.name = "PLATFORM"},
    {.name = "STATE"},
    {.name = "INDICATOR", .json_only = true},
    {.name = "HEALTH"},
    {.name = "READ"},
    {.name = "LAST EVENT"},
    {.name = "REASON", .cut = true},
};

/* What was so when the page was last read may be otherwise now. */
static const char *state_word(const struct provider *p, const struct provider_state *page,
    const char *health, enum rollup known)
{
	if (!p->enabled)
		return NULL;
	if (strcmp(health, "fresh") != 0 && strcmp(health, "changed") != 0)
		return rollup_word(ROLLUP_UNKNOWN);
	return rollup_word(rollup_worse(known, rollup_of_indicator(page->indicator)));
}

/* known: of its incidents and components. */
static int add_row(struct ctl *ctl, struct store *s, const struct provider *p, enum rollup known,
    struct table *t, struct error *e)
{
	int64_t now = clock_now();
	struct provider_state state;
	const char *health;
	int64_t last;
	int rc;

	if ((rc = store_provider_get(ctl->ctx, s, p->key, &state, e)) != OK ||
	    (rc = store_event_last_of(s, p->key, &last, e)) != OK)
		return rc;
	health = health_word(&ctl->app, p, &state, now);
	table_row(t, (const char *const[]){
			 p->key,
			 p->name,
			 p->url,
			 p->platform != NULL ? p->platform : state.platform,
			 state_word(p, &state, health, known),
			 state.indicator,
			 health,
			 health_when(ctl->ctx, state.answered_at, now, table_is_json(t)),
			 health_when(ctl->ctx, last, now, table_is_json(t)),
			 health_reason(ctl->ctx, p, &state),
		     });
	return OK;
}

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	static const struct option longs[] = {{"json", no_argument, NULL, 'j'}, {0}};
	enum rollup *known;
	struct table *t;
	struct store *s;
	bool json = false;
	int c;

	while ((c = getopt_long(argc, argv, "j", longs, NULL)) != -1) {
		if (c != 'j')
			return command_misused(&command_list, e);
		json = true;
	}
	if (optind != argc)
		return command_misused(&command_list, e);
	if (ctl_open_store(ctl, &s, e) != OK ||
	    overall_read(ctl->ctx, &ctl->app, s, &known, e) != OK)
		return EXIT_FAILED;
	t = table_new(ctl->ctx, "providers", columns, sizeof(columns) / sizeof(columns[0]), json);
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		if (add_row(ctl, s, &ctl->app.providers.list[i], known[i], t, e) != OK)
			return EXIT_FAILED;
	table_print(t);
	return EXIT_DONE;
}

const struct command command_list = {
    .name = "list",
    .arguments = "[--json]",
    .summary = "show the providers, how each is, and how well that is known",
    .options = "  -j, --json  as JSON\n",
    .run = run,
};
