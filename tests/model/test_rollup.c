/* Tests of model/rollup: what each word counts as, and which of two is worse. */
#include "../base/unit.h"

#include "model/rollup.h"

struct row {
	const char *word;
	enum rollup is;
};

static void expect_words(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rollup_of_word(rows[i].word) != rows[i].is)
			fail_msg("%s is %s, not %s", rows[i].word,
			    rollup_word(rollup_of_word(rows[i].word)), rollup_word(rows[i].is));
}

static void test_the_words_of_pages(void **state)
{
	static const struct row rows[] = {
	    {"operational", ROLLUP_OPERATIONAL},
	    {"Operational", ROLLUP_OPERATIONAL},
	    {"degraded_performance", ROLLUP_DEGRADED},
	    {"partial_outage", ROLLUP_PARTIAL_OUTAGE},
	    {"major_outage", ROLLUP_MAJOR_OUTAGE},
	    {"under_maintenance", ROLLUP_MAINTENANCE},
	    {"none", ROLLUP_OPERATIONAL},
	    {"minor", ROLLUP_DEGRADED},
	    {"major", ROLLUP_PARTIAL_OUTAGE},
	    {"critical", ROLLUP_MAJOR_OUTAGE},
	    {"maintenance", ROLLUP_MAINTENANCE},
	    {"not_monitored", ROLLUP_OPERATIONAL},
	};

	(void)state;
	expect_words(rows, UNIT_COUNT(rows));
}

static void test_an_unknown_word_is_never_fine(void **state)
{
	static const struct row rows[] = {
	    {"on fire", ROLLUP_UNKNOWN},
	    {"security_event", ROLLUP_UNKNOWN},
	    {"", ROLLUP_UNKNOWN},
	    {"operational ", ROLLUP_UNKNOWN},
	    {NULL, ROLLUP_UNKNOWN},
	};

	(void)state;
	expect_words(rows, UNIT_COUNT(rows));
}

static void test_a_page_without_an_indicator_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(rollup_of_indicator(NULL), ROLLUP_OPERATIONAL);
	assert_int_equal(rollup_of_indicator("minor"), ROLLUP_DEGRADED);
	assert_int_equal(rollup_of_indicator("HASISSUES"), ROLLUP_UNKNOWN);
}

static void test_an_incident_counts_by_its_impact(void **state)
{
	(void)state;
	assert_int_equal(
	    rollup_of_incident(false, "investigating", "critical"), ROLLUP_MAJOR_OUTAGE);
	assert_int_equal(rollup_of_incident(false, "monitoring", "none"), ROLLUP_OPERATIONAL);
	assert_int_equal(rollup_of_incident(false, "investigating", NULL), ROLLUP_UNKNOWN);
}

static void test_a_maintenance_counts_while_it_is_under_way(void **state)
{
	(void)state;
	assert_int_equal(rollup_of_incident(true, "scheduled", "critical"), ROLLUP_OPERATIONAL);
	assert_int_equal(rollup_of_incident(true, "Scheduled", NULL), ROLLUP_OPERATIONAL);
	assert_int_equal(rollup_of_incident(true, "in_progress", "critical"), ROLLUP_MAINTENANCE);
	assert_int_equal(rollup_of_incident(true, "verifying", NULL), ROLLUP_MAINTENANCE);
	assert_int_equal(rollup_of_incident(true, "extended", NULL), ROLLUP_MAINTENANCE);
}

static void test_the_worse_of_two(void **state)
{
	(void)state;
	assert_int_equal(rollup_worse(ROLLUP_OPERATIONAL, ROLLUP_UNKNOWN), ROLLUP_UNKNOWN);
	assert_int_equal(rollup_worse(ROLLUP_MAINTENANCE, ROLLUP_UNKNOWN), ROLLUP_UNKNOWN);
	assert_int_equal(rollup_worse(ROLLUP_DEGRADED, ROLLUP_UNKNOWN), ROLLUP_DEGRADED);
	assert_int_equal(
	    rollup_worse(ROLLUP_PARTIAL_OUTAGE, ROLLUP_MAJOR_OUTAGE), ROLLUP_MAJOR_OUTAGE);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_the_words_of_pages),
	    cmocka_unit_test(test_an_unknown_word_is_never_fine),
	    cmocka_unit_test(test_a_page_without_an_indicator_says_nothing),
	    cmocka_unit_test(test_an_incident_counts_by_its_impact),
	    cmocka_unit_test(test_a_maintenance_counts_while_it_is_under_way),
	    cmocka_unit_test(test_the_worse_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
