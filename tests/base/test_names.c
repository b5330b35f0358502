/* Tests of base/names: a name keeps its number, however many there are. */
#include "unit.h"

#include "base/names.h"

static void test_a_name_has_its_number_and_others_none(void **state)
{
	struct names *n = names_new(*state);

	assert_int_equal(names_find(n, "a"), NAMES_NONE);
	assert_true(names_add(n, "a", 7));
	assert_true(names_add(n, "", 0));
	assert_int_equal(names_find(n, "a"), 7);
	assert_int_equal(names_find(n, ""), 0);
	assert_int_equal(names_find(n, "A"), NAMES_NONE);
	assert_int_equal(names_find(n, "aa"), NAMES_NONE);
}

static void test_a_name_is_added_once(void **state)
{
	struct names *n = names_new(*state);
	char again[] = "acme";

	assert_true(names_add(n, "acme", 1));
	assert_false(names_add(n, again, 2));
	assert_int_equal(names_find(n, "acme"), 1);
}

static void test_thousands_of_names_keep_their_numbers(void **state)
{
	struct names *n = names_new(*state);

	for (size_t i = 0; i < 10000; i++)
		assert_true(names_add(n, mem_printf(*state, "p%zu", i), i));
	for (size_t i = 0; i < 10000; i++)
		assert_int_equal(names_find(n, mem_printf(*state, "p%zu", i)), i);
	assert_int_equal(names_find(n, "p10000"), NAMES_NONE);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_name_has_its_number_and_others_none),
	    UNIT_TEST(test_a_name_is_added_once),
	    UNIT_TEST(test_thousands_of_names_keep_their_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
