/*
 * What the fuzz harnesses share: copies of the input that end where it ends, so that
 * AddressSanitizer sees a read beyond, and must(), which stops the fuzzer. What is tame is
 * told from Unicode's properties and decoded by iconv(), not by the code under test.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/error.h"
#include "base/mem.h"

/* What libFuzzer and replay.c call; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The folders with inputs for it that are replayed; ends with NULL. */
extern const char *const fuzz_inputs[];

static inline void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

/* The whole input, with a NUL behind it. */
static inline char *fuzz_bytes(void *ctx, const uint8_t *data, size_t n)
{
	char *copy = mem_array(ctx, char, n + 1);

	if (n > 0)
		memcpy(copy, data, n);
	return copy;
}

/* The input up to its first NUL. */
static inline char *fuzz_text(void *ctx, const uint8_t *data, size_t n)
{
	return mem_strndup(ctx, fuzz_bytes(ctx, data, n), n);
}

/* Cc, Zl, Zp, Bidi_Control, and what is not seen and not needed: U+FEFF and the tags. */
static inline bool fuzz_acts(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff ||
	       (c >= 0xe0000 && c <= 0xe007f);
}

/* The characters of n bytes without NUL, and how many; NULL when they are not UTF-8. */
static inline wchar_t *fuzz_decode(void *ctx, const char *bytes, size_t n, size_t *count)
{
	static iconv_t utf8;
	wchar_t *wide = mem_array(ctx, wchar_t, n + 1);
	char *in = mem_strndup(ctx, bytes, n), *out = (char *)wide;
	size_t in_left = n, out_left = n * sizeof(wchar_t);

	if (utf8 == NULL)
		utf8 = iconv_open("WCHAR_T", "UTF-8"); /* both are built into the C library */
	if (strlen(in) != n || iconv(utf8, &in, &in_left, &out, &out_left) != 0)
		return NULL;
	*count = n - out_left / sizeof(wchar_t);
	for (size_t i = 0; i < *count; i++)
		if ((uint32_t)wide[i] > 0x10ffff || (wide[i] >= 0xd800 && wide[i] <= 0xdfff))
			return NULL;
	return wide;
}

/* The n bytes are UTF-8; nothing in them acts, but perhaps newlines. */
static inline bool fuzz_is_tame(void *ctx, const char *text, size_t n, bool newlines)
{
	size_t count = 0;
	const wchar_t *wide = fuzz_decode(ctx, text, n, &count);

	for (size_t i = 0; i < count; i++)
		if (fuzz_acts((uint32_t)wide[i]) && !(newlines && wide[i] == '\n'))
			return false;
	return wide != NULL;
}

/* A reader that says no says why. */
static inline void fuzz_refused(void *ctx, int rc, const struct error *e)
{
	must(rc == (int)e->code, "the code returned is that of the error");
	must(*e->text != '\0', "an error has a text");
	must(fuzz_is_tame(ctx, e->text, strlen(e->text), false), "an error's text is tame");
}

#endif
