/*
 * Tests of flow/poll against the fake world: what is told of a page itself. Entering trouble is an
 * event, and leaving it; what is in between is not, nor are one failure or two.
 */
#include "pages.h"

#include "base/file.h"

/* Asks the page so many times, each when it is due; how many events came of it. */
static size_t poll_times(struct ground *g, const char *meta, int n)
{
	size_t events = 0;

	pages_meta(g, meta);
	for (int i = 0; i < n; i++)
		events += pages_poll_next(g);
	return events;
}

static struct ground *page_open(void *ctx)
{
	struct ground *g = pages_open(ctx);
	struct poll_result result;

	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	return g;
}

static void expect_last(struct ground *g, const char *before, const char *now, const char *detail)
{
	struct event last = ground_last(g);

	assert_int_equal(last.kind, EVENT_PROVIDER);
	assert_string_equal(last.provider, "acme");
	assert_string_equal(last.previous_status, before);
	assert_string_equal(last.status, now);
	unit_same("detail", last.detail, detail);
}

static void test_the_third_failure_is_told_and_no_further_one(void **state)
{
	struct ground *g = page_open(*state);

	assert_int_equal(poll_times(g, "status 500\n", 2), 0);
	assert_int_equal(poll_times(g, "status 500\n", 1), 1);
	expect_last(g, "fresh", "failing", "the page answered HTTP 500");
	assert_int_equal(poll_times(g, "status 503\n", 5), 0);
}

static void test_a_good_answer_is_told_after_trouble_only(void **state)
{
	struct ground *g = page_open(*state);

	assert_int_equal(poll_times(g, "status 500\n", 2) + poll_times(g, "", 2), 0);
	assert_int_equal(poll_times(g, "status 500\n", 3), 1);
	assert_int_equal(poll_times(g, "", 3), 1);
	expect_last(g, "failing", "fresh", NULL);
}

/* 304 says that the page is well, though not what stands on it. */
static void test_not_modified_ends_trouble_too(void **state)
{
	struct ground *g = page_open(*state);

	poll_times(g, "status 500\n", 3);
	assert_int_equal(poll_times(g, "status 304\n", 1), 1);
	expect_last(g, "failing", "fresh", NULL);
}

static void test_html_with_200_is_trouble(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "acme/api/v2/summary.json", "<!DOCTYPE html><html></html>");
	assert_int_equal(poll_times(g, "", 3), 1);
	assert_string_equal(ground_last(g).status, "failing");
}

static void test_failing_becomes_gone_and_fresh_again(void **state)
{
	struct ground *g = page_open(*state);
	struct poll_result result;

	assert_int_equal(poll_times(g, "status 404\n", 3), 1);
	expect_last(g, "fresh", "failing", "the page answered HTTP 404");
	pass(2 * DAY);
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	expect_last(g, "failing", "gone", "the page answered HTTP 404");
	assert_int_equal(poll_times(g, "", 1), 1);
	expect_last(g, "gone", "fresh", NULL);
}

static void test_another_page_id_is_told_once(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "acme/api/v2/summary.json",
	    "{\"page\":{\"id\":\"another00001\"},\"components\":[]}");
	assert_int_equal(poll_times(g, "", 3), 1);
	expect_last(g, "fresh", "changed", "the page has the id another00001 now; it was " PAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_the_third_failure_is_told_and_no_further_one),
	    GROUND_TEST(test_a_good_answer_is_told_after_trouble_only),
	    GROUND_TEST(test_not_modified_ends_trouble_too),
	    GROUND_TEST(test_html_with_200_is_trouble),
	    GROUND_TEST(test_failing_becomes_gone_and_fresh_again),
	    GROUND_TEST(test_another_page_id_is_told_once),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
