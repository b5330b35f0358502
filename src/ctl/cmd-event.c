/*
 * statusctl event: one event, every channel that told of it with its delay, its revisions, and
 * what became of its summary.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "ctl/command.h"
#include "sink/sink.h"
#include "store/events.h"
#include "store/summaries.h"

static void add_time(struct buf *out, const char *label, int64_t ms)
{
	char text[TIME_RFC3339_SIZE];

	time_rfc3339(text, ms);
	buf_printf(out, "  %-9s: %s", label, text);
}

/* The event and its revisions; what is beyond is left out. */
#define EVENT_BYTES (16 * LIMIT_RECORD_BYTES)

/* When each channel told, how long after the provider's own time and after the first. */
static void add_sighting(struct buf *out, const struct event *event, const struct sighting *s)
{
	add_time(out, channel_name(s->channel), s->seen_at);
	if (event->occurred_at != TIME_NONE) {
		buf_str(out, ", ");
		time_span(out, s->seen_at - event->occurred_at);
		buf_str(out, " after it happened");
	}
	if (s->seen_at > event->received_at) {
		buf_str(out, ", ");
		time_span(out, s->seen_at - event->received_at);
		buf_str(out, " after the first");
	}
	buf_char(out, '\n');
}

static int add_revisions(
    struct ctl *ctl, struct store *s, int64_t id, struct buf *out, struct error *e)
{
	struct revision *revisions;
	size_t n;
	int rc = store_event_revisions(ctl->ctx, s, id, &revisions, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++) {
		add_time(out, "revised", revisions[i].seen_at);
		buf_printf(out, ", by %s\n  %-9s: ", channel_name(revisions[i].channel), "Detail");
		log_text(out, revisions[i].detail);
		buf_char(out, '\n');
	}
	return rc;
}

/* Also one that is not in the log. */
static int add_summary(
    struct ctl *ctl, struct store *s, int64_t id, struct buf *out, struct error *e)
{
	struct summary summary;
	bool found;
	int rc = store_summary_find(ctl->ctx, s, id, &summary, &found, e);

	if (rc != OK || !found)
		return rc;
	if (summary.text == NULL) {
		buf_printf(out, "  %-9s: %s\n", "summary", summary_state_name(summary.state));
		return OK;
	}
	add_time(out, "summary", summary.made_at);
	buf_str(out, ", by ");
	log_text(out, summary.model);
	buf_printf(out, ", %s\n  %-9s: ", summary_state_name(summary.state), "Text");
	log_text(out, summary.text);
	buf_char(out, '\n');
	return OK;
}

static enum exit_status show(struct ctl *ctl, int64_t id, struct error *e)
{
	struct sighting seen[SIGHTINGS_MAX];
	struct event event;
	struct store *s;
	struct buf text;
	bool found;
	size_t n;

	if (ctl_open_store(ctl, &s, e) != OK ||
	    store_event_find(ctl->ctx, s, id, &event, &found, e) != OK)
		return EXIT_FAILED;
	if (!found) {
		error_set(e, E_INPUT,
		    "there is no event %lld; \"statusctl events --json\" shows their ids",
		    (long long)id);
		return EXIT_FAILED;
	}
	if (store_event_sightings(s, id, seen, &n, e) != OK)
		return EXIT_FAILED;
	buf_init(&text, ctl->ctx, EVENT_BYTES);
	sink_find(LOG_PRETTY)->render(&text, &event, ctl->screen.color);
	if (event.occurred_at != TIME_NONE) {
		add_time(&text, "happened", event.occurred_at);
		buf_char(&text, '\n');
	}
	for (size_t i = 0; i < n; i++)
		add_sighting(&text, &event, &seen[i]);
	if (add_revisions(ctl, s, id, &text, e) != OK || add_summary(ctl, s, id, &text, e) != OK)
		return EXIT_FAILED;
	fputs(text.data, stdout);
	return EXIT_DONE;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	long long id;
	char *end;

	errno = 0;
	id = strtoll(ctl->operands[0], &end, 10);
	if (errno != 0 || end == ctl->operands[0] || *end != '\0' || id < 1) {
		error_set(e, E_INPUT,
		    "\"%.64s\" is no id of an event; \"statusctl events\" shows them",
		    ctl->operands[0]);
		return EXIT_USAGE;
	}
	return show(ctl, id, e);
}

static const struct operand_row operands[] = {{.word = "ID"}, {0}};

const struct command command_event = {
    .name = "event",
    .summary = "show one event, who told of it and when, and how its text was edited",
    .operands = operands,
    .run = run,
};
