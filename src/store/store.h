/*
 * The store: state.db in the state directory, where everything is that must
 * survive. Opened, migrated, and changed in transactions here; what is in it is
 * behind the other headers of this folder. A handle belongs to one thread.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct store;

/* What is done when there is no file yet. In both modes the store can be written. */
enum store_mode {
	STORE_MAKE,	/* it is made */
	STORE_EXISTING, /* an empty one in memory stands in */
};

/*
 * Opens the store at path and brings it to this program's version. Closed with ctx. E_CONFIG when a
 * newer program wrote it, when it is not ours, or for want of rights; E_BUSY when it is locked for
 * longer than LIMIT_STORE_WAIT_MS.
 */
int store_open(
    void *ctx, const char *path, enum store_mode mode, struct store **out, struct error *e);

/* False for the empty one that stands in, with STORE_EXISTING, where there is no file. */
bool store_is_there(const struct store *s);

/*
 * A store in a folder that we may not write, without a -wal file beside it, is read as it lies: SQLite
 * has no place for the file by which its users know of each other. True when it was written since:
 * what was read may be wrong, and is to be read again from a store that is opened anew.
 */
bool store_is_stale(const struct store *s);

/*
 * One transaction at a time. store_end() keeps what was written if that went well, by rc, or else
 * takes it back, and answers rc or what went wrong with keeping it. After OK, what was written
 * survives a power cut. Without a transaction, since store_begin() failed, it just answers rc.
 * store_begin() fails with E_CONFIG once the file was removed or another put in its place.
 */
int store_begin(struct store *s, struct error *e);
int store_end(struct store *s, int rc, struct error *e);

/* Named numbers that outlive a run, such as when the poller last ran; 0 when never set. */
int store_fact_get(struct store *s, const char *name, int64_t *value, struct error *e);
int store_fact_put(struct store *s, const char *name, int64_t value, struct error *e);

#define FACT_POLLER_RAN_AT	"poller_ran_at"	     /* when it last did, to half an interval */
#define FACT_POLLER_CONFINED	"poller_confined"    /* by what it was then: a sandbox_number() */
#define FACT_RESPONDER_CONFINED "responder_confined" /* likewise, when it was last started */
#define FACT_RESPONDER_PID	"responder_pid"
#define FACT_AGENDA		"agenda" /* what configuration all due times are of: flow/agenda.h */
#define FACT_POLLING_SINCE	"polling_since" /* it has run since then without a long gap */
#define FACT_MAILED_AT		"mailed_at"	/* when a mail about a page last came */
#define FACT_PROBED_AT		"probed_at" /* when /health last wrote, to see whether that works */
#define FACT_RETAINED_AT	"retained_at"	   /* when nothing was left that is too old */
#define FACT_FORGOTTEN_BEFORE	"forgotten_before" /* retention removed incidents up to then */

/* Of who makes the summaries, see flow/summary_service.h. */
#define FACT_SUMMARY_UPTO	  "summary_upto"     /* the last event that was looked at */
#define FACT_SUMMARY_KEY	  "summary_key"	     /* secret_mark() of the key in use */
#define FACT_SUMMARY_REFUSALS	  "summary_refusals" /* of that key, in a row */
#define FACT_SUMMARY_FAILURES	  "summary_failures" /* of any kind, in a row */
#define FACT_SUMMARY_PAUSED_UNTIL "summary_paused_until"
#define FACT_SUMMARY_MINUTE                                                                        \
	"summary_minute" /* the last one, since 1970, in which one was asked for */
#define FACT_SUMMARY_MINUTE_ASKED "summary_minute_asked" /* how many were */
#define FACT_SUMMARY_DAY	  "summary_day"		 /* the same for the day, UTC */
#define FACT_SUMMARY_DAY_ASKED	  "summary_day_asked"

#endif
