/* What a summary claims. See claims.h. */
#include "summary/claims.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/*
 * Words that tell how things are; those of a row say the same. Other forms of a verb are other
 * claims: who is resolving has not resolved.
 */
static const char *const status_words[][4] = {
    {"investigating"},
    {"identified"},
    {"monitoring"},
    {"resolved"},
    {"postmortem"},
    {"scheduled"},
    {"verifying"},
    {"progress"},
    {"completed", "complete"},
    {"operational"},
    {"degraded", "degradation"},
    {"outage", "outages"},
    {"maintenance"},
    {"partial", "partially"},
    {"major"},
    {"minor"},
    {"critical"},
    {"fixed"},
    {"mitigated"},
    {"restored"},
    {"recovered"},
    {"recovering"},
    {"disrupted", "disruption", "disruptions"},
    {"down"},
    {"downtime"},
    {"unavailable", "unavailability"},
    {"available"},
    {"ended"},
    {"finished"},
    {"closed"},
    {"cancelled", "canceled"},
    {"withdrawn"},
    {"lost"},
    {"stable"},
    {"normal", "normally"},
};

/* A number may be written out. "One" may be no number. */
static const char *const number_words[][4] = {
    {"zero", "0"},
    {"two", "2", "twice"},
    {"three", "3"},
    {"four", "4"},
    {"five", "5"},
    {"six", "6"},
    {"seven", "7"},
    {"eight", "8"},
    {"nine", "9"},
    {"ten", "10"},
    {"eleven", "11"},
    {"twelve", "12"},
    {"fifteen", "15"},
    {"twenty", "20"},
    {"thirty", "30"},
    {"half", "50"},
    {"hundred", "100"},
    {"hundreds"},
    {"thousand", "1000"},
    {"thousands"},
    {"million"},
    {"millions"},
    {"dozen", "12"},
    {"dozens"},
};

/* A run of letters, or a number: 1,200 and 10:30 are one. */
struct token {
	const char *at;
	size_t n;
};

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t number_size(const char *s)
{
	size_t n = 0;

	while (
	    is_digit(s[n]) || (s[n] != '\0' && strchr(".,:", s[n]) != NULL && is_digit(s[n + 1])))
		n++;
	return n;
}

/* The next token from *s on, which moves behind it; false when there is none. */
static bool token_next(const char **s, struct token *t)
{
	while (**s != '\0' && !is_letter(**s) && !is_digit(**s))
		(*s)++;
	t->at = *s;
	t->n = 0;
	if (is_digit(**s))
		t->n = number_size(*s);
	else
		while (is_letter(t->at[t->n]))
			t->n++;
	*s += t->n;
	return t->n > 0;
}

static bool token_is(const struct token *t, const char *word)
{
	return strlen(word) == t->n && strncasecmp(t->at, word, t->n) == 0;
}

/* 1,200 is 1200. */
static bool number_equals(const struct token *a, const struct token *b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a->n && a->at[i] == ',')
			i++;
		while (k < b->n && b->at[k] == ',')
			k++;
		if (i == a->n || k == b->n)
			return i == a->n && k == b->n;
		if (a->at[i++] != b->at[k++])
			return false;
	}
}

static bool token_equals(const struct token *a, const struct token *b)
{
	if (is_digit(*a->at) && is_digit(*b->at))
		return number_equals(a, b);
	return a->n == b->n && strncasecmp(a->at, b->at, a->n) == 0;
}

static bool occurs(const struct token *wanted, const char *source)
{
	struct token t;

	while (token_next(&source, &t))
		if (token_equals(wanted, &t))
			return true;
	return false;
}

static bool any_occurs(const char *const words[4], const char *source)
{
	for (size_t i = 0; i < 4 && words[i] != NULL; i++)
		if (occurs(&(struct token){words[i], strlen(words[i])}, source))
			return true;
	return false;
}

/* The row that has the token; NULL when none has. */
static const char *const *row_of(const struct token *t, const char *const table[][4], size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 4 && table[i][k] != NULL; k++)
			if (token_is(t, table[i][k]))
				return table[i];
	return NULL;
}

static bool is_ascii(const struct token *t)
{
	for (size_t i = 0; i < t->n; i++)
		if ((unsigned char)t->at[i] >= 0x80)
			return false;
	return true;
}

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static bool claim_is_in(const struct token *t, const char *source)
{
	const char *const *row;

	if ((row = row_of(t, number_words, COUNT(number_words))) != NULL ||
	    (row = row_of(t, status_words, COUNT(status_words))) != NULL)
		return any_occurs(row, source);
	/* Letters that only look like others, digits of other scripts: they are taken over, or not. */
	if (is_digit(*t->at) || !is_ascii(t))
		return occurs(t, source);
	return true;
}

bool claims_are_in(const char *text, const char *source)
{
	struct token t;

	while (token_next(&text, &t))
		if (!claim_is_in(&t, source))
			return false;
	return true;
}
