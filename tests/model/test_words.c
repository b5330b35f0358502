/* Tests of model/words: which words end an incident, mean maintenance, mean all is well. */
#include "../base/unit.h"

#include "model/words.h"

typedef bool judge(const char *status);

static void expect_all(judge *f, bool want, const char *const *words)
{
	for (; *words != NULL; words++)
		if (f(*words) != want)
			fail_msg("\"%s\" is judged wrongly", *words);
}

static void test_words_that_end_an_incident(void **state)
{
	(void)state;
	expect_all(status_is_final, true,
	    (const char *const[]){"resolved", "completed", "postmortem", "maintenance_complete",
		"Resolved", "COMPLETED", NULL});
}

static void test_words_that_do_not_end_an_incident(void **state)
{
	(void)state;
	expect_all(status_is_final, false,
	    (const char *const[]){"investigating", "identified", "monitoring", "update",
		"scheduled", "in_progress", "verifying", "unresolved", "resolved ", "resolve", "",
		"operational", NULL});
}

static void test_words_of_maintenances(void **state)
{
	(void)state;
	expect_all(status_is_maintenance, true,
	    (const char *const[]){"scheduled", "in_progress", "verifying", "completed",
		"maintenance_scheduled", "maintenance_in_progress", "maintenance_complete",
		"Scheduled", NULL});
}

static void test_only_scheduled_is_scheduled(void **state)
{
	(void)state;
	expect_all(
	    status_is_scheduled, true, (const char *const[]){"scheduled", "Scheduled", NULL});
	expect_all(status_is_scheduled, false,
	    (const char *const[]){"in_progress", "completed", "scheduled ", "", NULL});
}

static void test_words_that_incidents_use_are_not_of_maintenances(void **state)
{
	(void)state;
	expect_all(status_is_maintenance, false,
	    (const char *const[]){"investigating", "identified", "monitoring", "resolved",
		"postmortem", "under_maintenance", "", NULL});
}

static void test_only_operational_is_operational(void **state)
{
	(void)state;
	expect_all(status_is_operational, true,
	    (const char *const[]){"operational", "Operational", "OPERATIONAL", NULL});
	expect_all(status_is_operational, false,
	    (const char *const[]){"degraded_performance", "partial_outage", "major_outage",
		"under_maintenance", "full_outage", "unknown", "ok", "non-operational",
		"operational?", "", NULL});
}

static void test_no_word_is_never_fine(void **state)
{
	(void)state;
	assert_false(status_is_final(NULL));
	assert_false(status_is_maintenance(NULL));
	assert_false(status_is_operational(NULL));
	assert_false(status_is_scheduled(NULL));
}

static void test_the_rank_rises_in_the_life_of_an_incident(void **state)
{
	static const char *const lives[][5] = {
	    {"investigating", "identified", "monitoring", "resolved", "postmortem"},
	    {"scheduled", "in_progress", "verifying", "completed", "withdrawn"},
	};

	(void)state;
	for (size_t l = 0; l < 2; l++)
		for (int i = 0; i < 5; i++)
			assert_int_equal(status_rank(lives[l][i]), i + 1);
	assert_int_equal(status_rank("on fire"), 0);
	assert_int_equal(status_rank(NULL), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_words_that_end_an_incident),
	    UNIT_TEST(test_words_that_do_not_end_an_incident),
	    UNIT_TEST(test_words_of_maintenances),
	    UNIT_TEST(test_only_scheduled_is_scheduled),
	    UNIT_TEST(test_words_that_incidents_use_are_not_of_maintenances),
	    UNIT_TEST(test_only_operational_is_operational),
	    UNIT_TEST(test_no_word_is_never_fine),
	    UNIT_TEST(test_the_rank_rises_in_the_life_of_an_incident),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
