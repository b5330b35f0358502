/*
 * Network addresses, and which of them belong to the public internet. A status page
 * that resolves to any other would make us ask our own machine or network for it.
 */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/*
 * False for private, loopback, link-local, multicast, reserved and metadata addresses and for
 * every family but IPv4 and IPv6. An IPv6 address that stands for an IPv4 one (::ffff:a.b.c.d, and
 * NAT64's 64:ff9b::a.b.c.d) is judged as that. The port does not matter.
 */
bool address_is_public(const struct sockaddr *address);

/*
 * Link-local, or of a cloud's metadata service: where what runs a machine tells it its secrets.
 * Judged as above, and by the IPv4 address that 6to4 leads to.
 */
bool address_is_of_cloud(const struct sockaddr *address);

/* Reads "192.0.2.1" or "2001:db8::1"; false when ip is neither. */
bool address_parse(union address *out, const char *ip, uint16_t port);

/* The same IPv4 or IPv6 address and port. */
bool address_equal(const struct sockaddr *a, const struct sockaddr *b);

#endif
