/* Tests of platform/betterstack: what is such a page's index, and what is read out of it. */
#include "parts.h"

#define PAGE "{\"data\":{\"id\":\"7\",\"type\":\"status_page\",\"attributes\":{}}"

static struct report document_at(void *ctx, const char *now)
{
	clock_set(parts_time(now));
	return parts_of(
	    ctx, &platform_betterstack, NULL, &(struct texts){{"api/betterstack-index.json"}});
}

static struct report document(void *ctx)
{
	return document_at(ctx, "2026-03-10T12:30:00Z");
}

static struct report document_of(void *ctx, const char *included)
{
	struct texts texts = {{mem_printf(ctx, PAGE ",\"included\":[%s]}", included)}};
	struct report r;

	assert_int_equal(parts_read(ctx, &platform_betterstack, NULL, &texts, &r, NULL), OK);
	return r;
}

static void test_resources_are_components(void **state)
{
	static const char *const rows[][3] = {
	    {"9002", "Chat", "major_outage"},
	    {"9001", "Batch", "degraded_performance"},
	    {"9003", "Website", "not_monitored"},
	    {"9004", "Registry", "operational"},
	};
	struct report r = document(*state);

	unit_same("page", r.page.id, "70165");
	unit_same("name", r.page.name, "Globex");
	unit_same("indicator", r.page.indicator, "major_outage");
	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same("name", r.components[i].name, rows[i][1]);
		unit_same("status", r.components[i].status, rows[i][2]);
	}
}

static void test_an_open_report_has_its_updates_oldest_first(void **state)
{
	struct report r = document(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 4);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "5003");
	unit_same("impact", in->impact, "major_outage");
	assert_false(in->maintenance);
	assert_int_equal(in->n_updates, 2);
	unit_same("oldest", in->updates[0].id, "6002");
	unit_same("worst", in->updates[0].status, "downtime");
	assert_int_equal(in->updates[0].n_affected, 2);
	unit_same("affected", in->updates[0].affected[0].name, "Batch");
	/* It names no resource, and leaves things as they were. */
	unit_same("newest", in->updates[1].status, "downtime");
	assert_true(in->updates[1].created_at == parts_time("2026-03-10T12:20:00Z"));
	assert_int_equal(in->n_components, 2);
	unit_same("component", in->components[0], "Chat");
}

/* No update said so: the report did. */
static void test_a_report_that_is_over_ends_with_that(void **state)
{
	struct report r = document(*state);
	const struct incident *in = &r.incidents[1];

	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].status, "degraded");
	unit_same("last", incident_status(in), "resolved");
	unit_same("id", in->updates[1].id, "resolved");
	assert_true(in->updates[1].created_at == parts_time("2026-03-04T13:00:00Z"));
}

/* The report says "maintenance" all the while. */
static void test_maintenances_begin_and_end_as_planned(void **state)
{
	struct report r = document(*state);

	unit_same("ahead", incident_status(&r.incidents[2]), "scheduled");
	assert_true(r.incidents[2].maintenance);
	assert_true(r.incidents[2].scheduled_for == parts_time("2026-03-12T02:00:00Z"));
	assert_true(r.incidents[2].scheduled_until == parts_time("2026-03-12T04:00:00Z"));
	unit_same("past", incident_status(&r.incidents[3]), "completed");
	unit_same("text", r.incidents[3].updates[0].text, "Hosts are being replaced.");
	r = document_at(*state, "2026-03-12T02:00:00Z");
	unit_same("begun", incident_status(&r.incidents[2]), "in_progress");
	r = document_at(*state, "2026-03-12T04:01:00Z");
	unit_same("over", incident_status(&r.incidents[2]), "completed");
}

/* What was announced has its own stage; that it has begun is told when it was to begin. */
static void test_a_maintenance_begins_without_an_update(void **state)
{
	static const char planned[] =
	    "{\"type\":\"status_report\",\"id\":1,\"attributes\":{\"report_type\":\"maintenance\","
	    "\"aggregate_state\":\"maintenance\",\"starts_at\":\"2026-03-12T02:00:00Z\","
	    "\"ends_at\":\"2026-03-12T04:00:00Z\"}},"
	    "{\"type\":\"status_update\",\"id\":2,\"attributes\":{\"status_report_id\":1,"
	    "\"message\":\"New hosts.\",\"published_at\":\"2026-03-10T12:00:00Z\","
	    "\"affected_resources\":[{\"status_page_resource_id\":9,\"status\":\"maintenance\"}]}}";
	struct report r;

	clock_set(parts_time("2026-03-10T12:30:00Z"));
	r = document_of(*state, planned);
	assert_int_equal(r.incidents[0].n_updates, 1);
	unit_same("announced", r.incidents[0].updates[0].status, "scheduled");
	clock_set(parts_time("2026-03-12T02:30:00Z"));
	r = document_of(*state, planned);
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("announced", r.incidents[0].updates[0].status, "scheduled");
	unit_same("begun", r.incidents[0].updates[1].status, "in_progress");
	assert_true(r.incidents[0].updates[1].created_at == parts_time("2026-03-12T02:00:00Z"));
}

static void test_all_resolved_is_resolved(void **state)
{
	struct report r = document_of(*state,
	    "{\"type\":\"status_report\",\"id\":1,\"attributes\":{\"aggregate_state\":\"odd\"}},"
	    "{\"type\":\"status_update\",\"id\":2,\"attributes\":{\"status_report_id\":1,"
	    "\"affected_resources\":[{\"status_page_resource_id\":9,\"status\":\"resolved\"},"
	    "{\"status\":\"resolved\"},null]}}");

	assert_int_equal(r.n_incidents, 1);
	unit_same("unknown words stay", r.incidents[0].status, "odd");
	unit_same("status", incident_status(&r.incidents[0]), "resolved");
	assert_int_equal(r.incidents[0].updates[0].n_affected, 1);
}

static void test_what_is_strange_in_the_list_is_left_out(void **state)
{
	struct report r = document_of(*state,
	    "null,[],{},{\"type\":\"status_report\"},{\"type\":7,\"attributes\":{}},"
	    "{\"type\":\"status_update\",\"id\":1,\"attributes\":{\"status_report_id\":404}},"
	    "{\"type\":\"status_page_resource\",\"attributes\":{\"status\":\"downtime\"}},"
	    "{\"type\":\"status_page_resource\",\"id\":3,\"attributes\":{\"status_history\":[7]}}");

	assert_int_equal(r.n_incidents, 0);
	assert_int_equal(r.n_components, 0);
}

static void test_what_is_no_index_is_not_recognised(void **state)
{
	static const char *const rows[] = {"", "{}", "[]", "null", "<html>", PAGE "}",
	    PAGE ",\"included\":null}", PAGE ",\"included\":{}}", "{\"data\":[],\"included\":[]}",
	    "{\"data\":{\"type\":\"status_page\"},\"included\":[]}",
	    "{\"data\":{\"type\":\"incident\",\"attributes\":{}},\"included\":[]}",
	    "{\"is\":\"index\",\"cStateVersion\":\"5.6\",\"systems\":[]}", NULL};

	parts_none_recognised(*state, &platform_betterstack, rows);
	assert_true(parts_recognised(*state, &platform_betterstack, PAGE ",\"included\":[]}"));
	parts_strangers(*state, &platform_betterstack);
}

static void test_a_report_without_an_id_fails_the_document(void **state)
{
	static const struct texts texts = {
	    {PAGE ",\"included\":[{\"type\":\"status_report\",\"attributes\":{}}]}"}};
	struct error e = {0};
	struct report r;

	assert_int_equal(parts_read(*state, &platform_betterstack, NULL, &texts, &r, &e), E_INPUT);
	unit_has(e.text, "no id");
}

static void test_lists_end_at_their_ceilings(void **state)
{
	char *list = mem_strdup(*state, "{}");
	struct report r;

	for (int i = 0; i <= LIMIT_INCIDENTS; i++)
		list = talloc_asprintf_append_buffer(
		    list, ",{\"type\":\"status_report\",\"id\":%d,\"attributes\":{}}", i);
	for (int i = 0; i <= LIMIT_COMPONENTS; i++)
		list = talloc_asprintf_append_buffer(list,
		    ",{\"type\":\"status_page_resource\",\"id\":%d,\"attributes\":{\"status\":"
		    "\"x\"}}",
		    i);
	for (int i = 0; i <= LIMIT_UPDATES; i++)
		list = talloc_asprintf_append_buffer(list,
		    ",{\"type\":\"status_update\",\"id\":%d,\"attributes\":{\"status_report_id\":3}"
		    "}",
		    i);
	r = document_of(*state, list);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
	assert_int_equal(r.incidents[3].n_updates, LIMIT_UPDATES);
}

static void test_no_beginning_of_a_fixture_does_harm(void **state)
{
	parts_platform = &platform_betterstack;
	fixture_each(*state, "api/*", parts_cut);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_resources_are_components),
	    UNIT_TEST(test_an_open_report_has_its_updates_oldest_first),
	    UNIT_TEST(test_a_report_that_is_over_ends_with_that),
	    UNIT_TEST(test_maintenances_begin_and_end_as_planned),
	    UNIT_TEST(test_a_maintenance_begins_without_an_update),
	    UNIT_TEST(test_all_resolved_is_resolved),
	    UNIT_TEST(test_what_is_strange_in_the_list_is_left_out),
	    UNIT_TEST(test_what_is_no_index_is_not_recognised),
	    UNIT_TEST(test_a_report_without_an_id_fails_the_document),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	    UNIT_TEST(test_no_beginning_of_a_fixture_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
