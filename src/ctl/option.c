/* The reader of options, over getopt_long(). See option.h. */
#include "ctl/option.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/nearest.h"
#include "base/timewords.h"

#define ROWS_MOST 40
/* What getopt_long() answers for a row: beyond all letters. */
#define FIRST_VALUE 256

/* All rows at hand, with what getopt_long() wants to know of them. */
struct reader {
	const char *of;
	const struct option_row *rows[ROWS_MOST];
	void *into[ROWS_MOST];
	size_t n;
	struct option longs[ROWS_MOST + 1];
	char letters[2 + 2 * ROWS_MOST + 1];
};

const char *option_choice(const char *choices, size_t i, size_t *n)
{
	for (; i > 0; i--) {
		choices += strcspn(choices, "|");
		if (*choices == '\0')
			return NULL;
		choices++;
	}
	*n = strcspn(choices, "|");
	return choices;
}

/* word: the first length bytes of it. */
static int refuse_choice(
    const char *what, const char *choices, const char *word, size_t length, struct error *e)
{
	char name[64], texts[16][32];
	struct nearest nearest;
	const char *choice;
	size_t n;

	snprintf(name, sizeof(name), "%.*s", (int)(length < 63 ? length : 63), word);
	nearest = nearest_to(name);
	for (size_t i = 0; i < 16 && (choice = option_choice(choices, i, &n)) != NULL; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%.*s", (int)n, choice);
		nearest_try(&nearest, texts[i]);
	}
	if (nearest.best != NULL)
		return error_set(e, E_INPUT, "%s: \"%s\" is not allowed; did you mean \"%s\"?",
		    what, name, nearest.best);
	return error_set(
	    e, E_INPUT, "%s: \"%s\" is not allowed; give one of: %s", what, name, choices);
}

static int find_choice(const char *choices, const char *word, size_t length)
{
	const char *choice;
	size_t n;

	for (size_t i = 0; (choice = option_choice(choices, i, &n)) != NULL; i++)
		if (n == length && strncmp(choice, word, n) == 0)
			return (int)i;
	return -1;
}

int option_choose(const char *what, const char *choices, const char *word, struct error *e)
{
	int at = find_choice(choices, word, strlen(word));

	if (at < 0)
		refuse_choice(what, choices, word, strlen(word), e);
	return at;
}

static int add_to_set(const char *what, const struct option_row *row, const char *text,
    uint64_t *set, struct error *e)
{
	for (;;) {
		size_t n = strcspn(text, ",");
		int at = find_choice(row->argument, text, n);

		if (at < 0)
			return refuse_choice(what, row->argument, text, n, e);
		*set |= UINT64_C(1) << at;
		if (text[n] == '\0')
			return OK;
		text += n + 1;
	}
}

static int read_count(const char *what, const char *text, int64_t *count, struct error *e)
{
	char *end;

	errno = 0;
	*count = strtoll(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || *count < 0 || *count > OPTION_COUNT_MOST)
		return error_set(e, E_INPUT, "%s: \"%.64s\" is no number from 0 to %d", what, text,
		    OPTION_COUNT_MOST);
	return OK;
}

static int read_value(const struct option_row *row, void *into, const char *text, struct error *e)
{
	void *at = (char *)into + row->at;
	char what[64];

	snprintf(what, sizeof(what), "--%s", row->name);
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)at = true;
		return OK;
	case OPTION_WORD:
		if (option_choose(what, row->argument, text, e) < 0)
			return E_INPUT;
		*(const char **)at = text;
		return OK;
	case OPTION_TEXT:
		*(const char **)at = text;
		return OK;
	case OPTION_SET:
		return add_to_set(what, row, text, at, e);
	case OPTION_COUNT:
		return read_count(what, text, at, e);
	case OPTION_SPAN:
		return span_parse(text, at)
			   ? OK
			   : error_set(e, E_INPUT,
				 "%s: \"%.64s\" is no duration; write it like " SPAN_FORMS, what,
				 text);
	case OPTION_TIME:
		return time_parse_words(text, clock_now(), at)
			   ? OK
			   : error_set(e, E_INPUT,
				 "%s: \"%.64s\" is no time; write it like " TIME_FORMS, what, text);
	}
	return E_INPUT;
}

static void add_row(struct reader *r, const struct option_row *row, void *into)
{
	size_t length = strlen(r->letters);

	if (r->n == ROWS_MOST)
		return;
	if (row->letter != '\0')
		snprintf(r->letters + length, sizeof(r->letters) - length, "%c%s", row->letter,
		    row->kind != OPTION_FLAG ? ":" : "");
	r->longs[r->n] = (struct option){
	    .name = row->name,
	    .has_arg = row->kind != OPTION_FLAG ? required_argument : no_argument,
	    .val = FIRST_VALUE + (int)r->n,
	};
	r->into[r->n] = into;
	r->rows[r->n++] = row;
}

/* The row of what getopt_long() answered; its number, or -1. */
static int find_row(const struct reader *r, int value)
{
	for (size_t i = 0; i < r->n; i++)
		if (value == FIRST_VALUE + (int)i || (value != 0 && value == r->rows[i]->letter))
			return (int)i;
	return -1;
}

/* Nothing is like it. */
static int refuse_unlike(const struct reader *r, const char *option, struct error *e)
{
	bool of_all = strcmp(r->of, "statusctl") == 0;

	return error_set(e, E_INPUT, "%s has no option \"%s\"; \"statusctl help%s%.*s\" shows them",
	    r->of, option, of_all ? "" : " ", of_all ? 0 : (int)strcspn(r->of, " "), r->of);
}

static int refuse(const struct reader *r, const char *word, struct error *e)
{
	char name[64];
	struct nearest nearest;

	if (optopt >= FIRST_VALUE)
		return error_set(
		    e, E_INPUT, "--%s takes nothing", r->rows[optopt - FIRST_VALUE]->name);
	if (strncmp(word, "--", 2) != 0) {
		snprintf(name, sizeof(name), "-%c", optopt);
		return refuse_unlike(r, name, e);
	}
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	nearest = nearest_to(name + 2);
	for (size_t i = 0; i < r->n; i++)
		nearest_try(&nearest, r->rows[i]->name);
	if (nearest.best == NULL)
		return refuse_unlike(r, name, e);
	return error_set(e, E_INPUT, "%s has no option \"%s\"; did you mean \"--%s\"?", r->of, name,
	    nearest.best);
}

static int put_fallbacks(const struct reader *r, struct error *e)
{
	int rc = OK;

	for (size_t i = 0; rc == OK && i < r->n; i++) {
		const struct option_row *row = r->rows[i];

		if (row->kind == OPTION_COUNT || row->kind == OPTION_SPAN)
			*(int64_t *)((char *)r->into[i] + row->at) = -1;
		if (row->fallback != NULL)
			rc = read_value(row, r->into[i], row->fallback, e);
	}
	return rc;
}

static int read_next(const struct reader *r, int value, const char *word, struct error *e)
{
	int at = find_row(r, value == ':' ? optopt : value);

	if (value == '?' || at < 0)
		return refuse(r, word, e);
	if (value == ':')
		return error_set(
		    e, E_INPUT, "--%s needs %s", r->rows[at]->name, r->rows[at]->argument);
	return read_value(r->rows[at], r->into[at], optarg, e);
}

int options_read(const struct option_set *sets, size_t n, const char *of, enum option_order order,
    int argc, char **argv, int *first, struct error *e)
{
	struct reader r = {.of = of};
	int rc, value;

	snprintf(r.letters, sizeof(r.letters), order == OPTIONS_FIRST ? "+:" : ":");
	for (size_t i = 0; i < n; i++)
		for (const struct option_row *row = sets[i].rows; row != NULL && row->name != NULL;
		     row++)
			add_row(&r, row, sets[i].into);
	optind = 0; /* getopt begins anew */
	opterr = 0;
	rc = put_fallbacks(&r, e);
	while (rc == OK && (value = getopt_long(argc, argv, r.letters, r.longs, NULL)) != -1)
		rc = read_next(&r, value, argv[optind - 1], e);
	*first = optind;
	return rc;
}

static size_t left_width(const struct option_row *row)
{
	return strlen("  -x, --") + strlen(row->name) +
	       (row->kind != OPTION_FLAG ? 1 + strlen(row->argument) : 0);
}

/* A longer left side, with a list of words, does not push all others to the right. */
#define LEFT_MOST 26

static size_t widest(const struct option_row *rows, size_t width)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		if (left_width(rows) > width && left_width(rows) <= LEFT_MOST)
			width = left_width(rows);
	return width;
}

static void add_help(struct buf *out, const struct option_row *row, size_t width)
{
	size_t n = left_width(row);

	buf_printf(out, row->letter != '\0' ? "  -%c, " : "      ", row->letter);
	buf_printf(out, "--%s%s%s", row->name, row->kind != OPTION_FLAG ? " " : "",
	    row->kind != OPTION_FLAG ? row->argument : "");
	if (n > width)
		buf_printf(out, "\n%*s", (int)width, "");
	buf_printf(out, "%*s  %s\n", n < width ? (int)(width - n) : 0, "", row->help);
}

void options_help(struct buf *out, const struct option_row *rows, const struct option_row *more)
{
	size_t width = widest(more, widest(rows, strlen("  -x, --")));

	for (; rows != NULL && rows->name != NULL; rows++)
		add_help(out, rows, width);
	for (; more != NULL && more->name != NULL; more++)
		add_help(out, more, width);
}

bool id_parse(const char *word, const char *lister, int64_t *id, struct error *e)
{
	size_t n = strspn(word, "0123456789");

	*id = 0;
	for (size_t i = 0; i < n && n < 19; i++)
		*id = *id * 10 + (word[i] - '0');
	if (n > 0 && n < 19 && word[n] == '\0' && *id > 0)
		return true;
	error_set(e, E_INPUT, "\"%.32s\" is no id; \"%s\" shows them", word, lister);
	return false;
}
