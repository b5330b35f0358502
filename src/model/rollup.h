/*
 * The roll-up: how a provider is as a whole, from what its page says of itself, how its components
 * are, and what is open. These stay three things; the roll-up is the worst of them. Pure.
 */
#ifndef MODEL_ROLLUP_H
#define MODEL_ROLLUP_H

#include <stdbool.h>

/* From good to bad. */
enum rollup {
	ROLLUP_OPERATIONAL,
	ROLLUP_MAINTENANCE,
	ROLLUP_UNKNOWN,
	ROLLUP_DEGRADED,
	ROLLUP_PARTIAL_OUTAGE,
	ROLLUP_MAJOR_OUTAGE,
};

/*
 * Of a component's status, a page's indicator or an incident's impact, in any spelling. A word that
 * is not known is ROLLUP_UNKNOWN, and so is NULL.
 */
enum rollup rollup_of_word(const char *word);

/* Of a page's indicator: NULL, of a page that has none, is no news. */
enum rollup rollup_of_indicator(const char *indicator);

/*
 * Of an open incident its impact, "none" being none; of a maintenance that it is under way, if it
 * is.
 */
enum rollup rollup_of_incident(bool maintenance, const char *status, const char *impact);

enum rollup rollup_worse(enum rollup a, enum rollup b);

/* The word a component with that status has: "degraded_performance". */
const char *rollup_word(enum rollup r);

#endif
