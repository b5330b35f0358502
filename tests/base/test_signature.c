/* Tests of base/signature: the right digest in every form it may have, and nothing else. */
#include "unit.h"

#include "base/mem.h"
#include "base/signature.h"

/* RFC 4231, test case 2. */
#define KEY    "Jefe"
#define BODY   "what do ya want for nothing?"
#define DIGEST "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

static bool fits(const char *given)
{
	return signature_is_hmac(given, KEY, BODY, strlen(BODY));
}

static void test_the_digest_fits_in_either_case(void **state)
{
	(void)state;
	assert_true(fits(DIGEST));
	assert_true(fits("5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843"));
	assert_true(fits("sha256=" DIGEST));
	assert_true(fits("SHA256=" DIGEST));
}

static void test_anything_else_does_not(void **state)
{
	static const char *const rows[] = {NULL, "", "sha256=", "=" DIGEST, "sha1=" DIGEST,
	    "sha256=sha256=" DIGEST, DIGEST "0", DIGEST " ", " " DIGEST,
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3844",
	    "6bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	    "gbdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
	    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec384\xc3"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (fits(rows[i]))
			fail_msg("fits: %s", rows[i]);
}

static void test_key_and_bytes_count_to_the_last(void **state)
{
	(void)state;
	assert_false(signature_is_hmac(DIGEST, "jefe", BODY, strlen(BODY)));
	assert_false(signature_is_hmac(DIGEST, KEY, BODY, strlen(BODY) - 1));
	assert_false(signature_is_hmac(DIGEST, KEY, BODY, strlen(BODY) + 1));
	/* Of no bytes at all, under "key". */
	assert_true(signature_is_hmac(
	    "5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0", "key", "", 0));
}

/* The example of https://docs.svix.com/receiving/verifying-payloads/how-manual. */
#define WHSEC	    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define OTHER_WHSEC "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define MESSAGE	    "{\"test\": 2432232314}"
#define SIGNED_AT   INT64_C(1614265330000)
#define SIGNATURE   "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static const struct standard_signature standard = {
    .id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .timestamp = "1614265330", .signatures = SIGNATURE};

static const char *standard_flaw(
    const struct standard_signature *given, const char *first, const char *second, int64_t now)
{
	return signature_standard_flaw(
	    given, (const char *const[]){first, second}, now, MESSAGE, strlen(MESSAGE));
}

static void test_a_standard_signature_fits_under_either_key(void **state)
{
	struct standard_signature given = standard;

	(void)state;
	assert_null(standard_flaw(&given, WHSEC, "", SIGNED_AT));
	assert_null(standard_flaw(&given, OTHER_WHSEC, WHSEC, SIGNED_AT));
	assert_null(standard_flaw(&given, "", WHSEC, SIGNED_AT));
	given.signatures = "v2,abc  v1,abc " SIGNATURE " v1a,xyz";
	assert_null(standard_flaw(&given, WHSEC, "", SIGNED_AT));
}

static void test_a_standard_signature_is_made_as_it_is_wanted(void **state)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct standard_signature made =
	    signature_standard_make(ctx, standard.id, WHSEC, SIGNED_AT, MESSAGE, strlen(MESSAGE));

	(void)state;
	assert_string_equal(made.id, standard.id);
	assert_string_equal(made.timestamp, standard.timestamp);
	assert_string_equal(made.signatures, standard.signatures);
	talloc_free(ctx);
}

static void test_it_is_of_the_last_minutes(void **state)
{
	static const struct {
		int64_t after;
		bool good;
	} rows[] = {{300000, true}, {300001, false}, {-300000, true}, {-300001, false}};
	static const char *const texts[] = {
	    "", "-1614265330", "1614265330 ", "161426533x", "9999999999999999999999"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_true((standard_flaw(&standard, WHSEC, "", SIGNED_AT + rows[i].after) ==
				NULL) == rows[i].good);
	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct standard_signature given = standard;

		given.timestamp = texts[i];
		assert_non_null(standard_flaw(&given, WHSEC, "", SIGNED_AT));
	}
}

static void test_a_standard_signature_of_anything_else_does_not_fit(void **state)
{
	static const struct standard_signature missing[] = {{0},
	    {.timestamp = "1614265330", .signatures = SIGNATURE},
	    {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .signatures = SIGNATURE},
	    {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .timestamp = "1614265330"},
	    {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek", .timestamp = "1614265330", .signatures = ""}};
	static const char *const wrong[] = {" ", "v1,",
	    "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
	    "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SIGNATURE "x",
	    "v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="};
	struct standard_signature given = standard;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(missing); i++)
		assert_string_equal(
		    standard_flaw(&missing[i], WHSEC, "", SIGNED_AT), "the signature is missing");
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++) {
		given.signatures = wrong[i];
		assert_string_equal(
		    standard_flaw(&given, WHSEC, "", SIGNED_AT), "the signature is wrong");
	}
	given = standard;
	given.id = "msg_another";
	assert_non_null(standard_flaw(&given, WHSEC, "", SIGNED_AT));
	given = standard;
	given.timestamp = "1614265331";
	assert_non_null(standard_flaw(&given, WHSEC, "", SIGNED_AT));
	assert_non_null(standard_flaw(&standard, OTHER_WHSEC, "", SIGNED_AT));
}

static void test_which_keys_are_keys(void **state)
{
	static const char *const bad[] = {"", "whsec_", "whsec", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!",
	    "whsec_AAAA", "whsec_====",
	    "whsec_"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	    "AAAA"};

	(void)state;
	assert_true(signature_key_is_valid(WHSEC));
	assert_true(signature_key_is_valid("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		if (signature_key_is_valid(bad[i]))
			fail_msg("is a key: %s", bad[i]);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_digest_fits_in_either_case),
	    UNIT_TEST(test_anything_else_does_not),
	    UNIT_TEST(test_key_and_bytes_count_to_the_last),
	    UNIT_TEST(test_a_standard_signature_fits_under_either_key),
	    UNIT_TEST(test_a_standard_signature_is_made_as_it_is_wanted),
	    UNIT_TEST(test_it_is_of_the_last_minutes),
	    UNIT_TEST(test_a_standard_signature_of_anything_else_does_not_fit),
	    UNIT_TEST(test_which_keys_are_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
