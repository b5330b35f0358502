/*
 * Requests that failed: of which kind that is, and what a person is told about it, one sentence
 * that names the host. Never the URL, because a webhook's has a secret in it.
 */
#ifndef NET_FAILURE_H
#define NET_FAILURE_H

#include <stdbool.h>

#include "net/curl.h"
#include "net/http.h"

struct failure {
	enum failure_kind kind;
	const char *text;
};

/* The host in a URL, cut to LIMIT_NAME; NULL when there is none. Belongs to ctx. */
const char *failure_host(void *ctx, const char *url);

/* Of a request that went to a proxy: whether it came no further. */
bool failure_is_at_proxy(CURL *easy, CURLcode code);

/*
 * For the code that easy ended with; detail is what is in its error buffer. The text belongs to
 * ctx.
 */
struct failure failure_of(
    void *ctx, CURL *easy, CURLcode code, const char *host, const char *detail);

/* Whether a redirect had been followed. */
bool failure_is_astray(CURL *easy);

#endif
