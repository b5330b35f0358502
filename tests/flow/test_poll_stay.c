/*
 * Tests of flow/poll against the fake world: a run that stays asks each page when it is due,
 * and the next run goes on where it ended. Sleeping moves the clock that the test has set, so
 * that a run of minutes is over at once.
 */
#include "pages.h"

#include "base/limits.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Runs that stay for stay_ms, one begun each minute, for so many minutes. */
static size_t run_minutes(struct ground *g, int64_t stay_ms, int minutes)
{
	int64_t begin = clock_now();
	size_t asked = 0;

	for (int i = 0; i < minutes; i++) {
		struct poll_result result;
		struct error e;

		clock_set(begin + i * MINUTE);
		if (poll_run(&g->app, &(struct poll_options){.stay_ms = stay_ms}, &result, &e) !=
		    OK)
			fail_msg("%s", e.text);
		assert_true(clock_now() <= begin + i * MINUTE + stay_ms);
		asked += result.asked;
	}
	return asked;
}

static struct ground *stay_open(void *ctx, int seconds)
{
	return pages_open_with(ctx, mem_printf(ctx, "poll_interval_seconds = %d", seconds), "");
}

static void test_each_interval_is_kept_over_the_runs(void **state)
{
	static const struct {
		int seconds, minutes;
		size_t asked; /* in that time, the first one at its begin */
	} rows[] = {{30, 6, 12}, {90, 9, 6}, {300, 11, 3}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = stay_open(*state, rows[i].seconds);

		assert_int_equal(run_minutes(g, 58 * SECOND, rows[i].minutes), rows[i].asked);
		assert_int_equal((pages_state(g).due_at - NOW) % (rows[i].seconds * SECOND), 0);
	}
}

/* The next run begins two seconds after the end of this one. */
static void test_what_is_due_right_after_the_end_is_asked_before_it(void **state)
{
	static const struct {
		int64_t after_end;
		size_t asked;
	} rows[] = {{-SECOND, 1}, {400, 1}, {600, 0}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = stay_open(*state, 90);
		struct poll_result result;

		pages_poll(g, &result);
		pass(90 * SECOND - rows[i].after_end - 58 * SECOND);
		assert_int_equal(run_minutes(g, 58 * SECOND, 1), rows[i].asked);
		if (rows[i].asked > 0)
			assert_int_equal(pages_state(g).due_at, NOW + 180 * SECOND);
	}
}

/* The second run asks it, and the third one an interval later. */
static void test_what_is_due_between_two_runs_has_its_interval_from_then_on(void **state)
{
	struct ground *g = stay_open(*state, 90);
	struct poll_result result;
	int64_t begin = NOW + 90 * SECOND - 58600;

	pages_poll(g, &result);
	clock_set(begin);
	assert_int_equal(run_minutes(g, 58 * SECOND, 3), 2);
	assert_int_equal(pages_state(g).tried_at, begin + MINUTE + 90 * SECOND);
}

static void want(struct ground *g)
{
	struct store *s = shelf_open(g, g->app.store_path);

	assert_int_equal(store_begin(s, NULL), OK);
	assert_int_equal(store_provider_want(s, "acme", clock_now(), NULL), OK);
	assert_int_equal(store_end(s, OK, NULL), OK);
	talloc_free(s);
}

static void test_it_ends_at_once_when_nothing_becomes_due(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	pages_poll(g, &result);
	pass(10 * SECOND);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 0);
	assert_int_equal(clock_now(), NOW + 10 * SECOND);
}

/* Another may come at any time, and is to be noticed within a second. */
static void test_it_stays_where_mails_come(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	want(g);
	pass(SECOND);
	pages_poll(g, &result);
	pass(10 * SECOND);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 0);
	assert_true(clock_now() >= NOW + 66 * SECOND);
}

static void test_it_ends_at_once_when_there_is_nothing_to_watch(void **state)
{
	struct ground *g = ground_load(*state, "", "");

	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 0);
	assert_int_equal(clock_now(), NOW);
}

/* Once, and the time at which it is due stays what it was. */
static void test_a_page_that_a_mail_wants_is_read_at_once(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	pages_poll(g, &result);
	pass(100 * SECOND);
	want(g);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 1);
	assert_int_equal(pages_state(g).tried_at, NOW + 100 * SECOND);
	assert_int_equal(pages_state(g).due_at, NOW + 300 * SECOND);
}

static void test_what_was_just_read_is_read_a_moment_later(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	pages_poll(g, &result);
	pass(SECOND);
	want(g);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 1);
	assert_int_equal(pages_state(g).tried_at, NOW + LIMIT_LOOK_MS);
}

static void test_a_page_in_trouble_is_left_alone(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	pages_meta(g, "status 503\n");
	pages_poll(g, &result);
	pass(SECOND);
	want(g);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 0);
}

/* Its summary answers well: what is refused is the history that its change calls for. */
static void test_a_page_that_asked_to_be_left_alone_is(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	pages_poll(g, &result);
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g, "{\"page\":{\"id\":\"" PAGE "\",\"updated_at\":\"2026-11-23T12:01:00Z\"},"
			  "\"components\":[],\"incidents\":[],\"scheduled_maintenances\":[]}"));
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 429\nheader Retry-After: 3600\n");
	pages_poll_next(g);
	assert_int_equal(pages_state(g).failures, 0);
	pass(20 * SECOND);
	want(g);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 0);
	pages_put(g, "acme/api/v2/incidents.json.meta", "status 404\n");
	pages_poll_next(g);
	pass(20 * SECOND);
	want(g);
	assert_int_equal(run_minutes(g, 58 * SECOND, 1), 1);
}

static void test_a_pass_reads_what_a_mail_wants(void **state)
{
	struct ground *g = stay_open(*state, 300);
	struct poll_result result;

	pages_poll(g, &result);
	pass(20 * SECOND);
	want(g);
	assert_int_equal(poll_run(&g->app, &(struct poll_options){0}, &result, NULL), OK);
	assert_int_equal(result.asked, 1);
	assert_int_equal(poll_run(&g->app, &(struct poll_options){0}, &result, NULL), OK);
	assert_int_equal(result.asked, 0);
}

/* The end of a run is no failure of the page that has just been asked. */
static void test_a_page_that_is_cut_short_stays_due(void **state)
{
	struct ground *g = stay_open(*state, 30);
	struct poll_result result;
	struct fast_clock clock;
	struct provider_state page;
	int rc;

	pages_meta(g, "stall\n");
	fast_begin(&clock);
	rc = poll_run(&g->app, &(struct poll_options){.stay_ms = 5 * SECOND}, &result, NULL);
	fast_end(&clock);
	assert_int_equal(rc, OK);
	page = pages_state(g);
	assert_int_equal(page.failures, 0);
	assert_int_equal(page.tried_at, TIME_NONE);
}

static void test_it_waits_for_the_run_before(void **state)
{
	struct ground *g = stay_open(*state, 30);
	struct poll_result result;
	struct error e;
	int lock = open(g->app.poll_lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	assert_int_equal(flock(lock, LOCK_EX), 0);
	assert_int_equal(
	    poll_run(&g->app, &(struct poll_options){.stay_ms = 3 * SECOND}, &result, &e), E_BUSY);
	assert_int_equal(clock_now(), NOW + 3 * SECOND);
	close(lock);
	assert_int_equal(run_minutes(g, 3 * SECOND, 1), 1);
}

/* One that stays for hours tells that it runs, and leaves no gap behind it. */
static void test_a_long_stay_is_no_gap(void **state)
{
	struct ground *g = pages_open(*state);

	run_minutes(g, HOUR, 1);
	assert_true(app_poller_ran_at(&g->app) > 0);
	run_minutes(g, MINUTE, 1);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM gap"), 0);
	pass(HOUR);
	run_minutes(g, MINUTE, 1);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM gap"), 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_each_interval_is_kept_over_the_runs),
	    GROUND_TEST(test_what_is_due_right_after_the_end_is_asked_before_it),
	    GROUND_TEST(test_what_is_due_between_two_runs_has_its_interval_from_then_on),
	    GROUND_TEST(test_it_ends_at_once_when_nothing_becomes_due),
	    GROUND_TEST(test_it_stays_where_mails_come),
	    GROUND_TEST(test_it_ends_at_once_when_there_is_nothing_to_watch),
	    GROUND_TEST(test_a_page_that_a_mail_wants_is_read_at_once),
	    GROUND_TEST(test_what_was_just_read_is_read_a_moment_later),
	    GROUND_TEST(test_a_page_in_trouble_is_left_alone),
	    GROUND_TEST(test_a_page_that_asked_to_be_left_alone_is),
	    GROUND_TEST(test_a_pass_reads_what_a_mail_wants),
	    GROUND_TEST(test_a_page_that_is_cut_short_stays_due),
	    GROUND_TEST(test_it_waits_for_the_run_before),
	    GROUND_TEST(test_a_long_stay_is_no_gap),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
