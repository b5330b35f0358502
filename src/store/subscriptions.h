/* Where statusctl has registered the webhook's address, and whether that is heard of. */
#ifndef STORE_SUBSCRIPTIONS_H
#define STORE_SUBSCRIPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "model/channel.h"
#include "store/scan.h"

struct subscription {
	const char *provider; /* its key */
	const char *id;	      /* what the page calls the subscriber */
	const char *page_url; /* the page's address when it was made, without a slash at the end */
	const char *email;    /* where the page tells of failures */
	const char *base_url; /* of the address that was registered */
	int64_t secret_mark;  /* of the secret in it: secret_mark() */
	int64_t made_at;
};

/* Adds it, or replaces the one with its provider and id. */
int store_subscription_put(struct store *s, const struct subscription *in, struct error *e);

/* Takes it out, if it is there. */
int store_subscription_remove(
    struct store *s, const char *provider, const char *id, struct error *e);

/* Those of a provider, or of all when that is NULL; an array of ctx, by provider and age. */
int store_subscriptions(void *ctx, struct store *s, const char *provider, struct subscription **out,
    size_t *n, struct error *e);

/* When a channel last told an event of that scope; TIME_NONE when it never did. */
int store_heard_last(
    struct store *s, struct event_scope of, enum channel by, int64_t *at, struct error *e);

/* Updates that one channel told of and another never did. */
struct unheard {
	int64_t updates;
	int64_t incidents; /* that they belong to */
};

/* Of those that the poller saw after since and before until: which the webhook never told. */
int store_unheard(struct store *s, struct event_scope of, int64_t since, int64_t until,
    struct unheard *out, struct error *e);

#endif
