/* Tests of summary/plain: whatever comes, one paragraph of plain text without links is left. */
#include "../base/unit.h"

#include "summary/plain.h"

struct row {
	const char *in;
	const char *out;
};

static void expect_rows(void *ctx, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		unit_same(rows[i].in, plain_text(ctx, rows[i].in), rows[i].out);
}

static void test_plain_text_stays(void **state)
{
	static const struct row rows[] = {
	    {"", ""},
	    {"Error rates are at 5.2% (of 1,200 requests); 3 > 2.",
		"Error rates are at 5.2% (of 1,200 requests); 3 > 2."},
	    {"degraded_performance in us-east-1, v1.2.3 since 10:30.",
		"degraded_performance in us-east-1, v1.2.3 since 10:30."},
	    {"Stra\xc3\x9f"
	     "e \xe6\x97\xa5\xe6\x9c\xac",
		"Stra\xc3\x9f"
		"e \xe6\x97\xa5\xe6\x9c\xac"},
	    {"at 10 a.m. in the U.S. with 1.2.3-beta", "at 10 a.m. in the U.S. with 1.2.3-beta"},
	    {"e.g. the API, i.e. all of it... and so on",
		"e.g. the API, i.e. all of it... and so on"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
	assert_string_equal(plain_text(*state, NULL), "");
}

static void test_it_is_one_line(void **state)
{
	static const struct row rows[] = {
	    {"one\ntwo\r\n\r\nthree\tfour", "one two three four"}, {"  around  \n", "around"},
	    {"a\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9 b", "a b"}, /* no-break blank, line separators */
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_nothing_acts_or_hides(void **state)
{
	static const struct row rows[] = {
	    {"\x1b[31mred\x07", "31mred"},
	    {"a\x01\x7f\xc2\x9b"
	     "b",
		"ab"},
	    {"re\xe2\x80\x8bsolved", "resolved"},	    /* zero width */
	    {"\xe2\x80\xaegnihton\xe2\x80\xac", "gnihton"}, /* right to left */
	    {"a\xf3\xa0\x81\x81\xf3\xa0\x81\x82 b", "a b"}, /* tags, as in hidden orders */
	    {"cut \xe2\x80 and \xff bytes", "cut and bytes"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_links_are_gone(void **state)
{
	static const struct row rows[] = {
	    {"See https://evil.example/x?y=1 now.", "See now."},
	    {"See https://evil.example/x.", "See."},
	    {"See (http://evil.example) or <https://evil.example>!", "See or!"},
	    {"HTTPS://EVIL.EXAMPLE/", ""},
	    {"go to www.evil.example/path today", "go to today"},
	    {"go to evil.example or evil.example/path, fast", "go to or, fast"},
	    {"evil.example:8080 and sub.evil.example#x", "and"},
	    {"click(evil.example)now or ://evil or evil.example./x", "or or"},
	    {"write to root@evil.example", "write to"},
	    {"[the page](https://evil.example/a_(b)) says", "the page) says"},
	    {"![](data:text/html,x) mailto:a@b javascript:alert(1)", "!"},
	    {"see:ftp://evil.example and x://y", "and"},
	    {"\xd0\xb5vil.\xd1\x80\xd1\x84/x stays away", "stays away"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_marks_of_markdown_are_gone(void **state)
{
	static const struct row rows[] = {
	    {"**Bold** and `code` and *this*", "Bold and code and this"},
	    {"# Heading\n## Summary\ntext #1", "Heading Summary text #1"},
	    {"- one\n- two", "- one - two"},
	    {"[Identified] x", "Identified x"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_typography_is_ascii(void **state)
{
	static const struct row rows[] = {
	    {"We\xe2\x80\x99re \xe2\x80\x9cok\xe2\x80\x9d \xe2\x80\x94 now\xe2\x80\xa6",
		"We're \"ok\" - now..."},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_plain_text_stays),
	    UNIT_TEST(test_it_is_one_line),
	    UNIT_TEST(test_nothing_acts_or_hides),
	    UNIT_TEST(test_links_are_gone),
	    UNIT_TEST(test_marks_of_markdown_are_gone),
	    UNIT_TEST(test_typography_is_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
