/* Taking in answers. See receive.h. */
#include "net/receive.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/mem.h"

/* The bytes come decompressed, so this is where a small bomb is noticed. */
static size_t take_body(char *bytes, size_t size, size_t n, void *user)
{
	struct received *r = user;

	buf_add(&r->body, bytes, size * n);
	return r->body.overflow ? 0 : size * n;
}

static bool is_of(const char *line, size_t n, const char *name)
{
	return n > strlen(name) && strncasecmp(line, name, strlen(name)) == 0;
}

/*
 * Packed twice, a few kilobytes become gigabytes on the way to nothing: that happens within one call
 * of libcurl, which looks at no clock and shows us only what comes out at the end.
 */
static void count_packings(struct received *r, const char *line, size_t n)
{
	static const char name[] = "Content-Encoding:";

	if (is_of(line, n, "HTTP/"))
		r->packings = 0;
	if (!is_of(line, n, name))
		return;
	r->packings++;
	for (size_t i = strlen(name); i < n; i++)
		r->packings += line[i] == ',';
}

/*
 * Those behind the body, too, which libcurl keeps all. What stands beside the bytes of a chunk goes
 * to nobody but who traces, and that costs something: it is not asked for before there are chunks.
 */
static size_t take_header(char *bytes, size_t size, size_t n, void *user)
{
	struct received *r = user;

	count_packings(r, bytes, size * n);
	if (is_of(bytes, size * n, "Transfer-Encoding:") &&
	    curl()->easy_setopt(r->easy, CURLOPT_VERBOSE, 1L) != CURLE_OK)
		return 0;
	r->header_bytes += size * n;
	return r->header_bytes > LIMIT_ANSWER_HEADER_BYTES || r->packings > 1 ? 0 : size * n;
}

static int trace(CURL *easy, curl_infotype type, char *bytes, size_t n, void *user)
{
	struct received *r = user;

	(void)easy;
	(void)bytes;
	if (type == CURLINFO_DATA_IN)
		r->chunked_bytes += n;
	return 0;
}

static bool is_too_much(const struct received *r)
{
	return r->body_bytes > LIMIT_DOCUMENT_BYTES || r->chunked_bytes > LIMIT_CHUNKED_BYTES;
}

/* As it comes: take_body() sees nothing of a redirect's, and none of the empty blocks of gzip. */
static int watch(void *user, curl_off_t total, curl_off_t n, curl_off_t to_send, curl_off_t sent)
{
	struct received *r = user;

	(void)total;
	(void)to_send;
	(void)sent;
	r->body_bytes = n;
	return is_too_much(r);
}

#define SET(option, value)                                                                         \
	do {                                                                                       \
		if (rc == CURLE_OK)                                                                \
			rc = curl()->easy_setopt(easy, option, value);                             \
	} while (0)

CURLcode receive_start(struct received *r, CURL *easy, void *ctx)
{
	CURLcode rc = CURLE_OK;

	*r = (struct received){.easy = easy};
	buf_init(&r->body, ctx, LIMIT_DOCUMENT_BYTES);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, r);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, r);
	SET(CURLOPT_DEBUGFUNCTION, trace);
	SET(CURLOPT_DEBUGDATA, r);
	SET(CURLOPT_XFERINFOFUNCTION, watch);
	SET(CURLOPT_XFERINFODATA, r);
	SET(CURLOPT_NOPROGRESS, 0L);
	return rc;
}

#undef SET

const char *receive_excess(void *ctx, const struct received *r, const char *host)
{
	if (r->body.overflow || is_too_much(r))
		return mem_printf(
		    ctx, "the answer of %s is larger than %d bytes", host, LIMIT_DOCUMENT_BYTES);
	if (r->header_bytes > LIMIT_ANSWER_HEADER_BYTES)
		return mem_printf(ctx, "the answer of %s has more than %d bytes of headers", host,
		    LIMIT_ANSWER_HEADER_BYTES);
	if (r->packings > 1)
		return mem_printf(ctx, "the answer of %s is compressed more than once", host);
	return NULL;
}
