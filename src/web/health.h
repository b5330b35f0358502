/*
 * GET /health: whether this installation works, for a load balancer or a person. Tells nothing
 * secret.
 */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/web.h"

void health_serve(struct web *web, const char *rest, struct request *request, struct reply *reply);

#endif
