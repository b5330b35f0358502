/* Tables with libsmartcols. See table.h. */
#include "ctl/table.h"

#include <ctype.h>
#include <libsmartcols.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/nearest.h"
#include "base/utf8.h"

/* Every byte of a text may be escaped. */
#define CELL_BYTES (8 * LIMIT_TEXT)
/* What a cell that may be cut needs at least, to say something. */
#define CUT_WIDTH 14
/* In less than this no words are seen. */
#define WRAP_LEAST 8

const struct option_row table_option_rows[] = {
    {"output", 'o', OPTION_TEXT, "COL,...", "show these columns; +COL,... adds to the usual ones",
	NULL, offsetof(struct table_options, output)},
    {"json", 'j', OPTION_FLAG, NULL, "as JSON", NULL, offsetof(struct table_options, json)},
    {"raw", 'r', OPTION_FLAG, NULL, "columns with one blank between, blanks in them as \\x20", NULL,
	offsetof(struct table_options, raw)},
    {"noheadings", 0, OPTION_FLAG, NULL, "without the line of headings", NULL,
	offsetof(struct table_options, noheadings)},
    {0},
};

/* Which columns, as numbers in form->columns, in their order. */
struct selection {
	size_t at[COLUMNS_MOST];
	size_t n;
};

struct table {
	const struct table_form *form;
	struct selection shown;
	struct libscols_table *table;	 /* NULL: JSON, which is written as it comes */
	const char *above[COLUMNS_MOST]; /* in the row above, of the grouped columns */
	int widths[COLUMNS_MOST];	 /* of the shown ones */
	size_t n_rows;
	int64_t now;
	struct buf row; /* of JSON */
};

/* --- which columns ---------------------------------------------------------------------- */

void column_key(char *out, size_t room, const char *name)
{
	size_t i = 0;

	for (; name[i] != '\0' && i + 1 < room; i++)
		out[i] =
		    name[i] == ' ' || name[i] == '-' ? '_' : (char)tolower((unsigned char)name[i]);
	out[i] = '\0';
}

static void select_add(struct selection *s, size_t column)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->at[i] == column)
			return;
	if (s->n < COLUMNS_MOST)
		s->at[s->n++] = column;
}

static int refuse_column(const struct column *columns, const char *word, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	char key[64], *all = mem_strdup(ctx, "");

	for (size_t i = 0; columns[i].name != NULL; i++) {
		column_key(key, sizeof(key), columns[i].name);
		all = mem_check(talloc_asprintf_append_buffer(all, "%s%s", i > 0 ? ", " : "", key));
	}
	error_set(e, E_INPUT, "--output: there is no column \"%s\"; there are %s", word, all);
	talloc_free(ctx);
	return E_INPUT;
}

static int select_word(
    const struct column *columns, const char *word, struct selection *s, struct error *e)
{
	struct nearest nearest;
	char key[64], keys[COLUMNS_MOST][64];

	column_key(key, sizeof(key), word);
	nearest = nearest_to(key);
	for (size_t i = 0; columns[i].name != NULL && i < COLUMNS_MOST; i++) {
		column_key(keys[i], sizeof(keys[i]), columns[i].name);
		if (strcmp(key, keys[i]) == 0) {
			select_add(s, i);
			return OK;
		}
		nearest_try(&nearest, keys[i]);
	}
	if (nearest.best != NULL)
		return error_set(e, E_INPUT,
		    "--output: there is no column \"%s\"; did you mean \"%s\"?", key, nearest.best);
	return refuse_column(columns, key, e);
}

static int select_columns(const struct table_form *form, struct selection *s, struct error *e)
{
	const char *output = form->options.output;
	int rc = OK;

	*s = (struct selection){0};
	if (output == NULL || *output == '+')
		for (size_t i = 0; form->columns[i].name != NULL; i++)
			if (!form->columns[i].extra || form->options.json)
				select_add(s, i);
	if (output == NULL)
		return OK;
	for (output += *output == '+'; rc == OK; output++) {
		char word[64];
		size_t n = strcspn(output, ",");

		snprintf(word, sizeof(word), "%.*s", (int)n, output);
		rc = select_word(form->columns, word, s, e);
		output += n;
		if (*output == '\0')
			break;
	}
	return rc;
}

int table_check(const struct table_form *form, struct error *e)
{
	struct selection s;

	return select_columns(form, &s, e);
}

/* --- the table -------------------------------------------------------------------------- */

static int table_free(struct table *t)
{
	scols_unref_table(t->table);
	return 0;
}

static const struct column *column_of(const struct table *t, size_t i)
{
	return &t->form->columns[t->shown.at[i]];
}

/* Of what is not JSON. */
static enum cell_style style_of(const struct table *t)
{
	if (t->form->options.raw)
		return CELL_RAW;
	return t->form->screen->is_terminal ? CELL_DRAWN : CELL_PLAIN;
}

/* Lines are drawn for people only. */
static bool is_drawn(const struct table *t)
{
	return style_of(t) == CELL_DRAWN;
}

static int flags_of(const struct column *c)
{
	return (c->cut ? SCOLS_FL_TRUNC : 0) | (c->wrap ? SCOLS_FL_WRAP : 0) |
	       (c->right ? SCOLS_FL_RIGHT : 0);
}

static void make_columns(struct table *t)
{
	const struct screen *screen = t->form->screen;

	t->table = mem_check(scols_new_table());
	talloc_set_destructor(t, table_free);
	scols_table_enable_noencoding(t->table, 1); /* put_cell() has escaped more than it would */
	scols_table_enable_raw(t->table, t->form->options.raw);
	scols_table_enable_noheadings(t->table, t->form->options.noheadings);
	scols_table_enable_colors(t->table, screen->color);
	if (screen->is_terminal) {
		scols_table_set_termforce(t->table, SCOLS_TERMFORCE_ALWAYS);
		scols_table_set_termwidth(t->table, (size_t)screen->width);
	}
	for (size_t i = 0; i < t->shown.n; i++) {
		const struct column *c = column_of(t, i);

		mem_check(scols_table_new_column(
		    t->table, c->name, c->cut || c->wrap ? 0.1 : 1, flags_of(c)));
		t->widths[i] = (int)strlen(c->name);
	}
}

struct table *table_new(void *ctx, const struct table_form *form)
{
	struct table *t = mem_new(ctx, struct table);

	t->form = form;
	t->now = clock_now();
	select_columns(form, &t->shown, NULL);
	buf_init(&t->row, t, COLUMNS_MOST * CELL_BYTES);
	if (!form->options.json)
		make_columns(t);
	return t;
}

/* Only now: who fails before the first row has written nothing. */
static void json_begin(const struct table *t)
{
	screen_page(t->form->screen);
	printf("{\n   \"%s\": [", t->form->list);
}

/* Written at once: nobody knows how many there will be. */
static void json_row(struct table *t, const struct cell *cells)
{
	char key[64];

	if (t->n_rows == 0)
		json_begin(t);
	buf_reset(&t->row);
	buf_str(&t->row, t->n_rows == 0 ? "\n      {" : ",\n      {");
	for (size_t i = 0; i < t->shown.n; i++) {
		column_key(key, sizeof(key), column_of(t, i)->name);
		buf_printf(&t->row, "%s\"%s\": ", i > 0 ? ", " : "", key);
		cell_write(&t->row, &cells[t->shown.at[i]], CELL_JSON, t->now);
	}
	buf_char(&t->row, '}');
	fwrite(t->row.data, 1, t->row.len, stdout);
}

/* How many columns the text takes on a terminal. */
static int width_of(const char *text)
{
	size_t room = strlen(text) + 1;
	wchar_t *wide = mem_array(NULL, wchar_t, room);
	size_t n = mbstowcs(wide, text, room);
	int width = n != (size_t)-1 ? wcswidth(wide, n) : (int)room - 1;

	talloc_free(wide);
	return width < 0 ? (int)room - 1 : width;
}

/* Whether the cell says what the one above says, in a column that does not say it twice. */
static bool is_above(struct table *t, size_t i, const struct cell *c)
{
	bool same;

	if (!column_of(t, i)->group || !is_drawn(t) || c->text == NULL)
		return false;
	same = t->above[i] != NULL && strcmp(t->above[i], c->text) == 0;
	t->above[i] = c->text;
	return same;
}

static void put_cell(struct table *t, struct libscols_line *line, size_t i, const struct cell *c)
{
	enum meaning m = c->kind == CELL_STATUS ? meaning_of(c->text) : MEANING_NONE;
	struct buf text;
	int width;

	buf_init(&text, t, CELL_BYTES);
	if (!is_above(t, i, c))
		cell_write(&text, c, style_of(t), t->now);
	scols_line_set_data(line, i, text.data);
	if (m != MEANING_NONE && t->form->screen->color)
		scols_cell_set_color(
		    scols_line_get_cell(line, i), screen_color(t->form->screen, m));
	if (is_drawn(t) && (width = width_of(text.data)) > t->widths[i])
		t->widths[i] = width;
	talloc_free(text.data);
}

static void text_row(struct table *t, const struct cell *cells)
{
	struct libscols_line *line = mem_check(scols_table_new_line(t->table, NULL));

	for (size_t i = 0; i < t->shown.n; i++)
		put_cell(t, line, i, &cells[t->shown.at[i]]);
}

void table_row(struct table *t, const struct cell *cells)
{
	if (table_is_json(t))
		json_row(t, cells);
	else
		text_row(t, cells);
	t->n_rows++;
}

bool table_is_json(const struct table *t)
{
	return t->table == NULL;
}

size_t table_size(const struct table *t)
{
	return t->n_rows;
}

/* --- fitting ---------------------------------------------------------------------------- */

static bool is_hidden(const struct table *t, size_t i)
{
	return (scols_column_get_flags(scols_table_get_column(t->table, i)) & SCOLS_FL_HIDDEN) != 0;
}

/* What the columns need when those that may be cut, or may wrap, are narrow. */
static int least_width(const struct table *t)
{
	int sum = 0;

	for (size_t i = 0; i < t->shown.n; i++) {
		int width = t->widths[i];

		if (is_hidden(t, i))
			continue;
		if ((column_of(t, i)->cut || column_of(t, i)->wrap) && width > CUT_WIDTH)
			width = CUT_WIDTH;
		sum += width + 1;
	}
	return sum - 1;
}

/* The column that can be spared most easily; NULL when none is left. */
static struct libscols_column *sparest(const struct table *t)
{
	struct libscols_column *found = NULL;
	int most = 0;

	for (size_t i = 0; i < t->shown.n; i++)
		if (column_of(t, i)->spare > most && !is_hidden(t, i)) {
			most = column_of(t, i)->spare;
			found = scols_table_get_column(t->table, i);
		}
	return found;
}

static void fit(struct table *t)
{
	struct libscols_column *spare;

	if (!is_drawn(t) || t->form->options.output != NULL)
		return;
	while (least_width(t) > t->form->screen->width && (spare = sparest(t)) != NULL)
		scols_column_set_flags(spare, scols_column_get_flags(spare) | SCOLS_FL_HIDDEN);
}

/* In lines of that width, which end between words unless a word is longer. */
static void add_wrapped(struct buf *out, const char *text, size_t width)
{
	while (strlen(text) > width) {
		size_t n = width;

		while (n > 0 && text[n] != ' ')
			n--;
		if (n == 0)
			n = utf8_cut(text, strlen(text), width);
		buf_add(out, text, n);
		buf_char(out, '\n');
		text += n + (text[n] == ' ');
	}
	buf_str(out, text);
}

static void wrap_column(struct table *t, size_t i, int width)
{
	struct libscols_column *column = scols_table_get_column(t->table, i);
	struct libscols_line *line;
	struct buf text;

	scols_column_set_wrapfunc(column, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL);
	for (size_t row = 0; (line = scols_table_get_line(t->table, row)) != NULL; row++) {
		buf_init(&text, t, 2 * CELL_BYTES);
		add_wrapped(&text, scols_line_get_column_data(line, column), (size_t)width);
		scols_line_set_data(line, i, text.data);
		talloc_free(text.data);
	}
}

/* libsmartcols would break words. The columns that wrap share what the others leave. */
static void wrap(struct table *t)
{
	int room = t->form->screen->width + 1, n = 0, wide = 0, share;

	for (size_t i = 0; i < t->shown.n; i++) {
		n += column_of(t, i)->wrap;
		if (!is_hidden(t, i))
			room -= 1 + (column_of(t, i)->wrap ? 0 : t->widths[i]);
	}
	share = n > 0 ? room / n : 0;
	if (!is_drawn(t) || share < WRAP_LEAST)
		return;
	for (size_t i = 0; i < t->shown.n; i++)
		if (column_of(t, i)->wrap && t->widths[i] <= share)
			room -= t->widths[i];
		else
			wide += column_of(t, i)->wrap;
	for (size_t i = 0; i < t->shown.n; i++)
		if (column_of(t, i)->wrap && t->widths[i] > share)
			wrap_column(t, i, room / wide);
}

void table_print(struct table *t)
{
	if (!table_is_json(t)) {
		fit(t);
		wrap(t);
		scols_print_table(t->table);
		return;
	}
	if (t->n_rows == 0)
		json_begin(t);
	puts(t->n_rows > 0 ? "\n   ]\n}" : "]\n}");
}
