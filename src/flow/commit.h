/*
 * Group commit: many threads hand in reports, one thread stores them. Those that wait
 * together share one transaction and one sync; each gets its own verdict.
 */
#ifndef FLOW_COMMIT_H
#define FLOW_COMMIT_H

#include "flow/writer.h"

struct committer;

/* Opens the store in a thread of its own; fails here when that fails. */
int committer_open(void *ctx, const struct app *app, struct committer **out, struct error *e);

/*
 * Hands in job->in, to be stored together with what else is waiting. When it is durable, or
 * has failed, job->done is called in the committer's thread, and the job is the caller's
 * again. Waits only when LIMIT_GROUP_COMMIT are in the queue already.
 */
void committer_submit(struct committer *c, struct job *job);

/*
 * Stores what was handed in, also by those who still wait for room, writes the log, ends the
 * thread. Nobody may begin to hand in any more.
 */
void committer_close(struct committer *c);

#endif
