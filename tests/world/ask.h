/* One HTTP request, as the fake world reads it. */
#ifndef WORLD_ASK_H
#define WORLD_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"

#define ASK_MAX (4 * 1024 * 1024)

struct ask {
	const char *method;
	const char *path; /* with the query */
	const char *if_none_match;
	const char *if_modified_since;
	const char *user_agent;
	const char *authorization;
	bool takes_gzip;
	bool close;
	const char *body; /* inside the buffer */
	size_t body_size;
};

/* Reads the first request in the buffer: its length, 0 when it is not whole, -1 when it is none. */
ssize_t ask_read(void *ctx, const struct buf *in, struct ask *ask);

/* The value of a header in lines that each end in CRLF, or NULL; belongs to ctx. */
const char *ask_header(void *ctx, const char *lines, const char *name);

#endif
