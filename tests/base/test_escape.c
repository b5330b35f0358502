/* Tests of base/escape: what acts on a terminal, a log or JSON is shown, the rest stays. */
#include "unit.h"

#include "base/escape.h"
#include "base/json.h"

struct row {
	const char *in;
	const char *log;
	const char *json; /* without the quotes around it */
};

typedef void escape(struct buf *out, const char *s);

static const char *escaped(void *ctx, escape *f, const char *s)
{
	struct buf b;

	buf_init(&b, ctx, 100000);
	f(&b, s);
	assert_false(b.overflow);
	return b.data;
}

static void expect_rows(void *ctx, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unit_same("log_text", escaped(ctx, log_text, rows[i].in), rows[i].log);
		unit_same("json_str", escaped(ctx, json_str, rows[i].in),
		    mem_printf(ctx, "\"%s\"", rows[i].json));
	}
}

static void test_ordinary_text_stays(void **state)
{
	static const struct row rows[] = {
	    {"", "", ""},
	    {"API: 100% of requests fail (~50).", "API: 100% of requests fail (~50).",
		"API: 100% of requests fail (~50)."},
	    {"Stra\xc3\x9f"
	     "e \xe6\x97\xa5\xe6\x9c\xac \xd0\xaf",
		"Stra\xc3\x9f"
		"e \xe6\x97\xa5\xe6\x9c\xac \xd0\xaf",
		"Stra\xc3\x9f"
		"e \xe6\x97\xa5\xe6\x9c\xac \xd0\xaf"},
	    {"\xc2\xa0", "\xc2\xa0", "\xc2\xa0"},
	    {"\xef\xbf\xbd", "\xef\xbf\xbd", "\xef\xbf\xbd"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_controls_are_shown(void **state)
{
	static const struct row rows[] = {
	    {"a\nb\tc\rd", "a\\nb\\tc\\rd", "a\\nb\\tc\\rd"},
	    {"\x1b[31mred", "\\x1b[31mred", "\\u001b[31mred"},
	    {"\x01\x08\x0b\x0c\x1f", "\\x01\\x08\\x0b\\x0c\\x1f",
		"\\u0001\\u0008\\u000b\\u000c\\u001f"},
	    {"\x7f", "\\x7f", "\\u007f"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_c1_controls_are_shown(void **state)
{
	static const struct row rows[] = {
	    {"\xc2\x80", "\\x80", "\\u0080"},
	    {"\xc2\x85", "\\x85", "\\u0085"},
	    {"\xc2\x9b"
	     "31m",
		"\\x9b31m", "\\u009b31m"},
	    {"\xc2\x9f", "\\x9f", "\\u009f"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_bidi_overrides_are_shown(void **state)
{
	static const struct row rows[] = {
	    {"\xd8\x9c", "\\u061c", "\\u061c"},
	    {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f", "\\u200e\\u200f"},
	    {"a\xe2\x80\xae"
	     "b",
		"a\\u202eb", "a\\u202eb"},
	    {"\xe2\x80\xaa", "\\u202a", "\\u202a"},
	    {"\xe2\x81\xa6\xe2\x81\xa9", "\\u2066\\u2069", "\\u2066\\u2069"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_invisible_characters_are_shown(void **state)
{
	static const struct row rows[] = {
	    {"op\xc2\xad"
	     "en",
		"op\\xaden", "op\\u00aden"},
	    {"\xe2\x80\x8b", "\\u200b", "\\u200b"},
	    {"\xe2\x81\xa0", "\\u2060", "\\u2060"},
	    {"\xef\xbb\xbf", "\\ufeff", "\\ufeff"},
	    {"\xe1\xa0\x8e", "\\u180e", "\\u180e"},
	    {"\xef\xbf\xb9", "\\ufff9", "\\ufff9"},
	    {"\xf0\x9b\xb2\xa0", "\\u1bca0", "\\ud82f\\udca0"},
	    {"\xf0\x9d\x85\xba", "\\u1d17a", "\\ud834\\udd7a"},
	    {"\xf3\xa0\x81\x81", "\\ue0041", "\\udb40\\udc41"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_line_separators_are_shown(void **state)
{
	static const struct row rows[] = {
	    {"\xe2\x80\xa8", "\\u2028", "\\u2028"},
	    {"\xe2\x80\xa9", "\\u2029", "\\u2029"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_neighbours_of_what_acts_stay(void **state)
{
	static const char *const stay[] = {" ", "~", "\xc2\xa0", "\xc2\xac", "\xc2\xae",
	    "\xe2\x80\x8a", "\xe2\x80\x90", "\xe2\x80\xa7", "\xe2\x80\xaf", "\xe2\x81\x9f",
	    "\xe2\x81\xb0", "\xf3\xa0\x84\x80"};

	for (size_t i = 0; i < UNIT_COUNT(stay); i++) {
		unit_same("log_text", escaped(*state, log_text, stay[i]), stay[i]);
		unit_same("json_str", escaped(*state, json_str, stay[i]),
		    mem_printf(*state, "\"%s\"", stay[i]));
	}
}

static void test_emoji_keep_their_joiners(void **state)
{
	/* Man, joiner, woman; a heart with its variation selector; a Persian non-joiner. */
	static const char text[] = "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9 "
				   "\xe2\x9d\xa4\xef\xb8\x8f \xd9\x85\xe2\x80\x8c\xd8\xae";

	assert_string_equal(escaped(*state, log_text, text), text);
	assert_string_equal(escaped(*state, terminal_text, text), text);
	assert_string_equal(escaped(*state, json_str, text), mem_printf(*state, "\"%s\"", text));
}

static void test_bytes_that_are_not_utf8_are_shown_one_by_one(void **state)
{
	static const struct row rows[] = {
	    {"a\xff"
	     "b",
		"a\\xffb", "a\\ufffdb"},
	    {"\xc0\xaf", "\\xc0\\xaf", "\\ufffd\\ufffd"},
	    {"\xc0\x8a", "\\xc0\\x8a", "\\ufffd\\ufffd"},
	    {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\\ufffd\\ufffd\\ufffd"},
	    {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"},
	    {"\xe2\x82", "\\xe2\\x82", "\\ufffd\\ufffd"},
	    {"\xe2\xe2\x82\xac", "\\xe2\xe2\x82\xac", "\\ufffd\xe2\x82\xac"},
	    {"\x9b"
	     "1m",
		"\\x9b1m", "\\ufffd1m"},
	};

	expect_rows(*state, rows, UNIT_COUNT(rows));
}

static void test_a_line_end_of_two_is_one_in_a_text(void **state)
{
	assert_string_equal(escaped(*state, log_text, "a\r\nb\n"), "a\\nb\\n");
	assert_string_equal(escaped(*state, terminal_text, "a\r\nb\n"), "a\nb\n");
}

static void test_a_lone_carriage_return_does_not_go_back(void **state)
{
	assert_string_equal(escaped(*state, terminal_text, "ok\rFAKE"), "ok\\rFAKE");
	assert_string_equal(escaped(*state, terminal_text, "end\r"), "end\\r");
	assert_string_equal(escaped(*state, terminal_text, "a\r\r\n"), "a\\r\n");
	assert_string_equal(escaped(*state, log_text, "\r"), "\\r");
}

static void test_a_terminal_gets_lines_but_no_controls(void **state)
{
	assert_string_equal(
	    escaped(*state, terminal_text, "one\ntwo\t\x1b]0;x\x07"), "one\ntwo\\t\\x1b]0;x\\x07");
	assert_string_equal(escaped(*state, terminal_text, "a\xe2\x80\xa8z"), "a\\u2028z");
}

static void test_json_keeps_line_ends_as_they_are(void **state)
{
	assert_string_equal(escaped(*state, json_str, "a\r\nb"), "\"a\\r\\nb\"");
}

static void test_json_quotes_are_escaped(void **state)
{
	assert_string_equal(escaped(*state, json_str, "say \"\\n\""), "\"say \\\"\\\\n\\\"\"");
}

static void test_null_is_a_word_in_json(void **state)
{
	assert_string_equal(escaped(*state, json_str_or_null, NULL), "null");
	assert_string_equal(escaped(*state, json_str_or_null, ""), "\"\"");
	assert_string_equal(escaped(*state, json_str_or_null, "null"), "\"null\"");
}

static const char *utf8_of(char out[5], uint32_t c)
{
	memset(out, 0, 5);
	if (c < 0x80) {
		out[0] = (char)c;
	} else if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 63));
		out[2] = (char)(0x80 | (c & 63));
	} else {
		out[0] = (char)(0xf0 | c >> 18);
		out[1] = (char)(0x80 | (c >> 12 & 63));
		out[2] = (char)(0x80 | (c >> 6 & 63));
		out[3] = (char)(0x80 | (c & 63));
	}
	return out;
}

/* Another reader of JSON must get back what went in. */
static void expect_back(struct buf *b, uint32_t c)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	const char *said;
	struct json *o;
	char in[5];

	buf_reset(b);
	json_str(b, utf8_of(in, c));
	assert_int_equal(json_read(ctx, b->data, b->len, &o, NULL), OK);
	said = json_text_of(ctx, o, SIZE_MAX);
	if (said == NULL || strcmp(said, in) != 0)
		fail_msg("U+%04X does not come back from %s", (unsigned)c, b->data);
	talloc_free(ctx);
}

static void test_json_of_every_kind_of_character_reads_back(void **state)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
	    {0x1, 0x3100},
	    {0xd700, 0xd7ff},
	    {0xe000, 0xe0ff},
	    {0xfe00, 0x10100},
	    {0x1f000, 0x1fa00},
	    {0xe0000, 0xe0200},
	    {0x10ff00, 0x10ffff},
	};
	struct buf b;

	buf_init(&b, *state, 100);
	for (size_t i = 0; i < UNIT_COUNT(ranges); i++)
		for (uint32_t c = ranges[i].first; c <= ranges[i].last; c++)
			expect_back(&b, c);
}

static void test_bare_text_leaves_out_what_acts(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
	    {"", ""},
	    {" a \r\n\t b\n", "a b"},
	    {"\x1b[31ma\x7f\xc2\x85\xc2\x9b", "[31ma"},
	    {"a\xe2\x80\x8b\xe2\x80\xae\xef\xbb\xbf\xf3\xa0\x80\x81z", "az"},
	    {"a\xe3\x80\x80\xe2\x80\x83z", "a z"},
	    {"\xff\xc0\x80\xed\xa0\x80z\xe2\x80", "z"},
	    {"\xe2\x80\x8d\xe6\x97\xa5", "\xe2\x80\x8d\xe6\x97\xa5"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same(rows[i].in, escaped(*state, bare_text, rows[i].in), rows[i].out);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_ordinary_text_stays),
	    UNIT_TEST(test_controls_are_shown),
	    UNIT_TEST(test_c1_controls_are_shown),
	    UNIT_TEST(test_bidi_overrides_are_shown),
	    UNIT_TEST(test_invisible_characters_are_shown),
	    UNIT_TEST(test_line_separators_are_shown),
	    UNIT_TEST(test_neighbours_of_what_acts_stay),
	    UNIT_TEST(test_emoji_keep_their_joiners),
	    UNIT_TEST(test_bytes_that_are_not_utf8_are_shown_one_by_one),
	    UNIT_TEST(test_a_line_end_of_two_is_one_in_a_text),
	    UNIT_TEST(test_a_lone_carriage_return_does_not_go_back),
	    UNIT_TEST(test_a_terminal_gets_lines_but_no_controls),
	    UNIT_TEST(test_json_keeps_line_ends_as_they_are),
	    UNIT_TEST(test_json_quotes_are_escaped),
	    UNIT_TEST(test_null_is_a_word_in_json),
	    UNIT_TEST(test_json_of_every_kind_of_character_reads_back),
	    UNIT_TEST(test_bare_text_leaves_out_what_acts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
