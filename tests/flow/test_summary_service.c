/* Tests of flow/summary_service: when the server may be asked, also after a restart. */
#include "ground.h"

#include "base/limits.h"
#include "flow/summary_service.h"

static struct ground *open_with(void *ctx, const char *settings)
{
	struct ground *g = ground_load(ctx, settings, PROVIDERS);

	g->store = shelf_open(g, g->app.store_path);
	return g;
}

static struct summary_service load(struct ground *g)
{
	struct summary_service s;

	assert_int_equal(summary_service_load(g->store, &g->app, &s, NULL), OK);
	return s;
}

static void put(struct ground *g, const struct summary_service *s)
{
	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(summary_service_put(g->store, s, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static bool allows(struct ground *g, const struct summary_service *s, int64_t now)
{
	return summary_service_allows(&g->app, s, now);
}

static void test_without_a_key_it_is_off(void **state)
{
	struct ground *g = open_with(*state, "");
	struct summary_service s = load(g);

	assert_int_equal(summary_service_switch(&g->app, &s), SUMMARIES_OFF);
	assert_false(allows(g, &s, NOW));
	g->app.settings.openai_api_key = "sk-1";
	s = load(g);
	assert_int_equal(summary_service_switch(&g->app, &s), SUMMARIES_ON);
	assert_true(allows(g, &s, NOW));
}

static void test_all_of_it_outlives_a_run(void **state)
{
	struct ground *g = open_with(*state, "openai_api_key = sk-1");
	struct summary_service s = load(g), again;

	s.refusals = 1;
	s.failures = 2;
	s.paused_until = NOW + 3;
	s.minute = 4;
	s.minute_asked = 5;
	s.day = 6;
	s.day_asked = 7;
	put(g, &s);
	again = load(g);
	assert_memory_equal(&again, &s, sizeof(s));
}

static void expect_fresh(struct ground *g)
{
	struct summary_service s = load(g);

	assert_int_equal(summary_service_switch(&g->app, &s), SUMMARIES_ON);
	assert_int_equal(s.failures, 0);
	assert_int_equal(s.paused_until, 0);
	assert_int_equal(s.day_asked, 9); /* what was asked was asked */
}

static void test_another_key_or_server_begins_anew(void **state)
{
	struct ground *g = open_with(*state, "openai_api_key = sk-1");
	struct summary_service s = load(g);

	s.refusals = LIMIT_SUMMARY_REFUSALS;
	s.failures = 3;
	s.paused_until = NOW + DAY;
	s.day_asked = 9;
	put(g, &s);
	s = load(g);
	assert_int_equal(summary_service_switch(&g->app, &s), SUMMARIES_REFUSED);
	assert_false(allows(g, &s, NOW + 2 * DAY));
	g->app.settings.openai_api_key = "sk-2";
	expect_fresh(g);
	g->app.settings.openai_api_key = "sk-1";
	g->app.settings.openai_base_url = "https://llm.example/v1";
	expect_fresh(g);
}

static void test_a_pause_ends(void **state)
{
	struct ground *g = open_with(*state, "openai_api_key = sk-1");
	struct summary_service s = load(g);

	s.paused_until = NOW + 1000;
	assert_false(allows(g, &s, NOW + 999));
	assert_true(allows(g, &s, NOW + 1000));
	/* The clock was set back by a month: no pause is so long. */
	assert_true(allows(g, &s, NOW - 30 * DAY));
}

static void test_ceilings_are_those_of_the_minute_and_the_day(void **state)
{
	struct ground *g = open_with(*state,
	    "openai_api_key = sk-1\nopenai_requests_per_minute = 2\nopenai_requests_per_day = 5");
	struct summary_service s = load(g);

	assert_false(summary_service_count(&g->app, &s, NOW));
	assert_true(allows(g, &s, NOW + 59 * SECOND));
	assert_false(summary_service_count(&g->app, &s, NOW));
	assert_false(allows(g, &s, NOW + 59 * SECOND));
	assert_true(allows(g, &s, NOW + MINUTE));
	assert_false(summary_service_count(&g->app, &s, NOW + MINUTE));
	assert_false(summary_service_count(&g->app, &s, NOW + 2 * MINUTE));
	assert_true(summary_service_count(&g->app, &s, NOW + 3 * MINUTE));
	assert_false(allows(g, &s, NOW + 4 * MINUTE));
	assert_false(allows(g, &s, NOW + DAY / 2 - 1)); /* NOW is noon */
	assert_true(allows(g, &s, NOW + DAY / 2));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_without_a_key_it_is_off),
	    GROUND_TEST(test_all_of_it_outlives_a_run),
	    GROUND_TEST(test_another_key_or_server_begins_anew),
	    GROUND_TEST(test_a_pause_ends),
	    GROUND_TEST(test_ceilings_are_those_of_the_minute_and_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
