/*
 * Tests of flow/poll against the fake world: what began and ended between two documents of the
 * page, which its histories alone show.
 */
#include "pages.h"

/* What is asked of a page that has changed, by what its incidents' history answers. */
#define CHANGED(status)                                                                            \
	"summary.json 200\nincidents.json " status "\nscheduled-maintenances.json 200\n"

/* The page was changed at that time; nothing is open. */
static void show(struct ground *g, const char *at)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" PAGE "\",\"name\":\"Acme\",\"updated_at\":\"%s\"},"
		"\"components\":[{\"id\":\"c1\",\"name\":\"API\",\"status\":\"operational\"}],"
		"\"incidents\":[],\"scheduled_maintenances\":[]}",
		at));
}

/* An incident of two updates, with those times of 2026-11-23. */
static const char *came_and_went(void *ctx, const char *id, const char *from, const char *to)
{
	return mem_printf(ctx,
	    "{\"id\":\"%s\",\"name\":\"Short\",\"status\":\"resolved\",\"impact\":\"critical\","
	    "\"created_at\":\"2026-11-23T%sZ\",\"updated_at\":\"2026-11-23T%sZ\","
	    "\"incident_updates\":[{\"id\":\"%s-2\",\"status\":\"resolved\",\"body\":\"Over.\","
	    "\"created_at\":\"2026-11-23T%sZ\"},{\"id\":\"%s-1\",\"status\":\"investigating\","
	    "\"body\":\"We look.\",\"created_at\":\"2026-11-23T%sZ\"}]}",
	    id, from, to, id, to, id, from);
}

static void pages_upkeep(struct ground *g, const char *maintenances)
{
	pages_put(g, "acme/api/v2/scheduled-maintenances.json",
	    mem_printf(g, "{\"page\":{\"id\":\"" PAGE "\"},\"scheduled_maintenances\":[%s]}",
		maintenances));
}

/* Read at 12:00, with a page of 11:00; at 12:01:30 it is another. */
static struct ground *missed_open(void *ctx)
{
	struct ground *g = pages_open(ctx);
	struct poll_result result;

	show(g, "2026-11-23T11:00:00Z");
	pages_upkeep(g, "");
	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	pages_asked(g);
	return g;
}

static void test_what_came_and_went_is_told(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:01:10"));
	assert_int_equal(pages_poll_next(g), 2);
	assert_string_equal(pages_asked(g), CHANGED("200"));
	assert_string_equal(ground_say(g, status), "investigating resolved");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

static void test_it_is_told_once(void **state)
{
	struct ground *g = missed_open(*state);

	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:01:10"));
	show(g, "2026-11-23T12:01:00Z");
	assert_int_equal(pages_poll_next(g), 2);
	show(g, "2026-11-23T12:02:00Z");
	assert_int_equal(pages_poll_next(g), 0);
	unit_has(pages_asked(g), "incidents.json 200\n");
}

/* Planned, done and over while nobody looked. */
static void test_a_maintenance_that_came_and_went_is_told(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, "");
	pages_upkeep(g,
	    "{\"id\":\"m1\",\"name\":\"Disks\",\"status\":\"completed\",\"impact\":\"maintenance\","
	    "\"created_at\":\"2026-11-23T12:00:10Z\",\"scheduled_for\":\"2026-11-23T12:00:20Z\","
	    "\"scheduled_until\":\"2026-11-23T12:01:00Z\",\"incident_updates\":[{\"id\":\"m1-2\","
	    "\"status\":\"completed\",\"body\":\"Done.\",\"created_at\":\"2026-11-23T12:01:00Z\"},"
	    "{\"id\":\"m1-1\",\"status\":\"in_progress\",\"body\":\"We begin.\","
	    "\"created_at\":\"2026-11-23T12:00:10Z\"}]}");
	assert_int_equal(pages_poll_next(g), 2);
	assert_string_equal(ground_say(g, detail), "We begin. Done.");
	assert_int_equal(ground_last(g).kind, EVENT_MAINTENANCE);
	assert_int_equal(pages_poll_next(g), 0);
	show(g, "2026-11-23T12:04:00Z");
	assert_int_equal(pages_poll_next(g), 0);
}

/* One of the two is not there yet: the page stays changed until both have been seen. */
static void test_maintenances_that_have_trouble_are_asked_again(void **state)
{
	struct ground *g = missed_open(*state);
	const char *asked =
	    "summary.json 200\nincidents.json 200\nscheduled-maintenances.json 503\n";

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, "");
	pages_put(g, "acme/api/v2/scheduled-maintenances.json.meta", "status 503\n");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(pages_poll_next(g), 0);
		assert_string_equal(pages_asked(g), asked);
	}
	pages_put(g, "acme/api/v2/scheduled-maintenances.json.meta", "");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), CHANGED("200"));
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* Over before we came; or begun long ago, and its analysis was posted now. */
static void test_the_past_is_no_news(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, mem_printf(g, "%s,%s", came_and_went(g, "i1", "11:50:30", "11:58:10"),
			       came_and_went(g, "i2", "09:00:30", "12:01:10")));
	assert_int_equal(pages_poll_next(g), 0);
	unit_has(pages_asked(g), "incidents.json 200\n");
}

static void test_at_first_sight_nothing_is_missed(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	show(g, "2026-11-23T11:59:00Z");
	pages_incidents(g, came_and_went(g, "i1", "11:58:30", "11:59:10"));
	pages_poll(g, &result);
	assert_int_equal(result.events, 0);
	assert_string_equal(pages_asked(g), "summary.json 200\n");
}

/* The page stays changed for us until that has been seen. */
static void test_a_history_that_has_trouble_is_asked_again(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:01:10"));
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 503\n");
	assert_int_equal(pages_poll_next(g), 0);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), CHANGED("503") CHANGED("503"));
	pages_put(g, "acme/api/v2/incidents.json.meta", "");
	assert_int_equal(pages_poll_next(g), 2);
}

/* A cache may hand out a history from before. */
static void test_a_history_older_than_the_page_is_asked_again(void **state)
{
	struct ground *g = missed_open(*state);
	static const char list[] =
	    "{\"page\":{\"id\":\"" PAGE "\",\"updated_at\":\"2026-11-23T%sZ\"},"
	    "\"incidents\":[%s]}";

	show(g, "2026-11-23T12:01:00Z");
	pages_put(g, "acme/api/v2/incidents.json", mem_printf(g, list, "11:00:00", ""));
	assert_int_equal(pages_poll_next(g), 0);
	pages_put(g, "acme/api/v2/incidents.json",
	    mem_printf(g, list, "12:01:00", came_and_went(g, "i1", "12:00:30", "12:01:00")));
	assert_int_equal(pages_poll_next(g), 2);
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* For a day; then it will never come. */
static void test_a_history_that_is_none_is_not_asked_for_ever(void **state)
{
	struct ground *g = missed_open(*state);
	struct poll_result result;

	show(g, "2026-11-23T12:01:00Z");
	pages_put(g, "acme/api/v2/incidents.json", "<html></html>");
	for (int i = 0; i < 3; i++)
		assert_int_equal(pages_poll_next(g), 0);
	pages_asked(g);
	pass(DAY);
	pages_poll(g, &result);
	assert_string_equal(pages_asked(g), CHANGED("200"));
	pages_poll_next(g);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* Opened again and over again; and what was said after the end. */
static void test_what_goes_on_between_two_documents_is_told(void **state)
{
	struct ground *g = missed_open(*state);
	const char *again =
	    "{\"id\":\"i1\",\"name\":\"Short\",\"status\":\"resolved\",\"incident_updates\":[{"
	    "\"id\":"
	    "\"i1-4\",\"status\":\"resolved\",\"created_at\":\"2026-11-23T12:03:00Z\"},{\"id\":"
	    "\"i1-3\","
	    "\"status\":\"investigating\",\"created_at\":\"2026-11-23T12:02:00Z\"},{\"id\":\"i1-"
	    "2\","
	    "\"status\":\"resolved\",\"body\":\"Over.\",\"created_at\":\"2026-11-23T12:01:10Z\"}]}";

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:01:10"));
	assert_int_equal(pages_poll_next(g), 2);
	show(g, "2026-11-23T12:03:00Z");
	pages_incidents(g, again);
	assert_int_equal(pages_poll_next(g), 2);
	assert_string_equal(ground_say(g, status), "investigating resolved investigating resolved");
	show(g, "2026-11-23T12:04:00Z");
	assert_int_equal(pages_poll_next(g), 0);
}

/* The list has the newest first. */
static void test_several_are_told_in_their_order(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, mem_printf(g, "%s,%s", came_and_went(g, "i2", "12:00:40", "12:01:10"),
			       came_and_went(g, "i1", "12:00:20", "12:00:30")));
	assert_int_equal(pages_poll_next(g), 4);
	assert_string_equal(ground_say(g, incident_id), "i1 i1 i2 i2");
}

/* What the history comes with is not the state of the page. */
static void test_a_page_that_is_well_again_is_so_once(void **state)
{
	struct ground *g = missed_open(*state);
	struct poll_result result;

	pages_meta(g, "status 500\n");
	for (int i = 0; i < 3; i++)
		pages_poll_next(g);
	pages_meta(g, "");
	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:01:10"));
	pages_pass(g);
	pages_poll(g, &result);
	assert_int_equal(result.events, 3);
	assert_string_equal(ground_say(g, status), "failing fresh investigating resolved");
	assert_int_equal(pages_state(g).failures, 0);
}

/*
 * A cache handed out the page of before for most of an hour, and did not say so: what began and
 * ended meanwhile is told, when the page is another at last, and once.
 */
static void test_what_an_old_copy_hid_is_told(void **state)
{
	struct ground *g = missed_open(*state);
	struct poll_result result;

	for (int i = 0; i < 30; i++)
		assert_int_equal(pages_poll_next(g), 0);
	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:40:00"));
	pass(5 * MINUTE);
	pages_asked(g);
	show(g, "2026-11-23T12:40:00Z");
	pages_poll(g, &result);
	assert_int_equal(result.events, 2);
	assert_string_equal(pages_asked(g), CHANGED("200"));
	for (int i = 50; i < 53; i++) {
		show(g, mem_printf(g, "2026-11-23T12:%d:00Z", i));
		assert_int_equal(pages_poll_next(g), 0);
	}
	unit_has(pages_asked(g), "incidents.json 200\n");
}

static void test_a_page_without_a_history_is_asked_once_a_change(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	assert_int_equal(pages_poll_next(g), 0);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), CHANGED("404") "summary.json 304\n");
}

/* A cache may still have the page of before, when the history that was asked for had trouble. */
static void test_a_copy_of_before_does_not_make_the_page_unchanged(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, came_and_went(g, "i1", "12:00:30", "12:01:00"));
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 503\n");
	assert_int_equal(pages_poll_next(g), 0);
	show(g, "2026-11-23T11:00:00Z");
	for (int i = 0; i < 5; i++)
		assert_int_equal(pages_poll_next(g), 0);
	pages_put(g, "acme/api/v2/incidents.json.meta", "");
	show(g, "2026-11-23T12:01:00Z");
	assert_int_equal(pages_poll_next(g), 2);
}

static const char *maintenance(void *ctx, const char *status, const char *last)
{
	return mem_printf(ctx,
	    "{\"id\":\"m1\",\"name\":\"Disks\",\"status\":\"%s\",\"incident_updates\":[%s"
	    "{\"id\":\"m1-1\",\"status\":\"scheduled\",\"body\":\"Soon.\","
	    "\"created_at\":\"2026-11-23T11:00:10Z\"}]}",
	    status, last);
}

/* The incidents' history wants to be left alone, each time: that is not obeyed for ever. */
static void test_a_history_that_is_never_had_holds_up_the_other_for_a_day(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" PAGE "\",\"updated_at\":\"2026-11-23T11:00:10Z\"},"
		"\"components\":[{\"id\":\"c1\",\"name\":\"API\",\"status\":\"operational\"}],"
		"\"scheduled_maintenances\":[%s]}",
		maintenance(g, "scheduled", "")));
	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	show(g, "2026-11-23T12:00:10Z");
	pages_upkeep(g, maintenance(g, "completed",
			    "{\"id\":\"m1-2\",\"status\":\"completed\",\"body\":\"Done.\","
			    "\"created_at\":\"2026-11-23T12:00:10Z\"},"));
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 429\nheader Retry-After: 60\n");
	assert_int_equal(pages_poll_next(g), 0);
	pass(DAY + MINUTE);
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	assert_string_equal(ground_say(g, status), "scheduled completed");
	pages_poll_next(g);
	pages_asked(g);
	pages_poll_next(g);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* Its status was edited, without an update; one that is posted later is the same end. */
static void test_an_end_without_an_update_is_told_once(void **state)
{
	static const char edited[] =
	    "{\"id\":\"i1\",\"name\":\"Slow API\",\"status\":\"resolved\",\"created_at\":"
	    "\"2026-11-23T11:00:00Z\",\"updated_at\":\"2026-11-23T12:%s:00Z\",\"resolved_at\":"
	    "\"2026-11-23T12:01:00Z\",\"incident_updates\":[%s{\"id\":\"i1-investigating\","
	    "\"status\":\"investigating\",\"body\":\"We look.\","
	    "\"created_at\":\"2026-11-23T11:30:00Z\"}]}";
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	g->store = shelf_open(g, g->app.store_path);
	pages_upkeep(g, "");
	show(g, "2026-11-23T12:01:00Z");
	pages_incidents(g, mem_printf(g, edited, "01", ""));
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_say(g, status), "investigating resolved");
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
	show(g, "2026-11-23T12:03:00Z");
	pages_incidents(g, mem_printf(g, edited, "03", ""));
	assert_int_equal(pages_poll_next(g), 0);
	show(g, "2026-11-23T12:05:00Z");
	pages_incidents(g, mem_printf(g, edited, "05",
			       "{\"id\":\"i1-resolved\",\"status\":\"resolved\",\"body\":\"Over.\","
			       "\"created_at\":\"2026-11-23T12:01:00Z\"},"));
	assert_int_equal(pages_poll_next(g), 0);
}

/* Such a time is none, and there is no ETag: the page never seems changed, rather than always. */
static void test_a_page_whose_clock_is_ahead_is_asked_one_thing(void **state)
{
	struct ground *g = missed_open(*state);

	show(g, "2026-11-23T12:40:10Z");
	pages_meta(g, "no-etag\n");
	pages_poll_next(g);
	pages_asked(g);
	for (int i = 0; i < 3; i++)
		pages_poll_next(g);
	assert_string_equal(
	    pages_asked(g), "summary.json 200\nsummary.json 200\nsummary.json 200\n");
}

/* A maintenance to come, on a page that does not say when it changed. */
static void show_plan(struct ground *g, int hour)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" PAGE "\"},\"components\":[{\"id\":\"c1\",\"name\":\"API\","
		"\"status\":\"operational\"}],\"incidents\":[],\"scheduled_maintenances\":[{"
		"\"id\":\"m1\",\"name\":\"Disks\",\"status\":\"scheduled\",\"scheduled_for\":"
		"\"2026-12-01T%02d:00:00Z\",\"incident_updates\":[{\"id\":\"m1-1\",\"status\":"
		"\"scheduled\",\"body\":\"Soon.\",\"created_at\":\"2026-11-23T11:00:00Z\"}]}]}",
		hour));
}

/* It changed, so that its histories are read; and it may be an old copy, so that it is sent again. */
static void test_histories_do_not_settle_what_may_be_an_old_copy(void **state)
{
	struct ground *g = missed_open(*state);

	pages_incidents(g, "");
	for (int i = 0; i < 2; i++) {
		show_plan(g, 12 + i);
		assert_int_equal(pages_poll_next(g), 1);
	}
	show_plan(g, 12);
	assert_int_equal(pages_poll_next(g), 0);
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	unit_has(pages_asked(g), "summary.json 200\n");
	for (int i = 0; i < 45; i++)
		pages_poll_next(g);
	assert_int_equal(ground_incident(g, "m1").scheduled_for, NOW + 8 * DAY);
	assert_int_equal(ground_count(g), 3);
	pages_asked(g);
	pages_poll_next(g);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_came_and_went_is_told),
	    GROUND_TEST(test_it_is_told_once),
	    GROUND_TEST(test_a_maintenance_that_came_and_went_is_told),
	    GROUND_TEST(test_maintenances_that_have_trouble_are_asked_again),
	    GROUND_TEST(test_the_past_is_no_news),
	    GROUND_TEST(test_at_first_sight_nothing_is_missed),
	    GROUND_TEST(test_a_history_that_has_trouble_is_asked_again),
	    GROUND_TEST(test_a_history_older_than_the_page_is_asked_again),
	    GROUND_TEST(test_a_history_that_is_none_is_not_asked_for_ever),
	    GROUND_TEST(test_what_goes_on_between_two_documents_is_told),
	    GROUND_TEST(test_several_are_told_in_their_order),
	    GROUND_TEST(test_a_page_that_is_well_again_is_so_once),
	    GROUND_TEST(test_what_an_old_copy_hid_is_told),
	    GROUND_TEST(test_a_page_without_a_history_is_asked_once_a_change),
	    GROUND_TEST(test_a_copy_of_before_does_not_make_the_page_unchanged),
	    GROUND_TEST(test_a_history_that_is_never_had_holds_up_the_other_for_a_day),
	    GROUND_TEST(test_an_end_without_an_update_is_told_once),
	    GROUND_TEST(test_histories_do_not_settle_what_may_be_an_old_copy),
	    GROUND_TEST(test_a_page_whose_clock_is_ahead_is_asked_one_thing),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
