/* Tests of flow/retain: what is old goes, in slices, and no event before it was logged. */
#include "ground.h"

#include "flow/retain.h"
#include "store/dedup.h"
#include "store/logcursor.h"

#define SLICE 500

/* That many events of that age, one committed transaction. */
static void add(struct ground *g, int n, int64_t age)
{
	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int i = 0; i < n; i++) {
		struct event event = {
		    .received_at = clock_now() - age,
		    .kind = EVENT_INCIDENT,
		    .channel = CHANNEL_WEBHOOK,
		    .provider = "acme",
		    .provider_name = "Acme",
		};

		assert_int_equal(store_event_append(g->store, &event, NULL), OK);
	}
	assert_int_equal(store_commit(g->store, NULL), OK);
}

static void logged(struct ground *g, const char *target, int64_t event_id)
{
	struct log_cursor c = {.event_id = event_id};

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_log_cursor_put(g->store, target, &c, NULL), OK);
	assert_int_equal(store_commit(g->store, NULL), OK);
}

static int64_t left_after(struct ground *g, const char *table)
{
	struct error e;

	if (retain(g->store, &g->app, clock_now(), &e) != OK)
		fail_msg("%s", e.text);
	return shelf_number(
	    g->app.store_path, mem_printf(g->ctx, "SELECT count(*) FROM %s", table));
}

static void test_events_older_than_the_retention_go(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, 3, 90 * DAY + 1);
	add(g, 2, 90 * DAY);
	add(g, 1, 0);
	logged(g, g->app.settings.log_file, 6);
	assert_int_equal(left_after(g, "event"), 3);
}

static void test_an_event_that_is_not_logged_yet_stays(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, 5, 91 * DAY);
	assert_int_equal(left_after(g, "event"), 5);
	logged(g, "/another.log", 5);
	assert_int_equal(left_after(g, "event"), 5);
	logged(g, g->app.settings.log_file, 2);
	assert_int_equal(left_after(g, "event"), 3);
}

static void test_much_goes_in_slices(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, SLICE + 10, 91 * DAY);
	add(g, 1, 0);
	logged(g, g->app.settings.log_file, SLICE + 11);
	assert_int_equal(left_after(g, "event"), 11);
	assert_int_equal(left_after(g, "event"), 1);
	assert_int_equal(left_after(g, "event"), 1);
}

static void test_lapsed_keys_go_and_others_stay(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(store_begin(g->store, NULL), OK);
	store_dedup_put(g->store, "lapsed", 1, clock_now(), NULL);
	store_dedup_put(g->store, "lapses", 1, clock_now() + 1, NULL);
	store_dedup_put(g->store, "stays", 1, DEDUP_FOR_EVER, NULL);
	assert_int_equal(store_commit(g->store, NULL), OK);
	assert_int_equal(left_after(g, "dedup"), 2);
	pass(1);
	assert_int_equal(left_after(g, "dedup"), 1);
}

/* A retry after months must not become news because its event was removed. */
static void test_an_update_whose_event_is_gone_is_still_known(void **state)
{
	struct ground *g = ground_open(*state);
	struct update u = {
	    .id = "u1", .status = "investigating", .text = "a", .created_at = NOW - MINUTE};

	hook(g, "i1", &u, 1);
	logged(g, g->app.settings.log_file, 1);
	pass(91 * DAY);
	assert_int_equal(left_after(g, "event"), 0);
	assert_int_equal(hook(g, "i1", &u, 1), 0);
	assert_int_equal(poll_one(g, "i1", &u, 1), 0);
}

static void test_an_empty_store_is_no_matter(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(left_after(g, "event"), 0);
}

/* It must not leave a transaction behind. */
static void test_a_failure_is_told_and_leaves_the_store_usable(void **state)
{
	struct ground *g = ground_open(*state);
	struct error e;

	shelf_run(g->app.store_path,
	    "CREATE TRIGGER no BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'no'); END");
	add(g, 1, 91 * DAY);
	logged(g, g->app.settings.log_file, 1);
	assert_int_not_equal(retain(g->store, &g->app, clock_now(), &e), OK);
	assert_true(strlen(e.text) > 0);
	add(g, 1, 0);
	assert_int_equal(ground_count(g), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_events_older_than_the_retention_go),
	    GROUND_TEST(test_an_event_that_is_not_logged_yet_stays),
	    GROUND_TEST(test_much_goes_in_slices),
	    GROUND_TEST(test_lapsed_keys_go_and_others_stay),
	    GROUND_TEST(test_an_update_whose_event_is_gone_is_still_known),
	    GROUND_TEST(test_an_empty_store_is_no_matter),
	    GROUND_TEST(test_a_failure_is_told_and_leaves_the_store_usable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
