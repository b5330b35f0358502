/*
 * Tests of flow/poll against the fake world: which pages are asked and when, what their
 * answers leave behind, and how an incident that left a page is followed to its end.
 */
#include "pages.h"

#include <sys/file.h>

#include "base/file.h"
#include "store/dedup.h"

static const char *log_of(struct ground *g)
{
	char *text;

	assert_int_equal(file_read(g, g->app.settings.log_file, 1 << 20, &text, NULL, NULL), OK);
	return text;
}

static bool is_open(struct ground *g, const char *id)
{
	bool open;

	g->store = shelf_open(g, g->app.store_path);
	open = ground_incident(g, id).closed_at == TIME_NONE;
	talloc_free(g->store);
	return open;
}

static void test_first_sight_tells_what_is_open_and_remembers_the_page(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct provider_state page;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	assert_int_equal(result.failed, 0);
	assert_int_equal(result.events, 1);
	unit_has(log_of(g), "first sight of this page");
	page = pages_state(g);
	assert_string_equal(page.page_id, PAGE);
	assert_string_equal(page.platform, "statuspage");
	assert_int_equal(page.tried_at, NOW);
	assert_int_equal(page.answered_at, NOW);
	assert_int_equal(page.due_at, NOW + INTERVAL);
	assert_int_equal(page.failures, 0);
	assert_non_null(page.etag);
}

static void test_a_page_that_did_not_change_answers_304(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct provider_state page;

	pages_poll(g, &result);
	assert_string_equal(pages_asked(g), "summary.json 200\n");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
	page = pages_state(g);
	assert_int_equal(page.answered_at, NOW + INTERVAL);
	assert_int_equal(page.due_at, NOW + 2 * INTERVAL);
	assert_string_equal(page.page_id, PAGE);
	assert_non_null(page.etag);
	pages_summary(g, pages_incident(g, "i1", "investigating"));
	assert_int_equal(pages_poll_next(g), 1);
}

static void test_an_update_is_logged_once_and_the_next_one_too(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_poll(g, &result);
	pages_summary(g, pages_incident(g, "i1", "investigating"));
	assert_int_equal(pages_poll_next(g), 1);
	pages_meta(g, "no-etag\n");
	assert_int_equal(pages_poll_next(g), 0);
	pages_summary(g, pages_incident(g, "i1", "identified"));
	assert_int_equal(pages_poll_next(g), 1);
	unit_has(log_of(g), "minor | identified");
}

static void test_a_page_is_asked_when_it_is_due(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_options force = {.force = true};
	struct poll_result result;

	pages_poll(g, &result);
	pass(INTERVAL - 2 * SECOND);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 0);
	assert_int_equal(poll_run(&g->app, &force, &result, NULL), OK);
	assert_int_equal(result.asked, 1);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 0);
	pass(2 * INTERVAL);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
}

/* Cron comes every minute, and not at the same instant of each. */
static void test_a_page_is_asked_at_its_interval_on_the_average(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	size_t asked = 0;

	for (int minute = 0; minute < 90; minute++) {
		clock_set(NOW + minute * MINUTE + (minute * 7 + 4) % 5 * 100);
		pages_poll(g, &result);
		asked += result.asked;
	}
	assert_int_equal(asked, 60);
}

static void test_a_second_too_early_is_on_time(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_poll(g, &result);
	pass(INTERVAL - SECOND);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	assert_int_equal(pages_state(g).due_at, NOW + 2 * INTERVAL);
}

/* Whoever asks by hand all the time must not keep cron from asking. */
static void test_asking_by_force_does_not_put_the_next_time_off(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_options force = {.force = true};
	struct poll_result result;

	for (int i = 0; i < 10; i++) {
		assert_int_equal(poll_run(&g->app, &force, &result, NULL), OK);
		assert_true(pages_state(g).due_at <= clock_now() + INTERVAL);
		pass(SECOND);
	}
}

static const char *hooli(void *ctx, const char *more)
{
	return mem_printf(ctx,
	    "[provider hooli]\nurl = http://127.0.0.1:%ld/%d/hooli\nallow_private = yes\n%s",
	    world.port, pages_test + 1, more);
}

static void test_a_page_that_is_switched_off_is_not_asked(void **state)
{
	struct ground *g = pages_open_with(*state, "", hooli(*state, "enabled = no\n"));
	struct poll_result result;

	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
}

static void test_only_the_pages_that_were_named_are_asked(void **state)
{
	struct ground *g = pages_open_with(*state, "", hooli(*state, ""));
	struct poll_options one = {.force = true, .keys = (const char *[]){"acme"}, .n_keys = 1};
	struct poll_result result;

	assert_int_equal(poll_run(&g->app, &one, &result, NULL), OK);
	assert_int_equal(result.asked, 1);
	assert_int_equal(result.failed, 0);
}

static void test_an_unknown_page_is_an_error_and_none_is_asked(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_options two = {.keys = (const char *[]){"acme", "none"}, .n_keys = 2};
	struct poll_result result;
	struct error e;

	assert_int_equal(poll_run(&g->app, &two, &result, &e), E_INPUT);
	unit_has(e.text, "\"none\"");
	assert_int_equal(result.asked, 0);
	assert_string_equal(pages_asked(g), "");
}

static void test_a_failing_page_does_not_harm_another(void **state)
{
	struct ground *g = pages_open_with(*state, "", hooli(*state, ""));
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result); /* hooli has no document: 404 */
	assert_int_equal(result.asked, 2);
	assert_int_equal(result.failed, 1);
	assert_int_equal(result.events, 1);
}

static void test_another_poller_at_work_is_busy(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	struct error e;
	int lock = open(g->app.poll_lock_path, O_RDWR | O_CREAT, 0600);

	assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
	assert_int_equal(poll_run(&g->app, &(struct poll_options){0}, &result, &e), E_BUSY);
	unit_has(e.text, "another status-poller");
	assert_string_equal(pages_asked(g), "");
	close(lock);
	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
}

static int64_t fact(struct ground *g, const char *name)
{
	return shelf_number(
	    g->app.store_path, mem_printf(g, "SELECT value FROM fact WHERE name = '%s'", name));
}

static void test_the_run_and_the_log_are_noted(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	assert_int_equal(fact(g, FACT_POLLER_RAN_AT), NOW);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT event_id FROM log_cursor"), 1);
	pass(INTERVAL / 2 - 1); /* a run with nothing to do writes nothing */
	pages_poll(g, &result);
	assert_int_equal(fact(g, FACT_POLLER_RAN_AT), NOW);
	pass(1);
	pages_poll(g, &result);
	assert_int_equal(fact(g, FACT_POLLER_RAN_AT), NOW + INTERVAL / 2);
}

/* Retention asks, before it takes a page for silent. */
static void test_since_when_pages_are_polled_is_noted_after_a_long_gap(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_poll(g, &result);
	assert_int_equal(fact(g, FACT_POLLING_SINCE), NOW);
	pass(45 * DAY);
	pages_poll(g, &result);
	assert_int_equal(fact(g, FACT_POLLING_SINCE), NOW);
	pass(45 * DAY + 1);
	pages_poll(g, &result);
	assert_int_equal(fact(g, FACT_POLLING_SINCE), NOW + 90 * DAY + 1);
}

static void test_what_is_old_is_removed_after_a_pass(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pass(91 * DAY);
	pages_summary(g, mem_printf(g, "%s,%s", pages_incident(g, "i1", "investigating"),
			     pages_incident(g, "i2", "investigating")));
	pages_poll(g, &result);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT min(id) FROM event"), 2);
}

/* To look takes long where there are many pages; what is kept for days can wait an hour. */
static void test_what_is_old_is_looked_for_once_an_hour(void **state)
{
	static const struct {
		int64_t after, left;
	} rows[] = {{59 * MINUTE, 1}, {60 * MINUTE, 0}, {-1, 0}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = pages_open(*state);
		struct poll_result result;

		pages_poll(g, &result);
		g->store = shelf_open(g, g->app.store_path);
		assert_int_equal(store_begin(g->store, NULL), OK);
		assert_int_equal(store_dedup_put(g->store, "c:old", 1, NOW - 2 * MINUTE, NULL), OK);
		assert_int_equal(store_end(g->store, OK, NULL), OK);
		talloc_free(g->store);
		pass(rows[i].after);
		pages_poll(g, &result);
		assert_int_equal(
		    shelf_number(g->app.store_path, "SELECT count(*) FROM dedup"), rows[i].left);
	}
}

static void test_an_incident_that_left_the_page_is_looked_up_and_closed(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pages_summary(g, "");
	pages_incidents(g, pages_incident(g, "i1", "resolved"));
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(pages_asked(g), "summary.json 200\nincidents.json 200\n");
	unit_has(log_of(g), "minor | resolved");
	assert_false(is_open(g, "i1"));
	assert_int_equal(pages_poll_next(g), 0);
	unit_same("no look-up", pages_asked(g), "summary.json 200\n");
}

/* "Not modified" would otherwise keep us from asking again. */
static void test_a_look_up_that_failed_is_tried_again(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pages_summary(g, "");
	assert_int_equal(pages_poll_next(g), 0);
	assert_true(is_open(g, "i1"));
	assert_int_equal(pages_state(g).failures, 0);
	pages_incidents(g, pages_incident(g, "i1", "resolved"));
	assert_int_equal(pages_poll_next(g), 1);
	assert_false(is_open(g, "i1"));
}

/* Not at once: the history may come back, and it knows the end and when that was. */
static void test_an_end_that_cannot_be_looked_up_for_a_day_is_withdrawn(void **state)
{
	struct ground *g = pages_open_with(*state, "poll_interval_seconds = 21600\n", "");
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pages_summary(g, "");
	for (int i = 0; i < 4; i++)
		assert_int_equal(pages_poll_next(g), 0);
	assert_int_equal(pages_poll_next(g), 1);
	g->store = shelf_open(g, g->app.store_path);
	assert_string_equal(ground_last(g).status, "withdrawn");
	unit_has(ground_last(g).note, "history could not be read");
	assert_int_equal(pages_poll_next(g), 0);
}

static void test_an_incident_that_is_known_nowhere_is_withdrawn_the_second_time(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	pages_summary(g, "");
	pages_incidents(g, "");
	/* For an hour it may be a copy from before the incident, out of some cache. */
	assert_int_equal(pages_poll_next(g), 0);
	assert_int_equal(pages_poll_next(g), 0);
	pass(60 * MINUTE);
	pages_poll(g, &result);
	assert_int_equal(result.events, 0);
	assert_int_equal(pages_poll_next(g), 1);
	unit_has(log_of(g), "withdrawn");
	assert_int_equal(pages_poll_next(g), 0);
}

/* A maintenance in the summary, and how it ended in the list of maintenances. */
static void put_maintenances(struct ground *g, const char *now, const char *later)
{
	static const char page[] = "{\"page\":{\"id\":\"" PAGE
				   "\",\"updated_at\":\"2026-11-23T10:00:00Z\"},\"components\":[],"
				   "\"scheduled_maintenances\":[%s]}";

	pages_put(g, "acme/api/v2/summary.json", mem_printf(g, page, now));
	pages_put(g, "acme/api/v2/scheduled-maintenances.json", mem_printf(g, page, later));
}

static void test_a_maintenance_that_left_the_page_is_looked_up_in_its_own_list(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	put_maintenances(g, pages_incident(g, "m1", "in_progress"), "");
	pages_poll(g, &result);
	put_maintenances(g, "", pages_incident(g, "m1", "completed"));
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 1);
	unit_same("asked", pages_asked(g), "summary.json 200\nscheduled-maintenances.json 200\n");
	assert_false(is_open(g, "m1"));
}

/* i1 and m1 are open and have left the page; each list still has its own. */
static struct ground *open_with_both_gone(void *ctx)
{
	struct ground *g = pages_open(ctx);
	struct poll_result result;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	put_maintenances(
	    g, pages_incident(g, "m1", "in_progress"), pages_incident(g, "m1", "in_progress"));
	pages_incidents(g, pages_incident(g, "i1", "investigating"));
	assert_int_equal(pages_poll_next(g), 1);
	pages_summary(g, "");
	return g;
}

static void test_an_incident_and_a_maintenance_that_left_are_both_looked_up(void **state)
{
	struct ground *g = open_with_both_gone(*state);

	pages_asked(g);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(pages_poll_next(g), 0);
		unit_same("asked", pages_asked(g),
		    "summary.json 200\nincidents.json 200\nscheduled-maintenances.json 200\n");
	}
	assert_true(is_open(g, "i1"));
	assert_true(is_open(g, "m1"));
}

static void test_a_list_does_not_judge_what_belongs_into_another_that_failed(void **state)
{
	static const char *const lists[] = {"incidents.json", "scheduled-maintenances.json"};

	for (size_t i = 0; i < UNIT_COUNT(lists); i++) {
		struct ground *g = open_with_both_gone(*state);

		pages_put(g, mem_printf(g, "acme/api/v2/%s.meta", lists[i]), "status 500\n");
		for (int n = 0; n < 4; n++)
			pages_poll_next(g);
		if (!is_open(g, "i1") || !is_open(g, "m1"))
			fail_msg("without %s one was withdrawn", lists[i]);
	}
}

static void put_dated(struct ground *g, const char *updated_at, const char *incidents)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" PAGE "\",\"updated_at\":\"%s\"},\"components\":[],"
		"\"incidents\":[%s]}",
		updated_at, incidents));
}

/* An error at the origin lets a cache answer with a copy that is an hour old. */
static void test_an_older_copy_of_the_page_says_nothing(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	put_dated(g, "2026-11-23T10:00:00Z", "");
	pages_poll(g, &result);
	put_dated(g, "2026-11-23T11:30:00Z", pages_incident(g, "i1", "investigating"));
	assert_int_equal(pages_poll_next(g), 1);
	put_dated(g, "2026-11-23T10:00:00Z", "");
	pages_incidents(g, "");
	for (int n = 0; n < 4; n++)
		assert_int_equal(pages_poll_next(g), 0);
	assert_true(is_open(g, "i1"));
	assert_int_equal(pages_state(g).failures, 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_first_sight_tells_what_is_open_and_remembers_the_page),
	    GROUND_TEST(test_a_page_that_did_not_change_answers_304),
	    GROUND_TEST(test_an_update_is_logged_once_and_the_next_one_too),
	    GROUND_TEST(test_a_page_is_asked_when_it_is_due),
	    GROUND_TEST(test_a_page_is_asked_at_its_interval_on_the_average),
	    GROUND_TEST(test_a_second_too_early_is_on_time),
	    GROUND_TEST(test_asking_by_force_does_not_put_the_next_time_off),
	    GROUND_TEST(test_a_page_that_is_switched_off_is_not_asked),
	    GROUND_TEST(test_only_the_pages_that_were_named_are_asked),
	    GROUND_TEST(test_an_unknown_page_is_an_error_and_none_is_asked),
	    GROUND_TEST(test_a_failing_page_does_not_harm_another),
	    GROUND_TEST(test_another_poller_at_work_is_busy),
	    GROUND_TEST(test_the_run_and_the_log_are_noted),
	    GROUND_TEST(test_since_when_pages_are_polled_is_noted_after_a_long_gap),
	    GROUND_TEST(test_what_is_old_is_removed_after_a_pass),
	    GROUND_TEST(test_what_is_old_is_looked_for_once_an_hour),
	    GROUND_TEST(test_an_incident_that_left_the_page_is_looked_up_and_closed),
	    GROUND_TEST(test_a_look_up_that_failed_is_tried_again),
	    GROUND_TEST(test_an_end_that_cannot_be_looked_up_for_a_day_is_withdrawn),
	    GROUND_TEST(test_an_incident_that_is_known_nowhere_is_withdrawn_the_second_time),
	    GROUND_TEST(test_a_maintenance_that_left_the_page_is_looked_up_in_its_own_list),
	    GROUND_TEST(test_an_incident_and_a_maintenance_that_left_are_both_looked_up),
	    GROUND_TEST(test_a_list_does_not_judge_what_belongs_into_another_that_failed),
	    GROUND_TEST(test_an_older_copy_of_the_page_says_nothing),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
