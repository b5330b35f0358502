/* Tests of platform/instatus: what is a summary of Instatus, and what is read out of it. */
#include "parts.h"

#define QUIET                                                                                      \
	"{\"page\":{\"name\":\"Initech\",\"url\":\"https://status.initech.example\","              \
	"\"status\":\"UP\"}"

static struct report document_of(void *ctx, const char *summary)
{
	return parts_of(ctx, &platform_instatus, NULL,
	    &(struct texts){{summary, "api/instatus-components.json"}});
}

static void test_incidents_and_maintenances_are_read(void **state)
{
	struct report r = document_of(*state, "api/instatus-summary.json");

	unit_same("page", r.page.id, "status.acme.example");
	unit_same("name", r.page.name, "Initech");
	unit_same("indicator", r.page.indicator, "HASISSUES");
	unit_same("absent", r.absent_means, "resolved");
	assert_int_equal(r.n_incidents, 2);
	unit_same("id", r.incidents[0].id, "clx0inc1dent0000000000001");
	unit_same("title", r.incidents[0].title, "Reports are late");
	unit_same("status", r.incidents[0].status, "identified");
	unit_same("impact", r.incidents[0].impact, "partial_outage");
	assert_false(r.incidents[0].maintenance);
	assert_int_equal(r.incidents[0].n_updates, 0);
	assert_true(r.incidents[0].created_at == parts_time("2026-03-02T10:00:00Z"));
	assert_true(r.incidents[0].updated_at == parts_time("2026-03-02T10:21:30.5Z"));
	unit_same("maintenance", r.incidents[1].status, "scheduled");
	assert_true(r.incidents[1].maintenance);
	assert_true(r.incidents[1].scheduled_for == parts_time("2026-03-07T22:00:00Z"));
	assert_true(r.incidents[1].scheduled_until == parts_time("2026-03-07T23:30:00Z"));
}

/* A parent's status would be a second event for each of its children's. */
static void test_components_are_read_without_parents(void **state)
{
	static const char *const rows[][2] = {
	    {"clx0c0mp0000000000000001", "operational"},
	    {"clx0c0mp0000000000000002", "partial_outage"},
	    {"clx0c0mp0000000000000003", "under_maintenance"},
	    {"clx0c0mp0000000000000004", "SMOULDERING"},
	};
	struct report r = document_of(*state, "api/instatus-summary.json");

	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same("status", r.components[i].status, rows[i][1]);
		assert_true(r.components[i].changed_at == TIME_NONE);
	}
}

static void test_lists_may_be_left_out(void **state)
{
	struct report r = document_of(*state, "api/instatus-summary-quiet.json");

	assert_int_equal(r.n_incidents, 0);
	assert_int_equal(r.n_components, 4);
	unit_same("absent", r.absent_means, "resolved");
}

static void test_texts_by_language_and_updates_are_read(void **state)
{
	struct report r = document_of(*state, "api/instatus-summary-native.json");
	const struct incident *in = &r.incidents[0];

	unit_same("indicator", r.page.indicator, "major_outage");
	assert_int_equal(r.n_incidents, 1);
	unit_same("title", in->title, "Sign-in fails");
	assert_int_equal(in->n_components, 2);
	unit_same("component", in->components[1], "API");
	assert_int_equal(in->n_updates, 2);
	unit_same("oldest", in->updates[0].status, "investigating");
	unit_same("text", in->updates[1].text, "It works again; we are watching.");
	assert_true(in->updates[1].created_at == parts_time("2026-03-03T09:10:00Z"));
	assert_true(in->updated_at == in->created_at);
}

static void test_what_is_no_summary_is_not_recognised(void **state)
{
	static const char *const rows[] = {"", "{}", "[]", "null", "\"UP\"", "<html>",
	    "{\"page\":{}}", "{\"page\":{\"status\":\"UP\"}}",
	    "{\"page\":{\"name\":\"A\",\"status\":\"UP\"}}",
	    "{\"page\":{\"name\":\"A\",\"url\":\"u\",\"status\":\"up\"}}",
	    "{\"page\":{\"name\":\"A\",\"url\":\"u\",\"status\":\"\"}}",
	    "{\"page\":{\"name\":\"A\",\"url\":\"u\",\"status\":1}}",
	    "{\"page\":{\"name\":\"A\",\"url\":\"u\",\"status\":\"UP\",\"id\":\"ac7mec10ud42\"}}",
	    QUIET ",\"components\":[]}", NULL};

	parts_none_recognised(*state, &platform_instatus, rows);
	assert_true(parts_recognised(*state, &platform_instatus, QUIET "}"));
	parts_strangers(*state, &platform_instatus);
}

/* Half a document would look as if all were well. */
static void test_a_part_of_another_shape_fails_the_document(void **state)
{
	static const struct texts rows[] = {
	    {{QUIET "}", "{}"}},
	    {{QUIET "}", "[]"}},
	    {{QUIET "}", "<html></html>"}},
	    {{QUIET "}", "{\"components\":null}"}},
	    {{QUIET "}", ""}},
	    {{QUIET ",\"activeIncidents\":{}}", "{\"components\":[]}"}},
	    {{QUIET ",\"activeMaintenances\":\"none\"}", "{\"components\":[]}"}},
	    {{QUIET ",\"activeIncidents\":[{\"name\":\"no id\"}]}", "{\"components\":[]}"}},
	    {{QUIET ",\"activeIncidents\":[null]}", "{\"components\":[]}"}},
	};
	static const struct texts good = {{QUIET "}", "{\"components\":[]}"}};
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};

		if (parts_read(*state, &platform_instatus, NULL, &rows[i], &r, &e) != E_INPUT)
			fail_msg("accepted: %s with %s", rows[i].of[0], rows[i].of[1]);
		assert_true(*e.text != '\0');
	}
	assert_int_equal(parts_read(*state, &platform_instatus, NULL, &good, &r, NULL), OK);
}

static void test_odd_durations_are_no_end(void **state)
{
	static const char *const rows[] = {
	    "null", "\"\"", "\"soon\"", "-60", "0", "\"99999999999999999999\"", "[]"};
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct texts texts = {{mem_printf(*state,
					   QUIET ",\"activeMaintenances\":[{\"id\":\"m\",\"start\":"
						 "\"2026-03-07T22:00:00Z\",\"duration\":%s}]}",
					   rows[i]),
		    "{\"components\":[]}"}};

		assert_int_equal(
		    parts_read(*state, &platform_instatus, NULL, &texts, &r, NULL), OK);
		assert_true(r.incidents[0].scheduled_until == TIME_NONE);
	}
}

static void test_lists_end_at_their_ceilings(void **state)
{
	char *summary = mem_strdup(*state, QUIET ",\"activeIncidents\":[");
	char *components = mem_strdup(*state, "{\"components\":[");
	struct report r;

	for (int i = 0; i <= LIMIT_INCIDENTS; i++)
		summary = talloc_asprintf_append_buffer(
		    summary, "%s{\"id\":\"%d\"}", i > 0 ? "," : "", i);
	summary =
	    talloc_strdup_append_buffer(summary, "],\"activeMaintenances\":[{\"id\":\"m\"}]}");
	for (int i = 0; i <= LIMIT_COMPONENTS; i++)
		components = talloc_asprintf_append_buffer(
		    components, "%s{\"id\":\"%d\",\"status\":\"UP\"}", i > 0 ? "," : "", i);
	components = talloc_strdup_append_buffer(components, "]}");
	assert_int_equal(parts_read(*state, &platform_instatus, NULL,
			     &(struct texts){{summary, components}}, &r, NULL),
	    OK);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
}

static void test_no_beginning_of_a_fixture_does_harm(void **state)
{
	parts_platform = &platform_instatus;
	fixture_each(*state, "api/*", parts_cut);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_incidents_and_maintenances_are_read),
	    UNIT_TEST(test_components_are_read_without_parents),
	    UNIT_TEST(test_lists_may_be_left_out),
	    UNIT_TEST(test_texts_by_language_and_updates_are_read),
	    UNIT_TEST(test_what_is_no_summary_is_not_recognised),
	    UNIT_TEST(test_a_part_of_another_shape_fails_the_document),
	    UNIT_TEST(test_odd_durations_are_no_end),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	    UNIT_TEST(test_no_beginning_of_a_fixture_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
