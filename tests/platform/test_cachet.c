/* Tests of platform/cachet: what is a list of Cachet 2.4, and what is read out of the three. */
#include "parts.h"

#define META                                                                                       \
	"{\"meta\":{\"pagination\":{\"total\":1,\"total_pages\":1,\"links\":{\"next_page\":null,"  \
	"\"previous_page\":null}}},"
#define NONE META "\"data\":[]}"

/* The beginning of a list that has another page. */
#define MORE                                                                                       \
	"{\"meta\":{\"pagination\":{\"total_pages\":2,\"links\":{\"next_page\":\"x\","             \
	"\"previous_page\":null}}},\"data\":["

static struct report document(void *ctx)
{
	return parts_of(ctx, &platform_cachet, NULL,
	    &(struct texts){{"api/cachet-components.json", "api/cachet-incidents.json",
		"api/cachet-schedules.json"}});
}

static void test_components_are_read(void **state)
{
	static const char *const rows[][3] = {
	    {"1", "Mail", "major_outage"},
	    {"2", "Calendar", "degraded_performance"},
	    {"3", "Wiki", "operational"},
	    {"4", "Archive", "Being dusted"},
	};
	struct report r = document(*state);

	unit_same("page", r.page.id, "status.acme.example");
	unit_same("absent", r.absent_means, "withdrawn");
	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same("name", r.components[i].name, rows[i][1]);
		unit_same("status", r.components[i].status, rows[i][2]);
		assert_true(r.components[i].changed_at == TIME_NONE);
	}
}

static void test_updates_are_read_oldest_first(void **state)
{
	struct report r = document(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 4);
	unit_same("id", in->id, "12");
	assert_false(in->maintenance);
	assert_int_equal(in->n_updates, 2);
	unit_same("oldest", in->updates[0].id, "31");
	unit_same("status", in->updates[0].status, "identified");
	unit_same("newest", incident_status(in), "monitoring");
	/* Without a zone it is UTC. */
	assert_true(in->updates[1].created_at == parts_time("2026-03-02T11:10:00Z"));
	assert_true(in->created_at == parts_time("2026-03-02T10:00:00Z"));
	unit_same("component", in->components[0], "Mail");
	unit_same("url", in->url, "https://status.umbrella.example/incidents/12");
}

/* Each status is an update of its own, told once. */
static void test_what_is_edited_in_place_tells_its_status(void **state)
{
	struct report r = document(*state);
	const struct incident *in = &r.incidents[1];

	assert_int_equal(in->n_updates, 1);
	unit_same("id", in->updates[0].id, "resolved");
	unit_same("status", in->updates[0].status, "resolved");
	unit_same("text", in->updates[0].text, "It is fast again.");
	assert_true(in->updates[0].created_at == parts_time("2026-03-01T12:00:00Z"));
}

/* Of an incident that has updates, too. */
static void test_an_end_by_editing_is_one(void **state)
{
	const char *incidents = META "\"data\":[{\"id\":7,\"name\":\"Slow\",\"status\":4,"
				     "\"updated_at\":\"2026-03-02 12:00:00\",\"updates\":[{"
				     "\"id\":9,\"status\":2,\"message\":\"Found.\","
				     "\"created_at\":\"2026-03-02 11:00:00\"}]}]}";
	static const char one[] =
	    META "\"data\":[{\"id\":0,\"name\":\"A\",\"group_id\":0,\"status\":1}]}";
	struct report r;
	struct error e;

	assert_int_equal(parts_read(*state, &platform_cachet, NULL,
			     &(struct texts){{one, incidents, NONE}}, &r, &e),
	    OK);
	unit_same("status", incident_status(&r.incidents[0]), "resolved");
	assert_true(r.incidents[0].updates[1].created_at == parts_time("2026-03-02T12:00:00Z"));
}

/* Incident 12 and schedule 12 are two things. */
static void test_schedules_are_maintenances_with_their_own_ids(void **state)
{
	struct report r = document(*state);
	const struct incident *ahead = &r.incidents[2], *past = &r.incidents[3];

	unit_same("id", ahead->id, "schedule-12");
	assert_true(ahead->maintenance && past->maintenance);
	unit_same("status", incident_status(ahead), "scheduled");
	unit_same("text", ahead->updates[0].text, "Expect short interruptions.");
	unit_same("component", ahead->components[0], "Wiki");
	assert_true(ahead->scheduled_for == parts_time("2026-03-07T22:00:00Z"));
	unit_same("past", incident_status(past), "completed");
	assert_true(past->scheduled_until == parts_time("2026-02-20T23:30:00Z"));
}

static void test_an_empty_page_is_read(void **state)
{
	struct report r;

	assert_int_equal(parts_read(*state, &platform_cachet, NULL,
			     &(struct texts){{NONE, NONE, NONE}}, &r, NULL),
	    OK);
	assert_int_equal(r.n_incidents + r.n_components, 0);
}

static void test_odd_rows_keep_what_they_say(void **state)
{
	static const struct texts texts = {
	    {META "\"data\":[{\"id\":1,\"name\":null,\"group_id\":0,\"status\":0},null,{}]}",
		META "\"data\":[{\"id\":1,\"status\":0},{\"id\":2,\"status\":9,\"updates\":[7]}]}",
		META "\"data\":[{\"id\":1}]}"}};
	struct report r;

	assert_int_equal(parts_read(*state, &platform_cachet, NULL, &texts, &r, NULL), OK);
	assert_int_equal(r.n_components, 1);
	unit_same("component", r.components[0].status, "unknown");
	assert_int_equal(r.n_incidents, 3);
	assert_true(r.incidents[0].maintenance);
	unit_same("unknown", incident_status(&r.incidents[1]), "9");
	assert_null(incident_status(&r.incidents[2]));
}

static void test_what_is_no_list_of_components_is_not_recognised(void **state)
{
	static const char *const rows[] = {"", "{}", "[]", "null", "<html>", "{\"data\":\"Pong!\"}",
	    "{\"data\":[]}", META "\"data\":{}}", META "\"data\":[null]}", META "\"data\":[{}]}",
	    META "\"data\":[{\"id\":1,\"name\":\"A\",\"status\":1}]}",
	    "{\"meta\":{\"pagination\":{\"total_pages\":1}},\"data\":[]}",
	    "{\"meta\":{\"count\":1,\"next_page\":null},\"components\":[]}", NULL};

	parts_none_recognised(*state, &platform_cachet, rows);
	assert_true(parts_recognised(*state, &platform_cachet, NONE));
	parts_strangers(*state, &platform_cachet);
}

/* Half a document would look as if all were well. */
static void test_a_part_of_another_shape_fails_the_document(void **state)
{
	static const struct texts rows[] = {
	    {{NONE, "{}", NONE}},
	    {{NONE, NONE, "{}"}},
	    {{NONE, "<html></html>", NONE}},
	    {{NONE, NONE, "<html></html>"}},
	    {{NONE, "{\"data\":[]}", NONE}},
	    {{NONE, META "\"data\":[{\"name\":\"no id\"}]}", NONE}},
	    {{NONE, NONE, META "\"data\":[null]}"}},
	};
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};

		if (parts_read(*state, &platform_cachet, NULL, &rows[i], &r, &e) != E_INPUT)
			fail_msg("accepted: row %zu", i);
		assert_true(*e.text != '\0');
	}
}

static void test_lists_end_at_their_ceilings(void **state)
{
	char *rows = mem_strdup(*state, META "\"data\":[{\"id\":0,\"updates\":[{}");
	const char *components;
	struct report r;

	for (int i = 0; i < LIMIT_UPDATES; i++)
		rows = talloc_strdup_append_buffer(rows, ",{}");
	rows = talloc_strdup_append_buffer(rows, "],\"name\":\"A\",\"group_id\":0,\"status\":1}");
	for (int i = 1; i <= LIMIT_COMPONENTS; i++)
		rows = talloc_asprintf_append_buffer(rows, ",{\"id\":%d,\"status\":1}", i);
	components = talloc_strdup_append_buffer(rows, "]}");
	assert_int_equal(parts_read(*state, &platform_cachet, NULL,
			     &(struct texts){{components, components, components}}, &r, NULL),
	    OK);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
	assert_int_equal(r.incidents[0].n_updates, LIMIT_UPDATES);
	assert_null(r.absent_means); /* nobody knows what was cut off */
}

static void test_what_is_on_a_later_page_is_not_gone(void **state)
{
	static const char more[] = MORE "]}";
	static const char one[] =
	    META "\"data\":[{\"id\":0,\"name\":\"A\",\"group_id\":0,\"status\":1}]}";
	struct report r;

	assert_int_equal(parts_read(*state, &platform_cachet, NULL,
			     &(struct texts){{one, more, NONE}}, &r, NULL),
	    OK);
	assert_null(r.absent_means);
	assert_int_equal(parts_read(*state, &platform_cachet, NULL,
			     &(struct texts){{one, NONE, more}}, &r, NULL),
	    OK);
	assert_null(r.absent_means);
	assert_int_equal(parts_read(*state, &platform_cachet, NULL,
			     &(struct texts){{one, NONE, NONE}}, &r, NULL),
	    OK);
	unit_same("absent", r.absent_means, "withdrawn");
}

/* The first pages of these lists; one that is NULL is empty and has no more. */
static struct report more_of(void *ctx, const char *incidents, const char *schedules)
{
	struct texts texts = {{NONE, NONE, NONE}};
	struct report r;

	if (incidents != NULL)
		texts.of[1] = mem_printf(ctx, MORE "%s]}", incidents);
	if (schedules != NULL)
		texts.of[2] = mem_printf(ctx, MORE "%s]}", schedules);
	assert_int_equal(parts_read(ctx, &platform_cachet, NULL, &texts, &r, NULL), OK);
	return r;
}

/* The newest ones are listed, by id: one between them that is not there was deleted. */
static void test_a_list_that_goes_on_is_whole_down_to_its_lowest_id(void **state)
{
	static const char rows[] = "{\"id\":12},{\"id\":10},{\"id\":9}";
	struct report r = more_of(*state, rows, rows);

	unit_same("absent", r.absent_means, "withdrawn");
	unit_same("incidents", r.cut_at[0], "9");
	unit_same("schedules", r.cut_at[1], "schedule-9");
	r = more_of(*state, NULL, rows);
	unit_same("schedules alone", r.cut_at[0], "schedule-9");
	assert_null(r.cut_at[1]);
}

/* Perhaps the page did not heed the order that was asked for. */
static void test_a_list_in_another_order_says_nothing_of_what_is_not_in_it(void **state)
{
	static const char *const rows[] = {
	    "{\"id\":1},{\"id\":2}", "{\"id\":7},{\"id\":9},{\"id\":8}", "{\"id\":1}", ""};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_null(more_of(*state, rows[i], NULL).absent_means);
}

static void test_no_beginning_of_a_fixture_does_harm(void **state)
{
	parts_platform = &platform_cachet;
	fixture_each(*state, "api/*", parts_cut);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_components_are_read),
	    UNIT_TEST(test_what_is_on_a_later_page_is_not_gone),
	    UNIT_TEST(test_updates_are_read_oldest_first),
	    UNIT_TEST(test_what_is_edited_in_place_tells_its_status),
	    UNIT_TEST(test_an_end_by_editing_is_one),
	    UNIT_TEST(test_schedules_are_maintenances_with_their_own_ids),
	    UNIT_TEST(test_an_empty_page_is_read),
	    UNIT_TEST(test_odd_rows_keep_what_they_say),
	    UNIT_TEST(test_what_is_no_list_of_components_is_not_recognised),
	    UNIT_TEST(test_a_part_of_another_shape_fails_the_document),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	    UNIT_TEST(test_a_list_that_goes_on_is_whole_down_to_its_lowest_id),
	    UNIT_TEST(test_a_list_in_another_order_says_nothing_of_what_is_not_in_it),
	    UNIT_TEST(test_no_beginning_of_a_fixture_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
