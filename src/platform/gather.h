/*
 * Filling a report: what platforms share whose documents do not look like Statuspage's.
 * Every list ends at its ceiling. Pure.
 */
#ifndef PLATFORM_GATHER_H
#define PLATFORM_GATHER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"
#include "base/error.h"
#include "model/report.h"
#include "platform/platform.h"

/* A platform's word or number for a status, and ours; a table of them ends with theirs NULL. */
struct word {
	const char *theirs, *ours;
};

/* Ours; a word that is not in the table stays as it is. */
const char *gather_word(const struct word *table, const char *word);

/*
 * A list that may be absent or null: then it is empty, *list is NULL. False when something
 * else stands there, which is no document of the platform.
 */
bool gather_list(struct json *o, const char *key, struct json **list);

/* E_INPUT, with the part's own flaw when it has one. */
int gather_refuse(const struct part *part, const char *why, struct error *e);

/* The next incident of the report, empty; NULL at LIMIT_INCIDENTS. It moves with the next one. */
struct incident *gather_incident(void *ctx, struct report *out);

/* Appends it, unless it lacks id or status, its id is there, or there are LIMIT_COMPONENTS. */
void gather_component(void *ctx, struct report *out, const struct component *component);

/* Likewise, of one that the page knows and says nothing of: it stays as it was. */
void gather_silent(void *ctx, struct report *out, const char *id);

/* Appends the name, unless it is NULL or there are LIMIT_AFFECTED. */
void gather_name(void *ctx, struct incident *in, const char *name);

/* Appends the update; the oldest makes room when there are LIMIT_UPDATES. In no order yet. */
void gather_update(void *ctx, struct incident *in, const struct update *up);

/*
 * Oldest first, stable. An update without a time stays behind the one it stood behind.
 */
void gather_sort(void *ctx, struct update *list, size_t n);

/*
 * Appends the newest update: its time becomes no older than that of any other, and
 * the oldest makes room. Comes after the sort.
 */
void gather_last(void *ctx, struct incident *in, struct update last);

/*
 * Where the incident itself says that it is over, and its newest update says something else, the
 * update that told of the end becomes the newest one: the times of updates may be wrong, or be set
 * by hand. Comes after the sort.
 */
void gather_end_last(void *ctx, struct incident *in);

/*
 * Makes status the incident's last word, when its newest update says something else: one more
 * update of that time or the newest's, if that is later. Its id is the status, so that it stays
 * the same one. Comes after the sort; nothing is added where there is no update.
 */
void gather_conclude(void *ctx, struct incident *in, const char *status, int64_t at);

#endif
