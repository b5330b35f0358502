/* statusctl uptime: how long each provider, or each component of one, was in which state. */
#include "base/clock.h"
#include "ctl/command.h"
#include "ctl/uptime.h"

#define DAY_MS	  INT64_C(86400000)
#define MOST_DAYS 36500

struct args {
	int64_t days;
};

static const struct column columns[] = {
    {.name = "PROVIDER", .help = "the provider's key", .group = true},
    {.name = "COMPONENT", .help = "its name; none of the provider as a whole", .cut = true},
    {.name = "UPTIME",
	.kind = CELL_PERCENT,
	.help = "of the time that is known, how much was no outage",
	.right = true},
    {.name = "OPERATIONAL",
	.kind = CELL_PERCENT,
	.help = "of the whole time",
	.right = true,
	.spare = 2},
    {.name = "MAINTENANCE", .kind = CELL_PERCENT, .help = "likewise", .right = true, .spare = 1},
    {.name = "DEGRADED", .kind = CELL_PERCENT, .help = "likewise", .right = true},
    {.name = "OUTAGE",
	.kind = CELL_PERCENT,
	.help = "likewise, of the parts or the whole",
	.right = true},
    {.name = "UNKNOWN", .kind = CELL_PERCENT, .help = "likewise", .right = true},
    {.name = "OUTAGE TIME", .kind = CELL_SPAN, .help = "how long that was", .extra = true},
    {.name = "UNKNOWN TIME", .kind = CELL_SPAN, .help = "how long that was", .extra = true},
    {.name = "STATUS", .kind = CELL_STATUS, .help = "now; of a component", .extra = true},
    {0},
};

/* Rounded down: what is not all is not a hundred. */
static int64_t share(int64_t part, int64_t whole)
{
	return whole > 0 ? (int64_t)((double)part / (double)whole * 100000) : -1;
}

static void add_row(struct table *t, const struct uptime_row *row)
{
	const int64_t *ms = row->tally.ms;
	int64_t all = tally_total(&row->tally), known = all - ms[ROLLUP_UNKNOWN];
	int64_t outage = ms[ROLLUP_PARTIAL_OUTAGE] + ms[ROLLUP_MAJOR_OUTAGE];

	table_row(t, (const struct cell[]){
			 cell_text(row->provider),
			 cell_text(row->component),
			 cell_percent(share(known - outage, known)),
			 cell_percent(share(ms[ROLLUP_OPERATIONAL], all)),
			 cell_percent(share(ms[ROLLUP_MAINTENANCE], all)),
			 cell_percent(share(ms[ROLLUP_DEGRADED], all)),
			 cell_percent(share(outage, all)),
			 cell_percent(share(ms[ROLLUP_UNKNOWN], all)),
			 cell_span(outage),
			 cell_span(ms[ROLLUP_UNKNOWN]),
			 cell_status(row->status),
		     });
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	const char *key = ctl->n_operands > 0 ? ctl->operands[0] : NULL;
	struct table *t = ctl_table(ctl);
	struct uptime_row *rows;
	struct store *s;
	size_t n;

	if (args->days < 1 || args->days > MOST_DAYS) {
		error_set(e, E_INPUT, "--days: from 1 to %d days", MOST_DAYS);
		return EXIT_USAGE;
	}
	if (ctl_open_store(ctl, &s, e) != OK ||
	    uptime_read(
		ctl->ctx, &ctl->app, s, key, clock_now() - args->days * DAY_MS, &rows, &n, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < n; i++)
		add_row(t, &rows[i]);
	ctl_print(ctl, t);
	return EXIT_DONE;
}

static const struct option_row options[] = {
    {"days", 'd', OPTION_COUNT, "N", "of the last N days; 90 unless told", "90",
	offsetof(struct args, days)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER, .optional = true},
    {0},
};

const struct command command_uptime = {
    .name = "uptime",
    .summary = "show how long all was well, and what is not known",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .list = "uptime",
    .columns = columns,
    .run = run,
};
