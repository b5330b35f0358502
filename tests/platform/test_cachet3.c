/* Tests of platform/cachet3: what is a list of Cachet 3, and what is read out of the three. */
#include "parts.h"

#define TAIL ",\"links\":{\"next\":null},\"meta\":{\"per_page\":100}}"
#define NONE "{\"data\":[]" TAIL
#define COMPONENT                                                                                  \
	"{\"id\":\"1\",\"type\":\"components\",\"attributes\":{\"name\":\"A\",\"status\":1,"       \
	"\"enabled\":true}}"
#define GOOD "{\"data\":[" COMPONENT "]" TAIL

static struct report document(void *ctx)
{
	return parts_of(ctx, &platform_cachet3, NULL,
	    &(struct texts){{"api/cachet3-components.json", "api/cachet3-incidents.json",
		"api/cachet3-schedules.json"}});
}

/* What is read of these three, which are good. */
static struct report read_of(void *ctx, const struct texts *texts)
{
	struct error e = {0};
	struct report r;

	if (parts_read(ctx, &platform_cachet3, NULL, texts, &r, &e) != OK)
		fail_msg("%s", e.text);
	return r;
}

static void test_components_are_read(void **state)
{
	static const char *const rows[][3] = {
	    {"1", "Mail", "major_outage"},
	    {"2", "Calendar", "degraded_performance"},
	    {"3", "Wiki", "operational"},
	    {"4", "Archive", "under_maintenance"},
	    {"5", "Fax", "unknown"},
	};
	struct report r = document(*state);

	unit_same("absent", r.absent_means, "withdrawn");
	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same("name", r.components[i].name, rows[i][1]);
		unit_same("status", r.components[i].status, rows[i][2]);
	}
}

static void test_incidents_are_read_with_their_updates(void **state)
{
	struct report r = document(*state);
	const struct incident *open = &r.incidents[0], *over = &r.incidents[1];

	assert_int_equal(r.n_incidents, 4);
	unit_same("id", open->id, "12");
	assert_int_equal(open->n_updates, 2);
	unit_same("oldest", open->updates[0].id, "31");
	unit_same("status", open->updates[0].status, "identified");
	unit_same("newest", incident_status(open), "monitoring");
	assert_true(open->updates[1].created_at == parts_time("2026-03-02T11:10:00Z"));
	unit_same("component", open->components[0], "Mail");
	assert_int_equal(over->n_updates, 1);
	unit_same("in place", over->updates[0].id, "resolved");
	unit_same("text", over->updates[0].text, "It is fast again.");
}

/* In Cachet 2 it is a maintenance. */
static void test_what_was_only_reported_is_no_maintenance(void **state)
{
	static const char incidents[] =
	    "{\"data\":[{\"type\":\"incidents\",\"id\":\"1\",\"attributes\":{"
	    "\"status\":{\"human\":\"Reported\",\"value\":0}}}]" TAIL;
	struct report r = read_of(*state, &(struct texts){{GOOD, incidents, NONE}});

	unit_same("status", incident_status(&r.incidents[0]), "unknown");
	assert_false(r.incidents[0].maintenance);
}

static void test_unknown_numbers_survive(void **state)
{
	static const char components[] =
	    "{\"data\":[{\"type\":\"components\",\"id\":\"1\",\"attributes\":{\"name\":\"A\","
	    "\"enabled\":true,\"status\":{\"human\":\"operational\",\"value\":7}}}]" TAIL;
	static const char incidents[] = "{\"data\":[{\"type\":\"incidents\",\"id\":\"1\","
					"\"attributes\":{\"status\":{\"value\":9}}}]" TAIL;
	struct report r = read_of(*state, &(struct texts){{components, incidents, NONE}});

	unit_same("component", r.components[0].status, "7");
	unit_same("incident", incident_status(&r.incidents[0]), "9");
}

/* Incident 12 and schedule 12 are two things, and so are their updates. */
static void test_schedules_are_read_with_their_updates(void **state)
{
	struct report r = document(*state);
	const struct incident *begun = &r.incidents[2], *over = &r.incidents[3];

	unit_same("id", begun->id, "schedule-12");
	assert_true(begun->maintenance);
	assert_int_equal(begun->n_updates, 3);
	unit_same("before", begun->updates[0].status, "scheduled");
	unit_same("begun", begun->updates[1].id, "in_progress");
	unit_same("since", begun->updates[2].status, "in_progress");
	unit_same("text", begun->updates[2].text, "Half of them are in.");
	unit_same("component", begun->components[0], "Wiki");
	assert_true(begun->scheduled_for == parts_time("2026-03-07T22:00:00Z"));
	unit_same("over", incident_status(over), "completed");
	assert_true(over->scheduled_until == parts_time("2026-03-01T11:59:00Z"));
}

/* One from 18:00 to 19:00 of 2026-03-07, in this state and last edited at that time. */
static struct incident schedule(void *ctx, int state, const char *edited)
{
	const char *schedules = mem_printf(ctx,
	    "{\"data\":[{\"type\":\"schedules\",\"id\":\"3\",\"attributes\":{"
	    "\"status\":{\"value\":%d},\"updated\":{\"string\":\"%s\"},"
	    "\"scheduled\":{\"string\":\"2026-03-07 18:00:00\"},"
	    "\"completed\":{\"string\":\"2026-03-07 19:00:00\"}}}]" TAIL,
	    state, edited);

	return read_of(ctx, &(struct texts){{GOOD, NONE, schedules}}).incidents[0];
}

/* No edit says so: the clock does. */
static void test_a_schedule_begins_and_ends_at_its_times(void **state)
{
	static const struct {
		int state;
		const char *edited, *told;
	} rows[] = {
	    {0, "2026-03-01 10:00:00", "2026-03-01T10:00:00Z"},
	    {1, "2026-03-01 10:00:00", "2026-03-07T18:00:00Z"},
	    {2, "2026-03-01 10:00:00", "2026-03-07T19:00:00Z"},
	    {1, "2026-03-07 18:20:00", "2026-03-07T18:20:00Z"},
	    {2, "2026-03-07 19:05:00", "2026-03-07T19:05:00Z"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct incident in = schedule(*state, rows[i].state, rows[i].edited);

		assert_int_equal(in.n_updates, 1);
		if (in.updates[0].created_at != parts_time(rows[i].told) ||
		    in.updated_at != in.updates[0].created_at)
			fail_msg("row %zu", i);
	}
}

static void test_what_is_no_list_of_components_is_not_recognised(void **state)
{
	static const char *const rows[] = {"", "{}", "[]", "null", "<html>", "{\"data\":\"Pong!\"}",
	    NONE, "{\"data\":[" COMPONENT "]}", "{\"data\":[null]" TAIL, "{\"data\":[{}]" TAIL,
	    "{\"data\":[{\"type\":\"components\"}]" TAIL,
	    "{\"data\":[{\"type\":\"users\",\"attributes\":{\"name\":1,\"status\":1,\"enabled\":1}}"
	    "]" TAIL,
	    NULL};

	parts_none_recognised(*state, &platform_cachet3, rows);
	assert_true(parts_recognised(*state, &platform_cachet3, GOOD));
	parts_strangers(*state, &platform_cachet3);
}

/* Half a document would look as if all were well. */
static void test_a_part_of_another_shape_fails_the_document(void **state)
{
	static const struct texts good = {{GOOD, NONE, NONE}};
	static const struct texts rows[] = {
	    {{GOOD, "{}", NONE}},
	    {{GOOD, NONE, "{\"data\":[]}"}},
	    {{GOOD, GOOD, NONE}},
	    {{GOOD, NONE, "<html></html>"}},
	    {{GOOD, "{\"data\":[{\"type\":\"incidents\"}]" TAIL, NONE}},
	    {{GOOD, NONE, "{\"data\":[{\"type\":\"schedules\",\"id\":1},null]" TAIL}},
	};
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (parts_read(*state, &platform_cachet3, NULL, &rows[i], &r, NULL) != E_INPUT)
			fail_msg("accepted: row %zu", i);
	assert_int_equal(parts_read(*state, &platform_cachet3, NULL, &good, &r, NULL), OK);
	assert_int_equal(r.n_components, 1);
}

static void test_what_is_on_a_later_page_is_not_gone(void **state)
{
	static const char more[] =
	    "{\"data\":[],\"links\":{\"next\":\"x\"},\"meta\":{\"per_page\":100}}";
	struct report r;

	assert_int_equal(parts_read(*state, &platform_cachet3, NULL,
			     &(struct texts){{GOOD, more, NONE}}, &r, NULL),
	    OK);
	assert_null(r.absent_means);
	assert_int_equal(parts_read(*state, &platform_cachet3, NULL,
			     &(struct texts){{GOOD, NONE, more}}, &r, NULL),
	    OK);
	assert_null(r.absent_means);
}

static void test_a_list_that_goes_on_is_whole_down_to_its_lowest_id(void **state)
{
	static const char incidents[] =
	    "{\"data\":[{\"type\":\"incidents\",\"id\":\"12\"},{\"id\":\"9\"}],"
	    "\"links\":{\"next\":\"x\"},\"meta\":{\"per_page\":2}}";
	struct report r = read_of(*state, &(struct texts){{GOOD, incidents, NONE}});

	unit_same("absent", r.absent_means, "withdrawn");
	unit_same("lowest", r.cut_at[0], "9");
}

static void test_lists_end_at_their_ceilings(void **state)
{
	char *rows = mem_strdup(*state, "{\"data\":[{\"type\":\"incidents\",\"id\":0}");
	struct report r;

	for (int i = 1; i <= LIMIT_INCIDENTS; i++)
		rows = talloc_asprintf_append_buffer(rows, ",{\"id\":%d}", i);
	rows = talloc_strdup_append_buffer(rows, "],\"included\":[null");
	for (int i = 0; i <= LIMIT_UPDATES; i++)
		rows = talloc_asprintf_append_buffer(rows,
		    ",{\"type\":\"updates\",\"id\":%d,\"attributes\":{\"updateable_id\":7}}", i);
	rows = talloc_strdup_append_buffer(rows, "]" TAIL);
	assert_int_equal(parts_read(*state, &platform_cachet3, NULL,
			     &(struct texts){{GOOD, rows, NONE}}, &r, NULL),
	    OK);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	assert_int_equal(r.incidents[7].n_updates, LIMIT_UPDATES);
}

static void test_no_beginning_of_a_fixture_does_harm(void **state)
{
	parts_platform = &platform_cachet3;
	fixture_each(*state, "api/*", parts_cut);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_components_are_read),
	    UNIT_TEST(test_what_is_on_a_later_page_is_not_gone),
	    UNIT_TEST(test_incidents_are_read_with_their_updates),
	    UNIT_TEST(test_what_was_only_reported_is_no_maintenance),
	    UNIT_TEST(test_unknown_numbers_survive),
	    UNIT_TEST(test_schedules_are_read_with_their_updates),
	    UNIT_TEST(test_a_schedule_begins_and_ends_at_its_times),
	    UNIT_TEST(test_what_is_no_list_of_components_is_not_recognised),
	    UNIT_TEST(test_a_part_of_another_shape_fails_the_document),
	    UNIT_TEST(test_a_list_that_goes_on_is_whole_down_to_its_lowest_id),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	    UNIT_TEST(test_no_beginning_of_a_fixture_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
