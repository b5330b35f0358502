/* Spans in which nobody asked a page: no poller ran, or it was not to be read. */
#ifndef STORE_GAPS_H
#define STORE_GAPS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct gap {
	const char *provider;
	int64_t since;
	int64_t before;
};

/* Adds one; those of the provider that ended before the time forgotten leave. */
int store_gap_put(struct store *s, const struct gap *gap, int64_t forgotten, struct error *e);

/* Those that ended after the time, by provider and in their order; an array of ctx. */
int store_gaps(
    void *ctx, struct store *s, int64_t after, struct gap **out, size_t *n, struct error *e);

#endif
