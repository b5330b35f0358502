/*
 * statusctl check: a monitoring plugin, as Nagios, Icinga and others run them: one line, the
 * performance data behind "|", then more lines, and the exit status. Unknown is not up: a page
 * that is not known well is UNKNOWN, but what is told to be broken comes first.
 * https://www.monitoring-plugins.org/doc/guidelines.html
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/picture.h"

#define CHECK_BYTES (16 * 1024 * 1024)

enum plugin { PLUGIN_OK, PLUGIN_WARNING, PLUGIN_CRITICAL, PLUGIN_UNKNOWN };

static const char *const words[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

struct args {
	const char *maintenance;
	const char *degraded;
};

/* What was counted, for the performance data. */
struct counts {
	size_t providers;
	size_t by_state[ROLLUP_MAJOR_OUTAGE + 1];
	size_t incidents;
	size_t components;
	size_t answered; /* of which a page was ever read */
	int64_t oldest;	 /* how long ago a page was last read, of the worst */
};

/* "warning" is PLUGIN_WARNING. */
static enum plugin plugin_of(const char *option)
{
	if (strcmp(option, "ok") == 0)
		return PLUGIN_OK;
	return strcmp(option, "critical") == 0 ? PLUGIN_CRITICAL : PLUGIN_WARNING;
}

static enum plugin judge(const struct args *args, enum rollup state)
{
	switch (state) {
	case ROLLUP_OPERATIONAL:
		return PLUGIN_OK;
	case ROLLUP_MAINTENANCE:
		return plugin_of(args->maintenance);
	case ROLLUP_UNKNOWN:
		return PLUGIN_UNKNOWN;
	case ROLLUP_DEGRADED:
		return plugin_of(args->degraded);
	case ROLLUP_PARTIAL_OUTAGE:
	case ROLLUP_MAJOR_OUTAGE:
		break;
	}
	return PLUGIN_CRITICAL;
}

/* Critical before warning before unknown. */
static enum plugin worse(enum plugin a, enum plugin b)
{
	static const int rank[] = {0, 2, 3, 1};

	return rank[a] >= rank[b] ? a : b;
}

/* Text of strangers within a line: "|" would begin the performance data. */
static void add_text(struct buf *out, const char *text)
{
	size_t from = out->len;

	log_text(out, text);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] == '|')
			out->data[i] = '/';
}

static void add_problem(struct buf *out, const struct problem *p)
{
	buf_str(out, p->provider);
	buf_printf(out, ": %s ", problem_word(p->kind));
	add_text(out, p->status != NULL ? p->status : "unknown");
	if (p->title != NULL) {
		buf_str(out, ", ");
		add_text(out, p->title);
	}
	buf_char(out, '\n');
}

static void add_count(struct buf *out, const char *name, size_t n, size_t most)
{
	buf_printf(out, " %s=%zu;;;0;%zu", name, n, most);
}

static void add_performance(struct buf *out, const struct counts *c)
{
	buf_str(out, " |");
	for (int r = 0; r <= ROLLUP_MAJOR_OUTAGE; r++)
		add_count(out, rollup_word((enum rollup)r), c->by_state[r], c->providers);
	buf_printf(out, " incidents=%zu;;;0 components=%zu;;;0 age=", c->incidents, c->components);
	if (c->answered > 0)
		buf_printf(out, "%llds;;;0\n", (long long)(c->oldest / 1000));
	else
		buf_str(out, "U\n");
}

/* "2 of 10 providers are not operational: github, openai" */
static void add_summary(struct buf *out, const struct ctl *ctl, const struct picture *picture,
    const bool *wanted, const struct counts *c)
{
	size_t bad = c->providers - c->by_state[ROLLUP_OPERATIONAL], told = 0;

	if (c->providers == 0) {
		buf_str(out, "no page is watched");
		return;
	}
	if (bad == 0) {
		buf_printf(out, "all of %zu operational", c->providers);
		return;
	}
	buf_printf(out, "%zu of %zu not operational:", bad, c->providers);
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		if (wanted[i] && picture->views[i].overall != ROLLUP_OPERATIONAL && told++ < 10)
			buf_printf(out, "%s %s (%s)", told > 1 ? "," : "",
			    ctl->app.providers.list[i].key, rollup_word(picture->views[i].overall));
	if (told > 10)
		buf_str(out, ", ...");
}

static void count(const struct ctl *ctl, const struct picture *picture, const bool *wanted,
    struct counts *c, enum plugin *result)
{
	const struct args *args = ctl->args;

	for (size_t i = 0; i < ctl->app.providers.n; i++) {
		const struct view *view = &picture->views[i];
		int64_t answered = view->state.answered_at;

		if (!wanted[i])
			continue;
		c->providers++;
		c->by_state[view->overall]++;
		*result = worse(*result, judge(args, view->overall));
		c->answered += answered != TIME_NONE;
		if (answered != TIME_NONE && picture->now - answered > c->oldest)
			c->oldest = picture->now - answered;
	}
	for (size_t i = 0; i < picture->n_problems; i++)
		if (wanted[picture->problems[i].owner]) {
			c->incidents += picture->problems[i].kind == PROBLEM_INCIDENT;
			c->components += picture->problems[i].kind == PROBLEM_COMPONENT;
		}
}

/* Those asked for; else all that are enabled. */
static const bool *wanted_of(struct ctl *ctl)
{
	const struct providers *all = &ctl->app.providers;
	bool *flags = mem_array(ctl->ctx, bool, all->n + 1);

	for (size_t i = 0; i < all->n; i++)
		flags[i] = ctl->n_operands == 0 && all->list[i].enabled;
	for (size_t i = 0; i < ctl->n_operands; i++)
		flags[provider_find(all, ctl->operands[i]) - all->list] = true;
	return flags;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const bool *wanted = wanted_of(ctl);
	enum plugin result = PLUGIN_OK;
	struct counts counts = {0};
	struct picture picture;
	struct store *s;
	struct buf text;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    picture_read(ctl->ctx, &ctl->app, s, &picture, e) != OK)
		return EXIT_FAILED;
	count(ctl, &picture, wanted, &counts, &result);
	if (counts.providers == 0)
		result = PLUGIN_UNKNOWN;
	buf_init(&text, ctl->ctx, CHECK_BYTES);
	buf_printf(&text, "%s: ", words[result]);
	add_summary(&text, ctl, &picture, wanted, &counts);
	add_performance(&text, &counts);
	for (size_t i = 0; i < picture.n_problems; i++)
		if (wanted[picture.problems[i].owner])
			add_problem(&text, &picture.problems[i]);
	fputs(text.data, stdout);
	return (enum exit_status)result;
}

static const struct option_row options[] = {
    {"maintenance", 0, OPTION_WORD, "ok|warning|critical",
	"what a maintenance is; warning unless told", "warning",
	offsetof(struct args, maintenance)},
    {"degraded", 0, OPTION_WORD, "ok|warning|critical",
	"what degraded performance is; warning unless told", "warning",
	offsetof(struct args, degraded)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER, .optional = true, .many = true},
    {0},
};

const struct command command_check = {
    .name = "check",
    .summary = "say how all is, as a monitoring plugin",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .monitors = true,
    .run = run,
};
