/*
 * Tables: with libsmartcols, fitted to the terminal, or the same rows as JSON; which columns, and
 * how, by the options that all tables have. Cells are text of strangers: what could act on a
 * terminal is shown or escaped (libsmartcols would let some of it into its JSON).
 */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ctl/cell.h"
#include "ctl/option.h"
#include "ctl/screen.h"

#define COLUMNS_MOST 32

struct column {
	const char *name; /* the heading; with "_" and in lower case, the key in JSON */
	const char *help; /* what is in it */
	enum cell_kind kind;
	bool extra; /* shown when --output names it, and in JSON */
	bool cut;   /* may be cut to fit the terminal */
	bool wrap;  /* goes on in the next line instead */
	bool right;
	bool group; /* on a terminal, not told again while it is the same as in the row above */
	int spare;  /* not 0: left out where the terminal is narrow, the greatest number first */
};

/* What all tables can be told. */
struct table_options {
	const char *output;
	bool json;
	bool raw;
	bool noheadings;
};

extern const struct option_row table_option_rows[];

struct table_form {
	const char *list;	      /* the key of the list in JSON */
	const struct column *columns; /* ended by one without a name */
	struct table_options options;
	struct screen *screen; /* JSON begins its pager */
};

/* Whether --output names columns that there are; E_INPUT, with the nearest, when not. */
int table_check(const struct table_form *form, struct error *e);

struct table;

/* form must pass table_check() and outlive the table. Freed with ctx. */
struct table *table_new(void *ctx, const struct table_form *form);

/* One cell a column, in the order of form->columns. As JSON it is written at once. */
void table_row(struct table *t, const struct cell *cells);

/* Whether it will be printed as JSON. */
bool table_is_json(const struct table *t);

size_t table_size(const struct table *t);

/* To standard output; of JSON, what is not written yet. */
void table_print(struct table *t);

/* "LAST EVENT" as the key "last_event", into out. */
void column_key(char *out, size_t room, const char *name);

#endif
