/* Tests of base/json: what is JSON, how deep, and getters that answer for everything. */
#include "unit.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"

static int try_read(void *ctx, const char *text, size_t n, struct error *e)
{
	struct json *root;

	return json_read(ctx, text, n, &root, e);
}

static struct json *json_of(void *ctx, const char *text)
{
	struct json *root = NULL;
	struct error e = {0};

	if (json_read(ctx, text, strlen(text), &root, &e) != OK)
		fail_msg("%s: %s", text, e.text);
	return root;
}

static void test_every_kind_of_value_may_be_the_document(void **state)
{
	static const char *const texts[] = {"{}", "[]", "\"x\"", "1", "-1.5e3", "true", "false",
	    " {\"a\": [1, {}]} ", "\r\n\t[]\r\n\t"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_non_null(json_of(*state, texts[i]));
}

static void test_null_is_a_document_without_a_root(void **state)
{
	struct json *root = (struct json *)state;

	assert_int_equal(json_read(*state, "null", 4, &root, NULL), OK);
	assert_null(root);
	root = (struct json *)state;
	assert_int_equal(json_read(*state, " null\n", 6, &root, NULL), OK);
	assert_null(root);
}

static void test_a_bare_number_ends_with_the_document(void **state)
{
	unit_same("all", json_text_of(*state, json_of(*state, "12345"), 9), "12345");
	unit_same("with a blank", json_text_of(*state, json_of(*state, "7\n"), 9), "7");
}

static void test_what_is_not_json_is_refused(void **state)
{
	static const char *const texts[] = {"", " \n", "x", "tru", "nul", "nulll", "{", "[", "\"x",
	    "{\"a\":", "{\"a\":1", "[1,", "{\"a\":1,}", "[1,]", "{\"a\" 1}", "{a:1}", "{\"a\":01}",
	    "{\"a\":+1}", "{\"a\":.5}", "{\"a\":0x10}", "{\"a\":1e}", "-", "{\"a\":\"\\x\"}",
	    "/* c */ {}", "{} // c", "<html>", "\v{}", "\f{}", "[\v]", "-01", "1.", "\"a\tb\"",
	    "[1 2]", "[,]"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct json *root = (struct json *)state;
		struct error e = {0};

		if (json_read(*state, texts[i], strlen(texts[i]), &root, &e) != E_INPUT)
			fail_msg("\"%s\" is not refused", texts[i]);
		assert_int_equal(e.code, E_INPUT);
		unit_has(e.text, "not JSON");
	}
}

static void test_trailing_bytes_are_refused(void **state)
{
	static const char *const texts[] = {
	    "{}x", "{} {}", "[] []", "1 2", "null null", "{\"a\":1}}", "{}]", "{},", "\"a\"\"b\""};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		if (try_read(*state, texts[i], strlen(texts[i]), NULL) != E_INPUT)
			fail_msg("\"%s\" is not refused", texts[i]);
}

static void test_a_nul_does_not_hide_what_follows(void **state)
{
	assert_int_equal(try_read(*state, "{}\0x", 4, NULL), E_INPUT);
	assert_int_equal(try_read(*state, "{}\0", 3, NULL), E_INPUT);
	assert_int_equal(try_read(*state, "{}\0 ", 4, NULL), E_INPUT);
	assert_int_equal(try_read(*state,
			     "12\0"
			     "3",
			     4, NULL),
	    E_INPUT);
	assert_int_equal(try_read(*state, "null\0x", 6, NULL), E_INPUT);
	assert_int_equal(try_read(*state, "\"a\0b\"", 5, NULL), E_INPUT);
}

static void test_a_byte_order_mark_is_skipped_once(void **state)
{
	struct json *o = json_of(*state, "\xef\xbb\xbf{\"a\":\"x\"}");

	unit_same("a", json_text(*state, o, "a", 10), "x");
	assert_int_equal(try_read(*state, "\xef\xbb\xbf", 3, NULL), E_INPUT);
	assert_int_equal(try_read(*state, "\xef\xbb\xbf\xef\xbb\xbf{}", 8, NULL), E_INPUT);
	assert_int_equal(try_read(*state, "\xff\xfe{\0}\0", 6, NULL), E_INPUT);
}

static void test_bytes_that_are_not_utf8_are_refused(void **state)
{
	static const char *const texts[] = {"\"\xff\"", "\"\x80\"", "\"\xc3\"", "\"\xe2\x82\"",
	    "\"\xc3(\"", "{\"\xff\":1}", "\"\xe9t\xe9\""};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		if (try_read(*state, texts[i], strlen(texts[i]), NULL) != E_INPUT)
			fail_msg("row %zu is not refused", i);
}

static void test_overlong_forms_and_surrogates_are_refused(void **state)
{
	static const char *const texts[] = {"\"\xc0\xaf\"", "\"\xe0\x80\x8a\"", "\"\xed\xa0\x80\"",
	    "\"\xf0\x80\x80\x8a\"", "\"\xf4\x90\x80\x80\""};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		if (try_read(*state, texts[i], strlen(texts[i]), NULL) != E_INPUT)
			fail_msg("row %zu is not refused", i);
}

/* levels arrays in each other, with inside in the innermost one. */
static const char *nested(void *ctx, size_t levels, const char *inside)
{
	char *text = mem_array(ctx, char, 2 * levels + strlen(inside) + 1);

	memset(text, '[', levels);
	memcpy(text + levels, inside, strlen(inside));
	memset(text + levels + strlen(inside), ']', levels);
	return text;
}

static void test_nesting_up_to_the_limit_is_read(void **state)
{
	assert_non_null(json_of(*state, nested(*state, LIMIT_JSON_DEPTH, "")));
	/* A value is a level of its own. */
	assert_non_null(json_of(*state, nested(*state, LIMIT_JSON_DEPTH - 1, "1")));
}

static void test_deeper_nesting_is_a_limit(void **state)
{
	const char *texts[] = {
	    nested(*state, LIMIT_JSON_DEPTH + 1, ""),
	    nested(*state, LIMIT_JSON_DEPTH, "1"),
	    nested(*state, 200000, ""),
	    mem_printf(*state, "{\"a\":%s}", nested(*state, LIMIT_JSON_DEPTH, "")),
	};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct error e = {0};

		assert_int_equal(try_read(*state, texts[i], strlen(texts[i]), &e), E_LIMIT);
		unit_has(e.text, "32 levels");
	}
}

static void test_more_values_than_a_document_has_are_a_limit(void **state)
{
	size_t n = LIMIT_JSON_VALUES + 1; /* the list is one, too */
	char *text = mem_array(*state, char, 2 * n + 1);
	struct error e = {0};

	for (size_t i = 0; i < n; i++)
		memcpy(text + 2 * i, i == 0 ? "[1" : ",1", 2);
	memcpy(text + 2 * (n - 2), "] ", 3);
	assert_int_equal(json_list_size(json_of(*state, text), SIZE_MAX), n - 2);
	memcpy(text + 2 * (n - 2), ",1]", 4);
	assert_int_equal(try_read(*state, text, strlen(text), &e), E_LIMIT);
	unit_has(e.text, "more than 400000 values");
}

static void test_a_failure_leaves_no_root(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} rows[] = {{"{} x", 4}, {"{\"a\":", 5}, {"[[]", 3}, {"{}\0x", 4}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct json *root = (struct json *)state;

		assert_int_equal(json_read(*state, rows[i].text, rows[i].n, &root, NULL), E_INPUT);
		assert_null(root);
	}
}

static void test_members_and_lists_are_told_by_their_kind(void **state)
{
	struct json *o =
	    json_of(*state, "{\"o\":{\"x\":1},\"l\":[1,2,3],\"s\":\"x\",\"n\":null,\"i\":1}");
	static const char *const others[] = {"s", "n", "i", "none", ""};

	assert_true(json_is_object(o));
	assert_true(json_is_object(json_member(o, "o")));
	assert_null(json_member(o, "l"));
	assert_int_equal(json_list_size(json_list(o, "l"), 100), 3);
	assert_null(json_list(o, "o"));
	for (size_t i = 0; i < UNIT_COUNT(others); i++) {
		assert_null(json_member(o, others[i]));
		assert_null(json_list(o, others[i]));
	}
}

static void test_lists_are_cut_at_the_maximum(void **state)
{
	struct json *list = json_list(json_of(*state, "{\"l\":[1,2,3]}"), "l");

	assert_int_equal(json_list_size(list, 0), 0);
	assert_int_equal(json_list_size(list, 2), 2);
	assert_int_equal(json_list_size(list, 3), 3);
	assert_int_equal(json_list_size(list, SIZE_MAX), 3);
}

static void test_a_list_gives_its_elements(void **state)
{
	struct json *list = json_list(json_of(*state, "{\"l\":[{},null,3]}"), "l");

	assert_true(json_is_object(json_list_at(list, 0)));
	assert_null(json_list_at(list, 1));
	unit_same("third", json_text_of(*state, json_list_at(list, 2), 9), "3");
	assert_null(json_list_at(list, 3));
	assert_null(json_list_at(list, SIZE_MAX));
}

static void test_a_text_is_a_string_or_the_digits_of_a_number(void **state)
{
	struct json *o = json_of(*state,
	    "{\"s\":\"x\",\"i\":123,\"z\":0,\"m\":-5,\"d\":1.50,\"e\":\"\",\"n\":null,\"t\":true,"
	    "\"o\":{},\"l\":[],\"b\":9007199254740993,\"u\":18446744073709551614}");

	unit_same("string", json_text(*state, o, "s", 100), "x");
	unit_same("int", json_text(*state, o, "i", 100), "123");
	unit_same("zero", json_text(*state, o, "z", 100), "0");
	unit_same("minus", json_text(*state, o, "m", 100), "-5");
	unit_same("double", json_text(*state, o, "d", 100), "1.50");
	unit_same("beyond double", json_text(*state, o, "b", 100), "9007199254740993");
	unit_same("unsigned", json_text(*state, o, "u", 100), "18446744073709551614");
	unit_same("empty", json_text(*state, o, "e", 100), NULL);
	unit_same("null", json_text(*state, o, "n", 100), NULL);
	unit_same("true", json_text(*state, o, "t", 100), NULL);
	unit_same("object", json_text(*state, o, "o", 100), NULL);
	unit_same("list", json_text(*state, o, "l", 100), NULL);
	unit_same("absent", json_text(*state, o, "none", 100), NULL);
}

/* An id may be longer than any integer of ours: its digits stay as they are. */
static void test_the_digits_of_a_large_number_stay(void **state)
{
	struct json *o =
	    json_of(*state, "{\"u\":99999999999999999999999999,\"m\":-99999999999999999999999998}");

	unit_same("u", json_text(*state, o, "u", 100), "99999999999999999999999999");
	unit_same("m", json_text(*state, o, "m", 100), "-99999999999999999999999998");
}

static void test_members_come_in_their_order(void **state)
{
	struct json *o = json_of(*state, "{\"b\":\"x\",\"\":null,\"a\":{}}");
	const char *key;

	assert_int_equal(json_members(o), 3);
	unit_same("b", json_text_of(*state, json_member_at(o, 0, &key), 9), "x");
	assert_string_equal(key, "b");
	assert_null(json_member_at(o, 1, &key));
	assert_string_equal(key, "");
	assert_true(json_is_object(json_member_at(o, 2, &key)));
	assert_string_equal(key, "a");
	assert_int_equal(json_members(NULL), 0);
	assert_int_equal(json_members(json_of(*state, "[1]")), 0);
}

/* Values of many sizes, more than a block holds, each as it was. */
static void test_a_large_document_is_read_whole(void **state)
{
	struct json *list;
	struct buf text;

	buf_init(&text, *state, 1024 * 1024);
	for (int i = 0; i < 3000; i++)
		buf_printf(&text, "%c{\"k%d\":\"%0*d\"}", i > 0 ? ',' : '[', i, i % 200 + 1, i);
	buf_char(&text, ']');
	list = json_of(*state, text.data);
	assert_int_equal(json_list_size(list, SIZE_MAX), 3000);
	for (int i = 0; i < 3000; i++)
		unit_same("text",
		    json_text(
			*state, json_list_at(list, (size_t)i), mem_printf(*state, "k%d", i), 999),
		    mem_printf(*state, "%0*d", i % 200 + 1, i));
}

static void test_of_a_key_twice_the_last_counts(void **state)
{
	struct json *o = json_of(*state, "{\"a\":\"one\",\"b\":1,\"a\":\"two\"}");

	unit_same("a", json_text(*state, o, "a", 100), "two");
}

static void test_escapes_are_resolved(void **state)
{
	struct json *o =
	    json_of(*state, "{\"a\":\"\\u00e9\\n\\t\\\"\\\\\\/"
			    "\",\"p\":\"\\ud83d\\ude00\",\"h\":\"x\\ud800y\",\"l\":\"\\udc00y\"}");

	unit_same("plain", json_text(*state, o, "a", 100), "\xc3\xa9\n\t\"\\/");
	unit_same("pair", json_text(*state, o, "p", 100), "\xf0\x9f\x98\x80");
	unit_same("half a pair", json_text(*state, o, "h", 100), "x?y");
	unit_same("the other half", json_text(*state, o, "l", 100), "\xef\xbf\xbdy");
}

static void test_a_text_is_cut_at_a_character(void **state)
{
	struct json *o = json_of(*state, "{\"a\":\"ab\xc3\xa9\xe2\x82\xac\",\"n\":123456}");
	static const char *const want[] = {NULL, "a", "ab", "ab", "ab\xc3\xa9", "ab\xc3\xa9",
	    "ab\xc3\xa9", "ab\xc3\xa9\xe2\x82\xac"};

	for (size_t max = 1; max < UNIT_COUNT(want); max++)
		unit_same("a", json_text(*state, o, "a", max), want[max]);
	unit_same("number", json_text(*state, o, "n", 3), "123");
}

static void test_a_nul_inside_becomes_a_replacement(void **state)
{
	struct json *o = json_of(*state,
	    "{\"m\":\"a\\u0000b\",\"f\":\"\\u0000a\",\"l\":\"a\\u0000\",\"t\":\"\\u0000\\u0000\"}");

	unit_same("middle", json_text(*state, o, "m", 100),
	    "a\xef\xbf\xbd"
	    "b");
	unit_same("first", json_text(*state, o, "f", 100),
	    "\xef\xbf\xbd"
	    "a");
	unit_same("last", json_text(*state, o, "l", 100), "a\xef\xbf\xbd");
	unit_same("two", json_text(*state, o, "t", 100), "\xef\xbf\xbd\xef\xbf\xbd");
}

static void test_replacements_do_not_make_a_text_longer_than_its_maximum(void **state)
{
	struct json *o =
	    json_of(*state, "{\"a\":\"\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\"}");

	assert_in_range(strlen(json_text(*state, o, "a", 8)), 1, 8);
}

static void test_times_are_read(void **state)
{
	struct json *o = json_of(*state,
	    "{\"t\":\"2024-07-25T18:45:29.704Z\",\"n\":null,\"x\":\"soon\",\"i\":1721933129,"
	    "\"e\":\"\",\"o\":{}}");
	static const char *const none[] = {"n", "x", "i", "e", "o", "absent"};

	assert_true(json_time(o, "t") == INT64_C(1721933129704));
	for (size_t i = 0; i < UNIT_COUNT(none); i++)
		assert_true(json_time(o, none[i]) == TIME_NONE);
}

static void test_a_flag_is_only_true_itself(void **state)
{
	struct json *o = json_of(
	    *state, "{\"t\":true,\"f\":false,\"i\":1,\"s\":\"true\",\"n\":null,\"l\":[true]}");
	static const char *const no[] = {"f", "i", "s", "n", "l", "absent"};

	assert_true(json_flag(o, "t"));
	for (size_t i = 0; i < UNIT_COUNT(no); i++)
		assert_false(json_flag(o, no[i]));
}

static void test_a_key_can_be_there_with_null(void **state)
{
	struct json *o = json_of(*state, "{\"n\":null,\"f\":false}");

	assert_true(json_has(o, "n"));
	assert_true(json_has_null(o, "n"));
	assert_false(json_has_null(o, "f"));
	assert_false(json_has_null(o, "x"));
	assert_true(json_has(o, "f"));
	assert_false(json_has(o, "x"));
}

static void expect_nothing(void *ctx, struct json *o)
{
	assert_false(json_is_object(o));
	assert_null(json_member(o, "a"));
	assert_null(json_list(o, "a"));
	assert_null(json_text(ctx, o, "a", 10));
	assert_true(json_time(o, "a") == TIME_NONE);
	assert_false(json_flag(o, "a"));
	assert_false(json_has(o, "a"));
}

static void test_getters_take_null_and_other_kinds_for_an_object(void **state)
{
	static const char *const others[] = {"[{\"a\":1}]", "\"a\"", "1", "true", "null"};

	expect_nothing(*state, NULL);
	assert_int_equal(json_list_size(NULL, 10), 0);
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		expect_nothing(*state, json_of(*state, others[i]));
	assert_int_equal(json_list_size(json_of(*state, "{\"a\":1}"), 10), 0);
}

static void first_of_null(void *user)
{
	_exit(json_list_at(user, 0) == NULL ? 0 : 1);
}

/* In a process of its own, since it may end by assert(). */
static void test_null_and_other_kinds_are_lists_without_elements(void **state)
{
	int status;

	unit_run(*state, first_of_null, NULL, &status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	unit_run(*state, first_of_null, json_of(*state, "{}"), &status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_texts_outlive_what_else_was_asked(void **state)
{
	struct json *o = json_of(*state, "{\"a\":1,\"b\":2.5,\"c\":\"x\"}");
	const char *a = json_text(*state, o, "a", 10);
	const char *b = json_text(*state, o, "b", 10);
	const char *c = json_text(*state, o, "c", 10);

	unit_same("b again", json_text(*state, o, "b", 1), "2");
	assert_string_equal(a, "1");
	assert_string_equal(b, "2.5");
	assert_string_equal(c, "x");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_kind_of_value_may_be_the_document),
	    UNIT_TEST(test_null_is_a_document_without_a_root),
	    UNIT_TEST(test_a_bare_number_ends_with_the_document),
	    UNIT_TEST(test_what_is_not_json_is_refused),
	    UNIT_TEST(test_trailing_bytes_are_refused),
	    UNIT_TEST(test_a_nul_does_not_hide_what_follows),
	    UNIT_TEST(test_a_byte_order_mark_is_skipped_once),
	    UNIT_TEST(test_bytes_that_are_not_utf8_are_refused),
	    UNIT_TEST(test_overlong_forms_and_surrogates_are_refused),
	    UNIT_TEST(test_nesting_up_to_the_limit_is_read),
	    UNIT_TEST(test_deeper_nesting_is_a_limit),
	    UNIT_TEST(test_more_values_than_a_document_has_are_a_limit),
	    UNIT_TEST(test_a_failure_leaves_no_root),
	    UNIT_TEST(test_members_and_lists_are_told_by_their_kind),
	    UNIT_TEST(test_lists_are_cut_at_the_maximum),
	    UNIT_TEST(test_a_list_gives_its_elements),
	    UNIT_TEST(test_a_text_is_a_string_or_the_digits_of_a_number),
	    UNIT_TEST(test_the_digits_of_a_large_number_stay),
	    UNIT_TEST(test_members_come_in_their_order),
	    UNIT_TEST(test_a_large_document_is_read_whole),
	    UNIT_TEST(test_of_a_key_twice_the_last_counts),
	    UNIT_TEST(test_escapes_are_resolved),
	    UNIT_TEST(test_a_text_is_cut_at_a_character),
	    UNIT_TEST(test_a_nul_inside_becomes_a_replacement),
	    UNIT_TEST(test_replacements_do_not_make_a_text_longer_than_its_maximum),
	    UNIT_TEST(test_times_are_read),
	    UNIT_TEST(test_a_flag_is_only_true_itself),
	    UNIT_TEST(test_a_key_can_be_there_with_null),
	    UNIT_TEST(test_getters_take_null_and_other_kinds_for_an_object),
	    UNIT_TEST(test_null_and_other_kinds_are_lists_without_elements),
	    UNIT_TEST(test_texts_outlive_what_else_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
