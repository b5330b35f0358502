/* statusctl status: what is wrong now, as far as the store knows, or as the pages say. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/live.h"
#include "ctl/picture.h"

struct args {
	bool live;
};

static const struct column columns[] = {
    {.name = "PROVIDER",
	.help = "the provider's key, or the page id when no provider has it",
	.group = true},
    {.name = "WHAT", .help = "page, incident, maintenance or component"},
    {.name = "STATUS", .kind = CELL_STATUS, .help = "the provider's word; of a page, its health"},
    {.name = "IMPACT",
	.kind = CELL_STATUS,
	.help = "the provider's word; of incidents and maintenances",
	.spare = 1},
    {.name = "SINCE", .kind = CELL_TIME, .help = "when it began, changed or was last read"},
    {.name = "TITLE",
	.help = "the title, the component's name, or why the page is not fresh",
	.cut = true},
    {.name = "URL", .help = "where the page tells of it", .extra = true},
    {0},
};

/* The wanted providers, a flag each and one for pages that no provider has. */
static const bool *wanted(struct ctl *ctl)
{
	size_t n = ctl->app.providers.n;
	bool *flags = mem_array(ctl->ctx, bool, n + 1);

	memset(flags, ctl->n_operands == 0, n + 1);
	for (size_t i = 0; i < ctl->n_operands; i++)
		flags[provider_find(&ctl->app.providers, ctl->operands[i]) -
		      ctl->app.providers.list] = true;
	return flags;
}

static bool is_any_watched(const struct ctl *ctl)
{
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		if (ctl->app.providers.list[i].enabled)
			return true;
	return ctl->n_operands > 0;
}

static int look(struct ctl *ctl, const bool *flags, struct picture *out, struct error *e)
{
	const struct args *args = ctl->args;
	struct store *s;
	int rc;

	if ((rc = ctl_open_store(ctl, &s, e)) != OK)
		return rc;
	return args->live ? live_ask(ctl->ctx, &ctl->app, s, flags, out, e)
			  : picture_read(ctl->ctx, &ctl->app, s, out, e);
}

/* That a page is off is what somebody wanted, and told to who asks for it. */
static bool is_shown(const struct ctl *ctl, const bool *flags, const struct picture *picture,
    const struct problem *p)
{
	if (!flags[p->owner])
		return false;
	return ctl->n_operands > 0 || p->kind != PROBLEM_PAGE ||
	       picture->views[p->owner].health != PAGE_OFF;
}

static void add_row(struct table *t, const struct problem *p)
{
	table_row(t, (const struct cell[]){
			 cell_text(p->provider),
			 cell_text(problem_word(p->kind)),
			 cell_status(p->status),
			 cell_status(p->impact),
			 cell_time(p->since),
			 cell_text(p->title),
			 cell_text(p->url),
		     });
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	const bool *flags = wanted(ctl);
	enum exit_status status = EXIT_DONE;
	struct table *t = ctl_table(ctl);
	struct picture picture;

	if (look(ctl, flags, &picture, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < picture.n_problems; i++)
		if (is_shown(ctl, flags, &picture, &picture.problems[i])) {
			add_row(t, &picture.problems[i]);
			if (picture.problems[i].kind != PROBLEM_MAINTENANCE)
				status = EXIT_FINDING;
		}
	if (!is_any_watched(ctl)) {
		error_set(e, E_INPUT,
		    "no page is watched: the configuration has no provider that is "
		    "enabled; \"statusctl provider\" changes that");
		status = EXIT_FINDING;
	}
	if (table_size(t) > 0 || table_is_json(t))
		ctl_print(ctl, t);
	else if (is_any_watched(ctl) && !ctl->table.options.raw)
		puts(args->live ? "No page tells of a problem."
				: "No problem is known, and every page was read a short time ago.");
	return status;
}

static const struct option_row options[] = {
    {"live", 'l', OPTION_FLAG, NULL, "ask all pages now, instead of the store", NULL,
	offsetof(struct args, live)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_PROVIDER, .optional = true, .many = true},
    {0},
};

const struct command command_status = {
    .name = "status",
    .summary = "show what is wrong now, and what is not known",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .list = "problems",
    .columns = columns,
    .run = run,
};
