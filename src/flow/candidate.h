/*
 * An update on its way through the judgement: whether it was told before, by whichever
 * channel, with or without its ids. For the judges only, see judge.h; model/identity.h says
 * what makes two updates the same.
 */
#ifndef FLOW_CANDIDATE_H
#define FLOW_CANDIDATE_H

#include "flow/judge.h"

struct candidate {
	const struct incident *in;
	const struct update *up;
	const char *id_key; /* NULL without ids */
	bool of_known;	    /* its incident is stored already */
	bool is_late_end;   /* that has ended without a word, and this is the word */
};

/* How an update was recognised. */
enum known {
	KNOWN_NOT,
	KNOWN_AGAIN,   /* it has been here, under its ids */
	KNOWN_CLAIMED, /* its event was here, without its ids */
};

/* stored: what is known of its incident, or NULL. */
struct candidate candidate_of(struct judging *j, const struct incident *in, const struct update *up,
    const struct incident_state *stored);

/* When it is known, that it was told again is stored, and all its keys mean its event. */
int candidate_look_up(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e);

/* Likewise, but of what mails have told alone; *known is KNOWN_NOT before. */
int candidate_look_up_mail(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e);

/* All keys now mean this event. */
int candidate_put_keys(
    struct judging *j, const struct candidate *c, int64_t event_id, struct error *e);

#endif
