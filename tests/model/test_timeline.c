/* Tests of model/timeline: spans joined, tallies that leave out what is not known, the worst of many. */
#include "../base/unit.h"

#include "model/timeline.h"

static const struct spans nothing = {0};

static void test_spans_that_meet_are_joined(void **state)
{
	struct spans s = {0};

	spans_add(*state, &s, 50, 60);
	spans_add(*state, &s, 10, 20);
	spans_add(*state, &s, 20, 30);
	spans_add(*state, &s, 12, 15);
	spans_add(*state, &s, 40, 40); /* empty */
	spans_add(*state, &s, 70, 65);
	spans_settle(&s);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.list[0].since, 10);
	assert_int_equal(s.list[0].before, 30);
	assert_int_equal(spans_overlap(&s, 0, 100), 30);
	assert_int_equal(spans_overlap(&s, 25, 55), 10);
	assert_int_equal(spans_overlap(&s, 30, 50), 0);
	spans_settle(&(struct spans){0});
}

static void test_what_is_not_known_is_unknown_whatever_was_told(void **state)
{
	struct spans unknown = {0};
	struct tally t = {0};

	spans_add(*state, &unknown, 10, 30);
	spans_settle(&unknown);
	tally_add(&t, ROLLUP_OPERATIONAL, 0, 20, &unknown);
	tally_add(&t, ROLLUP_MAJOR_OUTAGE, 20, 50, &unknown);
	tally_add(&t, ROLLUP_MAJOR_OUTAGE, 50, 50, &unknown);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 10);
	assert_int_equal(t.ms[ROLLUP_UNKNOWN], 20);
	assert_int_equal(t.ms[ROLLUP_MAJOR_OUTAGE], 20);
	assert_int_equal(tally_total(&t), 50);
}

static void test_as_a_whole_it_is_as_the_worst(void **state)
{
	struct sweep *s = sweep_new(*state);
	struct tally t = {0};

	sweep_add(s, ROLLUP_DEGRADED, 20, 80);
	sweep_add(s, ROLLUP_MAJOR_OUTAGE, 30, 40);
	sweep_add(s, ROLLUP_PARTIAL_OUTAGE, 35, 50);
	sweep_add(s, ROLLUP_OPERATIONAL, 0, 100);  /* says nothing */
	sweep_add(s, ROLLUP_MAINTENANCE, 90, 200); /* beyond the end */
	sweep_tally(s, 10, 100, &nothing, &t);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 10 + 10);
	assert_int_equal(t.ms[ROLLUP_DEGRADED], 10 + 30);
	assert_int_equal(t.ms[ROLLUP_MAJOR_OUTAGE], 10);
	assert_int_equal(t.ms[ROLLUP_PARTIAL_OUTAGE], 10);
	assert_int_equal(t.ms[ROLLUP_MAINTENANCE], 10);
	assert_int_equal(tally_total(&t), 90);
}

static void test_what_began_before_the_span_counts_within_it(void **state)
{
	struct sweep *s = sweep_new(*state);
	struct tally t = {0};

	sweep_add(s, ROLLUP_DEGRADED, 0, 30);
	sweep_tally(s, 20, 100, &nothing, &t);
	assert_int_equal(t.ms[ROLLUP_DEGRADED], 10);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 70);
}

static void test_many_points(void **state)
{
	struct sweep *s = sweep_new(*state);
	struct spans spans = {0};
	struct tally t = {0};

	for (int i = 99; i >= 0; i--) {
		sweep_add(s, ROLLUP_DEGRADED, i * 10, i * 10 + 5);
		spans_add(*state, &spans, i * 10 + 5, i * 10 + 6);
	}
	spans_settle(&spans);
	sweep_tally(s, 0, 1000, &spans, &t);
	assert_int_equal(t.ms[ROLLUP_DEGRADED], 500);
	assert_int_equal(t.ms[ROLLUP_UNKNOWN], 100);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 400);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_spans_that_meet_are_joined),
	    UNIT_TEST(test_what_is_not_known_is_unknown_whatever_was_told),
	    UNIT_TEST(test_as_a_whole_it_is_as_the_worst),
	    UNIT_TEST(test_what_began_before_the_span_counts_within_it),
	    UNIT_TEST(test_many_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
