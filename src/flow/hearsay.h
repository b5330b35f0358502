/*
 * What a mail told of an incident: one update and maybe not when that was, nor what was said before.
 */
#ifndef FLOW_HEARSAY_H
#define FLOW_HEARSAY_H

#include "store/state.h"

/* Whether mails alone told how it has ended: its page has still to tell what was said before. */
int hearsay_of_end(
    void *ctx, struct store *s, const struct incident_state *ended, bool *yes, struct error *e);

/*
 * A mail that does not say when may have come late. When it was the first word of the incident, that
 * is no newer than what the page has, which is of the time at: it is dated back, and stored.
 */
int hearsay_date(
    void *ctx, struct store *s, struct incident_state *known, int64_t at, struct error *e);

#endif
