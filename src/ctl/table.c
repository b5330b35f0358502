/* Tables with libsmartcols. See table.h. */
#include "ctl/table.h"

#include <ctype.h>
#include <libsmartcols.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"

struct table {
	struct libscols_table *table;
	size_t n_columns;
	size_t n_rows;
	bool json;
};

static int table_free(struct table *t)
{
	scols_unref_table(t->table);
	return 0;
}

static const char *json_key(void *ctx, const char *heading)
{
	char *key = mem_strdup(ctx, heading);

	for (char *c = key; *c != '\0'; c++)
		*c = *c == ' ' ? '_' : (char)tolower((unsigned char)*c);
	return key;
}

struct table *table_new(
    void *ctx, const char *name, const struct column *columns, size_t n, bool json)
{
	struct table *t = mem_new(ctx, struct table);

	t->table = mem_check(scols_new_table());
	t->n_columns = n;
	t->json = json;
	talloc_set_destructor(t, table_free);
	scols_table_set_name(t->table, name);
	scols_table_enable_json(t->table, json);
	scols_table_enable_noencoding(
	    t->table, !json); /* table_row() has escaped more than it would */
	for (size_t i = 0; i < n; i++) {
		const char *heading = json ? json_key(t, columns[i].name) : columns[i].name;
		int flags =
		    (columns[i].cut ? SCOLS_FL_TRUNC : 0) | (columns[i].right ? SCOLS_FL_RIGHT : 0);

		mem_check(
		    scols_table_new_column(t->table, heading, columns[i].cut ? 0.5 : 1, flags));
	}
	return t;
}

void table_row(struct table *t, const char *const *cells)
{
	struct libscols_line *line = mem_check(scols_table_new_line(t->table, NULL));
	struct buf text;

	buf_init(&text, t, 8 * LIMIT_TEXT);
	for (size_t i = 0; i < t->n_columns; i++) {
		buf_reset(&text);
		if (cells[i] != NULL && t->json)
			buf_str(&text, cells[i]); /* libsmartcols escapes for JSON */
		else
			log_text(&text, cells[i] != NULL ? cells[i] : "-");
		if (cells[i] != NULL || !t->json)
			scols_line_set_data(line, i, text.data);
	}
	talloc_free(text.data);
	t->n_rows++;
}

bool table_is_json(const struct table *t)
{
	return t->json;
}

size_t table_size(const struct table *t)
{
	return t->n_rows;
}

void table_print(struct table *t)
{
	scols_print_table(t->table);
}
