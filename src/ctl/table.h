/*
 * Tables: on a terminal with libsmartcols, or the same rows as JSON. Cells are text of
 * strangers: what could act on a terminal is shown or escaped (libsmartcols would let
 * some of it into its JSON).
 */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table;

struct column {
	const char *name; /* the heading; in lower case, the key in JSON */
	bool cut;	  /* may be cut to fit the terminal */
	bool right;
	bool json_only;
};

/* name is the key of the list in JSON; it and columns must outlive the table. Freed with ctx. */
struct table *table_new(
    void *ctx, const char *name, const struct column *columns, size_t n, bool json);

/* One cell a column; NULL is "-", and null in JSON. */
void table_row(struct table *t, const char *const *cells);

/* Whether it will be printed as JSON. */
bool table_is_json(const struct table *t);

size_t table_size(const struct table *t);

/* To standard output. */
void table_print(struct table *t);

#endif
