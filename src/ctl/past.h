/* Incidents and maintenances as rows of a table, the newest first: what two commands share. */
#ifndef CTL_PAST_H
#define CTL_PAST_H

#include "ctl/command.h"
#include "store/state.h"

struct past {
	struct incident_state state;
	int64_t began;	  /* TIME_NONE: not yet */
	int64_t duration; /* until now while it is open; -1: it has not begun */
	int64_t updates;  /* how many were logged */
};

/* Which are wanted. */
typedef bool past_wanted(void *user, const struct incident_state *state);

/*
 * Reads those that are wanted, of a provider, or of all for NULL, the one that began or begins last
 * first; *n of them in an array of ctx.
 */
int past_read(void *ctx, struct store *s, const char *provider, past_wanted *wanted, void *user,
    struct past **out, size_t *n, struct error *e);

#endif
