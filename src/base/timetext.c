/* Times as text. See timetext.h. */
#include "base/timetext.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* The last instant of the year 9999, which is as far as four digits go. */
#define LAST_MS INT64_C(253402300799999)

/* Reads exactly width digits; NULL when there are fewer. */
static const char *take_number(const char *s, int width, int *value)
{
	*value = 0;
	for (int i = 0; i < width; i++, s++) {
		if (*s < '0' || *s > '9')
			return NULL;
		*value = *value * 10 + (*s - '0');
	}
	return s;
}

static const char *take_char(const char *s, const char *set)
{
	return s != NULL && *s != '\0' && strchr(set, *s) != NULL ? s + 1 : NULL;
}

static const char *take_date(const char *s, struct tm *tm)
{
	if ((s = take_number(s, 4, &tm->tm_year)) == NULL || (s = take_char(s, "-")) == NULL ||
	    (s = take_number(s, 2, &tm->tm_mon)) == NULL || (s = take_char(s, "-")) == NULL ||
	    (s = take_number(s, 2, &tm->tm_mday)) == NULL)
		return NULL;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return s;
}

static const char *take_clock(const char *s, struct tm *tm)
{
	if ((s = take_number(s, 2, &tm->tm_hour)) == NULL || (s = take_char(s, ":")) == NULL ||
	    (s = take_number(s, 2, &tm->tm_min)) == NULL || (s = take_char(s, ":")) == NULL)
		return NULL;
	return take_number(s, 2, &tm->tm_sec);
}

/* ".704" and the like: milliseconds in *ms. */
static const char *take_fraction(const char *s, int *ms)
{
	int weight = 100, digits = 0;

	*ms = 0;
	if (*s != '.')
		return s;
	for (s++; *s >= '0' && *s <= '9' && digits < 9; s++, digits++, weight /= 10)
		*ms += (*s - '0') * weight;
	return s;
}

/* "Z", "+hh:mm" or nothing: minutes east of UTC in *minutes. */
static const char *take_zone(const char *s, int *minutes)
{
	int hours, rest, sign;

	*minutes = 0;
	if (*s == '\0')
		return s;
	if (*s == 'Z' || *s == 'z')
		return s + 1;
	sign = *s == '-' ? -1 : 1;
	if ((s = take_char(s, "+-")) == NULL || (s = take_number(s, 2, &hours)) == NULL ||
	    (s = take_char(s, ":")) == NULL || (s = take_number(s, 2, &rest)) == NULL)
		return NULL;
	if (hours > 23 || rest > 59)
		return NULL;
	*minutes = sign * (hours * 60 + rest);
	return s;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 1 && is_leap(year) ? 29 : days[month];
}

/* From 1970 on: timegm() searches for it, and asks for the time zone under a lock. */
static int64_t days_since_1970(const struct tm *tm)
{
	static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int year = tm->tm_year + 1900, y = year - 1;
	int leap_days = y / 4 - y / 100 + y / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400);

	if (is_leap(year) && tm->tm_mon > 1)
		leap_days++;
	return (year - 1970) * 365 + leap_days + before[tm->tm_mon] + tm->tm_mday - 1;
}

static bool tm_in_range(const struct tm *tm)
{
	return tm->tm_year >= 70 && tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= days_of(tm->tm_year + 1900, tm->tm_mon) && tm->tm_hour < 24 &&
	       tm->tm_min < 60 && tm->tm_sec <= 60;
}

/* The date and time of day; what follows them, which is the zone. */
static const char *take_local(const char *s, struct tm *tm, int *fraction)
{
	if ((s = take_date(s, tm)) == NULL || (s = take_char(s, "Tt ")) == NULL ||
	    (s = take_clock(s, tm)) == NULL)
		return NULL;
	return take_fraction(s, fraction);
}

static bool tm_to_ms(const struct tm *tm, int fraction, int zone, int64_t *ms)
{
	int64_t minutes, value;

	if (!tm_in_range(tm))
		return false;
	minutes = (days_since_1970(tm) * 24 + tm->tm_hour) * 60 + tm->tm_min - zone;
	value = (minutes * 60 + tm->tm_sec) * 1000 + fraction;
	if (value <= 0 || value > LAST_MS)
		return false;
	*ms = value;
	return true;
}

bool time_parse(const char *text, int64_t *ms)
{
	struct tm tm = {0};
	int fraction, zone;
	const char *s = take_local(text, &tm, &fraction);

	if (s == NULL || (s = take_zone(s, &zone)) == NULL || *s != '\0')
		return false;
	return tm_to_ms(&tm, fraction, zone, ms);
}

/* " +0200 CEST", " +0000 UTC", " -0330 -0330" or without the name. */
static const char *take_go_zone(const char *s, int *minutes)
{
	int hours, rest;
	bool west;

	if ((s = take_char(s, " ")) == NULL)
		return NULL;
	west = *s == '-';
	if ((s = take_char(s, "+-")) == NULL || (s = take_number(s, 2, &hours)) == NULL ||
	    (s = take_number(s, 2, &rest)) == NULL || hours > 23 || rest > 59)
		return NULL;
	*minutes = (west ? -1 : 1) * (hours * 60 + rest);
	if (*s == '\0')
		return s;
	if ((s = take_char(s, " ")) == NULL || *s == '\0')
		return NULL;
	return s + strcspn(s, " ");
}

bool time_parse_go(const char *text, int64_t *ms)
{
	struct tm tm = {0};
	int fraction, zone;
	const char *s = take_local(text, &tm, &fraction);

	if (s == NULL || (s = take_go_zone(s, &zone)) == NULL || *s != '\0')
		return false;
	return tm_to_ms(&tm, fraction, zone, ms);
}

int time_month(const char *text)
{
	static const char *const names[] = {
	    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	for (int i = 0; i < 12; i++)
		if (strncasecmp(text, names[i], 3) == 0)
			return i;
	return -1;
}

/* Reads as many digits as there are, from one to most; how many in *width. */
static const char *take_digits(const char *s, int most, int *value, int *width)
{
	for (*width = 0; *width < most && s[*width] >= '0' && s[*width] <= '9';)
		++*width;
	return *width > 0 ? take_number(s, *width, value) : NULL;
}

/* "+5:30" of "GMT+5:30", and "-5"; what follows it, NULL when it is none. */
static const char *take_offset(const char *s, int *minutes)
{
	int hours, rest = 0, width, sign = *s == '-' ? -1 : 1;

	if ((s = take_char(s, "+-")) == NULL || (s = take_digits(s, 2, &hours, &width)) == NULL ||
	    (*s == ':' && (s = take_number(s + 1, 2, &rest)) == NULL) || hours > 23 || rest > 59)
		return NULL;
	*minutes = sign * (hours * 60 + rest);
	return s;
}

static bool zone_by_offset(const char *name, size_t n, int *minutes)
{
	int east;

	if (n < 4 || (strncasecmp(name, "GMT", 3) != 0 && strncasecmp(name, "UTC", 3) != 0) ||
	    take_offset(name + 3, &east) != name + n)
		return false;
	*minutes = east;
	return true;
}

bool time_zone(const char *name, size_t n, int *minutes)
{
	static const struct {
		const char *name;
		int hours;
	} zones[] = {{"UTC", 0}, {"GMT", 0}, {"UT", 0}, {"Z", 0}, {"EST", -5}, {"EDT", -4},
	    {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};

	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (strlen(zones[i].name) == n && strncasecmp(zones[i].name, name, n) == 0) {
			*minutes = zones[i].hours * 60;
			return true;
		}
	return zone_by_offset(name, n, minutes);
}

/* "24 Nov 2026 " */
static const char *take_mail_date(const char *s, struct tm *tm)
{
	int width;

	if ((s = take_digits(s, 2, &tm->tm_mday, &width)) == NULL ||
	    (s = take_char(s, " ")) == NULL || (tm->tm_mon = time_month(s)) < 0 ||
	    (s = take_char(s + 3, " ")) == NULL ||
	    (s = take_digits(s, 4, &tm->tm_year, &width)) == NULL)
		return NULL;
	if (width == 2 && tm->tm_year < 70)
		tm->tm_year += 100;
	if (width == 4)
		tm->tm_year -= 1900;
	return width == 3 ? NULL : take_char(s, " ");
}

/* "+0100" or a name. */
static const char *take_mail_zone(const char *s, int *minutes)
{
	int hours, rest;
	bool west = *s == '-';

	if (*s != '+' && *s != '-')
		return time_zone(s, strlen(s), minutes) ? s + strlen(s) : NULL;
	if ((s = take_number(s + 1, 2, &hours)) == NULL || (s = take_number(s, 2, &rest)) == NULL ||
	    hours > 23 || rest > 59)
		return NULL;
	*minutes = (west ? -1 : 1) * (hours * 60 + rest);
	return s;
}

bool time_parse_rfc822(const char *text, int64_t *ms)
{
	struct tm tm = {0};
	const char *comma = strchr(text, ','), *s = comma != NULL ? comma + 1 : text;
	int zone;

	s += strspn(s, " ");
	if ((s = take_mail_date(s, &tm)) == NULL || (s = take_number(s, 2, &tm.tm_hour)) == NULL ||
	    (s = take_char(s, ":")) == NULL || (s = take_number(s, 2, &tm.tm_min)) == NULL)
		return false;
	if (*s == ':' && (s = take_number(s + 1, 2, &tm.tm_sec)) == NULL)
		return false;
	if ((s = take_char(s, " ")) == NULL || (s = take_mail_zone(s, &zone)) == NULL || *s != '\0')
		return false;
	return tm_to_ms(&tm, 0, zone, ms);
}

static void break_down(int64_t ms, struct tm *tm, int *fraction)
{
	time_t seconds = (time_t)(ms / 1000);

	*fraction = (int)(ms % 1000);
	gmtime_r(&seconds, tm);
	if (tm->tm_year > 9999 - 1900) /* keeps the width, whatever a page says */
		tm->tm_year = 9999 - 1900;
}

void time_rfc3339(char out[TIME_RFC3339_SIZE], int64_t ms)
{
	struct tm tm;
	int fraction;

	break_down(ms, &tm, &fraction);
	strftime(out, TIME_RFC3339_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + 19, TIME_RFC3339_SIZE - 19, ".%03uZ", (unsigned)fraction % 1000u);
}

void time_log(char out[TIME_LOG_SIZE], int64_t ms)
{
	struct tm tm;
	int fraction;

	break_down(ms, &tm, &fraction);
	strftime(out, TIME_LOG_SIZE, "%Y-%m-%d %H:%M:%S", &tm);
}

void time_minute(char out[TIME_MINUTE_SIZE], int64_t ms)
{
	struct tm tm;
	int fraction;

	break_down(ms, &tm, &fraction);
	strftime(out, TIME_MINUTE_SIZE, "%Y-%m-%d %H:%M UTC", &tm);
}

void time_span(struct buf *out, int64_t ms)
{
	int64_t s = ms < 0 ? 0 : ms / 1000;

	if (s < 100)
		buf_printf(out, "%d s", (int)s);
	else if (s < 100 * 60)
		buf_printf(out, "%d min", (int)(s / 60));
	else if (s < 48 * 3600)
		buf_printf(out, "%d h", (int)(s / 3600));
	else
		buf_printf(out, "%lld d", (long long)(s / 86400));
}
