/*
 * Tests of flow/poll against the fake world: documents that are not what they seem, such as old
 * copies, another page's, or a 304 that nobody asked for; and wishes to be left alone.
 */
#include "pages.h"

#include <fcntl.h>
#include <sys/file.h>

#define COMPONENT(status) "{\"id\":\"c1\",\"name\":\"API\",\"status\":\"" status "\"}"
#define OTHER		  "{\"id\":\"x1\",\"name\":\"Other\",\"status\":\"operational\"}"

/* A document of that page, as it was at that time. */
static void show(struct ground *g, const char *page, const char *at, const char *component)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"%s\",\"name\":\"Acme\",\"updated_at\":\"%s\"},"
		"\"components\":[%s],\"incidents\":[],\"scheduled_maintenances\":[]}",
		page, at, component));
}

static struct ground *fooled_open(void *ctx, const char *more)
{
	struct ground *g = pages_open_with(ctx, "", more);
	struct poll_result result;

	show(g, PAGE, "2026-11-23T11:00:00Z", COMPONENT("operational"));
	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	pages_asked(g);
	return g;
}

static void test_a_time_to_come_does_not_make_a_page_deaf(void **state)
{
	struct ground *g = fooled_open(*state, "");

	show(g, PAGE, "2099-01-01T00:00:00Z", COMPONENT("operational"));
	assert_int_equal(pages_poll_next(g), 0);
	show(g, PAGE, "2026-11-23T11:59:00Z", COMPONENT("major_outage"));
	assert_int_equal(pages_poll_next(g), 1);
}

static void test_a_page_that_went_back_is_believed_when_no_cache_is_so_old(void **state)
{
	struct ground *g = fooled_open(*state, "");
	int passes = 0;

	show(g, PAGE, "2026-11-23T10:00:00Z", COMPONENT("major_outage"));
	while (pages_poll_next(g) == 0)
		passes++;
	assert_in_range(passes, HOUR / INTERVAL - 1, HOUR / INTERVAL + 1);
	assert_string_equal(ground_last(g).status, "major_outage");
	assert_int_equal(pages_state(g).failures, 0);
}

/* Two servers behind one name, of which one has another page's files. */
static void test_a_stray_document_loses_nothing(void **state)
{
	struct ground *g = fooled_open(*state, "");

	show(g, PAGE, "2026-11-23T11:01:00Z", COMPONENT("major_outage"));
	assert_int_equal(pages_poll_next(g), 1);
	for (int i = 0; i < 3; i++) {
		show(g, "otherpage001", "2026-11-23T11:02:00Z", OTHER);
		assert_int_equal(pages_poll_next(g), 0);
		unit_same("failure", pages_state(g).failure,
		    "the document is of another page, with the id otherpage001 in place of " PAGE);
		show(g, PAGE, "2026-11-23T11:01:00Z", COMPONENT("major_outage"));
		assert_int_equal(pages_poll_next(g), 0);
		assert_null(pages_state(g).failure);
	}
}

static void test_a_304_that_nobody_asked_for_is_a_failure(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_meta(g, "status 304\n");
	pages_poll(g, &result);
	assert_int_equal(result.failed, 1);
	unit_same("failure", pages_state(g).failure, "the page answered HTTP 304");
}

/* The validators are of the old address; the new one might take them for its own. */
static void test_a_page_with_a_new_url_is_read_whole(void **state)
{
	struct ground *g = fooled_open(*state, "");
	struct provider *acme = (struct provider *)g->app.providers.list;

	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
	acme->url = mem_printf(g, "http://localhost:%ld/%d/acme", world.port, pages_test);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 200\n");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

static void test_a_history_that_wants_to_be_left_alone_is(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pages_summary(g, "");
	pages_incidents(g, "");
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 429\nheader Retry-After: 3600\n");
	pages_asked(g);
	pages_pass(g);
	pages_poll(g, &result);
	unit_has(pages_asked(g), "incidents.json 429");
	pages_expect_wait(g, HOUR);
	pass(INTERVAL);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 0);
}

/* While the API was away the page was read by its feed, which tells of no components. */
static void test_an_api_that_is_back_is_read_within_the_hour(void **state)
{
	struct ground *g = fooled_open(*state, "");
	int passes = 0;

	pages_meta(g, "status 404\n");
	pages_put(g, "acme/history.atom",
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Acme - Incident History</title>"
	    "<entry><id>x</id><title>Old</title><link href=\"http://x/incidents/i9\"/>"
	    "<published>2026-11-01T10:00:00Z</published><content type=\"html\">&lt;p&gt;"
	    "&lt;small&gt;Nov 1, 10:00 UTC&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved"
	    "&lt;/strong&gt; - Over.&lt;/p&gt;</content></entry></feed>");
	for (int i = 0; i < 4; i++)
		pages_poll_next(g);
	unit_same("platform", pages_state(g).platform, "feed_history");
	pages_meta(g, "");
	show(g, PAGE, "2026-11-23T11:01:00Z", COMPONENT("major_outage"));
	while (strcmp(pages_state(g).platform, "statuspage") != 0 && passes++ < 50)
		pages_poll_next(g);
	assert_in_range(passes, 1, HOUR / INTERVAL + 1);
	assert_int_equal(pages_state(g).failures, 0);
}

static void test_a_page_that_is_not_enabled_is_not_asked_for(void **state)
{
	struct ground *g = pages_open_with(*state, "", "enabled = no\n");
	struct poll_options only = {.keys = (const char *[]){"acme"}, .n_keys = 1, .force = true};
	struct poll_result result;
	struct error e;

	assert_int_equal(poll_run(&g->app, &only, &result, &e), E_INPUT);
	unit_has(e.text, "statusctl provider enable acme");
}

static void test_a_person_waits_for_the_run_of_cron(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_options now = {.force = true};
	struct poll_result result;
	int lock = open(g->app.poll_lock_path, O_RDWR | O_CREAT, 0600);
	pid_t other;

	assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
	clock_set(TIME_NONE);
	if ((other = fork()) == 0) {
		clock_sleep(200);
		_exit(0);
	}
	close(lock); /* the child holds it */
	assert_int_equal(poll_run(&g->app, &now, &result, NULL), OK);
	assert_int_equal(result.asked, 1);
	assert_int_equal(waitpid(other, NULL, 0), other);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_time_to_come_does_not_make_a_page_deaf),
	    GROUND_TEST(test_a_page_that_went_back_is_believed_when_no_cache_is_so_old),
	    GROUND_TEST(test_a_stray_document_loses_nothing),
	    GROUND_TEST(test_a_304_that_nobody_asked_for_is_a_failure),
	    GROUND_TEST(test_a_page_with_a_new_url_is_read_whole),
	    GROUND_TEST(test_a_history_that_wants_to_be_left_alone_is),
	    GROUND_TEST(test_an_api_that_is_back_is_read_within_the_hour),
	    GROUND_TEST(test_a_page_that_is_not_enabled_is_not_asked_for),
	    GROUND_TEST(test_a_person_waits_for_the_run_of_cron),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
