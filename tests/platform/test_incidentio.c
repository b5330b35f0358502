/*
 * Tests of platform/incidentio: the look-alike of Statuspage's API, what the page itself loads
 * besides, and an incident that has left both.
 */
#include "../fixtures/document.h"

#define PAGE_ID	    "01HZG0BX5PAGE0000000000001"
#define INCIDENT    "01HZG1NC1DENT0000000000001"
#define MAINTENANCE "01HZGMA1NT0000000000000001"

/* The fixture of the look-alike with this as the second part. */
static struct report page_with(void *ctx, const char *native)
{
	const char *const texts[] = {
	    fixture_read(ctx, "api/incidentio-summary-open.json", NULL), native};
	struct error e = {0};
	struct report r;

	if (document_parse(ctx, &platform_incidentio, texts, 2, &r, &e) != OK)
		fail_msg("%s: %s", native, e.text);
	return r;
}

static struct report page_of(void *ctx)
{
	return page_with(ctx, fixture_read(ctx, "api/incidentio-native.json", NULL));
}

/* A native document of one incident with these updates. */
static const char *native_of(void *ctx, const char *updates)
{
	return mem_printf(ctx,
	    "{\"summary\":{\"id\":\"" PAGE_ID "\",\"ongoing_incidents\":[{\"id\":\"" INCIDENT
	    "\",\"name\":\"Slow\",\"status\":\"identified\",\"updates\":[%s]}]}}",
	    updates);
}

static int incident_read(void *ctx, const char *text, struct report *r, struct error *e)
{
	struct place place = {.url = DOCUMENT_URL, .incident = INCIDENT};
	struct report document =
	    document_in(ctx, &platform_incidentio, "api/incidentio-summary-open.json");
	struct part part = part_read(ctx, text, strlen(text));

	return platform_read_incident(ctx, &platform_incidentio, &place, &document, &part, r, e);
}

static void test_the_native_part_has_the_updates(void **state)
{
	static const char *const words[][2] = {
	    {"identified", "The device takes minutes.\n\nWe look at it."},
	    {"monitoring", "A fix is in."},
	    {"resolved", "It is fast again."},
	    {"identified", NULL},
	    {"monitoring", "It is fast once more."},
	};
	struct report r = page_of(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	unit_same("id", in->id, INCIDENT);
	unit_same("title", in->title, "Doomsday device is slow");
	unit_same("status", incident_status(in), "monitoring");
	assert_int_equal(in->n_updates, UNIT_COUNT(words));
	for (size_t i = 0; i < UNIT_COUNT(words); i++) {
		unit_same("status", in->updates[i].status, words[i][0]);
		unit_same("text", in->updates[i].text, words[i][1]);
	}
	unit_same("update", in->updates[0].id, "01KKJRYXFA000000VPDATE0001");
}

/* Of the five one is set back to before the incident, one later, and one before the one before. */
static void test_an_update_is_as_old_as_its_id(void **state)
{
	struct report r = page_of(*state);
	const struct update *up = r.incidents[0].updates;

	document_time(up[0].created_at, "2026-03-13T04:58:30.250Z");
	document_time(up[0].display_at, "2026-03-13T04:30:00Z");
	document_time(up[1].created_at, "2026-03-13T05:10:51.630Z");
	document_time(up[1].display_at, "2026-03-13T05:17:00Z");
	document_time(up[2].created_at, "2026-03-13T06:30:00.500Z");
	document_time(up[3].created_at, "2026-03-13T07:00:00Z");
	document_time(r.incidents[0].updated_at, "2026-03-13T07:30:00Z");
}

/* No ULID: nothing but the page's own time can tell. */
static void test_an_id_of_another_kind_has_no_time(void **state)
{
	static const char *const ids[] = {"u1", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ"};

	for (size_t i = 0; i < UNIT_COUNT(ids); i++) {
		struct report r = page_with(*state,
		    native_of(*state,
			mem_printf(*state,
			    "{\"id\":\"%s\",\"published_at\":\"2026-03-13T04:30:00Z\"}", ids[i])));

		document_time(r.incidents[0].updates[0].created_at, "2026-03-13T04:30:00Z");
	}
}

/* A name that two groups have needs its group; a component that has left the page has no name. */
static void test_affected_components_have_their_names(void **state)
{
	struct report r = page_of(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(in->updates[0].n_affected, 2);
	unit_same("first", in->updates[0].affected[0].name, "Doomsday device");
	unit_same("second", in->updates[0].affected[1].name, "Volcano - Console");
	assert_null(in->updates[0].affected[0].old_status);
	unit_same("status", in->updates[0].affected[0].new_status, "major_outage");
	assert_int_equal(in->updates[3].n_affected, 0);
	assert_null(in->updates[4].affected[0].name);
	unit_same("not shown", in->updates[4].affected[1].name, "Lava moat");
	assert_int_equal(in->n_components, 2);
	unit_same("attached", in->components[0], "Doomsday device");
	unit_same("hidden", in->components[1], "Office - Console");
}

/* What a component is, one document says and not two: it would change with each of them. */
static void test_components_are_those_of_the_look_alike(void **state)
{
	struct report r = page_of(*state);

	assert_int_equal(r.n_components, 3);
	unit_same("status", r.components[0].status, "major_outage");
	assert_true(page_with(*state, "").names_are_bare);
}

static void test_a_component_has_the_name_that_the_native_part_has(void **state)
{
	struct report r = page_of(*state);

	unit_same("alone", r.components[0].name, "Doomsday device");
	unit_same("one of two", r.components[2].name, "Volcano - Console");
	unit_same("affected", r.incidents[0].updates[0].affected[1].name, r.components[2].name);
	assert_false(r.names_are_bare);
}

static void test_a_maintenance_keeps_its_plan(void **state)
{
	struct report r = page_of(*state);
	const struct incident *in = &r.incidents[1];

	assert_true(in->maintenance);
	unit_same("id", in->id, MAINTENANCE);
	unit_same("status", incident_status(in), "scheduled");
	unit_same("text", in->updates[0].text, "We will look at every knot.");
	unit_same("impact", in->impact, "maintenance");
	document_time(in->scheduled_for, "2026-03-20T10:00:00Z");
	document_time(in->scheduled_until, "2026-03-20T11:00:00Z");
}

/* The look-alike shows nothing, but for its indicator. */
static void test_what_only_the_native_part_shows_is_there(void **state)
{
	const char *const texts[] = {"{\"page\":{\"id\":\"" PAGE_ID "\"},\"components\":[]}",
	    fixture_read(*state, "api/incidentio-native.json", NULL)};
	struct report r;

	assert_int_equal(document_parse(*state, &platform_incidentio, texts, 2, &r, NULL), OK);
	assert_int_equal(r.n_incidents, 2);
	assert_int_equal(r.incidents[0].n_updates, 5);
	document_time(r.incidents[1].scheduled_for, "2026-03-20T09:45:00Z");
	document_time(r.incidents[1].scheduled_until, "2026-03-20T10:30:00Z");
}

/* It is not documented: whatever comes, the look-alike is there. */
static void test_a_native_part_that_is_none_is_left_out(void **state)
{
	static const char *const rows[] = {"", "null", "[]", "{}", "{\"summary\":null}",
	    "{\"summary\":{\"id\":\"01HZG0BX5PAGE0000000000002\",\"ongoing_incidents\":[{\"id\":"
	    "\"x\"}]}}",
	    "{\"summary\":{\"id\":\"" PAGE_ID "\",\"ongoing_incidents\":[{\"id\":\"x\"},{}]}}",
	    "{\"summary\":{\"id\":\"" PAGE_ID "\",\"ongoing_incidents\":[7]}}",
	    "{\"summary\":{\"id\":\"" PAGE_ID "\"}}", "<!DOCTYPE html><html></html>"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = page_with(*state, rows[i]);

		assert_int_equal(r.n_incidents, 2);
		assert_int_equal(r.incidents[0].n_updates, 0);
		unit_same("status", r.incidents[0].status, "investigating");
	}
}

static void test_more_is_wanted_when_something_is_up(void **state)
{
	static const struct {
		const char *text;
		bool wanted;
	} rows[] = {
	    {"{}", false},
	    {"{\"status\":{\"indicator\":\"none\"},\"incidents\":[]}", false},
	    {"{\"status\":{\"indicator\":\"none\"},\"incidents\":[{}]}", true},
	    {"{\"scheduled_maintenances\":[{}]}", true},
	    {"{\"status\":{\"indicator\":\"minor\"}}", true},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct part first = part_read(*state, rows[i].text, strlen(rows[i].text));

		if (platform_wants(*state, &platform_incidentio, &first, 1) != rows[i].wanted)
			fail_msg("%s", rows[i].text);
		assert_false(platform_wants(*state, &platform_incidentio, &first, 2));
	}
}

static void test_an_incident_of_its_own_is_read_to_its_end(void **state)
{
	struct report r;
	const struct incident *in;

	assert_int_equal(
	    incident_read(*state, fixture_read(*state, "api/incidentio-native-incident.json", NULL),
		&r, NULL),
	    OK);
	in = &r.incidents[0];
	assert_int_equal(r.kind, REPORT_INCIDENT);
	assert_int_equal(r.n_incidents, 1);
	unit_same("page", r.page.id, PAGE_ID);
	unit_same("indicator", r.page.indicator, "minor");
	assert_int_equal(in->n_updates, 6);
	unit_same("end", in->updates[5].status, "resolved");
	unit_same("text", in->updates[5].text, "It stays fast.");
	unit_same("name", in->updates[5].affected[0].name, "Doomsday device");
}

static void test_another_incident_is_refused(void **state)
{
	static const char *const rows[] = {"", "{}", "null", "{\"incident\":[]}",
	    "{\"incident\":{}}", "{\"incident\":{\"id\":\"01HZG1NC1DENT0000000000002\"}}",
	    "{\"incident\":{\"id\":\"" INCIDENT "\",\"status_page_id\":\"x\"}}",
	    "<html>not found</html>"};
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (incident_read(*state, rows[i], &r, NULL) != E_INPUT)
			fail_msg("%s", rows[i]);
	assert_int_equal(
	    incident_read(*state, "{\"incident\":{\"id\":\"" INCIDENT "\"}}", &r, NULL), OK);
}

/* Updates without a text say no more than the incident does, and maybe under ids of their own. */
static void test_of_the_history_only_what_says_something_is_taken(void **state)
{
	const char *text = fixture_read(*state, "api/incidentio-incidents.json", NULL);
	struct report r;

	assert_int_equal(
	    platform_read_history(*state, &platform_incidentio, text, strlen(text), &r, NULL), OK);
	assert_int_equal(r.n_incidents, 1);
	assert_int_equal(r.incidents[0].n_updates, 0);
	unit_same("status", incident_status(&r.incidents[0]), "resolved");
	text = "{\"page\":{\"id\":\"p\"},\"incidents\":[{\"id\":\"i\",\"status\":\"resolved\","
	       "\"updated_at\":\"2026-03-13T04:00:00Z\",\"incident_updates\":[{\"id\":"
	       "\"01KKJZXCC0000000VPDATE0004\",\"status\":\"resolved\",\"body\":\"Done.\","
	       "\"created_at\":\"2026-03-13T04:00:00Z\"},{\"id\":\"01KKJRYXFA000000VPDATE0001\","
	       "\"status\":\"identified\",\"body\":\"\"}]}]}";
	assert_int_equal(
	    platform_read_history(*state, &platform_incidentio, text, strlen(text), &r, NULL), OK);
	assert_int_equal(r.incidents[0].n_updates, 1);
	unit_same("text", r.incidents[0].updates[0].text, "Done.");
	document_time(r.incidents[0].updates[0].created_at, "2026-03-13T07:00:00Z");
	document_time(r.incidents[0].updated_at, "2026-03-13T07:00:00Z");
}

/* The one that says so has no text, and is left out with those that say nothing. */
static void test_an_incident_of_the_history_ends_by_its_status(void **state)
{
	const char *text =
	    "{\"page\":{\"id\":\"p\"},\"incidents\":[{\"id\":\"i\",\"status\":\"resolved\","
	    "\"updated_at\":\"2026-03-13T04:00:00Z\",\"incident_updates\":[{\"id\":"
	    "\"01KKJZXCC0000000VPDATE0004\",\"status\":\"resolved\",\"body\":\"\"},"
	    "{\"id\":\"01KKJRYXFA000000VPDATE0001\",\"status\":\"investigating\","
	    "\"body\":\"We look.\"}]}]}";
	struct report r;

	assert_int_equal(
	    platform_read_history(*state, &platform_incidentio, text, strlen(text), &r, NULL), OK);
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("first", r.incidents[0].updates[0].text, "We look.");
	unit_same("status", incident_status(&r.incidents[0]), "resolved");
	unit_same("id", r.incidents[0].updates[1].id, NULL);
	document_time(r.incidents[0].updates[1].created_at, "2026-03-13T07:00:00Z");
}

/* What is touched later is not new by that. */
static void test_an_incident_of_the_history_began_when_its_id_was_made(void **state)
{
	const char *text = "{\"page\":{\"id\":\"p\"},\"incidents\":[{\"id\":"
			   "\"01KKJZXCC0000000VPDATE0004\",\"status\":\"resolved\","
			   "\"updated_at\":\"2026-11-23T04:00:00Z\"}]}";
	struct report r;

	assert_int_equal(
	    platform_read_history(*state, &platform_incidentio, text, strlen(text), &r, NULL), OK);
	document_time(r.incidents[0].created_at, "2026-03-13T07:00:00Z");
}

static void test_its_places(void **state)
{
	struct place place = {.url = "https://status.globex.example:8443", .incident = INCIDENT};

	unit_same("page", platform_url(*state, &place, platform_incidentio.parts[1]),
	    "https://status.globex.example:8443/proxy/status.globex.example");
	unit_same("incident", platform_url(*state, &place, platform_incidentio.incident_path),
	    "https://status.globex.example:8443/proxy/status.globex.example/incidents/" INCIDENT);
	place.incident = "../x";
	assert_null(platform_url(*state, &place, platform_incidentio.incident_path));
	place.incident = NULL;
	assert_null(platform_url(*state, &place, platform_incidentio.incident_path));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_native_part_has_the_updates),
	    UNIT_TEST(test_an_update_is_as_old_as_its_id),
	    UNIT_TEST(test_an_id_of_another_kind_has_no_time),
	    UNIT_TEST(test_affected_components_have_their_names),
	    UNIT_TEST(test_components_are_those_of_the_look_alike),
	    UNIT_TEST(test_a_component_has_the_name_that_the_native_part_has),
	    UNIT_TEST(test_a_maintenance_keeps_its_plan),
	    UNIT_TEST(test_what_only_the_native_part_shows_is_there),
	    UNIT_TEST(test_a_native_part_that_is_none_is_left_out),
	    UNIT_TEST(test_more_is_wanted_when_something_is_up),
	    UNIT_TEST(test_an_incident_of_its_own_is_read_to_its_end),
	    UNIT_TEST(test_another_incident_is_refused),
	    UNIT_TEST(test_of_the_history_only_what_says_something_is_taken),
	    UNIT_TEST(test_an_incident_of_the_history_ends_by_its_status),
	    UNIT_TEST(test_an_incident_of_the_history_began_when_its_id_was_made),
	    UNIT_TEST(test_its_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
