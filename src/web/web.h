/* The responder's routes: which path is served by whom. */
#ifndef WEB_WEB_H
#define WEB_WEB_H

#include <stdint.h>

#include "flow/app.h"
#include "flow/commit.h"
#include "flow/keyring.h"
#include "web/request.h"

struct health;

struct web {
	const struct app *app;
	struct keyring *keyring;
	struct committer *committer;
	struct health *health;
	_Atomic int64_t refused_told_at; /* when our own log last heard of an unsigned body */
};

/* A request_handler; user is a struct web. */
void web_handle(void *user, struct request *request);

#endif
