/* Who asks the pages, for all programs alike: whom it trusts, and what it says of itself. */
#ifndef FLOW_CLIENT_H
#define FLOW_CLIENT_H

#include "flow/app.h"
#include "net/http.h"

/* As http_open(), by the settings. */
struct http *client_open(void *ctx, const struct app *app, unsigned at_once);

#endif
