/* POST /webhook/<secret> and /webhook/<secret>/<provider key>: a report comes in. */
#ifndef WEB_RECEIVE_H
#define WEB_RECEIVE_H

#include "web/web.h"

/* rest is what follows "/webhook/". */
void receive_serve(struct web *web, const char *rest, struct request *request);

/* A request_handler for when nothing can be stored: whatever comes is to come again later. */
void receive_nothing(void *user, struct request *request);

#endif
