/*
 * How all providers are at a moment, and what is wrong with which: by the store, or, made of the
 * same parts, by what the pages answer right now (see live.h).
 */
#ifndef CTL_PICTURE_H
#define CTL_PICTURE_H

#include "ctl/sections.h"
#include "model/rollup.h"
#include "store/state.h"

/* A provider of the configuration. */
struct view {
	struct provider_state state; /* all empty when nothing is known of its page */
	enum page_health health;
	const char *reason; /* why it is not fresh; NULL */
	int64_t last_event; /* when the newest came; TIME_NONE */
	/*
	 * The worst of its open incidents, its components and what its page says of itself;
	 * unknown when the page is not known well, or is off.
	 */
	enum rollup overall;
};

/* In the order in which they are shown. */
enum problem_kind { PROBLEM_PAGE, PROBLEM_INCIDENT, PROBLEM_MAINTENANCE, PROBLEM_COMPONENT };

struct problem {
	enum problem_kind kind;
	size_t owner; /* in the configuration's list; its length when no provider has the page */
	const char *provider; /* key, or the page's id */
	const char *status;
	const char *impact;
	int64_t since;
	const char *title;
	const char *url;
	enum rollup weight;
};

struct picture {
	int64_t now;
	struct sections sections;
	struct view *views;	  /* one a provider, in the order of the configuration */
	struct problem *problems; /* by owner, then by kind, the oldest first */
	size_t n_problems;
};

/* All of ctx. */
int picture_read(
    void *ctx, const struct app *app, struct store *s, struct picture *out, struct error *e);

/* "page", "incident", "maintenance", "component". */
const char *problem_word(enum problem_kind kind);

/*
 * For whoever has other sources than the store. picture_begin() makes one that has the state of each
 * page, as stored, and no problem. Then the caller sets the health, reason and state of each view,
 * and adds what is open and what has trouble; anything else is passed over, such as a maintenance
 * that has not begun. picture_finish() adds the pages that are not fresh, and brings all into order.
 */
int picture_begin(
    void *ctx, const struct app *app, struct store *s, struct picture *out, struct error *e);
void picture_add_incident(void *ctx, struct picture *p, const struct incident_state *incident);
void picture_add_component(void *ctx, struct picture *p, const struct component_state *component);
void picture_finish(void *ctx, struct picture *p);

#endif
