/*
 * One poller at a time: whose turn it is, by a lock that ends with its process, and that it runs,
 * for all who wonder whether it does.
 */
#ifndef FLOW_TURN_H
#define FLOW_TURN_H

#include "flow/visit.h"

/* Waits for the poller before, until then. E_BUSY when it is still at work. */
int turn_take(struct poller *p, const struct deadline *until, struct error *e);
void turn_end(struct poller *p);

/* The lock's time tells that it runs, the store what that cannot tell. */
int turn_note(struct poller *p, struct error *e);

#endif
