/* The event table: appended to, read in order, never changed. */
#ifndef STORE_EVENTS_H
#define STORE_EVENTS_H

#include <stdbool.h>

#include "model/event.h"
#include "store/store.h"

/* Appends the event, whose channel is its first sighting, and gives it its id. */
int store_event_append(struct store *s, struct event *event, struct error *e);

/* *found says whether there is one with this id. */
int store_event_find(
    void *ctx, struct store *s, int64_t id, struct event *out, bool *found, struct error *e);

struct sighting {
	enum channel channel;
	int64_t seen_at;
};

#define SIGHTINGS_MAX 3 /* one a channel */

/* Every channel that reported the event and when it first did, the first one first. */
int store_event_sightings(
    struct store *s, int64_t id, struct sighting out[SIGHTINGS_MAX], size_t *n, struct error *e);

/*
 * A later report of an event that is known; and what is kept of one that told it with another text,
 * as pages do when they edit an update.
 */
struct revision {
	const char *detail; /* NULL: it told no text */
	enum channel channel;
	int64_t seen_at;
};

/*
 * The event was reported again: keeps the first time of each channel, and the text when it is
 * another than the event's and those kept already. Event 0, of what was known but never logged, is
 * passed over.
 */
int store_event_repeated(
    struct store *s, int64_t id, const struct revision *report, struct error *e);

/* The event's revisions, oldest first; an array of ctx. */
int store_event_revisions(
    void *ctx, struct store *s, int64_t id, struct revision **out, size_t *n, struct error *e);

/*
 * Looks among the newest max events for those of the page that came after since, newest
 * first, summaries apart; *n of them in an array of ctx.
 */
int store_events_recent(void *ctx, struct store *s, const char *page, int64_t since, int64_t max,
    struct event **out, size_t *n, struct error *e);

/* Likewise for those of one incident, however long ago they came. */
int store_events_of(void *ctx, struct store *s, const char *page, const char *incident, int64_t max,
    struct event **out, size_t *n, struct error *e);

/* Up to max events with an id over after, in their order, into out; their strings are of ctx. */
int store_events_after(void *ctx, struct store *s, int64_t after, size_t max, struct event *out,
    size_t *n, struct error *e);

/* The id after which exactly the newest n events come; 0 when there are fewer. */
int store_event_before_last(struct store *s, int64_t n, int64_t *id, struct error *e);

int store_event_count(struct store *s, int64_t *n, struct error *e);

/* Whether a newer event of the same incident came after this one. */
int store_event_is_followed(
    struct store *s, const struct event *event, bool *followed, struct error *e);

/* When the newest event of a provider came, summaries apart. */
struct last_event {
	const char *provider;
	int64_t received_at;
};

/* Of every provider that has an event; an array of ctx. */
int store_events_last(
    void *ctx, struct store *s, struct last_event **out, size_t *n, struct error *e);

/* The greatest id and the least; 0 when there is no event. */
int store_event_newest(struct store *s, int64_t *id, struct error *e);
int store_event_oldest(struct store *s, int64_t *id, struct error *e);

/*
 * Removes at most max events received before the time, none after the id upto and never the
 * newest; and as many sightings, revisions and summaries of events that are gone. *n grows by how many
 * rows that was. A last_event of one that is gone goes with it, uncounted.
 */
int store_events_prune(
    struct store *s, int64_t before, int64_t upto, int64_t max, int64_t *n, struct error *e);

#endif
