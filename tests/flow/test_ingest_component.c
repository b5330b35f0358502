/*
 * Tests of flow/ingest: transitions of components, judged against what is stored, whoever
 * tells of them: a component webhook, an incident's update, a document.
 */
#include "ground.h"

/* A component webhook of PAGE; one without an old status says NULL. */
static int change(struct ground *g, const char *from, const char *to, int64_t at)
{
	struct change c = {
	    .component_id = "c1",
	    .name = "API",
	    .old_status = from,
	    .new_status = to,
	    .changed_at = at,
	};
	struct report r = {
	    .kind = REPORT_COMPONENT, .page = {.id = PAGE}, .changes = &c, .n_changes = 1};

	return take(g, CHANNEL_WEBHOOK, &r);
}

/* A document in which the component has that status. */
static int show(struct ground *g, const char *status, int64_t changed_at)
{
	struct component c = {
	    .id = "c1", .name = "API", .status = status, .changed_at = changed_at};
	struct report r = report_of(REPORT_DOCUMENT, NULL, 0);

	r.components = &c;
	r.n_components = 1;
	return take_document(g, "acme", &r);
}

/* An incident's update that says what happened to the component; -1 when it was known. */
static int affect(
    struct ground *g, const char *update, const char *from, const char *to, int64_t at)
{
	struct affected a = {
	    .component_id = "c1", .name = "API", .old_status = from, .new_status = to};
	struct update u = {
	    .id = update,
	    .status = "investigating",
	    .text = update,
	    .created_at = at,
	    .affected = &a,
	    .n_affected = 1,
	};

	return hook(g, "i1", &u, 1) - 1;
}

static struct component_state stored_of(struct ground *g)
{
	struct component_state c;
	bool found;

	assert_int_equal(store_component_find(g->ctx, g->store, PAGE, "c1", &c, &found, NULL), OK);
	assert_true(found);
	return c;
}

static const char *status_of(struct ground *g)
{
	return stored_of(g).status;
}

/* A webhook of Statuspage tells the id of the group alone. */
static void test_a_component_has_one_name_whoever_tells_of_it(void **state)
{
	struct ground *g = ground_open(*state);
	struct component c = {.id = "c1", .name = "Core - API", .status = "operational"};
	struct report r = report_of(REPORT_DOCUMENT, NULL, 0);

	r.components = &c;
	r.n_components = 1;
	take_document(g, "acme", &r);
	assert_int_equal(change(g, "operational", "major_outage", NOW + MINUTE), 1);
	assert_string_equal(ground_last(g).product, "Core - API");
	assert_string_equal(stored_of(g).name, "Core - API");
}

static void test_a_transition_is_an_event(void **state)
{
	struct ground *g = ground_open(*state);
	struct event event;

	assert_int_equal(change(g, "operational", "degraded_performance", NOW - SECOND), 1);
	event = ground_last(g);
	assert_int_equal(event.kind, EVENT_COMPONENT);
	assert_string_equal(event.previous_status, "operational");
	assert_string_equal(event.status, "degraded_performance");
	assert_string_equal(event.product, "API");
	assert_string_equal(event.components, "[\"API\"]");
	assert_string_equal(event.incident_id, "c1");
	assert_int_equal(event.occurred_at, NOW - SECOND);
	assert_string_equal(event.provider, "acme");
}

static void test_a_flap_within_the_ttl_is_an_event_each_time(void **state)
{
	static const char *const way[] = {
	    "operational", "degraded_performance", "operational", "degraded_performance"};
	struct ground *g = ground_open(*state);

	for (size_t i = 1; i < UNIT_COUNT(way); i++) {
		pass(MINUTE);
		assert_int_equal(change(g, way[i - 1], way[i], clock_now()), 1);
		assert_int_equal(change(g, way[i - 1], way[i], clock_now()), 0);
	}
	assert_string_equal(
	    ground_say(g, status), "degraded_performance operational degraded_performance");
}

static void test_a_flap_in_documents_is_an_event_each_time(void **state)
{
	static const char *const way[] = {
	    "degraded_performance", "operational", "degraded_performance"};
	struct ground *g = ground_open(*state);

	show(g, "operational", TIME_NONE);
	for (size_t i = 0; i < UNIT_COUNT(way); i++) {
		pass(90 * SECOND);
		assert_int_equal(show(g, way[i], TIME_NONE), 1);
		pass(90 * SECOND);
		assert_int_equal(show(g, way[i], TIME_NONE), 0);
	}
}

static void test_a_repeat_by_another_channel_is_a_sighting(void **state)
{
	for (int poll_first = 0; poll_first < 2; poll_first++) {
		struct ground *g = ground_open(*state);

		show(g, "operational", NOW - DAY);
		assert_int_equal(poll_first ? show(g, "major_outage", NOW)
					    : change(g, "operational", "major_outage", NOW),
		    1);
		assert_int_equal(poll_first ? change(g, "operational", "major_outage", NOW)
					    : show(g, "major_outage", NOW),
		    0);
		assert_int_equal(ground_sightings(g, 1), 2);
	}
}

static void test_a_late_report_changes_nothing(void **state)
{
	struct ground *g = ground_open(*state);

	change(g, "operational", "degraded_performance", NOW - 10 * MINUTE);
	change(g, "degraded_performance", "operational", NOW);
	assert_int_equal(change(g, "operational", "major_outage", NOW - 5 * MINUTE), 0);
	assert_int_equal(show(g, "degraded_performance", NOW - 10 * MINUTE), 0);
	assert_string_equal(status_of(g), "operational");
}

/* The two clocks of one page were seen to differ by some 60 ms. */
static void test_a_report_a_moment_older_is_not_late(void **state)
{
	struct ground *g = ground_open(*state);

	change(g, "operational", "degraded_performance", NOW);
	assert_int_equal(change(g, "degraded_performance", "operational", NOW - 60), 1);
}

/* Else every row of such a page would be written at every poll. */
static void test_a_document_without_times_does_not_move_the_time_of_a_change(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, "operational", TIME_NONE);
	pass(90 * SECOND);
	show(g, "operational", TIME_NONE);
	assert_int_equal(stored_of(g).changed_at, NOW);
}

static void test_an_update_and_a_webhook_of_one_transition_are_one_event(void **state)
{
	for (int webhook_first = 0; webhook_first < 2; webhook_first++) {
		struct ground *g = ground_open(*state);

		if (webhook_first)
			assert_int_equal(change(g, "operational", "major_outage", NOW + 60), 1);
		assert_int_equal(
		    affect(g, "u1", "operational", "major_outage", NOW), webhook_first ? 0 : 1);
		if (!webhook_first)
			assert_int_equal(change(g, "operational", "major_outage", NOW + 60), 0);
		assert_int_equal(show(g, "major_outage", NOW + 30), 0);
		assert_int_equal(ground_count(g), 2);
	}
}

static void test_an_update_that_names_a_component_without_a_change_is_no_transition(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(affect(g, "u1", "major_outage", "major_outage", NOW), 0);
	assert_int_equal(affect(g, "u2", NULL, "major_outage", NOW), 0);
	assert_int_equal(affect(g, "u3", "major_outage", NULL, NOW), 0);
}

/* A delivery with an incident's whole life tells every transition, in order. */
static void test_the_transitions_of_several_updates_are_told_in_order(void **state)
{
	struct ground *g = ground_open(*state);
	struct affected down = {"c1", "API", "operational", "major_outage"};
	struct affected up = {"c1", "API", "major_outage", "operational"};
	struct update both[] = {
	    {.id = "u1",
		.status = "investigating",
		.text = "a",
		.created_at = NOW - MINUTE,
		.affected = &down,
		.n_affected = 1},
	    {.id = "u2",
		.status = "resolved",
		.text = "b",
		.created_at = NOW,
		.affected = &up,
		.n_affected = 1},
	};

	assert_int_equal(hook(g, "i1", both, 2), 4);
	assert_string_equal(
	    ground_say(g, status), "investigating major_outage resolved operational");
}

static void test_an_update_in_a_mail_does_not_swallow_the_transition(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(take_body(g, "acme",
			     "{\"source\":\"email\",\"subject\":\"Acme Incident - Slow API\","
			     "\"body\":\"New incident: Investigating\\n\\nu1\\n\"}"),
	    1);
	assert_int_equal(affect(g, "u1", "operational", "major_outage", NOW) + 1, 1);
	assert_string_equal(status_of(g), "major_outage");
}

/* What we told before, not what they missed to tell us. */
static void test_the_previous_status_is_the_one_we_know(void **state)
{
	struct ground *g = ground_open(*state);

	change(g, "operational", "degraded_performance", NOW);
	assert_int_equal(change(g, "partial_outage", "major_outage", NOW + MINUTE), 1);
	assert_string_equal(ground_last(g).previous_status, "degraded_performance");
	pass(2 * MINUTE);
	assert_int_equal(show(g, "operational", TIME_NONE), 1);
	assert_string_equal(ground_last(g).previous_status, "major_outage");
}

static void test_a_component_that_appears_later_is_told_when_it_is_not_well(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(show(g, "degraded_performance", NOW), 1);
	assert_null(ground_last(g).previous_status);
}

static void test_a_component_that_appears_well_is_silent(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(show(g, "Operational", NOW), 0);
	assert_int_equal(show(g, "operational", NOW), 0);
}

static void test_an_announcement_of_no_change_is_silent(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(change(g, "major_outage", "major_outage", NOW), 0);
	assert_string_equal(status_of(g), "major_outage");
}

static void test_an_unknown_word_is_a_status_like_any_other(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, "operational", NOW - DAY);
	assert_int_equal(change(g, "operational", "on fire", NOW), 1);
	assert_string_equal(status_of(g), "on fire");
}

static void test_a_component_id_of_another_page_is_another_component(void **state)
{
	struct ground *g = ground_open(*state);
	struct change c = {.component_id = "c1",
	    .name = "API",
	    .old_status = "operational",
	    .new_status = "major_outage",
	    .changed_at = NOW};
	struct report r = {.kind = REPORT_COMPONENT,
	    .page = {.id = "hoolipage001"},
	    .changes = &c,
	    .n_changes = 1};

	change(g, "operational", "major_outage", NOW);
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	assert_string_equal(ground_last(g).provider, "hooli");
}

/* Nothing that follows could be later. */
static void test_a_time_to_come_is_no_time(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(show(g, "operational", NOW - DAY), 0);
	assert_int_equal(show(g, "major_outage", NOW + DAY), 1);
	assert_int_equal(show(g, "major_outage", NOW + DAY), 0);
	pass(MINUTE);
	assert_int_equal(show(g, "operational", NOW + 30 * SECOND), 1);
	pass(MINUTE);
	assert_int_equal(change(g, "operational", "degraded_performance", NOW + DAY), 1);
	pass(MINUTE);
	assert_int_equal(change(g, "degraded_performance", "operational", clock_now()), 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_component_has_one_name_whoever_tells_of_it),
	    GROUND_TEST(test_a_transition_is_an_event),
	    GROUND_TEST(test_a_flap_within_the_ttl_is_an_event_each_time),
	    GROUND_TEST(test_a_flap_in_documents_is_an_event_each_time),
	    GROUND_TEST(test_a_repeat_by_another_channel_is_a_sighting),
	    GROUND_TEST(test_a_late_report_changes_nothing),
	    GROUND_TEST(test_a_report_a_moment_older_is_not_late),
	    GROUND_TEST(test_a_document_without_times_does_not_move_the_time_of_a_change),
	    GROUND_TEST(test_an_update_and_a_webhook_of_one_transition_are_one_event),
	    GROUND_TEST(test_an_update_that_names_a_component_without_a_change_is_no_transition),
	    GROUND_TEST(test_the_transitions_of_several_updates_are_told_in_order),
	    GROUND_TEST(test_an_update_in_a_mail_does_not_swallow_the_transition),
	    GROUND_TEST(test_the_previous_status_is_the_one_we_know),
	    GROUND_TEST(test_a_component_that_appears_later_is_told_when_it_is_not_well),
	    GROUND_TEST(test_a_component_that_appears_well_is_silent),
	    GROUND_TEST(test_an_announcement_of_no_change_is_silent),
	    GROUND_TEST(test_an_unknown_word_is_a_status_like_any_other),
	    GROUND_TEST(test_a_component_id_of_another_page_is_another_component),
	    GROUND_TEST(test_a_time_to_come_is_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
