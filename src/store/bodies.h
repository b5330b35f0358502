/*
 * What webhooks and mails said, byte for byte, for those who want to know where an event came
 * from: the newest, within LIMIT_BODIES_BYTES, and none longer than its events. What could not be
 * used is in the quarantine.
 */
#ifndef STORE_BODIES_H
#define STORE_BODIES_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* The body of the events first_event to last_event, which one transaction appended. */
int store_body_put(struct store *s, int64_t first_event, int64_t last_event, const char *bytes,
    size_t n, struct error *e);

/* That of an event, of ctx and with a 0 behind it; *bytes is NULL when there is none. */
int store_body_find(
    void *ctx, struct store *s, int64_t event_id, const char **bytes, size_t *n, struct error *e);

/* The oldest make room; to be called once in a transaction that put some. */
int store_bodies_trim(struct store *s, struct error *e);

/* Removes up to max of those whose events are gone; *n grows by how many it were. */
int store_bodies_prune(struct store *s, int64_t max, int64_t *n, struct error *e);

#endif
