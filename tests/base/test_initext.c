/* Tests of base/initext: one entry or section changes, and every other byte stays. */
#include "unit.h"

#include "base/ini.h"
#include "base/initext.h"

static void test_an_entry_is_set_where_it_stands(void **state)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
	    {"[a]\nx = 1\ny = 2\n", "[a]\nx = new\ny = 2\n"},
	    {"[a]\nx=1\n", "[a]\nx=new\n"},
	    {"[a]\nx : 1\n", "[a]\nx : new\n"},
	    {"[a]\nx = 1", "[a]\nx = new"},
	    {"[a]\nx = 1   \n", "[a]\nx = new   \n"},
	    {"[a]\r\nx = 1\r\ny = 2\r\n", "[a]\r\nx = new\r\ny = 2\r\n"},
	    {"[a]\nx = 1 ; why\n", "[a]\nx = new ; why\n"},
	    {"[a]\nx = a;b ; why\n", "[a]\nx = new ; why\n"},
	    {"[a]\nx =\n", "[a]\nx = new\n"},
	    {"[a]\nx = ; nothing\n", "[a]\nx = new ; nothing\n"},
	    {"# x = 0\n[b]\nx = 0\n[a] ; that\n;x = 0\nx = 1\n[c]\nx = 0\n",
		"# x = 0\n[b]\nx = 0\n[a] ; that\n;x = 0\nx = new\n[c]\nx = 0\n"},
	    {"\xef\xbb\xbf[a]\nx = 1\n", "\xef\xbb\xbf[a]\nx = new\n"},
	    {"[a]\nxy = 1\nx = 1\n", "[a]\nxy = 1\nx = new\n"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same(rows[i].before, initext_set(*state, rows[i].before, "a", "x", "new"),
		    rows[i].after);
}

static void test_an_entry_that_is_missing_follows_the_last_one(void **state)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
	    {"[a]\n", "[a]\nx = new\n"},
	    {"[a]", "[a]\nx = new\n"},
	    {"[a]\ny = 1", "[a]\ny = 1\nx = new\n"},
	    {"[a]\r\ny = 1\r\n\r\n[b]\r\n", "[a]\r\ny = 1\r\nx = new\r\n\r\n[b]\r\n"},
	    {"[a]\n;x = 1\ny = 1\n# of b\n\n[b]\nx = 0\n",
		"[a]\n;x = 1\ny = 1\nx = new\n# of b\n\n[b]\nx = 0\n"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same(rows[i].before, initext_set(*state, rows[i].before, "a", "x", "new"),
		    rows[i].after);
	assert_null(initext_set(*state, "[b]\nx = 1\n", "a", "x", "new"));
	assert_null(initext_set(*state, "x = 1\n", "a", "x", "new"));
}

static void test_an_entry_is_taken_out(void **state)
{
	unit_same("there", initext_unset(*state, "[a]\n# w\nx = 1\ny = 2\n", "a", "x"),
	    "[a]\n# w\ny = 2\n");
	unit_same("not there", initext_unset(*state, "[a]\ny = 2\n", "a", "x"), "[a]\ny = 2\n");
	unit_same("elsewhere", initext_unset(*state, "[b]\nx = 2\n", "a", "x"), "[b]\nx = 2\n");
}

static void test_a_section_comes_last_after_a_blank_line(void **state)
{
	unit_same("empty", initext_add(*state, "", "a"), "[a]\n");
	unit_same("whole", initext_add(*state, "[b]\nx = 1\n", "a"), "[b]\nx = 1\n\n[a]\n");
	unit_same("cut", initext_add(*state, "[b]\nx = 1", "a"), "[b]\nx = 1\n\n[a]\n");
	unit_same("crlf", initext_add(*state, "[b]\r\n", "a"), "[b]\r\n\r\n[a]\r\n");
}

static void test_a_section_leaves_and_comments_of_others_stay(void **state)
{
	static const struct {
		const char *before, *after;
	} rows[] = {
	    {"[a]\nx = 1\n", ""},
	    {"# of all\n\n[a]\nx = 1\n\n[b]\ny = 1\n", "# of all\n\n[b]\ny = 1\n"},
	    {"[b]\ny = 1\n\n# why\n[a]\nx = 1\n", "[b]\ny = 1\n\n# why\n"},
	    {"[a]\n# in it\nx = 1\n;z = 1\n\n# of b\n[b]\n", "# of b\n[b]\n"},
	    {"[a]\nx = 1\n# of b\n[b]\n", "# of b\n[b]\n"},
	    {"[a]\nx = 1\n\nz = 1\n\n\n[b]\n", "[b]\n"},
	    {"[b]\n", "[b]\n"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same(
		    rows[i].before, initext_remove(*state, rows[i].before, "a"), rows[i].after);
}

/* What was set is what the reader finds, as long as it can be a value at all. */
static void test_the_reader_agrees(void **state)
{
	static const char text[] = "[monitor]\nlog_format = json ; not pretty\n\n[provider a]\n"
				   "name = A\nurl: https://a.example\n";
	static const char *const values[] = {"x", "a b", "a;b", "=", "[x]", "\"q\"", "#", "é"};

	for (size_t i = 0; i < UNIT_COUNT(values); i++) {
		const char *after = initext_set(*state, text, "provider a", "url", values[i]);
		struct ini ini;

		assert_int_equal(ini_read(*state, "test.conf", after, &ini, NULL), OK);
		unit_same(values[i], ini_entry_find(ini_find(&ini, "provider a"), "url")->value,
		    values[i]);
		unit_same(values[i], ini_entry_find(ini_find(&ini, "monitor"), "log_format")->value,
		    "json");
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_entry_is_set_where_it_stands),
	    UNIT_TEST(test_an_entry_that_is_missing_follows_the_last_one),
	    UNIT_TEST(test_an_entry_is_taken_out),
	    UNIT_TEST(test_a_section_comes_last_after_a_blank_line),
	    UNIT_TEST(test_a_section_leaves_and_comments_of_others_stay),
	    UNIT_TEST(test_the_reader_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
