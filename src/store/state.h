/*
 * What is so at the moment: incidents and components as last told, and what the poller knows of each
 * provider's page. Found by page id, because ids are unique within a page only.
 */
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/page_health.h"
#include "store/store.h"

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
	int64_t seen_at;   /* when we first heard of it */
	int64_t missed;	   /* good documents in a row that lack it, or its end; -1, -2: bad ones */
	int64_t closed_at; /* TIME_NONE while it is open */
};

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

struct provider_state {
	const char *key;
	const char *page_id;   /* of the last good document; NULL when it was never read */
	int64_t page_time;     /* the newest updated_at of the page itself */
	int64_t copied_at;     /* when a cache got that document, or we where none had it */
	int64_t listed;	       /* by that document: what does not leave a page, by itself */
	const char *indicator; /* what the page says of itself as a whole; NULL: nothing */
	int64_t unlisted; /* components that it lacks: the next document tells if they are gone */
	const char *moved_to;	/* the address that it redirects to, on another host; NULL: none */
	const char *other_page; /* the id in the last document, when that was another page's */
	const char *platform;
	int64_t due_at;
	const char *due_by;  /* the address and interval from which that follows */
	int64_t leave_until; /* by Retry-After of a further document; TIME_NONE: it did not say */
	int64_t tried_at;
	int64_t answered_at;   /* of the last good answer, "not modified" included */
	int64_t first_read_at; /* from then on this page was watched */
	int64_t failures;      /* in a row */
	const char *failure;
	int64_t gone_since; /* from then on every try found nothing there; TIME_NONE: it is there */
	int64_t gone_tries; /* how many these were */
	enum page_health health; /* as it was last told of */
	const char *etag;
	const char *last_modified;
	const char *validated; /* the address of what these two are of; NULL: not to be sent */
	int64_t covered_at;    /* what came and went before that has been seen */
	int64_t changed_at;    /* the page is another since, and its histories are unread */
	int64_t moved_at;      /* its newest change: they are to be no older */
	int64_t own_at;	       /* since then own documents of incidents have had trouble */
};

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

/* What is known of the provider; all empty and due at once when nothing is. */
int store_provider_get(
    void *ctx, struct store *s, const char *key, struct provider_state *out, struct error *e);
int store_provider_put(struct store *s, const struct provider_state *in, struct error *e);

/* What is known of all of them; an array of ctx. */
int store_providers(
    void *ctx, struct store *s, struct provider_state **out, size_t *n, struct error *e);

/* Of a stored provider: validated, and the times from covered_at on, become those of the state. */
int store_provider_mark(
    struct store *s, const char *key, const struct provider_state *state, struct error *e);

/* Its page wants to be left alone until then; it is to be sent whole, changed or not. */
int store_provider_defer(struct store *s, const char *key, int64_t until, struct error *e);
int store_provider_doubt(struct store *s, const char *key, struct error *e);

/* A mail came: its page is to be read by the next look of whoever polls, if the key is known. */
int store_provider_want(struct store *s, const char *key, int64_t now, struct error *e);

#endif
