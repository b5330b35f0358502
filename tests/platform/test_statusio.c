/* Tests of platform/statusio: what is such a page's status, and what is read out of it. */
#include "parts.h"

#include "platform/statusio.h"

#define PAGE_ID "6a0000000000000000000001"
#define OPEN	"{\"result\":{\"status_overall\":{\"status_code\":100},\"status\":[]"
#define QUIET	OPEN ",\"incidents\":[],\"maintenance\":{\"active\":[],\"upcoming\":[]}}}"

static struct report document(void *ctx)
{
	return parts_of(
	    ctx, &platform_statusio, PAGE_ID, &(struct texts){{"api/statusio-status.json"}});
}

static struct report document_of(void *ctx, const char *text)
{
	struct report r;

	if (parts_read(ctx, &platform_statusio, PAGE_ID, &(struct texts){{text}}, &r, NULL) != OK)
		fail_msg("refused: %s", text);
	return r;
}

/* All pages answer under one host: only the id tells them apart. */
static void test_the_page_is_the_configured_one(void **state)
{
	struct place place = {.url = "https://api.status.io", .page_id = PAGE_ID};
	struct report r = document(*state);

	unit_same("page", r.page.id, PAGE_ID);
	unit_same("indicator", r.page.indicator, "partial_outage");
	unit_same("url", platform_url(*state, &place, platform_statusio.parts[0]),
	    "https://api.status.io/1.0/status/" PAGE_ID);
	place.page_id = NULL;
	assert_null(platform_url(*state, &place, platform_statusio.parts[0]));
}

/* A container belongs to many services; a service that has one only says the same. */
static void test_services_and_containers_are_components(void **state)
{
	static const char *const rows[][3] = {
	    {"6a00000000000000000000a1/6a00000000000000000000c1", "Image Store (Europe)",
		"partial_outage"},
	    {"6a00000000000000000000a1/6a00000000000000000000c2", "Image Store (America)",
		"operational"},
	    {"6a00000000000000000000a2", "Sign-in", "operational"},
	    {"6a00000000000000000000a3", "Forum", "security_event"},
	    {"6a00000000000000000000a4", "Library", "On Fire"},
	};
	struct report r = document(*state);

	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same("name", r.components[i].name, rows[i][1]);
		unit_same("status", r.components[i].status, rows[i][2]);
	}
	assert_true(r.components[0].changed_at == parts_time("2026-03-02T10:21:30.5Z"));
	assert_true(r.components[4].changed_at == TIME_NONE);
}

static void test_messages_are_updates_oldest_first(void **state)
{
	struct report r = document(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 3);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "6a00000000000000000000d1");
	assert_false(in->maintenance);
	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].status, "investigating");
	unit_same("last", in->updates[1].status, "identified");
	unit_same("text", in->updates[1].text, "We have found the cause.");
	assert_null(in->updates[1].id);
	assert_true(in->updates[1].created_at == parts_time("2026-03-02T10:21:30.5Z"));
	assert_true(in->updated_at == in->updates[1].created_at);
	unit_same("impact", in->impact, "partial_outage");
	assert_int_equal(in->n_components, 1);
	unit_same("component", in->components[0], "Image Store");
}

static void test_the_list_tells_that_a_maintenance_has_begun(void **state)
{
	struct report r = document(*state);
	const struct incident *active = &r.incidents[1], *upcoming = &r.incidents[2];

	assert_true(active->maintenance && upcoming->maintenance);
	assert_int_equal(active->n_updates, 2);
	unit_same("written", active->updates[0].status, "scheduled");
	unit_same("begun", incident_status(active), "in_progress");
	assert_true(active->updates[1].created_at == parts_time("2026-03-02T09:00:00Z"));
	unit_same("upcoming", incident_status(upcoming), "scheduled");
	assert_int_equal(upcoming->n_updates, 0);
	assert_true(upcoming->scheduled_for == parts_time("2026-03-09T09:00:00Z"));
	assert_true(upcoming->scheduled_until == parts_time("2026-03-09T12:00:00Z"));
}

static void test_unknown_states_survive(void **state)
{
	struct report r = document_of(*state, OPEN
	    ",\"incidents\":[{\"id\":\"i\",\"messages\":[null,{\"state\":350,\"status\":\"?\"}]}],"
	    "\"maintenance\":{}}}");

	unit_same("id", r.incidents[0].id, "i");
	assert_int_equal(r.incidents[0].n_updates, 1);
	unit_same("state", incident_status(&r.incidents[0]), "350");
	unit_same("impact", r.incidents[0].impact, "?");
}

static void test_what_is_no_status_is_not_recognised(void **state)
{
	static const char *const rows[] = {"", "{}", "[]", "null", "<html>", "{\"result\":{}}",
	    "{\"result\":[]}", "{\"result\":{\"status\":[]}}",
	    "{\"result\":{\"status_overall\":{},\"status\":[]}}",
	    "{\"result\":{\"status_overall\":{\"status_code\":100}}}",
	    "{\"result\":{\"status_overall\":{\"status_code\":100},\"status\":{}}}",
	    "{\"status_overall\":{\"status_code\":100},\"status\":[]}", NULL};

	parts_none_recognised(*state, &platform_statusio, rows);
	assert_true(parts_recognised(*state, &platform_statusio, QUIET));
	parts_strangers(*state, &platform_statusio);
}

/* Half a document would look as if all were well. */
static void test_half_a_status_fails_the_document(void **state)
{
	static const struct texts rows[] = {
	    {{OPEN "}}"}},
	    {{OPEN ",\"incidents\":[]}}"}},
	    {{OPEN ",\"incidents\":null,\"maintenance\":{}}}"}},
	    {{OPEN ",\"incidents\":{},\"maintenance\":{}}}"}},
	    {{OPEN ",\"incidents\":[],\"maintenance\":[]}}"}},
	    {{OPEN ",\"incidents\":[],\"maintenance\":{\"active\":{}}}}"}},
	    {{OPEN ",\"incidents\":[],\"maintenance\":{\"upcoming\":7}}}"}},
	    {{OPEN ",\"incidents\":[{\"name\":\"no id\"}],\"maintenance\":{}}}"}},
	};
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (parts_read(*state, &platform_statusio, PAGE_ID, &rows[i], &r, NULL) != E_INPUT)
			fail_msg("accepted: %s", rows[i].of[0]);
	assert_int_equal(document_of(*state, QUIET).n_incidents, 0);
}

static void test_lists_end_at_their_ceilings(void **state)
{
	char *text = mem_strdup(*state, "{\"result\":{\"status_overall\":{\"status_code\":100}");
	struct report r;

	text = talloc_strdup_append_buffer(text, ",\"incidents\":[{\"id\":0,\"messages\":[{}");
	for (int i = 0; i < LIMIT_UPDATES; i++)
		text = talloc_strdup_append_buffer(text, ",{\"state\":100}");
	text = talloc_strdup_append_buffer(text, "]}");
	for (int i = 0; i < LIMIT_INCIDENTS; i++)
		text = talloc_strdup_append_buffer(text, ",{\"id\":1}");
	text = talloc_strdup_append_buffer(text, "],\"maintenance\":{\"active\":[{\"id\":2}]},");
	text = talloc_strdup_append_buffer(text, "\"status\":[{\"id\":1,\"containers\":[{}");
	for (int i = 0; i < LIMIT_COMPONENTS; i++)
		text = talloc_asprintf_append_buffer(text, ",{\"id\":%d,\"status_code\":100}", i);
	text = talloc_strdup_append_buffer(text, "]},{\"id\":2,\"status_code\":100}]}}");
	r = document_of(*state, text);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	assert_int_equal(r.incidents[0].n_updates, LIMIT_UPDATES);
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
	unit_same("without names", r.components[0].name, "? (?)");
}

static void test_no_beginning_of_a_fixture_does_harm(void **state)
{
	parts_platform = &platform_statusio;
	fixture_each(*state, "api/*", parts_cut);
}

static void test_a_page_names_its_id(void **state)
{
	static const char *const rows[][2] = {
	    {"<script>var statuspageId = '" PAGE_ID "';</script>", PAGE_ID},
	    {"{\"statuspageId\":\"" PAGE_ID "\"}", PAGE_ID},
	    {"statuspageId = load(); statuspageId=\"" PAGE_ID "\"", PAGE_ID},
	    {"statuspageId = '" PAGE_ID "0'", NULL},
	    {"statuspageId = '6a00'", NULL},
	    {"statuspageId", NULL},
	    {"<html>", NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same(rows[i][0], statusio_page_id(*state, rows[i][0]), rows[i][1]);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_page_is_the_configured_one),
	    UNIT_TEST(test_a_page_names_its_id),
	    UNIT_TEST(test_services_and_containers_are_components),
	    UNIT_TEST(test_messages_are_updates_oldest_first),
	    UNIT_TEST(test_the_list_tells_that_a_maintenance_has_begun),
	    UNIT_TEST(test_unknown_states_survive),
	    UNIT_TEST(test_what_is_no_status_is_not_recognised),
	    UNIT_TEST(test_half_a_status_fails_the_document),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	    UNIT_TEST(test_no_beginning_of_a_fixture_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
