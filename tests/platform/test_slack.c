/* Tests of platform/slack: what is open at Slack. */
#include "../fixtures/document.h"

static struct report slack(void *ctx, const char *incident)
{
	return document_of(ctx, &platform_slack,
	    mem_printf(ctx,
		"{\"status\":\"active\",\"date_created\":\"2026-03-02T02:10:00-08:00\","
		"\"date_updated\":\"2026-03-02T02:10:00-08:00\",\"active_incidents\":[%s]}",
		incident));
}

static void test_an_outage_is_read(void **state)
{
	struct report r = document_in(*state, &platform_slack, "api/slack-current.json");
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	assert_int_equal(r.n_components, 0);
	unit_same("page", r.page.id, "status.acme.example/status/acme");
	unit_same("indicator", r.page.indicator, "active");
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "1701");
	unit_same("impact", in->impact, "major");
	unit_same("title", in->title, "Some people cannot upload files");
	assert_false(in->maintenance);
	assert_int_equal(in->n_components, 2);
	unit_same("service", in->components[1], "Messaging");
	assert_int_equal(in->n_updates, 2);
	unit_has(in->updates[0].text, "looking into");
	unit_same("status", in->updates[1].status, "active");
	document_time(in->updates[0].created_at, "2026-03-02T10:12:30Z");
	assert_string_not_equal(in->updates[0].id, in->updates[1].id);
}

static void test_a_maintenance_is_one(void **state)
{
	struct report r = document_in(*state, &platform_slack, "api/slack-current.json");

	unit_same("id", r.incidents[1].id, "1702");
	assert_true(r.incidents[1].maintenance);
	unit_same("status", r.incidents[1].status, "scheduled");
	assert_int_equal(r.incidents[1].n_updates, 0);
}

static void test_when_all_is_well_nothing_is_listed(void **state)
{
	struct report r = document_in(*state, &platform_slack, "api/slack-current-ok.json");

	assert_int_equal(r.n_incidents, 0);
	unit_same("absent", r.absent_means, "resolved");
}

/* The status is the incident's alone, and its notes may be of the time before: the end is told by itself. */
static void test_an_end_is_told_by_itself(void **state)
{
	struct report r = slack(*state,
	    "{\"id\":7,\"status\":\"resolved\",\"date_updated\":\"2026-03-02T04:00:00-08:00\","
	    "\"notes\":[{\"date_created\":\"2026-03-02T03:00:00-08:00\",\"body\":\"wait\"}]}");

	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("note", r.incidents[0].updates[0].status, "update");
	unit_same("id", r.incidents[0].updates[1].id, "end");
	document_time(r.incidents[0].updates[1].created_at, "2026-03-02T12:00:00Z");
	r = slack(*state,
	    "{\"id\":7,\"status\":\"resolved\",\"date_updated\":\"2026-03-02T03:00:00-08:00\","
	    "\"notes\":[{\"date_created\":\"2026-03-02T03:00:00-08:00\",\"body\":\"done\"}]}");
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("end", incident_status(&r.incidents[0]), "resolved");
}

static void test_fields_may_be_missing_and_words_unknown(void **state)
{
	struct report r = slack(*state, "{\"id\":\"8\"},{\"id\":9,\"type\":\"hiccup\",\"status\":"
					"\"pondering\",\"notes\":[{}]}");

	assert_int_equal(r.n_incidents, 2);
	assert_null(r.incidents[0].title);
	unit_same("impact", r.incidents[1].impact, "hiccup");
	unit_same("status", r.incidents[1].updates[0].status, "pondering");
	assert_null(r.incidents[1].updates[0].id);
}

static void test_half_a_document_is_refused(void **state)
{
	static const char *const rows[] = {
	    "{\"status\":\"ok\",\"date_created\":\"2026-03-02T02:10:00Z\","
	    "\"date_updated\":\"2026-03-02T02:10:00Z\"}",
	    "{\"status\":\"active\",\"date_created\":\"2026-03-02T02:10:00Z\","
	    "\"date_updated\":\"2026-03-02T02:10:00Z\",\"active_incidents\":[{\"title\":\"x\"}]}",
	    "{\"status\":\"active\",\"date_created\":\"2026-03-02T02:10:00Z\","
	    "\"date_updated\":\"2026-03-02T02:10:00Z\",\"active_incidents\":[5]}",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r;

		assert_int_equal(
		    document_parse(*state, &platform_slack, &rows[i], 1, &r, NULL), E_INPUT);
	}
}

static void test_strangers_are_refused(void **state)
{
	document_refuses_strangers(*state, &platform_slack);
	assert_false(document_is_known(*state, &platform_slack,
	    "{\"status\":\"ok\",\"date_created\":\"today\",\"date_updated\":\"today\","
	    "\"active_incidents\":[]}"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_outage_is_read),
	    UNIT_TEST(test_a_maintenance_is_one),
	    UNIT_TEST(test_when_all_is_well_nothing_is_listed),
	    UNIT_TEST(test_an_end_is_told_by_itself),
	    UNIT_TEST(test_fields_may_be_missing_and_words_unknown),
	    UNIT_TEST(test_half_a_document_is_refused),
	    UNIT_TEST(test_strangers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
