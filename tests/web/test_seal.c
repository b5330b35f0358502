/* Tests of flow/seal at the door: what a provider with a key takes, and what it does not. */
#include "session.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#define KEY "k3y of hooli"
#define HOOLI                                                                                      \
	"[provider hooli]\nname = Hooli\nurl = https://hooli.example\n"                            \
	"page_id = ckhool1page0000000000abcd\nwebhook_key = " KEY "\n"

#define MISSING "{\"error\":\"the signature is missing\"}"
#define WRONG	"{\"error\":\"the signature is wrong\"}"

static const char *sign(void *ctx, const char *key, const struct ask *ask)
{
	size_t n = ask->n > 0 ? ask->n : strlen(ask->body);
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size;
	char *text = mem_strdup(ctx, "");

	assert_non_null(HMAC(EVP_sha256(), key, (int)strlen(key), (const unsigned char *)ask->body,
	    n, digest, &size));
	for (unsigned int i = 0; i < size; i++)
		text = mem_check(talloc_asprintf_append_buffer(text, "%02x", digest[i]));
	return text;
}

/* Of hooli by its page's id, signed with this key; NULL: not signed. */
static struct ask incident(void *ctx, const char *key)
{
	struct ask ask = session_post(ctx, "instatus-incident.json");

	ask.signature = key != NULL ? sign(ctx, key, &ask) : NULL;
	return ask;
}

static struct ask text(void *ctx, const char *uri, const char *body, const char *key)
{
	struct ask ask = {.uri = uri, .body = body};

	ask.signature = key != NULL ? sign(ctx, key, &ask) : NULL;
	return ask;
}

static void expect_untouched(const struct session *s)
{
	assert_int_equal(session_events(s), 0);
	assert_int_equal(session_quarantined(s), 0);
}

static void test_a_signed_body_is_taken(void **state)
{
	struct session s = {.ctx = *state, .more = HOOLI};
	struct ask asks[3];

	for (size_t i = 0; i < 3; i++)
		asks[i] = incident(*state, KEY);
	asks[1].signature = mem_printf(*state, "sha256=%s", asks[1].signature);
	asks[2].uri = HOOK "/hooli";
	session_run(&s, asks, 3);
	session_expect(
	    &s, 0, 200, "{\"received\":true,\"incident_id\":\"ckhool1inc1dent000000001a\"}");
	session_expect(&s, 1, 200, NULL);
	session_expect(&s, 2, 200, NULL);
	unit_has(s.answers[2].body, "\"duplicate\":true");
	assert_int_equal(session_events(&s), 1);
}

static void test_no_signature_or_a_wrong_one_leaves_the_store_untouched(void **state)
{
	struct session s = {.ctx = *state, .more = HOOLI};
	struct ask asks[] = {incident(*state, NULL), incident(*state, "another key"),
	    incident(*state, KEY), incident(*state, KEY), incident(*state, NULL)};

	asks[2].n--; /* another body: without its last newline */
	asks[3].signature = "";
	asks[4].uri = HOOK "/hooli";
	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 403, MISSING);
	session_expect(&s, 1, 403, WRONG);
	session_expect(&s, 2, 403, WRONG);
	session_expect(&s, 3, 403, MISSING);
	session_expect(&s, 4, 403, MISSING);
	expect_untouched(&s);
}

/* By the path it is known whose it is, whatever it says. */
static void test_what_is_not_understood_must_be_signed_too(void **state)
{
	struct session s = {.ctx = *state, .more = HOOLI};
	const char *mail = "{\"source\":\"email\",\"subject\":\"S\"}";
	const struct ask asks[] = {
	    text(*state, HOOK "/hooli", "rubbish", NULL),
	    text(*state, HOOK "/hooli", "{}", "another key"),
	    text(*state, HOOK "/hooli", mail, NULL),
	    text(*state, HOOK "/hooli", "{}", KEY),
	};

	session_run(&s, asks, 3);
	session_expect(&s, 0, 403, MISSING);
	session_expect(&s, 1, 403, WRONG);
	session_expect(&s, 2, 403, MISSING);
	expect_untouched(&s);
	session_run(&s, &asks[3], 1);
	session_expect(&s, 0, 200, "{\"received\":true,\"type\":\"unknown\"}");
}

/* What would be kept under hooli's page, or in its name, however it comes there. */
static void test_no_way_leads_past_the_key(void **state)
{
	static const char *const rows[][2] = {
	    {"/acme", "{\"page\":{\"id\":\"ckhool1page0000000000abcd\"},%s}"},
	    {"", "{\"page\":{\"id\":\"hooli.example\"},%s}"},
	    {"/globex", "{\"page\":{\"id\":\"Hooli.example\"},%s}"},
	    {"", "{\"page\":{\"url\":\"https://hooli.example/x\"},%s}"},
	    {"", "{\"meta\":{\"unsubscribe\":\"https://hooli.example/?u\"},%s}"},
	    {"", "{\"source\":\"email\",\"from\":\"Hooli <a@b.example>\",\"subject\":\"S\",%s}"},
	};
	struct ask asks[UNIT_COUNT(rows)];
	struct session s = {.ctx = *state, .more = HOOLI};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const char *inner = "\"incident\":{\"id\":\"i\",\"status\":\"resolved\"}";
		size_t head = (size_t)(strstr(rows[i][1], "%s") - rows[i][1]);

		asks[i] = text(*state, mem_printf(*state, HOOK "%s", rows[i][0]),
		    mem_printf(*state, "%.*s%s}", (int)head, rows[i][1], inner), NULL);
	}
	session_run(&s, asks, UNIT_COUNT(asks));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		session_expect(&s, i, 403, MISSING);
	expect_untouched(&s);
}

static void test_others_need_no_signature(void **state)
{
	struct session s = {.ctx = *state, .more = HOOLI};
	const struct ask asks[] = {
	    session_post(*state, "incident-created.json"),
	    session_post(*state, "component-update-2019.json"),
	    text(*state, HOOK "/globex", "{}", NULL),
	    text(*state, HOOK, "rubbish", NULL),
	    text(*state, HOOK "/nobody", "{}", NULL),
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	for (size_t i = 0; i < UNIT_COUNT(asks); i++)
		session_expect(&s, i, 200, NULL);
}

static void test_without_a_key_a_signature_is_not_looked_at(void **state)
{
	struct session s = {.ctx = *state};
	struct ask ask = incident(*state, "any key");

	session_run(&s, &ask, 1);
	session_expect(&s, 0, 200, NULL);
	assert_int_equal(session_events(&s), 1);
}

static void test_a_wrong_secret_is_told_first(void **state)
{
	struct session s = {.ctx = *state, .more = HOOLI};
	struct ask ask = incident(*state, NULL);

	ask.uri = "/webhook/wrong-secret";
	session_run(&s, &ask, 1);
	session_expect(&s, 0, 403, "{\"error\":\"forbidden\"}");
}

/* How often our own log told of it. Standard error comes with the answers. */
static size_t told(const struct session *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		for (const char *at = s->answers[i].raw;
		     (at = strstr(at, "a report of hooli was refused")) != NULL; at++)
			n++;
	return n;
}

static void test_our_own_log_hears_of_it_once_a_minute(void **state)
{
	struct session s = {.ctx = *state, .more = HOOLI};
	struct ask asks[5];

	for (size_t i = 0; i < 5; i++) {
		asks[i] = incident(*state, i == 4 ? KEY : NULL);
		asks[i].at = NOW + (i < 3 ? 0 : LIMIT_REFUSED_TOLD_MS);
	}
	session_run(&s, asks, 3);
	assert_int_equal(told(&s), 1);
	unit_has(s.answers[0].raw, "the signature is missing");
	assert_null(strstr(s.answers[0].raw, "Uploads fail"));
	assert_null(strstr(s.answers[0].raw, KEY));
	session_run(&s, asks, 5);
	assert_int_equal(told(&s), 2);
}

static void test_a_key_may_stand_in_a_file(void **state)
{
	struct session s = {.ctx = *state};
	const char *file = unit_file(*state, unit_folder(*state), "key", KEY "\nnot this\n");
	struct ask asks[] = {incident(*state, NULL), incident(*state, KEY)};

	s.more = mem_printf(*state,
	    "[provider hooli]\nurl = https://hooli.example\n"
	    "page_id = ckhool1page0000000000abcd\nwebhook_key_file = %s\n",
	    file);
	session_run(&s, asks, 2);
	session_expect(&s, 0, 403, MISSING);
	session_expect(&s, 1, 200, NULL);
}

#define WORKER "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define MAIL   "{\"source\":\"email\",\"from\":\"Hooli <a@b.example>\",\"subject\":\"S\"}"

/* As the email worker signs, at NOW; at: what it says of the time. */
static struct ask mail_signed(void *ctx, const char *body, const char *key, const char *at)
{
	struct ask ask = {.body = body, .standard = {"m1", at, NULL}};
	const char *text = mem_printf(ctx, "m1.%s.%s", at, body);
	unsigned char secret[64], digest[EVP_MAX_MD_SIZE], base64[64];
	int n = EVP_DecodeBlock(secret, (const unsigned char *)key, (int)strlen(key));
	unsigned int size;

	assert_non_null(HMAC(
	    EVP_sha256(), secret, n, (const unsigned char *)text, strlen(text), digest, &size));
	EVP_EncodeBlock(base64, digest, (int)size);
	ask.standard[2] = mem_printf(ctx, "v1,%s", (const char *)base64);
	return ask;
}

static void test_with_a_key_only_mails_of_our_worker_are_taken(void **state)
{
	struct session s = {
	    .ctx = *state, .settings = "email_signing_key = whsec_" WORKER "\n", .more = HOOLI};
	struct ask asks[] = {
	    mail_signed(*state, MAIL, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "1773576000"),
	    mail_signed(*state, MAIL, WORKER, "1773575000"),
	    {.body = MAIL},
	    text(*state, HOOK "/hooli", MAIL, KEY),
	    text(*state, HOOK "/globex", "{}", NULL),
	    mail_signed(*state, MAIL, WORKER, "1773576000"),
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 403, WRONG);
	session_expect(
	    &s, 1, 403, "{\"error\":\"the signature is not of now; compare the clocks\"}");
	session_expect(&s, 2, 403, MISSING);
	session_expect(&s, 3, 403, MISSING);
	session_expect(&s, 4, 200, NULL);
	/* It is of hooli, whose own key the worker does not have. */
	session_expect(&s, 5, 200, NULL);
	assert_int_equal(session_events(&s), 1);
	unit_has(s.answers[0].raw, "email_signing_key");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_signed_body_is_taken),
	    UNIT_TEST(test_no_signature_or_a_wrong_one_leaves_the_store_untouched),
	    UNIT_TEST(test_what_is_not_understood_must_be_signed_too),
	    UNIT_TEST(test_no_way_leads_past_the_key),
	    UNIT_TEST(test_others_need_no_signature),
	    UNIT_TEST(test_without_a_key_a_signature_is_not_looked_at),
	    UNIT_TEST(test_a_wrong_secret_is_told_first),
	    UNIT_TEST(test_our_own_log_hears_of_it_once_a_minute),
	    UNIT_TEST(test_a_key_may_stand_in_a_file),
	    UNIT_TEST(test_with_a_key_only_mails_of_our_worker_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
