/*
 * What the responder and the poller may still do once they know their configuration: each its
 * work, and nothing else. See base/sandbox.h.
 */
#ifndef FLOW_CONFINE_H
#define FLOW_CONFINE_H

#include <stdbool.h>

#include "base/sandbox.h"
#include "flow/app.h"

enum confined {
	CONFINE_RESPONDER, /* the store and the log; connections that come in */
	CONFINE_POLLER, /* the same files, what it takes to look up names, connections that go out */
};

/*
 * To be called before any thread is started, when the state directory is there and whatever else
 * is needed from outside of it has been opened. state is what is in force then; with tell,
 * our own log hears of it.
 */
int confine(const struct app *app, enum confined who, bool tell, struct sandbox_state *state,
    struct error *e);

/*
 * Stores that this process is the responder, and what confines it, for "statusctl doctor". What fails
 * here fails again when the store is opened for good.
 */
void confine_note(const struct app *app, const struct sandbox_state *state);

#endif
