/*
 * One HTTP request, as a handler sees it, whether it came by FastCGI or CGI. A handler
 * fills in the reply and has it sent by request_answer(), at once or later, from any
 * thread; a request has one owner at a time, who hands it on.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stddef.h>

#include "web/reply.h"

enum body_state {
	BODY_WHOLE,
	BODY_SHORT,	/* it ended before Content-Length */
	BODY_TOO_LARGE, /* more than LIMIT_BODY_BYTES were announced; none were read */
};

struct request {
	const char *method;
	const char *paths[2]; /* where the path may stand, by server and mode: REQUEST_URI,
				 PATH_INFO; may be NULL */
	const char *content_length;
	void *ctx; /* lives until the request is answered */
	struct reply reply;
	struct request *next; /* for an owner who lets several wait */

	/* Of the side it came from. */
	size_t (*read)(struct request *r, char *out, size_t n);
	/* A header by its name in CGI, such as HTTP_USER_AGENT; NULL when it was not sent. */
	const char *(*header)(struct request *r, const char *name);
	void (*answer)(struct request *r);
};

typedef void request_handler(void *user, struct request *request);

/* A request with this ctx and an empty reply of status 200; read and answer are the caller's. */
void request_init(struct request *r, void *ctx, const char *method);

/* A path of ctx: it ends where the query begins. NULL for NULL. */
const char *request_path(void *ctx, const char *uri);

/* The body, NUL-ended, of ctx; to be read once, and only when it is wanted. */
enum body_state request_read_body(struct request *r, const char **body, size_t *n);

/* Sends the reply. After this the request and its ctx are gone. */
void request_answer(struct request *r);

#endif
