/* The responder's routes: which path is served by whom. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include <pthread.h>

#include "base/secret.h"
#include "flow/app.h"
#include "flow/commit.h"
#include "web/gate.h"

struct web {
	const struct app *app;
	const struct secrets *secrets;
	struct committer *committer;
	/* One look at the health at a time: it is open to everybody, and shall cost no more than
	 * one writer. */
	pthread_mutex_t health;
};

/* A gate_handler; user is a struct web. */
void web_handle(void *user, struct request *request, struct reply *reply);

#endif
