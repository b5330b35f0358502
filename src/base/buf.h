/*
 * A byte buffer that grows up to a ceiling. Going over the ceiling does not fail
 * at once: the buffer stops taking bytes and says so when asked, so that a
 * sequence of additions needs one check at its end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* always ends in a NUL that is not counted */
	size_t len;
	size_t room;
	size_t limit;
	bool overflow;
	void *ctx;
};

/* An empty buffer whose memory belongs to ctx and that holds at most limit bytes. */
void buf_init(struct buf *b, void *ctx, size_t limit);
void buf_reset(struct buf *b);

void buf_add(struct buf *b, const void *bytes, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
