/*
 * Bodies that must be signed: the secret in the path is known to every page that reports here. A
 * provider that has a webhook_key takes only bodies signed with it, which one page knows; and with
 * an email_signing_key only mails are taken that our email worker has signed, of any provider.
 */
#ifndef FLOW_SEAL_H
#define FLOW_SEAL_H

#include "flow/ingest.h"

/* A header of the request by its name in CGI; NULL when it was not sent. */
typedef const char *seal_header(void *request, const char *name);

/*
 * What is wrong with the signature of a body, for its sender, with the provider who asks for one
 * in *whose, NULL when it is a mail; NULL when it may go in, and *whose means nothing then.
 */
const char *seal_flaw(const struct app *app, const struct intake *in, seal_header *find,
    void *request, const struct provider **whose);

#endif
