/*
 * Tests of flow/poll against the fake world: what is told of a page itself. Entering trouble is an
 * event, and leaving it; what is in between is not, nor are one failure or two.
 */
#include "pages.h"

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
	struct ground *g = pages_open_with(*state, "", "platform = statuspage\n");
	struct poll_result result;

	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	poll_times(g, "status 500\n", 3);
	pages_asked(g);
	assert_int_equal(poll_times(g, "", 1), 1);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
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

static void test_another_page_id_is_told_and_then_well(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "acme/api/v2/summary.json",
	    "{\"page\":{\"id\":\"another00001\"},\"components\":[]}");
	assert_int_equal(poll_times(g, "", 1), 0); /* once may be a slip */
	assert_int_equal(poll_times(g, "", 1), 1);
	expect_last(g, "fresh", "changed", "the page has the id another00001 now; it was " PAGE);
	assert_int_equal(pages_state(g).health, PAGE_CHANGED);
	assert_int_equal(poll_times(g, "", 3), 1);
	expect_last(g, "changed", "fresh", NULL);
}

static void test_another_platform_is_told_with_its_name(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "acme/api/v2/summary.json",
	    "{\"page\":{\"id\":\"01JMDK9XYNY6RXSED6SDWW50WY\"},\"components\":[]}");
	assert_int_equal(poll_times(g, "", 1), 1);
	expect_last(g, "fresh", "changed",
	    "the page is on the platform incidentio now, with the id 01JMDK9XYNY6RXSED6SDWW50WY; "
	    "it "
	    "was on statuspage, with the id " PAGE);
}

/* What the section says is wrong until somebody mends it. */
static void test_another_page_id_than_configured_stays_changed(void **state)
{
	struct ground *g = pages_open_with(*state, "", "page_id = other\n");
	struct poll_result result;

	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	assert_int_equal(result.events, 1);
	expect_last(g, "fresh", "changed",
	    "the page has the id " PAGE ", not other; if that is right, put \"page_id = " PAGE
	    "\" in [provider acme]");
	assert_int_equal(poll_times(g, "", 3), 0);
	assert_int_equal(pages_state(g).health, PAGE_CHANGED);
}

static const char *to_another_host(void *ctx, const char *rest)
{
	return mem_printf(ctx, "status 302\nheader Location: http://localhost:%ld/%s\n", world.port,
	    pages_path(ctx, rest));
}

/* It is read all the same: what happens there must not be missed. */
static void test_a_redirect_to_another_host_is_told(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "hooli/api/v2/summary.json",
	    pages_document(g, "", pages_incident(g, "i1", "investigating")));
	assert_int_equal(poll_times(g, to_another_host(g, "hooli/api/v2/summary.json"), 3), 2);
	expect_last(g, "fresh", "changed",
	    mem_printf(g,
		"the page redirects to another host; if that is right, put \"url = "
		"http://localhost:%ld/%s\" in [provider acme]",
		world.port, pages_path(g, "hooli")));
	assert_int_equal(pages_state(g).health, PAGE_CHANGED);
	assert_int_equal(poll_times(g, "", 1), 1);
	expect_last(g, "changed", "fresh", NULL);
}

static void test_a_redirect_within_the_host_is_not_told(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "hooli/api/v2/summary.json", pages_document(g, "", ""));
	assert_int_equal(poll_times(g,
			     mem_printf(g, "status 302\nheader Location: /%s\n",
				 pages_path(g, "hooli/api/v2/summary.json")),
			     3),
	    0);
}

/* Nobody's page any more: the host that is left to whoever pays. */
static void test_a_failure_says_where_it_was_redirected_to(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "hooli/parked.html", "<!DOCTYPE html><html></html>");
	assert_int_equal(poll_times(g, to_another_host(g, "hooli/parked.html?who=me"), 3), 1);
	assert_string_equal(ground_last(g).status, "failing");
	unit_has(ground_last(g).detail, "HTML");
	unit_has(ground_last(g).detail,
	    mem_printf(g, "; it redirects to http://localhost:%ld", world.port));
	assert_null(strstr(ground_last(g).detail, "who"));
}

#define API "{\"id\":\"c1\",\"name\":\"API\",\"status\":\"major_outage\"}"

static struct ground *full_page_open(void *ctx)
{
	struct ground *g = pages_open(ctx);
	struct poll_result result;

	pages_put(g, "acme/api/v2/summary.json",
	    pages_document(g, API, pages_incident(g, "i1", "investigating")));
	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	pages_incidents(g, pages_incident(g, "i1", "resolved"));
	pages_summary(g, "");
	return g;
}

static void test_an_empty_document_after_a_full_one_is_trouble(void **state)
{
	struct ground *g = full_page_open(*state);

	assert_int_equal(poll_times(g, "", 3), 1);
	expect_last(
	    g, "fresh", "failing", "the document is empty: it lists no components any more, of 1");
	pages_put(g, "acme/api/v2/summary.json", pages_document(g, API, ""));
	assert_int_equal(poll_times(g, "", 1), 2); /* that, and how the incident ended */
	assert_int_equal(pages_state(g).health, PAGE_FRESH);
}

static void test_after_a_day_an_empty_document_is_believed(void **state)
{
	struct ground *g = full_page_open(*state);
	struct poll_result result;

	assert_int_equal(poll_times(g, "", 3), 1);
	pass(2 * DAY);
	pages_poll(g, &result);
	assert_int_equal(result.failed, 0);
	assert_int_equal(pages_state(g).listed, 0);
	assert_int_equal(pages_state(g).health, PAGE_FRESH);
}

/* What the page says of itself, and nobody else: it stays until the page says something else. */
static void test_the_indicator_of_the_page_is_kept(void **state)
{
	static const char *const metas[] = {"", "status 304\n", "status 500\n", "reset\n"};
	struct ground *g = page_open(*state);

	pages_put(g, "acme/api/v2/summary.json",
	    "{\"page\":{\"id\":\"" PAGE "\"},\"status\":{\"indicator\":\"critical\"},"
	    "\"components\":[]}");
	for (size_t i = 0; i < UNIT_COUNT(metas); i++) {
		assert_int_equal(poll_times(g, metas[i], 1), 0);
		assert_string_equal(pages_state(g).indicator, "critical");
	}
	pages_put(g, "acme/api/v2/summary.json", pages_document(g, "", ""));
	assert_int_equal(poll_times(g, "", 1), 0);
	assert_null(pages_state(g).indicator);
}

/* "Not modified" would never be the second document that a component is missed in. */
static void test_a_document_that_lacks_a_component_is_read_again(void **state)
{
	struct ground *g = page_open(*state);

	pages_put(g, "acme/api/v2/summary.json",
	    pages_document(
		g, API ",{\"id\":\"c2\",\"name\":\"Web\",\"status\":\"major_outage\"}", ""));
	assert_int_equal(poll_times(g, "", 1), 2);
	pages_put(g, "acme/api/v2/summary.json", pages_document(g, API, ""));
	assert_int_equal(poll_times(g, "", 1), 0);
	assert_int_equal(poll_times(g, "", 1), 1);
	assert_string_equal(ground_last(g).status, "removed");
	pages_asked(g);
	assert_int_equal(poll_times(g, "", 1), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_the_third_failure_is_told_and_no_further_one),
	    GROUND_TEST(test_a_good_answer_is_told_after_trouble_only),
	    GROUND_TEST(test_not_modified_ends_trouble_too),
	    GROUND_TEST(test_html_with_200_is_trouble),
	    GROUND_TEST(test_failing_becomes_gone_and_fresh_again),
	    GROUND_TEST(test_another_page_id_is_told_and_then_well),
	    GROUND_TEST(test_another_platform_is_told_with_its_name),
	    GROUND_TEST(test_another_page_id_than_configured_stays_changed),
	    GROUND_TEST(test_a_redirect_to_another_host_is_told),
	    GROUND_TEST(test_a_redirect_within_the_host_is_not_told),
	    GROUND_TEST(test_a_failure_says_where_it_was_redirected_to),
	    GROUND_TEST(test_an_empty_document_after_a_full_one_is_trouble),
	    GROUND_TEST(test_after_a_day_an_empty_document_is_believed),
	    GROUND_TEST(test_the_indicator_of_the_page_is_kept),
	    GROUND_TEST(test_a_document_that_lacks_a_component_is_read_again),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
