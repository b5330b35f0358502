/*
 * Times as feeds show them to people: "May 31, 04:30 UTC", without a year and mostly to the
 * minute. What is missing follows from the entry's own time.
 */
#ifndef PLATFORM_FEED_TIME_H
#define PLATFORM_FEED_TIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

#define SHOWN_ZONE_SIZE 12 /* "GMT+05:30" */

struct shown {
	int month; /* from 0 */
	int day;
	bool has_clock; /* there is more than the day */
	int hour;
	int minute;
	int second;		    /* 0 where none is shown */
	char zone[SHOWN_ZONE_SIZE]; /* its name; "" when there is none */
};

/* False when the text is no such time, and no day alone. "10:33 PM" is known too. */
bool shown_read(const char *text, struct shown *out);

/* "Dec 7, 13:00 - 20:00 UTC", and "Dec 7, 22:00 - Dec 8, 04:00 UTC". */
bool shown_read_span(const char *text, struct shown *begin, struct shown *end);

/* What is known when one after the other is told its instant, the newest first. */
struct shown_frame {
	int64_t published; /* when the newest was given; TIME_NONE: not known, and no other is */
	int64_t newer;	   /* the instant before this one in the row */
	char zone[SHOWN_ZONE_SIZE];
	int minutes; /* of that zone, which is not known by its name, east of UTC */
};

/*
 * The instant, as exact as it is shown; TIME_NONE when it cannot be told. A zone whose name says
 * nothing is found by what the newest has in it and when that was published.
 */
int64_t shown_instant(struct shown_frame *frame, const struct shown *s);

#endif
