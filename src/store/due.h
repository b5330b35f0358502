/* When pages are to be asked: what each start of the poller looks at. */
#ifndef STORE_DUE_H
#define STORE_DUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/store.h"

/* When a page is to be asked and was asked last: these members of struct provider_state alone. */
struct provider_time {
	const char *key;
	int64_t due_at;
	const char *due_by; /* NULL: it is asked no more */
	int64_t tried_at;
};

/* Of all that are known; an array of ctx. */
int store_provider_times(
    void *ctx, struct store *s, struct provider_time **out, size_t *n, struct error *e);

/*
 * Likewise of those that a mail has wanted since they were asked last, and that need not be left
 * alone. A wish from after now was noted by a clock that was wrong, and does not count.
 */
int store_providers_wanted(void *ctx, struct store *s, int64_t now, struct provider_time **out,
    size_t *n, struct error *e);

/* Likewise of the one that is due first of those that are asked; none when there is none. */
int store_provider_next(
    void *ctx, struct store *s, struct provider_time **out, size_t *n, struct error *e);

/* The page is asked no more, until its state is put again. */
int store_provider_retire(struct store *s, const char *key, struct error *e);

#endif
