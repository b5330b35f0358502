/* Tests of platform/ulid: what is one, and when it was made. */
#include "../fixtures/fixture.h"

#include "platform/ulid.h"

static void test_only_ulids_are(void **state)
{
	static const char *const others[] = {"", "01ARZ3NDEKTSV4RRFFQ69G5FA",
	    "01ARZ3NDEKTSV4RRFFQ69G5FAVX", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
	    "01arz3ndektsv4rrffq69g5fav", "01ARZ3NDEKTSV4RRFFQ69G5FAU",
	    "/1ARZ3NDEKTSV4RRFFQ69G5FAV"};

	(void)state;
	assert_true(ulid_is("01ARZ3NDEKTSV4RRFFQ69G5FAV", 26));
	assert_true(ulid_is("7ZZZZZZZZZZZZZZZZZZZZZZZZZ", 26));
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		if (ulid_is(others[i], strlen(others[i])))
			fail_msg("\"%s\"", others[i]);
}

/* The example of its specification. */
static void test_its_time_is_in_it(void **state)
{
	(void)state;
	assert_int_equal(ulid_time("01ARZ3NDEKTSV4RRFFQ69G5FAV"), 1469922850259);
	assert_int_equal(ulid_time("00000000010000000000000000"), 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_only_ulids_are),
	    UNIT_TEST(test_its_time_is_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
