/*
 * Tests of flow/ingest: what is so old that it may have been told and forgotten is no news;
 * unless something is still open, or was certainly not told yet.
 */
#include "ground.h"

#include "flow/retain.h"
#include "store/logcursor.h"

/* Retention was here, and removed what was over for longer than 90 days. */
static struct ground *ground_forgetful(void *ctx)
{
	struct ground *g = ground_open(ctx);

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_fact_put(g->store, FACT_FORGOTTEN_BEFORE, NOW - 90 * DAY, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	return g;
}

/* Whoever tries a recorded webhook of years ago on a new installation sees it arrive. */
static void test_nothing_was_forgotten_that_never_was_removed(void **state)
{
	struct ground *g = ground_open(*state);
	struct update old[] = {
	    {.id = "a", .status = "investigating", .text = "a", .created_at = NOW - 901 * DAY},
	    {.id = "b", .status = "resolved", .text = "b", .created_at = NOW - 900 * DAY},
	};

	assert_int_equal(hook(g, "i1", old, 2), 2);
	assert_int_equal(hook(g, "i1", old, 2), 0);
}

static void test_forgotten_updates_of_a_known_incident_are_silent(void **state)
{
	struct ground *g = ground_forgetful(*state);
	struct update updates[] = {
	    {.id = "a", .status = "investigating", .text = "a", .created_at = NOW - 90 * DAY - 1},
	    {.id = "b", .status = "identified", .text = "b", .created_at = NOW - 90 * DAY},
	    {.id = "c", .status = "monitoring", .text = "c", .created_at = NOW - DAY},
	};

	assert_int_equal(hook(g, "i1", &updates[2], 1), 1);
	assert_int_equal(hook(g, "i1", updates, 3), 1);
	assert_string_equal(ground_say(g, update_id), "c b");
}

/* It may have been told, and forgotten since: whether it was cannot be known. */
static void test_an_old_incident_that_is_over_and_not_known_is_no_news(void **state)
{
	struct ground *g = ground_forgetful(*state);
	struct incident_state i;
	bool found;
	struct update old[] = {
	    {.id = "a", .status = "investigating", .text = "a", .created_at = NOW - 900 * DAY},
	    {.id = "b", .status = "resolved", .text = "b", .created_at = NOW - 90 * DAY - 1},
	};

	assert_int_equal(hook(g, "i1", old, 2), 0);
	assert_int_equal(store_incident_find(g->ctx, g->store, PAGE, "i1", &i, &found, NULL), OK);
	assert_false(found);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM dedup"), 0);
	old[1].created_at++;
	assert_int_equal(hook(g, "i1", old, 2), 1);
	assert_string_equal(ground_say(g, update_id), "b");
}

/* What is open is always told of. */
static void test_an_old_open_incident_that_is_not_known_is_told_once_by_its_newest(void **state)
{
	struct update old[] = {
	    {.id = "a", .status = "investigating", .text = "a", .created_at = NOW - 900 * DAY},
	    {.id = "b", .status = "monitoring", .text = "b", .created_at = NOW - 899 * DAY},
	};

	for (int polled = 0; polled < 2; polled++) {
		struct ground *g = ground_forgetful(*state);

		ground_read_before(g);
		for (int i = 0; i < 3; i++)
			assert_int_equal(
			    polled ? poll_one(g, "i1", old, 2) : hook(g, "i1", old, 2), i == 0);
		assert_string_equal(ground_say(g, update_id), "b");
		assert_int_equal(ground_incident(g, "i1").closed_at, TIME_NONE);
	}
}

/* Nobody was there to hear it in time, and it is an ending. */
static void test_an_old_update_that_is_newer_than_what_is_known_is_news(void **state)
{
	struct ground *g = ground_forgetful(*state);
	struct update updates[] = {
	    {.id = "a", .status = "investigating", .text = "a", .created_at = NOW},
	    {.id = "b", .status = "resolved", .text = "b", .created_at = NOW + DAY},
	};

	hook(g, "i1", updates, 1);
	pass(200 * DAY);
	assert_int_equal(hook(g, "i1", updates, 2), 1);
	assert_string_equal(ground_say(g, update_id), "a b");
}

static void test_an_update_without_a_time_is_no_newer_than_its_incident(void **state)
{
	struct ground *g = ground_forgetful(*state);
	struct update bare = {.id = "a", .status = "resolved", .text = "a"};
	struct incident in = incident_of("i1", &bare, 1);
	struct report r = report_of(REPORT_INCIDENT, &in, 1);

	in.updated_at = NOW - 91 * DAY;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 0);
	in.updated_at = TIME_NONE;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
}

/* There is nothing to forget it by: the Date of a mail can be anything. */
static void test_an_old_incident_without_an_id_is_news(void **state)
{
	struct ground *g = ground_forgetful(*state);
	struct update old[] = {
	    {.status = "investigating", .text = "a", .created_at = NOW - 901 * DAY},
	    {.status = "resolved", .text = "b", .created_at = NOW - 900 * DAY},
	};

	assert_int_equal(hook(g, NULL, old, 2), 2);
}

/* An incident that was told, was over, and has been pruned with all that we knew of it. */
static struct update gone[] = {
    {.id = "u1", .status = "investigating", .text = "one", .created_at = NOW - 3 * MINUTE},
    {.id = "u2", .status = "monitoring", .text = "two", .created_at = NOW - 2 * MINUTE},
    {.id = "u3", .status = "resolved", .text = "three", .created_at = NOW - MINUTE},
    {.id = "u4", .status = "postmortem", .text = "four", .created_at = NOW + 91 * DAY},
};

static struct ground *ground_without_it(void *ctx)
{
	struct update young = {.id = "y", .status = "investigating", .created_at = NOW + 91 * DAY};
	struct ground *g = ground_open(ctx);
	struct log_cursor logged = {.event_id = 4};

	ground_read_before(g);
	assert_int_equal(hook(g, "i1", gone, 3), 3);
	pass(91 * DAY);
	assert_int_equal(hook(g, "i2", &young, 1), 1);
	assert_int_equal(store_begin(g->store, NULL), OK);
	store_log_cursor_put(g->store, g->app.settings.log_file, &logged, NULL);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_int_equal(retain(g->store, &g->app, clock_now(), 10 * SECOND, NULL), OK);
	assert_int_equal(ground_count(g), 1);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM dedup"), 1);
	return g;
}

static void test_the_postmortem_of_a_pruned_incident_is_all_that_is_news(void **state)
{
	struct ground *g = ground_without_it(*state);

	assert_int_equal(hook(g, "i1", gone, 4), 1);
	assert_string_equal(ground_say(g, update_id), "y u4");
	assert_int_equal(hook(g, "i1", gone, 4), 0);
	assert_int_equal(poll_one(g, "i1", gone, 4), 0);
}

static void test_a_pruned_incident_that_is_told_again_is_no_news(void **state)
{
	struct ground *g = ground_without_it(*state);

	assert_int_equal(hook(g, "i1", gone, 3), 0);
	assert_int_equal(poll_one(g, "i1", gone, 3), 0);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM incident"), 1);
}

static void test_a_history_that_lists_a_pruned_incident_is_no_news(void **state)
{
	struct ground *g = ground_without_it(*state);
	struct incident in = incident_of("i1", gone, 4);
	struct report document = report_of(REPORT_DOCUMENT, NULL, 0);
	struct report history = report_of(REPORT_HISTORY, &in, 1);

	take_document(g, "acme", &document);
	assert_int_equal(take_history(g, "acme", &history, &document), 0);
	assert_string_equal(ground_say(g, update_id), "y");
}

static void test_a_pruned_incident_that_opens_again_is_told_from_there_on(void **state)
{
	struct ground *g = ground_without_it(*state);
	struct update again[] = {gone[0], gone[1], gone[2],
	    {.id = "u5", .status = "investigating", .text = "again", .created_at = clock_now()}};

	assert_int_equal(hook(g, "i1", again, 4), 1);
	assert_string_equal(ground_say(g, update_id), "y u5");
	assert_int_equal(ground_incident(g, "i1").closed_at, TIME_NONE);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_nothing_was_forgotten_that_never_was_removed),
	    GROUND_TEST(test_forgotten_updates_of_a_known_incident_are_silent),
	    GROUND_TEST(test_an_old_incident_that_is_over_and_not_known_is_no_news),
	    GROUND_TEST(test_an_old_open_incident_that_is_not_known_is_told_once_by_its_newest),
	    GROUND_TEST(test_an_old_update_that_is_newer_than_what_is_known_is_news),
	    GROUND_TEST(test_an_update_without_a_time_is_no_newer_than_its_incident),
	    GROUND_TEST(test_an_old_incident_without_an_id_is_news),
	    GROUND_TEST(test_the_postmortem_of_a_pruned_incident_is_all_that_is_news),
	    GROUND_TEST(test_a_pruned_incident_that_is_told_again_is_no_news),
	    GROUND_TEST(test_a_history_that_lists_a_pruned_incident_is_no_news),
	    GROUND_TEST(test_a_pruned_incident_that_opens_again_is_told_from_there_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
