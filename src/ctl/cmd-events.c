/* statusctl events: the newest events as the log shows them, and those to come. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/terminal.h"
#include "ctl/command.h"
#include "sink/sink.h"
#include "store/events.h"

#define DEFAULT_COUNT 20
#define MOST_COUNT    1000000
#define BATCH	      64
#define FOLLOW_MS     200

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
			sink->render(&text, &events[i], terminal_wants_color(STDOUT_FILENO));
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

static bool read_count(const char *text, int64_t *count)
{
	char *end;

	errno = 0;
	*count = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *count >= 0 && *count <= MOST_COUNT;
}

static enum exit_status run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	static const struct option longs[] = {
	    {"lines", required_argument, NULL, 'n'},
	    {"follow", no_argument, NULL, 'f'},
	    {"json", no_argument, NULL, 'j'},
	    {0},
	};
	struct view v = {.count = DEFAULT_COUNT};
	int c;

	while ((c = getopt_long(argc, argv, "n:fj", longs, NULL)) != -1) {
		if (c == 'f')
			v.follow = true;
		else if (c == 'j')
			v.json = true;
		else if (c != 'n' || !read_count(optarg, &v.count))
			return command_misused(&command_events, e);
	}
	if (optind != argc)
		return command_misused(&command_events, e);
	return show(ctl, &v, e);
}

const struct command command_events = {
    .name = "events",
    .arguments = "[-n N] [-f] [--json]",
    .summary = "show the newest events, and follow those to come",
    .options = "  -n, --lines N  the newest N events; 20 unless told\n"
	       "  -f, --follow   wait for more until interrupted\n"
	       "  -j, --json     one JSON object a line\n",
    .run = run,
};
