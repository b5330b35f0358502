/* What is answered: a status, JSON, and the few headers we ever set. */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/buf.h"

struct reply {
	int status;
	const char *allow; /* of a 405 */
	int retry_after_s; /* of a 503; 0: none */
	struct buf body;   /* JSON, begun by whoever serves */
};

/* An empty 200 whose body belongs to ctx. */
void reply_init(struct reply *r, void *ctx);

/* {"error":"..."} with this status. */
void reply_error(struct reply *r, int status, const char *text);

/* Status line and headers as CGI wants them, the blank line included. */
void reply_head(const struct reply *r, struct buf *out);

#endif
