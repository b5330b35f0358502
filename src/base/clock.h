/*
 * The time, as everything in this program sees it: milliseconds since 1970, UTC.
 * A test can put a time of its own in its place.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* "No time given". Nothing on a status page happened at the first instant of 1970. */
#define TIME_NONE INT64_C(0)

int64_t clock_now(void);

/*
 * Milliseconds since some moment in the past, for spans within one run: nobody sets this clock, a
 * test neither.
 */
int64_t clock_steady(void);

/* Sleeps for so many milliseconds, or less after a signal. A clock that a test has set is moved. */
void clock_sleep(int64_t ms);

/* A time to come by both clocks: it has come when one of them says so, whatever is done to the other. */
struct deadline {
	int64_t at;
	int64_t steady_at;
};

/* In so many milliseconds. */
struct deadline clock_deadline(int64_t ms);

/* Milliseconds until then, none or less when it has come. */
int64_t clock_left(const struct deadline *d);

/* From now on clock_now() returns ms; TIME_NONE brings the real time back. For tests. */
void clock_set(int64_t ms);

#endif
