/* statusctl events: the newest events as the log shows them, and those to come. */
#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "ctl/command.h"
#include "sink/sink.h"
#include "store/events.h"

#define BATCH	  64
#define FOLLOW_MS 200

struct view {
	int64_t count;
	bool follow;
	bool json;
};

static int print_after(
    struct ctl *ctl, struct store *s, const struct view *v, int64_t *last, struct error *e)
{
	const struct sink *sink = sink_find(v->json ? LOG_JSON : LOG_PRETTY);
	TALLOC_CTX *ctx = mem_context(ctl->ctx);
	struct event *events = mem_array(ctx, struct event, BATCH);
	struct buf text;
	size_t n;
	int rc;

	buf_init(&text, ctx, (size_t)BATCH * LIMIT_RECORD_BYTES);
	while ((rc = store_events_after(events, s, *last, BATCH, events, &n, e)) == OK && n > 0) {
		buf_reset(&text);
		for (size_t i = 0; i < n; i++)
			sink->render(&text, &events[i], ctl->screen.color);
		fwrite(text.data, 1, text.len, stdout);
		*last = events[n - 1].id;
		talloc_free_children(events);
	}
	talloc_free(ctx);
	if (rc == OK && fflush(stdout) != 0)
		return error_set_errno(e, E_SYSTEM, "cannot write to standard output");
	return rc;
}

static enum exit_status show(struct ctl *ctl, const struct view *v, struct error *e)
{
	struct store *s;
	int64_t last;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    store_event_before_last(s, v->count, &last, e) != OK)
		return EXIT_FAILED;
	for (;;) {
		if (print_after(ctl, s, v, &last, e) != OK)
			return EXIT_FAILED;
		if (!v->follow)
			return EXIT_DONE;
		nanosleep(&(struct timespec){.tv_nsec = FOLLOW_MS * 1000000L}, NULL);
	}
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct view *v = ctl->args;

	if (!v->follow)
		screen_page(&ctl->screen);
	return show(ctl, v, e);
}

static const struct option_row options[] = {
    {"lines", 'n', OPTION_COUNT, "N", "the newest N events; 20 unless told", "20",
	offsetof(struct view, count)},
    {"follow", 'f', OPTION_FLAG, NULL, "wait for more until interrupted", NULL,
	offsetof(struct view, follow)},
    {"json", 'j', OPTION_FLAG, NULL, "one JSON object a line", NULL, offsetof(struct view, json)},
    {0},
};

const struct command command_events = {
    .name = "events",
    .summary = "show the newest events, and follow those to come",
    .options = options,
    .args_size = sizeof(struct view),
    .run = run,
};
