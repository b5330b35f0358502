/*
 * From the first question to a page to its whole document: which place is asked next, by what was
 * answered so far. Who asks, and what else an answer means to him, is not known here: the poller
 * and "statusctl status --live" walk the same way.
 */
#ifndef FLOW_WALK_H
#define FLOW_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "net/http.h"
#include "platform/platform.h"

struct walk {
	const struct platform *named;	 /* by the configuration; NULL: by nothing */
	const struct platform *found;	 /* when it was read last; NULL: never */
	bool looks;			 /* whether other places are tried, too */
	const char *path;		 /* where the first part is asked for */
	const char *first_failure;	 /* of the places that were tried; NULL: none failed yet */
	const struct platform *platform; /* by the first part; NULL: that has not come yet */
	struct part parts[PLATFORM_PARTS];
	size_t n_parts; /* answered */
};

/*
 * The page is asked at the place of the platform that is named, or else at that of the one found; with
 * looks at all other places, too, and when none is named at those alone. Address by walk_url().
 */
struct walk walk_begin(const struct platform *named, const struct platform *found, bool looks);

/* Where the first part is asked for; of ctx. NULL when that needs the page's id, which is not known. */
const char *walk_url(void *ctx, const struct walk *w, const struct place *place);

/*
 * Takes an answer, whose body becomes ctx's: the address to be asked next, of ctx. NULL when the walk
 * is over: all parts have come when *why is NULL too, and else it says why not, for a person.
 */
const char *walk_next(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why);

/* Whether the first part was found where another platform than the named one has its document. */
bool walk_is_astray(const struct walk *w);

/* Bytes of the parts that have come. */
size_t walk_bytes(const struct walk *w);

#endif
