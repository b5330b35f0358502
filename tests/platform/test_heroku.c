/* Tests of platform/heroku: systems, incidents and maintenances of one document. */
#include "../fixtures/document.h"

static const char *with(void *ctx, const char *incident, const char *scheduled)
{
	return mem_printf(ctx,
	    "{\"status\":[{\"system\":\"Apps\",\"status\":\"green\"}],\"incidents\":[%s],"
	    "\"scheduled\":[%s]}",
	    incident, scheduled);
}

static void test_systems_are_components(void **state)
{
	static const char *const statuses[] = {
	    "degraded_performance", "operational", "under_maintenance"};
	struct report r = document_in(*state, &platform_heroku, "api/heroku-current-status.json");

	assert_int_equal(r.n_components, UNIT_COUNT(statuses));
	for (size_t i = 0; i < UNIT_COUNT(statuses); i++) {
		unit_same("status", r.components[i].status, statuses[i]);
		assert_true(r.components[i].changed_at == TIME_NONE);
	}
	unit_same("id", r.components[0].id, "Apps");
	unit_same("name", r.components[0].name, "Apps");
}

static void test_an_incident_is_read(void **state)
{
	struct report r = document_in(*state, &platform_heroku, "api/heroku-current-status.json");
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("page", r.page.id, "status.acme.example/status/acme");
	unit_same("id", in->id, "9001");
	unit_same("url", in->url, "https://status.heroku.com/incidents/9001");
	unit_same("system", in->components[0], "Apps");
	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].id, "70001");
	unit_same("first", in->updates[0].status, "issue");
	unit_same("newest", incident_status(in), "monitoring");
	document_time(in->updates[0].created_at, "2026-03-02T10:00:00.110Z");
}

static void test_what_is_scheduled_is_a_maintenance(void **state)
{
	struct report r = document_in(*state, &platform_heroku, "api/heroku-current-status.json");
	const struct incident *in = &r.incidents[1];

	unit_same("id", in->id, "9002");
	assert_true(in->maintenance);
	unit_same("status", in->status, "scheduled");
	unit_same("update", incident_status(in), "scheduled");
	assert_null(in->updates[0].id);
}

/* Either may be wrong about what is still open, none about what is over. */
static void test_the_flag_and_the_state_tell_the_end(void **state)
{
	static const char *const rows[] = {
	    "{\"id\":1,\"state\":\"resolved\",\"resolved\":false}",
	    "{\"id\":1,\"state\":\"open\",\"resolved\":true,\"updates\":[{\"id\":5,"
	    "\"update_type\":\"issue\",\"created_at\":\"2026-03-02T10:00:00Z\"}]}",
	    "{\"id\":1,\"state\":\"resolved\",\"updates\":[{\"id\":5,"
	    "\"update_type\":\"resolved\",\"created_at\":\"2026-03-02T10:00:00Z\"}]}",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = document_of(*state, &platform_heroku, with(*state, rows[i], ""));

		unit_same(rows[i], incident_status(&r.incidents[0]), "resolved");
		assert_int_equal(r.incidents[0].n_updates, i == 1 ? 2 : 1);
		r = document_of(*state, &platform_heroku, with(*state, "", rows[i]));
		unit_same(
		    rows[i], incident_status(&r.incidents[0]), i == 2 ? "resolved" : "completed");
	}
}

static void test_fields_may_be_missing_and_words_unknown(void **state)
{
	struct report r = document_of(*state, &platform_heroku,
	    "{\"status\":[{\"system\":\"Apps\",\"status\":\"mauve\"}],\"incidents\":[{\"id\":1}],"
	    "\"scheduled\":[{\"id\":2,\"state\":\"odd\",\"updates\":[{}]}]}");

	unit_same("colour", r.components[0].status, "mauve");
	assert_null(r.incidents[0].status);
	unit_same("state", r.incidents[1].status, "odd");
}

static void test_half_a_document_is_refused(void **state)
{
	const char *const rows[] = {
	    with(*state, "{\"title\":\"no id\"}", ""),
	    with(*state, "", "7"),
	    "{\"status\":[{\"system\":\"Apps\",\"status\":\"green\"}],\"incidents\":[]}",
	    "{\"status\":[{\"system\":\"Apps\",\"status\":\"green\"},{\"system\":\"Data\"}],"
	    "\"incidents\":[],\"scheduled\":[]}",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r;

		assert_int_equal(
		    document_parse(*state, &platform_heroku, &rows[i], 1, &r, NULL), E_INPUT);
	}
}

static void test_strangers_are_refused(void **state)
{
	document_refuses_strangers(*state, &platform_heroku);
	assert_false(document_is_known(
	    *state, &platform_heroku, "{\"status\":[],\"incidents\":[],\"scheduled\":[]}"));
	assert_false(document_is_known(*state, &platform_heroku,
	    "{\"status\":{\"Production\":\"green\"},\"issues\":[]}")); /* version 3 */
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_systems_are_components),
	    UNIT_TEST(test_an_incident_is_read),
	    UNIT_TEST(test_what_is_scheduled_is_a_maintenance),
	    UNIT_TEST(test_the_flag_and_the_state_tell_the_end),
	    UNIT_TEST(test_fields_may_be_missing_and_words_unknown),
	    UNIT_TEST(test_half_a_document_is_refused),
	    UNIT_TEST(test_strangers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
