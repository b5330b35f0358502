/* Addresses, and the ranges that are not the public internet. See address.h. */
#include "net/address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

struct range {
	unsigned char first[16];
	unsigned bits;
	bool is_of_cloud; /* what runs a machine tells it its secrets there */
};

/*
 * Metadata services of clouds, and IANA's special-purpose registry (RFC 6890), as far as something
 * may answer there. The narrower range first.
 */
static const struct range denied_v4[] = {
    /* metadata services: of Alibaba, Azure (where it looks public), Oracle, and most others */
    {.first = {100, 100, 100, 200}, .bits = 32, .is_of_cloud = true},
    {.first = {168, 63, 129, 16}, .bits = 32, .is_of_cloud = true},
    {.first = {192, 0, 0, 192}, .bits = 32, .is_of_cloud = true},
    {.first = {169, 254}, .bits = 16, .is_of_cloud = true},

    {.first = {0}, .bits = 8},		/* "this network" */
    {.first = {10}, .bits = 8},		/* private */
    {.first = {100, 64}, .bits = 10},	/* carrier-grade NAT */
    {.first = {127}, .bits = 8},	/* loopback */
    {.first = {172, 16}, .bits = 12},	/* private */
    {.first = {192, 0, 0}, .bits = 24}, /* protocol assignments */
    {.first = {192, 168}, .bits = 16},	/* private */
    {.first = {198, 18}, .bits = 15},	/* benchmarks */
    {.first = {224}, .bits = 4},	/* multicast */
    {.first = {240}, .bits = 4},	/* reserved, broadcast */
};

/* 0000::/8 has ::, ::1, and ways to embed any IPv4 address; those that stand for one, see below. */
static const struct range denied_v6[] = {
    /* metadata services: of AWS and Google, and link-local */
    {.first = {0xfd, 0, 0x0e, 0xc2, [14] = 0x02, 0x54}, .bits = 128, .is_of_cloud = true},
    {.first = {0xfd, 0x20, 0, 0xce, [14] = 0x02, 0x54}, .bits = 128, .is_of_cloud = true},
    {.first = {0xfe, 0x80}, .bits = 10, .is_of_cloud = true},

    {.first = {0x00}, .bits = 8},
    {.first = {0x20, 0x01}, .bits = 32}, /* Teredo, which embeds any IPv4 address as well */
    {.first = {0x20, 0x02}, .bits = 16}, /* so does 6to4 */
    {.first = {0xfc}, .bits = 7},	 /* unique local */
    {.first = {0xfe, 0xc0}, .bits = 10}, /* site-local, as it once was */
    {.first = {0xff}, .bits = 8},	 /* multicast */
};

/*
 * Where an IPv4 address stands in them. Of NAT64 (RFC 6052) a machine without IPv4 has all that it
 * reaches there; the others nobody uses, but one of a metadata service may be reached by them.
 */
static const struct embedding {
	struct range range;
	size_t at;
	bool stands_for_it;
} embeddings[] = {
    {.range = {.first = {[10] = 0xff, [11] = 0xff}, .bits = 96}, .at = 12, .stands_for_it = true},
    {.range = {.first = {0x00, 0x64, 0xff, 0x9b}, .bits = 96}, .at = 12, .stands_for_it = true},
    {.range = {.bits = 96}, .at = 12},			     /* ::a.b.c.d, of old */
    {.range = {.first = {0x20, 0x02}, .bits = 16}, .at = 2}, /* 6to4 */
};

static bool range_has(const struct range *r, const unsigned char *address)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;

	if (memcmp(address, r->first, whole) != 0)
		return false;
	return rest == 0 || (address[whole] ^ r->first[whole]) >> (8 - rest) == 0;
}

static const struct range *find(const struct range *ranges, size_t n, const unsigned char *address)
{
	for (size_t i = 0; i < n; i++)
		if (range_has(&ranges[i], address))
			return &ranges[i];
	return NULL;
}

static const struct range *find_v4(const unsigned char *address)
{
	return find(denied_v4, sizeof(denied_v4) / sizeof(denied_v4[0]), address);
}

static const struct range *find_v6(const unsigned char *address)
{
	for (size_t i = 0; i < sizeof(embeddings) / sizeof(embeddings[0]); i++) {
		const struct embedding *way = &embeddings[i];
		const struct range *v4 = find_v4(address + way->at);

		if (range_has(&way->range, address) &&
		    (way->stands_for_it || (v4 != NULL && v4->is_of_cloud)))
			return v4;
	}
	return find(denied_v6, sizeof(denied_v6) / sizeof(denied_v6[0]), address);
}

/* The range that is denied and has it; NULL when there is none. */
static const struct range *find_denied(const struct sockaddr *address)
{
	static const struct range another_family;

	if (address->sa_family == AF_INET) {
		const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;

		return find_v4((const unsigned char *)&v4->sin_addr);
	}
	if (address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;

		return find_v6(v6->sin6_addr.s6_addr);
	}
	return &another_family;
}

bool address_is_public(const struct sockaddr *address)
{
	return find_denied(address) == NULL;
}

bool address_is_of_cloud(const struct sockaddr *address)
{
	const struct range *denied = find_denied(address);

	return denied != NULL && denied->is_of_cloud;
}

bool address_parse(union address *out, const char *ip, uint16_t port)
{
	*out = (union address){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
	if (inet_pton(AF_INET, ip, &out->v4.sin_addr) == 1)
		return true;
	out->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(port)};
	return inet_pton(AF_INET6, ip, &out->v6.sin6_addr) == 1;
}

bool address_equal(const struct sockaddr *a, const struct sockaddr *b)
{
	if (a->sa_family != b->sa_family)
		return false;
	if (a->sa_family == AF_INET) {
		const struct sockaddr_in *x = (const struct sockaddr_in *)a;
		const struct sockaddr_in *y = (const struct sockaddr_in *)b;

		return x->sin_port == y->sin_port && x->sin_addr.s_addr == y->sin_addr.s_addr;
	}
	if (a->sa_family == AF_INET6) {
		const struct sockaddr_in6 *x = (const struct sockaddr_in6 *)a;
		const struct sockaddr_in6 *y = (const struct sockaddr_in6 *)b;

		return x->sin6_port == y->sin6_port &&
		       memcmp(&x->sin6_addr, &y->sin6_addr, sizeof(x->sin6_addr)) == 0;
	}
	return false;
}
