/* statusctl list: the providers, how each one is, and how well its page is known. */
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/health.h"
#include "ctl/overall.h"
#include "ctl/table.h"
#include "store/events.h"

static const struct column columns[] = {
    {.name = "KEY", .help = "the key of its section"},
    {.name = "NAME", .help = "its name", .spare = 3},
    {.name = "PAGE", .help = "the address of its page", .cut = true, .spare = 5},
    {.name = "PLATFORM", .help = "the configured platform, else the one found", .spare = 4},
    {.name = "STATE", .kind = CELL_STATUS, .help = "how it is as a whole"},
    {.name = "INDICATOR",
	.kind = CELL_STATUS,
	.help = "what its page says of itself as a whole",
	.extra = true},
    {.name = "HEALTH", .kind = CELL_STATUS, .help = "how well its page is known"},
    {.name = "READ", .kind = CELL_TIME, .help = "when the page last answered well", .spare = 2},
    {.name = "LAST EVENT", .kind = CELL_TIME, .help = "when its newest event came", .spare = 1},
    {.name = "ENABLED", .kind = CELL_FLAG, .help = "whether its page is read", .extra = true},
    {.name = "WEBHOOK",
	.help = "where it is to send webhooks; the secret is left out",
	.extra = true},
    {.name = "REASON",
	.help = "why it is not fresh: the last failure, or what has changed",
	.cut = true},
    {0},
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
	table_row(t, (const struct cell[]){
			 cell_text(p->key),
			 cell_text(p->name),
			 cell_text(p->url),
			 cell_text(p->platform != NULL ? p->platform : state.platform),
			 cell_status(state_word(p, &state, health, known)),
			 cell_status(state.indicator),
			 cell_status(health),
			 cell_time(state.answered_at),
			 cell_time(last),
			 cell_flag(p->enabled),
			 cell_text(mem_printf(ctl->ctx, "%s/webhook/<secret>/%s",
			     ctl->app.settings.webhook_base_url, p->key)),
			 cell_text(health_reason(ctl->ctx, p, &state)),
		     });
	return OK;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct table *t = ctl_table(ctl);
	enum rollup *known;
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    overall_read(ctl->ctx, &ctl->app, s, &known, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		if (add_row(ctl, s, &ctl->app.providers.list[i], known[i], t, e) != OK)
			return EXIT_FAILED;
	ctl_print(ctl, t);
	return EXIT_DONE;
}

const struct command command_list = {
    .name = "list",
    .summary = "show the providers, how each is, and how well that is known",
    .list = "providers",
    .columns = columns,
    .run = run,
};
