/* The time, which a test can move. See clock.h. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t fixed = TIME_NONE;

static int64_t read_clock(clockid_t which)
{
	struct timespec ts;

	clock_gettime(which, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	int64_t set = atomic_load(&fixed);

	return set != TIME_NONE ? set : read_clock(CLOCK_REALTIME);
}

int64_t clock_steady(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_sleep(int64_t ms)
{
	int64_t set = atomic_load(&fixed);

	if (set != TIME_NONE)
		atomic_store(&fixed, set + ms);
	else
		nanosleep(
		    &(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

struct deadline clock_deadline(int64_t ms)
{
	return (struct deadline){.at = clock_now() + ms, .steady_at = clock_steady() + ms};
}

int64_t clock_left(const struct deadline *d)
{
	int64_t left = d->at - clock_now(), steady_left = d->steady_at - clock_steady();

	return left < steady_left ? left : steady_left;
}

void clock_set(int64_t ms)
{
	atomic_store(&fixed, ms);
}
