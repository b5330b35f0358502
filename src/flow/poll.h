/*
 * The poller's work: the pages that are due, at once or as they become due within some time;
 * each document through ingest, and what the pages answered remembered for the next time.
 */
#ifndef FLOW_POLL_H
#define FLOW_POLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/app.h"

struct poll_options {
	bool force;	   /* some are asked due or not, and the run ends when they have been */
	const char **keys; /* of these; all enabled ones when n_keys is 0 */
	size_t n_keys;
	int64_t stay_ms; /* how long to wait for what becomes due; 0: one pass over what is due */
	bool tell;	 /* how far it is, on a terminal */
	bool confine;	 /* the process, before the first page is asked: see flow/confine.h */
};

struct poll_result {
	size_t asked;
	size_t failed;
	size_t events;
};

/*
 * Of app it needs what app_open() reads, and reads the providers when there is something to do.
 * With stay_ms it ends before that has passed; until then it also reads what mails want. E_BUSY
 * when another poller is at work all the time; E_INPUT for a key that no
 * provider has.
 */
int poll_run(
    struct app *app, const struct poll_options *options, struct poll_result *out, struct error *e);

#endif
