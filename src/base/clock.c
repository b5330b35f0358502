/* The time, which a test can move. See clock.h. */
#include "base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t fixed = TIME_NONE;

int64_t clock_now(void)
{
	int64_t set = atomic_load(&fixed);
	struct timespec ts;

	if (set != TIME_NONE)
		return set;
	clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void clock_set(int64_t ms)
{
	atomic_store(&fixed, ms);
}
