/*
 * GET /health: whether this installation works, for a load balancer or a person. Tells nothing
 * secret.
 */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/web.h"

/*
 * One look at a time: whoever asks meanwhile is answered by its result, so that a path which
 * is open to everybody costs no more than one look.
 */
struct health *health_new(void *ctx);

void health_serve(struct web *web, const char *rest, struct request *request);

#endif
