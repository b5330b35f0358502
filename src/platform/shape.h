/*
 * The JSON shape that Atlassian Statuspage made and others imitate: page, incident
 * with updates, component. Read leniently: every field may be absent or null,
 * unknown words survive. Sources: the public API of any Statuspage site (/api/v2),
 * Atlassian's webhook examples, and recorded bodies from 2013 to 2024.
 */
#ifndef PLATFORM_SHAPE_H
#define PLATFORM_SHAPE_H

#include <stdbool.h>

#include "base/json.h"
#include "model/report.h"

void shape_page(void *ctx, struct json *root, struct page *out);

/*
 * An incident or maintenance object. maintenance forces the latter; otherwise its
 * impact, status and schedule tell. Updates come out oldest first whatever the order.
 */
void shape_incident(void *ctx, struct json *o, bool maintenance, struct incident *out);

/*
 * Appends those of the list to the report, at most LIMIT_INCIDENTS in all. Their components are named
 * as in the report, when it has any.
 */
void shape_incidents(void *ctx, struct json *list, bool maintenance, struct report *out);

/*
 * Reads the list of components, groups left out (their status follows from their members): what is
 * in one is named "Group - Name", as Statuspage does it where an update affects it.
 */
void shape_components(void *ctx, struct json *list, bool trust_times, struct report *out);

/*
 * "in_progress" for "INPROGRESS": the imitators' spellings of the words we know; others as they
 * are.
 */
const char *shape_status(const char *word);

#endif
