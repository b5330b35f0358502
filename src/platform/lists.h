/*
 * Lists as all platforms have them, whatever their fields are called: incidents, the updates of
 * one, components. What is of the platform comes in as a reader of one entry.
 */
#ifndef PLATFORM_LISTS_H
#define PLATFORM_LISTS_H

#include "base/json.h"
#include "base/error.h"
#include "model/report.h"
#include "platform/gather.h"

/* Read what is there of one entry, an object, into *out, which is empty. */
typedef void update_reader(void *ctx, struct json *o, struct update *out);
typedef void incident_reader(
    void *ctx, const struct place *place, struct json *o, struct incident *out);

/*
 * The newest LIMIT_UPDATES of the list, oldest first whatever its order. An update without a
 * time stays behind the one it stood behind.
 */
void lists_updates(void *ctx, struct json *list, update_reader *read_one, struct incident *out);

/*
 * Adds the end of an incident, since a time that may be TIME_NONE, as an update of its own. Its
 * id is "end": it is told once, whatever else is said afterwards.
 */
void lists_end(void *ctx, struct incident *in, int64_t since);

/* Likewise, unless the newest update says already that it is over. */
void lists_close(void *ctx, struct incident *in, int64_t since);

/* The names attached to an incident: of each object what the key says, of each string itself. */
void lists_names(void *ctx, struct json *list, const char *key, struct incident *out);

/*
 * Appends an incident, unless LIMIT_INCIDENTS are there or it is there already: one of two with
 * the same id. E_INPUT when it is no object or has no id: left out, it would look as if over.
 */
int lists_incident(void *ctx, const struct place *place, struct json *o, incident_reader *read_one,
    struct report *out, struct error *e);

/* All of the list, likewise. */
int lists_incidents(void *ctx, const struct place *place, struct json *list,
    incident_reader *read_one, struct report *out, struct error *e);

#endif
