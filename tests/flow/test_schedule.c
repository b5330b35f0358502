/* Tests of flow/schedule: which page is due when, and again when. */
#include "../base/unit.h"

#include "flow/schedule.h"

#define SECOND	 INT64_C(1000)
#define INTERVAL (90 * SECOND)
#define NOW	 INT64_C(1773576000000)
/* Of an hour, and so of an interval. */
#define BEGIN (NOW - NOW % (3600 * SECOND))

static void test_the_longest_due_comes_first_and_is_out_until_it_is_put_back(void **state)
{
	struct slot slots[] = {
	    {.due_at = NOW}, {.due_at = NOW - 2}, {.due_at = NOW - 1}, {.due_at = NOW + 1}};
	struct schedule *s = schedule_new(*state, UNIT_COUNT(slots));

	assert_true(schedule_next(s) == INT64_MAX);
	assert_null(schedule_take_due(s, INT64_MAX));
	for (size_t i = 0; i < UNIT_COUNT(slots); i++)
		schedule_put(s, &slots[i]);
	assert_int_equal(schedule_next(s), NOW - 2);
	assert_ptr_equal(schedule_take_due(s, NOW), &slots[1]);
	assert_ptr_equal(schedule_take_due(s, NOW), &slots[2]);
	slots[1].due_at = NOW - 5;
	schedule_put(s, &slots[1]);
	assert_ptr_equal(schedule_take_due(s, NOW), &slots[1]);
	assert_ptr_equal(schedule_take_due(s, NOW), &slots[0]);
	assert_null(schedule_take_due(s, NOW));
	assert_int_equal(schedule_next(s), NOW + 1);
}

static void test_thousands_come_in_their_order(void **state)
{
	enum { N = 5000 };
	struct slot *slots = mem_array(*state, struct slot, N);
	struct schedule *s = schedule_new(*state, N);
	int64_t last = 0;

	for (size_t i = 0; i < N; i++) {
		slots[i].due_at = NOW + (int64_t)(i * 7919 % 4999);
		schedule_put(s, &slots[i]);
	}
	/* Each second one goes round once more. */
	for (size_t i = 0; i < N + N / 2; i++) {
		struct slot *slot = schedule_take_due(s, INT64_MAX - 1);

		assert_true(slot->due_at >= last);
		last = slot->due_at;
		if (i % 2 == 0 && slot->due_at < NOW + 5000) {
			slot->due_at += 5000;
			schedule_put(s, slot);
		}
	}
}

static void test_few_new_pages_are_due_at_once(void **state)
{
	struct slot slots[3] = {{.due_at = 0}, {.due_at = NOW + 5}, {.due_at = 0}};

	(void)state;
	schedule_spread(slots, 3, 2, NOW, INTERVAL);
	assert_int_equal(slots[0].due_at, 0);
	assert_int_equal(slots[1].due_at, NOW + 5);
}

static void test_many_new_pages_are_spread_over_the_interval(void **state)
{
	struct slot slots[100] = {{0}};

	(void)state;
	slots[7].due_at = NOW - 1;
	schedule_spread(slots, 100, 32, BEGIN, INTERVAL);
	assert_int_equal(slots[0].due_at, BEGIN);
	assert_int_equal(slots[7].due_at, NOW - 1);
	assert_true(slots[99].due_at < BEGIN + INTERVAL);
	for (size_t i = 9; i < 95; i++)
		assert_in_range(slots[i].due_at - slots[i - 1].due_at, 900, 920);
}

/* Runs of a minute, two seconds apart, of which each asks what is due in it. */
static void test_every_new_page_is_asked_within_an_interval_of_many_runs(void **state)
{
	const int64_t hour = 3600 * SECOND, run = 60 * SECOND;
	struct slot slots[1000];
	bool asked[1000] = {false};
	size_t n = 0, most = 0;

	(void)state;
	for (int64_t at = BEGIN + 7; at < BEGIN + hour; at += run) {
		size_t now = 0;

		for (size_t i = 0; i < 1000; i++)
			slots[i] = (struct slot){.due_at = asked[i] ? BEGIN + 2 * hour : 0};
		schedule_spread(slots, 1000, 32, at, hour);
		for (size_t i = 0; i < 1000; i++)
			if (slots[i].due_at < at + run - 2 * SECOND)
				asked[i] = ++now > 0;
		n += now;
		most = now > most ? now : most;
		if (1000 - n <= 32)
			break; /* these come at once */
	}
	assert_true(n >= 1000 - 32);
	assert_in_range(most, 15, 25);
}

static void test_the_next_time_counts_from_when_it_was_due(void **state)
{
	static const struct {
		int64_t due, tried, again;
	} rows[] = {
	    {NOW, NOW, NOW + INTERVAL}, {NOW, NOW + 300, NOW + INTERVAL},
	    {NOW, NOW - 900, NOW + INTERVAL},		   /* a bit early */
	    {NOW, NOW - 20 * SECOND, NOW},		   /* on demand: it stays due */
	    {NOW, NOW + 40 * SECOND, NOW + INTERVAL},	   /* its turn came late */
	    {NOW, NOW + 900 * SECOND, NOW + 990 * SECOND}, /* nobody was there */
	    {NOW + 9999 * SECOND, NOW, NOW + INTERVAL},	   /* the clock was set back */
	    {0, NOW, NOW + INTERVAL},			   /* the first time */
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_int_equal(
		    schedule_again(rows[i].due, rows[i].tried, INTERVAL, false), rows[i].again);
}

static void test_where_runs_stay_a_page_keeps_out_of_their_gaps(void **state)
{
	static const struct {
		int64_t late, moved;
	} rows[] = {{300, 0}, {1500, 1500}, {4 * SECOND, 4 * SECOND}, {40 * SECOND, 0},
	    {89 * SECOND, INTERVAL}};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		int64_t tried = NOW + rows[i].late;

		assert_int_equal(schedule_again(NOW, tried, INTERVAL, false), NOW + INTERVAL);
		assert_int_equal(
		    schedule_again(NOW, tried, INTERVAL, true), NOW + rows[i].moved + INTERVAL);
	}
}

static void test_failures_double_the_interval_up_to_eight_and_a_tenth(void **state)
{
	static const int64_t times[] = {1, 2, 4, 8, 8, 8};
	bool differ = false;

	(void)state;
	for (int64_t failures = 1; failures <= 6; failures++)
		for (uint32_t seed = 0; seed < 1000; seed += 7) {
			int64_t least = times[failures - 1] * INTERVAL;
			int64_t wait = schedule_backoff(failures, INTERVAL, seed);

			assert_in_range(wait, least, least + least / 10);
			differ |= wait != least;
		}
	assert_true(differ);
}

/* Retry-After is heeded up to a day. */
static void test_nothing_is_put_off_for_longer_than_the_longest(void **state)
{
	static const int64_t intervals[] = {INTERVAL, 3600 * SECOND, 86400 * SECOND};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(intervals); i++) {
		int64_t longest = schedule_longest(intervals[i]);

		assert_true(
		    longest >= 86400 * SECOND && longest <= 86400 * SECOND + 9 * intervals[i]);
		for (uint32_t seed = 0; seed < 1000; seed++)
			assert_true(schedule_backoff(9, intervals[i], seed) <= longest);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_longest_due_comes_first_and_is_out_until_it_is_put_back),
	    UNIT_TEST(test_thousands_come_in_their_order),
	    UNIT_TEST(test_few_new_pages_are_due_at_once),
	    UNIT_TEST(test_many_new_pages_are_spread_over_the_interval),
	    UNIT_TEST(test_every_new_page_is_asked_within_an_interval_of_many_runs),
	    UNIT_TEST(test_the_next_time_counts_from_when_it_was_due),
	    UNIT_TEST(test_where_runs_stay_a_page_keeps_out_of_their_gaps),
	    UNIT_TEST(test_failures_double_the_interval_up_to_eight_and_a_tenth),
	    UNIT_TEST(test_nothing_is_put_off_for_longer_than_the_longest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
