/* Tables with libsmartcols. See table.h. */
#include "ctl/table.h"

#include <ctype.h>
#include <libsmartcols.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"

/* A row of JSON is some hundred bytes, and there are at most some ten thousand. */
#define JSON_BYTES (256 * 1024 * 1024)

struct table {
	struct libscols_table *table; /* NULL: JSON, which is written here */
	const struct column *columns;
	size_t n_columns;
	size_t n_rows;
	struct buf json;
};

static int table_free(struct table *t)
{
	scols_unref_table(t->table);
	return 0;
}

static void columns_add(struct table *t)
{
	t->table = mem_check(scols_new_table());
	talloc_set_destructor(t, table_free);
	scols_table_enable_noencoding(t->table, 1); /* table_row() has escaped more than it would */
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct column *c = &t->columns[i];
		int flags = (c->json_only ? SCOLS_FL_HIDDEN : 0) | (c->cut ? SCOLS_FL_TRUNC : 0) |
			    (c->right ? SCOLS_FL_RIGHT : 0);

		mem_check(scols_table_new_column(t->table, c->name, c->cut ? 0.5 : 1, flags));
	}
}

struct table *table_new(
    void *ctx, const char *name, const struct column *columns, size_t n, bool json)
{
	struct table *t = mem_new(ctx, struct table);

	t->columns = columns;
	t->n_columns = n;
	buf_init(&t->json, t, JSON_BYTES);
	if (json)
		buf_printf(&t->json, "{\n   \"%s\": [", name);
	else
		columns_add(t);
	return t;
}

/* "LAST EVENT" is last_event. */
static void json_key(struct buf *out, const char *heading)
{
	buf_char(out, '"');
	for (const char *c = heading; *c != '\0'; c++)
		buf_char(out, *c == ' ' ? '_' : (char)tolower((unsigned char)*c));
	buf_str(out, "\": ");
}

static void json_row(struct table *t, const char *const *cells)
{
	buf_str(&t->json, t->n_rows == 0 ? "\n      {" : ",\n      {");
	for (size_t i = 0; i < t->n_columns; i++) {
		if (i > 0)
			buf_str(&t->json, ", ");
		json_key(&t->json, t->columns[i].name);
		json_str_or_null(&t->json, cells[i]);
	}
	buf_char(&t->json, '}');
}

static void text_row(struct table *t, const char *const *cells)
{
	struct libscols_line *line = mem_check(scols_table_new_line(t->table, NULL));
	struct buf text;

	buf_init(&text, t, 8 * LIMIT_TEXT);
	for (size_t i = 0; i < t->n_columns; i++) {
		buf_reset(&text);
		log_text(&text, cells[i] != NULL ? cells[i] : "-");
		scols_line_set_data(line, i, text.data);
	}
	talloc_free(text.data);
}

void table_row(struct table *t, const char *const *cells)
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

void table_print(struct table *t)
{
	if (!table_is_json(t)) {
		scols_print_table(t->table);
		return;
	}
	fwrite(t->json.data, 1, t->json.len, stdout);
	puts(t->n_rows > 0 ? "\n   ]\n}" : "]\n}");
}
