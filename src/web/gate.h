/*
 * The gate to the web server: FastCGI at a listening socket. The only file that knows
 * libfcgi. The connections that the web server keeps open cost no thread: a few workers
 * take whatever request comes next, and need not wait until it is answered.
 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include <stdbool.h>

#include "base/error.h"
#include "web/request.h"

struct gate;

/* Whether we were started for a single request by plain CGI: fd 0 is not a listening socket. */
bool gate_is_cgi(void);

/*
 * Blocks the signals that end us, SIGTERM, SIGINT and SIGUSR1, in this thread and those
 * it starts: to be called before any thread is.
 */
int gate_block_signals(struct error *e);

/*
 * A gate at a listening socket. The handler runs in several threads. Freed with ctx, which
 * closes every connection: not before all requests are answered.
 */
int gate_open(void *ctx, int listener, request_handler *handler, void *user, struct gate **out,
    struct error *e);

/*
 * Serves until one of those signals comes. Then no request is taken any more, but those
 * that were may still be waiting for their answer.
 */
int gate_serve(struct gate *g, struct error *e);

#endif
