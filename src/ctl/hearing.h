/* Whether a page that was subscribed to still sends its webhooks. */
#ifndef CTL_HEARING_H
#define CTL_HEARING_H

#include "store/subscriptions.h"

struct hearing {
	const char *word;      /* "new": nothing to hear yet; "heard", "silent" */
	int64_t last;	       /* when a webhook of the page last came; TIME_NONE: never */
	struct unheard missed; /* since then or since the subscription, whichever is later */
};

/*
 * Silent: since the last webhook, and the subscription, the poller alone told of three updates of
 * two incidents, or more, that are older than an hour. A page does not send everything: one
 * update in five is posted without telling anybody, so that one incident says little.
 */
int hearing_of(struct store *s, const struct subscription *subscription, int64_t now,
    struct hearing *out, struct error *e);

#endif
