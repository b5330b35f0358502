/*
 * What a transfer takes in of its answers, and where that is too much: a document before and after
 * decompression, its headers, and what only frames it.
 */
#ifndef NET_RECEIVE_H
#define NET_RECEIVE_H

#include <stddef.h>

#include "base/buf.h"
#include "net/curl.h"

struct received {
	CURL *easy;
	struct buf body; /* decompressed */
	size_t header_bytes;
	size_t packings;       /* that the newest headers name */
	curl_off_t body_bytes; /* as they came, without what frames them */
	size_t chunked_bytes;  /* with it */
};

/* Has easy put what it receives into *r; the body belongs to ctx. */
CURLcode receive_start(struct received *r, CURL *easy, void *ctx);

/* What there was too much of, with the host; NULL: of nothing. Belongs to ctx. */
const char *receive_excess(void *ctx, const struct received *r, const char *host);

#endif
