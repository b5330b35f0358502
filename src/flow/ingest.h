/*
 * The only door for events. Whatever the channel, a report comes in here, is judged
 * against what is known, and leaves events, keys and new state in the store, all
 * within the caller's transaction.
 */
#ifndef FLOW_INGEST_H
#define FLOW_INGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/app.h"
#include "model/channel.h"
#include "model/report.h"
#include "store/providers.h"
#include "store/store.h"
#include "store/summaries.h"

/* The page of what "statusctl test" sends. */
#define TEST_PAGE_ID "statusctl-test"

/*
 * Good documents in a row that must lack an incident or a component before we believe it: one may
 * be a cached one, or half of one.
 */
#define ABSENT_DOCUMENTS 2

struct intake {
	enum channel channel;
	int64_t received_at;
	const struct provider *provider; /* NULL: to be found by what the report says */
	const char *key; /* what the path named as the provider, which may be none; NULL: nothing */
	const struct report *report; /* NULL: the page could not be read, page_state says why */
	/* Of a REPORT_HISTORY: the page's document that made us ask for it. */
	const struct report *document;
	/*
	 * What the poller now knows of the page, stored together with the report; NULL for other
	 * channels.
	 */
	const struct provider_state *page_state;
	/* Instead of that, with a history: only what store_provider_mark() takes of it is stored. */
	const struct provider_state *page_mark;
	/* From then on until now nobody asked the page; TIME_NONE: it was asked in time. */
	int64_t unasked_since;
	/* The page wants to be left alone until then; TIME_NONE: it did not say so. */
	int64_t leave_until;
	/* Nothing is reported: a summary of an event was made. */
	const struct summary *summary;
	/* Nothing is reported: the store is only asked whether it can be written. */
	bool probe;
	/*
	 * When not NULL there is nothing to judge: the body goes to the quarantine for this reason.
	 */
	const char *unusable;
	const char *body;
	size_t body_size;
};

struct verdict {
	bool is_news;	  /* an event, or a body that went to the quarantine */
	bool wants_again; /* the document is to be sent again, be it the same */
	bool kept_body;	  /* of its events, for those who ask where they came from */
	size_t events;	  /* new ones */
	int64_t first;	  /* the id of the first that was logged, 0: none was; of the last */
	int64_t last;
};

/* Any error leaves the caller's transaction to be taken back. */
int ingest(struct store *s, const struct app *app, const struct intake *in, struct verdict *out,
    struct error *e);

#endif
