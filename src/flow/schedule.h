/* When which page is asked: the providers that are watched, each with its own due time. */
#ifndef FLOW_SCHEDULE_H
#define FLOW_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/provider.h"

/* Cron does not come at the same instant of each minute: so much too early is on time. */
#define SCHEDULE_EARLY_MS 1000

/* Intervals without an answer that are more than bad luck. */
#define LATE_INTERVALS 3

struct slot {
	const struct provider *provider;
	int64_t due_at;	 /* 0: it was never asked, or not so */
	bool is_awaited; /* by whoever named it; the run ends when none is left */
};

/* Some thousands of pages: a heap, so that none is looked at but the next. */
struct schedule {
	struct slot **heap; /* those that wait, the longest due first */
	size_t n;
};

/* Empty, with room for so many; belongs to ctx. */
struct schedule *schedule_new(void *ctx, size_t room);

/* From now on the slot waits for its time. It must live as long as the schedule. */
void schedule_put(struct schedule *s, struct slot *slot);

/*
 * Pages without a due time, when there are more than at_once of them, become due one after
 * the other within an interval: so they stay apart ever after. Each has its place in the interval
 * by its place among all, so that the next run finds it there again. To be called before they are
 * put.
 */
void schedule_spread(
    struct slot *slots, size_t n, size_t at_once, int64_t now, int64_t interval_ms);

/* The slot of this provider becomes due by then, if it waits for a later time. */
void schedule_hasten(struct schedule *s, const char *key, int64_t due_at);

/* Takes out the one that is the longest due by that time; NULL when there is none. */
struct slot *schedule_take_due(struct schedule *s, int64_t by);

/* When the next one becomes due; INT64_MAX for never. */
int64_t schedule_next(const struct schedule *s);

/*
 * When a page that was due and has been asked is due again. Counted from when it was due, not
 * from when its turn came, so that the interval is kept on the average; unless that has
 * passed. A page asked before its time stays due at that time.
 *
 * Where runs stay, one that became due between two of them moves to where there is one: asked late
 * now and in time the next time, it would have an interval that is shorter by that, and then one
 * that is longer. And one that nobody asked for nearly an interval is not asked twice in a moment.
 */
int64_t schedule_again(int64_t due_at, int64_t tried_at, int64_t interval_ms, bool stays);

/*
 * After how long a page is asked again that has failed so often in a row (from 1): 1, 2, 4, 8
 * intervals, never more, and up to a tenth longer, by the seed, lest all that failed
 * together come back together.
 */
int64_t schedule_backoff(int64_t failures, int64_t interval_ms, uint32_t seed);

/* No page is put off for longer than this, neither by failures nor by its own wish. */
int64_t schedule_longest(int64_t interval_ms);

#endif
