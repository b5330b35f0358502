/*
 * One page in a pass of the poller: its document and, when something open has left it, its
 * histories are asked for, and go through ingest.
 */
#ifndef FLOW_VISIT_H
#define FLOW_VISIT_H

#include "flow/batch.h"
#include "flow/poll.h"
#include "flow/schedule.h"
#include "flow/writer.h"
#include "net/http.h"

/* A pass, as its visits see it. */
struct poller {
	struct app *app; /* without providers when the run is idle */
	const struct poll_options *options;
	int lock;
	struct store *store;
	struct writer *writer;
	struct batch *batch;
	struct http *http;
	struct schedule *schedule;
	struct summariser *summariser; /* NULL: there are no summaries */
	struct poll_result *result;
	size_t n_awaited; /* slots that the run was started for, and that were not visited yet */
	bool is_idle;	  /* no page is asked, but summaries may be */
	bool is_clean;	  /* retention has been at work */
	bool tells;	  /* how far it is */
	int64_t told_at;
	int64_t ran_at; /* when it last said that it runs */
	bool is_confined;
	int64_t
	    confined; /* by what, a sandbox_number(); until then what the store says of earlier */
	int64_t noticed_at; /* that no mail wants a page */
	bool awaits_mail;   /* some came here: one may want a page at any time */
};

/* From what the page's due time follows: of another address or interval it says nothing. */
const char *visit_due_by(void *ctx, const struct app *app, const struct provider *provider);

/*
 * Adds the page's first request to http; the rest happens while that runs. The slot, taken
 * out of the schedule, is put back when the visit is over, with its next due time; it stays due
 * when the visit was abandoned before the page had its time. Errors are the store's; those of the
 * page are remembered and logged.
 */
int visit_begin(struct poller *p, struct slot *slot, struct error *e);

#endif
