/* What the fake world answers: a document, a receipt, or the trouble its .meta file asks for. */
#ifndef WORLD_REPLY_H
#define WORLD_REPLY_H

#include <stdbool.h>

#include "ask.h"
#include "base/buf.h"

#define REPLY_MAX (64 * 1024 * 1024)

struct reply {
	struct buf *out; /* the bytes to send are added to it */
	int delay_ms;	 /* before it is sent */
	bool stall;	 /* nothing is sent, ever */
	bool hang;	 /* after what is sent nothing follows */
	size_t pace;	 /* it is sent in pieces of so many bytes, with pauses; 0: at once */
	bool reset;	 /* nothing is sent, and the connection is reset */
	bool close;	 /* the connection ends after the answer; set by the caller, too */
};

/* What the server has done since it was last asked; bytes of HTTP, without those of TCP. */
struct tally {
	size_t requests;
	size_t received;
	size_t sent;
};

/* Answers "REQUESTS RECEIVED SENT". */
void reply_tally(void *ctx, const struct tally *tally, struct reply *reply);

/* Answers from the folder, and writes the logs there. A NULL ask was not understood. */
void reply_make(void *ctx, const char *folder, const struct ask *ask, struct reply *reply);

#endif
