/*
 * Group commit: many threads hand in reports, one thread stores them. Those that wait
 * together share one transaction and one sync; each gets its own verdict.
 */
#ifndef FLOW_COMMIT_H
#define FLOW_COMMIT_H

#include "flow/ingest.h"

struct committer;

/* Opens the store in a thread of its own; fails here when that fails. */
int committer_open(void *ctx, const struct app *app, struct committer **out, struct error *e);

/*
 * Stores the report and waits until it is durable. The intake is read by another thread meanwhile.
 */
int committer_store(
    struct committer *c, const struct intake *in, struct verdict *out, struct error *e);

/* Stores what was handed in, writes the log, ends the thread. Nobody may hand in any more. */
void committer_close(struct committer *c);

#endif
