/*
 * An event as one JSON object a line. Every key is always there; what is not known
 * is null. status-monitor.conf(5) documents the schema; a change of meaning raises
 * its number.
 */

#include "base/escape.h"
#include "base/timetext.h"
#include "sink/sink.h"

#define SCHEMA_VERSION 1

static void text(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, ",\"%s\":", key);
	json_str_or_null(out, value);
}

static void time_text(struct buf *out, const char *key, int64_t ms)
{
	char value[TIME_RFC3339_SIZE];

	if (ms == TIME_NONE) {
		text(out, key, NULL);
		return;
	}
	time_rfc3339(value, ms);
	text(out, key, value);
}

/* What of it can be told once is told with the event that it sums up. */
static void render_summary(struct buf *out, const struct event *event)
{
	text(out, "level", "info");
	text(out, "event", event_kind_name(event->kind));
	buf_printf(out, ",\"of\":%lld", (long long)event->of);
	text(out, "provider", event->provider);
	text(out, "provider_name", event->provider_name);
	text(out, "page_id", event->page_id);
	text(out, "title", event->title);
	text(out, "incident_id", event->incident_id);
	text(out, "summary", event->detail);
	buf_str(out, "}\n");
}

static void render(struct buf *out, const struct event *event, bool color)
{
	bool component = event->kind == EVENT_COMPONENT;

	(void)color;
	buf_printf(out, "{\"schema\":%d,\"id\":%lld", SCHEMA_VERSION, (long long)event->id);
	time_text(out, "time", event->received_at);
	if (event->kind == EVENT_SUMMARY) {
		render_summary(out, event);
		return;
	}
	time_text(out, "occurred_at", event->occurred_at);
	text(out, "level", "info");
	text(out, "source", channel_name(event->channel));
	text(out, "provider", event->provider);
	text(out, "provider_name", event->provider_name);
	text(out, "page_id", event->page_id);
	text(out, "event", event_kind_name(event->kind));
	text(out, "product", event->product);
	buf_printf(out, ",\"components\":%s", event->components != NULL ? event->components : "[]");
	text(out, "impact", event->impact);
	text(out, "status", event->status);
	text(out, "previous_status", event->previous_status);
	text(out, "title", event->title);
	text(out, "detail", event->detail);
	text(out, "incident_id", component ? NULL : event->incident_id);
	text(out, "component_id", component ? event->incident_id : NULL);
	text(out, "update_id", event->update_id);
	time_text(out, "scheduled_for", event->scheduled_for);
	time_text(out, "scheduled_until", event->scheduled_until);
	text(out, "url", event->url);
	text(out, "note", event->note);
	buf_str(out, "}\n");
}

const struct sink sink_log_json = {.name = "json", .render = render};
