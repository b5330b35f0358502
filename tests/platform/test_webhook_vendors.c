/* Tests of the readers of webhooks: Instatus, Better Stack and Status.io, each in its own words. */
#include "../fixtures/fixture.h"

#include "base/timetext.h"
#include "platform/webhook.h"

static struct report report_of(void *ctx, const char *text)
{
	struct error e = {0};
	struct report r;

	if (webhook_read(ctx, text, strlen(text), &r, &e) != OK)
		fail_msg("%s: %s", text, e.text);
	return r;
}

static struct report report_in(void *ctx, const char *name)
{
	return report_of(ctx, fixture_read(ctx, mem_printf(ctx, "webhook/%s.json", name), NULL));
}

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_true(time_parse(text, &ms));
	return ms;
}

static void expect_refused(void *ctx, const char *text, const char *says)
{
	struct error e = {0};
	struct report r;

	if (webhook_read(ctx, text, strlen(text), &r, &e) != E_INPUT)
		fail_msg("accepted: %s", text);
	unit_has(e.text, says);
}

static void test_instatus_tells_what_the_page_has_no_id_for(void **state)
{
	static const char *const names[] = {
	    "instatus-incident", "instatus-maintenance", "instatus-component"};

	for (size_t i = 0; i < UNIT_COUNT(names); i++)
		assert_true(report_in(*state, names[i]).page.id_is_of_webhooks);
	assert_false(report_in(*state, "incident-created").page.id_is_of_webhooks);
	assert_false(report_in(*state, "component-update").page.id_is_of_webhooks);
	assert_false(report_in(*state, "betterstack-incident").page.id_is_of_webhooks);
}

/* Any of its words tells; a word of Statuspage's does not. */
static void test_instatus_is_known_by_its_upper_case(void **state)
{
	static const char *const its[] = {
	    "{\"page\":{\"status_indicator\":\"UP\"},\"incident\":{\"id\":\"i\",\"status\":\"x\"}}",
	    "{\"maintenance\":{\"id\":\"i\",\"status\":\"INPROGRESS\"}}",
	    "{\"component_update\":{\"component_id\":\"c\",\"new_status\":\"OPERATIONAL\"}}",
	};
	static const char *const others[] = {
	    "{\"page\":{\"status_indicator\":\"none\"},\"incident\":{\"id\":\"i\",\"status\":"
	    "\"resolved\"}}",
	    "{\"page\":{\"status_indicator\":\"\"},\"maintenance\":{\"id\":\"i\",\"status\":\"In "
	    "Progress\"}}",
	    "{\"component_update\":{\"component_id\":\"c\",\"new_status\":\"operational\"}}",
	};

	for (size_t i = 0; i < UNIT_COUNT(its); i++) {
		assert_true(report_of(*state, its[i]).page.id_is_of_webhooks);
		assert_false(report_of(*state, others[i]).page.id_is_of_webhooks);
	}
}

static void test_instatus_texts_may_be_there_in_languages(void **state)
{
	struct report r = report_in(*state, "instatus-languages");
	const struct incident *in = r.incidents;

	unit_same("title", in->title, "Sign-in fails");
	unit_same("impact", in->impact, "operational");
	assert_int_equal(in->n_components, 2);
	unit_same("component", in->components[0], "Sign-in");
	unit_same("component", in->components[1], "API");
	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].text, "Nobody can sign in.");
	unit_same("last", in->updates[1].status, "resolved");
	r = report_of(*state,
	    "{\"component_update\":{\"component_id\":\"c\",\"new_status\":\"OPERATIONAL\"},"
	    "\"component\":{\"name\":{\"en\":\"Mail\"}}}");
	unit_same("name", r.changes[0].name, "Mail");
}

/* The documented examples have no start, and 60 minutes of nothing have no end. */
static void test_instatus_duration_needs_a_start(void **state)
{
	struct report r = report_in(*state, "instatus-maintenance");

	assert_true(r.incidents[0].scheduled_for == TIME_NONE);
	assert_true(r.incidents[0].scheduled_until == TIME_NONE);
	r = report_of(*state, "{\"maintenance\":{\"id\":\"m\",\"status\":\"NOTSTARTEDYET\","
			      "\"start\":\"2026-03-07T22:00:00Z\",\"duration\":\"90\"}}");
	assert_true(r.incidents[0].scheduled_for == at("2026-03-07T22:00:00Z"));
	assert_true(r.incidents[0].scheduled_until == at("2026-03-07T23:30:00Z"));
}

static void test_instatus_bodies_lack_the_necessary_like_others(void **state)
{
	expect_refused(
	    *state, "{\"component_update\":{\"new_status\":\"OPERATIONAL\"}}", "component's id");
	expect_refused(*state, "{\"incident\":{\"status\":\"RESOLVED\"}}", "an id nor a name");
	expect_refused(*state,
	    "{\"page\":{\"status_indicator\":\"UP\"},\"incident\":{\"id\":\"i\"}}",
	    "neither a status nor updates");
}

static void test_betterstack_incidents_have_no_status(void **state)
{
	struct report r = report_in(*state, "betterstack-incident");
	const struct incident *in = r.incidents;

	unit_same("host", r.page.url, "https://status.globex.example");
	unit_same("title", in->title, "Chat does not answer");
	unit_same("status", in->status, NULL);
	unit_same("url", in->url, "https://status.globex.example/incidents/5003");
	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].id, "6002");
	unit_same("last", in->updates[1].text, "We have found the cause.");
	unit_same("its status", in->updates[1].status, NULL);
}

/* Should they ever have one: the words are those of the page's documents. */
static void test_betterstack_words_are_those_of_its_documents(void **state)
{
	struct report r = report_of(*state,
	    "{\"event_type\":\"maintenance\",\"maintenance\":{\"id\":1,\"status\":"
	    "\"maintenance\",\"maintenance_updates\":[{\"id\":2,\"status\":\"resolved\"}]}}");

	unit_same("status", r.incidents[0].status, "maintenance");
	unit_same("update", r.incidents[0].updates[0].status, "completed");
	r = report_of(*state,
	    "{\"event_type\":\"incident\",\"incident\":{\"id\":1,\"status\":\"resolved\"}}");
	unit_same("incident", r.incidents[0].status, "resolved");
}

static void test_betterstack_maintenances_have_their_window(void **state)
{
	struct report r = report_in(*state, "betterstack-maintenance");

	assert_true(r.incidents[0].maintenance);
	assert_true(r.incidents[0].scheduled_for == at("2026-03-12T02:00:00Z"));
	assert_true(r.incidents[0].scheduled_until == at("2026-03-12T04:00:00Z"));
	unit_same("update", r.incidents[0].updates[0].id, "6010");
}

static void test_betterstack_components_change_with_or_without_an_update(void **state)
{
	struct report r = report_in(*state, "betterstack-component");

	unit_same("old", r.changes[0].old_status, "operational");
	unit_same("new", r.changes[0].new_status, "major_outage");
	assert_true(r.changes[0].changed_at == at("2026-03-10T12:00:30Z"));
	r = report_in(*state, "betterstack-component-alone");
	unit_same("name", r.changes[0].name, "Batch");
	unit_same("old", r.changes[0].old_status, "under_maintenance");
	unit_same("new", r.changes[0].new_status, "degraded_performance");
	assert_true(r.changes[0].changed_at == at("2026-03-10T12:05:00Z"));
}

/* An event_type alone, or another one, makes no body of Better Stack. */
static void test_betterstack_needs_the_object_it_names(void **state)
{
	static const char *const rows[] = {"{\"event_type\":\"incident\"}",
	    "{\"event_type\":\"component_update\",\"component\":[]}",
	    "{\"event_type\":\"on_call\",\"component\":{\"id\":\"c\"}}",
	    "{\"event_type\":{},\"component\":{\"id\":\"c\",\"status\":\"downtime\"}}"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_int_equal(report_of(*state, rows[i]).kind, REPORT_UNKNOWN);
	expect_refused(*state, "{\"event_type\":\"component_update\",\"component\":{\"id\":\"c\"}}",
	    "without the new status");
	expect_refused(
	    *state, "{\"event_type\":\"incident\",\"incident\":{}}", "neither an id nor a name");
}

static void test_statusio_has_one_message(void **state)
{
	struct report r = report_in(*state, "statusio-incident");
	const struct incident *in = r.incidents;

	unit_same("title", in->title, "Images cannot be stored");
	unit_same("status", in->status, "identified");
	unit_same("impact", in->impact, "partial_outage");
	assert_true(in->created_at == at("2026-03-02T10:00:00Z"));
	assert_true(in->scheduled_for == TIME_NONE);
	assert_int_equal(in->n_components, 1);
	unit_same("component", in->components[0], "Image Store");
	assert_int_equal(in->n_updates, 1);
	unit_same("id", in->updates[0].id, NULL);
	unit_same("text", in->updates[0].text, "We have found the cause.");
	unit_same("update", in->updates[0].status, "identified");
	assert_true(in->updates[0].created_at == at("2026-03-02T10:21:30.5Z"));
	assert_int_equal(r.n_changes, 0);
	unit_same("end", report_in(*state, "statusio-resolved").incidents[0].status, "resolved");
}

/* A maintenance of that day, ten to twelve, with a message at that time. */
static struct report upkeep(void *ctx, const char *time, const char *status)
{
	return report_of(
	    ctx, mem_printf(ctx,
		     "{\"id\":\"m\",\"title\":\"T\",\"datetime\":\"2026-03-09T%s:00Z\",\"datetime_"
		     "start\":"
		     "\"2026-03-09T10:00:00+00:00\",\"datetime_end\":\"2026-03-09T12:00:00+00:00\","
		     "\"current_status\":\"%s\",\"infrastructure_affected\":[]}",
		     time, status));
}

static void test_statusio_maintenances_are_as_far_as_their_times_say(void **state)
{
	static const char *const rows[][3] = {
	    {"09:59", "Planned Maintenance", "scheduled"},
	    {"09:59", "Operational", "scheduled"},
	    {"10:00", "Planned Maintenance", "in_progress"},
	    {"10:30", "Degraded Performance", "in_progress"},
	    {"11:30", "Operational", "completed"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = upkeep(*state, rows[i][0], rows[i][1]);

		assert_int_equal(r.kind, REPORT_MAINTENANCE);
		unit_same(rows[i][0], r.incidents[0].updates[0].status, rows[i][2]);
		assert_true(r.incidents[0].scheduled_until == at("2026-03-09T12:00:00Z"));
	}
}

static void test_statusio_incidents_may_lack_a_state(void **state)
{
	struct report r =
	    report_of(*state, "{\"id\":\"i\",\"current_status\":\"Service Disruption\","
			      "\"message_subject\":\"S\",\"incident_url\":\"https://x.example/\","
			      "\"infrastructure_affected\":[]}");

	assert_int_equal(r.kind, REPORT_INCIDENT);
	unit_same("status", r.incidents[0].status, "major_outage");
	unit_same("title", r.incidents[0].title, "S");
	expect_refused(*state,
	    "{\"current_status\":\"Operational\",\"infrastructure_affected\":[]}",
	    "neither an id nor a name");
}

static void test_statusio_page_is_the_first_id_in_its_addresses(void **state)
{
	static const char id[] = "6a0000000000000000000001";
	static const char *const rows[][2] = {
	    {"https://status.io/pages/6a0000000000000000000001", id},
	    {"https://status.io/pages/6a0000000000000000000001?x", id},
	    {"https://x.example/pages/incident/6a0000000000000000000001/6a0000000000000000000002",
		id},
	    {"https://x.example//6a0000000000000000000001#a", id},
	    {"https://6a0000000000000000000001", NULL},
	    {"https://x.example/6a00000000000000000000012/", NULL},
	    {"https://x.example/6A0000000000000000000001", NULL},
	    {"https://x.example/", NULL},
	    {"6a0000000000000000000001", NULL},
	    {"/6a0000000000000000000001", NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = report_of(*state,
		    mem_printf(*state,
			"{\"id\":\"i\",\"current_status\":\"x\",\"current_state\":\"Resolved\","
			"\"status_page_url\":\"%s\"}",
			rows[i][0]));

		unit_same(rows[i][0], r.page.id, rows[i][1]);
	}
}

static void test_statusio_is_more_than_a_current_status(void **state)
{
	static const char *const rows[] = {"{\"current_status\":\"Operational\"}",
	    "{\"infrastructure_affected\":[],\"id\":\"i\"}",
	    "{\"current_status\":{},\"status_page_url\":\"https://x.example\"}"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_int_equal(report_of(*state, rows[i]).kind, REPORT_UNKNOWN);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_instatus_tells_what_the_page_has_no_id_for),
	    UNIT_TEST(test_instatus_is_known_by_its_upper_case),
	    UNIT_TEST(test_instatus_texts_may_be_there_in_languages),
	    UNIT_TEST(test_instatus_duration_needs_a_start),
	    UNIT_TEST(test_instatus_bodies_lack_the_necessary_like_others),
	    UNIT_TEST(test_betterstack_incidents_have_no_status),
	    UNIT_TEST(test_betterstack_words_are_those_of_its_documents),
	    UNIT_TEST(test_betterstack_maintenances_have_their_window),
	    UNIT_TEST(test_betterstack_components_change_with_or_without_an_update),
	    UNIT_TEST(test_betterstack_needs_the_object_it_names),
	    UNIT_TEST(test_statusio_has_one_message),
	    UNIT_TEST(test_statusio_maintenances_are_as_far_as_their_times_say),
	    UNIT_TEST(test_statusio_incidents_may_lack_a_state),
	    UNIT_TEST(test_statusio_page_is_the_first_id_in_its_addresses),
	    UNIT_TEST(test_statusio_is_more_than_a_current_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
