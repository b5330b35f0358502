/* Finding out on which platform a page runs, and how it is to be watched. */
#ifndef CTL_PROBE_H
#define CTL_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "flow/app.h"

struct probe_question {
	const char *url;
	bool allow_private;
	const struct app *app; /* whom to trust, and who asks */
	/* Called with each place that was looked at and what was there; strangers' text. */
	void (*tell)(void *user, const char *place, const char *what);
	void *user;
};

/* What is to stand in the section of such a page. */
struct probe_answer {
	const char *platform;
	const char *key; /* made of the name */
	const char *name;
	const char *url;
	const char *page_id; /* NULL: the page has none */
	size_t n_components;
	size_t n_incidents;
};

/*
 * E_INPUT when what was typed is no address that the configuration can have; a password that is in it
 * is not told.
 */
int probe_address(const char *typed, struct error *e);

/*
 * Asks every place where a platform has its document in turn; last, a feed that the page names.
 * The answer belongs to ctx. E_INPUT when no platform is found there, E_SYSTEM when nobody answers.
 */
int probe_page(
    void *ctx, const struct probe_question *question, struct probe_answer *out, struct error *e);

/* The provider that has this page already; NULL: none has it. */
const struct provider *probe_watched(const struct providers *all, const struct probe_answer *page);

/* The key, or with a number behind it the first that no provider has; of ctx. */
const char *probe_free_key(void *ctx, const struct providers *all, const char *key);

#endif
