/* Tests of web/receive: what every kind of body is answered, and what is kept of it. */
#include "session.h"

#include "base/json.h"

struct row {
	const char *fixture;
	const char *answer;
	int events; /* that it leaves when it is the first */
};

static const struct row rows[] = {
    {"incident-created.json", "{\"received\":true,\"incident_id\":\"1nc1dent0001\"", 2},
    {"incident-2013-minimal.json", "{\"received\":true,\"incident_id\":\"m1n1ma1inc13\"", 3},
    {"incident-2024.json", "{\"received\":true,\"incident_id\":\"2024inc1dent\"", 1},
    {"incident-affected-null.json", "{\"received\":true,\"incident_id\":\"aff3cted0001\"", 1},
    {"incident-affected-empty.json", "{\"received\":true,\"incident_id\":\"aff3cted0002\"", 1},
    {"incident-affected-sentence.json", "{\"received\":true,\"incident_id\":\"aff3cted0004\"", 1},
    {"incident-affected-pair.json", "{\"received\":true,\"incident_id\":\"aff3cted0005\"", 1},
    {"incident-no-updates.json", "{\"received\":true,\"incident_id\":\"n0updates001\"", 1},
    {"incident-backfilled.json", "{\"received\":true,\"incident_id\":\"backf111ed01\"", 2},
    {"instatus-incident.json", "{\"received\":true,\"incident_id\":\"ckhool1inc1dent000000001a\"",
	1},
    {"component-update.json", "{\"received\":true,\"component_id\":\"c0mp0nentd5h\"", 1},
    {"component-update-2019.json", "{\"received\":true,\"component_id\":\"c0mp0nentcdn\"", 1},
    {"component-update-minimal.json", "{\"received\":true,\"component_id\":\"pr1nterc0mp1\"", 1},
    {"instatus-component.json", "{\"received\":true,\"component_id\":\"ckhool1c0mponent000000001\"",
	1},
    {"maintenance-as-incident.json", "{\"received\":true,\"maintenance_id\":\"ma1ntenance1\"", 1},
    {"scheduled-maintenance.json", "{\"received\":true,\"maintenance_id\":\"schedu1ed001\"", 1},
    {"instatus-maintenance.json",
	"{\"received\":true,\"maintenance_id\":\"ckhool1ma1ntenance000001a\"", 2},
    {"email-statuspage.json",
	"{\"received\":true,\"source\":\"email\",\"subject\":\"Acme Cloud Incident - Elevated API "
	"error rates - 2 March 2026\"",
	1},
    {"email-plain-python.json",
	"{\"received\":true,\"source\":\"email\",\"subject\":\"Initech - Degraded performance on "
	"TPS reports - Resolved\"",
	1},
    {"email-unrecognized.json",
	"{\"received\":true,\"source\":\"email\",\"subject\":\"Our spring newsletter\"", 1},
    {"unknown-words.json", "{\"received\":true,\"incident_id\":\"unkn0wninc01\"", 2},
};

static void test_every_report_is_answered_by_what_it_is(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct session s = {.ctx = mem_context(*state)};
		struct ask ask = session_post(s.ctx, rows[i].fixture);

		session_run(&s, &ask, 1);
		session_expect(&s, 0, 200, mem_printf(s.ctx, "%s}", rows[i].answer));
		assert_int_equal(session_events(&s), rows[i].events);
		/* Of a mail that is not understood the whole is kept beside its event. */
		assert_int_equal(session_quarantined(&s),
		    strcmp(rows[i].fixture, "email-unrecognized.json") == 0 ? 1 : 0);
		talloc_free(s.ctx);
	}
}

static void test_the_same_again_is_a_duplicate(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct session s = {.ctx = mem_context(*state)};
		struct ask post = session_post(s.ctx, rows[i].fixture);

		session_run(&s, (const struct ask[]){post, post, post}, 3);
		session_expect(&s, 0, 200, mem_printf(s.ctx, "%s}", rows[i].answer));
		session_expect(
		    &s, 1, 200, mem_printf(s.ctx, "%s,\"duplicate\":true}", rows[i].answer));
		session_expect(
		    &s, 2, 200, mem_printf(s.ctx, "%s,\"duplicate\":true}", rows[i].answer));
		assert_int_equal(session_events(&s), rows[i].events);
		talloc_free(s.ctx);
	}
}

/* A delivery carries all updates: those that were missed come with the next. */
static void test_only_what_is_new_in_a_delivery_counts(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {
	    session_post(*state, "incident-updated.json"),
	    session_post(*state, "incident-created.json"),
	    session_post(*state, "incident-resolved.json"),
	    session_post(*state, "incident-edited.json"),
	    session_post(*state, "incident-postmortem.json"),
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
	session_expect(
	    &s, 1, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\",\"duplicate\":true}");
	session_expect(&s, 2, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
	session_expect(
	    &s, 3, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\",\"duplicate\":true}");
	session_expect(&s, 4, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
}

static const char unknown[] = "{\"received\":true,\"type\":\"unknown\"}";
static const char again[] = "{\"received\":true,\"type\":\"unknown\",\"duplicate\":true}";

static void test_json_of_another_shape_is_kept_as_unknown(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {
	    session_post(*state, "unknown-shape.json"),
	    session_post(*state, "unknown-shape.json"),
	    {.body = "{}"},
	    {.body = "[]"},
	    {.body = "null"},
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, unknown);
	session_expect(&s, 1, 200, again);
	session_expect(&s, 2, 200, unknown);
	session_expect(&s, 3, 200, unknown);
	session_expect(&s, 4, 200, unknown);
	assert_int_equal(session_events(&s), 0);
	assert_int_equal(session_quarantined(&s), 4);
}

static void expect_quarantined(const struct session *s, size_t i, const char *reason)
{
	session_expect(s, i, 200, NULL);
	unit_has(s->answers[i].body, "{\"received\":true,\"quarantined\":true,\"reason\":\"");
	unit_has(s->answers[i].body, reason);
}

static void test_what_cannot_be_used_is_kept_with_the_reason(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {
	    session_post(*state, "truncated.json"),
	    session_post(*state, "html.html"),
	    session_post(*state, "everything-null.json"),
	    {.body = ""},
	    {.body = "payload=x"},
	    {.body = "{\"a\":1}\0{}", .n = 10},
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	expect_quarantined(&s, 0, "not JSON");
	expect_quarantined(&s, 1, "not JSON");
	expect_quarantined(&s, 2, "neither an id nor a name");
	expect_quarantined(&s, 3, "empty");
	expect_quarantined(&s, 4, "not JSON");
	expect_quarantined(&s, 5, "not JSON");
	assert_int_equal(session_quarantined(&s), UNIT_COUNT(asks));
	assert_int_equal(session_events(&s), 0);
}

static void test_the_same_rubbish_again_is_kept_once(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {{.body = "rubbish"}, {.body = "rubbish"}};

	session_run(&s, asks, UNIT_COUNT(asks));
	assert_null(strstr(s.answers[0].body, "duplicate"));
	unit_has(s.answers[1].body, "\",\"duplicate\":true}");
	assert_int_equal(session_quarantined(&s), 1);
}

/* Statuspage's own retries are the only ones that could help, and they are told to come. */
static void test_a_body_that_did_not_arrive_whole_is_a_400(void **state)
{
	struct session s = {.ctx = *state};
	struct ask whole = session_post(*state, "incident-created.json");
	struct ask cut = whole;

	cut.length = mem_printf(*state, "%zu", whole.n);
	cut.n = whole.n - 1;
	session_run(&s, (const struct ask[]){cut, whole}, 2);
	session_expect(&s, 0, 400, NULL);
	unit_has(s.answers[0].body, "{\"error\":\"");
	session_expect(&s, 1, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
	assert_int_equal(session_quarantined(&s), 0);
}

static void test_a_length_that_is_no_length_is_a_400(void **state)
{
	static const struct ask asks[] = {
	    {.body = "{}", .length = "-1"},
	    {.body = "{}", .length = "12x"},
	    {.body = "{}", .length = "x"},
	    {.body = "{}", .length = "0x10"},
	    {.body = "{}", .length = "1.5"},
	    {.body = "{}", .length = "1,2"},
	    {.body = "{}", .length = " "},
	};
	struct session s = {.ctx = *state};

	session_run(&s, asks, UNIT_COUNT(asks));
	for (size_t i = 0; i < UNIT_COUNT(asks); i++)
		session_expect(&s, i, 400, NULL);
}

static void test_without_a_length_the_body_is_empty(void **state)
{
	struct ask ask = {.body = "{}", .length = ""};
	struct answer a = session_ask(*state, &ask);

	assert_int_equal(a.status, 200);
	unit_has(a.body, "empty");
}

static void test_more_than_is_announced_is_not_read(void **state)
{
	struct ask ask = {.body = "{}garbage", .length = "2"};

	assert_string_equal(session_ask(*state, &ask).body, unknown);
}

/* {"pad":"xxx...": as long as is wanted. */
static struct ask padded(void *ctx, size_t n)
{
	char *body = mem_array(ctx, char, n + 1);

	memset(body, 'x', n);
	memcpy(body, "{\"pad\":\"", 8);
	memcpy(body + n - 2, "\"}", 2);
	return (struct ask){.body = body, .n = n};
}

static void test_a_body_of_1_mib_is_taken_and_one_byte_more_is_not(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {
	    padded(*state, LIMIT_BODY_BYTES),
	    padded(*state, LIMIT_BODY_BYTES + 1),
	    {.body = "{}", .length = "99999999999999999999999999"},
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, unknown);
	session_expect(&s, 1, 413, NULL);
	session_expect(&s, 2, 413, NULL);
	unit_has(s.answers[1].body, "{\"error\":\"");
	assert_int_equal(session_quarantined(&s), 1);
}

static void test_a_body_may_come_in_pieces(void **state)
{
	struct session s = {.ctx = *state};
	struct ask asks[] = {padded(*state, LIMIT_BODY_BYTES), padded(*state, 5000),
	    session_post(*state, "incident-created.json")};

	asks[0].in_pieces = asks[1].in_pieces = asks[2].in_pieces = true;
	asks[1].length = "5001";
	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, unknown);
	session_expect(&s, 1, 400, NULL);
	session_expect(&s, 2, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
}

static void test_another_method_is_a_405(void **state)
{
	static const char *const methods[] = {
	    "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "post", "POSTS", ""};

	struct ask asks[UNIT_COUNT(methods)];
	struct session s = {.ctx = *state};

	for (size_t i = 0; i < UNIT_COUNT(methods); i++)
		asks[i] = (struct ask){.method = methods[i], .body = "{}"};
	session_run(&s, asks, UNIT_COUNT(asks));
	for (size_t i = 0; i < UNIT_COUNT(asks); i++) {
		session_expect(&s, i, 405, NULL);
		unit_has(s.answers[i].head, "\r\nAllow: POST\r\n");
	}
	assert_int_equal(session_quarantined(&s), 0);
}

static void test_a_wrong_secret_is_a_403_by_any_method(void **state)
{
	static const char *const uris[] = {"/webhook/", "/webhook/wrong-secret",
	    "/webhook/secret-on", "/webhook/secret-one1", "/webhook/SECRET-ONE",
	    "/webhook//" SECRET, "/webhook/wrong/" SECRET, "/webhook/secret-one%00",
	    "/webhook/secret%2done", "/webhook/wrong?" SECRET};
	static const char *const methods[] = {"POST", "GET", "DELETE"};
	struct ask asks[UNIT_COUNT(uris) * UNIT_COUNT(methods)];
	struct session s = {.ctx = *state};

	for (size_t i = 0; i < UNIT_COUNT(asks); i++)
		asks[i] = (struct ask){.method = methods[i % UNIT_COUNT(methods)],
		    .uri = uris[i / UNIT_COUNT(methods)],
		    .body = "{}"};
	session_run(&s, asks, UNIT_COUNT(asks));
	for (size_t i = 0; i < UNIT_COUNT(asks); i++) {
		session_expect(&s, i, 403, "{\"error\":\"forbidden\"}");
		assert_null(strstr(s.answers[i].head, "Allow"));
	}
}

static void test_a_wrong_secret_leaves_nothing_behind(void **state)
{
	struct session s = {.ctx = *state};
	struct ask ask = session_post(*state, "incident-created.json");

	ask.uri = "/webhook/wrong-secret";
	session_run(&s, &ask, 1);
	assert_int_equal(session_events(&s), 0);
	assert_int_equal(session_quarantined(&s), 0);
}

static void test_the_secret_before_a_rotation_is_still_good(void **state)
{
	struct ask ask = {.uri = "/webhook/" PREVIOUS, .body = "{}"};

	assert_string_equal(session_ask(*state, &ask).body, unknown);
}

static struct event first_event(const struct session *s)
{
	struct event *event = mem_new(s->ctx, struct event);
	size_t n;

	assert_int_equal(store_events_after(s->ctx, session_store(s), 0, 1, event, &n, NULL), OK);
	assert_int_equal(n, 1);
	return *event;
}

static void test_the_path_may_name_the_provider(void **state)
{
	struct session s = {.ctx = *state};
	struct ask ask = session_post(*state, "incident-2024.json");
	struct event event;

	ask.uri = HOOK "/globex?x=1";
	session_run(&s, &ask, 1);
	session_expect(&s, 0, 200, "{\"received\":true,\"incident_id\":\"2024inc1dent\"}");
	event = first_event(&s);
	unit_same("provider", event.provider, "globex");
	unit_same("name", event.provider_name, "Globex");
	unit_same("note", event.note, NULL);
}

static void test_a_slash_at_the_end_names_nobody(void **state)
{
	struct session s = {.ctx = *state};
	struct ask ask = session_post(*state, "incident-created.json");

	ask.uri = HOOK "/";
	session_run(&s, &ask, 1);
	session_expect(&s, 0, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
	unit_same("provider", first_event(&s).provider, "acme");
}

static void test_a_key_that_no_provider_has_is_kept_with_the_reason(void **state)
{
	struct session s = {.ctx = *state};
	struct ask ask = session_post(*state, "incident-created.json");

	ask.uri = HOOK "/nobody\"\n";
	session_run(&s, &ask, 1);
	expect_quarantined(&s, 0, "nobody");
	assert_int_equal(session_events(&s), 0);
	assert_int_equal(session_quarantined(&s), 1);
}

static void test_a_full_disk_is_a_503_and_the_retry_is_news(void **state)
{
	struct session s = {.ctx = *state};
	struct ask first = session_post(*state, "component-update.json");
	struct ask full = session_post(*state, "incident-created.json");
	struct ask retry = full;

	full.full_disk = true;
	session_run(&s, (const struct ask[]){first, full, retry, retry}, 4);
	session_expect(&s, 1, 503, NULL);
	unit_has(s.answers[1].head, "\r\nRetry-After: 5\r\n");
	unit_has(s.answers[1].body, "{\"error\":\"");
	session_expect(&s, 2, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\"}");
	session_expect(
	    &s, 3, 200, "{\"received\":true,\"incident_id\":\"1nc1dent0001\",\"duplicate\":true}");
	assert_int_equal(session_events(&s), 3);
}

static void test_a_full_disk_is_a_503_for_rubbish_too(void **state)
{
	struct ask ask = {.body = "rubbish", .full_disk = true};

	assert_int_equal(session_ask(*state, &ask).status, 503);
}

static void expect_json(void *ctx, const char *name, const char *bytes, size_t n)
{
	struct ask ask = {.body = bytes, .n = n};
	TALLOC_CTX *own = mem_context(ctx);
	struct answer a = session_ask(own, &ask);
	struct json *root;

	if (a.status != 200 || json_read(own, a.body, strlen(a.body), &root, NULL) != OK ||
	    !json_flag(root, "received"))
		fail_msg("%s: %s", name, a.raw);
	assert_null(strchr(a.body, '\n'));
	unit_has(a.head, mem_printf(own, "Content-Length: %zu\r\n", strlen(a.body)));
	talloc_free(own);
}

static void test_every_fixture_is_answered_200_with_json(void **state)
{
	assert_true(fixture_each(*state, "*/*[ln]", expect_json) > 40);
}

/* It has been stored: the age of what is told is for the reader to judge, not for us to hide. */
static void test_an_old_report_that_was_never_seen_is_no_duplicate(void **state)
{
	struct session s = {.ctx = *state};
	struct ask ask = session_post(*state, "incident-2013-minimal.json");

	session_conf(&s);
	s.conf = unit_file(s.ctx, s.folder, "short.conf",
	    mem_printf(
		s.ctx, "[monitor]\nwebhook_secret = %s\nstate_dir = %s\n", SECRET, s.folder));
	session_run(&s, &ask, 1);
	session_expect(&s, 0, 200, "{\"received\":true,\"incident_id\":\"m1n1ma1inc13\"}");
	assert_int_equal(session_events(&s), 3);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_report_is_answered_by_what_it_is),
	    UNIT_TEST(test_the_same_again_is_a_duplicate),
	    UNIT_TEST(test_only_what_is_new_in_a_delivery_counts),
	    UNIT_TEST(test_json_of_another_shape_is_kept_as_unknown),
	    UNIT_TEST(test_what_cannot_be_used_is_kept_with_the_reason),
	    UNIT_TEST(test_the_same_rubbish_again_is_kept_once),
	    UNIT_TEST(test_a_body_that_did_not_arrive_whole_is_a_400),
	    UNIT_TEST(test_a_length_that_is_no_length_is_a_400),
	    UNIT_TEST(test_without_a_length_the_body_is_empty),
	    UNIT_TEST(test_more_than_is_announced_is_not_read),
	    UNIT_TEST(test_a_body_of_1_mib_is_taken_and_one_byte_more_is_not),
	    UNIT_TEST(test_a_body_may_come_in_pieces),
	    UNIT_TEST(test_another_method_is_a_405),
	    UNIT_TEST(test_a_wrong_secret_is_a_403_by_any_method),
	    UNIT_TEST(test_a_wrong_secret_leaves_nothing_behind),
	    UNIT_TEST(test_the_secret_before_a_rotation_is_still_good),
	    UNIT_TEST(test_the_path_may_name_the_provider),
	    UNIT_TEST(test_a_slash_at_the_end_names_nobody),
	    UNIT_TEST(test_a_key_that_no_provider_has_is_kept_with_the_reason),
	    UNIT_TEST(test_a_full_disk_is_a_503_and_the_retry_is_news),
	    UNIT_TEST(test_a_full_disk_is_a_503_for_rubbish_too),
	    UNIT_TEST(test_every_fixture_is_answered_200_with_json),
	    UNIT_TEST(test_an_old_report_that_was_never_seen_is_no_duplicate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
