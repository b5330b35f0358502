/*
 * Tests of flow/poll against the fake world: pages that cannot be read. Nothing is made of
 * such an answer but a failure with its reason, and the page is asked less and less often.
 */
#include "pages.h"

static const struct {
	const char *what, *body, *meta, *says;
} failures[] = {
    {"HTML", "<!DOCTYPE html><html></html>", "", "HTML"},
    {"HTML behind blanks", "\n  <html>", "", "HTML"},
    {"not JSON", "{\"page\":", "", ""},
    {"no body", "", "", ""},
    {"null", "null", "", "shape"},
    {"no page", "{\"components\":[]}", "", "shape"},
    {"no components", "{\"page\":{\"id\":\"" PAGE "\"}}", "", "shape"},
    {"500", "{}", "status 500\n", "HTTP 500"},
    {"404", "{}", "status 404\n", "HTTP 404"},
    {"204", "", "status 204\n", "HTTP 204"},
    {"a reset", "{}", "reset\n", ""},
    {"half a body", "{\"page\":{\"id\":\"" PAGE "\"},\"components\":[]}", "truncate 10\n", ""},
};

static void test_each_failure_is_recorded_with_its_reason(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(failures); i++) {
		struct ground *g = pages_open(*state);
		struct poll_result result;
		struct provider_state page;

		pages_put(g, "acme/api/v2/summary.json", failures[i].body);
		pages_meta(g, failures[i].meta);
		pages_poll(g, &result);
		page = pages_state(g);
		if (result.failed != 1 || result.events != 0 || page.failures != 1 ||
		    page.failure == NULL || *page.failure == '\0')
			fail_msg("%s is no failure", failures[i].what);
		unit_has(page.failure, failures[i].says);
		assert_null(page.page_id);
		assert_int_equal(page.answered_at, TIME_NONE);
		assert_int_equal(page.tried_at, NOW);
		pages_expect_wait(g, INTERVAL);
	}
}

/* As that of a machine that wakes up does: the page has not had its time, and stays due. */
static void test_a_clock_that_leaps_is_no_failure_of_the_pages(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct provider_state page;
	struct fast_clock clock;
	int rc;

	pages_meta(g, "stall\n");
	fast_begin(&clock);
	rc = poll_run(&g->app, &(struct poll_options){0}, &result, NULL);
	fast_end(&clock);
	assert_int_equal(rc, OK);
	assert_int_equal(result.failed, 0);
	page = pages_state(g);
	assert_int_equal(page.failures, 0);
	assert_int_equal(page.tried_at, TIME_NONE);
}

/* It is answered in the end, and after the other that it kept from its turn for a while. */
static void test_a_page_that_takes_its_time_gives_its_place_to_another(void **state)
{
	struct ground *g = pages_open_with(*state, "poll_at_once = 1",
	    mem_printf(*state,
		"[provider hooli]\nurl = http://127.0.0.1:%ld/%d/hooli\nallow_private = yes\n",
		world.port, pages_test + 1));
	struct poll_result result;

	pages_meta(g, "delay-ms 6000\n");
	pages_put(g, "hooli/api/v2/summary.json", pages_document(g, "", ""));
	clock_set(TIME_NONE);
	assert_int_equal(
	    poll_run(&g->app, &(struct poll_options){.force = true}, &result, NULL), OK);
	assert_int_equal(result.asked, 2);
	assert_int_equal(result.failed, 0);
	assert_int_equal(shelf_number(g->app.store_path,
			     "SELECT (SELECT tried_at FROM provider WHERE key = 'hooli') < "
			     "(SELECT answered_at FROM provider WHERE key = 'acme')"),
	    1);
}

static void test_a_page_that_fails_is_asked_less_often_up_to_a_limit(void **state)
{
	static const int64_t intervals[] = {1, 2, 4, 8, 8, 8};
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_meta(g, "status 500\n");
	for (size_t i = 0; i < UNIT_COUNT(intervals); i++) {
		struct provider_state page;

		pages_poll(g, &result);
		assert_int_equal(result.failed, 1);
		page = pages_state(g);
		assert_int_equal(page.failures, i + 1);
		pages_expect_wait(g, intervals[i] * INTERVAL);
		pages_pass(g);
		pass(-2 * SECOND);
		pages_poll(g, &result);
		assert_int_equal(result.asked, 0);
		pass(2 * SECOND);
	}
}

static void test_a_good_answer_ends_the_back_off(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct provider_state page;

	pages_meta(g, "status 500\n");
	for (int i = 0; i < 4; i++) {
		pages_poll(g, &result);
		pages_pass(g);
	}
	pages_meta(g, "");
	pages_poll(g, &result);
	page = pages_state(g);
	assert_int_equal(page.failures, 0);
	assert_null(page.failure);
	assert_int_equal(page.due_at, clock_now() + INTERVAL);
	pass(INTERVAL);
	pages_meta(g, "status 500\n");
	pages_poll(g, &result);
	pages_expect_wait(g, INTERVAL);
}

/* A person asked before the back-off was over. */
static void test_a_good_answer_by_force_ends_the_back_off(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_options force = {.force = true};
	struct poll_result result;

	pages_meta(g, "status 503\nheader Retry-After: 3600\n");
	pages_poll(g, &result);
	pages_meta(g, "");
	pass(SECOND);
	assert_int_equal(poll_run(&g->app, &force, &result, NULL), OK);
	assert_int_equal(pages_state(g).failures, 0);
	assert_true(pages_state(g).due_at <= clock_now() + INTERVAL);
}

/* "Not modified" is a good answer. */
static void test_a_304_ends_the_back_off_too(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_poll(g, &result);
	pass(INTERVAL);
	pages_meta(g, "status 503\n");
	pages_poll(g, &result);
	pages_pass(g);
	pages_meta(g, "");
	pages_asked(g);
	pages_poll(g, &result);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
	assert_int_equal(pages_state(g).failures, 0);
	assert_null(pages_state(g).failure);
	assert_int_equal(pages_state(g).answered_at, clock_now());
}

static const struct {
	const char *what, *meta;
	int64_t wait;
} retries[] = {
    {"longer than the back-off", "status 429\nheader Retry-After: 600\n", 600 * SECOND},
    {"shorter than the back-off", "status 429\nheader Retry-After: 7\n", INTERVAL},
    {"longer than a day", "status 503\nheader Retry-After: 999999\n", DAY},
    {"not understood", "status 503\nheader Retry-After: soon\n", INTERVAL},
};

static void test_retry_after_is_obeyed(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(retries); i++) {
		struct ground *g = pages_open(*state);
		struct poll_result result;

		pages_meta(g, retries[i].meta);
		pages_poll(g, &result);
		print_message("# %s\n", retries[i].what);
		pages_expect_wait(g, retries[i].wait);
	}
}

/* Unknown is not up, and not over either. */
static void test_a_failure_leaves_what_is_known_alone(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct provider_state page;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pages_meta(g, "status 200\n");
	pages_put(g, "acme/api/v2/summary.json", "<html>Be right back</html>");
	assert_int_equal(pages_poll_next(g), 0);
	page = pages_state(g);
	assert_int_equal(page.failures, 1);
	assert_string_equal(page.page_id, PAGE);
	assert_int_equal(page.answered_at, NOW);
	assert_int_equal(
	    shelf_number(g->app.store_path,
		"SELECT count(*) FROM incident WHERE closed_at IS NULL AND missed = 0"),
	    1);
	pages_meta(g, "");
	pages_summary(g, pages_incident(g, "i1", "identified"));
	assert_int_equal(pages_poll_next(g), 1);
}

static void test_another_page_id_at_the_address_is_first_sight(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_poll(g, &result);
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g, "{\"page\":{\"id\":\"01JMDK9XYNY6RXSED6SDWW50WY\"},\"components\":["
			  "{\"id\":\"c1\",\"name\":\"API\",\"status\":\"major_outage\"}]}"));
	assert_int_equal(pages_poll_next(g), 1); /* that it is another */
	assert_string_equal(pages_state(g).page_id, "01JMDK9XYNY6RXSED6SDWW50WY");
	assert_string_equal(pages_state(g).platform, "incidentio");
}

/* From now on the page of acme is at that place. */
static void place_acme(struct ground *g, const char *place)
{
	const char *conf = unit_file(g, g->folder, "status-monitor.conf",
	    mem_printf(g,
		"[monitor]\nstate_dir = %s/state\n[provider acme]\n"
		"url = http://127.0.0.1:%ld/%d/%s\nallow_private = yes\n",
		g->folder, world.port, pages_test, place));

	assert_int_equal(app_load(g, conf, &g->app, NULL), OK);
}

/* Left alone for a day, or not due for a day: what was decided before says nothing any more. */
static void test_another_address_or_interval_is_asked_at_once(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	place_acme(g, "wrong");
	pages_poll(g, &result);
	assert_int_equal(result.failed, 1);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 0);
	place_acme(g, "acme");
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	assert_int_equal(result.failed, 0);
	g->app.settings.poll_interval_ms = DAY;
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	pass(INTERVAL);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 0);
	g->app.settings.poll_interval_ms = INTERVAL;
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	pages_expect_wait(g, INTERVAL);
}

/* Its API answers 500, its feed is well: as long as nothing is known, the other places are asked. */
static void test_a_page_whose_api_has_trouble_may_have_a_feed(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_meta(g, "status 500\n");
	pages_put(g, "acme/history.atom",
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Acme</title></feed>");
	pages_poll(g, &result);
	assert_int_equal(result.failed, 0);
	assert_string_equal(pages_state(g).platform, "feed_history");
	pass(
	    2 * HOUR); /* it is looked whether the API is back, and the feed is read all the same */
	pages_poll(g, &result);
	assert_int_equal(result.failed, 0);
}

static void test_a_page_that_is_busy_is_asked_nothing_else(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_meta(g, "status 503\nheader Retry-After: 600\n");
	pages_poll(g, &result);
	assert_string_equal(pages_asked(g), "summary.json 503\n");
	pages_expect_wait(g, 10 * MINUTE);
}

static void test_retry_after_is_obeyed_of_any_failure(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_meta(g, "status 403\nheader Retry-After: 7200\n");
	pages_poll(g, &result);
	pages_expect_wait(g, 2 * HOUR);
}

/* The clock was years ahead when it was noted, and is right again. */
static void test_a_due_time_that_no_page_can_have_is_none(void **state)
{
	static const struct {
		int64_t wait;
		size_t asked;
	} rows[] = {{DAY, 0}, {DAY + SECOND, 1}, {3000 * DAY, 1}};
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct provider_state page;

	pages_poll(g, &result);
	page = pages_state(g);
	g->store = shelf_open(g, g->app.store_path);
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		page.due_at = clock_now() + rows[i].wait;
		assert_int_equal(store_begin(g->store, NULL), OK);
		assert_int_equal(
		    store_end(g->store, store_provider_put(g->store, &page, NULL), NULL), OK);
		pages_poll(g, &result);
		assert_int_equal(result.asked, rows[i].asked);
	}
	pages_expect_wait(g, INTERVAL);
}

static void test_a_private_address_is_not_asked_without_leave(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	g->app.providers.list[0].allow_private = false;
	pages_poll(g, &result);
	assert_int_equal(result.failed, 1);
	assert_string_equal(pages_asked(g), "");
	assert_true(strlen(pages_state(g).failure) > 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_each_failure_is_recorded_with_its_reason),
	    GROUND_TEST(test_a_clock_that_leaps_is_no_failure_of_the_pages),
	    GROUND_TEST(test_a_page_that_takes_its_time_gives_its_place_to_another),
	    GROUND_TEST(test_a_page_that_fails_is_asked_less_often_up_to_a_limit),
	    GROUND_TEST(test_a_good_answer_ends_the_back_off),
	    GROUND_TEST(test_a_good_answer_by_force_ends_the_back_off),
	    GROUND_TEST(test_a_304_ends_the_back_off_too),
	    GROUND_TEST(test_retry_after_is_obeyed),
	    GROUND_TEST(test_a_failure_leaves_what_is_known_alone),
	    GROUND_TEST(test_another_page_id_at_the_address_is_first_sight),
	    GROUND_TEST(test_another_address_or_interval_is_asked_at_once),
	    GROUND_TEST(test_a_page_whose_api_has_trouble_may_have_a_feed),
	    GROUND_TEST(test_a_page_that_is_busy_is_asked_nothing_else),
	    GROUND_TEST(test_retry_after_is_obeyed_of_any_failure),
	    GROUND_TEST(test_a_due_time_that_no_page_can_have_is_none),
	    GROUND_TEST(test_a_private_address_is_not_asked_without_leave),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
