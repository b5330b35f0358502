/* Incidents and maintenances as rows of a table: what two commands share. */
#ifndef CTL_PAST_H
#define CTL_PAST_H

#include "ctl/ctl.h"
#include "store/state.h"

struct past {
	struct incident_state state;
	int64_t began;	  /* or will begin */
	int64_t duration; /* until now while it is open; -1: it has not begun */
	int64_t updates;  /* how many were logged */
};

/* Which are shown, and how. */
struct past_form {
	bool (*wanted)(void *user, const struct incident_state *state);
	void *user;
	void (*add_row)(struct table *t, const struct past *p);
	bool oldest_first; /* else the one that began or begins last comes first */
};

/* Reads those of the operand's provider, or of all, and prints the command's table. */
enum exit_status past_show(struct ctl *ctl, const struct past_form *form, struct error *e);

#endif
