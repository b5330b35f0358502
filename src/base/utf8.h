/*
 * Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
 * U+10FFFF. json-c lets some of these through, so whoever prints looks for himself.
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

#endif
