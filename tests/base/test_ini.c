/* Tests of base/ini: sections, entries, their lines, and what is not INI. */
#include "unit.h"

#include "base/buf.h"
#include "base/ini.h"
#include "base/limits.h"

static struct ini ini_of(void *ctx, const char *text)
{
	struct error e = {0};
	struct ini ini;

	if (ini_read(ctx, "test.conf", text, &ini, &e) != OK)
		fail_msg("%s", e.text);
	return ini;
}

static const char *value_of(const struct ini *ini, const char *section, const char *name)
{
	const struct ini_section *s = ini_find(ini, section);
	const struct ini_entry *entry = s != NULL ? ini_entry_find(s, name) : NULL;

	return entry != NULL ? entry->value : NULL;
}

struct wrong {
	const char *text;
	const char *says;
};

static void expect_refused(void *ctx, const struct wrong *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct error e = {0};
		struct ini ini;

		if (ini_read(ctx, "test.conf", rows[i].text, &ini, &e) != E_CONFIG)
			fail_msg("accepted: %s", rows[i].text);
		assert_int_equal(e.code, E_CONFIG);
		unit_has(e.text, rows[i].says);
	}
}

static void test_entries_are_found_with_their_lines(void **state)
{
	struct ini ini = ini_of(*state, "# a comment\n[monitor]\nlog_format = json\n\n; another\n"
					"[provider github]\nname=GitHub\nurl: https://x.example\n");
	const struct ini_section *s = ini_find(&ini, "provider github");

	assert_string_equal(ini.file, "test.conf");
	assert_int_equal(ini.n_sections, 2);
	unit_same("log_format", value_of(&ini, "monitor", "log_format"), "json");
	assert_int_equal(ini_find(&ini, "monitor")->line, 2);
	assert_int_equal(s->line, 6);
	assert_non_null(s);
	assert_int_equal(s->n_entries, 2);
	unit_same("name", value_of(&ini, "provider github", "name"), "GitHub");
	unit_same("url", value_of(&ini, "provider github", "url"), "https://x.example");
	assert_int_equal(s->entries[0].line, 7);
	assert_int_equal(s->entries[1].line, 8);
}

static void test_what_is_not_there_is_not_found(void **state)
{
	struct ini ini = ini_of(*state, "[a]\nx = 1\n");

	assert_null(ini_find(&ini, "A"));
	assert_null(ini_find(&ini, ""));
	assert_null(ini_entry_find(ini_find(&ini, "a"), "X"));
	assert_null(ini_entry_find(ini_find(&ini, "a"), "y"));
}

static void test_texts_without_entries_are_empty(void **state)
{
	static const char *const texts[] = {
	    "", "\n", "\n\n", "# only this", ";x\n#y\n", "   \n\t\n"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		assert_int_equal(ini_of(*state, texts[i]).n_sections, 0);
}

static void test_the_last_line_needs_no_end(void **state)
{
	struct ini ini = ini_of(*state, "[a]\nx = 1");

	unit_same("x", value_of(&ini, "a", "x"), "1");
}

static void test_dos_line_ends_are_line_ends(void **state)
{
	struct ini ini = ini_of(*state, "[a]\r\n\r\nx = 1\r\n  \r\ny = 2\r\n");

	unit_same("x", value_of(&ini, "a", "x"), "1");
	unit_same("y", value_of(&ini, "a", "y"), "2");
	assert_int_equal(ini_find(&ini, "a")->entries[1].line, 5);
}

static void test_a_byte_order_mark_is_skipped(void **state)
{
	struct ini ini = ini_of(*state, "\xef\xbb\xbf[a]\nx = 1\n");

	unit_same("x", value_of(&ini, "a", "x"), "1");
	assert_int_equal(ini_find(&ini, "a")->line, 1);
	ini = ini_of(*state, "\xef\xbb\xbf[a]\n[b]\nx = 1\n");
	assert_non_null(ini_find(&ini, "a"));
}

static void test_blanks_around_a_value_go_and_those_inside_stay(void **state)
{
	struct ini ini = ini_of(*state, "[a]\nx   =  one  two \t\ny=\nz = a=b:c\n");

	unit_same("x", value_of(&ini, "a", "x"), "one  two");
	unit_same("y", value_of(&ini, "a", "y"), "");
	unit_same("z", value_of(&ini, "a", "z"), "a=b:c");
}

static void test_a_semicolon_after_a_blank_begins_a_comment(void **state)
{
	struct ini ini = ini_of(*state, "[a]\nx = 1 ; one\ny = a;b\nz = a#b # c\n");

	unit_same("x", value_of(&ini, "a", "x"), "1");
	unit_same("y", value_of(&ini, "a", "y"), "a;b");
	unit_same("z", value_of(&ini, "a", "z"), "a#b # c");
}

static void test_entries_before_any_section_are_kept_for_the_judge(void **state)
{
	struct ini ini = ini_of(*state, "x = 1\n");

	unit_same("x", value_of(&ini, "", "x"), "1");
}

static void test_an_indented_comment_or_blank_line_is_no_setting(void **state)
{
	struct ini ini = ini_of(*state, "[a]\nx = 1\n  # note\n\t; note\n \t \ny = 2\n");

	assert_int_equal(ini_find(&ini, "a")->n_entries, 2);
	unit_same("x", value_of(&ini, "a", "x"), "1");
}

static void test_what_is_not_ini_is_refused_with_its_line(void **state)
{
	static const struct wrong rows[] = {
	    {"[a]\nno value\n", "test.conf:2: neither [section] nor name = value"},
	    {"[a\nx = 1\n", "test.conf:1: "},
	    {"\n\n[a]\n\nx = 1\n???\ny = 2\n", "test.conf:6: "},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

static void test_an_indented_line_is_refused(void **state)
{
	static const struct wrong rows[] = {
	    {"[a]\nx = 1\n  y = 2\n", "test.conf:3: this line is indented"},
	    {"[a]\nx = 1\n\ty = 2\n", "test.conf:3: this line is indented"},
	    {"[a]\nx = one\n two\n", "test.conf:3: this line is indented"},
	    {" [a]\nx = 1\n", "test.conf:1: this line is indented"},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

static void test_a_setting_twice_is_refused(void **state)
{
	static const struct wrong rows[] = {
	    {"[a]\nx = 1\ny = 1\nx = 2\n", "test.conf:4: this setting stands in its section twice"},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

static void test_a_section_twice_is_refused(void **state)
{
	static const struct wrong rows[] = {
	    {"[a]\nx = 1\n[b]\ny = 1\n[a]\nz = 1\n", "test.conf:5: this section stands in the file "
						     "twice"},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

static void test_a_section_twice_in_a_row_is_refused(void **state)
{
	static const struct wrong rows[] = {
	    {"[a]\nx = 1\n[a]\ny = 1\n", "test.conf:3: this section stands in the file twice"},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

static void test_the_first_thing_wrong_is_told(void **state)
{
	static const struct wrong rows[] = {
	    {"[a]\nx = 1\nx = 2\n  y\nno value\n", "test.conf:3: "},
	    {"[a]\n  y\nx = 1\nx = 2\n", "test.conf:2: "},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

/* Without it the entries fall to the section above, where they may stand twice. */
static void test_a_section_without_its_bracket_is_the_line_that_is_told(void **state)
{
	static const struct wrong rows[] = {
	    {"[provider a]\nurl = x\n[provider b\nurl = y\n", "test.conf:3: "},
	};

	expect_refused(*state, rows, UNIT_COUNT(rows));
}

/* Of a longer name inih keeps the first 49, which may be the name of another section. */
static void test_a_section_name_of_49_characters_is_kept_and_a_longer_one_refused(void **state)
{
	const char *name = mem_printf(*state, "%049d", 7);
	struct ini ini = ini_of(*state, mem_printf(*state, "[%s]\nx = 1\n", name));
	struct wrong row = {.says = "test.conf:2: this section's name is longer"};

	unit_same("49", value_of(&ini, name, "x"), "1");
	row.text = mem_printf(*state, "\n[%s0]\nx = 1\n", name);
	expect_refused(*state, &row, 1);
}

static void test_a_section_without_entries_is_known(void **state)
{
	struct ini ini = ini_of(*state, "[a]\n\n[b]\nx = 1\n[c]\n");

	assert_int_equal(ini.n_sections, 3);
	assert_int_equal(ini_find(&ini, "a")->n_entries, 0);
	assert_int_equal(ini_find(&ini, "a")->line, 1);
	assert_int_equal(ini_find(&ini, "b")->n_entries, 1);
	assert_int_equal(ini_find(&ini, "c")->line, 5);
}

/* "x = " and as many x as make the whole line n characters long. */
static const char *line_of(void *ctx, size_t n)
{
	char *text = mem_array(ctx, char, n + 1);

	memset(text, 'x', n);
	memcpy(text, "x = ", 4);
	return text;
}

static void test_a_line_of_197_characters_is_read_whole(void **state)
{
	const char *line = line_of(*state, LIMIT_CONFIG_LINE - 1);
	struct ini ini = ini_of(*state, mem_printf(*state, "[a]\n%s\ny = 2\n", line));

	unit_same("x", value_of(&ini, "a", "x"), line + 4);
	unit_same("y", value_of(&ini, "a", "y"), "2");
}

static void test_a_longer_line_is_refused_rather_than_split(void **state)
{
	struct wrong rows[2] = {
	    {.says = "test.conf:2: this line is longer than 197 characters"},
	    {.says = "test.conf:2: this line is longer than 197 characters"},
	};

	rows[0].text = mem_printf(*state, "[a]\n%s\n", line_of(*state, LIMIT_CONFIG_LINE));
	rows[1].text = mem_printf(*state, "[a]\n%s", line_of(*state, 5000));
	expect_refused(*state, rows, UNIT_COUNT(rows));
}

static const char *many_sections(void *ctx, int n)
{
	struct buf text;

	buf_init(&text, ctx, LIMIT_CONFIG_BYTES);
	for (int i = 0; i < n; i++)
		buf_printf(&text, "[s%d]\nx=%d\n", i, i);
	return text.data;
}

static void test_as_many_sections_as_providers_fit(void **state)
{
	const char *text = many_sections(*state, LIMIT_PROVIDERS + 1);
	struct ini ini = ini_of(*state, text);

	assert_int_equal(ini.n_sections, LIMIT_PROVIDERS + 1);
	unit_same("last", value_of(&ini, "s10000", "x"), "10000");
}

static void test_more_sections_are_refused(void **state)
{
	struct wrong row = {.says = "more sections"};

	row.text = many_sections(*state, LIMIT_PROVIDERS + 2);
	expect_refused(*state, &row, 1);
}

static void test_one_section_can_be_read_alone(void **state)
{
	static const char *const texts[] = {
	    "[monitor]\na = 1\n",
	    "[monitor]\na = 1\n[b]\na = 2\n[b]\n  wrong",
	    "[b]\nwrong\n[monitor2]\na = 2\n[monitor]\na = 1",
	    "# [monitor]\n[monitor] ; a remark\n\na = 1 ; [b]\n[monitor]\na = 2\n",
	};
	static const int lines[] = {2, 2, 6, 4};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct ini ini;

		print_message("# %zu\n", i);
		assert_int_equal(
		    ini_read_section(*state, "F", texts[i], "monitor", &ini, NULL), OK);
		assert_int_equal(ini.n_sections, 1);
		unit_same("a", value_of(&ini, "monitor", "a"), "1");
		assert_int_equal(ini_entry_find(&ini.sections[0], "a")->line, lines[i]);
	}
}

static void test_what_is_wrong_in_that_section_is_found(void **state)
{
	static const char *const texts[] = {"[b]\n[monitor]\nwrong\n", "[b]\n[monitor]\n a = 1\n"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct error e;
		struct ini ini;

		assert_int_equal(
		    ini_read_section(*state, "F", texts[i], "monitor", &ini, &e), E_CONFIG);
		assert_int_equal(strncmp(e.text, "F:3: ", 5), 0);
	}
}

/* Nor is a heading overlooked that is not quite one. */
static void test_without_that_section_all_are_read(void **state)
{
	struct error e;
	struct ini ini;

	assert_int_equal(ini_read_section(*state, "F", "[b]\na = 2\n", "monitor", &ini, &e), OK);
	unit_same("a", value_of(&ini, "b", "a"), "2");
	assert_int_equal(
	    ini_read_section(*state, "F", "[b]\n [monitor]\na = 1\n", "monitor", &ini, &e),
	    E_CONFIG);
	assert_int_equal(strncmp(e.text, "F:2: ", 5), 0);
}

static void test_everything_belongs_to_the_context(void **state)
{
	TALLOC_CTX *own = mem_context(*state);
	char *text = mem_strdup(own, "[a]\nx = 1\n");
	char *file = mem_strdup(own, "name.conf");
	struct ini ini;

	assert_int_equal(ini_read(*state, file, text, &ini, NULL), OK);
	memset(text, '#', strlen(text));
	memset(file, '#', strlen(file));
	talloc_free(own);
	assert_string_equal(ini.file, "name.conf");
	unit_same("x", value_of(&ini, "a", "x"), "1");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_entries_are_found_with_their_lines),
	    UNIT_TEST(test_what_is_not_there_is_not_found),
	    UNIT_TEST(test_texts_without_entries_are_empty),
	    UNIT_TEST(test_the_last_line_needs_no_end),
	    UNIT_TEST(test_dos_line_ends_are_line_ends),
	    UNIT_TEST(test_a_byte_order_mark_is_skipped),
	    UNIT_TEST(test_blanks_around_a_value_go_and_those_inside_stay),
	    UNIT_TEST(test_a_semicolon_after_a_blank_begins_a_comment),
	    UNIT_TEST(test_entries_before_any_section_are_kept_for_the_judge),
	    UNIT_TEST(test_an_indented_comment_or_blank_line_is_no_setting),
	    UNIT_TEST(test_what_is_not_ini_is_refused_with_its_line),
	    UNIT_TEST(test_an_indented_line_is_refused),
	    UNIT_TEST(test_a_setting_twice_is_refused),
	    UNIT_TEST(test_a_section_twice_is_refused),
	    UNIT_TEST(test_a_section_twice_in_a_row_is_refused),
	    UNIT_TEST(test_the_first_thing_wrong_is_told),
	    UNIT_TEST(test_a_section_without_its_bracket_is_the_line_that_is_told),
	    UNIT_TEST(test_a_section_name_of_49_characters_is_kept_and_a_longer_one_refused),
	    UNIT_TEST(test_a_section_without_entries_is_known),
	    UNIT_TEST(test_a_line_of_197_characters_is_read_whole),
	    UNIT_TEST(test_a_longer_line_is_refused_rather_than_split),
	    UNIT_TEST(test_as_many_sections_as_providers_fit),
	    UNIT_TEST(test_more_sections_are_refused),
	    UNIT_TEST(test_one_section_can_be_read_alone),
	    UNIT_TEST(test_what_is_wrong_in_that_section_is_found),
	    UNIT_TEST(test_without_that_section_all_are_read),
	    UNIT_TEST(test_everything_belongs_to_the_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
