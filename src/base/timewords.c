/* Times and durations of people. See timewords.h. */
#include "base/timewords.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/timetext.h"

#define SECOND_MS  INT64_C(1000)
#define MINUTE_MS  (60 * SECOND_MS)
#define HOUR_MS	   (60 * MINUTE_MS)
#define DAY_MS	   (24 * HOUR_MS)
#define CENTURY_MS (36525 * DAY_MS)

static const struct {
	const char *name;
	int64_t ms;
} units[] = {{"ms", 1}, {"s", SECOND_MS}, {"sec", SECOND_MS}, {"second", SECOND_MS},
    {"m", MINUTE_MS}, {"min", MINUTE_MS}, {"minute", MINUTE_MS}, {"h", HOUR_MS}, {"hour", HOUR_MS},
    {"d", DAY_MS}, {"day", DAY_MS}, {"w", 7 * DAY_MS}, {"week", 7 * DAY_MS}};

static bool is_named(const char *name, const char *text, size_t n)
{
	size_t length = strlen(name);

	if (length > 2 && n == length + 1 && tolower((unsigned char)text[length]) == 's')
		n--; /* "hours" */
	return n == length && strncasecmp(name, text, n) == 0;
}

/* The unit at the text, n letters long; 0 when it is none. */
static int64_t unit_find(const char *text, size_t n)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (is_named(units[i].name, text, n))
			return units[i].ms;
	return 0;
}

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " ");
}

static size_t count_letters(const char *s)
{
	size_t n = 0;

	while (isalpha((unsigned char)s[n]))
		n++;
	return n;
}

/* Takes "2h"; its unit must be below *largest, and becomes it. NULL when it is none. */
static const char *take_part(const char *s, int64_t *largest, int64_t *sum)
{
	size_t digits = strspn(s, "0123456789"), letters;
	int64_t number, unit;

	if (digits == 0 || digits > 12)
		return NULL;
	number = strtoll(s, NULL, 10);
	s = skip_blanks(s + digits);
	letters = count_letters(s);
	unit = unit_find(s, letters);
	if (unit == 0 || unit >= *largest || number > CENTURY_MS / unit ||
	    (*sum += number * unit) > CENTURY_MS)
		return NULL;
	*largest = unit;
	return skip_blanks(s + letters);
}

/* The duration that the text begins with; what follows it. NULL when there is none. */
static const char *take_span(const char *s, int64_t *ms)
{
	int64_t largest = INT64_MAX;

	*ms = 0;
	do {
		s = take_part(s, &largest, ms);
	} while (s != NULL && isdigit((unsigned char)*s));
	return s;
}

bool span_parse(const char *text, int64_t *ms)
{
	int64_t sum;
	const char *rest = take_span(text, &sum);

	if (rest == NULL || *rest != '\0')
		return false;
	*ms = sum;
	return true;
}

static bool parse_age(const char *text, int64_t now, int64_t *ms)
{
	int64_t span;
	const char *rest = take_span(text, &span);

	if (rest == NULL || (*rest != '\0' && strcasecmp(rest, "ago") != 0) || span >= now)
		return false;
	*ms = now - span;
	return true;
}

static struct tm local(int64_t ms)
{
	time_t seconds = (time_t)(ms / 1000);
	struct tm tm;

	localtime_r(&seconds, &tm);
	return tm;
}

/* The local time; what is no day of the calendar, such as February 30, is refused. */
static bool local_to_ms(struct tm tm, int64_t *ms)
{
	struct tm same = tm;
	time_t seconds;

	same.tm_isdst = -1;
	seconds = mktime(&same);
	if (same.tm_mday != tm.tm_mday || same.tm_mon != tm.tm_mon || seconds <= 0)
		return false;
	*ms = (int64_t)seconds * 1000;
	return true;
}

/* When the day began that is so many days from today. */
static bool day_begin(int64_t now, int days, int64_t *ms)
{
	struct tm today = local(now);
	struct tm tm = {
	    .tm_year = today.tm_year,
	    .tm_mon = today.tm_mon,
	    .tm_mday = today.tm_mday + days,
	    .tm_isdst = -1,
	};

	*ms = (int64_t)mktime(&tm) * 1000;
	return true;
}

static bool parse_word(const char *text, int64_t now, int64_t *ms)
{
	static const char *const days[] = {"yesterday", "today", "tomorrow"};

	for (int i = 0; i < 3; i++)
		if (strcasecmp(text, days[i]) == 0)
			return day_begin(now, i - 1, ms);
	if (strcasecmp(text, "now") != 0)
		return false;
	*ms = now;
	return true;
}

static bool parse_local(const char *text, int64_t now, int64_t *ms)
{
	static const char *const forms[] = {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S",
	    "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"};
	struct tm today = local(now);
	const char *rest;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm tm = {0};

		rest = strptime(text, forms[i], &tm);
		if (rest != NULL && *rest == '\0' && isdigit((unsigned char)*text))
			return local_to_ms(tm, ms);
	}
	today.tm_sec = 0;
	rest = strptime(text, "%H:%M", &today);
	return rest != NULL && *rest == '\0' && local_to_ms(today, ms);
}

bool time_parse_words(const char *text, int64_t now, int64_t *ms)
{
	return parse_age(text, now, ms) || parse_word(text, now, ms) ||
	       parse_local(text, now, ms) || time_parse(text, ms);
}

void time_local(struct buf *out, int64_t ms, int64_t now)
{
	struct tm then = local(ms), today = local(now);
	char text[64];

	if (then.tm_year != today.tm_year)
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M, ", &then);
	else if (then.tm_yday != today.tm_yday)
		strftime(text, sizeof(text), "%b %e %H:%M, ", &then);
	else
		strftime(text, sizeof(text), "%H:%M, ", &then);
	buf_str(out, text);
	if (ms > now)
		buf_str(out, "in ");
	time_span(out, ms > now ? ms - now : now - ms);
	if (ms <= now)
		buf_str(out, " ago");
}
