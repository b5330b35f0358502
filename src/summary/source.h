/* What a summary is made from: the newest updates of an incident, as they go to the model. */
#ifndef SUMMARY_SOURCE_H
#define SUMMARY_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/event.h"

struct source {
	const char *json; /* {"provider":...,"updates":[{"status":...,"text":...}]}, oldest first */
	const char *text; /* all its words, for claims_are_in() */
};

/*
 * Whether the first event says something that the others, older ones of its incident, do not.
 * Without a text, or with one that comes again, there is nothing to sum up.
 */
bool source_is_news(const struct event *events, size_t n);

/*
 * From the events of an incident, newest first, of which the first is to be summed up. At most
 * LIMIT_SUMMARY_UPDATES of them that have a text, and LIMIT_SUMMARY_SOURCE_BYTES in all, of which
 * the newer take what they need first. Belongs to ctx.
 */
struct source source_of(void *ctx, const struct event *events, size_t n);

#endif
