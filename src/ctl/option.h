/*
 * Options, declared as rows: the reader, the help texts, the manual's test and the completion all
 * use these. A row says where its value goes in a struct of the command's own.
 */
#ifndef CTL_OPTION_H
#define CTL_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

enum option_kind {
	OPTION_FLAG, /* bool */
	OPTION_TEXT, /* const char *; NULL when not given */
	OPTION_WORD, /* const char *: one of those that argument lists */
	OPTION_SET,  /* uint64_t: a bit for each word of argument, in its order; 0 when not given */
	OPTION_COUNT, /* int64_t, from 0 to OPTION_COUNT_MOST; -1 when not given */
	OPTION_SPAN,  /* int64_t, milliseconds: "15m"; -1 when not given */
	OPTION_TIME,  /* int64_t, TIME_NONE when not given: "yesterday" */
};

#define OPTION_COUNT_MOST 1000000

struct option_row {
	const char *name; /* the long one, without dashes; NULL ends the rows */
	char letter;	  /* or 0 */
	enum option_kind kind;
	const char
	    *argument;	  /* the word for it: "N"; of words what is allowed: "auto|always|never" */
	const char *help; /* one line */
	const char *fallback; /* as if this were given; NULL: as above */
	size_t at;	      /* offsetof() its value in the struct */
};

/* Rows with the struct they fill. */
struct option_set {
	const struct option_row *rows; /* or NULL */
	void *into;
};

/* Where the options may stand. */
enum option_order {
	OPTIONS_ANYWHERE, /* also behind operands, which are moved to the end of argv */
	OPTIONS_FIRST,	  /* what follows the first operand is not looked at */
};

/*
 * Reads the options in argv, whose first word is no option, into the structs of n sets; *first is
 * where the operands begin then. of is what they belong to, for messages: "events". E_INPUT names the
 * nearest valid word.
 */
int options_read(const struct option_set *sets, size_t n, const char *of, enum option_order order,
    int argc, char **argv, int *first, struct error *e);

/* The i-th word of "auto|always|never" and its length in *n; NULL after the last. */
const char *option_choice(const char *choices, size_t i, size_t *n);

/* Which word of the choices it is; -1, with the nearest in *e, when none. what: "--color". */
int option_choose(const char *what, const char *choices, const char *word, struct error *e);

/*
 * "  -n, --lines N  the newest N events; 20 unless told\n" for each row, and for each of more; either
 * may be NULL.
 */
void options_help(struct buf *out, const struct option_row *rows, const struct option_row *more);

/* An id as an operand; what is none is told in *e, with the command that lists them. */
bool id_parse(const char *word, const char *lister, int64_t *id, struct error *e);

#endif
