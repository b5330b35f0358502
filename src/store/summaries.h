/* Summaries of events: what is to be made, and what was made, whatever became of it. */
#ifndef STORE_SUMMARIES_H
#define STORE_SUMMARIES_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/* The numbers are stored; do not renumber. */
enum summary_state {
	SUMMARY_WAITING = 1,
	SUMMARY_LOGGED = 2,
	SUMMARY_SUPERSEDED = 3, /* the incident had a newer event by then */
	SUMMARY_UNCHECKED = 4,	/* it says what its source does not */
	SUMMARY_GIVEN_UP = 5,
};

struct summary {
	int64_t event_id;
	enum summary_state state;
	int64_t tries; /* requests made */
	const char *model;
	const char *text; /* NULL when there is none */
	int64_t made_at;
};

/* "waiting", "logged", "superseded", "unchecked", "given up". */
const char *summary_state_name(enum summary_state state);

/* The event is to be summed up; nothing when that is known. */
int store_summary_want(struct store *s, int64_t event_id, struct error *e);

/* The oldest that waits and is due at now; *found says whether there is one. */
int store_summary_next(
    void *ctx, struct store *s, int64_t now, struct summary *out, bool *found, struct error *e);

int store_summary_find(void *ctx, struct store *s, int64_t event_id, struct summary *out,
    bool *found, struct error *e);

/* One that was answered, of whichever event, when these same bytes were asked. */
int store_summary_same(void *ctx, struct store *s, const char *request, struct summary *out,
    bool *found, struct error *e);

/* It is about to be asked for with these bytes, and not again before due_at. */
int store_summary_asked(
    struct store *s, int64_t event_id, const char *request, int64_t due_at, struct error *e);

/* Not to be asked for again before due_at. */
int store_summary_delay(struct store *s, int64_t event_id, int64_t due_at, struct error *e);

/* Stores what became of it: state, model, text and time. */
int store_summary_settle(struct store *s, const struct summary *summary, struct error *e);

#endif
