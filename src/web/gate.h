/*
 * The gate to the web server: FastCGI and CGI look the same behind it. The only file
 * that knows libfcgi. One request a thread; a handler sees a request and fills in a
 * reply.
 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
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
	void *ctx;	      /* lives until the reply is sent */
	struct gate_input *input;
};

/* The body, NUL-ended, of ctx; to be read once, and only when it is wanted. */
enum body_state request_read_body(struct request *r, const char **body, size_t *n);

typedef void gate_handler(void *user, struct request *request, struct reply *reply);

/* Whether we were started for a single request by plain CGI: fd 0 is not a listening socket. */
bool gate_is_cgi(void);

/*
 * Standard output is the answer of a CGI process, and nobody else's: returns it under
 * another number and puts standard error in its place. To be called before anything may
 * write there.
 */
int gate_take_stdout(void);

/* Answers the one request of a CGI process, from its environment and standard input, to out. */
void gate_serve_cgi(int out, gate_handler *handler, void *user);

/*
 * Blocks the signals that end us, SIGTERM, SIGINT and SIGUSR1, in this thread and those
 * it starts: to be called before any thread is.
 */
int gate_block_signals(struct error *e);

/*
 * Serves FastCGI at a listening socket until one of those signals; then the requests in
 * hand are finished.
 */
int gate_serve_fastcgi(int listener, gate_handler *handler, void *user, struct error *e);

#endif
