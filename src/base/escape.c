/* Making text of strangers harmless. See escape.h. */
#include "base/escape.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

bool has_control(const char *s)
{
	while (*s != '\0' && !iscntrl((unsigned char)*s))
		s++;
	return *s != '\0';
}

/* Code points that act on a terminal or on the direction of text rather than being seen. */
static bool code_acts(uint32_t c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
	    {0x00, 0x1f},
	    {0x7f, 0x9f},
	    {0xad, 0xad},
	    {0x61c, 0x61c},
	    {0x180e, 0x180e},
	    {0x200b, 0x200f},
	    {0x2028, 0x202e},
	    {0x2060, 0x206f},
	    {0xfeff, 0xfeff},
	    {0xfff9, 0xfffb},
	    {0x1bca0, 0x1bca3},
	    {0x1d173, 0x1d17a},
	    {0xe0000, 0xe007f},
	};

	if (c >= 0x20 && c < 0x7f)
		return false;
	/*
	 * The joiners that emoji and Indic scripts are made with only join what stands beside them.
	 */
	if (c == 0x200c || c == 0x200d)
		return false;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static void show_code(struct buf *out, uint32_t c)
{
	if (c == '\n')
		buf_str(out, "\\n");
	else if (c == '\t')
		buf_str(out, "\\t");
	else if (c == '\r')
		buf_str(out, "\\r");
	else if (c < 0x100)
		buf_printf(out, "\\x%02x", (unsigned)c);
	else
		buf_printf(out, "\\u%04x", (unsigned)c);
}

/* A carriage return before a newline is part of the line's end, not a trick. */
static bool is_line_end(const char *s, size_t n)
{
	return s[0] == '\n' || (s[0] == '\r' && n > 1 && s[1] == '\n');
}

static void plain_text(struct buf *out, const char *s, size_t n, bool keep_newlines)
{
	size_t len;
	uint32_t c;

	for (; n > 0; s += len, n -= len) {
		len = utf8_next(s, n, &c);
		if (len == 0) {
			buf_printf(out, "\\x%02x", (unsigned char)s[0]);
			len = 1;
		} else if (is_line_end(s, n)) {
			if (s[0] == '\n')
				buf_str(out, keep_newlines ? "\n" : "\\n");
		} else if (code_acts(c)) {
			show_code(out, c);
		} else {
			buf_add(out, s, len);
		}
	}
}

void log_text(struct buf *out, const char *s)
{
	plain_text(out, s, strlen(s), false);
}

void terminal_text(struct buf *out, const char *s)
{
	terminal_bytes(out, s, strlen(s));
}

void terminal_bytes(struct buf *out, const char *s, size_t n)
{
	plain_text(out, s, n, true);
}

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= 0x9 && c <= 0xd) || c == 0x85 || c == 0xa0 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	       c == 0x205f || c == 0x3000;
}

void bare_text(struct buf *out, const char *s)
{
	size_t n = strlen(s), before = out->len;
	bool blank = false;
	size_t len;
	uint32_t c;

	for (; n > 0; s += len, n -= len) {
		len = utf8_next(s, n, &c);
		if (len == 0) {
			len = 1;
		} else if (is_blank(c)) {
			blank = true;
		} else if (!code_acts(c)) {
			if (blank && out->len > before)
				buf_char(out, ' ');
			blank = false;
			buf_add(out, s, len);
		}
	}
}

static void json_code(struct buf *out, uint32_t c)
{
	if (c == '\n')
		buf_str(out, "\\n");
	else if (c == '\t')
		buf_str(out, "\\t");
	else if (c == '\r')
		buf_str(out, "\\r");
	else if (c < 0x10000)
		buf_printf(out, "\\u%04x", (unsigned)c);
	else
		buf_printf(out, "\\u%04x\\u%04x", (unsigned)(0xd7c0 + (c >> 10)),
		    (unsigned)(0xdc00 + (c & 0x3ff)));
}

void json_str(struct buf *out, const char *s)
{
	size_t n = strlen(s);
	size_t len;
	uint32_t c;

	buf_char(out, '"');
	for (; n > 0; s += len, n -= len) {
		len = utf8_next(s, n, &c);
		if (len == 0) {
			buf_str(out, "\\ufffd");
			len = 1;
		} else if (c == '"' || c == '\\') {
			buf_char(out, '\\');
			buf_char(out, (char)c);
		} else if (code_acts(c)) {
			json_code(out, c);
		} else {
			buf_add(out, s, len);
		}
	}
	buf_char(out, '"');
}

void json_str_or_null(struct buf *out, const char *s)
{
	if (s != NULL)
		json_str(out, s);
	else
		buf_str(out, "null");
}
