/*
 * The judgement on a report of a component's status against what is stored. Pure:
 * no store, no clock.
 */
#ifndef MODEL_TRANSITION_H
#define MODEL_TRANSITION_H

#include <stdint.h>

enum transition {
	TRANSITION_FIRST,  /* nothing is stored of this component */
	TRANSITION_REPEAT, /* this status is the stored one */
	TRANSITION_LATE,   /* it was so before the stored change */
	TRANSITION_NEWS,
};

/*
 * stored is NULL when nothing is stored. A time of TIME_NONE on either side is
 * taken as "now": it is never late. Two clocks of one page differ by some 60 ms in
 * recorded data, so a report is late only when it is older by more than 2 s.
 */
enum transition transition_judge(
    const char *stored, int64_t stored_at, const char *reported, int64_t reported_at);

#endif
