/* Which events are to be summed up, and what was told of their incidents before. */
#ifndef FLOW_SUMMARY_WANTED_H
#define FLOW_SUMMARY_WANTED_H

#include <stdbool.h>
#include <stddef.h>

#include "model/event.h"
#include "store/store.h"

/*
 * Looks at the events that came since the last look, by whichever program, and notes in the store
 * those that are to be summed up. *upto is the event that the last look ended with, 0 when that is
 * not known; *more says whether there are further ones.
 */
int summary_wanted_look(struct store *store, int64_t *upto, bool *more, struct error *e);

/*
 * The event and, when its incident has an id, what was told of it before, newest first; *n events
 * that belong to ctx.
 */
int summary_wanted_story(void *ctx, struct store *store, const struct event *event,
    struct event **story, size_t *n, struct error *e);

/* Nobody needs a summary of it any more. */
bool summary_wanted_is_late(const struct event *event);

#endif
