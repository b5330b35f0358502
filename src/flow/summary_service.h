/*
 * What is known of the server that makes summaries: whether it takes our key, whether it is to be
 * left alone for a while, and how often it was asked. Kept as facts in the store, so that it
 * outlives the poller's runs, and others can tell a person.
 */
#ifndef FLOW_SUMMARY_SERVICE_H
#define FLOW_SUMMARY_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "flow/app.h"
#include "store/store.h"

struct summary_service {
	int64_t key;	  /* secret_mark() of the key and the server it is for */
	int64_t refusals; /* of that key, in a row */
	int64_t failures; /* of any kind, in a row */
	int64_t paused_until;
	int64_t minute; /* of the clock */
	int64_t minute_asked;
	int64_t day; /* of the clock, UTC */
	int64_t day_asked;
};

enum summary_switch {
	SUMMARIES_OFF,	   /* there is no key */
	SUMMARIES_ON,	   /* as far as is known */
	SUMMARIES_REFUSED, /* off until the key changes: it was refused LIMIT_SUMMARY_REFUSALS times */
};

/* Of another key, or another server, than before nothing is known but how often was asked. */
int summary_service_load(
    struct store *s, const struct app *app, struct summary_service *out, struct error *e);

/* Within the caller's transaction. */
int summary_service_put(struct store *s, const struct summary_service *service, struct error *e);

enum summary_switch summary_service_switch(
    const struct app *app, const struct summary_service *service);

/*
 * How many milliseconds it is still to be left alone; 0: it need not be. A pause that is longer than
 * any is comes of a clock that was set back, and does not count.
 */
int64_t summary_service_pause(const struct summary_service *service, int64_t now);

/* Whether it may be asked now, by the switch, the pause and the two ceilings. */
bool summary_service_allows(
    const struct app *app, const struct summary_service *service, int64_t now);

/* One more request; whether it is the last that the day's ceiling allows. */
bool summary_service_count(const struct app *app, struct summary_service *service, int64_t now);

#endif
