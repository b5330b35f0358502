/* The keys by which a report is recognised, shared by all processes. See model/identity.h. */
#ifndef STORE_DEDUP_H
#define STORE_DEDUP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/identity.h"
#include "store/store.h"

#define DEDUP_FOR_EVER INT64_C(0)
/* The event of a key that was seen but never logged. */
#define DEDUP_NO_EVENT INT64_C(0)

/*
 * Whether the key is known and has not lapsed by now; then *event_id is its event. A NULL key is
 * not known.
 */
int store_dedup_find(
    struct store *s, const char *key, int64_t now, bool *found, int64_t *event_id, struct error *e);

/* Whether there is a key of the range at all, lapsed or not. */
int store_dedup_any(struct store *s, struct key_range range, bool *any, struct error *e);

/* The events of the first keys of the range that have not lapsed by now: *n of them, max at most. */
int store_dedup_events(struct store *s, struct key_range range, int64_t now, int64_t *event_ids,
    size_t max, size_t *n, struct error *e);

/*
 * From now on the key means this event, until expires_at or DEDUP_FOR_EVER. A NULL key is passed
 * over.
 */
int store_dedup_put(
    struct store *s, const char *key, int64_t event_id, int64_t expires_at, struct error *e);

/* How many keys have not lapsed by now, counted up to max: to count all means to read all. */
int store_dedup_count(struct store *s, int64_t now, int64_t max, int64_t *n, struct error *e);

/* Removes at most max keys that lapsed by now, or of the range; *n grows by how many. */
int store_dedup_prune(struct store *s, int64_t now, int64_t max, int64_t *n, struct error *e);
int store_dedup_forget(
    struct store *s, struct key_range range, int64_t max, int64_t *n, struct error *e);

#endif
