/*
 * What is so now of an incident, and whether a report is newer than that: state never moves backwards
 * because an older one arrived. For judge_incident.c, see judge.h.
 */
#ifndef FLOW_JUDGE_STATE_H
#define FLOW_JUDGE_STATE_H

#include "flow/judge.h"

/* What is lost may be found again, and have an end that was not told yet. */
bool judge_has_ended(const struct incident_state *stored);

/*
 * An incident whose document has no updates: its status alone is told. That is news when it differs
 * from the stored one, which may be NULL, and is not older.
 */
bool judge_status_is_news(const struct incident *in, const struct incident_state *stored);

/*
 * Stores what is so by this report, where that is newer than what is stored; NULL: nothing is. A turn
 * or a move that no update told is logged. told: one of its updates was news.
 */
int judge_state(struct judging *j, const struct incident *in, struct incident_state *stored,
    bool told, struct error *e);

#endif
