/* Due times. See schedule.h. */
#include "flow/schedule.h"

/* Doublings of the interval after failures. */
#define BACKOFF_MOST 3

void schedule_spread(struct schedule *s, size_t at_once, int64_t now, int64_t interval_ms)
{
	size_t all = 0, i = 0;

	for (size_t k = 0; k < s->n; k++)
		all += s->slots[k].due_at == 0;
	if (all <= at_once)
		return;
	for (size_t k = 0; k < s->n; k++)
		if (s->slots[k].due_at == 0)
			s->slots[k].due_at = now + interval_ms * (int64_t)i++ / (int64_t)all;
}

struct slot *schedule_find_due(struct schedule *s, int64_t by)
{
	struct slot *found = NULL;

	for (size_t i = 0; i < s->n; i++) {
		struct slot *slot = &s->slots[i];

		if (!slot->busy && slot->due_at <= by &&
		    (found == NULL || slot->due_at < found->due_at))
			found = slot;
	}
	return found;
}

int64_t schedule_next(const struct schedule *s)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < s->n; i++)
		if (!s->slots[i].busy && s->slots[i].due_at < next)
			next = s->slots[i].due_at;
	return next;
}

int64_t schedule_again(int64_t due_at, int64_t tried_at, int64_t interval_ms)
{
	if (due_at <= tried_at + SCHEDULE_EARLY_MS)
		due_at += interval_ms;
	if (due_at > tried_at && due_at <= tried_at + interval_ms + SCHEDULE_EARLY_MS)
		return due_at;
	return tried_at + interval_ms;
}

int64_t schedule_backoff(int64_t failures, int64_t interval_ms, uint32_t seed)
{
	int64_t doublings = failures - 1 < BACKOFF_MOST ? failures - 1 : BACKOFF_MOST;
	int64_t wait = interval_ms << doublings;

	return wait + wait * (int64_t)(seed % 100) / 1000;
}
