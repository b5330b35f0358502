/*
 * One page in a pass of the poller: its document and, when something open has left it, its
 * histories are asked for, and go through ingest.
 */
#ifndef FLOW_VISIT_H
#define FLOW_VISIT_H

#include "flow/poll.h"
#include "flow/writer.h"
#include "net/http.h"

/* A pass, as its visits see it. */
struct poller {
	const struct app *app;
	struct writer *writer;
	struct http *http;
	struct poll_result *result;
};

/*
 * Adds the page's first request to http, when it is due or force is given; the rest happens
 * in http_run(). Errors are the store's; those of the page are remembered and logged.
 */
int visit_begin(struct poller *p, const struct provider *provider, bool force, struct error *e);

#endif
