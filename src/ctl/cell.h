/*
 * The cells of tables: what a command knows, and how that is written for people, for scripts and in
 * JSON. Text in them is of strangers, and is escaped here.
 */
#ifndef CTL_CELL_H
#define CTL_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

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

/* For whom a cell is written. */
enum cell_style {
	CELL_DRAWN, /* a person at a terminal: local times with their age */
	CELL_PLAIN, /* a file or a pipe: times are RFC 3339, durations as on a terminal */
	CELL_RAW,   /* a script, with --raw: the same, and durations are seconds */
	CELL_JSON,  /* as CELL_RAW, with the quotes and words of JSON */
};

/* Appends it; in JSON null for none, else "-". now: what the age of a time is counted to. */
void cell_write(struct buf *out, const struct cell *c, enum cell_style style, int64_t now);

#endif
