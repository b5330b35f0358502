/*
 * Tests of flow/ingest: incidents and maintenances by webhook and document. Which of
 * their updates are news, and what is so afterwards, in whatever order they come.
 */
#include "ground.h"

/* The life of an incident, a minute a step. */
static struct update life[] = {
    {.id = "u1", .status = "investigating", .text = "one", .created_at = NOW - 6 * MINUTE},
    {.id = "u2", .status = "identified", .text = "two", .created_at = NOW - 5 * MINUTE},
    {.id = "u3", .status = "identified", .text = "three", .created_at = NOW - 4 * MINUTE},
    {.id = "u4", .status = "monitoring", .text = "four", .created_at = NOW - 3 * MINUTE},
    {.id = "u5", .status = "resolved", .text = "five", .created_at = NOW - 2 * MINUTE},
    {.id = "u6", .status = "postmortem", .text = "six", .created_at = NOW - MINUTE},
};

#define LIFE UNIT_COUNT(life)

static void test_the_same_webhook_twice_is_one_event(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(hook(g, "i1", life, 1), 1);
	assert_int_equal(hook(g, "i1", life, 1), 0);
	assert_int_equal(ground_sightings(g, 1), 1);
}

/* Statuspage retries for days; the key of an id does not lapse with the TTL. */
static void test_the_same_webhook_a_month_later_is_no_event(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(hook(g, "i1", life, LIFE), LIFE);
	pass(30 * DAY);
	assert_int_equal(hook(g, "i1", life, LIFE), 0);
	assert_int_equal(poll_one(g, "i1", life, LIFE), 0);
}

static void test_every_unseen_update_of_a_delivery_is_an_event_oldest_first(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(hook(g, "i1", life, 5), 5);
	assert_string_equal(ground_say(g, update_id), "u1 u2 u3 u4 u5");
	assert_string_equal(ground_say(g, detail), "one two three four five");
}

static void test_only_the_unseen_updates_of_a_delivery_are_events(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(hook(g, "i1", &life[1], 1), 1);
	assert_int_equal(hook(g, "i1", life, 4), 3);
	assert_string_equal(ground_say(g, update_id), "u2 u1 u3 u4");
}

static void test_an_update_that_stands_twice_in_a_delivery_is_one_event(void **state)
{
	struct ground *g = ground_open(*state);
	struct update twice[] = {life[0], life[0]};

	assert_int_equal(hook(g, "i1", twice, 2), 1);
}

static void test_the_same_update_by_webhook_and_document_is_one_event_seen_twice(void **state)
{
	for (int poll_first = 0; poll_first < 2; poll_first++) {
		struct ground *g = ground_open(*state);

		ground_read_before(g);
		assert_int_equal(
		    poll_first ? poll_one(g, "i1", life, 2) : hook(g, "i1", life, 2), 2);
		assert_int_equal(
		    poll_first ? hook(g, "i1", life, 2) : poll_one(g, "i1", life, 2), 0);
		assert_int_equal(ground_sightings(g, 1), 2);
		assert_int_equal(ground_sightings(g, 2), 2);
	}
}

/* Some platforms give no times: then every repeat would seem newer than the one before. */
static void test_a_repeat_without_times_moves_nothing(void **state)
{
	struct ground *g = ground_open(*state);
	struct update timeless = {.id = "u1", .status = "investigating", .text = "one"};
	int64_t before;

	assert_int_equal(hook(g, "i1", &timeless, 1), 1);
	before = ground_incident(g, "i1").updated_at;
	pass(MINUTE);
	assert_int_equal(hook(g, "i1", &timeless, 1), 0);
	assert_int_equal(ground_incident(g, "i1").updated_at, before);
}

static void test_two_updates_with_the_same_text_are_two_events(void **state)
{
	struct ground *g = ground_open(*state);
	struct update again = life[0];

	again.id = "u1b";
	again.created_at += SECOND;
	assert_int_equal(hook(g, "i1", life, 1), 1);
	assert_int_equal(hook(g, "i1", &again, 1), 1);
}

/* "We are investigating." is what they all say at first. */
static void test_two_incidents_with_the_same_words_are_two_events(void **state)
{
	static const char *const ids[] = {"1", NULL};

	for (size_t i = 0; i < UNIT_COUNT(ids); i++) {
		struct ground *g = ground_open(*state);
		struct update same = life[0];

		same.id = ids[i];
		assert_int_equal(hook(g, "i1", &same, 1), 1);
		assert_int_equal(hook(g, "i2", &same, 1), 1);
	}
}

static void test_updates_without_ids_are_told_apart_by_status_and_time(void **state)
{
	struct ground *g = ground_open(*state);
	struct update bare[LIFE];

	for (size_t i = 0; i < LIFE; i++) {
		bare[i] = life[i];
		bare[i].id = NULL;
	}
	assert_int_equal(hook(g, "i1", bare, 4), 4);
	pass(DAY);
	assert_int_equal(hook(g, "i1", bare, 5), 1);
}

static void test_an_edited_text_is_no_news(void **state)
{
	struct ground *g = ground_open(*state);
	struct update edited = life[0];

	edited.text = "one, corrected";
	assert_int_equal(hook(g, "i1", life, 1), 1);
	assert_int_equal(hook(g, "i1", &edited, 1), 0);
	pass(DAY);
	assert_int_equal(poll_one(g, "i1", &edited, 1), 0);
	assert_string_equal(ground_say(g, detail), "one");
}

static void test_an_edited_text_is_kept_as_a_revision_once(void **state)
{
	struct ground *g = ground_open(*state);
	struct update edited = life[0];
	struct revision *revisions;
	size_t n;

	hook(g, "i1", life, 1);
	hook(g, "i1", life, 1);
	edited.text = "one, corrected";
	hook(g, "i1", &edited, 1);
	poll_one(g, "i1", &edited, 1);
	hook(g, "i1", life, 1);
	edited.text = "one, corrected again";
	poll_one(g, "i1", &edited, 1);
	assert_int_equal(store_event_revisions(g->ctx, g->store, 1, &revisions, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_string_equal(revisions[0].detail, "one, corrected");
	assert_int_equal(revisions[0].channel, CHANNEL_WEBHOOK);
	assert_string_equal(revisions[1].detail, "one, corrected again");
	assert_int_equal(revisions[1].channel, CHANNEL_POLLER);
	assert_string_equal(ground_last(g).detail, life[0].text);
}

/* 90 s a poll, a new update each day. */
static void test_an_incident_open_for_a_week_is_logged_once_an_update(void **state)
{
	struct ground *g = ground_open(*state);
	struct update updates[7];
	size_t n = 0;

	ground_read_before(g);
	for (int64_t at = 0; at < 7 * DAY; at += 90 * SECOND) {
		if (n < 7 && at >= (int64_t)n * DAY) {
			updates[n] = (struct update){
			    .id = mem_printf(g->ctx, "w%zu", n),
			    .status = "identified",
			    .text = "We are still on it.",
			    .created_at = clock_now(),
			};
			n++;
		}
		poll_one(g, "i1", updates, n);
		pass(90 * SECOND);
	}
	assert_string_equal(ground_say(g, update_id), "w0 w1 w2 w3 w4 w5 w6");
}

/* Without an id and a time there is only the text to know it by, and the page still shows it. */
static void test_an_update_without_id_and_time_is_logged_once_too(void **state)
{
	struct ground *g = ground_open(*state);
	struct update bare = {.status = "investigating", .text = "We look."};

	ground_read_before(g);
	for (int i = 0; i < 10; i++) {
		poll_one(g, "i1", &bare, 1);
		pass(90 * SECOND);
	}
	assert_int_equal(ground_count(g), 1);
}

static void test_an_incident_is_remembered_as_its_newest_update_tells(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident_state i;

	hook(g, "i1", life, 4);
	i = ground_incident(g, "i1");
	assert_string_equal(i.status, "monitoring");
	assert_string_equal(i.title, "Slow API");
	assert_string_equal(i.impact, "minor");
	assert_string_equal(i.provider, "acme");
	assert_int_equal(i.opened_at, life[0].created_at);
	assert_int_equal(i.updated_at, life[3].created_at);
	assert_int_equal(i.closed_at, TIME_NONE);
	assert_false(i.maintenance);
}

static void test_resolved_closes_and_a_newer_update_opens_again(void **state)
{
	struct ground *g = ground_open(*state);
	struct update back = {
	    .id = "u7", .status = "investigating", .text = "again", .created_at = NOW};

	hook(g, "i1", life, 5);
	assert_int_equal(ground_incident(g, "i1").closed_at, life[4].created_at);
	assert_int_equal(hook(g, "i1", &back, 1), 1);
	assert_string_equal(ground_incident(g, "i1").status, "investigating");
	assert_int_equal(ground_incident(g, "i1").closed_at, TIME_NONE);
}

static void test_a_postmortem_is_an_event_and_opens_nothing(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", life, 5);
	assert_int_equal(hook(g, "i1", life, 6), 1);
	assert_string_equal(ground_last(g).status, "postmortem");
	assert_true(ground_incident(g, "i1").closed_at != TIME_NONE);
}

static void test_an_older_document_does_not_move_the_state_back(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", life, 5);
	assert_int_equal(poll_one(g, "i1", life, 2), 0);
	assert_string_equal(ground_incident(g, "i1").status, "resolved");
	assert_int_equal(ground_incident(g, "i1").closed_at, life[4].created_at);
}

/* The times of an incident are exact: on the full minute it is not as new as all of that minute. */
static void test_an_older_status_on_the_full_minute_does_not_move_it_either(void **state)
{
	struct ground *g = ground_open(*state);
	struct update updates[] = {life[3], life[0]};
	struct incident older = incident_of("i1", updates, 1);
	struct report r = report_of(REPORT_DOCUMENT, &older, 1);

	updates[1].created_at = updates[0].created_at + SECOND;
	older.n_updates = 0;
	assert_int_equal(hook(g, "i1", updates, 2), 2);
	assert_int_equal(take_document(g, "acme", &r), 0);
	assert_string_equal(ground_incident(g, "i1").status, "investigating");
}

static void test_an_update_that_comes_late_is_news_but_moves_no_state(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", &life[3], 1);
	assert_int_equal(hook(g, "i1", &life[1], 1), 1);
	assert_string_equal(ground_incident(g, "i1").status, "monitoring");
}

static void test_the_components_that_an_event_names(void **state)
{
	struct ground *g = ground_open(*state);
	const char *attached[] = {"API", "Web"};
	struct affected named = {.component_id = "c3", .name = "Login"};
	struct update updates[] = {life[0], life[1]};
	struct incident in = incident_of("i1", updates, 2);
	struct report r = report_of(REPORT_INCIDENT, &in, 1);
	struct event *events;
	size_t n;

	in.components = attached;
	in.n_components = 2;
	updates[0].affected = &named;
	updates[0].n_affected = 1;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 2);
	events = ground_events(g, &n);
	assert_string_equal(events[0].product, "Login");
	assert_string_equal(events[1].product, "API, Web");
}

/* Only the first update names its components; the second may overtake it. */
static void test_the_product_of_an_incident_does_not_depend_on_the_order(void **state)
{
	for (int second_first = 0; second_first < 2; second_first++) {
		struct ground *g = ground_open(*state);
		struct affected named = {.component_id = "c3", .name = "Login"};
		struct update updates[] = {life[0], life[1]};

		updates[0].affected = &named;
		updates[0].n_affected = 1;
		hook(g, "i1", &updates[second_first], 1);
		hook(g, "i1", &updates[1 - second_first], 1);
		unit_same(second_first ? "second first" : "first first",
		    ground_incident(g, "i1").product, "Login");
	}
}

static void test_a_maintenance_is_told_with_its_schedule(void **state)
{
	struct ground *g = ground_open(*state);
	struct update plan = {
	    .id = "m1", .status = "scheduled", .text = "We will.", .created_at = NOW - DAY};
	struct incident in = incident_of("m", &plan, 1);
	struct report r = report_of(REPORT_MAINTENANCE, &in, 1);
	struct event event;

	in.maintenance = true;
	in.scheduled_for = NOW + DAY;
	in.scheduled_until = NOW + 2 * DAY;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	event = ground_last(g);
	assert_int_equal(event.kind, EVENT_MAINTENANCE);
	assert_int_equal(event.scheduled_for, NOW + DAY);
	assert_int_equal(event.scheduled_until, NOW + 2 * DAY);
	assert_true(ground_incident(g, "m").maintenance);
	assert_int_equal(ground_incident(g, "m").closed_at, TIME_NONE);
}

static void test_a_completed_maintenance_is_closed(void **state)
{
	struct ground *g = ground_open(*state);
	struct update done = {.id = "m1", .status = "completed", .created_at = NOW - DAY};
	struct incident in = incident_of("m", &done, 1);
	struct report r = report_of(REPORT_MAINTENANCE, &in, 1);

	in.maintenance = true;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	assert_int_equal(ground_incident(g, "m").closed_at, NOW - DAY);
}

/* Where the components are named differently, the newest update that names any counts. */
static void test_the_product_is_that_of_the_newest_update_that_names_one(void **state)
{
	static const size_t orders[][3] = {
	    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (size_t i = 0; i < UNIT_COUNT(orders); i++) {
		struct ground *g = ground_open(*state);
		struct affected login = {.component_id = "c3", .name = "Login"};
		struct affected search = {.component_id = "c4", .name = "Search"};
		struct update updates[] = {life[0], life[1], life[2]};

		updates[0].affected = &login;
		updates[1].affected = &search;
		updates[0].n_affected = updates[1].n_affected = 1;
		for (size_t n = 0; n < 3; n++)
			hook(g, "i1", &updates[orders[i][n]], 1);
		unit_same("order of three", ground_incident(g, "i1").product, "Search");
	}
}

/* The next order of the numbers in a; false after the last. */
static bool next_order(size_t *a, size_t n)
{
	size_t i = n - 1, j = n - 1, left, right, kept;

	while (i > 0 && a[i - 1] > a[i])
		i--;
	if (i == 0)
		return false;
	while (a[j] < a[i - 1])
		j--;
	kept = a[i - 1];
	a[i - 1] = a[j];
	a[j] = kept;
	for (left = i, right = n - 1; left < right; left++, right--) {
		kept = a[left];
		a[left] = a[right];
		a[right] = kept;
	}
	return true;
}

/* One incident an order, all in one store; an order is one transaction. */
static void deliver(struct ground *g, const char *id, const size_t *order)
{
	assert_int_equal(store_begin(g->store, NULL), OK);
	for (size_t i = 0; i < LIFE; i++) {
		struct incident in = incident_of(id, &life[order[i]], 1);
		struct report r = report_of(REPORT_INCIDENT, &in, 1);
		struct intake intake = {
		    .channel = CHANNEL_WEBHOOK, .received_at = NOW, .report = &r};
		struct verdict verdict;

		in.title = id;
		in.created_at = life[0].created_at;
		assert_int_equal(ingest(g->store, &g->app, &intake, &verdict, NULL), OK);
		assert_int_equal(verdict.events, 1);
	}
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static void test_all_orders_of_six_deliveries_end_the_same(void **state)
{
	struct ground *g = ground_open(*state);
	size_t order[LIFE] = {0, 1, 2, 3, 4, 5};
	struct incident_state i;
	int orders = 0;

	do
		deliver(g, mem_printf(g->ctx, "i%d", orders++), order);
	while (next_order(order, LIFE));
	assert_int_equal(orders, 720);
	assert_int_equal(
	    shelf_number(g->app.store_path,
		"SELECT count(*) FROM (SELECT 1 FROM event GROUP BY incident_id HAVING count(*) = "
		"6 AND count(DISTINCT update_id) = 6)"),
	    720);
	assert_int_equal(
	    shelf_number(g->app.store_path,
		"SELECT count(*) FROM (SELECT DISTINCT provider, maintenance, status, "
		"impact, product, url, opened_at, updated_at, missed, closed_at FROM incident)"),
	    1);
	i = ground_incident(g, "i719");
	assert_string_equal(i.status, "postmortem");
	assert_int_equal(i.opened_at, life[0].created_at);
	assert_int_equal(i.updated_at, life[5].created_at);
	assert_int_equal(i.closed_at, life[5].created_at);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_the_same_webhook_twice_is_one_event),
	    GROUND_TEST(test_the_same_webhook_a_month_later_is_no_event),
	    GROUND_TEST(test_every_unseen_update_of_a_delivery_is_an_event_oldest_first),
	    GROUND_TEST(test_only_the_unseen_updates_of_a_delivery_are_events),
	    GROUND_TEST(test_an_update_that_stands_twice_in_a_delivery_is_one_event),
	    GROUND_TEST(test_the_same_update_by_webhook_and_document_is_one_event_seen_twice),
	    GROUND_TEST(test_a_repeat_without_times_moves_nothing),
	    GROUND_TEST(test_two_updates_with_the_same_text_are_two_events),
	    GROUND_TEST(test_two_incidents_with_the_same_words_are_two_events),
	    GROUND_TEST(test_updates_without_ids_are_told_apart_by_status_and_time),
	    GROUND_TEST(test_an_edited_text_is_no_news),
	    GROUND_TEST(test_an_edited_text_is_kept_as_a_revision_once),
	    GROUND_TEST(test_an_incident_open_for_a_week_is_logged_once_an_update),
	    GROUND_TEST(test_an_update_without_id_and_time_is_logged_once_too),
	    GROUND_TEST(test_an_incident_is_remembered_as_its_newest_update_tells),
	    GROUND_TEST(test_resolved_closes_and_a_newer_update_opens_again),
	    GROUND_TEST(test_a_postmortem_is_an_event_and_opens_nothing),
	    GROUND_TEST(test_an_older_document_does_not_move_the_state_back),
	    GROUND_TEST(test_an_older_status_on_the_full_minute_does_not_move_it_either),
	    GROUND_TEST(test_an_update_that_comes_late_is_news_but_moves_no_state),
	    GROUND_TEST(test_the_components_that_an_event_names),
	    GROUND_TEST(test_the_product_of_an_incident_does_not_depend_on_the_order),
	    GROUND_TEST(test_the_product_is_that_of_the_newest_update_that_names_one),
	    GROUND_TEST(test_a_maintenance_is_told_with_its_schedule),
	    GROUND_TEST(test_a_completed_maintenance_is_closed),
	    GROUND_TEST(test_all_orders_of_six_deliveries_end_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
