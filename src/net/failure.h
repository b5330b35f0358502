/*
 * What a person is told about a request that failed: one sentence that names the host.
 * Never the URL, because a webhook's has a secret in it.
 */
#ifndef NET_FAILURE_H
#define NET_FAILURE_H

#include <stdbool.h>

#include "net/curl.h"

/* The host in a URL, cut to LIMIT_NAME; NULL when there is none. Belongs to ctx. */
const char *failure_host(void *ctx, const char *url);

/* Of a request that went to a proxy: whether it came no further. */
bool failure_is_at_proxy(CURL *easy, CURLcode code);

/*
 * For the code that easy ended with; detail is what is in its error buffer. Belongs to
 * ctx.
 */
const char *failure_text(
    void *ctx, CURL *easy, CURLcode code, const char *host, const char *detail);

#endif
