/*
 * How long something was in which state: spans of time, and the tally of what they were filled
 * with. What is not known is counted as unknown, whatever was told last. Pure.
 */
#ifndef MODEL_TIMELINE_H
#define MODEL_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

#include "model/rollup.h"

/* Milliseconds: since is the first instant in it, before the first one behind it. */
struct span {
	int64_t since;
	int64_t before;
};

/* A set of instants. */
struct spans {
	struct span *list;
	size_t n;
};

/* Nothing for an empty span; the list belongs to ctx. */
void spans_add(void *ctx, struct spans *s, int64_t since, int64_t before);

/* To be called when all are added: sorts them, and joins those that meet. */
void spans_settle(struct spans *s);

/* How long of the span is in a settled set. */
int64_t spans_overlap(const struct spans *s, int64_t since, int64_t before);

/* Milliseconds in each state. */
struct tally {
	int64_t ms[ROLLUP_MAJOR_OUTAGE + 1];
};

/* Counts the span as of this state; what of it is in unknown, a settled set, counts as unknown. */
void tally_add(
    struct tally *t, enum rollup state, int64_t since, int64_t before, const struct spans *unknown);

/* The sum of all. */
int64_t tally_total(const struct tally *t);

/* Things with a state each, at the same time or one after the other: the whole is as the worst is. */
struct sweep;

/* Empty; belongs to ctx. */
struct sweep *sweep_new(void *ctx);

/* One of them was so in the span. That one was operational changes nothing, and need not be added. */
void sweep_add(struct sweep *s, enum rollup state, int64_t since, int64_t before);

/* The worst in each instant of the span, into the tally. */
void sweep_tally(
    struct sweep *s, int64_t since, int64_t before, const struct spans *unknown, struct tally *out);

#endif
