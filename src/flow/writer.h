/*
 * The one way to write: reports go through ingest in one transaction, and when that
 * is durable the log is brought up to date. Belongs to one thread.
 */
#ifndef FLOW_WRITER_H
#define FLOW_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/ingest.h"

struct writer;

/* One report on its way in, and what became of it. */
struct job {
	const struct intake *in;
	struct verdict verdict;
	int rc; /* OK: durable */
	struct error error;
	/* For the committer and the batch: what is called then. */
	void (*done)(struct job *job);
	void *user;
	struct job *next; /* in the committer's queue */
};

/* Opens the store, making it when needed, and catches up with the log. Freed with ctx. */
int writer_open(void *ctx, const struct app *app, struct writer **out, struct error *e);

/* Likewise, of a store that is open and belongs to the writer from then on. */
int writer_open_on(
    void *ctx, const struct app *app, struct store *store, struct writer **out, struct error *e);

/*
 * Stores all in one transaction. Each job has its own outcome: one that fails does not
 * fail its neighbours. When this returns, those that are OK survive a power cut.
 */
void writer_store(struct writer *w, struct job *const *jobs, size_t n);

/*
 * Writes what is new to the log. A failure is told to the log of our own doings, once until it
 * works again.
 */
void writer_project(struct writer *w);

/* Whether it could not, and is to be called again. */
bool writer_log_is_due(const struct writer *w);

/*
 * Tries that again, and stores how far the log is, when it moved: to be called before a pause or an
 * end.
 */
void writer_settle(struct writer *w);

struct store *writer_get_store(struct writer *w);

#endif
