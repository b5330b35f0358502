/*
 * An event: one thing that happened at a provider, as it is stored, logged and
 * shown. It is complete in itself: its text in the log depends on nothing else.
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include <stdint.h>

#include "model/channel.h"
#include "model/report.h"

/* The numbers are stored; do not renumber. */
enum event_kind {
	EVENT_INCIDENT = 1,
	EVENT_COMPONENT = 2,
	EVENT_MAINTENANCE = 3,
	EVENT_MAIL = 4,
	EVENT_PROVIDER = 5, /* the page itself: whether it can be read */
	EVENT_SUMMARY = 6, /* of another event: nothing happened, but it has its place in the log */
};

struct event {
	int64_t id;	     /* given by the store; rises in the order of the log */
	int64_t received_at; /* ours */
	int64_t occurred_at; /* theirs, of the posting; TIME_NONE when they did not say */
	int64_t shown_at;    /* the one that their page shows for it; TIME_NONE: the same */
	enum event_kind kind;
	enum channel channel; /* the first that told us */
	const char *provider; /* key; the page id when no provider has it */
	const char *provider_name;
	const char *page_id;
	const char *product;	/* names of the components, as one text; NULL when none is named */
	const char *components; /* the same as a JSON array of strings */
	const char *impact;
	const char *status;
	const char *previous_status; /* of a component or a page */
	const char *title;
	const char *detail;
	const char *incident_id; /* or component id */
	const char *update_id;
	const char *url;
	int64_t scheduled_for; /* of a maintenance */
	int64_t scheduled_until;
	const char *note; /* what we have to say about the event ourselves; mostly NULL */
	int64_t of;	  /* a summary: the id of its event; 0 for all others */
};

/* When it happened, by the time that its page shows; or else that it tells. */
int64_t event_shown_at(const struct event *event);

/* "incident", "component", "scheduled_maintenance", "email_notification", "provider", "summary". */
const char *event_kind_name(enum event_kind kind);

/*
 * The event that this update of this incident is. The strings are the report's,
 * but for product and components, which belong to ctx. Provider, times of ours and
 * notes are left for the caller.
 */
struct event event_of_update(void *ctx, const struct incident *in, const struct update *up);

struct event event_of_change(void *ctx, const struct change *change);

/* Its detail is the mail's text with the links redacted. */
struct event event_of_mail(void *ctx, const struct mail *mail);

/* The record that sums up an event in so many words; the strings are the event's. */
struct event event_of_summary(const struct event *of, const char *text);

#endif
