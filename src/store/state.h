/*
 * What is so at the moment on the pages: their incidents and components, as last told by whichever
 * channel. Found by page id and id, because ids are unique within a page only. What is known of the
 * pages themselves is in providers.h.
 */
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* Strings may be NULL, but for the first three, and times TIME_NONE: the page did not say. */
struct incident_state {
	const char *page_id;
	const char *id;
	const char *provider;
	bool maintenance;
	const char *title;
	const char *status;
	const char *impact;
	const char *product;
	int64_t product_at; /* of the newest update that names one */
	const char *url;
	int64_t opened_at;
	int64_t updated_at; /* of its newest update */
	int64_t scheduled_for;
	int64_t scheduled_until;
	int64_t seen_at; /* when we first heard of it */
	/*
	 * So many good documents in a row lack it, or, once it is lost, histories its end; below 0:
	 * so many histories in a row that should tell of it could not be read.
	 */
	int64_t missed;
	int64_t closed_at; /* TIME_NONE while it is open */
};

/* Likewise; status is never NULL. */
struct component_state {
	const char *page_id;
	const char *id;
	const char *provider;
	const char *name;
	const char *status;
	int64_t changed_at;
	int64_t event_id; /* of its last change; 0 when it was so when we first looked */
	int64_t missed;	  /* good documents in a row that lack it, or COMPONENT_UNLISTED */
	bool fleeting;	  /* the page lists it only while it is not operational */
};

/* No document ever had it: webhooks alone tell of it. */
#define COMPONENT_UNLISTED (-1)

int store_incident_find(void *ctx, struct store *s, const char *page, const char *id,
    struct incident_state *out, bool *found, struct error *e);
int store_incident_put(struct store *s, const struct incident_state *in, struct error *e);

/* The id of a page's incident by its address, of ctx; NULL when none has it. */
int store_incident_by_url(void *ctx, struct store *s, const char *page, const char *url,
    const char **id, struct error *e);

/* The open ones of a page, or of all pages when page is NULL; an array of ctx. */
int store_incidents_open(void *ctx, struct store *s, const char *page, struct incident_state **out,
    size_t *n, struct error *e);

/* Up to max of all, open or not, in some order; those after the last one, or the first for NULL. */
int store_incidents_beyond(void *ctx, struct store *s, const struct incident_state *last,
    int64_t max, struct incident_state **out, size_t *n, struct error *e);

/* Those of a page that ended as lost, and were missed less often than that; an array of ctx. */
int store_incidents_lost(void *ctx, struct store *s, const char *page, int64_t missed,
    struct incident_state **out, size_t *n, struct error *e);

int store_component_find(void *ctx, struct store *s, const char *page, const char *id,
    struct component_state *out, bool *found, struct error *e);
int store_component_put(struct store *s, const struct component_state *in, struct error *e);
int store_component_remove(struct store *s, const char *page, const char *id, struct error *e);

/* All of a page by id, in the order of strcmp(); an array of ctx. */
int store_components_of(void *ctx, struct store *s, const char *page, struct component_state **out,
    size_t *n, struct error *e);

/* Every component whose status is another than operational; an array of ctx. */
int store_components_troubled(
    void *ctx, struct store *s, struct component_state **out, size_t *n, struct error *e);

#endif
