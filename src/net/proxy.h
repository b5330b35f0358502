/*
 * The addresses of the proxies that the environment names. What a proxy connects to is
 * for the proxy to judge: we never see that address. But its own is private as a rule,
 * so the check of addresses lets through these, and nothing else: hosts that no_proxy
 * exempts are still checked.
 */
#ifndef NET_PROXY_H
#define NET_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "net/address.h"

#define PROXIES_MAX 32

struct proxies {
	union address list[PROXIES_MAX];
	size_t n;
};

/* Fills the list, which must be empty, from the variables libcurl heeds. Asks the name server. */
void proxies_find(struct proxies *p);

/* Address and port are those of a proxy. */
bool proxies_have(const struct proxies *p, const struct sockaddr *address);

#endif
