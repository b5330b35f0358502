/* Tests of platform/shape: the parts of Statuspage documents, in every form they were seen in. */
#include "../fixtures/fixture.h"

#include "base/json.h"
#include "platform/shape.h"

static struct json *json_of(void *ctx, const char *text)
{
	struct json *root;
	struct error e;

	if (json_read(ctx, text, strlen(text), &root, &e) != OK)
		fail_msg("%s: %s", text, e.text);
	return root;
}

static struct incident incident_of(void *ctx, const char *text)
{
	struct incident in;

	shape_incident(ctx, json_of(ctx, text), false, &in);
	return in;
}

static struct incident incident_in(void *ctx, const char *name)
{
	struct incident in;

	shape_incident(
	    ctx, json_member(json_of(ctx, fixture_read(ctx, name, NULL)), "incident"), false, &in);
	return in;
}

static void test_spellings_of_others_become_ours(void **state)
{
	static const char *const rows[][2] = {
	    {"OPERATIONAL", "operational"},
	    {"DEGRADEDPERFORMANCE", "degraded_performance"},
	    {"PARTIALOUTAGE", "partial_outage"},
	    {"MINOROUTAGE", "partial_outage"},
	    {"MAJOROUTAGE", "major_outage"},
	    {"UNDERMAINTENANCE", "under_maintenance"},
	    {"INVESTIGATING", "investigating"},
	    {"IDENTIFIED", "identified"},
	    {"MONITORING", "monitoring"},
	    {"RESOLVED", "resolved"},
	    {"NOTSTARTEDYET", "scheduled"},
	    {"INPROGRESS", "in_progress"},
	    {"VERIFYING", "verifying"},
	    {"COMPLETED", "completed"},
	    {"full_outage", "major_outage"},
	    {"maintenance_scheduled", "scheduled"},
	    {"maintenance_in_progress", "in_progress"},
	    {"maintenance_complete", "completed"},
	    {"operational", "operational"},
	    {"postmortem", "postmortem"},
	    {"Pondering", "Pondering"},
	    {"", ""},
	    {NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same(rows[i][0], shape_status(rows[i][0]), rows[i][1]);
}

struct affected_row {
	const char *file;
	size_t n;
	const char *id;
	const char *name;
	const char *old_status, *new_status;
};

static void test_the_five_forms_of_affected_components(void **state)
{
	static const struct affected_row rows[] = {
	    {"null", 0, NULL, NULL, NULL, NULL},
	    {"empty", 0, NULL, NULL, NULL, NULL},
	    {"sentence", 0, NULL, NULL, NULL, NULL},
	    {"pair", 1, "c0mp0nentcdn", "Edge, CDN", NULL, NULL},
	    {"coded", 3, "c0mp0nentap1", "Platform - API", "operational", "major_outage"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const char *file =
		    mem_printf(*state, "webhook/incident-affected-%s.json", rows[i].file);
		struct update up = incident_in(*state, file).updates[0];

		assert_int_equal(up.n_affected, rows[i].n);
		if (rows[i].n == 0)
			continue;
		unit_same(file, up.affected[0].component_id, rows[i].id);
		unit_same(file, up.affected[0].name, rows[i].name);
		unit_same(file, up.affected[0].old_status, rows[i].old_status);
		unit_same(file, up.affected[0].new_status, rows[i].new_status);
	}
}

static void test_what_names_no_component_among_others_is_left_out(void **state)
{
	struct incident in = incident_of(*state,
	    "{\"incident_updates\":[{\"affected_components\":[{\"name\":\"a sentence\"},null,\"x\","
	    "7,[],{},{\"code\":\"c\",\"name\":\"API\"}]}]}");

	assert_int_equal(in.updates[0].n_affected, 1);
	unit_same("id", in.updates[0].affected[0].component_id, "c");
}

struct judged {
	const char *text;
	bool maintenance;
};

/* A completed maintenance with impact "none" was recorded: impact alone is not enough. */
static void test_what_makes_an_incident_a_maintenance(void **state)
{
	static const struct judged rows[] = {
	    {"{\"impact\":\"maintenance\"}", true},
	    {"{\"impact\":\"MAINTENANCE\"}", true},
	    {"{\"impact\":\"none\",\"status\":\"completed\"}", true},
	    {"{\"status\":\"scheduled\"}", true},
	    {"{\"status\":\"in_progress\"}", true},
	    {"{\"status\":\"INPROGRESS\"}", true},
	    {"{\"status\":\"verifying\"}", true},
	    {"{\"scheduled_for\":\"2026-03-14T22:00:00Z\",\"status\":\"resolved\"}", true},
	    {"{\"scheduled_for\":null,\"status\":\"resolved\",\"impact\":\"none\"}", false},
	    {"{\"status\":\"monitoring\",\"impact\":\"critical\"}", false},
	    {"{}", false},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (incident_of(*state, rows[i].text).maintenance != rows[i].maintenance)
			fail_msg("%s", rows[i].text);
}

static void test_a_maintenance_that_is_told_to_be_one_is_one(void **state)
{
	struct incident in;

	shape_incident(*state, json_of(*state, "{\"status\":\"resolved\"}"), true, &in);
	assert_true(in.maintenance);
}

static void test_an_empty_object_is_an_incident_without_anything(void **state)
{
	struct incident in = incident_of(*state, "{}");

	assert_null(in.id);
	assert_null(in.title);
	assert_null(in.status);
	assert_int_equal(in.n_updates, 0);
	assert_int_equal(in.n_components, 0);
	assert_true(in.created_at == TIME_NONE);
}

static void test_title_and_url_have_second_names(void **state)
{
	struct incident in = incident_of(*state, "{\"title\":\"T\",\"url\":\"u\"}");

	unit_same("title", in.title, "T");
	unit_same("url", in.url, "u");
	in = incident_of(
	    *state, "{\"name\":\"N\",\"title\":\"T\",\"shortlink\":\"s\",\"url\":\"u\"}");
	unit_same("name", in.title, "N");
	unit_same("shortlink", in.url, "s");
}

static void test_updates_may_stand_under_three_names(void **state)
{
	static const char *const keys[] = {"incident_updates", "maintenance_updates", "updates"};

	for (size_t i = 0; i < UNIT_COUNT(keys); i++) {
		struct incident in =
		    incident_of(*state, mem_printf(*state, "{\"%s\":[{\"id\":\"u\"}]}", keys[i]));

		assert_int_equal(in.n_updates, 1);
		unit_same(keys[i], in.updates[0].id, "u");
	}
}

/* The ids of the updates, as one text. */
static const char *order_of(void *ctx, const char *updates)
{
	struct incident in = incident_of(ctx, mem_printf(ctx, "{\"updates\":[%s]}", updates));
	char *order = mem_strdup(ctx, "");

	for (size_t i = 0; i < in.n_updates; i++)
		order = mem_check(talloc_strdup_append_buffer(order, in.updates[i].id));
	return order;
}

#define UPDATE(id, second) "{\"id\":\"" id "\",\"created_at\":\"2026-03-01T00:00:" second "Z\"}"

static void test_updates_are_put_in_the_order_of_their_times(void **state)
{
	unit_same("newest first",
	    order_of(*state, UPDATE("c", "03") "," UPDATE("b", "02") "," UPDATE("a", "01")), "abc");
	unit_same("oldest first",
	    order_of(*state, UPDATE("a", "01") "," UPDATE("b", "02") "," UPDATE("c", "03")), "abc");
	unit_same("mixed",
	    order_of(*state, UPDATE("b", "02") "," UPDATE("c", "03") "," UPDATE("a", "01")), "abc");
	/* Statuspage writes the newest first: what stands later is older. */
	unit_same("one time", order_of(*state, UPDATE("b", "01") "," UPDATE("a", "01")), "ab");
	unit_same("no times", order_of(*state, "{\"id\":\"b\"},{\"id\":\"a\"}"), "ab");
	unit_same("one without a time",
	    order_of(*state, UPDATE("b", "02") ",{\"id\":\"x\"}," UPDATE("a", "01")), "axb");
}

/* Where an update tells of it, however early, that is the end. */
static void test_an_end_that_no_update_tells_of_is_added(void **state)
{
	static const char text[] =
	    "{\"status\":\"%s\",\"updated_at\":\"2026-01-01T09:00:00Z\",\"resolved_at\":%s,"
	    "\"incident_updates\":[{\"id\":\"1\",\"status\":\"%s\","
	    "\"created_at\":\"2026-01-01T07:00:00Z\"}]}";
	static const char at[] = "\"2026-01-01T08:00:00Z\"";
	struct incident in =
	    incident_of(*state, mem_printf(*state, text, "resolved", at, "monitoring"));

	assert_int_equal(in.n_updates, 2);
	unit_same("id", in.updates[1].id, NULL);
	unit_same("status", in.updates[1].status, "resolved");
	assert_int_equal(
	    in.updates[1].created_at - in.updates[0].created_at, INT64_C(60) * 60 * 1000);
	in = incident_of(*state, mem_printf(*state, text, "resolved", "null", "monitoring"));
	assert_int_equal(in.n_updates, 1);
	in = incident_of(*state, mem_printf(*state, text, "monitoring", at, "monitoring"));
	assert_int_equal(in.n_updates, 1);
	in = incident_of(*state, mem_printf(*state, text, "postmortem", at, "resolved"));
	assert_int_equal(in.n_updates, 1);
}

static void test_offsets_are_compared_as_instants(void **state)
{
	unit_same("offsets",
	    order_of(*state, "{\"id\":\"b\",\"created_at\":\"2026-03-01T00:30:00+01:00\"},"
			     "{\"id\":\"a\",\"created_at\":\"2026-02-28T17:00:00-06:00\"}"),
	    "ab");
}

static void test_what_is_no_object_among_updates_is_left_out(void **state)
{
	unit_same("junk", order_of(*state, "null,\"x\",[],1," UPDATE("a", "01")), "a");
}

static const char *many(void *ctx, const char *item, size_t n)
{
	char *text = mem_strdup(ctx, "[");

	for (size_t i = 0; i < n; i++)
		text = mem_check(talloc_asprintf_append_buffer(
		    text, "%s{\"id\":\"%zu\",%s}", i > 0 ? "," : "", i, item));
	return mem_check(talloc_strdup_append_buffer(text, "]"));
}

static void test_of_too_many_updates_the_newest_are_kept(void **state)
{
	struct incident in = incident_of(
	    *state, mem_printf(*state, "{\"updates\":%s}", many(*state, "\"body\":\"b\"", 300)));

	assert_int_equal(in.n_updates, LIMIT_UPDATES);
	unit_same("newest", in.updates[LIMIT_UPDATES - 1].id, "0");
	unit_same("oldest kept", in.updates[0].id, "199");
}

static void test_lists_end_at_their_limit(void **state)
{
	struct json *list =
	    json_of(*state, many(*state, "\"status\":\"resolved\"", LIMIT_COMPONENTS + 1));
	struct report r = {0};

	shape_incidents(*state, list, false, &r);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	shape_incidents(*state, list, true, &r);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	shape_components(*state, list, true, &r);
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
}

/* A page without incidents is the usual case. */
static void test_empty_lists_and_none_add_nothing(void **state)
{
	struct report r = {0};

	shape_incidents(*state, NULL, false, &r);
	shape_incidents(*state, json_of(*state, "[]"), true, &r);
	assert_int_equal(r.n_incidents, 0);
	shape_incidents(*state, json_of(*state, "[{\"id\":\"a\"}]"), false, &r);
	shape_incidents(*state, json_of(*state, "[]"), true, &r);
	shape_incidents(*state, json_of(*state, "[{\"id\":\"b\"},null]"), true, &r);
	assert_int_equal(r.n_incidents, 2);
	unit_same("first", r.incidents[0].id, "a");
	assert_false(r.incidents[0].maintenance);
	assert_true(r.incidents[1].maintenance);
	shape_components(*state, NULL, true, &r);
	assert_int_equal(r.n_components, 0);
}

static void test_groups_and_what_has_no_id_or_status_are_no_components(void **state)
{
	struct report r = {0};

	shape_components(*state,
	    json_of(*state, "[{\"id\":\"g\",\"status\":\"operational\",\"group\":true},"
			    "{\"id\":\"a\",\"status\":\"operational\",\"group\":false},"
			    "{\"id\":\"b\",\"status\":\"operational\",\"group\":null},"
			    "{\"status\":\"operational\"},{\"id\":\"c\"},null,"
			    "{\"id\":\"d\",\"status\":\"full_outage\",\"name\":\"D\"}]"),
	    true, &r);
	assert_int_equal(r.n_components, 3);
	unit_same("a", r.components[0].id, "a");
	unit_same("b", r.components[1].id, "b");
	unit_same("d", r.components[2].status, "major_outage");
	unit_same("D", r.components[2].name, "D");
}

static void test_times_of_components_are_taken_when_they_can_be_trusted(void **state)
{
	struct json *list = json_of(*state, "[{\"id\":\"a\",\"status\":\"operational\","
					    "\"updated_at\":\"2026-03-01T00:00:00Z\"}]");
	struct report trusted = {0}, distrusted = {0};

	shape_components(*state, list, true, &trusted);
	assert_true(trusted.components[0].changed_at != TIME_NONE);
	shape_components(*state, list, false, &distrusted);
	assert_true(distrusted.components[0].changed_at == TIME_NONE);
}

static void test_long_strings_are_cut_at_a_character(void **state)
{
	char *long_text = mem_array(*state, char, 3 * LIMIT_TEXT + 1);
	struct incident in;

	for (size_t i = 0; i < LIMIT_TEXT; i++)
		memcpy(long_text + 2 * i, "\xc3\xa9", 2);
	in = incident_of(*state, mem_printf(*state,
				     "{\"name\":\"a%s\",\"id\":\"%s\",\"status\":\"a%s\","
				     "\"updates\":[{\"body\":\"a%s\"}]}",
				     long_text, long_text, long_text, long_text));
	assert_int_equal(strlen(in.title), LIMIT_TITLE - 1);
	assert_int_equal(strlen(in.id), LIMIT_ID);
	assert_int_equal(strlen(in.status), LIMIT_WORD - 1);
	assert_int_equal(strlen(in.updates[0].text), LIMIT_TEXT - 1);
}

static void test_a_page_may_have_nothing(void **state)
{
	struct page page;

	shape_page(*state, json_of(*state, "{}"), &page);
	assert_null(page.id);
	assert_true(page.updated_at == TIME_NONE);
	shape_page(*state, json_of(*state, "{\"page\":{\"id\":7,\"name\":\"N\"}}"), &page);
	unit_same("number", page.id, "7");
	unit_same("name", page.name, "N");
}

/* 205 updates, oldest first, and the same newest first. */
static void test_the_newest_are_kept_in_either_order(void **state)
{
	for (int newest_first = 0; newest_first < 2; newest_first++) {
		char *text = mem_strdup(*state, "{\"id\":\"i\",\"incident_updates\":[");
		struct json *o;
		struct incident in;

		for (int i = 0; i < 205; i++) {
			int id = newest_first ? 204 - i : i;

			text = mem_check(talloc_asprintf_append_buffer(text,
			    "%s{\"id\":\"%d\",\"created_at\":\"2026-01-01T%02d:%02d:00Z\"}",
			    i > 0 ? "," : "", id, id / 60, id % 60));
		}
		text = mem_check(talloc_strdup_append_buffer(text, "]}"));
		assert_int_equal(json_read(*state, text, strlen(text), &o, NULL), OK);
		shape_incident(*state, o, false, &in);
		assert_int_equal(in.n_updates, LIMIT_UPDATES);
		assert_string_equal(in.updates[0].id, "5");
		assert_string_equal(in.updates[LIMIT_UPDATES - 1].id, "204");
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_spellings_of_others_become_ours),
	    UNIT_TEST(test_the_five_forms_of_affected_components),
	    UNIT_TEST(test_what_names_no_component_among_others_is_left_out),
	    UNIT_TEST(test_what_makes_an_incident_a_maintenance),
	    UNIT_TEST(test_a_maintenance_that_is_told_to_be_one_is_one),
	    UNIT_TEST(test_an_empty_object_is_an_incident_without_anything),
	    UNIT_TEST(test_title_and_url_have_second_names),
	    UNIT_TEST(test_updates_may_stand_under_three_names),
	    UNIT_TEST(test_updates_are_put_in_the_order_of_their_times),
	    UNIT_TEST(test_an_end_that_no_update_tells_of_is_added),
	    UNIT_TEST(test_offsets_are_compared_as_instants),
	    UNIT_TEST(test_what_is_no_object_among_updates_is_left_out),
	    UNIT_TEST(test_of_too_many_updates_the_newest_are_kept),
	    UNIT_TEST(test_lists_end_at_their_limit),
	    UNIT_TEST(test_empty_lists_and_none_add_nothing),
	    UNIT_TEST(test_groups_and_what_has_no_id_or_status_are_no_components),
	    UNIT_TEST(test_times_of_components_are_taken_when_they_can_be_trusted),
	    UNIT_TEST(test_long_strings_are_cut_at_a_character),
	    UNIT_TEST(test_a_page_may_have_nothing),
	    UNIT_TEST(test_the_newest_are_kept_in_either_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
