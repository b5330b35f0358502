/*
 * State that nobody needs any more: incidents that are long over, and what is left of pages
 * and providers that are not watched. Found by reading, outside a transaction; removed in
 * one, a bounded number of rows at a time, if it still is what it was when it was found.
 */
#ifndef STORE_LAPSED_H
#define STORE_LAPSED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct incident_id {
	const char *page_id;
	const char *id;
};

/*
 * When an incident has lapsed. It ended before the first of these times. Or it is still open, but
 * nothing was heard of it after that, and its page is not watched: its provider is not in the store,
 * or has not answered since the second. With 0 for that, one that is there counts as watched.
 */
struct lapse {
	int64_t before;
	int64_t since;
};

/* Up to max of them, those that have ended first; an array of ctx. */
int store_incidents_lapsed(void *ctx, struct store *s, const struct lapse *lapse, int64_t max,
    struct incident_id **out, size_t *n, struct error *e);

/* Whether it is still one of them. */
int store_incident_is_lapsed(struct store *s, const struct lapse *lapse,
    const struct incident_id *id, bool *yes, struct error *e);

/* The incident alone, not its keys; *n grows by how many rows that was, here and below. */
int store_incident_remove(
    struct store *s, const struct incident_id *id, int64_t *n, struct error *e);

/* Up to max pages that no provider has now, with no component changed since; an array of ctx. */
int store_component_pages_lapsed(void *ctx, struct store *s, int64_t since, int64_t max,
    const char ***out, size_t *n, struct error *e);

/* Removes up to max components of such a page that were not changed since. */
int store_components_prune(
    struct store *s, const char *page, int64_t since, int64_t max, int64_t *n, struct error *e);

/* The keys of those that have not answered since then; an array of ctx. */
int store_providers_silent(
    void *ctx, struct store *s, int64_t since, const char ***out, size_t *n, struct error *e);

/* If it still has not. The gaps of its page go with it, uncounted. */
int store_provider_remove(
    struct store *s, const char *key, int64_t since, int64_t *n, struct error *e);

#endif
