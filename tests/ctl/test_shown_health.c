/* Tests of ctl/shown_health: how well a page is known. */
#include "../base/unit.h"

#include "base/clock.h"
#include "ctl/shown_health.h"

#define NOW	 INT64_C(1773576000000) /* 2026-03-15T12:00:00Z */
#define INTERVAL INT64_C(90000)

struct row {
	bool off;
	int64_t failures;
	enum page_health told;
	int64_t answered_at;
	enum page_health now;
};

static void test_what_the_store_says(void **state)
{
	static const struct row rows[] = {
	    {.now = PAGE_UNREAD},
	    {.failures = 2, .now = PAGE_UNREAD},
	    {.failures = 3, .told = PAGE_FAILING, .now = PAGE_FAILING},
	    {.failures = 300, .answered_at = NOW, .told = PAGE_GONE, .now = PAGE_GONE},
	    {.failures = 2, .answered_at = NOW, .now = PAGE_FRESH},
	    {.answered_at = NOW, .now = PAGE_FRESH},
	    {.answered_at = NOW - 3 * INTERVAL, .now = PAGE_FRESH},
	    {.answered_at = NOW - 3 * INTERVAL - 1, .now = PAGE_LATE},
	    {.failures = 2, .answered_at = NOW - 3 * INTERVAL - 1, .now = PAGE_LATE},
	    {.failures = 3,
		.answered_at = NOW - 3 * INTERVAL - 1,
		.told = PAGE_FAILING,
		.now = PAGE_FAILING},
	    {.answered_at = NOW + 3600000, .now = PAGE_FRESH},
	    {.off = true, .now = PAGE_OFF},
	    {.off = true, .failures = 9, .answered_at = NOW, .told = PAGE_FAILING, .now = PAGE_OFF},
	};
	const struct app app = {.settings = {.poll_interval_ms = INTERVAL}};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct provider p = {.key = "acme", .enabled = !rows[i].off};
		struct provider_state s = {.failures = rows[i].failures,
		    .health = rows[i].told,
		    .answered_at = rows[i].answered_at};

		assert_int_equal(shown_health(&app, &p, &s, NOW), rows[i].now);
	}
}

static void test_the_interval_of_the_settings_counts(void **state)
{
	const struct app app = {.settings = {.poll_interval_ms = 10 * INTERVAL}};
	const struct provider p = {.key = "acme", .enabled = true};
	const struct provider_state s = {.answered_at = NOW - 20 * INTERVAL};

	(void)state;
	assert_int_equal(shown_health(&app, &p, &s, NOW), PAGE_FRESH);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_what_the_store_says),
	    UNIT_TEST(test_the_interval_of_the_settings_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
