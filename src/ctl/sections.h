/*
 * The sections of the configuration, each with what the store knows of its page. Several may watch
 * one page, such as when only one of them has its id: what happens there is told once, as of one of
 * them, and is so with all of them.
 */
#ifndef CTL_SECTIONS_H
#define CTL_SECTIONS_H

#include "base/names.h"
#include "flow/app.h"
#include "store/providers.h"

struct section {
	const struct provider *provider;
	struct provider_state state; /* a key alone when nothing is known of its page */
	struct section *twin;	     /* the next that watches the same page; NULL: none */
	struct section *tail;	     /* of the first that watches a page: the last one */
};

struct sections {
	const struct providers *providers;
	struct section *list; /* in the order of the configuration */
	size_t n;
	struct names *by_page; /* the first that watches it */
};

/* All of ctx. The page that a section watches is the one that it was last read as. */
int sections_read(
    void *ctx, const struct app *app, struct store *s, struct sections *out, struct error *e);

/* NULL when the configuration has none of that key. */
struct section *section_find(const struct sections *all, const char *key);

/*
 * With which sections something is so that was told as of key, on this page (NULL: on none): with
 * the one of that key, and with each that watches the page. The first for NULL, or the one after
 * last; NULL after the last.
 */
const struct section *section_concerned(
    const struct sections *all, const char *key, const char *page_id, const struct section *last);

#endif
