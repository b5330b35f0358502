/*
 * Events for the tests of the sinks: one of each kind as they come out of the store, and
 * every event that the fixtures make.
 */
#ifndef TESTS_SINK_RECORDS_H
#define TESTS_SINK_RECORDS_H

#include "../fixtures/fixture.h"

#include "platform/webhook.h"
#include "sink/sink.h"

/* 2026-11-23T12:00:00.250Z */
#define RECEIVED INT64_C(1795435200250)

static inline const char *record_text(
    void *ctx, const struct sink *sink, const struct event *event, bool color)
{
	struct buf out;

	buf_init(&out, ctx, LIMIT_RECORD_BYTES);
	sink->render(&out, event, color);
	assert_false(out.overflow);
	return out.data;
}

static inline struct event record_incident(void)
{
	return (struct event){
	    .id = 7,
	    .received_at = RECEIVED,
	    .occurred_at = RECEIVED - 1250,
	    .kind = EVENT_INCIDENT,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "acme",
	    .provider_name = "Acme Cloud",
	    .page_id = "ac7mec10ud42",
	    .product = "API, Dashboard",
	    .components = "[\"API\",\"Dashboard\"]",
	    .impact = "minor",
	    .status = "investigating",
	    .title = "Elevated API error rates",
	    .detail = "We are investigating.\nMore soon.",
	    .incident_id = "1nc1dent0001",
	    .update_id = "upd4te000001",
	    .url = "https://stspg.example/k2m4p6r8t0v1",
	};
}

static inline struct event record_component(void)
{
	return (struct event){
	    .id = 8,
	    .received_at = RECEIVED,
	    .kind = EVENT_COMPONENT,
	    .channel = CHANNEL_POLLER,
	    .provider = "acme",
	    .provider_name = "Acme Cloud",
	    .page_id = "ac7mec10ud42",
	    .product = "Dashboard",
	    .components = "[\"Dashboard\"]",
	    .status = "major_outage",
	    .previous_status = "operational",
	    .incident_id = "c0mp0nentd5h",
	};
}

static inline struct event record_maintenance(void)
{
	return (struct event){
	    .id = 9,
	    .received_at = RECEIVED,
	    .kind = EVENT_MAINTENANCE,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "acme",
	    .provider_name = "Acme Cloud",
	    .page_id = "ac7mec10ud42",
	    .product = "Database",
	    .components = "[\"Database\"]",
	    .impact = "maintenance",
	    .status = "scheduled",
	    .title = "Database disk replacement",
	    .detail = "Writes may be refused.",
	    .incident_id = "ma1ntenance1",
	    .update_id = "ma1ntupd0001",
	    .scheduled_for = INT64_C(1795471200000),   /* 2026-11-23 22:00 */
	    .scheduled_until = INT64_C(1795485600000), /* 2026-11-24 02:00 */
	};
}

static inline struct event record_mail(void)
{
	return (struct event){
	    .id = 10,
	    .received_at = RECEIVED,
	    .kind = EVENT_MAIL,
	    .channel = CHANNEL_EMAIL,
	    .provider = "news@umbrella.example",
	    .provider_name = "news@umbrella.example",
	    .page_id = "mail:news@umbrella.example",
	    .title = "Our spring newsletter",
	    .detail = "Dear customer",
	    .note = "no provider fits this mail",
	};
}

/* Of record_incident(), right behind it. */
static inline struct event record_summary(void)
{
	return (struct event){
	    .id = 8,
	    .received_at = RECEIVED,
	    .kind = EVENT_SUMMARY,
	    .channel = CHANNEL_POLLER,
	    .provider = "acme",
	    .provider_name = "Acme Cloud",
	    .page_id = "ac7mec10ud42",
	    .title = "Elevated API error rates",
	    .detail = "The API has errors; the cause is not known yet.",
	    .incident_id = "1nc1dent0001",
	    .of = 7,
	};
}

typedef void record_user(void *ctx, const char *name, const struct event *event);

static record_user *record_then;

static inline void record_pass(
    void *ctx, const char *name, struct event event, const struct page *p)
{
	event.id = 1;
	event.received_at = RECEIVED;
	event.channel = CHANNEL_WEBHOOK;
	event.provider = event.provider_name = p->name != NULL ? p->name : "nobody";
	event.page_id = p->id;
	record_then(ctx, name, &event);
	event.note = event.title;
	record_then(ctx, name, &event);
}

static inline void record_events(void *ctx, const char *name, const char *bytes, size_t n)
{
	struct report r = {0};

	if (webhook_read(ctx, bytes, n, &r, NULL) != OK)
		return;
	for (size_t i = 0; i < r.n_incidents; i++)
		for (size_t u = 0; u < r.incidents[i].n_updates; u++)
			record_pass(ctx, name,
			    event_of_update(ctx, &r.incidents[i], &r.incidents[i].updates[u]),
			    &r.page);
	for (size_t i = 0; i < r.n_changes; i++)
		record_pass(ctx, name, event_of_change(ctx, &r.changes[i]), &r.page);
	if (r.kind == REPORT_MAIL) {
		r.page.name = r.mail.from;
		record_pass(ctx, name, event_of_mail(ctx, &r.mail), &r.page);
	}
}

/* Calls f with every event of every webhook fixture, once without and once with a note. */
static inline void record_each(void *ctx, record_user *f)
{
	record_then = f;
	assert_true(fixture_each(ctx, "webhook/*.json", record_events) > 30);
}

/* The first code in text that a terminal would obey; 0 when there is none. Newlines may stand. */
static inline uint32_t record_danger(const char *text, bool escapes_too)
{
	static const uint32_t codes[] = {0x7f, 0x85, 0x9b, 0xad, 0x61c, 0x200b, 0x200e, 0x200f,
	    0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
	    0xfeff, 0xfff9, 0xe0041};
	char utf8[5];

	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 && *c != '\n' && (escapes_too || *c != '\033'))
			return (uint32_t)(unsigned char)*c;
	for (size_t i = 0; i < UNIT_COUNT(codes); i++) {
		uint32_t c = codes[i];

		if (c < 0x80)
			snprintf(utf8, sizeof(utf8), "%c", (int)c);
		else if (c < 0x800)
			snprintf(utf8, sizeof(utf8), "%c%c", (int)(0xc0 | c >> 6),
			    (int)(0x80 | (c & 63)));
		else if (c < 0x10000)
			snprintf(utf8, sizeof(utf8), "%c%c%c", (int)(0xe0 | c >> 12),
			    (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
		else
			snprintf(utf8, sizeof(utf8), "%c%c%c%c", (int)(0xf0 | c >> 18),
			    (int)(0x80 | (c >> 12 & 63)), (int)(0x80 | (c >> 6 & 63)),
			    (int)(0x80 | (c & 63)));
		if (strstr(text, utf8) != NULL)
			return c;
	}
	return 0;
}

#endif
