/*
 * Tables: with libsmartcols, fitted to the terminal, or the same rows as JSON; which columns, and
 * how, by the options that all tables have. Cells are text of strangers: what could act on a
 * terminal is shown or escaped (libsmartcols would let some of it into its JSON).
 */
#ifndef CTL_TABLE_H
#define CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "ctl/option.h"
#include "ctl/screen.h"

#define COLUMNS_MOST 32

/* What a cell is; the word for it in the manual is that of its JSON. */
enum cell_kind {
	CELL_TEXT,
	CELL_STATUS, /* a word, in the colour of its meaning */
	CELL_TIME,
	CELL_SPAN,
	CELL_NUMBER,
	CELL_PERCENT,
	CELL_FLAG,
};

/* "string", "time", "seconds", "number", "percent" or "boolean". */
const char *cell_kind_word(enum cell_kind kind);

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

struct cell {
	enum cell_kind kind;
	bool is_none; /* "-", and null in JSON */
	int64_t number;
	const char *text;
};

/* NULL is none. */
struct cell cell_text(const char *text);
/* In the colour of what the word means. */
struct cell cell_status(const char *word);
/* Local with its age on a terminal, else RFC 3339 in UTC; TIME_NONE is none. */
struct cell cell_time(int64_t ms);
/* A duration in milliseconds: "5 min", and seconds in JSON and with --raw; below 0 is none. */
struct cell cell_span(int64_t ms);
struct cell cell_number(int64_t n);
/* Thousandths of a percent; below 0 is none. */
struct cell cell_percent(int64_t thousandths);
/* "yes" or "no". */
struct cell cell_flag(bool flag);

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
