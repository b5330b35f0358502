/*
 * A report: what one webhook body, one mail or one polled document says, in our words, before
 * anybody asked whether it is news. Platform parsers make it, flow judges it. Every string may be
 * NULL and every time TIME_NONE: pages leave out what they like. Everything belongs to the context
 * the parser was given.
 */
#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "model/mail.h"

enum report_kind {
	REPORT_UNKNOWN, /* JSON, but of no shape we know */
	REPORT_INCIDENT,
	REPORT_MAINTENANCE,
	REPORT_COMPONENT,
	REPORT_MAIL,
	REPORT_DOCUMENT, /* a page's summary: everything that is open, every component */
	REPORT_HISTORY,	 /* a page's list of incidents, open or not */
};

struct page {
	const char *id;
	bool id_is_of_webhooks; /* only they have it: the page's documents know no id */
	const char *name;
	const char *url;
	const char *indicator; /* what it says of itself as a whole */
	int64_t updated_at;
};

/* A component as an incident update names it, with what happened to it. */
struct affected {
	const char *component_id;
	const char *name;
	const char *old_status;
	const char *new_status;
};

struct update {
	const char *id;
	const char *status;
	const char *text;
	int64_t created_at;
	int64_t display_at; /* as the page shows it; if back-filled, far before created_at */
	struct affected *affected;
	size_t n_affected;
};

struct incident {
	bool maintenance;
	const char *id;
	const char *title;
	const char *status;
	const char *impact;
	const char *url;
	int64_t created_at;
	int64_t updated_at;
	int64_t scheduled_for;
	int64_t scheduled_until;
	const char **components; /* names of those attached to it */
	size_t n_components;
	struct update *updates; /* oldest first */
	size_t n_updates;
};

/* The status a component has, as a document tells it. */
struct component {
	const char *id;
	const char *name;
	const char *status; /* NULL: it is on the page, which does not say how it is */
	int64_t changed_at; /* TIME_NONE when the platform does not really know */
	bool fleeting;	    /* listed only while it is not operational */
};

/* A change of a component's status that somebody announced. */
struct change {
	const char *component_id;
	const char *name;
	const char *old_status;
	const char *new_status;
	int64_t changed_at;
};

struct report {
	enum report_kind kind;
	struct page page;
	struct incident *incidents;
	size_t n_incidents;
	struct component *components;
	size_t n_components;
	struct change *changes;
	size_t n_changes;
	struct mail mail; /* of a REPORT_MAIL */
	bool of_upkeep;	  /* a REPORT_HISTORY of maintenances rather than incidents */
	bool is_unread;	  /* a REPORT_HISTORY that could not be had */
	bool is_given_up; /* and that is not there, or was waited for long enough */
	/*
	 * Of a REPORT_HISTORY: what began and ended after that was in no document that was read.
	 * TIME_NONE: the history is asked only how what is known ended.
	 */
	int64_t news_since;
	/* Of a REPORT_DOCUMENT whose platform has no history: the status of what has left it. */
	const char *absent_means; /* "resolved"; NULL: the history tells */
	const char *cut_at[2];	  /* the lowest ids of lists that go on: lower ones may be there */
	bool keeps_past; /* of a REPORT_DOCUMENT: as a platform's keeps_past, shown by this one */
	bool stands_in;	 /* likewise: it is read in place of an API, and knows no components */
	bool plans_are_vague; /* likewise: the times of its maintenances are guesses */
	bool names_are_bare;  /* likewise: of components "Group - Name" it knows the name alone */
};

/* The status of its newest update, or its own when it has none. */
const char *incident_status(const struct incident *in);

/* Whether full is "Group - Name" and this the name alone; of NULL it is none. */
bool report_name_is_bare(const char *name, const char *full);

/* Whether an incident with this id, not NULL, is in it. */
bool report_has_incident(const struct report *r, const char *id);
/* Whether it is certain that none is: not when it may stand where a list was cut, see cut_at. */
bool report_lacks_incident(const struct report *document, const char *id);
/* Whether it is the lower one of two that are counted together ("item-9", "item-12"). */
bool report_is_lower(const char *id, const char *than);

/* Whether one of a REPORT_HISTORY came and went unseen: it began after news_since and is over. */
bool report_missed(const struct report *history, const struct incident *in);

#endif
