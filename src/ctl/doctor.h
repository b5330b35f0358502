/*
 * What "statusctl doctor" looks at. A check says what it found, once or once for each thing it
 * looked at, and what to do when that is not well.
 */
#ifndef CTL_DOCTOR_H
#define CTL_DOCTOR_H

#include <stdbool.h>

#include "ctl/ctl.h"

enum finding {
	FOUND_OK,
	FOUND_WARN,    /* it works, but will not for ever, or not for all */
	FOUND_FAIL,    /* something does not work */
	FOUND_UNKNOWN, /* it could not be looked at */
};

struct doctor {
	struct ctl *ctl;
	struct table *table;
	struct store *store;  /* NULL: there is none that can be read */
	const char *web_logs; /* patterns of file names, with ":" between them */
	size_t count[4];      /* of each finding */
};

/* One line. found and advice may be strangers' text; advice NULL: there is nothing to do. */
void doctor_say(struct doctor *d, const char *check, enum finding finding, const char *found,
    const char *advice);

/* The secrets, if there are any: to look is not to make one. */
bool doctor_secrets(struct doctor *d, struct secrets *out);

/* doctor_files.c: what is on this machine. */
void doctor_rights(struct doctor *d);
void doctor_secret(struct doctor *d);
void doctor_store(struct doctor *d);
void doctor_disk(struct doctor *d);
void doctor_log(struct doctor *d);

/* doctor_web.c: the way of a webhook to us. */
void doctor_address(struct doctor *d);
void doctor_web_server(struct doctor *d);
void doctor_route(struct doctor *d);
void doctor_leak(struct doctor *d);

/* doctor_watch.c: what runs, and what it sees. */
void doctor_responder(struct doctor *d);
void doctor_poller(struct doctor *d);
void doctor_clock(struct doctor *d);
void doctor_providers(struct doctor *d);
void doctor_subscriptions(struct doctor *d);
void doctor_quarantine(struct doctor *d);
void doctor_summaries(struct doctor *d);

#endif
