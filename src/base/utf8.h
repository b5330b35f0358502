/*
 * Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
 * U+10FFFF. Parsers let some of these through, so whoever prints looks for himself.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The bytes of the character at s (n > 0 bytes left) and its code in *code; 0 when it is not UTF-8.
 */
size_t utf8_next(const char *s, size_t n, uint32_t *code);

/* The largest length <= max that does not cut a character of s (n bytes). */
size_t utf8_cut(const char *s, size_t n, size_t max);

bool utf8_is_valid(const char *s, size_t n);

/*
 * UTF-16 with a byte order mark as UTF-8 without one, NUL-ended and of ctx; its length in *size.
 * NULL when there is no such mark, half a character, or a surrogate alone.
 */
const char *utf8_from_utf16(void *ctx, const char *bytes, size_t n, size_t *size);

#endif
