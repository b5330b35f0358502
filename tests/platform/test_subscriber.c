/* Tests of platform/subscriber: what is asked, and each answer explained. */
#include "../base/unit.h"

#include "platform/subscriber.h"

#define TAKEN                                                                                      \
	"{\"page\":{\"id\":\"acmepage0001\"},\"subscriber\":{\"id\":\"sub1\",\"created_at\":"      \
	"\"2026-11-23T12:00:00Z\",\"skip_confirmation_notification\":false,\"quarantined_at\":"    \
	"null,\"mode\":\"webhook\",\"email\":\"ops@x.example\",\"endpoint\":\"https://x.example\"" \
	"}}"

static void test_what_is_asked(void **state)
{
	assert_string_equal(subscriber_url(*state, "https://status.acme.example"),
	    "https://status.acme.example/api/v2/subscribers.json");
	assert_string_equal(subscriber_end_url(*state, "https://status.acme.example", "a/../b?c"),
	    "https://status.acme.example/api/v2/subscribers/a%2F..%2Fb%3Fc.json");
	assert_string_equal(
	    subscriber_form(*state, "ops+1@x.example", "https://x.example/webhook/s-1"),
	    "subscriber%5Bemail%5D=ops%2B1%40x.example&subscriber%5Bendpoint%5D="
	    "https%3A%2F%2Fx.example%2Fwebhook%2Fs-1");
}

static int answered(void *ctx, int status, const char *body, const char **id, struct error *e)
{
	*id = NULL;
	return subscriber_read(ctx, status, body, strlen(body), id, e);
}

static void test_the_id_is_inside_the_subscriber(void **state)
{
	static const int done[] = {200, 201};
	const char *id;

	for (size_t i = 0; i < UNIT_COUNT(done); i++) {
		assert_int_equal(answered(*state, done[i], TAKEN, &id, NULL), OK);
		assert_string_equal(id, "sub1");
	}
	assert_int_equal(
	    answered(*state, 200, "{\"subscriber\":{\"id\":\"sub1\"}}", &id, NULL), OK);
	assert_int_equal(answered(*state, 200, "{\"id\":\"other\"}", &id, NULL), E_INPUT);
}

static void test_what_is_refused_is_explained(void **state)
{
	static const struct {
		int status;
		const char *body;
		int code;
		const char *says;
	} rows[] = {
	    {422, "{\"errors\":[\"Endpoint has already been taken\"]}", E_INPUT,
		"(HTTP 422): Endpoint has already been taken; either"},
	    {422, "{\"error\":{\"email\":[\"is invalid\"]}}", E_INPUT, ": is invalid; "},
	    {422, "{\"errors\":{\"a\":[\"one\",\"two\"]}}", E_INPUT, ": one, two; "},
	    {422, "{\"message\":\"No\"}", E_INPUT, ": No; "},
	    {422, "", E_INPUT, "(HTTP 422); either this address is subscribed already"},
	    {422, "{\"error\":\"recaptcha failed\"}", E_INPUT, "wants to see a person"},
	    {200, "<html><div class=\"h-captcha\">", E_INPUT, "in a browser"},
	    {403, "<!doctype html><title>Attention</title>", E_INPUT, "turned off"},
	    {401, "", E_INPUT, "(HTTP 401)"},
	    {405, "", E_INPUT, "(HTTP 405)"},
	    {404, "<html>", E_INPUT, "offers no webhooks"},
	    {302, "", E_INPUT, "has moved (HTTP 302)"},
	    {429, "", E_BUSY, "try again later"},
	    {503, "<html>", E_BUSY, "try again later"},
	    {418, "", E_INPUT, "answered HTTP 418"},
	    {200, "\xef\xbb\xbf\n <html>", E_INPUT, "HTML in place of JSON"},
	    {200, "{}", E_INPUT, "without the id"},
	    {200, "[]", E_INPUT, "without the id"},
	    {200, "null", E_INPUT, "without the id"},
	    {200, "{\"subscriber\":{\"id\":\"s\",\"mode\":\"email\"}}", E_INPUT,
		"takes no webhooks"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};
		const char *id;
		int rc = answered(*state, rows[i].status, rows[i].body, &id, &e);

		if (rc != rows[i].code)
			fail_msg("%d %s: %d", rows[i].status, rows[i].body, rc);
		unit_has(e.text, rows[i].says);
	}
}

static void test_the_pages_own_words_are_cut_and_escaped(void **state)
{
	char *body = mem_printf(*state, "{\"errors\":[\"a\\u001b[31m\\nb\",\"%02000d\"]}", 7);
	struct error e;
	const char *id;

	assert_int_equal(answered(*state, 422, body, &id, &e), E_INPUT);
	unit_has(e.text, "a\\x1b[31m\\nb");
	assert_null(strpbrk(e.text, "\x1b\n"));
	unit_has(e.text, "already"); /* what to do is still there */
}

static void test_the_end_of_a_subscription(void **state)
{
	static const struct {
		int status;
		const char *body;
		int code;
	} rows[] = {
	    {200, "{\"subscriber\":{}}", OK},
	    {204, "", OK},
	    {404, "<html>", OK},
	    {410, "", OK},
	    {200, "<html>", E_INPUT},
	    {403, "", E_INPUT},
	    {500, "", E_BUSY},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_int_equal(subscriber_read_end(*state, rows[i].status, rows[i].body,
				     strlen(rows[i].body), NULL),
		    rows[i].code);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_what_is_asked),
	    UNIT_TEST(test_the_id_is_inside_the_subscriber),
	    UNIT_TEST(test_what_is_refused_is_explained),
	    UNIT_TEST(test_the_pages_own_words_are_cut_and_escaped),
	    UNIT_TEST(test_the_end_of_a_subscription),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
