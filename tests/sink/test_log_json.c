/* Tests of sink/log_json: one object a line, every key always there, text that survives. */
#include "records.h"

#include "base/json.h"

static void expect(void *ctx, const struct event *event, const char *want)
{
	assert_string_equal(record_text(ctx, &sink_log_json, event, false), want);
}

static void test_an_incident(void **state)
{
	struct event event = record_incident();

	expect(*state, &event,
	    "{\"schema\":1,\"id\":7,\"time\":\"2026-11-23T12:00:00.250Z\","
	    "\"occurred_at\":\"2026-11-23T11:59:59.000Z\",\"level\":\"info\",\"source\":"
	    "\"webhook\","
	    "\"provider\":\"acme\",\"provider_name\":\"Acme Cloud\",\"page_id\":\"ac7mec10ud42\","
	    "\"event\":\"incident\",\"product\":\"API, Dashboard\","
	    "\"components\":[\"API\",\"Dashboard\"],\"impact\":\"minor\","
	    "\"status\":\"investigating\",\"previous_status\":null,"
	    "\"title\":\"Elevated API error rates\","
	    "\"detail\":\"We are investigating.\\nMore soon.\","
	    "\"incident_id\":\"1nc1dent0001\",\"component_id\":null,"
	    "\"update_id\":\"upd4te000001\",\"scheduled_for\":null,\"scheduled_until\":null,"
	    "\"url\":\"https://stspg.example/k2m4p6r8t0v1\",\"note\":null}\n");
}

static void test_a_component(void **state)
{
	struct event event = record_component();

	expect(*state, &event,
	    "{\"schema\":1,\"id\":8,\"time\":\"2026-11-23T12:00:00.250Z\",\"occurred_at\":null,"
	    "\"level\":\"info\",\"source\":\"poller\",\"provider\":\"acme\","
	    "\"provider_name\":\"Acme Cloud\",\"page_id\":\"ac7mec10ud42\","
	    "\"event\":\"component\",\"product\":\"Dashboard\",\"components\":[\"Dashboard\"],"
	    "\"impact\":null,\"status\":\"major_outage\",\"previous_status\":\"operational\","
	    "\"title\":null,\"detail\":null,\"incident_id\":null,"
	    "\"component_id\":\"c0mp0nentd5h\",\"update_id\":null,\"scheduled_for\":null,"
	    "\"scheduled_until\":null,\"url\":null,\"note\":null}\n");
}

static void test_a_maintenance_has_its_window(void **state)
{
	struct event event = record_maintenance();
	const char *text = record_text(*state, &sink_log_json, &event, false);

	unit_has(text, "\"event\":\"scheduled_maintenance\"");
	unit_has(text, "\"incident_id\":\"ma1ntenance1\",\"component_id\":null");
	unit_has(text, "\"scheduled_for\":\"2026-11-23T22:00:00.000Z\","
		       "\"scheduled_until\":\"2026-11-24T02:00:00.000Z\"");
}

static void test_a_mail_with_a_note(void **state)
{
	struct event event = record_mail();
	const char *text = record_text(*state, &sink_log_json, &event, false);

	unit_has(text, "\"source\":\"email\"");
	unit_has(text, "\"event\":\"email_notification\",\"product\":null,\"components\":[]");
	unit_has(text, "\"title\":\"Our spring newsletter\"");
	unit_has(text, "\"note\":\"no provider fits this mail\"}\n");
}

static void test_a_summary(void **state)
{
	struct event event = record_summary();

	assert_string_equal(record_text(*state, &sink_log_json, &event, false),
	    "{\"schema\":1,\"id\":8,\"time\":\"2026-11-23T12:00:00.250Z\",\"level\":\"info\","
	    "\"event\":\"summary\",\"of\":7,\"provider\":\"acme\",\"provider_name\":\"Acme Cloud\","
	    "\"page_id\":\"ac7mec10ud42\",\"title\":\"Elevated API error rates\","
	    "\"incident_id\":\"1nc1dent0001\","
	    "\"summary\":\"The API has errors; the cause is not known yet.\"}\n");
	event.incident_id = NULL;
	unit_has(record_text(*state, &sink_log_json, &event, false), "\"incident_id\":null,");
}

static void test_colour_changes_nothing(void **state)
{
	struct event event = record_incident();

	assert_string_equal(record_text(*state, &sink_log_json, &event, true),
	    record_text(*state, &sink_log_json, &event, false));
}

static struct json *parse(void *ctx, const char *name, const char *text)
{
	struct json *root = NULL;
	struct error e;

	if (json_read(ctx, text, strlen(text), &root, &e) != OK)
		fail_msg("%s: %s:\n%s", name, e.text, text);
	assert_true(json_is_object(root));
	return root;
}

static void expect_every_key(const char *name, struct json *root)
{
	static const char *const keys[] = {"schema", "id", "time", "occurred_at", "level", "source",
	    "provider", "provider_name", "page_id", "event", "product", "components", "impact",
	    "status", "previous_status", "title", "detail", "incident_id", "component_id",
	    "update_id", "scheduled_for", "scheduled_until", "url", "note"};

	for (size_t i = 0; i < UNIT_COUNT(keys); i++)
		if (!json_has(root, keys[i]))
			fail_msg("%s: no \"%s\"", name, keys[i]);
	assert_int_equal(json_members(root), UNIT_COUNT(keys));
	assert_non_null(json_list(root, "components"));
}

/* The record says what the event says, character by character. */
static void expect_same(void *ctx, struct json *root, const char *key, const char *want)
{
	unit_same(key, json_text(ctx, root, key, SIZE_MAX), want);
}

static void expect_record(void *ctx, const char *name, const struct event *event)
{
	const char *text = record_text(ctx, &sink_log_json, event, false);
	struct json *root = parse(ctx, name, text);
	bool component = event->kind == EVENT_COMPONENT;

	if (strchr(text, '\n') != text + strlen(text) - 1)
		fail_msg("%s: more than a line:\n%s", name, text);
	if (record_danger(text, true) != 0)
		fail_msg("%s: a control character is in it:\n%s", name, text);
	expect_every_key(name, root);
	expect_same(ctx, root, "title", event->title);
	expect_same(ctx, root, "detail", event->detail);
	expect_same(ctx, root, "status", event->status);
	expect_same(ctx, root, "impact", event->impact);
	expect_same(ctx, root, "product", event->product);
	expect_same(ctx, root, "update_id", event->update_id);
	expect_same(ctx, root, component ? "component_id" : "incident_id", event->incident_id);
	expect_same(ctx, root, component ? "incident_id" : "component_id", NULL);
	expect_same(ctx, root, "event", event_kind_name(event->kind));
}

static void test_every_fixture_makes_whole_records(void **state)
{
	record_each(*state, expect_record);
}

static void test_an_empty_event_has_every_key(void **state)
{
	struct event event = {.kind = EVENT_INCIDENT, .channel = CHANNEL_POLLER};

	expect_record(*state, "empty", &event);
}

static void test_names_of_components_are_a_list(void **state)
{
	struct event event = record_incident();
	struct json *root =
	    parse(*state, "incident", record_text(*state, &sink_log_json, &event, false));
	struct json *list = json_list(root, "components");

	assert_int_equal(json_list_size(list, 9), 2);
	assert_string_equal(json_text_of(*state, json_list_at(list, 1), 99), "Dashboard");
}

static void test_bytes_that_are_no_utf8_become_the_replacement(void **state)
{
	struct event event = record_incident();

	event.title = "a\xff"
		      "b\xc0\x80"
		      "c\xed\xa0\x80";
	unit_has(record_text(*state, &sink_log_json, &event, false),
	    "\"title\":\"a\\ufffdb\\ufffd\\ufffdc\\ufffd\\ufffd\\ufffd\"");
}

/* LIMIT_RECORD_BYTES is for the worst that the parsers let in: every byte escaped. */
static void test_the_longest_record_fits(void **state)
{
	struct event event = record_incident();
	char *worst = mem_array(*state, char, LIMIT_TEXT + 1);

	memset(worst, '\001', LIMIT_TEXT);
	event.detail = worst;
	event.title = event.product = event.note = worst + LIMIT_TEXT - LIMIT_TITLE;
	event.url = worst + LIMIT_TEXT - LIMIT_URL;
	event.provider_name = event.provider = event.page_id = worst + LIMIT_TEXT - LIMIT_NAME;
	event.components = mem_printf(*state, "[\"%0*d\"]", 8 * LIMIT_PRODUCT, 1);
	expect_record(*state, "longest", &event);
}

static void test_sinks_are_found_by_format(void **state)
{
	(void)state;
	assert_ptr_equal(sink_find(LOG_PRETTY), &sink_log_pretty);
	assert_ptr_equal(sink_find(LOG_JSON), &sink_log_json);
	assert_string_equal(sink_log_pretty.name, "pretty");
	assert_string_equal(sink_log_json.name, "json");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_incident),
	    UNIT_TEST(test_a_component),
	    UNIT_TEST(test_a_maintenance_has_its_window),
	    UNIT_TEST(test_a_mail_with_a_note),
	    UNIT_TEST(test_a_summary),
	    UNIT_TEST(test_colour_changes_nothing),
	    UNIT_TEST(test_every_fixture_makes_whole_records),
	    UNIT_TEST(test_an_empty_event_has_every_key),
	    UNIT_TEST(test_names_of_components_are_a_list),
	    UNIT_TEST(test_bytes_that_are_no_utf8_become_the_replacement),
	    UNIT_TEST(test_the_longest_record_fits),
	    UNIT_TEST(test_sinks_are_found_by_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
