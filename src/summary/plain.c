/* One paragraph of plain text. See plain.h. */
#include "summary/plain.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/escape.h"

/* What models like to write, and people type otherwise; Markdown's marks. */
static const struct {
	const char *from;
	const char *to;
} foldings[] = {
    {"\xe2\x80\x98", "'"},
    {"\xe2\x80\x99", "'"}, /* single quotes */
    {"\xe2\x80\x9c", "\""},
    {"\xe2\x80\x9d", "\""}, /* double quotes */
    {"\xe2\x80\x90", "-"},
    {"\xe2\x80\x91", "-"}, /* hyphens */
    {"\xe2\x80\x93", "-"},
    {"\xe2\x80\x94", "-"}, /* dashes */
    {"\xe2\x80\xa6", "..."},
    {"\xe2\x80\xa2", "-"}, /* dots, a bullet */
    {"*", ""},
    {"`", ""},
    {"~~", ""},
};

/* How many bytes at s another text stands for; 0: it stands for itself. */
static size_t folding_of(const char *s, const char **to)
{
	for (size_t i = 0; i < sizeof(foldings) / sizeof(foldings[0]); i++) {
		size_t n = strlen(foldings[i].from);

		if (strncmp(s, foldings[i].from, n) == 0) {
			*to = foldings[i].to;
			return n;
		}
	}
	return 0;
}

/* The address of a link in Markdown, from its "](" on: 0 when there is none. */
static size_t markdown_link(const char *s)
{
	size_t n;

	if (strncmp(s, "](", 2) != 0)
		return 0;
	n = strcspn(s, ")");
	return s[n] == ')' ? n + 1 : 0;
}

static void unmark(struct buf *out, const char *s)
{
	const char *to;
	size_t n;

	while (*s != '\0') {
		if ((n = markdown_link(s)) > 0) {
			s += n;
		} else if ((n = folding_of(s, &to)) > 0) {
			buf_str(out, to);
			s += n;
		} else {
			if (*s != '[' && *s != ']')
				buf_char(out, *s);
			s++;
		}
	}
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c) || (unsigned char)c >= 0x80;
}

static bool is_label(char c)
{
	return is_letter(c) || isdigit((unsigned char)c) || c == '-' || c == '_';
}

/* status.example, and what may follow it: two labels or more, the last one of letters. */
static bool begins_with_host(const char *s, size_t n)
{
	size_t label = 0, labels = 0;
	bool letters = true;

	for (size_t i = 0; i < n && (is_label(s[i]) || s[i] == '.'); i++) {
		if (s[i] == '.' && label == 0)
			return false;
		if (s[i] == '.' && (i + 1 == n || !is_label(s[i + 1])))
			break; /* the root's dot, or the sentence's */
		if (s[i] == '.') {
			labels++;
			label = 0;
			letters = true;
		} else {
			label++;
			letters &= is_letter(s[i]);
		}
	}
	return labels > 0 && label > 1 && letters;
}

static bool has_host(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((i == 0 || (!is_label(s[i - 1]) && s[i - 1] != '.')) &&
		    begins_with_host(s + i, n - i))
			return true;
	return false;
}

static bool has_prefix(const char *s, size_t n, const char *prefix)
{
	while (n > 0 && ispunct((unsigned char)*s)) {
		s++;
		n--;
	}
	return n >= strlen(prefix) && strncasecmp(s, prefix, strlen(prefix)) == 0;
}

static bool is_link(const char *word, size_t n)
{
	static const char *const prefixes[] = {"www.", "mailto:", "javascript:", "data:", "tel:"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (has_prefix(word, n, prefixes[i]))
			return true;
	return memmem(word, n, "://", 3) != NULL || memchr(word, '@', n) != NULL ||
	       has_host(word, n);
}

/* A word, when it may stay. */
static void add_word(struct buf *out, const char *s, size_t n)
{
	if (is_link(s, n)) {
		/* The sentence still ends there. */
		if (out->len > 0 && strchr(".,;!?", s[n - 1]) != NULL)
			buf_char(out, s[n - 1]);
		return;
	}
	if (strspn(s, "#") == n)
		return; /* a heading's mark */
	if (out->len > 0)
		buf_char(out, ' ');
	buf_add(out, s, n);
}

const char *plain_text(void *ctx, const char *text)
{
	struct buf bare, words, out;

	if (text == NULL)
		text = "";
	buf_init(&bare, ctx, strlen(text));
	buf_init(&words, ctx, strlen(text));
	buf_init(&out, ctx, strlen(text));
	bare_text(&bare, text);
	unmark(&words, bare.data);
	for (const char *s = words.data; *s != '\0';) {
		size_t n = strcspn(s, " ");

		if (n > 0)
			add_word(&out, s, n);
		s += n + (s[n] == ' ' ? 1 : 0);
	}
	return out.data;
}
