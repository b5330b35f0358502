/* Replies. See reply.h. */
#include "web/reply.h"

#include "base/escape.h"

#define REPLY_BYTES (16 * 1024)

void reply_init(struct reply *r, void *ctx)
{
	*r = (struct reply){.status = 200};
	buf_init(&r->body, ctx, REPLY_BYTES);
}

void reply_error(struct reply *r, int status, const char *text)
{
	r->status = status;
	buf_reset(&r->body);
	buf_str(&r->body, "{\"error\":");
	json_str(&r->body, text);
	buf_char(&r->body, '}');
}

static const char *phrase(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 403:
		return "Forbidden";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 413:
		return "Content Too Large";
	case 503:
		return "Service Unavailable";
	default:
		return "Internal Server Error";
	}
}

void reply_head(const struct reply *r, struct buf *out)
{
	buf_printf(out, "Status: %d %s\r\n", r->status, phrase(r->status));
	buf_str(out, "Content-Type: application/json\r\nCache-Control: no-store\r\n");
	buf_printf(out, "Content-Length: %zu\r\n", r->body.len);
	if (r->allow != NULL)
		buf_printf(out, "Allow: %s\r\n", r->allow);
	if (r->retry_after_s > 0)
		buf_printf(out, "Retry-After: %d\r\n", r->retry_after_s);
	buf_str(out, "\r\n");
}
