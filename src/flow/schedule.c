/* Due times. See schedule.h. */
#include "flow/schedule.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

/* Doublings of the interval after failures. */
#define BACKOFF_MOST 3
/* So many of them differ. */
#define SEEDS 100

/* Between two runs that follow each other nobody looks for some seconds. */
#define MISSED_MS 5000
/* Asked so late, a page is asked as late each time. */
#define LATE_MS (SCHEDULE_EARLY_MS / 2)

struct schedule *schedule_new(void *ctx, size_t room)
{
	struct schedule *s = mem_new(ctx, struct schedule);

	s->heap = mem_array(s, struct slot *, room);
	return s;
}

/* Puts the slot at i, or as far above as it belongs. */
static void rise(struct schedule *s, size_t i, struct slot *slot)
{
	size_t above;

	for (; i > 0 && s->heap[above = (i - 1) / 2]->due_at > slot->due_at; i = above)
		s->heap[i] = s->heap[above];
	s->heap[i] = slot;
}

void schedule_put(struct schedule *s, struct slot *slot)
{
	rise(s, s->n++, slot);
}

void schedule_hasten(struct schedule *s, const char *key, int64_t due_at)
{
	for (size_t i = 0; i < s->n; i++) {
		struct slot *slot = s->heap[i];

		if (slot->due_at <= due_at || strcmp(slot->provider->key, key) != 0)
			continue;
		slot->due_at = due_at;
		rise(s, i, slot);
		return;
	}
}

/* Takes the first one out: the last one sinks from there to where it belongs. */
static struct slot *take_first(struct schedule *s)
{
	struct slot *first = s->heap[0], *last = s->heap[--s->n];
	size_t i = 0, below;

	while ((below = 2 * i + 1) < s->n) {
		if (below + 1 < s->n && s->heap[below + 1]->due_at < s->heap[below]->due_at)
			below++;
		if (s->heap[below]->due_at >= last->due_at)
			break;
		s->heap[i] = s->heap[below];
		i = below;
	}
	s->heap[i] = last;
	return first;
}

struct slot *schedule_take_due(struct schedule *s, int64_t by)
{
	return schedule_next(s) <= by && s->n > 0 ? take_first(s) : NULL;
}

int64_t schedule_next(const struct schedule *s)
{
	return s->n > 0 ? s->heap[0]->due_at : INT64_MAX;
}

void schedule_spread(struct slot *slots, size_t n, size_t at_once, int64_t now, int64_t interval_ms)
{
	size_t n_new = 0;

	for (size_t k = 0; k < n; k++)
		n_new += slots[k].due_at == 0;
	if (n_new <= at_once)
		return;
	for (size_t k = 0; k < n; k++) {
		int64_t place = interval_ms * (int64_t)k / (int64_t)n;
		int64_t since = ((now - place) % interval_ms + interval_ms) % interval_ms;

		if (slots[k].due_at == 0)
			slots[k].due_at = since < MISSED_MS ? now : now + interval_ms - since;
	}
}

int64_t schedule_again(int64_t due_at, int64_t tried_at, int64_t interval_ms, bool stays)
{
	if (stays && tried_at > due_at + LATE_MS && tried_at < due_at + MISSED_MS)
		due_at = tried_at;
	if (due_at <= tried_at + SCHEDULE_EARLY_MS) {
		due_at += interval_ms;
		if (stays && due_at > tried_at && due_at < tried_at + MISSED_MS)
			due_at += interval_ms;
	}
	if (due_at > tried_at && due_at <= tried_at + interval_ms + MISSED_MS)
		return due_at;
	return tried_at + interval_ms;
}

int64_t schedule_backoff(int64_t failures, int64_t interval_ms, uint32_t seed)
{
	int64_t doublings = failures - 1 < BACKOFF_MOST ? failures - 1 : BACKOFF_MOST;
	int64_t wait = interval_ms << doublings;

	return wait + wait * (int64_t)(seed % SEEDS) / (10 * SEEDS);
}

int64_t schedule_longest(int64_t interval_ms)
{
	int64_t backoff = schedule_backoff(BACKOFF_MOST + 1, interval_ms, SEEDS - 1);
	int64_t wish = LIMIT_RETRY_AFTER_S * INT64_C(1000);

	return backoff > wish ? backoff : wish;
}
