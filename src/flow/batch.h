/*
 * The poller's group commit: what visits hand in waits a moment for more, so that a round of
 * pages without news costs some transactions and not one a page. In one thread; for many
 * threads there is commit.h.
 */
#ifndef FLOW_BATCH_H
#define FLOW_BATCH_H

#include "flow/writer.h"

struct batch;

struct batch *batch_new(void *ctx, struct writer *w);

/*
 * Hands in job->in, which holds about so many bytes of memory while it waits. When it is durable,
 * or has failed, job->done is called, which may hand in more. That may be before this returns: when
 * as much waits as may.
 */
void batch_add(struct batch *b, struct job *job, size_t bytes);

/* Stores all that waits in one transaction, then writes the log. */
void batch_store(struct batch *b);

/* In how many milliseconds that is to be done, 0 for now; INT64_MAX when nothing waits. */
int64_t batch_left(const struct batch *b);

#endif
