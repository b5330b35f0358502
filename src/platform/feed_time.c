/* Times as feeds show them. See feed_time.h. */
#include "platform/feed_time.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/timetext.h"

#define MINUTE_MS INT64_C(60000)
#define DAY_MS	  (24 * 60 * MINUTE_MS)
/* What a page shows need not be in order: an update may be given a time of its own. */
#define SLACK_MS DAY_MS
/* The 29th of February is missing seven years in a row at most. */
#define YEARS 8

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

static const char *take_number(const char *s, int *value)
{
	int digits = 0;

	for (*value = 0; digits < 2 && isdigit((unsigned char)*s); s++, digits++)
		*value = *value * 10 + (*s - '0');
	return digits > 0 ? s : NULL;
}

/* Of "10:33 PM" the afternoon. */
static const char *take_half(const char *s, int *hour)
{
	bool after = strncasecmp(s, "PM", 2) == 0;

	if (!after && strncasecmp(s, "AM", 2) != 0)
		return s;
	*hour = *hour % 12 + (after ? 12 : 0);
	return skip_blanks(s + 2);
}

static const char *take_clock(const char *s, struct shown *out)
{
	if ((s = take_number(s, &out->hour)) == NULL || *s != ':' ||
	    (s = take_number(s + 1, &out->minute)) == NULL)
		return NULL;
	out->second = 0;
	if (*s == ':' && (s = take_number(s + 1, &out->second)) == NULL)
		return NULL;
	s = take_half(skip_blanks(s), &out->hour);
	out->has_clock = true;
	return out->hour < 24 && out->minute < 60 && out->second < 60 ? s : NULL;
}

static bool take_zone(const char *s, struct shown *out)
{
	size_t n = strcspn(s, " \t\r\n");

	if (n >= SHOWN_ZONE_SIZE || *skip_blanks(s + n) != '\0')
		return false;
	memcpy(out->zone, s, n);
	return true;
}

/* "May 31" */
static const char *take_day(const char *s, struct shown *out)
{
	if ((out->month = time_month(s)) < 0)
		return NULL;
	while (isalpha((unsigned char)*s))
		s++;
	if ((s = take_number(skip_blanks(s), &out->day)) == NULL || out->day < 1 || out->day > 31)
		return NULL;
	return skip_blanks(s);
}

/* "May 31, 04:30" */
static const char *take_instant(const char *s, struct shown *out)
{
	s = take_day(s, out);
	return s != NULL && *s == ',' ? take_clock(skip_blanks(s + 1), out) : NULL;
}

bool shown_read(const char *text, struct shown *out)
{
	const char *s = skip_blanks(text), *rest;

	*out = (struct shown){0};
	if ((rest = take_day(s, out)) == NULL)
		return false;
	return *rest == '\0' || ((s = take_instant(s, out)) != NULL && take_zone(s, out));
}

bool shown_read_span(const char *text, struct shown *begin, struct shown *end)
{
	const char *s;

	*begin = (struct shown){0};
	if ((s = take_instant(skip_blanks(text), begin)) == NULL || *s != '-')
		return false;
	s = skip_blanks(s + 1);
	*end = *begin;
	s = isalpha((unsigned char)*s) ? take_instant(s, end) : take_clock(s, end);
	if (s == NULL || !take_zone(s, end))
		return false;
	memcpy(begin->zone, end->zone, sizeof(begin->zone));
	return true;
}

static int year_of(int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return tm.tm_year;
}

/* In that year, as if it were UTC; TIME_NONE when the year has no such day. */
static int64_t in_year(const struct shown *s, int year)
{
	struct tm tm = {.tm_year = year,
	    .tm_mon = s->month,
	    .tm_mday = s->day,
	    .tm_hour = s->hour,
	    .tm_min = s->minute,
	    .tm_sec = s->second};
	int64_t ms = (int64_t)timegm(&tm) * 1000;

	return tm.tm_mon == s->month && ms > 0 ? ms : TIME_NONE;
}

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

static int64_t nearest(const struct shown *s, int minutes, int64_t to)
{
	int64_t best = TIME_NONE;

	for (int year = year_of(to) - YEARS; year <= year_of(to) + YEARS; year++) {
		int64_t local = in_year(s, year), ms = local - minutes * MINUTE_MS;

		if (local != TIME_NONE &&
		    (best == TIME_NONE || distance(ms, to) < distance(best, to)))
			best = ms;
	}
	return best;
}

static int64_t latest_before(const struct shown *s, int minutes, int64_t newer)
{
	for (int year = year_of(newer) + 1; year >= year_of(newer) - YEARS; year--) {
		int64_t local = in_year(s, year), ms = local - minutes * MINUTE_MS;

		if (local != TIME_NONE && ms <= newer + SLACK_MS)
			return ms;
	}
	return TIME_NONE;
}

/* All zones are whole quarters of an hour from UTC, and not more than a day. */
static bool infer_zone(struct shown_frame *f, const struct shown *s)
{
	int64_t published = f->published - f->published % MINUTE_MS;
	int64_t east = nearest(s, 0, published) - s->second * INT64_C(1000) - published;

	if (distance(east, 0) > DAY_MS || east % (15 * MINUTE_MS) != 0)
		return false;
	f->minutes = (int)(east / MINUTE_MS);
	memcpy(f->zone, s->zone, sizeof(f->zone));
	return true;
}

static bool find_zone(struct shown_frame *f, const struct shown *s, int *minutes)
{
	if (time_zone(s->zone, strlen(s->zone), minutes))
		return true;
	if (f->newer != TIME_NONE ? strcmp(f->zone, s->zone) != 0 : !infer_zone(f, s))
		return false;
	*minutes = f->minutes;
	return true;
}

int64_t shown_instant(struct shown_frame *f, const struct shown *s)
{
	bool newest = f->newer == TIME_NONE;
	int64_t ms = TIME_NONE;
	int minutes;

	if (f->published == TIME_NONE || !s->has_clock)
		return TIME_NONE;
	if (find_zone(f, s, &minutes))
		ms = newest ? nearest(s, minutes, f->published)
			    : latest_before(s, minutes, f->newer);
	else if (newest)
		ms = f->published - f->published % MINUTE_MS;
	if (ms != TIME_NONE || newest)
		f->newer = ms != TIME_NONE ? ms : f->published;
	return ms;
}
