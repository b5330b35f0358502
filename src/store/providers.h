/*
 * What the poller knows of each provider's page: which it is, how and when it was read, how that
 * went, and when it is to be read again. What stands on the page is in state.h.
 */
#ifndef STORE_PROVIDERS_H
#define STORE_PROVIDERS_H

#include <stddef.h>
#include <stdint.h>

#include "model/page_health.h"
#include "store/store.h"

/* Strings may be NULL and times TIME_NONE: then that is not known, or there is none. */
struct provider_state {
	const char *key;

	/* Of the last good document. */
	const char *page_id;   /* NULL: the page was never read */
	int64_t page_time;     /* the newest time that the page gave itself as its last change */
	int64_t copied_at;     /* when the cache that handed it out got it; we, where none did */
	int64_t listed;	       /* how many it lists of what never leaves a page by itself */
	const char *indicator; /* what the page says of itself as a whole */
	int64_t unlisted; /* components that it lacks: the next document tells if they are gone */
	const char *platform;

	const char *moved_to;	/* the address that it redirects to, on another host */
	const char *other_page; /* the id in the last document, when that was another page's */

	/* When it is asked. */
	int64_t due_at;	     /* 0: at once */
	const char *due_by;  /* the address and interval from which that follows */
	int64_t leave_until; /* the page asked so, with Retry-After, though it answered */
	int64_t tried_at;
	int64_t answered_at;   /* of the last good answer, "not modified" included */
	int64_t first_read_at; /* from then on this page was watched */

	/* How that went. */
	int64_t failures;	 /* in a row */
	const char *failure;	 /* why the last try failed; NULL: it did not */
	int64_t gone_since;	 /* from then on every try found nothing there */
	int64_t gone_tries;	 /* how many these were */
	enum page_health health; /* as it was last told of */

	/* What lets it answer that nothing has changed. */
	const char *etag;
	const char *last_modified;
	const char *validated; /* the address of what these two are of; NULL: not to be sent */

	/* How far its past is known: what a document no longer shows stands in its histories. */
	int64_t covered_at; /* all that began and ended before then has been seen */
	int64_t changed_at; /* it has changed since then, and its histories are still to be read */
	int64_t moved_at;   /* its newest change: a history that is older does not count as read */
	int64_t own_at;	    /* the own documents of its incidents cannot be had since then */
};

/* What is known of the provider's page. When nothing is, it has a key alone, and so is due at once. */
int store_provider_get(
    void *ctx, struct store *s, const char *key, struct provider_state *out, struct error *e);
int store_provider_put(struct store *s, const struct provider_state *in, struct error *e);

/* What is known of all of them; an array of ctx. */
int store_providers(
    void *ctx, struct store *s, struct provider_state **out, size_t *n, struct error *e);

/* Of a provider that is stored: takes over validated and the times from covered_at on, no more. */
int store_provider_mark(
    struct store *s, const char *key, const struct provider_state *state, struct error *e);

/* Its page wants to be left alone until then. */
int store_provider_defer(struct store *s, const char *key, int64_t until, struct error *e);

/*
 * Next time its page is asked for the whole document, and not whether that has changed; also when it
 * is being asked that now.
 */
int store_provider_doubt(struct store *s, const char *key, struct error *e);

/*
 * A mail came for it: the page is read by the next look of whoever polls, if the key is stored. That
 * mails come is noted in any case, as FACT_MAILED_AT.
 */
int store_provider_want(struct store *s, const char *key, int64_t now, struct error *e);

#endif
