/* Strict UTF-8. See utf8.h. */
#include "base/utf8.h"

#include <string.h>

#include "base/mem.h"

size_t utf8_next(const char *s, size_t n, uint32_t *code)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)s;
	size_t len = u[0] < 0x80   ? 1
		     : u[0] < 0xc0 ? 0
		     : u[0] < 0xe0 ? 2
		     : u[0] < 0xf0 ? 3
		     : u[0] < 0xf8 ? 4
				   : 0;
	uint32_t c;

	if (len == 0 || len > n)
		return 0;
	if (len == 1) {
		*code = u[0];
		return 1;
	}
	c = u[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (u[i] & 0x3fu);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*code = c;
	return len;
}

size_t utf8_cut(const char *s, size_t n, size_t max)
{
	if (n <= max)
		return n;
	for (size_t back = 0; back < 4 && back <= max; back++)
		if (((unsigned char)s[max - back] & 0xc0) != 0x80)
			return max - back;
	return max;
}

/* How many bytes from here on are ASCII, in steps of eight: documents are little else. */
static size_t ascii_run(const char *s, size_t n)
{
	uint64_t word;
	size_t i = 0;

	for (; n - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, s + i, sizeof(word));
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	return i;
}

bool utf8_is_valid(const char *s, size_t n)
{
	uint32_t code;
	size_t len;

	for (; n > 0; s += len, n -= len) {
		if ((len = ascii_run(s, n)) == 0 && (len = utf8_next(s, n, &code)) == 0)
			return false;
	}
	return true;
}

/* UTF-16 that is being read. */
struct units {
	const unsigned char *bytes;
	size_t n;
	bool big; /* the high byte comes first */
};

static uint32_t unit_take(struct units *in)
{
	uint32_t unit = in->big ? (uint32_t)in->bytes[0] << 8 | in->bytes[1]
				: (uint32_t)in->bytes[1] << 8 | in->bytes[0];

	in->bytes += 2;
	in->n -= 2;
	return unit;
}

/* The next character of at least one unit; false for a surrogate alone. */
static bool units_next(struct units *in, uint32_t *code)
{
	uint32_t low;

	*code = unit_take(in);
	if (*code < 0xd800 || *code > 0xdfff)
		return true;
	if (*code > 0xdbff || in->n == 0)
		return false;
	low = unit_take(in);
	*code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
	return low >= 0xdc00 && low <= 0xdfff;
}

static char *utf8_put(char *out, uint32_t code)
{
	size_t more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};

	*out++ = (char)(lead[more] | code >> (6 * more));
	for (; more > 0; more--)
		*out++ = (char)(0x80 | (code >> (6 * (more - 1)) & 0x3f));
	return out;
}

const char *utf8_from_utf16(void *ctx, const char *bytes, size_t n, size_t *size)
{
	struct units in = {.bytes = (const unsigned char *)bytes, .n = n};
	uint32_t code;
	char *text, *end;

	if (n < 2 || n % 2 != 0)
		return NULL;
	in.big = in.bytes[0] == 0xfe;
	if (!units_next(&in, &code) || code != 0xfeff)
		return NULL;
	text = end = mem_array(ctx, char, n / 2 * 3 + 1); /* three bytes a unit are the most */
	while (in.n > 0) {
		if (!units_next(&in, &code)) {
			talloc_free(text);
			return NULL;
		}
		end = utf8_put(end, code);
	}
	*size = (size_t)(end - text);
	return text;
}
