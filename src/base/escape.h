/*
 * Text of strangers, made harmless for the place it goes to. Each verb appends to
 * a buffer and is named after that place. Dangerous are: control characters (C0,
 * DEL, C1), line and paragraph separators, bidirectional overrides and other
 * invisible format characters, and bytes that are not UTF-8. They are shown as
 * \n, \t, \xNN or \uNNNN, never obeyed.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include <stdbool.h>

#include "base/buf.h"

/* Whether an ASCII control character is in s. */
bool has_control(const char *s);

/* One line of a log or a table: nothing in s can end the line or move the cursor. */
void log_text(struct buf *out, const char *s);

/* Several lines on a terminal: as log_text, but a newline stays a newline. */
void terminal_text(struct buf *out, const char *s);

/* The same of bytes with whatever among them. */
void terminal_bytes(struct buf *out, const char *s, size_t n);

/*
 * For text that a program reads on: what is dangerous is left out rather than shown, and line ends
 * and blanks of any kind, however many, are one blank.
 */
void bare_text(struct buf *out, const char *s);

/* A JSON string with its quotes (RFC 8259), plain ASCII where a terminal could be fooled. */
void json_str(struct buf *out, const char *s);

/* A JSON string, or null when s is NULL. */
void json_str_or_null(struct buf *out, const char *s);

#endif
