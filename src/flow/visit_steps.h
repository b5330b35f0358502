/*
 * One page in a pass, between the files that know its steps: visit.c asks for its document,
 * visit_document.c says whether that is to be believed, visit_endings.c finds what has left it and
 * asks for own documents of incidents, and visit_history.c for histories of the page.
 */
#ifndef FLOW_VISIT_STEPS_H
#define FLOW_VISIT_STEPS_H

#include "flow/visit.h"
#include "flow/walk.h"
#include "platform/platform.h"
#include "store/providers.h"

/* Incidents seldom end together: the end of any more is looked for in the histories. */
#define OWN_MAX 8

/* An Age is of whole seconds, and an answer takes its time. */
#define AGE_SLACK_MS 2000

struct visit {
	struct poller *poller;
	struct slot *slot;
	const struct provider *provider;
	int64_t begun_at;    /* by clock_steady() */
	struct walk walk;    /* to the document, whose platform it tells */
	bool is_conditional; /* the first part was asked for only if it has changed */
	struct provider_state state;
	int64_t unasked_since;	/* as that of an intake */
	bool is_gone;		/* some place answered that there is nothing */
	bool is_there;		/* some place answered something else, or not at all */
	const char *moved_to;	/* the address that the first part was redirected to */
	int64_t retry_after_ms; /* the longest that places which failed asked for */
	const char *etag;	/* of the first part */
	const char *last_modified;
	int64_t age_ms;		/* so long a cache has had it */
	bool wants_again;	/* the document, as it was judged: be it the same */
	struct report document; /* kept while the endings are asked for */

	/* What no document showed, because it began and ended between two of them. */
	int64_t news_since; /* so did what began after then, as far as is known */
	int64_t covers;	    /* up to then the histories that are read now tell of it */
	bool is_changed;    /* the page has changed since, and they are to be read */
	bool incidents_read;
	bool upkeep_read;
	bool is_new_enough; /* the history that was answered last: no older than the change */
	bool is_owed;	    /* own documents are still to be asked for, by the next pass */
	bool incidents_due; /* their history is to be asked for */
	bool upkeep_due;
	const char *left[OWN_MAX]; /* ids of incidents whose own documents are to be asked for */
	size_t n_left;
	bool has_more; /* more are to be asked for than left takes: the next pass does it */
	void (*told)(struct visit *v); /* what follows when they have been asked */
	struct report own;	       /* what one of them answered, while it is stored */
	struct report ending;	       /* the history, until it is stored */

	struct intake in; /* what is handed in, and what then */
	struct job job;
	void (*stored)(struct visit *v);
	size_t bytes; /* of what was answered and is still held */
};

/* --- visit.c ---------------------------------------------------------------------------- */

struct place visit_place(const struct visit *v);

/* False when the address needs the page's id, which is not known. */
bool visit_ask(struct visit *v, const struct place *place, const char *path, http_done *done);

/* What of the page's state is stored with a report. */
enum with {
	WITH_STATE, /* all of it, and its health is judged */
	WITH_MARK,  /* how far its past is known */
};

/* Through the door and to the log; then the visit goes on with stored(), which may be at once. */
void visit_submit(
    struct visit *v, const struct report *report, enum with with, void (*stored)(struct visit *v));

void visit_over(struct visit *v);

/* Whether a further document came with a wish to be left alone, which goes for the whole page. */
bool visit_defer(struct visit *v, const struct http_response *response);

/* Whether the document need not be sent again while it is the same: nothing is looked for, nor doubted. */
void visit_validate(struct visit *v, bool is_settled);

/* --- visit_document.c ------------------------------------------------------------------- */

/* Whether the page and its platform are those of the document before. */
bool document_continues(const struct visit *v);

/* The page's time, for the documents after it; a time to come is no measure. */
int64_t document_time(const struct visit *v);

/*
 * Whether it is an old copy: nothing in it is news, and nothing that is missing in it is gone. But
 * not for longer than caches keep one: then the page itself has gone back, or its clock was wrong.
 */
bool document_is_stale(const struct visit *v);

/* Why it is not to be believed yet; NULL when nothing speaks against it. */
const char *document_doubt(struct visit *v);

/*
 * Applies what the documents before it showed of the page: of a history nothing ends by leaving, and
 * a name stays whole.
 */
void document_recall(struct visit *v);

/* How many it lists that do not leave a page by themselves, as an incident does that is over. */
size_t document_listed(const struct visit *v);

/* --- visit_endings.c -------------------------------------------------------------------- */

/* The page is as it was, by a copy of that age. */
void endings_same(struct visit *v, int64_t age_ms);

/* Whether and since when news may be in the histories only; the state is that of before. */
void endings_compare(struct visit *v);

/* Finds what has left the document, before that is stored, and notes what is to be asked for. */
void endings_begin(struct visit *v);

bool endings_are_due(const struct visit *v);

/* The document is stored: asks how those ended, to the end of the visit. */
void endings_ask(struct visit *v);

/* Asks for those of the ones in left, and goes on with told(). */
void endings_ask_own(struct visit *v, void (*told)(struct visit *v));

/* Finds again what is to be asked for, by what is stored and read by now. */
void endings_find(struct visit *v);

/* --- visit_history.c -------------------------------------------------------------------- */

/* Asks for the histories, to the end of the visit. */
void history_ask(struct visit *v);

#endif
