/*
 * An end that was told by mails alone: a mail tells one update, and the page has still to tell those
 * before it.
 */
#ifndef FLOW_HEARSAY_H
#define FLOW_HEARSAY_H

#include "store/state.h"

/* Whether that is so of an incident that has ended. */
int hearsay_of_end(
    void *ctx, struct store *s, const struct incident_state *ended, bool *yes, struct error *e);

#endif
