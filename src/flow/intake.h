/*
 * A body as somebody POSTed it, on its way to ingest: read into a report when it can be,
 * marked for the quarantine when it cannot.
 */
#ifndef FLOW_INTAKE_H
#define FLOW_INTAKE_H

#include "flow/ingest.h"

/*
 * key is the provider's from the path, "" when none was given. The body, NUL-ended, must
 * live as long as the intake; report and reason belong to ctx.
 */
struct intake intake_of_body(
    void *ctx, const struct app *app, const char *key, const char *body, size_t n);

#endif
