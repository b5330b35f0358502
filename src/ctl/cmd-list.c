/* statusctl list: the providers, how each one is, and how well its page is known. */
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/picture.h"

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
    {.name = "WEBHOOK", .help = "where it sends webhooks; the secret left out", .extra = true},
    {.name = "REASON", .help = "why it is not fresh", .cut = true},
    {0},
};

static void add_row(
    struct ctl *ctl, struct table *t, const struct provider *p, const struct view *v)
{
	const char *webhook = mem_printf(
	    ctl->ctx, "%s/webhook/SECRET/%s", ctl->app.settings.webhook_base_url, p->key);

	table_row(t, (const struct cell[]){
			 cell_text(p->key),
			 cell_text(p->name),
			 cell_text(p->url),
			 cell_text(v->state.platform != NULL ? v->state.platform : p->platform),
			 cell_status(p->enabled ? rollup_word(v->overall) : NULL),
			 cell_status(v->state.indicator),
			 cell_status(page_health_word(v->health)),
			 cell_time(v->state.answered_at),
			 cell_time(v->last_event),
			 cell_flag(p->enabled),
			 cell_text(webhook),
			 cell_text(v->reason),
		     });
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct table *t = ctl_table(ctl);
	struct picture picture;
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    picture_read(ctl->ctx, &ctl->app, s, &picture, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		add_row(ctl, t, &ctl->app.providers.list[i], &picture.views[i]);
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
