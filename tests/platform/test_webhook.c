/* Tests of platform/webhook: which key at the top makes which kind of report, and what of it. */
#include "../fixtures/fixture.h"

#include "base/timetext.h"
#include "platform/webhook.h"

static struct report read_fixture(void *ctx, const char *name)
{
	struct error e = {0};
	struct report r;
	size_t n;
	const char *bytes = fixture_read(ctx, name, &n);

	if (webhook_read(ctx, bytes, n, &r, &e) != OK)
		fail_msg("%s: %s", name, e.text);
	return r;
}

static int read_text(void *ctx, const char *text, struct report *r, struct error *e)
{
	return webhook_read(ctx, text, strlen(text), r, e);
}

static struct report report_of(void *ctx, const char *text)
{
	struct error e = {0};
	struct report r;

	if (read_text(ctx, text, &r, &e) != OK)
		fail_msg("%s: %s", text, e.text);
	return r;
}

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_true(time_parse(text, &ms));
	return ms;
}

struct kind {
	const char *name;
	enum report_kind kind;
	const char *page_id;
	const char *id; /* of the incident or the component */
};

static void test_every_fixture_is_of_its_kind(void **state)
{
	static const struct kind rows[] = {
	    {"incident-created", REPORT_INCIDENT, "ac7mec10ud42", "1nc1dent0001"},
	    {"incident-updated", REPORT_INCIDENT, "ac7mec10ud42", "1nc1dent0001"},
	    {"incident-resolved", REPORT_INCIDENT, "ac7mec10ud42", "1nc1dent0001"},
	    {"incident-postmortem", REPORT_INCIDENT, "ac7mec10ud42", "1nc1dent0001"},
	    {"incident-edited", REPORT_INCIDENT, "ac7mec10ud42", "1nc1dent0001"},
	    {"incident-oldest-first", REPORT_INCIDENT, "ac7mec10ud42", "1nc1dent0001"},
	    {"incident-backfilled", REPORT_INCIDENT, "ac7mec10ud42", "backf111ed01"},
	    {"incident-2013-minimal", REPORT_INCIDENT, "1n1techpag13", "m1n1ma1inc13"},
	    {"incident-2024", REPORT_INCIDENT, "1n1techpag24", "2024inc1dent"},
	    {"incident-affected-null", REPORT_INCIDENT, "ac7mec10ud42", "aff3cted0001"},
	    {"incident-affected-empty", REPORT_INCIDENT, "ac7mec10ud42", "aff3cted0002"},
	    {"incident-affected-coded", REPORT_INCIDENT, "ac7mec10ud42", "aff3cted0003"},
	    {"incident-affected-sentence", REPORT_INCIDENT, "ac7mec10ud42", "aff3cted0004"},
	    {"incident-affected-pair", REPORT_INCIDENT, "ac7mec10ud42", "aff3cted0005"},
	    {"incident-no-updates", REPORT_INCIDENT, "ac7mec10ud42", "n0updates001"},
	    {"maintenance-as-incident", REPORT_MAINTENANCE, "ac7mec10ud42", "ma1ntenance1"},
	    {"maintenance-in-progress", REPORT_MAINTENANCE, "ac7mec10ud42", "ma1ntenance1"},
	    {"maintenance-completed-impact-none", REPORT_MAINTENANCE, "ac7mec10ud42",
		"ma1ntenance1"},
	    {"scheduled-maintenance", REPORT_MAINTENANCE, "ac7mec10ud42", "schedu1ed001"},
	    {"instatus-maintenance", REPORT_MAINTENANCE, "ckhool1page0000000000abcd",
		"ckhool1ma1ntenance000001a"},
	    {"instatus-incident", REPORT_INCIDENT, "ckhool1page0000000000abcd",
		"ckhool1inc1dent000000001a"},
	    {"instatus-component", REPORT_COMPONENT, "ckhool1page0000000000abcd",
		"ckhool1c0mponent000000001"},
	    {"instatus-languages", REPORT_INCIDENT, "ckhool1page0000000000abcd",
		"ckhool1inc1dent000000002a"},
	    {"betterstack-incident", REPORT_INCIDENT, "70165", "5003"},
	    {"betterstack-maintenance", REPORT_MAINTENANCE, "70165", "5001"},
	    {"betterstack-component", REPORT_COMPONENT, "70165", "9002"},
	    {"betterstack-component-alone", REPORT_COMPONENT, "70165", "9001"},
	    {"statusio-incident", REPORT_INCIDENT, "6a0000000000000000000001",
		"6a00000000000000000000d1"},
	    {"statusio-resolved", REPORT_INCIDENT, "6a0000000000000000000001",
		"6a00000000000000000000d1"},
	    {"statusio-maintenance", REPORT_MAINTENANCE, "6a0000000000000000000001",
		"6a00000000000000000000e2"},
	    {"plain-incident", REPORT_INCIDENT, NULL, "1"},
	    {"component-update", REPORT_COMPONENT, "ac7mec10ud42", "c0mp0nentd5h"},
	    {"component-update-back", REPORT_COMPONENT, "ac7mec10ud42", "c0mp0nentd5h"},
	    {"component-update-2019", REPORT_COMPONENT, "ac7mec10ud42", "c0mp0nentcdn"},
	    {"component-update-minimal", REPORT_COMPONENT, "1n1techpag13", "pr1nterc0mp1"},
	    {"email-statuspage", REPORT_MAIL, NULL, NULL},
	    {"email-incidentio", REPORT_MAIL, NULL, NULL},
	    {"email-plain-python", REPORT_MAIL, NULL, NULL},
	    {"email-unrecognized", REPORT_MAIL, NULL, NULL},
	    {"email-subscription-confirmation", REPORT_MAIL, NULL, NULL},
	    {"email-worker-statuspage-status", REPORT_MAIL, NULL, NULL},
	    {"email-worker-statuspage-update", REPORT_MAIL, NULL, NULL},
	    {"email-worker-statuspage-maintenance", REPORT_MAIL, NULL, NULL},
	    {"email-worker-incidentio", REPORT_MAIL, NULL, NULL},
	    {"email-worker-confirmation", REPORT_MAIL, NULL, NULL},
	    {"email-worker-spam", REPORT_MAIL, NULL, NULL},
	    {"unknown-shape", REPORT_UNKNOWN, NULL, NULL},
	    {"unknown-words", REPORT_INCIDENT, "ac7mec10ud42", "unkn0wninc01"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const char *file = mem_printf(*state, "webhook/%s.json", rows[i].name);
		struct report r = read_fixture(*state, file);

		if (r.kind != rows[i].kind)
			fail_msg("%s: kind %d instead of %d", file, r.kind, rows[i].kind);
		unit_same(file, r.page.id, rows[i].page_id);
		assert_int_equal(r.n_changes, r.kind == REPORT_COMPONENT ? 1 : 0);
		if (r.kind == REPORT_COMPONENT)
			unit_same(file, r.changes[0].component_id, rows[i].id);
		else if (r.kind != REPORT_MAIL && r.kind != REPORT_UNKNOWN)
			unit_same(file, r.incidents[0].id, rows[i].id);
	}
}

static void test_an_incident_has_all_its_fields(void **state)
{
	struct report r = read_fixture(*state, "webhook/incident-created.json");
	const struct incident *in = r.incidents;

	assert_int_equal(r.n_incidents, 1);
	assert_false(in->maintenance);
	unit_same("title", in->title, "Elevated API error rates");
	unit_same("status", in->status, "investigating");
	unit_same("impact", in->impact, "minor");
	unit_same("url", in->url, "https://stspg.example/k2m4p6r8t0v1");
	assert_true(in->created_at == at("2026-03-02T10:05:00.180Z"));
	assert_true(in->updated_at == at("2026-03-02T10:05:00.265Z"));
	assert_true(in->scheduled_for == TIME_NONE && in->scheduled_until == TIME_NONE);
	assert_int_equal(in->n_components, 2);
	unit_same("component", in->components[0], "API");
	unit_same("component", in->components[1], "Dashboard");
	assert_int_equal(in->n_updates, 1);
	unit_same("update", in->updates[0].id, "upd4te000001");
	unit_same(
	    "text", in->updates[0].text, "We are investigating elevated error rates on the API.");
	assert_true(in->updates[0].created_at == at("2026-03-02T10:05:00.250Z"));
}

static void expect_order(void *ctx, const char *file, const char *const *ids, size_t n)
{
	struct report r = read_fixture(ctx, file);

	assert_int_equal(r.incidents[0].n_updates, n);
	for (size_t i = 0; i < n; i++)
		unit_same(file, r.incidents[0].updates[i].id, ids[i]);
}

static void test_updates_come_out_oldest_first_whatever_the_order(void **state)
{
	static const char *const ids[] = {
	    "upd4te000001", "upd4te000002", "upd4te000003", "upd4te000004", "upd4te000005"};

	expect_order(*state, "webhook/incident-updated.json", ids, 3);
	expect_order(*state, "webhook/incident-oldest-first.json", ids, 3);
	expect_order(*state, "webhook/incident-resolved.json", ids, 4);
	expect_order(*state, "webhook/incident-postmortem.json", ids, 5);
}

/* The documented example: no page_id, no components, no affected_components. */
static void test_the_minimal_body_of_2013_is_enough(void **state)
{
	struct report r = read_fixture(*state, "webhook/incident-2013-minimal.json");
	const struct incident *in = r.incidents;

	unit_same("page", r.page.id, "1n1techpag13");
	unit_same("url", r.page.url, "http://status.initech.example:5000");
	unit_same("impact", in->impact, "critical");
	assert_int_equal(in->n_components, 0);
	assert_int_equal(in->n_updates, 3);
	assert_int_equal(in->updates[2].n_affected, 0);
	unit_same("last", in->updates[2].status, "monitoring");
	assert_true(in->updates[0].created_at == at("2013-04-11T14:10:00Z"));
}

static void test_the_page_id_may_stand_inside_only(void **state)
{
	struct report by_page_id = report_of(
	    *state, "{\"incident\":{\"id\":\"i\",\"status\":\"resolved\",\"page_id\":\"p1\"}}");
	struct report by_organization =
	    report_of(*state, "{\"page\":null,\"incident\":{\"id\":\"i\",\"status\":\"resolved\","
			      "\"organization_id\":\"p2\"}}");
	struct report of_component = report_of(*state,
	    "{\"component_update\":{\"new_status\":\"operational\",\"component_id\":\"c\"},"
	    "\"component\":{\"page_id\":\"p3\"}}");

	unit_same("page_id", by_page_id.page.id, "p1");
	unit_same("organization_id", by_organization.page.id, "p2");
	unit_same("component", of_component.page.id, "p3");
}

/* The link's query can cancel the subscription: only its host is of use, and is kept. */
static void test_the_unsubscribe_link_gives_the_host_and_no_more(void **state)
{
	static const char *const rows[][2] = {
	    {"http://status.x.example/?unsubscribe=topsecret", "http://status.x.example"},
	    {"https://status.x.example:8443?unsubscribe=topsecret",
		"https://status.x.example:8443"},
	    {"http://x.example#topsecret", "http://x.example"},
	    {"x.example/?unsubscribe=topsecret", NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r =
		    report_of(*state, mem_printf(*state,
					  "{\"meta\":{\"unsubscribe\":\"%s\"},"
					  "\"incident\":{\"id\":\"i\",\"status\":\"resolved\"}}",
					  rows[i][0]));

		unit_same(rows[i][0], r.page.url, rows[i][1]);
	}
}

static void test_a_url_of_the_page_wins_over_the_link(void **state)
{
	struct report r = read_fixture(*state, "webhook/instatus-maintenance.json");

	unit_same("url", r.page.url, "https://hooli.example");
}

static void test_a_maintenance_has_its_window(void **state)
{
	struct report r = read_fixture(*state, "webhook/maintenance-as-incident.json");

	assert_true(r.incidents[0].maintenance);
	assert_true(r.incidents[0].scheduled_for == at("2026-03-14T22:00:00Z"));
	assert_true(r.incidents[0].scheduled_until == at("2026-03-15T02:00:00Z"));
	r = read_fixture(*state, "webhook/scheduled-maintenance.json");
	assert_true(r.incidents[0].scheduled_for == at("2026-03-20T00:00:00Z"));
}

static void test_instatus_words_are_read(void **state)
{
	struct report r = read_fixture(*state, "webhook/instatus-maintenance.json");

	unit_same("status", r.incidents[0].status, "in_progress");
	unit_same("url", r.incidents[0].url, "https://hooli.example/maintenance/1");
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("oldest", r.incidents[0].updates[0].status, "scheduled");
	unit_same("newest", r.incidents[0].updates[1].status, "in_progress");
	r = read_fixture(*state, "webhook/instatus-component.json");
	unit_same("new", r.changes[0].new_status, "major_outage");
	unit_same("old", r.changes[0].old_status, NULL);
}

static void test_a_component_update_has_old_and_new(void **state)
{
	struct report r = read_fixture(*state, "webhook/component-update.json");
	const struct change *c = r.changes;

	assert_int_equal(r.n_incidents, 0);
	unit_same("name", c->name, "Dashboard");
	unit_same("old", c->old_status, "operational");
	unit_same("new", c->new_status, "degraded_performance");
	assert_true(c->changed_at == at("2026-03-11T14:41:37.394Z"));
}

static void test_a_component_tells_what_its_update_leaves_out(void **state)
{
	struct report r = report_of(*state,
	    "{\"component_update\":{},\"component\":{\"id\":\"c\",\"name\":\"N\","
	    "\"status\":\"major_outage\",\"updated_at\":\"2026-03-11T14:41:37Z\"}}");

	unit_same("id", r.changes[0].component_id, "c");
	unit_same("new", r.changes[0].new_status, "major_outage");
	unit_same("old", r.changes[0].old_status, NULL);
	assert_true(r.changes[0].changed_at == at("2026-03-11T14:41:37Z"));
}

static void test_unknown_words_survive(void **state)
{
	struct report r = read_fixture(*state, "webhook/unknown-words.json");

	unit_same("status", r.incidents[0].status, "pondering");
	unit_same("impact", r.incidents[0].impact, "cosmic");
	unit_same("affected", r.incidents[0].updates[0].affected[0].new_status, "sideways");
}

static void test_a_mail_is_a_mail_whatever_else_is_in_it(void **state)
{
	struct report r =
	    report_of(*state, "{\"source\":\"email\",\"subject\":\"S\",\"incident\":{\"id\":\"i\","
			      "\"status\":\"resolved\"},\"component_update\":{}}");

	assert_int_equal(r.kind, REPORT_MAIL);
	unit_same("subject", r.mail.subject, "S");
}

static void test_a_mail_that_is_understood_is_an_incident_too(void **state)
{
	struct report r = read_fixture(*state, "webhook/email-statuspage.json");

	unit_same("from", r.mail.from, "noreply@statuspage.io");
	unit_same("to", r.mail.to, "status+acme-k3v9w2x7@monitor.example");
	assert_true(r.mail.received_at == at("2026-03-02T10:21:40Z"));
	assert_int_equal(r.n_incidents, 1);
	unit_same("title", r.incidents[0].title, "Elevated API error rates");
	unit_same("status", r.incidents[0].updates[0].status, "identified");
	r = read_fixture(*state, "webhook/email-unrecognized.json");
	assert_int_equal(r.n_incidents, 0);
}

/* Both kinds of key at the top: a component update it is, as the format's users agree. */
static void test_component_update_is_looked_for_before_incident(void **state)
{
	struct report r = report_of(*state,
	    "{\"incident\":{\"id\":\"i\",\"status\":\"resolved\"},"
	    "\"component_update\":{\"component_id\":\"c\",\"new_status\":\"operational\"}}");

	assert_int_equal(r.kind, REPORT_COMPONENT);
}

static void test_json_of_another_shape_is_unknown_and_no_error(void **state)
{
	static const char *const texts[] = {"{}", "[]", "null", "true", "12", "\"text\"", "[{}]",
	    "{\"incident\":null}", "{\"incident\":[]}", "{\"incident\":\"x\"}",
	    "{\"component\":{\"id\":\"c\"}}", "{\"source\":\"fax\"}", "{\"source\":null}"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		if (report_of(*state, texts[i]).kind != REPORT_UNKNOWN)
			fail_msg("%s is taken for something", texts[i]);
}

struct unusable {
	const char *text;
	const char *says;
};

static void test_what_lacks_the_necessary_is_refused_with_the_reason(void **state)
{
	static const struct unusable rows[] = {
	    {"", "empty"},
	    {"  \n", "empty"},
	    {"{", "not JSON"},
	    {"{\"incident\":{\"id\":\"i\"", "not JSON"},
	    {"{} {}", "not JSON"},
	    {"<html></html>", "not JSON"},
	    {"subject=hello", "not JSON"},
	    {"{\"incident\":{}}", "neither an id nor a name"},
	    {"{\"incident\":{\"id\":\"i\"}}", "neither a status nor updates"},
	    {"{\"maintenance\":{\"status\":\"COMPLETED\"}}", "neither an id nor a name"},
	    {"{\"component_update\":{}}", "without the component's id"},
	    {"{\"component_update\":{\"component_id\":\"c\"}}", "without the new status"},
	    {"{\"source\":\"email\"}", "neither a subject nor a body"},
	    {"{\"source\":\"email\",\"subject\":\"\",\"body\":null}", "neither a subject"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};
		struct report r;

		if (read_text(*state, rows[i].text, &r, &e) != E_INPUT)
			fail_msg("accepted: %s", rows[i].text);
		unit_has(e.text, rows[i].says);
	}
}

static void test_deep_nesting_is_refused_as_a_limit(void **state)
{
	char *text = mem_strdup(*state, "{\"incident\":");
	struct error e;
	struct report r;

	for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
		text = mem_check(talloc_strdup_append_buffer(text, "["));
	assert_int_equal(read_text(*state, text, &r, &e), E_LIMIT);
	unit_has(e.text, "32");
}

static void refuse(void *ctx, const char *name, const char *bytes, size_t n)
{
	struct error e;
	struct report r;

	if (webhook_read(ctx, bytes, n, &r, &e) != E_INPUT)
		fail_msg("%s is accepted", name);
}

static void test_fixtures_that_are_no_report_are_refused(void **state)
{
	assert_int_equal(fixture_each(*state, "webhook/truncated.json", refuse), 1);
	assert_int_equal(fixture_each(*state, "webhook/html.html", refuse), 1);
	assert_int_equal(fixture_each(*state, "webhook/everything-null.json", refuse), 1);
}

/* Every beginning of every body: whatever is made of it, it is made without harm. */
static void read_prefixes(void *ctx, const char *name, const char *bytes, size_t n)
{
	(void)name;
	for (size_t i = 0; i < n; i += 1 + n / 64) {
		TALLOC_CTX *own = mem_context(ctx);
		const char *part = mem_strndup(own, bytes, i);
		struct report r;

		webhook_read(own, part, i, &r, NULL);
		talloc_free(own);
	}
}

static void test_no_beginning_of_a_body_does_harm(void **state)
{
	assert_true(fixture_each(*state, "webhook/*", read_prefixes) > 30);
}

/* A scalar, a list or null in place of each value in turn. */
static void test_wrong_types_anywhere_do_no_harm(void **state)
{
	static const char *const values[] = {
	    "null", "[]", "{}", "0", "1e999", "\"\"", "[null]", "[[{}]]", "true", "\"\\u0000\""};
	static const char *const templates[] = {
	    "{\"page\":%s,\"meta\":%s,\"incident\":{\"id\":\"i\",\"status\":\"resolved\","
	    "\"incident_updates\":%s,\"components\":%s}}",
	    "{\"incident\":{\"id\":%s,\"name\":%s,\"status\":%s,\"impact\":%s}}",
	    "{\"incident\":{\"id\":\"i\",\"created_at\":%s,\"scheduled_for\":%s,\"status\":\"x\","
	    "\"incident_updates\":[{\"id\":%s,\"affected_components\":[%s]}]}}",
	    "{\"component_update\":{\"component_id\":%s,\"new_status\":%s,\"created_at\":%s},"
	    "\"component\":%s}",
	    "{\"source\":\"email\",\"from\":%s,\"subject\":%s,\"body\":%s,\"received_at\":%s}",
	};

	for (size_t t = 0; t < UNIT_COUNT(templates); t++)
		for (size_t i = 0; i < 10000; i++) {
			TALLOC_CTX *own = mem_context(*state);
			char *text = mem_strdup(own, "");
			const char *from = templates[t], *hole;
			struct report r;
			size_t rest = i;

			for (; (hole = strstr(from, "%s")) != NULL; from = hole + 2, rest /= 10)
				text = mem_check(talloc_asprintf_append_buffer(
				    text, "%.*s%s", (int)(hole - from), from, values[rest % 10]));
			text = mem_check(talloc_strdup_append_buffer(text, from));
			read_text(own, text, &r, NULL);
			talloc_free(own);
		}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_fixture_is_of_its_kind),
	    UNIT_TEST(test_an_incident_has_all_its_fields),
	    UNIT_TEST(test_updates_come_out_oldest_first_whatever_the_order),
	    UNIT_TEST(test_the_minimal_body_of_2013_is_enough),
	    UNIT_TEST(test_the_page_id_may_stand_inside_only),
	    UNIT_TEST(test_the_unsubscribe_link_gives_the_host_and_no_more),
	    UNIT_TEST(test_a_url_of_the_page_wins_over_the_link),
	    UNIT_TEST(test_a_maintenance_has_its_window),
	    UNIT_TEST(test_instatus_words_are_read),
	    UNIT_TEST(test_a_component_update_has_old_and_new),
	    UNIT_TEST(test_a_component_tells_what_its_update_leaves_out),
	    UNIT_TEST(test_unknown_words_survive),
	    UNIT_TEST(test_a_mail_is_a_mail_whatever_else_is_in_it),
	    UNIT_TEST(test_a_mail_that_is_understood_is_an_incident_too),
	    UNIT_TEST(test_component_update_is_looked_for_before_incident),
	    UNIT_TEST(test_json_of_another_shape_is_unknown_and_no_error),
	    UNIT_TEST(test_what_lacks_the_necessary_is_refused_with_the_reason),
	    UNIT_TEST(test_deep_nesting_is_refused_as_a_limit),
	    UNIT_TEST(test_fixtures_that_are_no_report_are_refused),
	    UNIT_TEST(test_no_beginning_of_a_body_does_harm),
	    UNIT_TEST(test_wrong_types_anywhere_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
