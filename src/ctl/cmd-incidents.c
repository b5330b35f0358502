/* statusctl incidents: those that are kept, how long they lasted, and what they were about. */
#include "base/clock.h"
#include "ctl/command.h"
#include "ctl/past.h"

struct args {
	bool open;
	int64_t since;
};

static const struct column columns[] = {
    {.name = "PROVIDER", .help = "the provider's key, or the page id when no provider has it"},
    {.name = "ID", .help = "the provider's", .extra = true},
    {.name = "STATUS", .kind = CELL_STATUS, .help = "the provider's word"},
    {.name = "IMPACT", .kind = CELL_STATUS, .help = "the provider's word", .spare = 2},
    {.name = "BEGAN", .kind = CELL_TIME, .help = "when it was opened"},
    {.name = "ENDED", .kind = CELL_TIME, .help = "when it was closed", .extra = true},
    {.name = "DURATION",
	.kind = CELL_SPAN,
	.help = "from its opening to its end, or to now while it is open",
	.right = true},
    {.name = "UPDATES",
	.kind = CELL_NUMBER,
	.help = "how many are kept as events",
	.right = true,
	.spare = 3},
    {.name = "PRODUCT", .help = "the affected components", .cut = true, .spare = 1},
    {.name = "TITLE", .help = "its title", .cut = true},
    {.name = "UPDATED", .kind = CELL_TIME, .help = "when its newest update came", .extra = true},
    {.name = "URL", .help = "where the page tells of it", .extra = true},
    {0},
};

static bool wanted(void *user, const struct incident_state *state)
{
	const struct args *args = user;

	if (state->maintenance || (args->open && state->closed_at != TIME_NONE))
		return false;
	return args->since == TIME_NONE || state->closed_at == TIME_NONE ||
	       state->closed_at >= args->since;
}

static void add_row(struct table *t, const struct past *p)
{
	const struct incident_state *s = &p->state;

	table_row(t, (const struct cell[]){
			 cell_text(s->provider),
			 cell_text(s->id),
			 cell_status(s->status),
			 cell_status(s->impact),
			 cell_time(p->began),
			 cell_time(s->closed_at),
			 cell_span(p->duration),
			 cell_number(p->updates),
			 cell_text(s->product),
			 cell_text(s->title),
			 cell_time(s->updated_at),
			 cell_text(s->url),
		     });
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct args args = *(const struct args *)ctl->args;
	struct past_form form = {.wanted = wanted, .user = &args, .add_row = add_row};

	return past_show(ctl, &form, e);
}

static const struct option_row options[] = {
    {"open", 0, OPTION_FLAG, NULL, "only those that are open", NULL, offsetof(struct args, open)},
    {"since", 's', OPTION_TIME, "TIME", "that were open at that time or later", NULL,
	offsetof(struct args, since)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_HEARD, .optional = true},
    {0},
};

const struct command command_incidents = {
    .name = "incidents",
    .summary = "show the incidents, and how long each lasted",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .list = "incidents",
    .columns = columns,
    .run = run,
};
