/* Tests of base/utf8: the ends of every range of RFC 3629, and cutting at a character. */
#include "unit.h"

#include "base/utf8.h"

struct row {
	const char *bytes;
	size_t n;
	uint32_t code; /* of what is UTF-8 */
};

#define ROW(text, c)                                                                               \
	{                                                                                          \
		text, sizeof(text) - 1, c                                                          \
	}

static void test_the_ends_of_every_length_are_read(void **state)
{
	static const struct row rows[] = {
	    ROW("\0", 0x0),
	    ROW("\x7f", 0x7f),
	    ROW("\xc2\x80", 0x80),
	    ROW("\xdf\xbf", 0x7ff),
	    ROW("\xe0\xa0\x80", 0x800),
	    ROW("\xed\x9f\xbf", 0xd7ff),
	    ROW("\xee\x80\x80", 0xe000),
	    ROW("\xef\xbf\xbf", 0xffff),
	    ROW("\xf0\x90\x80\x80", 0x10000),
	    ROW("\xf4\x8f\xbf\xbf", 0x10ffff),
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		uint32_t code = 0xbad;

		assert_int_equal(utf8_next(rows[i].bytes, rows[i].n, &code), rows[i].n);
		assert_int_equal(code, rows[i].code);
	}
}

static void test_what_follows_is_left_alone(void **state)
{
	uint32_t code;

	(void)state;
	assert_int_equal(utf8_next("\xe2\x82\xac\xff", 4, &code), 3);
	assert_int_equal(code, 0x20ac);
}

static void expect_none(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t code = 0xbad;

		if (utf8_next(rows[i].bytes, rows[i].n, &code) != 0)
			fail_msg("row %zu is taken for %04x", i, (unsigned)code);
	}
}

static void test_overlong_forms_are_refused(void **state)
{
	static const struct row rows[] = {
	    ROW("\xc0\x80", 0),
	    ROW("\xc0\xaf", 0),
	    ROW("\xc1\xbf", 0),
	    ROW("\xe0\x80\x8a", 0),
	    ROW("\xe0\x9f\xbf", 0),
	    ROW("\xf0\x80\x80\x8a", 0),
	    ROW("\xf0\x8f\xbf\xbf", 0),
	};

	(void)state;
	expect_none(rows, UNIT_COUNT(rows));
}

static void test_surrogates_are_refused(void **state)
{
	static const struct row rows[] = {
	    ROW("\xed\xa0\x80", 0),
	    ROW("\xed\xaf\xbf", 0),
	    ROW("\xed\xb0\x80", 0),
	    ROW("\xed\xbf\xbf", 0),
	};

	(void)state;
	expect_none(rows, UNIT_COUNT(rows));
}

static void test_what_lies_above_unicode_is_refused(void **state)
{
	static const struct row rows[] = {
	    ROW("\xf4\x90\x80\x80", 0),
	    ROW("\xf7\xbf\xbf\xbf", 0),
	    ROW("\xf8\x88\x80\x80\x80", 0),
	    ROW("\xfc\x84\x80\x80\x80\x80", 0),
	    ROW("\xfe", 0),
	    ROW("\xff", 0),
	};

	(void)state;
	expect_none(rows, UNIT_COUNT(rows));
}

static void test_broken_sequences_are_refused(void **state)
{
	static const struct row rows[] = {
	    ROW("\x80", 0),
	    ROW("\xbf", 0),
	    ROW("\xc2", 0),
	    ROW("\xc2\x41", 0),
	    ROW("\xe2\x82", 0),
	    ROW("\xe2\x28\xa1", 0),
	    ROW("\xe2\x82\x28", 0),
	    ROW("\xf0\x9f\x98", 0),
	    ROW("\xf0\x9f\x98\x41", 0),
	    ROW("\xc2\xc2", 0),
	};

	(void)state;
	expect_none(rows, UNIT_COUNT(rows));
}

static void test_bytes_beyond_the_given_length_are_not_read(void **state)
{
	uint32_t code;

	(void)state;
	assert_int_equal(utf8_next("\xe2\x82\xac", 2, &code), 0);
}

static void test_a_short_text_is_not_cut(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("abc", 3, 3), 3);
	assert_int_equal(utf8_cut("abc", 3, 100), 3);
	assert_int_equal(utf8_cut("\xe2\x82\xac", 3, 3), 3);
	assert_int_equal(utf8_cut("", 0, 0), 0);
}

static void test_a_cut_falls_between_characters(void **state)
{
	/* One character of each length: they begin at 0, 1, 3, 6 and end at 10. */
	static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z";
	static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11};

	(void)state;
	for (size_t max = 0; max < UNIT_COUNT(want); max++)
		assert_int_equal(utf8_cut(text, sizeof(text) - 1, max), want[max]);
}

static void test_a_first_character_that_does_not_fit_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("\xc3\xa9", 2, 1), 0);
	assert_int_equal(utf8_cut("\xe2\x82\xac", 3, 2), 0);
	assert_int_equal(utf8_cut("\xf0\x9f\x98\x80", 4, 3), 0);
}

static void test_a_cut_through_rubbish_still_keeps_the_maximum(void **state)
{
	static const char rubbish[] = "\x80\x80\x80\x80\x80\x80\x80\x80";

	(void)state;
	assert_in_range(utf8_cut(rubbish, 8, 6), 0, 6);
}

static void test_a_text_is_valid_when_all_of_it_is(void **state)
{
	(void)state;
	assert_true(utf8_is_valid("", 0));
	assert_true(utf8_is_valid("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\0z", 12));
	assert_false(utf8_is_valid("\xff", 1));
	assert_false(utf8_is_valid("abc\xc0\xaf", 5));
	assert_false(utf8_is_valid("abc\xed\xa0\x80z", 7));
	assert_false(utf8_is_valid("a\0\xff", 3));
}

static void test_a_text_that_ends_inside_a_character_is_not_valid(void **state)
{
	(void)state;
	assert_false(utf8_is_valid("\xe2\x82\xac", 2));
	assert_false(utf8_is_valid("a\xf0\x9f\x98\x80", 4));
}

static void test_utf16_becomes_utf8(void **state)
{
	static const char big[] = "\xfe\xff\0a\0\xe9\x20\xac\xd8\x3d\xde\x00";
	static const char little[] = "\xff\xfe"
				     "a\0\xe9\0\xac\x20\x3d\xd8\x00\xde";
	static const char want[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";
	size_t n = 0;

	assert_string_equal(utf8_from_utf16(*state, big, sizeof(big) - 1, &n), want);
	assert_int_equal(n, sizeof(want) - 1);
	assert_string_equal(utf8_from_utf16(*state, little, sizeof(little) - 1, &n), want);
	assert_int_equal(n, sizeof(want) - 1);
	assert_string_equal(utf8_from_utf16(*state, "\xff\xfe", 2, &n), "");
	assert_int_equal(n, 0);
}

static void test_what_is_no_utf16_is_none(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
	} rows[] = {
	    {"", 0}, {"a", 1}, {"\0a", 2}, /* no mark */
	    {"\xfe\xff\0", 3},		   /* half a unit */
	    {"\xfe\xff\xd8\x3d", 4},	   /* a first surrogate alone */
	    {"\xfe\xff\xd8\x3d\0a", 6},	   /* and without its second */
	    {"\xfe\xff\xde\0", 4},	   /* a second alone */
	    {"\xef\xbb\xbf{", 4},	   /* UTF-8 */
	};
	size_t n;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (utf8_from_utf16(*state, rows[i].bytes, rows[i].n, &n) != NULL)
			fail_msg("row %zu", i);
}

static void test_a_bad_byte_is_found_wherever_it_stands(void **state)
{
	static const char text[] = "forty bytes of ASCII and then some more.";

	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		char *bytes = mem_strdup(*state, text);

		assert_true(utf8_is_valid(bytes, i));
		bytes[i] = (char)0x80;
		assert_false(utf8_is_valid(bytes, sizeof(text) - 1));
		assert_true(utf8_is_valid(bytes, i));
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_ends_of_every_length_are_read),
	    UNIT_TEST(test_what_follows_is_left_alone),
	    UNIT_TEST(test_overlong_forms_are_refused),
	    UNIT_TEST(test_surrogates_are_refused),
	    UNIT_TEST(test_what_lies_above_unicode_is_refused),
	    UNIT_TEST(test_broken_sequences_are_refused),
	    UNIT_TEST(test_bytes_beyond_the_given_length_are_not_read),
	    UNIT_TEST(test_a_short_text_is_not_cut),
	    UNIT_TEST(test_a_cut_falls_between_characters),
	    UNIT_TEST(test_a_first_character_that_does_not_fit_leaves_nothing),
	    UNIT_TEST(test_a_cut_through_rubbish_still_keeps_the_maximum),
	    UNIT_TEST(test_a_text_is_valid_when_all_of_it_is),
	    UNIT_TEST(test_a_text_that_ends_inside_a_character_is_not_valid),
	    UNIT_TEST(test_utf16_becomes_utf8),
	    UNIT_TEST(test_what_is_no_utf16_is_none),
	    UNIT_TEST(test_a_bad_byte_is_found_wherever_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
