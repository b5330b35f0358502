/* Tests of base/timetext: every form pages write a time in, and none that is not a time. */
#include "unit.h"

#include <time.h>

#include "base/timetext.h"

#define DAY_MS INT64_C(86400000)

struct row {
	const char *text;
	int64_t ms;
};

static void expect_times(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t ms = 0;

		if (!time_parse(rows[i].text, &ms))
			fail_msg("%s is refused", rows[i].text);
		if (ms != rows[i].ms)
			fail_msg("%s is %lld, not %lld", rows[i].text, (long long)ms,
			    (long long)rows[i].ms);
	}
}

static void expect_refused(const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t ms = 77;

		if (time_parse(texts[i], &ms))
			fail_msg("\"%s\" is taken for %lld", texts[i], (long long)ms);
		assert_true(ms == 77);
	}
}

static void test_a_time_of_a_page_is_read(void **state)
{
	static const struct row rows[] = {
	    {"2024-07-25T18:45:29.704Z", INT64_C(1721933129704)},
	    {"2024-07-25T18:45:29Z", INT64_C(1721933129000)},
	    {"2024-07-25t18:45:29z", INT64_C(1721933129000)},
	    {"1970-01-01T00:00:00.001Z", 1},
	    {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999)},
	    {"2038-01-19T03:14:08Z", INT64_C(2147483648000)},
	};

	(void)state;
	expect_times(rows, UNIT_COUNT(rows));
}

static void test_fractions_of_0_to_9_digits_are_read_and_cut(void **state)
{
	static const struct row rows[] = {
	    {"2024-01-01T00:00:00Z", INT64_C(1704067200000)},
	    {"2024-01-01T00:00:00.1Z", INT64_C(1704067200100)},
	    {"2024-01-01T00:00:00.12Z", INT64_C(1704067200120)},
	    {"2024-01-01T00:00:00.123Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.1239Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.12399Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.123999Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.1239999Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.12399999Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.123999999Z", INT64_C(1704067200123)},
	    {"2024-01-01T00:00:00.000000001Z", INT64_C(1704067200000)},
	    {"2024-01-01T00:00:00.999999999Z", INT64_C(1704067200999)},
	    {"2024-01-01T00:00:00.007", INT64_C(1704067200007)},
	    {"2024-01-01T01:00:00.5+01:00", INT64_C(1704067200500)},
	};

	(void)state;
	expect_times(rows, UNIT_COUNT(rows));
}

static void test_offsets_are_taken_off(void **state)
{
	static const struct row rows[] = {
	    {"2024-01-01T00:00:00+00:00", INT64_C(1704067200000)},
	    {"2024-01-01T00:00:00-00:00", INT64_C(1704067200000)},
	    {"2024-01-01T05:30:00+05:30", INT64_C(1704067200000)},
	    {"2023-12-31T20:30:00-03:30", INT64_C(1704067200000)},
	    {"2024-01-01T14:00:00+14:00", INT64_C(1704067200000)},
	    {"2023-12-31T12:00:00-12:00", INT64_C(1704067200000)},
	    {"2024-01-01T23:59:00+23:59", INT64_C(1704067200000)},
	};

	(void)state;
	expect_times(rows, UNIT_COUNT(rows));
}

/* The offset of a page follows its zone: Chicago in winter and summer, the same UTC hour. */
static void test_offsets_of_daylight_saving_time(void **state)
{
	static const struct row rows[] = {
	    {"2024-02-12T06:00:00.000-06:00", INT64_C(1707739200000)},
	    {"2024-07-12T07:00:00.000-05:00", INT64_C(1720785600000)},
	    {"2024-03-10T01:59:59-06:00", INT64_C(1710057599000)},
	    {"2024-03-10T03:00:00-05:00", INT64_C(1710057600000)},
	    {"2024-11-03T01:30:00-05:00", INT64_C(1730615400000)},
	    {"2024-11-03T01:30:00-06:00", INT64_C(1730619000000)},
	};

	(void)state;
	expect_times(rows, UNIT_COUNT(rows));
}

static void test_the_zone_of_the_machine_does_not_matter(void **state)
{
	static const struct row rows[] = {
	    {"2024-07-25T18:45:29", INT64_C(1721933129000)},
	    {"2024-07-25T18:45:29Z", INT64_C(1721933129000)},
	};
	char out[TIME_LOG_SIZE];

	(void)state;
	setenv("TZ", "America/Chicago", 1);
	tzset();
	expect_times(rows, UNIT_COUNT(rows));
	time_log(out, INT64_C(1721933129000));
	unsetenv("TZ");
	tzset();
	assert_string_equal(out, "2024-07-25 18:45:29");
}

static void test_a_space_or_no_zone_is_accepted(void **state)
{
	static const struct row rows[] = {
	    {"2024-01-01 00:00:00", INT64_C(1704067200000)},
	    {"2024-01-01T00:00:00", INT64_C(1704067200000)},
	    {"2024-01-01 00:00:00.250Z", INT64_C(1704067200250)},
	};

	(void)state;
	expect_times(rows, UNIT_COUNT(rows));
}

static void test_leap_days_and_seconds_exist(void **state)
{
	static const struct row rows[] = {
	    {"2024-02-29T12:00:00Z", INT64_C(1709208000000)},
	    {"2000-02-29T00:00:00Z", INT64_C(951782400000)},
	    {"2023-02-28T23:59:59Z", INT64_C(1677628799000)},
	    {"2016-12-31T23:59:60Z", INT64_C(1483228800000)},
	};

	(void)state;
	expect_times(rows, UNIT_COUNT(rows));
}

static void test_29_february_of_a_common_year_is_refused(void **state)
{
	static const char *const texts[] = {
	    "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "1900-02-29T00:00:00Z"};

	(void)state;
	expect_refused(texts, UNIT_COUNT(texts));
}

static void test_impossible_dates_and_times_are_refused(void **state)
{
	static const char *const texts[] = {
	    "2024-00-01T00:00:00Z",
	    "2024-13-01T00:00:00Z",
	    "2024-01-00T00:00:00Z",
	    "2024-01-32T00:00:00Z",
	    "2024-02-30T00:00:00Z",
	    "2024-04-31T00:00:00Z",
	    "2024-06-31T00:00:00Z",
	    "2024-01-01T24:00:00Z",
	    "2024-01-01T00:60:00Z",
	    "2024-01-01T00:00:61Z",
	    "2024-01-01T00:00:00+24:00",
	    "2024-01-01T00:00:00+00:60",
	};

	(void)state;
	expect_refused(texts, UNIT_COUNT(texts));
}

static void test_times_before_1970_are_refused(void **state)
{
	static const char *const texts[] = {
	    "1969-12-31T23:59:59Z",
	    "1969-07-20T20:17:40Z",
	    "0001-01-01T00:00:00Z", /* what Go writes for "no time" */
	    "0000-00-00T00:00:00Z",
	    "1970-01-01T00:00:00Z", /* would be TIME_NONE */
	    "1970-01-01T00:30:00+01:00",
	};

	(void)state;
	expect_refused(texts, UNIT_COUNT(texts));
}

static void test_what_is_no_time_is_refused(void **state)
{
	static const char *const texts[] = {
	    "",
	    "now",
	    "2024",
	    "2024-01-01",
	    "2024-01-01T",
	    "2024-01-01T00:00",
	    "2024-01-01T00:00Z",
	    "2024-1-1T00:00:00Z",
	    "24-01-01T00:00:00Z",
	    "02024-01-01T00:00:00Z",
	    "2024-01-01T00:00:0",
	    "2024-01-01T00:00:0Z",
	    "2024-01-01_00:00:00Z",
	    "2024-01-01  00:00:00Z",
	    "2024/01/01T00:00:00Z",
	    "20240101T000000Z",
	    " 2024-01-01T00:00:00Z",
	    "2024-01-01T00:00:00Z ",
	    "2024-01-01T00:00:00ZZ",
	    "2024-01-01T00:00:00 Z",
	    "2024-01-01T00:00:00,5Z",
	    "2024-01-01T00:00:00.5.5Z",
	    "2024-01-01T00:00:00+1:00",
	    "2024-01-01T00:00:00+0100",
	    "2024-01-01T00:00:00+01",
	    "2024-01-01T00:00:00+01:0",
	    "2024-01-01T00:00:00+01:00x",
	    "2024-01-01T00:00:00Z+01:00",
	    "2024-01-01T00:00:00 PST",
	    "2024-01-01T-1:00:00Z",
	    "+024-01-01T00:00:00Z",
	    "1721933129",
	    "Thu, 25 Jul 2024 18:45:29 GMT",
	};

	(void)state;
	expect_refused(texts, UNIT_COUNT(texts));
}

static void test_a_fraction_of_more_than_9_digits_is_refused(void **state)
{
	static const char *const texts[] = {"2024-01-01T00:00:00.1234567890Z"};

	(void)state;
	expect_refused(texts, UNIT_COUNT(texts));
}

static void test_the_three_forms_for_output(void **state)
{
	char full[TIME_RFC3339_SIZE], log[TIME_LOG_SIZE], minute[TIME_MINUTE_SIZE];

	(void)state;
	time_rfc3339(full, INT64_C(1721933129704));
	time_log(log, INT64_C(1721933129704));
	time_minute(minute, INT64_C(1721933129704));
	assert_string_equal(full, "2024-07-25T18:45:29.704Z");
	assert_string_equal(log, "2024-07-25 18:45:29");
	assert_string_equal(minute, "2024-07-25 18:45 UTC");
}

static void test_output_keeps_its_width_at_the_ends_of_time(void **state)
{
	static const struct row rows[] = {
	    {"1970-01-01T00:00:00.000Z", 0},
	    {"1970-01-01T00:00:00.009Z", 9},
	    {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999)},
	};
	char out[TIME_RFC3339_SIZE];

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		time_rfc3339(out, rows[i].ms);
		assert_string_equal(out, rows[i].text);
	}
	time_rfc3339(out, INT64_MAX);
	assert_int_equal(strlen(out), TIME_RFC3339_SIZE - 1);
	assert_memory_equal(out, "9999-", 5);
}

static void test_what_is_written_is_read_back(void **state)
{
	(void)state;
	/* A step of 17 days and something passes through every kind of day and fraction. */
	for (int64_t ms = 1; ms < INT64_C(4102444800000); ms += INT64_C(1500000617)) {
		char out[TIME_RFC3339_SIZE];
		int64_t back = 0;

		time_rfc3339(out, ms);
		if (!time_parse(out, &back) || back != ms)
			fail_msg("%lld became %s", (long long)ms, out);
	}
}

static void test_spans_are_told_as_people_do(void **state)
{
	static const struct row rows[] = {
	    {"0 s", 0},
	    {"0 s", 999},
	    {"0 s", -5000},
	    {"1 s", 1000},
	    {"99 s", 99999},
	    {"1 min", 100000},
	    {"5 min", 300000},
	    {"99 min", 100 * 60000 - 1},
	    {"1 h", 100 * 60000},
	    {"47 h", INT64_C(48) * 3600000 - 1},
	    {"2 d", INT64_C(48) * 3600000},
	    {"4 d", INT64_C(4) * 86400000},
	    {"20000 d", INT64_C(20000) * 86400000},
	    {"106751991167 d", INT64_MAX},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct buf b;

		buf_init(&b, *state, 100);
		time_span(&b, rows[i].ms);
		assert_string_equal(b.data, rows[i].text);
	}
}

static void test_times_as_go_prints_them_are_read(void **state)
{
	static const char *const rows[][2] = {
	    {"2026-03-02 10:00:00 +0000 UTC", "2026-03-02T10:00:00.000Z"},
	    {"2026-03-02 10:00:00 +0200 CEST", "2026-03-02T08:00:00.000Z"},
	    {"2026-03-02 10:00:00.25 -0330 -0330", "2026-03-02T13:30:00.250Z"},
	    {"2026-03-02 10:00:00 +0000", "2026-03-02T10:00:00.000Z"},
	};
	static const char *const wrong[] = {"", "2026-03-02 10:00:00", "2026-03-02 10:00:00 ",
	    "2026-03-02 10:00:00 UTC", "2026-03-02 10:00:00 +00:00", "2026-03-02 10:00:00 +2400 X",
	    "2026-03-02 10:00:00 +0060 X", "2026-03-02 10:00:00 +0000 ",
	    "2026-03-02 10:00:00 +0000 UTC m=+0.1", "0001-01-01 00:00:00 +0000 UTC",
	    "2026-02-30 10:00:00 +0000 UTC", "2026-03-02T10:00:00Z"};
	int64_t ms = 0;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		char text[TIME_RFC3339_SIZE];

		assert_true(time_parse_go(rows[i][0], &ms));
		time_rfc3339(text, ms);
		assert_string_equal(text, rows[i][1]);
	}
	ms = 7;
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++)
		if (time_parse_go(wrong[i], &ms) || ms != 7)
			fail_msg("accepted: %s", wrong[i]);
}

static void test_times_of_mails_and_rss_are_read(void **state)
{
	static const char *const rows[][2] = {
	    {"Tue, 24 Nov 2026 04:35:09 GMT", "2026-11-24T04:35:09.000Z"},
	    {"Tue, 24 Nov 2026 04:35:09 +0000", "2026-11-24T04:35:09.000Z"},
	    {"Mon, 12 Nov 2018 16:25:40 Z", "2018-11-12T16:25:40.000Z"},
	    {"Fri, 25 Sep 2026 01:00:15 -0400", "2026-09-25T05:00:15.000Z"},
	    {"2 Jan 2026 01:00 +0530", "2026-01-01T19:30:00.000Z"},
	    {"Thu, 01 jan 26 00:00:00 pst", "2026-01-01T08:00:00.000Z"},
	    {"31 Dec 99 23:00:00 EDT", "2000-01-01T03:00:00.000Z"},
	    {"29 Feb 2024 00:00:00 MDT", "2024-02-29T06:00:00.000Z"},
	};
	static const char *const wrong[] = {"", ",", "Tue", "Tue, 24", "Tue, 24 Nov 2026",
	    "Tue, 24 Nov 2026 04:35:09", "Tue, 24 Nov 2026 04:35:09 CEST",
	    "Tue, 24 Nov 2026 04:35:09 +01:00", "Tue, 24 Nov 2026 04:35:09 GMT now",
	    "Tue, 24 Nov 202 04:35:09 GMT", "Tue, 30 Feb 2026 04:35:09 GMT",
	    "Tue, 24 Nov 2026 24:00:00 GMT", "Tue, 24 Nov 2026 4:35 GMT", "24 Nov 2026 04:35:9 GMT",
	    "Tue, 24 Now 2026 04:35:09 GMT", "2026-11-24T04:35:09Z", "1 Jan 1970 00:00:00 GMT"};
	int64_t ms;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		char text[TIME_RFC3339_SIZE];

		assert_true(time_parse_rfc822(rows[i][0], &ms));
		time_rfc3339(text, ms);
		assert_string_equal(text, rows[i][1]);
	}
	ms = 7;
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++)
		if (time_parse_rfc822(wrong[i], &ms) || ms != 7)
			fail_msg("accepted: %s", wrong[i]);
}

static void test_zones_have_names_that_mean_one_only(void **state)
{
	static const char *const wrong[] = {
	    "GMT+", "GMT5", "GMT+24", "GMT+5:", "GMT+5:60", "GMT+5:30x", "UT+1", "EST-5"};
	int minutes = 7;

	(void)state;
	assert_true(time_zone("PSTx", 3, &minutes));
	assert_int_equal(minutes, -480);
	assert_true(time_zone("utc", 3, &minutes));
	assert_int_equal(minutes, 0);
	assert_true(time_zone("GMT+0", 5, &minutes));
	assert_int_equal(minutes, 0);
	assert_true(time_zone("UTC+5:30", 8, &minutes));
	assert_int_equal(minutes, 330);
	assert_true(time_zone("GMT-05", 6, &minutes));
	assert_int_equal(minutes, -300);
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++)
		assert_false(time_zone(wrong[i], strlen(wrong[i]), &minutes));
	assert_int_equal(minutes, -300);
	assert_false(time_zone("CEST", 4, &minutes));
	assert_false(time_zone("", 0, &minutes));
	assert_int_equal(time_month("May 31"), 4);
	assert_int_equal(time_month("december"), 11);
	assert_int_equal(time_month("Ma"), -1);
}

/* A whole cycle of leap years, beside the C library's calendar. */
static void test_each_day_of_four_hundred_years(void **state)
{
	(void)state;
	for (int64_t day = 1; day < 400 * 366; day++) {
		char text[32];
		struct tm tm;
		time_t t = (time_t)(day * DAY_MS / 1000);
		int64_t ms = 0;

		gmtime_r(&t, &tm);
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
		if (!time_parse(text, &ms) || ms != day * DAY_MS)
			fail_msg("%s is %lld", text, (long long)ms);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each_day_of_four_hundred_years),
	    UNIT_TEST(test_a_time_of_a_page_is_read),
	    UNIT_TEST(test_fractions_of_0_to_9_digits_are_read_and_cut),
	    UNIT_TEST(test_offsets_are_taken_off),
	    UNIT_TEST(test_offsets_of_daylight_saving_time),
	    UNIT_TEST(test_the_zone_of_the_machine_does_not_matter),
	    UNIT_TEST(test_a_space_or_no_zone_is_accepted),
	    UNIT_TEST(test_leap_days_and_seconds_exist),
	    UNIT_TEST(test_29_february_of_a_common_year_is_refused),
	    UNIT_TEST(test_impossible_dates_and_times_are_refused),
	    UNIT_TEST(test_times_before_1970_are_refused),
	    UNIT_TEST(test_what_is_no_time_is_refused),
	    UNIT_TEST(test_a_fraction_of_more_than_9_digits_is_refused),
	    UNIT_TEST(test_the_three_forms_for_output),
	    UNIT_TEST(test_output_keeps_its_width_at_the_ends_of_time),
	    UNIT_TEST(test_what_is_written_is_read_back),
	    UNIT_TEST(test_spans_are_told_as_people_do),
	    UNIT_TEST(test_times_as_go_prints_them_are_read),
	    UNIT_TEST(test_times_of_mails_and_rss_are_read),
	    UNIT_TEST(test_zones_have_names_that_mean_one_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
