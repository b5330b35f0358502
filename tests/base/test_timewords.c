/* Tests of base/timewords: durations and times as people write them, in a zone of their own. */
#include "unit.h"

#include <time.h>

#include "base/timetext.h"
#include "base/timewords.h"

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)
/* 2026-11-27 12:00 in New York, 5 hours behind. */
#define NOW INT64_C(1795798800000)

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t ms;
	} rows[] = {{"90s", 90000}, {"15m", 15 * 60000}, {"2h", 2 * HOUR}, {"7d", 7 * DAY},
	    {"1w", 7 * DAY}, {"250ms", 250}, {"1h30m", HOUR + 30 * 60000}, {"1 d 2 h", 26 * HOUR},
	    {"5 min", 300000}, {"3 hours", 3 * HOUR}, {"2 Days", 2 * DAY}, {"0s", 0}};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		int64_t ms = -1;

		if (!span_parse(rows[i].text, &ms) || ms != rows[i].ms)
			fail_msg("%s is %lld", rows[i].text, (long long)ms);
	}
}

static void test_what_is_no_duration(void **state)
{
	static const char *const rows[] = {"", "90", "s", "-1s", "1x", "1h2h", "1m2h", "1.5h",
	    "1h ago", "999999999999d", "99999999999999999999s", "101w1d x", "1 hs", "40000d"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		int64_t ms = 77;

		if (span_parse(rows[i], &ms) || ms != 77)
			fail_msg("\"%s\" is taken for %lld", rows[i], (long long)ms);
	}
}

static void test_times(void **state)
{
	static const struct {
		const char *text;
		const char *is;
	} rows[] = {
	    {"now", "2026-11-27T17:00:00.000Z"},
	    {"2h", "2026-11-27T15:00:00.000Z"},
	    {"90 min ago", "2026-11-27T15:30:00.000Z"},
	    {"today", "2026-11-27T05:00:00.000Z"},
	    {"yesterday", "2026-11-26T05:00:00.000Z"},
	    {"Tomorrow", "2026-11-28T05:00:00.000Z"},
	    {"2026-11-01", "2026-11-01T04:00:00.000Z"}, /* still summer time */
	    {"2026-11-02", "2026-11-02T05:00:00.000Z"},
	    {"2026-11-02 08:30", "2026-11-02T13:30:00.000Z"},
	    {"2026-11-02T08:30:15", "2026-11-02T13:30:15.000Z"},
	    {"08:30", "2026-11-27T13:30:00.000Z"},
	    {"2026-11-02T08:30:15Z", "2026-11-02T08:30:15.000Z"},
	    {"2026-11-02T08:30:15.250+01:00", "2026-11-02T07:30:15.250Z"},
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		char text[TIME_RFC3339_SIZE];
		int64_t ms = 1;

		if (!time_parse_words(rows[i].text, NOW, &ms))
			fail_msg("%s is refused", rows[i].text);
		time_rfc3339(text, ms);
		unit_same(rows[i].text, text, rows[i].is);
	}
}

static void test_what_is_no_time(void **state)
{
	static const char *const rows[] = {"", "90", "2026-02-30", "2026-13-01", "noon", "26:00",
	    "2h later", "2026-11-01x", "1960-01-01", "2026-11-01T12:00:00Zz", "yesterday x"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		int64_t ms = 77;

		if (time_parse_words(rows[i], NOW, &ms))
			fail_msg("\"%s\" is taken for %lld", rows[i], (long long)ms);
	}
}

static void test_a_time_is_told_with_its_age(void **state)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
	    {NOW - 300000, "11:55, 5 min ago"},
	    {NOW, "12:00, 0 s ago"},
	    {NOW + 2 * HOUR, "14:00, in 2 h"},
	    {NOW - 3 * DAY, "Nov 24 12:00, 3 d ago"},
	    {NOW - 365 * DAY, "2025-11-27 12:00, 365 d ago"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct buf b;

		buf_init(&b, *state, 99);
		time_local(&b, rows[i].ms, NOW);
		unit_same(rows[i].text, b.data, rows[i].text);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_durations),
	    UNIT_TEST(test_what_is_no_duration),
	    UNIT_TEST(test_times),
	    UNIT_TEST(test_what_is_no_time),
	    UNIT_TEST(test_a_time_is_told_with_its_age),
	};

	setenv("TZ", "EST5EDT,M3.2.0,M11.1.0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
