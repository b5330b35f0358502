/*
 * A provider that has a webhook_key takes only bodies that are signed with it: the secret in the
 * path is known to every page that reports here, the key to one.
 */
#ifndef FLOW_SEAL_H
#define FLOW_SEAL_H

#include "flow/ingest.h"

/* A header of the request by its name in CGI; NULL when it was not sent. */
typedef const char *seal_header(void *request, const char *name);

/*
 * What is wrong with the signature of a body, for its sender, with the provider who asks for one
 * in *whose; NULL when it may go in.
 */
const char *seal_flaw(const struct providers *all, const struct intake *in, seal_header *find,
    void *request, const struct provider **whose);

#endif
