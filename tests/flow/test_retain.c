/*
 * Tests of flow/retain: what is old goes, in slices, what is still needed does not, and no event
 * before it was logged.
 */
#include "ground.h"

#include "flow/retain.h"
#include "model/identity.h"
#include "store/bodies.h"
#include "store/dedup.h"
#include "store/logcursor.h"
#include "store/quarantine.h"

#define SLICE 100
#define LONG  (10 * SECOND)
#define OLD   (91 * DAY)

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
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static void logged(struct ground *g, const char *target, int64_t event_id)
{
	struct log_cursor c = {.event_id = event_id};

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_log_cursor_put(g->store, target, &c, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static int64_t count(struct ground *g, const char *table)
{
	return shelf_number(
	    g->app.store_path, mem_printf(g->ctx, "SELECT count(*) FROM %s", table));
}

/* How many rows of the table are left after a whole run. */
static int64_t left_after(struct ground *g, const char *table)
{
	struct error e;

	if (retain(g->store, &g->app, clock_now(), LONG, &e) != OK)
		fail_msg("%s", e.text);
	return count(g, table);
}

/* Whether there may be more after one slice. */
static bool slice(struct ground *g, enum retention_kind kind)
{
	struct error e;
	bool left;

	if (retain_slice(g->store, &g->app, clock_now(), kind, &left, &e) != OK)
		fail_msg("%s", e.text);
	return left;
}

static void put_incident(
    struct ground *g, const char *id, const char *provider, int64_t at, int64_t closed_at)
{
	struct incident_state in = {
	    .page_id = PAGE,
	    .id = id,
	    .provider = provider,
	    .updated_at = at,
	    .seen_at = at,
	    .closed_at = closed_at,
	};

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_incident_put(g->store, &in, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static void put_keys(struct ground *g, const char *incident, int n)
{
	struct incident in = {.id = incident};

	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int i = 0; i < n; i++) {
		struct update up = {.id = mem_printf(g->ctx, "u%d", i)};

		store_dedup_put(
		    g->store, identity_update(g->ctx, PAGE, &in, &up), 1, DEDUP_FOR_EVER, NULL);
	}
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static void put_provider(struct ground *g, const char *key, const char *page, int64_t answered_at)
{
	struct provider_state state = {.key = key, .page_id = page, .answered_at = answered_at};

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_provider_put(g->store, &state, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
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

	add(g, 5, OLD);
	assert_int_equal(left_after(g, "event"), 5);
	logged(g, "/another.log", 5);
	assert_int_equal(left_after(g, "event"), 5);
	logged(g, g->app.settings.log_file, 2);
	assert_int_equal(left_after(g, "event"), 3);
	logged(g, g->app.settings.log_file, 5);
	assert_int_equal(left_after(g, "event"), 1);
}

static void test_much_goes_in_slices(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, SLICE + 10, OLD);
	add(g, 1, 0);
	logged(g, g->app.settings.log_file, SLICE + 11);
	assert_true(slice(g, RETAIN_EVENTS));
	assert_int_equal(count(g, "event"), 11);
	assert_false(slice(g, RETAIN_EVENTS));
	assert_int_equal(count(g, "event"), 1);
	assert_false(slice(g, RETAIN_EVENTS));
	assert_int_equal(count(g, "event"), 1);
}

static void test_a_run_takes_slices_until_nothing_is_left(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, 3 * SLICE, OLD);
	logged(g, g->app.settings.log_file, 3 * SLICE);
	put_incident(g, "i1", "acme", NOW - OLD, NOW - OLD);
	put_keys(g, "i1", 3 * SLICE);
	assert_int_equal(left_after(g, "event"), 1);
	assert_int_equal(count(g, "dedup"), 0);
	assert_int_equal(count(g, "incident"), 0);
}

static void test_a_run_ends_when_its_time_is_up(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int i = 0; i < 3 * SLICE; i++)
		store_dedup_put(g->store, mem_printf(g->ctx, "%d", i), 1, NOW, NULL);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_int_equal(retain(g->store, &g->app, clock_now(), 0, NULL), OK);
	assert_int_equal(count(g, "dedup"), 2 * SLICE);
}

static void test_lapsed_keys_go_and_others_stay(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(store_begin(g->store, NULL), OK);
	store_dedup_put(g->store, "lapsed", 1, clock_now(), NULL);
	store_dedup_put(g->store, "lapses", 1, clock_now() + 1, NULL);
	store_dedup_put(g->store, "stays", 1, DEDUP_FOR_EVER, NULL);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
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

	ground_read_before(g);
	hook(g, "i1", &u, 1);
	pass(OLD);
	ground_read_before(g);
	add(g, 1, 0);
	logged(g, g->app.settings.log_file, 2);
	assert_int_equal(left_after(g, "event"), 1);
	assert_int_equal(hook(g, "i1", &u, 1), 0);
	assert_int_equal(poll_one(g, "i1", &u, 1), 0);
}

static void test_a_claim_goes_with_its_event(void **state)
{
	struct ground *g = ground_open(*state);
	bool found;
	int64_t id;

	add(g, 10, OLD);
	add(g, 1, 0);
	logged(g, g->app.settings.log_file, 9);
	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int64_t i = 1; i <= 11; i++)
		store_dedup_put(g->store, identity_claim(g->ctx, i), i, DEDUP_FOR_EVER, NULL);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_int_equal(left_after(g, "dedup"), 2);
	assert_int_equal(
	    store_dedup_find(g->store, identity_claim(g->ctx, 10), NOW, &found, &id, NULL), OK);
	assert_true(found);
}

static void test_incidents_go_when_they_are_over_for_longer_with_all_their_keys(void **state)
{
	struct ground *g = ground_open(*state);
	struct update life[] = {
	    {.id = "u1", .status = "investigating", .text = "one", .created_at = NOW - MINUTE},
	    {.status = "identified", .created_at = NOW - MINUTE + SECOND},
	    {.id = "u3", .status = "resolved", .text = "three", .created_at = NOW},
	};

	hook(g, "i1", life, 3);
	hook(g, "i10", life, 3);
	life[2].created_at = NOW + 1;
	hook(g, "i2", life, 3);
	assert_int_equal(count(g, "dedup WHERE key GLOB 'state/*'"), 3);
	pass(90 * DAY);
	assert_int_equal(left_after(g, "incident"), 3);
	assert_int_equal(count(g, "dedup WHERE expires_at IS NULL"), 12);
	pass(1);
	assert_int_equal(left_after(g, "incident"), 1);
	assert_int_equal(count(g, "dedup"), 4);
	assert_string_equal(ground_incident(g, "i2").id, "i2");
}

/* Hundreds of updates are one incident, but not one transaction. */
static void test_an_incident_goes_when_its_last_key_has_gone(void **state)
{
	struct ground *g = ground_open(*state);

	put_incident(g, "i1", "acme", NOW - OLD, NOW - OLD);
	put_incident(g, "i2", "acme", NOW - OLD + 1, NOW - OLD + 1);
	put_keys(g, "i1", 2 * SLICE);
	put_keys(g, "i2", 1);
	for (int i = 1; i >= 0; i--) {
		assert_true(slice(g, RETAIN_INCIDENTS));
		assert_int_equal(count(g, "dedup"), i * SLICE + 1);
		assert_int_equal(count(g, "incident"), 2);
	}
	assert_false(slice(g, RETAIN_INCIDENTS));
	assert_int_equal(count(g, "dedup"), 0);
	assert_int_equal(count(g, "incident"), 0);
}

static void test_open_incidents_go_when_nobody_watches_their_page(void **state)
{
	struct ground *g = ground_open(*state);

	put_incident(g, "stranger", "strangerpage", NOW - OLD, TIME_NONE);
	put_incident(g, "removed", "removed", NOW - OLD, TIME_NONE);
	put_incident(g, "watched", "acme", NOW - OLD, TIME_NONE);
	put_incident(g, "young", "strangerpage", NOW - DAY, TIME_NONE);
	put_keys(g, "stranger", 3);
	put_keys(g, "watched", 3);
	put_provider(g, "acme", PAGE, NOW - DAY);
	put_provider(g, "removed", "removedpage", NOW - OLD);
	assert_int_equal(left_after(g, "incident"), 2);
	assert_int_equal(count(g, "dedup"), 3);
	ground_incident(g, "watched");
	ground_incident(g, "young");
}

/* Between being found and being removed; a trigger plays the other process. */
static void test_an_incident_that_is_heard_of_meanwhile_stays(void **state)
{
	struct ground *g = ground_open(*state);

	put_incident(g, "i1", "acme", NOW - OLD, NOW - OLD);
	put_incident(g, "i2", "acme", NOW - OLD, NOW - OLD + 1);
	put_keys(g, "i2", 3);
	shelf_run(g->app.store_path,
	    "CREATE TRIGGER meanwhile AFTER DELETE ON incident WHEN old.id = 'i1' "
	    "BEGIN UPDATE incident SET closed_at = NULL, updated_at = 1795435200000; END");
	assert_int_equal(left_after(g, "incident"), 1);
	assert_int_equal(count(g, "dedup"), 3);
}

/* When nobody asked the pages, that they did not answer means nothing. */
static void test_open_incidents_stay_when_it_is_we_who_were_away(void **state)
{
	struct ground *g = ground_open(*state);

	put_incident(g, "i1", "acme", NOW - OLD, TIME_NONE);
	put_provider(g, "acme", PAGE, NOW - OLD);
	assert_int_equal(store_begin(g->store, NULL), OK);
	store_fact_put(g->store, FACT_POLLING_SINCE, NOW - DAY, NULL);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_int_equal(left_after(g, "incident"), 1);
	pass(90 * DAY);
	assert_int_equal(left_after(g, "incident"), 0);
}

static void put_component(struct ground *g, const char *page, const char *id, int64_t changed_at)
{
	struct component_state state = {.page_id = page,
	    .id = id,
	    .provider = "acme",
	    .status = "operational",
	    .changed_at = changed_at};

	assert_int_equal(store_component_put(g->store, &state, NULL), OK);
}

static void test_components_go_when_their_page_is_nobodys_and_silent(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(store_begin(g->store, NULL), OK);
	put_component(g, PAGE, "c", NOW - OLD);
	put_component(g, "young", "a", NOW - OLD);
	put_component(g, "young", "b", NOW - DAY);
	put_component(g, "single", "a", NOW - OLD);
	for (int i = 0; i < 2 * SLICE; i++)
		put_component(g, "moved", mem_printf(g->ctx, "%d", i), NOW - OLD);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	put_provider(g, "acme", PAGE, NOW - DAY);
	assert_true(slice(g, RETAIN_COMPONENTS));
	assert_int_equal(count(g, "component"), SLICE + 4);
	assert_int_equal(left_after(g, "component"), 3);
	assert_int_equal(count(g, "component WHERE page_id IN ('young', '" PAGE "')"), 3);
}

static void test_providers_go_when_they_are_not_configured_and_silent(void **state)
{
	struct ground *g = ground_open(*state);

	put_provider(g, "acme", PAGE, NOW - OLD);
	put_provider(g, "removed", "a", NOW - OLD);
	put_provider(g, "removed just now", "b", NOW - 90 * DAY);
	put_provider(g, "nemo", NULL, TIME_NONE);
	assert_int_equal(left_after(g, "provider"), 3);
	assert_int_equal(count(g, "provider WHERE key = 'removed'"), 0);
}

static void test_quarantined_bodies_go_when_they_are_old(void **state)
{
	struct ground *g = ground_open(*state);
	bool repeat;

	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int i = 0; i < 20; i++) {
		struct quarantined q = {.received_at = NOW - OLD + i / 10 * DAY,
		    .reason = "why",
		    .body = &"abcdefghijklmnopqrst"[i],
		    .body_size = 1};

		store_quarantine_put(g->store, &q, &repeat, NULL);
	}
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_true(slice(g, RETAIN_QUARANTINE));
	assert_int_equal(left_after(g, "quarantine"), 10);
}

/* That many, each of an event as many after the one before. */
static void put_bodies(struct ground *g, int n, int step)
{
	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int id = step; id <= n * step; id += step)
		assert_int_equal(store_body_put(g->store, id, id, "b", 1, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

/* They may be of a megabyte each. */
static void test_few_bodies_of_events_go_in_a_slice(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, SLICE, OLD);
	add(g, 1, 0);
	put_bodies(g, SLICE + 1, 1);
	logged(g, g->app.settings.log_file, SLICE + 1);
	slice(g, RETAIN_EVENTS);
	assert_int_equal(count(g, "event"), 1);
	assert_int_equal(count(g, "body"), SLICE + 1);
	assert_true(slice(g, RETAIN_BODIES));
	assert_in_range(count(g, "body"), SLICE - 9, SLICE);
	assert_int_equal(left_after(g, "body"), 1);
}

/* Which are found to be few before the last of their events is gone. */
static void test_bodies_go_in_the_run_in_which_their_events_do(void **state)
{
	struct ground *g = ground_open(*state);

	add(g, 2 * SLICE, OLD);
	add(g, 1, 0);
	put_bodies(g, 2, SLICE);
	logged(g, g->app.settings.log_file, 2 * SLICE + 1);
	assert_int_equal(left_after(g, "body"), 0);
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
	add(g, 2, OLD);
	logged(g, g->app.settings.log_file, 2);
	assert_int_not_equal(retain(g->store, &g->app, clock_now(), LONG, &e), OK);
	assert_true(strlen(e.text) > 0);
	add(g, 1, 0);
	assert_int_equal(ground_count(g), 3);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_events_older_than_the_retention_go),
	    GROUND_TEST(test_an_event_that_is_not_logged_yet_stays),
	    GROUND_TEST(test_much_goes_in_slices),
	    GROUND_TEST(test_a_run_takes_slices_until_nothing_is_left),
	    GROUND_TEST(test_a_run_ends_when_its_time_is_up),
	    GROUND_TEST(test_lapsed_keys_go_and_others_stay),
	    GROUND_TEST(test_an_update_whose_event_is_gone_is_still_known),
	    GROUND_TEST(test_a_claim_goes_with_its_event),
	    GROUND_TEST(test_incidents_go_when_they_are_over_for_longer_with_all_their_keys),
	    GROUND_TEST(test_an_incident_goes_when_its_last_key_has_gone),
	    GROUND_TEST(test_open_incidents_go_when_nobody_watches_their_page),
	    GROUND_TEST(test_an_incident_that_is_heard_of_meanwhile_stays),
	    GROUND_TEST(test_open_incidents_stay_when_it_is_we_who_were_away),
	    GROUND_TEST(test_components_go_when_their_page_is_nobodys_and_silent),
	    GROUND_TEST(test_providers_go_when_they_are_not_configured_and_silent),
	    GROUND_TEST(test_quarantined_bodies_go_when_they_are_old),
	    GROUND_TEST(test_few_bodies_of_events_go_in_a_slice),
	    GROUND_TEST(test_bodies_go_in_the_run_in_which_their_events_do),
	    GROUND_TEST(test_an_empty_store_is_no_matter),
	    GROUND_TEST(test_a_failure_is_told_and_leaves_the_store_usable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
