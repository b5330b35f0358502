/* Retention: what is older than RETENTION_DAYS goes, in slices small enough not to be felt. */
#ifndef FLOW_RETAIN_H
#define FLOW_RETAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/app.h"
#include "store/store.h"

enum retention_kind {
	RETAIN_KEYS,	  /* that have lapsed */
	RETAIN_EVENTS,	  /* that reached the log, with all that hangs on them but bodies */
	RETAIN_BODIES,	  /* whose events are gone */
	RETAIN_INCIDENTS, /* that are over, or whose page nobody watches; with their keys */
	RETAIN_COMPONENTS,
	RETAIN_PROVIDERS,
	RETAIN_QUARANTINE,
	RETENTION_KINDS
};

/*
 * Removes a bounded number of rows of one kind, in one transaction of a few milliseconds, or some
 * dozen when bodies are of a megabyte; *left says whether there may be more of them. To be called
 * outside a transaction.
 */
int retain_slice(struct store *s, const struct app *app, int64_t now, enum retention_kind kind,
    bool *left, struct error *e);

/*
 * Slices of every kind in turn, each with a pause after it for those who wait for the store, until
 * nothing is left or for_ms have passed; at least one.
 */
int retain(struct store *s, const struct app *app, int64_t now, int64_t for_ms, struct error *e);

/*
 * The same, but not within an hour after nothing was left. For who comes each minute: looking takes
 * the longer the more pages there are.
 */
int retain_hourly(
    struct store *s, const struct app *app, int64_t now, int64_t for_ms, struct error *e);

/* Whether that has something to look for now. */
int retain_is_due(struct store *s, int64_t now, bool *is_due, struct error *e);

#endif
