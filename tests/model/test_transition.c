/* Tests of model/transition: news, repeats and late reports, by status and by time. */
#include "../base/unit.h"

#include "base/clock.h"
#include "model/transition.h"

#define T INT64_C(1721933129704)

struct row {
	const char *what;
	const char *stored;
	int64_t stored_at;
	const char *reported;
	int64_t reported_at;
	enum transition want;
};

static void expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		enum transition got = transition_judge(
		    rows[i].stored, rows[i].stored_at, rows[i].reported, rows[i].reported_at);

		if (got != rows[i].want)
			fail_msg("%s: %d instead of %d", rows[i].what, (int)got, (int)rows[i].want);
	}
}

static void test_the_first_report_is_first_sight(void **state)
{
	static const struct row rows[] = {
	    {"good", NULL, TIME_NONE, "operational", T, TRANSITION_FIRST},
	    {"bad", NULL, TIME_NONE, "major_outage", T, TRANSITION_FIRST},
	    {"no time", NULL, TIME_NONE, "operational", TIME_NONE, TRANSITION_FIRST},
	    {"a stray time", NULL, T, "operational", 1, TRANSITION_FIRST},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

static void test_the_stored_status_again_is_a_repeat_at_any_time(void **state)
{
	static const struct row rows[] = {
	    {"same", "operational", T, "operational", T, TRANSITION_REPEAT},
	    {"later", "operational", T, "operational", T + 86400000, TRANSITION_REPEAT},
	    {"older", "operational", T, "operational", T - 86400000, TRANSITION_REPEAT},
	    {"no time", "operational", T, "operational", TIME_NONE, TRANSITION_REPEAT},
	    {"other case", "operational", T, "Operational", T + 1, TRANSITION_REPEAT},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

static void test_another_status_is_news(void **state)
{
	static const struct row rows[] = {
	    {"later", "operational", T, "major_outage", T + 1, TRANSITION_NEWS},
	    {"much later", "operational", T, "major_outage", T + 864000000, TRANSITION_NEWS},
	    {"same time", "operational", T, "major_outage", T, TRANSITION_NEWS},
	    {"back again", "major_outage", T, "operational", T + 1, TRANSITION_NEWS},
	    {"a word nobody knows", "operational", T, "wobbly", T, TRANSITION_NEWS},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

static void test_what_is_older_by_more_than_two_seconds_is_late(void **state)
{
	static const struct row rows[] = {
	    {"60 ms", "operational", T, "major_outage", T - 60, TRANSITION_NEWS},
	    {"2 s", "operational", T, "major_outage", T - 2000, TRANSITION_NEWS},
	    {"2001 ms", "operational", T, "major_outage", T - 2001, TRANSITION_LATE},
	    {"an hour", "operational", T, "major_outage", T - 3600000, TRANSITION_LATE},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

static void test_without_a_time_nothing_is_late(void **state)
{
	static const struct row rows[] = {
	    {"reported", "operational", T, "major_outage", TIME_NONE, TRANSITION_NEWS},
	    {"stored", "operational", TIME_NONE, "major_outage", 1, TRANSITION_NEWS},
	    {"both", "operational", TIME_NONE, "major_outage", TIME_NONE, TRANSITION_NEWS},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

/* operational -> degraded -> operational -> degraded inside ten minutes is three events. */
static void test_flapping_is_an_event_each_time(void **state)
{
	static const char *const reports[] = {"degraded", "operational", "degraded"};
	const char *stored = "operational";
	int64_t stored_at = T;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(reports); i++) {
		int64_t at = stored_at + 60000;

		assert_int_equal(
		    transition_judge(stored, stored_at, reports[i], at), TRANSITION_NEWS);
		assert_int_equal(
		    transition_judge(reports[i], at, reports[i], at), TRANSITION_REPEAT);
		stored = reports[i];
		stored_at = at;
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_first_report_is_first_sight),
	    UNIT_TEST(test_the_stored_status_again_is_a_repeat_at_any_time),
	    UNIT_TEST(test_another_status_is_news),
	    UNIT_TEST(test_what_is_older_by_more_than_two_seconds_is_late),
	    UNIT_TEST(test_without_a_time_nothing_is_late),
	    UNIT_TEST(test_flapping_is_an_event_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
