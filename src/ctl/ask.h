/* One question over HTTP, and its answer; for commands that ask and then go on. */
#ifndef CTL_ASK_H
#define CTL_ASK_H

#include "flow/app.h"
#include "net/http.h"

struct answer {
	int status;	  /* never 0 */
	const char *body; /* NUL-ended, "" when there is none */
	size_t n;
	int64_t certificate_until; /* as the response has it */
};

/*
 * Asks as the poller does, with the certificates and the introduction of the settings. The answer
 * belongs to ctx. E_SYSTEM, in words that name no URL, when there was none in 30 seconds.
 */
int ask(void *ctx, const struct app *app, const struct http_request *request, struct answer *out,
    struct error *e);

#endif
