/* A growing byte buffer with a ceiling. See buf.h. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

#define BUF_FIRST 256

void buf_init(struct buf *b, void *ctx, size_t limit)
{
	*b = (struct buf){.ctx = ctx, .limit = limit};
	b->room = limit < BUF_FIRST ? limit : BUF_FIRST;
	b->data = mem_array(ctx, char, b->room + 1);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->data[0] = '\0';
	b->overflow = false;
}

/* Makes room for n more bytes; false when that would go over the ceiling. */
static bool buf_reserve(struct buf *b, size_t n)
{
	size_t room = b->room;

	if (b->overflow || n > b->limit - b->len) {
		b->overflow = true;
		return false;
	}
	while (room - b->len < n)
		room = room > b->limit / 2 ? b->limit : room * 2;
	if (room != b->room) {
		b->data = mem_grow(b->ctx, b->data, char, room + 1);
		b->room = room;
	}
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (n == 0 || !buf_reserve(b, n))
		return;
	memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t room = b->room - b->len;
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(b->data + b->len, room + 1, fmt, ap);
	if (n > 0 && (size_t)n > room && buf_reserve(b, (size_t)n))
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
	if (n > 0 && !b->overflow)
		b->len += (size_t)n;
	b->data[b->len] = '\0';
	va_end(ap);
	va_end(again);
}
