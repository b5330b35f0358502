/*
 * The event log: the event table as text, each event once and in order. Whoever has
 * committed brings it up to date, under a lock that all processes share. Nothing in
 * the file is trusted but its bytes: what follows the stored cursor is compared with
 * what should stand there, so a record is continued where it broke off and none is
 * written twice, whenever a writer was killed.
 */
#ifndef FLOW_PROJECT_H
#define FLOW_PROJECT_H

#include "flow/app.h"
#include "store/store.h"

struct projector;

/* Reads events from the store, which must belong to the calling thread. Freed with ctx. */
int projector_open(
    void *ctx, const struct app *app, struct store *store, struct projector **out, struct error *e);

/* Whether by what the store knows the log has every event, without a look at the log itself. */
int project_is_done(const struct app *app, struct store *store, bool *done, struct error *e);

/* Writes every event that is committed and not in the log yet. E_BUSY while another keeps it. */
int project(struct projector *p, struct error *e);

/* Waits until the log is on the disk, so that a place stored now is not ahead of it. */
void projector_sync(const struct projector *p);

/* Puts how far the log is into the current transaction, when it has moved since. */
int projector_remember(struct projector *p, struct error *e);

/* That transaction is durable. */
void projector_remembered(struct projector *p);

/* Whether projector_remember() has something to put. */
bool projector_is_ahead(const struct projector *p);

#endif
