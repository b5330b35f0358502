/* Tests of base/signature: the right digest in every form it may have, and nothing else. */
#include "unit.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_digest_fits_in_either_case),
	    UNIT_TEST(test_anything_else_does_not),
	    UNIT_TEST(test_key_and_bytes_count_to_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
