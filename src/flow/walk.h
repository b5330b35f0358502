/*
 * From the first question to a page to its whole document: which place is asked next, by what was
 * answered so far. Who asks, and what else an answer means to him, is not known here: the poller
 * and "statusctl status --live" walk the same way.
 */
#ifndef FLOW_WALK_H
#define FLOW_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "model/provider.h"
#include "net/http.h"
#include "platform/platform.h"
#include "store/providers.h"

/* After so many failures in a row a page may have moved to another platform. */
#define LOOK_AFTER_FAILURES 3

struct walk {
	const struct provider *provider;
	const struct platform *named;	 /* by its section; NULL: by nothing */
	const struct platform *found;	 /* when it was read last; NULL: never */
	bool looks;			 /* whether other places are tried, too */
	const char *path;		 /* where the first part is asked for */
	const char *first_failure;	 /* of the places that were tried; NULL: none failed yet */
	const struct platform *platform; /* by the first part; NULL: that has not come yet */
	struct part parts[PLATFORM_PARTS];
	size_t n_parts; /* answered */
};

/*
 * By what is known of the page it is asked at the place of the platform that is named, or else at that
 * of the one found; where that may be wrong at all other places, too. Address by walk_url().
 */
struct walk walk_begin(
    const struct provider *provider, const struct provider_state *known, int64_t now);

/* Where the first part is asked for; of ctx. NULL when that needs the page's id, which is not known. */
const char *walk_url(void *ctx, const struct walk *w, const struct place *place);

/*
 * Takes an answer, whose body becomes ctx's: the address to be asked next, of ctx. NULL when the walk
 * is over: all parts have come when *why is NULL too, and else it says why not, for a person.
 */
const char *walk_next(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why);

/* Bytes of the parts that have come. */
size_t walk_bytes(const struct walk *w);

#endif
