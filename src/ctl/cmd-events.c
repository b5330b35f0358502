/* statusctl events: those that are wanted, as the log shows them or as a table, and those to come. */
#include <stdio.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "ctl/filter.h"
#include "sink/sink.h"
#include "store/events.h"
#include "store/watch.h"

#define USUAL_COUNT 20

struct args {
	struct filter_args filter;
	int64_t count;
	bool follow;
	bool oneline;
};

static const struct column columns[] = {
    {.name = "ID", .kind = CELL_NUMBER, .help = "for \"statusctl event\"", .right = true},
    {.name = "TIME", .kind = CELL_TIME, .help = "when we knew"},
    {.name = "OCCURRED", .kind = CELL_TIME, .help = "when the provider posted it", .extra = true},
    {.name = "SOURCE", .help = "the channel that told first", .spare = 2},
    {.name = "PROVIDER", .help = "the provider's key, or the page id when no provider has it"},
    {.name = "EVENT", .help = "its kind", .spare = 1},
    {.name = "PRODUCT", .help = "the affected components", .cut = true, .spare = 3},
    {.name = "IMPACT", .kind = CELL_STATUS, .help = "the provider's word", .extra = true},
    {.name = "STATUS", .kind = CELL_STATUS, .help = "the provider's word; of a page, its health"},
    {.name = "TITLE", .help = "the title; of a component, its name", .cut = true},
    {0},
};

/* What is printed where, while the store is looked through. */
struct view {
	struct ctl *ctl;
	const struct filter *filter;
	bool follow;
	struct table *table; /* NULL: as the log has them */
	struct buf text;
	int64_t wanted; /* how many more, looking back; */
	int64_t start;	/* and the id of the last that was found */
	size_t shown;
};

static bool count_back(void *user, const struct event *event)
{
	struct view *v = user;

	if (filter_matches(v->filter, event)) {
		v->start = event->id;
		v->wanted--;
	}
	return v->wanted > 0;
}

/* The id after which the newest count events that are wanted come. */
static int find_start(
    struct view *v, struct store *s, int64_t count, int64_t *after, struct error *e)
{
	int rc;

	if (filter_is_empty(v->filter))
		return store_event_before_last(s, count, after, e);
	if (count == 0)
		return store_event_newest(s, after, e);
	v->wanted = count;
	v->start = 0;
	rc = store_scan_back(s, filter_query(v->filter), count_back, v, e);
	*after = v->wanted > 0 ? 0 : v->start - 1;
	return rc;
}

static void add_row(struct table *t, const struct event *event)
{
	bool named = event->title == NULL && event->kind == EVENT_COMPONENT;

	table_row(t, (const struct cell[]){
			 cell_number(event->id),
			 cell_time(event->received_at),
			 cell_time(event->occurred_at),
			 cell_text(channel_name(event->channel)),
			 cell_text(event->provider),
			 cell_text(event_kind_name(event->kind)),
			 cell_text(event->product),
			 cell_status(event->impact),
			 cell_status(event->status),
			 cell_text(named ? event->product : event->title),
		     });
}

static void print_table(struct view *v)
{
	table_print(v->table);
	talloc_free(v->table);
	v->ctl->table.options.noheadings = true; /* of what follows */
	v->table = ctl_table(v->ctl);
}

static bool show(void *user, const struct event *event)
{
	struct view *v = user;
	bool json = v->ctl->table.options.json;

	if (!filter_matches(v->filter, event))
		return true;
	v->shown++;
	if (v->table != NULL) {
		add_row(v->table, event);
		return true;
	}
	buf_reset(&v->text);
	sink_find(json ? LOG_JSON : LOG_PRETTY)->render(&v->text, event, v->ctl->screen.color);
	fwrite(v->text.data, 1, v->text.len, stdout);
	return true;
}

static int show_after(struct view *v, struct store *s, int64_t *after, struct error *e)
{
	int rc = store_scan_forth(s, filter_query(v->filter), after, show, v, e);

	if (rc == OK && v->table != NULL && (table_size(v->table) > 0 || !v->follow))
		print_table(v);
	if (rc == OK && (fflush(stdout) != 0 || ferror(stdout) != 0))
		return error_set_errno(e, E_SYSTEM, "cannot write to standard output");
	return rc;
}

/* Until interrupted. A store that is not there yet is an empty one, and is looked for again. */
static int follow(struct view *v, struct store *s, int64_t after, struct error *e)
{
	struct store_watch *watch = store_watch_open(v->ctl->ctx, v->ctl->app.store_path);
	int rc;

	do {
		store_watch_wait(watch);
		if (!store_is_there(s) || store_is_stale(s)) {
			talloc_free(s);
			if ((rc = ctl_open_store(v->ctl, &s, e)) != OK)
				return rc;
		}
	} while ((rc = show_after(v, s, &after, e)) == OK);
	return rc;
}

static int show_all(struct view *v, const struct args *args, struct store *s, struct error *e)
{
	int64_t after = 0, count = args->count;
	int rc = OK;

	if (count < 0 && args->filter.since == TIME_NONE)
		count = USUAL_COUNT;
	if (count >= 0)
		rc = find_start(v, s, count, &after, e);
	if (rc == OK)
		rc = show_after(v, s, &after, e);
	if (rc == OK && args->follow)
		return follow(v, s, after, e);
	if (rc == OK && v->shown == 0)
		ctl_tell_empty(v->ctl);
	return rc;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct view v = {.ctl = ctl, .follow = args->follow};
	enum exit_status status;
	struct filter *filter;
	struct store *s;
	struct event_scope of;

	if (args->follow && args->filter.until != TIME_NONE) {
		error_set(
		    e, E_INPUT, "--follow and --until do not go together: what comes is later");
		return EXIT_USAGE;
	}
	if ((status = ctl_open_heard(ctl, &s, &of, e)) != EXIT_DONE)
		return status;
	if (filter_make(ctl->ctx, &args->filter, of, &filter, e) != OK)
		return EXIT_USAGE;
	v.filter = filter;
	buf_init(&v.text, ctl->ctx, LIMIT_RECORD_BYTES);
	if (args->oneline || ctl->table.options.output != NULL || ctl->table.options.raw)
		v.table = ctl_table(ctl);
	if (args->follow)
		ctl->screen.may_page = false;
	screen_page(&ctl->screen);
	return show_all(&v, args, s, e) == OK ? EXIT_DONE : EXIT_FAILED;
}

#define FILTER_AT(field) offsetof(struct args, filter.field)

static const struct option_row options[] = {
    {"since", 's', OPTION_TIME, "TIME", "received from then on: 2h, yesterday, 2026-11-01", NULL,
	FILTER_AT(since)},
    {"until", 'u', OPTION_TIME, "TIME", "received before that", NULL, FILTER_AT(until)},
    {"event", 'e', OPTION_SET, FILTER_KINDS, "of these kinds, with commas between", NULL,
	FILTER_AT(kinds)},
    {"source", 0, OPTION_SET, FILTER_CHANNELS, "first told by these channels", NULL,
	FILTER_AT(channels)},
    {"min-impact", 'm', OPTION_WORD, FILTER_IMPACTS, "of that impact or worse, or of none told",
	NULL, FILTER_AT(min_impact)},
    {"grep", 'g', OPTION_TEXT, "PATTERN", "in whose texts this regular expression is found", NULL,
	FILTER_AT(grep)},
    {"lines", 'n', OPTION_COUNT, "N", "the newest N; 20 unless told, with --since all", NULL,
	offsetof(struct args, count)},
    {"follow", 'f', OPTION_FLAG, NULL, "wait for more until interrupted", NULL,
	offsetof(struct args, follow)},
    {"oneline", '1', OPTION_FLAG, NULL, "a table, one line an event", NULL,
	offsetof(struct args, oneline)},
    {0},
};

static const struct operand_row operands[] = {
    {.word = "KEY", .kind = OPERAND_HEARD, .optional = true},
    {0},
};

const struct command command_events = {
    .name = "events",
    .summary = "show the newest events, and follow those to come",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .list = "events",
    .columns = columns,
    .run = run,
};
