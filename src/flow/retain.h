/* Retention: what is older than RETENTION_DAYS goes, in slices small enough not to be felt. */
#ifndef FLOW_RETAIN_H
#define FLOW_RETAIN_H

#include "flow/app.h"
#include "store/store.h"

/*
 * Removes a bounded number of lapsed keys and old events; to be called now and then, outside a
 * transaction.
 */
int retain(struct store *s, const struct app *app, int64_t now, struct error *e);

#endif
