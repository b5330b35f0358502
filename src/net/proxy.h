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
#include <stdint.h>

#include "net/address.h"

#define PROXIES_MAX 32

struct lookup;

/* All zero at first. */
struct proxies {
	union address list[PROXIES_MAX];
	size_t n;
	bool are_known;
	struct lookup *lookup; /* that goes on */
};

/*
 * Fills the list from the variables libcurl heeds. Asks the name server, and waits for it until
 * then, by clock_steady(): false when it is to be called again. After LIMIT_CONNECT_MS in all, what
 * was not found is refused by its address, as if there were no proxy.
 */
bool proxies_find(struct proxies *p, int64_t until);

/* Ends a lookup that goes on; nobody waits for it. */
void proxies_forget(struct proxies *p);

/* Address and port are those of a proxy. */
bool proxies_have(const struct proxies *p, const struct sockaddr *address);

#endif
