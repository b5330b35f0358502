/* Requests. See request.h. */
#include "web/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

void request_init(struct request *r, void *ctx, const char *method)
{
	r->ctx = ctx;
	r->method = method != NULL ? method : "";
	r->next = NULL;
	reply_init(&r->reply, ctx);
}

const char *request_path(void *ctx, const char *uri)
{
	return uri != NULL ? mem_strndup(ctx, uri, strcspn(uri, "?")) : NULL;
}

enum body_state request_read_body(struct request *r, const char **body, size_t *n)
{
	const char *length = r->content_length;
	unsigned long long announced;
	char *bytes, *end;

	if (length == NULL || *length == '\0')
		length = "0";
	announced = strtoull(length, &end, 10);
	if (*end != '\0' || *length == '-')
		return BODY_SHORT; /* nobody can say where this body ends */
	if (announced > LIMIT_BODY_BYTES)
		return BODY_TOO_LARGE;
	bytes = mem_array(r->ctx, char, (size_t)announced + 1);
	*n = r->read(r, bytes, (size_t)announced);
	*body = bytes;
	return *n == announced ? BODY_WHOLE : BODY_SHORT;
}

void request_answer(struct request *r)
{
	r->answer(r);
}
