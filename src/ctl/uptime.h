/*
 * How long each provider, and each of its components, was in which state, by the transitions that
 * are stored. Not known is what was before a page was first read, while it could not be read, while
 * no poller ran, and before what retention has left.
 */
#ifndef CTL_UPTIME_H
#define CTL_UPTIME_H

#include "flow/app.h"
#include "model/timeline.h"
#include "store/store.h"

struct uptime_row {
	const char *provider;
	const char *component; /* its name or id; NULL: the provider as a whole */
	const char *status;    /* now; NULL of a provider */
	struct tally tally;
};

/*
 * From since on until now, for the provider of that key and its components, or for all providers as
 * wholes when it is NULL; *n rows in an array of ctx, a provider before its components.
 */
int uptime_read(void *ctx, const struct app *app, struct store *s, const char *key, int64_t since,
    struct uptime_row **out, size_t *n, struct error *e);

#endif
