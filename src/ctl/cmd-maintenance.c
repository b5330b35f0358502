/* statusctl maintenance: maintenances to come, under way and over. */

#include "base/clock.h"
#include "ctl/command.h"
#include "ctl/past.h"

struct args {
	bool upcoming;
	int64_t now;
};

static const struct column columns[] = {
    {.name = "PROVIDER", .help = "the provider's key, or the page id when no provider has it"},
    {.name = "ID", .help = "the provider's", .extra = true},
    {.name = "STATUS", .kind = CELL_STATUS, .help = "the provider's word"},
    {.name = "FROM", .kind = CELL_TIME, .help = "when it is to begin"},
    {.name = "UNTIL", .kind = CELL_TIME, .help = "when it is to end", .spare = 1},
    {.name = "ENDED", .kind = CELL_TIME, .help = "when it was over", .extra = true},
    {.name = "DURATION",
	.kind = CELL_SPAN,
	.help = "from its beginning to its end, or to now; none before it begins",
	.right = true,
	.spare = 3},
    {.name = "UPDATES",
	.kind = CELL_NUMBER,
	.help = "how many are kept as events",
	.right = true,
	.extra = true},
    {.name = "PRODUCT", .help = "the affected components", .cut = true, .spare = 2},
    {.name = "TITLE", .help = "its title", .cut = true},
    {.name = "URL", .help = "where the page tells of it", .extra = true},
    {0},
};

static bool wanted(void *user, const struct incident_state *state)
{
	const struct args *args = user;

	if (!state->maintenance)
		return false;
	return !args->upcoming ||
	       (state->closed_at == TIME_NONE && state->scheduled_for > args->now);
}

static void add_row(struct table *t, const struct past *p)
{
	const struct incident_state *s = &p->state;

	table_row(t, (const struct cell[]){
			 cell_text(s->provider),
			 cell_text(s->id),
			 cell_status(s->status),
			 cell_time(s->scheduled_for),
			 cell_time(s->scheduled_until),
			 cell_time(s->closed_at),
			 cell_span(p->duration),
			 cell_number(p->updates),
			 cell_text(s->product),
			 cell_text(s->title),
			 cell_text(s->url),
		     });
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct args args = *(const struct args *)ctl->args;
	struct past_form form = {
	    .wanted = wanted,
	    .user = &args,
	    .add_row = add_row,
	    .oldest_first = args.upcoming,
	};

	args.now = clock_now();
	return past_show(ctl, &form, e);
}

static const struct option_row options[] = {
    {"upcoming", 0, OPTION_FLAG, NULL, "only those to come, the next one first", NULL,
	offsetof(struct args, upcoming)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_HEARD, .optional = true},
    {0},
};

const struct command command_maintenance = {
    .name = "maintenance",
    .summary = "show the maintenances to come, under way and over",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .list = "maintenances",
    .columns = columns,
    .run = run,
};
