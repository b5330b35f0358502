/* Tests of model/report: looking for an incident in one. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_incident_is_found_by_its_id),
	    UNIT_TEST(test_nothing_is_found_in_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
