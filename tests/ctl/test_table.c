/* Tests of ctl/table: cells of strangers on a terminal, and the same as JSON. */
#include "../base/unit.h"

#include <locale.h>

#include "base/json.h"
#include "ctl/table.h"

static const struct column columns[] = {
    {.name = "KEY"},
    {.name = "LAST EVENT", .spare = 1},
    {.name = "TITLE", .cut = true},
    {0},
};

#define N_COLUMNS 3

static struct screen pipe_screen = {0};

static const char hostile[] = "x\n\r\t\033[2J\x7f\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\"\\\x01y";

struct print {
	struct table_form form;
	bool unfinished; /* its end is not printed */
	size_t rows;
	const char *const *cells;
};

static void print_table(void *user)
{
	const struct print *p = user;
	TALLOC_CTX *ctx = mem_context(NULL);
	struct table *t = table_new(ctx, &p->form);

	dup2(STDERR_FILENO, STDOUT_FILENO);
	for (size_t i = 0; i < p->rows; i++) {
		const char *const *texts = p->cells + i * N_COLUMNS;

		table_row(t, (const struct cell[]){
				 cell_text(texts[0]), cell_text(texts[1]), cell_text(texts[2])});
	}
	if (!p->unfinished)
		table_print(t);
	fflush(stdout);
	talloc_free(ctx);
}

static const char *printed(void *ctx, struct print *p)
{
	const char *text;
	int status;

	p->form.list = "things";
	if (p->form.columns == NULL)
		p->form.columns = columns;
	if (p->form.screen == NULL)
		p->form.screen = &pipe_screen;
	text = unit_run(ctx, print_table, p, &status);
	if (status != 0)
		fail_msg("ended with %d: %s", status, text);
	return text;
}

static const char *text_of(void *ctx, bool json, size_t rows, const char *const *cells)
{
	struct print p = {.form.options.json = json, .rows = rows, .cells = cells};

	return printed(ctx, &p);
}

static struct json *list_of(void *ctx, size_t rows, const char *const *cells)
{
	const char *text = text_of(ctx, true, rows, cells);
	struct json *root;
	struct error e;

	if (json_read(ctx, text, strlen(text), &root, &e) != OK)
		fail_msg("%s: %s", e.text, text);
	assert_non_null(json_list(root, "things"));
	return json_list(root, "things");
}

static void test_headings_and_cells_are_printed(void **state)
{
	static const char *const cells[] = {"acme", "5 min ago", "Title", "globex", NULL, "Other"};
	const char *text = text_of(*state, false, 2, cells);

	unit_has(text, "KEY");
	unit_has(text, "LAST EVENT");
	unit_has(text, "5 min ago");
	unit_has(text, "\nglobex -");
	assert_null(strchr(text, '\033'));
}

static void test_json_has_every_key_and_null_for_none(void **state)
{
	static const char *const cells[] = {"acme", "5 min ago", "Title", "globex", NULL, NULL};
	struct json *list = list_of(*state, 2, cells);

	assert_int_equal(json_list_size(list, 9), 2);
	unit_same("key", json_text(*state, json_list_at(list, 0), "key", 99), "acme");
	unit_same("event", json_text(*state, json_list_at(list, 0), "last_event", 99), "5 min ago");
	assert_true(json_has(json_list_at(list, 1), "last_event"));
	unit_same("null", json_text(*state, json_list_at(list, 1), "last_event", 99), NULL);
	assert_true(json_has(json_list_at(list, 1), "title"));
}

static void test_an_empty_table_is_an_empty_list(void **state)
{
	assert_int_equal(json_list_size(list_of(*state, 0, NULL), 9), 0);
}

/* There may be a million of them. */
static void test_json_is_written_as_it_comes(void **state)
{
	static const char *const cells[] = {"a", "b", "c", "d", NULL, "f"};
	struct print p = {.form.options.json = true, .unfinished = true, .rows = 2, .cells = cells};

	unit_same("rows", printed(*state, &p),
	    "{\n   \"things\": [\n      {\"key\": \"a\", \"last_event\": \"b\", \"title\": \"c\"},"
	    "\n      {\"key\": \"d\", \"last_event\": null, \"title\": \"f\"}");
	p.rows = 0;
	unit_same("none", printed(*state, &p), "");
	p.unfinished = false;
	unit_same("empty", printed(*state, &p), "{\n   \"things\": []\n}\n");
}

static void test_rows_are_counted(void **state)
{
	const struct cell cells[] = {cell_text("a"), cell_text("b"), cell_text("c")};
	struct table_form form = {.list = "x", .columns = columns, .screen = &pipe_screen};
	struct table *t = table_new(*state, &form);

	assert_int_equal(table_size(t), 0);
	table_row(t, cells);
	table_row(t, cells);
	assert_int_equal(table_size(t), 2);
	assert_false(table_is_json(t));
	form.options.json = true;
	assert_true(table_is_json(table_new(*state, &form)));
}

static void test_output_selects_and_adds(void **state)
{
	static const char *const cells[] = {"a", "b", "c"};
	struct print p = {.form.options.output = "title,KEY", .rows = 1, .cells = cells};

	unit_same("two", printed(*state, &p), "TITLE KEY\nc     a\n");
	p.form.options.noheadings = true;
	unit_same("bare", printed(*state, &p), "c     a\n");
	p.form.options.output = "+last_event";
	unit_same("all", printed(*state, &p), "a   b          c\n");
	p.form.options = (struct table_options){.output = "last-event", .json = true};
	unit_same("json", printed(*state, &p),
	    "{\n   \"things\": [\n      {\"last_event\": \"b\"}\n   ]\n}\n");
}

static void test_raw_has_one_blank_between(void **state)
{
	static const char *const cells[] = {"a b", NULL, "c\nd"};
	struct print p = {
	    .form.options = {.raw = true, .noheadings = true}, .rows = 1, .cells = cells};

	unit_same("raw", printed(*state, &p), "a\\x20b - c\\x5cnd\n");
}

/* What can be spared goes first, then what may be cut is; on a wide screen nothing is missing. */
static void test_columns_are_fitted_to_the_screen(void **state)
{
	const char *const cells[] = {"acme", "0123456789", mem_printf(*state, "%0100d", 7)};
	struct screen screen = {.is_terminal = true, .width = 40};
	struct print p = {.form.screen = &screen, .rows = 1, .cells = cells};
	const char *text = printed(*state, &p);

	unit_has(text, "0123456789");
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
		assert_true(strcspn(line, "\n") <= 40);
	screen.width = 24;
	text = printed(*state, &p);
	assert_null(strstr(text, "LAST EVENT"));
	unit_has(text, "TITLE");
	screen.width = 200;
	unit_has(printed(*state, &p), cells[2]);
}

/* Where a cut would take the point of it away. */
static void test_a_column_that_wraps_loses_nothing(void **state)
{
	static const struct column wrapping[] = {
	    {.name = "CHECK"}, {.name = "STATE"}, {.name = "ADVICE", .wrap = true}, {0}};
	static const char advice[] = "make-it-with-the-programs-user-as-its-owner-and-mode-0750";
	const char *const cells[] = {"rights", "fail", advice};
	struct screen screen = {.is_terminal = true, .width = 40};
	struct print p = {
	    .form = {.columns = wrapping, .screen = &screen}, .rows = 1, .cells = cells};
	const char *text = printed(*state, &p);
	char found[sizeof(advice)] = "";
	size_t n = 0;

	for (const char *c = strstr(text, "make"); *c != '\0'; c++)
		if (*c != ' ' && *c != '\n' && n < sizeof(advice) - 1)
			found[n++] = *c;
	unit_same("advice", found, advice);
}

static void expect_harmless(const char *text, size_t lines)
{
	size_t n = 0;

	for (const char *c = text; *c != '\0'; c++) {
		n += *c == '\n';
		if ((unsigned char)*c < 0x20 && *c != '\n')
			fail_msg("a byte %d is in it: %s", *c, text);
	}
	assert_int_equal(n, lines);
	assert_null(strchr(text, 0x7f));
	assert_null(strstr(text, "\xc2\x9b"));
	assert_null(strstr(text, "\xe2\x80\xae"));
	assert_null(strstr(text, "\xe2\x80\xa8"));
}

static void test_text_of_strangers_cannot_act_on_a_terminal(void **state)
{
	const char *const cells[] = {hostile, hostile, hostile};

	expect_harmless(text_of(*state, false, 1, cells), 2);
}

/* JSON is read on terminals too, and by programs that expect it to be JSON. */
static void test_text_of_strangers_cannot_act_in_json(void **state)
{
	const char *const cells[] = {hostile, "b", "c"};
	const char *text = text_of(*state, true, 1, cells);

	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 && *c != '\n')
			fail_msg("a byte %d is in it: %s", *c, text);
	assert_null(strchr(text, 0x7f));
	assert_null(strstr(text, "\xc2\x9b"));
	assert_null(strstr(text, "\xe2\x80\xae"));
}

static void test_text_of_strangers_survives_in_json(void **state)
{
	const char *const cells[] = {hostile, "caf\xc3\xa9 \xe2\x86\x92 \xf0\x9f\x94\xa5", "c"};
	struct json *row = json_list_at(list_of(*state, 1, cells), 0);

	unit_same("hostile", json_text(*state, row, "key", 99), cells[0]);
	unit_same("letters", json_text(*state, row, "last_event", 99), cells[1]);
}

/* Bytes that are not UTF-8 would make the whole document unreadable. */
static void test_what_is_no_utf8_does_not_break_json(void **state)
{
	static const char *const cells[] = {"a\xff\xc0\x80z", "b", "c"};

	assert_int_equal(json_list_size(list_of(*state, 1, cells), 9), 1);
}

static void test_letters_of_all_languages_stay(void **state)
{
	static const char *const cells[] = {
	    "caf\xc3\xa9", "\xe2\x86\x92", "\xe6\x97\xa5\xe6\x9c\xac"};

	unit_has(text_of(*state, false, 1, cells), "caf\xc3\xa9");
	unit_has(text_of(*state, false, 1, cells), "\xe6\x97\xa5\xe6\x9c\xac");
}

static void test_a_pipe_gets_long_cells_whole(void **state)
{
	const char *const cells[] = {"a", "b", mem_printf(*state, "%0300d", 7)};

	unit_has(text_of(*state, false, 1, cells), cells[2]);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_headings_and_cells_are_printed),
	    UNIT_TEST(test_json_has_every_key_and_null_for_none),
	    UNIT_TEST(test_an_empty_table_is_an_empty_list),
	    UNIT_TEST(test_json_is_written_as_it_comes),
	    UNIT_TEST(test_rows_are_counted),
	    UNIT_TEST(test_output_selects_and_adds),
	    UNIT_TEST(test_raw_has_one_blank_between),
	    UNIT_TEST(test_columns_are_fitted_to_the_screen),
	    UNIT_TEST(test_a_column_that_wraps_loses_nothing),
	    UNIT_TEST(test_text_of_strangers_cannot_act_on_a_terminal),
	    UNIT_TEST(test_text_of_strangers_cannot_act_in_json),
	    UNIT_TEST(test_text_of_strangers_survives_in_json),
	    UNIT_TEST(test_what_is_no_utf8_does_not_break_json),
	    UNIT_TEST(test_letters_of_all_languages_stay),
	    UNIT_TEST(test_a_pipe_gets_long_cells_whole),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
