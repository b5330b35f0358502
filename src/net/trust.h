/*
 * Whose certificates are believed. What the environment or the system names, unless the
 * administrator has said it.
 */
#ifndef NET_TRUST_H
#define NET_TRUST_H

#include "net/curl.h"

struct trust {
	const char *file; /* one of the two is NULL; both: not known yet */
	const char *dir;
};

/*
 * Fills in the variables that OpenSSL and curl(1) know, else what this libcurl was built with, unless
 * it is known. What it names belongs to ctx.
 */
void trust_find(void *ctx, struct trust *t);

/*
 * Has the transfer check the certificates of servers and proxies by it, which is known. The first
 * code that is not CURLE_OK.
 */
CURLcode trust_set(const struct trust *t, CURL *easy);

#endif
