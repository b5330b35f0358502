/*
 * An event as a block for people:
 *
 *   [2026-11-23 12:00:00] [INFO]
 *   ============================================================
 *     Source   : webhook
 *     ...
 *   ============================================================
 *
 * The time is ours, UTC. Text of strangers is one line, whatever it holds. A summary is one line:
 *
 *     [AI Summary] ...
 */
#include <string.h>

#include "base/escape.h"
#include "base/terminal.h"
#include "base/timetext.h"
#include "model/words.h"
#include "sink/sink.h"

#define RULE "============================================================\n"

static bool is_word(const char *word, const char *expected)
{
	return word != NULL && strcmp(word, expected) == 0;
}

/* Green: over. Red: bad. Blue: planned. Yellow: the rest, unknown words too. */
static const char *color_of(const struct event *event)
{
	if (status_is_final(event->status) || status_is_operational(event->status) ||
	    is_word(event->status, "fresh"))
		return TERMINAL_GREEN;
	if (event->kind == EVENT_MAINTENANCE || is_word(event->status, "under_maintenance"))
		return TERMINAL_BLUE;
	if (is_word(event->impact, "major") || is_word(event->impact, "critical") ||
	    is_word(event->status, "major_outage"))
		return TERMINAL_RED;
	return TERMINAL_YELLOW;
}

static void window(struct buf *out, const struct event *event)
{
	char text[TIME_MINUTE_SIZE];

	if (event->scheduled_for == TIME_NONE)
		return;
	time_minute(text, event->scheduled_for);
	buf_printf(out, " (scheduled %s", text);
	if (event->scheduled_until != TIME_NONE) {
		time_minute(text, event->scheduled_until);
		buf_printf(out, " → %s", text);
	}
	buf_char(out, ')');
}

static void or_unknown(struct buf *out, const char *word)
{
	log_text(out, word != NULL ? word : "unknown");
}

static void status_text(struct buf *out, const struct event *event)
{
	switch (event->kind) {
	case EVENT_COMPONENT:
	case EVENT_PROVIDER:
		or_unknown(out, event->previous_status);
		buf_str(out, " → ");
		or_unknown(out, event->status);
		return;
	case EVENT_MAIL:
		log_text(out, event->title != NULL ? event->title : "(no subject)");
		return;
	case EVENT_INCIDENT:
		if (event->impact != NULL) {
			log_text(out, event->impact);
			buf_str(out, " | ");
		}
		break;
	case EVENT_MAINTENANCE:
	case EVENT_SUMMARY:
		break;
	}
	or_unknown(out, event->status);
	buf_str(out, " — ");
	log_text(out, event->title != NULL ? event->title : "(no title)");
	if (event->kind == EVENT_MAINTENANCE)
		window(out, event);
}

static void line(struct buf *out, const char *label, const char *text)
{
	buf_str(out, label);
	log_text(out, text != NULL ? text : "-");
	buf_char(out, '\n');
}

/* Mostly it follows its event. When others came between, it says whose it is. */
static void render_summary(struct buf *out, const struct event *event, bool color)
{
	buf_printf(
	    out, "  %s[AI Summary]%s ", color ? TERMINAL_DIM : "", color ? TERMINAL_PLAIN : "");
	log_text(out, event->detail != NULL ? event->detail : "-");
	if (event->of != event->id - 1) {
		buf_str(out, " (");
		log_text(out, event->provider_name);
		buf_printf(out, ", event %lld)", (long long)event->of);
	}
	buf_char(out, '\n');
}

static void render(struct buf *out, const struct event *event, bool color)
{
	char time[TIME_LOG_SIZE];

	if (event->kind == EVENT_SUMMARY) {
		render_summary(out, event, color);
		return;
	}
	time_log(time, event->received_at);
	buf_printf(
	    out, "%s[%s] [INFO]%s\n", color ? TERMINAL_DIM : "", time, color ? TERMINAL_PLAIN : "");
	buf_str(out, RULE);
	line(out, "  Source   : ", channel_name(event->channel));
	line(out, "  Provider : ", event->provider_name);
	line(out, "  Product  : ", event->product);
	line(out, "  Event    : ", event_kind_name(event->kind));
	buf_str(out, "  Status   : ");
	buf_str(out, color ? color_of(event) : "");
	status_text(out, event);
	buf_str(out, color ? TERMINAL_PLAIN "\n" : "\n");
	line(out, "  Detail   : ", event->detail);
	if (event->note != NULL)
		line(out, "  Note     : ", event->note);
	buf_str(out, RULE);
}

const struct sink sink_log_pretty = {.name = "pretty", .render = render};
