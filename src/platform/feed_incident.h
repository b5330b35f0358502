/* An entry of a feed, and what it says, as an incident. */
#ifndef PLATFORM_FEED_INCIDENT_H
#define PLATFORM_FEED_INCIDENT_H

#include "model/report.h"
#include "platform/feed_entry.h"
#include "platform/feed_text.h"

/* One more entry of the incident; the label is that of its title, NULL: it has none. */
void feed_incident_add(void *ctx, const struct feed_text *text, const char *label,
    const struct feed_entry *entry, struct incident *in);

/* When there are no more. */
void feed_incident_finish(void *ctx, struct incident *in);

#endif
