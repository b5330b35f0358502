/* Tests of base/buf: what is added arrives, and the ceiling holds. */
#include "unit.h"

#include "base/buf.h"

static void test_a_new_buffer_is_an_empty_string(void **state)
{
	struct buf b;

	buf_init(&b, *state, 100);
	assert_string_equal(b.data, "");
	assert_int_equal(b.len, 0);
	assert_false(b.overflow);
}

static void test_additions_stand_in_order(void **state)
{
	struct buf b;

	buf_init(&b, *state, 100);
	buf_str(&b, "a");
	buf_char(&b, 'b');
	buf_add(&b, "cde", 2);
	buf_printf(&b, "%d%s", 12, "x");
	assert_string_equal(b.data, "abcd12x");
	assert_int_equal(b.len, 7);
}

static void test_bytes_may_be_nul(void **state)
{
	struct buf b;

	buf_init(&b, *state, 100);
	buf_add(&b, "a\0b", 3);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.data, "a\0b\0", 4);
}

static void test_empty_additions_change_nothing(void **state)
{
	struct buf b;

	buf_init(&b, *state, 0);
	buf_add(&b, NULL, 0);
	buf_str(&b, "");
	buf_printf(&b, "%s", "");
	assert_int_equal(b.len, 0);
	assert_false(b.overflow);
}

static void test_it_grows_over_many_sizes_up_to_its_ceiling(void **state)
{
	enum { LIMIT = 100003 };
	struct buf b;

	buf_init(&b, *state, LIMIT);
	for (int i = 0; i < LIMIT; i++)
		buf_char(&b, (char)('a' + i % 26));
	assert_false(b.overflow);
	assert_int_equal(b.len, LIMIT);
	assert_int_equal(b.data[LIMIT], '\0');
	for (int i = 0; i < LIMIT; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
}

static void test_every_small_ceiling_takes_exactly_its_bytes(void **state)
{
	for (size_t limit = 0; limit < 600; limit++) {
		struct buf b;

		buf_init(&b, *state, limit);
		for (size_t i = 0; i < limit; i++)
			buf_char(&b, 'x');
		assert_false(b.overflow);
		buf_char(&b, 'x');
		assert_true(b.overflow);
		assert_int_equal(b.len, limit);
		assert_int_equal(strlen(b.data), limit);
	}
}

static void test_what_does_not_fit_is_left_out_whole(void **state)
{
	struct buf b;

	buf_init(&b, *state, 5);
	buf_str(&b, "abc");
	buf_str(&b, "def");
	assert_string_equal(b.data, "abc");
	assert_true(b.overflow);
}

static void test_after_an_overflow_nothing_more_is_taken(void **state)
{
	struct buf b;

	buf_init(&b, *state, 5);
	buf_str(&b, "abc");
	buf_printf(&b, "%s", "too long");
	buf_char(&b, 'd');
	buf_printf(&b, "%c", 'e');
	assert_string_equal(b.data, "abc");
	assert_true(b.overflow);
}

static void test_a_huge_addition_does_not_wrap_around(void **state)
{
	struct buf b;

	buf_init(&b, *state, 10);
	buf_str(&b, "abc");
	buf_add(&b, "x", SIZE_MAX);
	assert_true(b.overflow);
	assert_string_equal(b.data, "abc");
}

static void test_reset_makes_it_usable_again(void **state)
{
	struct buf b;

	buf_init(&b, *state, 3);
	buf_str(&b, "abcd");
	assert_true(b.overflow);
	buf_reset(&b);
	assert_string_equal(b.data, "");
	buf_str(&b, "xyz");
	assert_string_equal(b.data, "xyz");
	assert_false(b.overflow);
}

static void test_printf_fits_to_the_byte(void **state)
{
	struct buf b;

	buf_init(&b, *state, 300);
	buf_printf(&b, "%0300d", 7);
	assert_false(b.overflow);
	assert_int_equal(strlen(b.data), 300);
	assert_int_equal(b.data[299], '7');
}

static void test_the_memory_goes_with_its_context(void **state)
{
	TALLOC_CTX *own = mem_context(*state);
	size_t before = talloc_total_size(*state);
	struct buf b;

	buf_init(&b, own, 100000);
	buf_printf(&b, "%0100000d", 1);
	assert_true(talloc_total_size(*state) >= before + 100000);
	talloc_free(own);
	assert_true(talloc_total_size(*state) <= before);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_new_buffer_is_an_empty_string),
	    UNIT_TEST(test_additions_stand_in_order),
	    UNIT_TEST(test_bytes_may_be_nul),
	    UNIT_TEST(test_empty_additions_change_nothing),
	    UNIT_TEST(test_it_grows_over_many_sizes_up_to_its_ceiling),
	    UNIT_TEST(test_every_small_ceiling_takes_exactly_its_bytes),
	    UNIT_TEST(test_what_does_not_fit_is_left_out_whole),
	    UNIT_TEST(test_after_an_overflow_nothing_more_is_taken),
	    UNIT_TEST(test_a_huge_addition_does_not_wrap_around),
	    UNIT_TEST(test_reset_makes_it_usable_again),
	    UNIT_TEST(test_printf_fits_to_the_byte),
	    UNIT_TEST(test_the_memory_goes_with_its_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
