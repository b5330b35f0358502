/* statusctl lag: how long after a provider each channel told us, in percentiles. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/names.h"
#include "ctl/command.h"
#include "store/scan.h"
#include "store/providers.h"

#define USUAL_MS (INT64_C(30) * 86400000)

struct args {
	int64_t since;
};

static const struct column columns[] = {
    {.name = "SOURCE", .help = "the channel; first: whichever told first", .group = true},
    {.name = "AFTER",
	.help = "posting: when the provider posted it; shown: the time its page shows"},
    {.name = "EVENTS", .kind = CELL_NUMBER, .help = "how many it told of", .right = true},
    {.name = "FIRST", .kind = CELL_NUMBER, .help = "and how many of them first", .right = true},
    {.name = "P50", .kind = CELL_SPAN, .help = "half of them within this time", .right = true},
    {.name = "P90", .kind = CELL_SPAN, .help = "nine of ten", .right = true},
    {.name = "P99", .kind = CELL_SPAN, .help = "all but one of a hundred", .right = true},
    {.name = "MAX", .kind = CELL_SPAN, .help = "all", .right = true},
    {0},
};

/* The delays of one channel, milliseconds. */
struct delays {
	int64_t *after_posting;
	int64_t *after_shown;
	size_t n;
	size_t room;
	int64_t first;
};

#define CHANNELS 4 /* 0: whichever was first */

struct lag {
	void *ctx;
	struct delays of[CHANNELS];
	struct provider_state *pages;
	struct names *page_at;
};

static int64_t not_negative(int64_t ms)
{
	return ms > 0 ? ms : 0; /* two clocks */
}

static void add(struct lag *lag, size_t at, const struct telling *t)
{
	struct delays *d = &lag->of[at];
	int64_t shown = t->shown_at != TIME_NONE ? t->shown_at : t->occurred_at;

	if (d->n == d->room) {
		d->room = d->room > 0 ? 2 * d->room : 256;
		d->after_posting = mem_grow(lag->ctx, d->after_posting, int64_t, d->room);
		d->after_shown = mem_grow(lag->ctx, d->after_shown, int64_t, d->room);
	}
	d->after_posting[d->n] = not_negative(t->seen_at - t->occurred_at);
	d->after_shown[d->n++] = not_negative(t->seen_at - shown);
	d->first += t->first;
}

/* What was open when a page was first read says nothing of how fast we are. */
static bool is_first_sight(const struct lag *lag, const struct telling *t)
{
	size_t at = names_find(lag->page_at, t->provider);

	return at != NAMES_NONE && t->received_at <= lag->pages[at].first_read_at;
}

static void take(void *user, const struct telling *t)
{
	struct lag *lag = user;

	if (t->occurred_at == TIME_NONE || (int)t->channel <= 0 || (int)t->channel >= CHANNELS ||
	    is_first_sight(lag, t))
		return;
	add(lag, (size_t)t->channel, t);
	if (t->first)
		add(lag, 0, t);
}

static int by_size(const void *a, const void *b)
{
	int64_t p = *(const int64_t *)a, q = *(const int64_t *)b;

	return (p > q) - (p < q);
}

/* The least of them that so many of a hundred do not exceed; -1 when there is none. */
static int64_t percentile(const int64_t *sorted, size_t n, size_t percent)
{
	return n > 0 ? sorted[(n * percent + 99) / 100 - 1] : -1;
}

static void add_row(
    struct table *t, const char *channel, const char *after, const struct delays *d, int64_t *ms)
{
	if (d->n > 0)
		qsort(ms, d->n, sizeof(ms[0]), by_size);
	table_row(t, (const struct cell[]){
			 cell_text(channel),
			 cell_text(after),
			 cell_number((int64_t)d->n),
			 cell_number(d->first),
			 cell_span(percentile(ms, d->n, 50)),
			 cell_span(percentile(ms, d->n, 90)),
			 cell_span(percentile(ms, d->n, 99)),
			 cell_span(percentile(ms, d->n, 100)),
		     });
}

static int read_pages(struct lag *lag, struct store *s, struct error *e)
{
	size_t n;
	int rc = store_providers(lag->ctx, s, &lag->pages, &n, e);

	lag->page_at = names_new(lag->ctx);
	for (size_t i = 0; rc == OK && i < n; i++)
		names_add(lag->page_at, lag->pages[i].key, i);
	return rc;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct lag lag = {.ctx = ctl->ctx};
	struct table *t = ctl_table(ctl);
	enum exit_status status;
	struct store *s;
	struct event_scope of;
	int64_t since = args->since != TIME_NONE ? args->since : clock_now() - USUAL_MS;

	if ((status = ctl_open_heard(ctl, &s, &of, e)) != EXIT_DONE)
		return status;
	if (read_pages(&lag, s, e) != OK || store_scan_tellings(s, of, since, take, &lag, e) != OK)
		return EXIT_FAILED;
	for (int i = 0; i < CHANNELS; i++) {
		const char *channel = i > 0 ? channel_name((enum channel)i) : "first";

		add_row(t, channel, "posting", &lag.of[i], lag.of[i].after_posting);
		add_row(t, channel, "shown", &lag.of[i], lag.of[i].after_shown);
	}
	ctl_print(ctl, t);
	return EXIT_DONE;
}

static const struct option_row options[] = {
    {"since", 's', OPTION_TIME, "TIME", "events from then on; 30d unless told", NULL,
	offsetof(struct args, since)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_HEARD, .optional = true},
    {0},
};

const struct command command_lag = {
    .name = "lag",
    .summary = "show how long after the provider each channel told us",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .list = "lag",
    .columns = columns,
    .run = run,
};
