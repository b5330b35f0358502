/* Tests of model/report: looking for an incident in one, and what a history says of it. */
#include "../base/unit.h"

#include "model/report.h"

static void test_an_incident_is_found_by_its_id(void **state)
{
	struct incident incidents[] = {{.id = "a"}, {.title = "without an id"}, {.id = "b"}};
	struct report r = {.incidents = incidents, .n_incidents = UNIT_COUNT(incidents)};

	(void)state;
	assert_true(report_has_incident(&r, "a"));
	assert_true(report_has_incident(&r, "b"));
	assert_false(report_has_incident(&r, "A"));
	assert_false(report_has_incident(&r, ""));
}

static void test_nothing_is_found_in_nothing(void **state)
{
	struct report empty = {0};

	(void)state;
	assert_false(report_has_incident(NULL, "a"));
	assert_false(report_has_incident(&empty, "a"));
}

static void test_numbers_of_one_count_are_compared(void **state)
{
	static const struct {
		const char *id, *than;
		bool lower;
	} rows[] = {
	    {"9", "12", true},
	    {"12", "9", false},
	    {"12", "12", false},
	    {"11", "12", true},
	    {"0", "1", true},
	    {"schedule-9", "schedule-12", true},
	    {"9", "schedule-12", false},
	    {"schedule-9", "12", false},
	    {"5a0e", "12", false},
	    {"a", "b", false},
	    {"", "12", false},
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (report_is_lower(rows[i].id, rows[i].than) != rows[i].lower)
			fail_msg("%s, %s", rows[i].id, rows[i].than);
}

static void test_what_lies_beyond_a_cut_is_not_lacked(void **state)
{
	struct incident incidents[] = {{.id = "12"}, {.id = "10"}, {.id = "schedule-3"}};
	struct report r = {.incidents = incidents, .n_incidents = UNIT_COUNT(incidents)};

	(void)state;
	assert_true(report_lacks_incident(&r, "9"));
	r.cut_at[0] = "10";
	r.cut_at[1] = "schedule-3";
	assert_false(report_lacks_incident(&r, "9"));
	assert_false(report_lacks_incident(&r, "10"));
	assert_true(report_lacks_incident(&r, "11"));
	assert_true(report_lacks_incident(&r, "13"));
	assert_false(report_lacks_incident(&r, "schedule-2"));
	assert_true(report_lacks_incident(&r, "schedule-4"));
}

static void test_missed_is_what_began_since_and_is_over(void **state)
{
	struct report history = {.kind = REPORT_HISTORY, .news_since = 1000};
	struct update updates[] = {{.status = "investigating", .created_at = 1001},
	    {.status = "resolved", .created_at = 1500}};
	struct incident in = {
	    .id = "a", .created_at = 1001, .updates = updates, .n_updates = UNIT_COUNT(updates)};

	(void)state;
	assert_true(report_missed(&history, &in));
	in.created_at = 1000;
	assert_false(report_missed(&history, &in));
	in.created_at = TIME_NONE;
	assert_true(report_missed(&history, &in));
	in.n_updates = 1;
	assert_false(report_missed(&history, &in));
	in.n_updates = UNIT_COUNT(updates);
	history.news_since = TIME_NONE;
	assert_false(report_missed(&history, &in));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_incident_is_found_by_its_id),
	    UNIT_TEST(test_nothing_is_found_in_nothing),
	    UNIT_TEST(test_numbers_of_one_count_are_compared),
	    UNIT_TEST(test_what_lies_beyond_a_cut_is_not_lacked),
	    UNIT_TEST(test_missed_is_what_began_since_and_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
