/*
 * One pass of the poller over the pages that are due: all at once, each document
 * through ingest, and what the pages answered remembered for the next time.
 */
#ifndef FLOW_POLL_H
#define FLOW_POLL_H

#include <stdbool.h>
#include <stddef.h>

#include "flow/app.h"

struct poll_options {
	bool force;	   /* due or not */
	const char **keys; /* of the providers to ask; all enabled ones when n_keys is 0 */
	size_t n_keys;
};

struct poll_result {
	size_t asked;
	size_t failed;
	size_t events;
};

/* E_BUSY when another poller is at work; E_INPUT for a key that no provider has. */
int poll_run(const struct app *app, const struct poll_options *options, struct poll_result *out,
    struct error *e);

#endif
