/*
 * Tests of flow/poll against the fake world: a page that is gone. What was open there is lost
 * after a day, once; and open again when the page comes back with it.
 */
#include "pages.h"

#include "base/timetext.h"

/* A page with an open incident, which is then gone; more is for its provider. */
static struct ground *gone_open_with(void *ctx, const char *more)
{
	struct ground *g = pages_open_with(ctx, "", more);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	g->store = shelf_open(g, g->app.store_path);
	return g;
}

static struct ground *gone_open(void *ctx)
{
	return gone_open_with(ctx, "");
}

/* Events of incidents; what is told of the page itself is in test_poll_page.c. */
static int64_t told(struct ground *g)
{
	return shelf_number(g->app.store_path, "SELECT count(*) FROM event WHERE kind <> 5");
}

static struct event last_told(struct ground *g)
{
	size_t n;
	struct event *events = ground_events(g, &n);

	while (n > 0 && events[n - 1].kind == EVENT_PROVIDER)
		n--;
	assert_true(n > 0);
	return events[n - 1];
}

/*
 * The page answers so for that long, and is asked after the first hour, then every four, and in
 * the last ones hourly; how many events came of it. Each pass opens the store anew, as a poller that
 * cron has started does.
 */
static int64_t answers(struct ground *g, const char *meta, int64_t ms)
{
	int64_t before = told(g);

	pages_meta(g, meta);
	for (int64_t at = 0, step; at < ms; at += step) {
		struct poll_result result;

		step = at > 0 && ms - at > 4 * HOUR ? 4 * HOUR : HOUR;
		pass(step);
		pages_poll(g, &result);
		assert_int_equal(result.asked, 1);
	}
	return told(g) - before;
}

static bool is_open(struct ground *g)
{
	return ground_incident(g, "i1").closed_at == TIME_NONE;
}

static void test_less_than_a_day_is_no_loss(void **state)
{
	struct ground *g = gone_open(*state);

	assert_int_equal(answers(g, "status 404\n", 24 * HOUR), 0);
	assert_true(is_open(g));
}

static void test_a_day_is_a_loss_told_once(void **state)
{
	struct ground *g = gone_open(*state);
	char since[TIME_MINUTE_SIZE];
	struct event last;

	time_minute(since, clock_now() + HOUR);
	assert_int_equal(answers(g, "status 404\n", 25 * HOUR), 1);
	assert_false(is_open(g));
	last = last_told(g);
	assert_string_equal(last.status, "lost");
	assert_string_equal(last.title, "Slow API");
	assert_string_equal(
	    last.note, mem_printf(g, "the page is gone: HTTP 404 or 410 since %s", since));
	assert_int_equal(answers(g, "status 410\n", 48 * HOUR), 0);
}

static void test_few_tries_are_no_loss(void **state)
{
	struct ground *g = gone_open(*state);
	struct poll_result result;

	pages_meta(g, "status 404\n");
	for (int i = 0; i < 2; i++) {
		pass(2 * DAY);
		pages_poll(g, &result);
		assert_int_equal(told(g), 1);
	}
	assert_true(is_open(g));
	pass(2 * DAY);
	pages_poll(g, &result);
	assert_int_equal(told(g), 2);
}

/* Trouble is not absence. */
static void test_any_other_answer_begins_the_day_anew(void **state)
{
	static const char *const others[] = {
	    "status 500\n", "status 403\n", "status 304\n", "reset\n", ""};

	for (size_t i = 0; i < UNIT_COUNT(others); i++) {
		struct ground *g = gone_open(*state);

		assert_int_equal(answers(g, "status 404\n", 20 * HOUR), 0);
		assert_int_equal(answers(g, others[i], HOUR), 0);
		assert_int_equal(answers(g, "status 404\n", 20 * HOUR), 0);
		assert_true(is_open(g));
	}
}

static void test_the_page_comes_back_with_the_incident_still_open(void **state)
{
	struct ground *g = gone_open(*state);
	struct event last;

	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	assert_int_equal(answers(g, "", 10 * HOUR), 1);
	assert_true(is_open(g));
	last = last_told(g);
	assert_string_equal(last.status, "investigating");
	unit_has(last.note, "again");
	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	assert_false(is_open(g));
}

static void test_the_page_comes_back_with_news_of_it(void **state)
{
	struct ground *g = gone_open(*state);

	answers(g, "status 404\n", 30 * HOUR);
	pages_summary(g, pages_incident(g, "i1", "monitoring"));
	assert_int_equal(answers(g, "", 10 * HOUR), 1);
	assert_string_equal(last_told(g).status, "monitoring");
	assert_true(is_open(g));
}

/* A cache may hold the document of before the last update; it shows that the incident is there. */
static void test_the_page_comes_back_with_an_older_document(void **state)
{
	struct ground *g = gone_open(*state);
	struct update more = {.id = "u2", .status = "identified", .text = "We see."};

	more.created_at = clock_now();
	assert_int_equal(hook(g, "i1", &more, 1), 1);
	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	assert_int_equal(answers(g, "no-etag\n", 3 * HOUR), 1);
	assert_true(is_open(g));
}

/* Its document has no updates: the status alone is told, as incident.io does. */
static void test_the_page_comes_back_with_a_status_alone(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, "{\"id\":\"i1\",\"name\":\"Slow API\",\"status\":\"investigating\","
			 "\"updated_at\":\"2026-11-23T11:30:00Z\"}");
	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	assert_int_equal(answers(g, "", 10 * HOUR), 1);
	assert_string_equal(last_told(g).status, "investigating");
	assert_int_equal(told(g), 3);
	assert_true(is_open(g));
}

/* The last tries before were of another kind: they do not count. */
static void test_tries_that_failed_otherwise_are_no_tries(void **state)
{
	struct ground *g = gone_open(*state);

	answers(g, "status 503\n", 5 * HOUR);
	answers(g, "status 404\n", HOUR);
	pass(2 * DAY);
	assert_int_equal(answers(g, "status 404\n", HOUR), 0);
	assert_true(is_open(g));
	assert_int_equal(answers(g, "status 404\n", HOUR), 1);
}

static void test_a_clock_that_was_ahead_does_not_keep_it_open(void **state)
{
	struct ground *g = gone_open(*state);

	pass(900 * DAY);
	answers(g, "status 404\n", HOUR);
	pass(-900 * DAY);
	assert_int_equal(answers(g, "status 404\n", 24 * HOUR), 0);
	assert_int_equal(answers(g, "status 404\n", 2 * HOUR), 1);
}

/* When its platform is configured it is not looked for, and the page would answer 304. */
static void test_a_page_of_a_known_platform_comes_back_unchanged(void **state)
{
	struct ground *g = gone_open_with(*state, "platform = statuspage\n");

	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	assert_int_equal(answers(g, "", 10 * HOUR), 1);
	assert_true(is_open(g));
}

/* Resolved ones are in the history only. */
static void test_the_page_comes_back_with_the_incident_resolved(void **state)
{
	struct ground *g = gone_open(*state);

	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	pages_summary(g, "");
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 503\n");
	assert_int_equal(answers(g, "", 2 * HOUR), 0);
	pages_put(g, "acme/api/v2/incidents.json.meta", "");
	pages_incidents(g, pages_incident(g, "i1", "resolved"));
	assert_int_equal(answers(g, "", 10 * HOUR), 1);
	assert_string_equal(last_told(g).status, "resolved");
	assert_string_equal(ground_incident(g, "i1").status, "resolved");
	pages_asked(g);
	answers(g, "", HOUR);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* Nobody knows how it ended: the page is not asked for ever. */
static void test_what_the_page_does_not_know_when_it_comes_back_stays_lost(void **state)
{
	struct ground *g = gone_open(*state);

	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	pages_summary(g, "");
	pages_incidents(g, pages_incident(g, "other", "resolved"));
	assert_int_equal(answers(g, "", 3 * HOUR), 0);
	pages_asked(g);
	assert_int_equal(answers(g, "", 2 * HOUR), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\nsummary.json 304\n");
	assert_string_equal(ground_incident(g, "i1").status, "lost");
}

static void test_only_the_history_shows_that_it_is_still_open(void **state)
{
	struct ground *g = gone_open(*state);

	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	pages_summary(g, "");
	pages_incidents(g, pages_incident(g, "i1", "investigating"));
	assert_int_equal(answers(g, "", 5 * HOUR), 1);
	assert_true(is_open(g));
	unit_has(last_told(g).note, "again");
}

/* Its address may have moved, and the webhooks come as before. */
static void test_what_is_still_heard_of_is_not_lost(void **state)
{
	struct ground *g = gone_open(*state);
	struct update more = {.id = "u2", .status = "identified", .text = "We see."};

	assert_int_equal(answers(g, "status 404\n", 20 * HOUR), 0);
	more.created_at = clock_now();
	assert_int_equal(hook(g, "i1", &more, 1), 1);
	assert_int_equal(answers(g, "status 404\n", 23 * HOUR), 0);
	assert_true(is_open(g));
	assert_int_equal(answers(g, "status 404\n", 2 * HOUR), 1);
	assert_false(is_open(g));
}

static void test_what_was_first_heard_of_while_the_page_is_gone_has_its_day(void **state)
{
	struct ground *g = gone_open(*state);
	struct update old = {
	    .id = "u9", .status = "investigating", .text = "We look.", .created_at = NOW - DAY};

	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
	assert_int_equal(hook(g, "i9", &old, 1), 1);
	assert_int_equal(answers(g, "status 404\n", 23 * HOUR), 0);
	assert_int_equal(answers(g, "status 404\n", 2 * HOUR), 1);
}

/* An update may say that it comes from the future. */
static void test_an_update_of_the_future_does_not_keep_it_open(void **state)
{
	struct ground *g = gone_open(*state);
	struct update more = {
	    .id = "u2", .status = "identified", .text = "We see.", .created_at = NOW + 900 * DAY};

	assert_int_equal(hook(g, "i1", &more, 1), 1);
	assert_int_equal(answers(g, "status 404\n", 30 * HOUR), 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_less_than_a_day_is_no_loss),
	    GROUND_TEST(test_a_day_is_a_loss_told_once),
	    GROUND_TEST(test_few_tries_are_no_loss),
	    GROUND_TEST(test_any_other_answer_begins_the_day_anew),
	    GROUND_TEST(test_the_page_comes_back_with_the_incident_still_open),
	    GROUND_TEST(test_the_page_comes_back_with_news_of_it),
	    GROUND_TEST(test_a_page_of_a_known_platform_comes_back_unchanged),
	    GROUND_TEST(test_the_page_comes_back_with_the_incident_resolved),
	    GROUND_TEST(test_what_the_page_does_not_know_when_it_comes_back_stays_lost),
	    GROUND_TEST(test_only_the_history_shows_that_it_is_still_open),
	    GROUND_TEST(test_what_is_still_heard_of_is_not_lost),
	    GROUND_TEST(test_what_was_first_heard_of_while_the_page_is_gone_has_its_day),
	    GROUND_TEST(test_an_update_of_the_future_does_not_keep_it_open),
	    GROUND_TEST(test_the_page_comes_back_with_an_older_document),
	    GROUND_TEST(test_the_page_comes_back_with_a_status_alone),
	    GROUND_TEST(test_tries_that_failed_otherwise_are_no_tries),
	    GROUND_TEST(test_a_clock_that_was_ahead_does_not_keep_it_open),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
