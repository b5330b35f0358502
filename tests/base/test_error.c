/* Tests of base/error: the code comes back, the text is whole or cut, errno is told. */
#include "unit.h"

#include <errno.h>

#include "base/error.h"

static void test_the_code_is_returned_and_kept(void **state)
{
	static const enum error_code codes[] = {E_INPUT, E_LIMIT, E_CONFIG, E_BUSY, E_SYSTEM};
	struct error e;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(codes); i++) {
		assert_int_equal(error_set(&e, codes[i], "x"), codes[i]);
		assert_int_equal(e.code, codes[i]);
		assert_int_not_equal(codes[i], OK);
		assert_int_equal(error_set_errno(&e, codes[i], "x"), codes[i]);
		assert_int_equal(e.code, codes[i]);
	}
}

static void test_the_text_is_formatted(void **state)
{
	struct error e;

	(void)state;
	error_set(&e, E_INPUT, "%s:%d: bad", "file", 3);
	assert_string_equal(e.text, "file:3: bad");
}

static void test_nobody_has_to_listen(void **state)
{
	(void)state;
	assert_int_equal(error_set(NULL, E_BUSY, "%s", "x"), E_BUSY);
	assert_int_equal(error_set_errno(NULL, E_LIMIT, "%s", "x"), E_LIMIT);
}

static void test_a_long_text_is_cut_inside_its_room(void **state)
{
	char *text = mem_array(*state, char, 5001);
	struct error e;

	memset(text, 'x', 5000);
	error_set(&e, E_INPUT, "%s", text);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
	errno = ENOENT;
	error_set_errno(&e, E_INPUT, "%s", text);
	assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
}

static void test_errno_ends_the_text(void **state)
{
	struct error e;

	(void)state;
	errno = ENOENT;
	error_set_errno(&e, E_CONFIG, "cannot open %s", "x");
	assert_string_equal(e.text, "cannot open x: No such file or directory");
}

static void test_a_new_error_replaces_the_old_one(void **state)
{
	struct error e;

	(void)state;
	error_set(&e, E_INPUT, "a long first text");
	error_set(&e, E_BUSY, "second");
	assert_int_equal(e.code, E_BUSY);
	assert_string_equal(e.text, "second");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_code_is_returned_and_kept),
	    UNIT_TEST(test_the_text_is_formatted),
	    UNIT_TEST(test_nobody_has_to_listen),
	    UNIT_TEST(test_a_long_text_is_cut_inside_its_room),
	    UNIT_TEST(test_errno_ends_the_text),
	    UNIT_TEST(test_a_new_error_replaces_the_old_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
