/* Tests of base/clock: the real time, and a time of a test's own. */
#include "unit.h"

#include <time.h>

#include "base/clock.h"

static void test_it_tells_the_real_time_in_milliseconds(void **state)
{
	int64_t before = (int64_t)time(NULL) * 1000;
	int64_t now;

	(void)state;
	clock_set(TIME_NONE);
	now = clock_now();
	/* time() may still show the second before. */
	assert_true(now >= before - 1000);
	assert_true(now <= ((int64_t)time(NULL) + 2) * 1000);
}

static void test_a_set_time_stands_still(void **state)
{
	(void)state;
	clock_set(INT64_C(1763899200123));
	assert_true(clock_now() == INT64_C(1763899200123));
	usleep(2000);
	assert_true(clock_now() == INT64_C(1763899200123));
	clock_set(TIME_NONE);
}

static void test_none_brings_the_real_time_back(void **state)
{
	(void)state;
	clock_set(1);
	clock_set(TIME_NONE);
	assert_true(clock_now() > INT64_C(1577836800000)); /* 2020 */
}

static void test_the_steady_clock_goes_on_when_the_time_is_set(void **state)
{
	int64_t before = clock_steady();

	(void)state;
	clock_set(1);
	usleep(3000);
	assert_true(clock_steady() >= before + 2);
	assert_true(clock_steady() < before + 60000);
	clock_set(TIME_NONE);
}

static void test_a_deadline_comes_whichever_way_the_clock_is_set(void **state)
{
	struct deadline in_a_minute;

	(void)state;
	clock_set(INT64_C(1763899200123));
	in_a_minute = clock_deadline(60000);
	assert_in_range(clock_left(&in_a_minute), 1, 60000);
	clock_set(INT64_C(1763899200123) - 3600000);
	assert_in_range(clock_left(&in_a_minute), 1, 60000);
	clock_set(INT64_C(1763899200123) + 60000);
	assert_true(clock_left(&in_a_minute) <= 0);
	clock_set(TIME_NONE);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_it_tells_the_real_time_in_milliseconds),
	    UNIT_TEST(test_a_set_time_stands_still),
	    UNIT_TEST(test_none_brings_the_real_time_back),
	    UNIT_TEST(test_the_steady_clock_goes_on_when_the_time_is_set),
	    UNIT_TEST(test_a_deadline_comes_whichever_way_the_clock_is_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
