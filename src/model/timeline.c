/* Spans, tallies and the sweep over both. See timeline.h. */
#include "model/timeline.h"

#include <stdlib.h>

#include "base/mem.h"

#define GROW 16

void spans_add(void *ctx, struct spans *s, int64_t since, int64_t before)
{
	if (since >= before)
		return;
	if (s->n % GROW == 0)
		s->list = mem_grow(ctx, s->list, struct span, s->n + GROW);
	s->list[s->n++] = (struct span){since, before};
}

static int by_since(const void *a, const void *b)
{
	const struct span *p = a, *q = b;

	return (p->since > q->since) - (p->since < q->since);
}

void spans_settle(struct spans *s)
{
	size_t n = 0;

	if (s->n == 0)
		return;
	qsort(s->list, s->n, sizeof(s->list[0]), by_since);
	for (size_t i = 1; i < s->n; i++) {
		if (s->list[i].since > s->list[n].before)
			s->list[++n] = s->list[i];
		else if (s->list[i].before > s->list[n].before)
			s->list[n].before = s->list[i].before;
	}
	s->n = n + 1;
}

int64_t spans_overlap(const struct spans *s, int64_t since, int64_t before)
{
	int64_t sum = 0;

	for (size_t i = 0; i < s->n && s->list[i].since < before; i++) {
		int64_t from = s->list[i].since > since ? s->list[i].since : since;
		int64_t to = s->list[i].before < before ? s->list[i].before : before;

		if (to > from)
			sum += to - from;
	}
	return sum;
}

void tally_add(
    struct tally *t, enum rollup state, int64_t since, int64_t before, const struct spans *unknown)
{
	int64_t not_known;

	if (since >= before)
		return;
	not_known = spans_overlap(unknown, since, before);
	t->ms[ROLLUP_UNKNOWN] += not_known;
	t->ms[state] += before - since - not_known;
}

int64_t tally_total(const struct tally *t)
{
	int64_t sum = 0;

	for (int i = 0; i <= ROLLUP_MAJOR_OUTAGE; i++)
		sum += t->ms[i];
	return sum;
}

/* Something begins to be so, or ends it. */
struct point {
	int64_t at;
	enum rollup state;
	int step; /* 1 or -1 */
};

struct sweep {
	struct point *points;
	size_t n;
};

struct sweep *sweep_new(void *ctx)
{
	return mem_new(ctx, struct sweep);
}

static void add_point(struct sweep *s, struct point point)
{
	if (s->n % GROW == 0)
		s->points = mem_grow(s, s->points, struct point, s->n + GROW);
	s->points[s->n++] = point;
}

void sweep_add(struct sweep *s, enum rollup state, int64_t since, int64_t before)
{
	if (state == ROLLUP_OPERATIONAL || since >= before)
		return;
	add_point(s, (struct point){since, state, 1});
	add_point(s, (struct point){before, state, -1});
}

static int by_time(const void *a, const void *b)
{
	const struct point *p = a, *q = b;

	return (p->at > q->at) - (p->at < q->at);
}

static enum rollup worst(const int counts[ROLLUP_MAJOR_OUTAGE + 1])
{
	int r = ROLLUP_MAJOR_OUTAGE;

	while (r > ROLLUP_OPERATIONAL && counts[r] == 0)
		r--;
	return (enum rollup)r;
}

void sweep_tally(
    struct sweep *s, int64_t since, int64_t before, const struct spans *unknown, struct tally *out)
{
	int counts[ROLLUP_MAJOR_OUTAGE + 1] = {0};
	int64_t at = since;

	if (s->n > 0)
		qsort(s->points, s->n, sizeof(s->points[0]), by_time);
	for (size_t i = 0; i < s->n && s->points[i].at < before; i++) {
		const struct point *p = &s->points[i];

		if (p->at > at) {
			tally_add(out, worst(counts), at, p->at, unknown);
			at = p->at;
		}
		counts[p->state] += p->step;
	}
	tally_add(out, worst(counts), at, before, unknown);
}
