/* Tests of platform/webhook_mail: the versioned object of the email worker, whole, in part, and wrong. */
#include "../base/unit.h"

#include "platform/webhook.h"

static struct report report_of(void *ctx, const char *email)
{
	const char *text = mem_printf(ctx,
	    "{\"source\":\"email\",\"from\":\"a@b.example\",\"subject\":\"[Resolved] Slow API\","
	    "\"body\":\"Plain.\",\"received_at\":\"2026-03-02T10:21:40Z\",\"email\":%s}",
	    email);
	struct error e = {0};
	struct report r;

	if (webhook_read(ctx, text, strlen(text), &r, &e) != OK)
		fail_msg("%s: %s", text, e.text);
	assert_int_equal(r.kind, REPORT_MAIL);
	return r;
}

#define WHOLE                                                                                      \
	"{\"version\":1,\"id\":\"m1\",\"vendor\":\"statuspage\",\"kind\":\"incident_update\","     \
	"\"confidence\":\"high\",\"page\":{\"name\":\"Acme\",\"url\":\"https://acme.example\"},"   \
	"\"incident\":{\"id\":\"i1\",\"title\":\"Slow\",\"shortlink\":\"https://stspg.io/a\","     \
	"\"url\":\"https://acme.example/incidents/i1\"},\"update\":{\"id\":\"u1\","                \
	"\"status\":\"identified\",\"text\":\"Found.\",\"posted_at\":\"2026-03-02T10:21:00Z\"},"   \
	"\"components\":[\"API\",null,7,\"Web\"],\"authentication\":{\"spf\":\"pass\","            \
	"\"dkim\":\"fail\"},\"address_tag\":\"acme-1\",\"truncated\":false}"

static void test_all_that_is_understood_is_read(void **state)
{
	struct report r = report_of(*state, WHOLE);
	const struct incident *in = r.incidents;

	assert_int_equal(r.mail.kind, MAIL_UPDATE);
	unit_same("id", r.mail.id, "m1");
	unit_same("tag", r.mail.tag, "acme-1");
	unit_same("confidence", r.mail.confidence, "high");
	unit_same("verdict", r.mail.verdict, "spf=pass dkim=fail dmarc=none");
	unit_same("dmarc", r.mail.dmarc, "none");
	unit_same("page", r.page.url, "https://acme.example");
	assert_int_equal(r.n_incidents, 1);
	unit_same("incident", in->id, "i1");
	unit_same("title", in->title, "Slow");
	unit_same("url", in->url, "https://stspg.io/a");
	assert_int_equal(in->n_components, 3);
	unit_same("component", in->components[0], "API");
	unit_same("component", in->components[2], "Web");
	unit_same("update", in->updates[0].id, "u1");
	unit_same("status", in->updates[0].status, "identified");
	unit_same("text", in->updates[0].text, "Found.");
	assert_true(in->updates[0].created_at == r.mail.posted_at);
	assert_true(r.mail.posted_at == r.mail.received_at - 40000);
	assert_false(in->maintenance);
	assert_false(r.mail.same_status);
}

static void test_what_is_missing_is_not_there(void **state)
{
	struct report r = report_of(*state,
	    "{\"version\":1,\"kind\":\"maintenance_update\",\"incident\":{\"title\":\"T\","
	    "\"url\":\"https://acme.example/incidents/i1\"},\"update\":{\"id\":\"u1\"}}");

	assert_int_equal(r.mail.kind, MAIL_UPDATE);
	assert_null(r.mail.id);
	assert_null(r.incidents[0].id);
	assert_null(r.incidents[0].updates[0].id); /* of no incident that is known */
	assert_null(r.incidents[0].status);
	assert_true(r.incidents[0].maintenance);
	unit_same("url", r.incidents[0].url, "https://acme.example/incidents/i1");
	assert_true(r.incidents[0].updates[0].created_at == r.mail.received_at);
	assert_false(r.mail.same_status);
}

static void test_an_update_of_statuspage_without_a_status_leaves_it(void **state)
{
	assert_true(report_of(*state,
	    "{\"version\":1,\"vendor\":\"statuspage\",\"kind\":\"incident_update\","
	    "\"incident\":{\"id\":\"i\"}}")
			.mail.same_status);
}

static void test_kinds_without_an_incident(void **state)
{
	static const struct {
		const char *email;
		enum mail_kind kind;
	} rows[] = {
	    {"{\"version\":1,\"kind\":\"subscription_confirmation\",\"confirm_url\":\"https://c\"}",
		MAIL_CONFIRMATION},
	    {"{\"version\":1,\"kind\":\"unrecognized\"}", MAIL_UNRECOGNIZED},
	    {"{\"version\":1,\"kind\":\"of the future\",\"incident\":{\"id\":\"i\"}}",
		MAIL_UNRECOGNIZED},
	    {"{\"version\":1}", MAIL_UNRECOGNIZED},
	    {"{\"version\":1,\"kind\":\"incident_update\"}", MAIL_UNRECOGNIZED},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = report_of(*state, rows[i].email);

		if (r.mail.kind != rows[i].kind || r.n_incidents != 0)
			fail_msg("%s", rows[i].email);
	}
	unit_same("link", report_of(*state, rows[0].email).mail.confirm_url, "https://c");
}

/* Then the text is all there is, as from the worker of the Python version. */
static void test_an_object_that_is_not_known_is_passed_over(void **state)
{
	static const char *const rows[] = {"null", "7", "[]", "{}", "{\"version\":2}",
	    "{\"version\":\"one\",\"kind\":\"unrecognized\"}", "{\"version\":10}"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = report_of(*state, rows[i]);

		if (r.mail.kind != MAIL_UPDATE || r.n_incidents != 1 || r.mail.verdict != NULL)
			fail_msg("%s", rows[i]);
		unit_same(rows[i], r.incidents[0].status, "resolved");
	}
}

static void test_of_wrong_types_nothing_is_made(void **state)
{
	struct report r = report_of(*state,
	    "{\"version\":1,\"kind\":\"incident_update\",\"id\":[],\"page\":[],\"incident\":"
	    "{\"id\":{},\"title\":\"T\"},\"update\":[],\"components\":{},\"authentication\":7}");

	assert_int_equal(r.n_incidents, 1);
	assert_null(r.mail.id);
	assert_null(r.incidents[0].id);
	assert_int_equal(r.incidents[0].n_components, 0);
	unit_same("verdict", r.mail.verdict, "spf=none dkim=none dmarc=none");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_all_that_is_understood_is_read),
	    UNIT_TEST(test_what_is_missing_is_not_there),
	    UNIT_TEST(test_an_update_of_statuspage_without_a_status_leaves_it),
	    UNIT_TEST(test_kinds_without_an_incident),
	    UNIT_TEST(test_an_object_that_is_not_known_is_passed_over),
	    UNIT_TEST(test_of_wrong_types_nothing_is_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
