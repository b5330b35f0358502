/*
 * Sinks: an event as text, one row each in sink.c. Pure: the text depends on the
 * event alone, so that a record can be written again byte for byte.
 */
#ifndef SINK_SINK_H
#define SINK_SINK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/settings.h"
#include "model/event.h"

struct sink {
	const char *name; /* as in LOG_FORMAT */
	/* Appends the event's record, its newline included; color asks for terminal colours. */
	void (*render)(struct buf *out, const struct event *event, bool color);
};

/* The rows, a file each. */
extern const struct sink sink_log_pretty;
extern const struct sink sink_log_json;

const struct sink *sink_find(enum log_format format);

#endif
