/* What both APIs of Cachet share. */
#ifndef PLATFORM_CACHET_H
#define PLATFORM_CACHET_H

#include "model/report.h"

/* The state of a schedule in our words; a number we do not know stays as it is. */
const char *cachet_schedule_word(const char *code);

/*
 * The incidents of the report from first on are those of a list that goes on elsewhere. It was
 * asked for by id, the newest first: down to the lowest one it is whole. In another order, or with
 * fewer than two, which have none, it says nothing of what is not in it.
 */
void cachet_cut(struct report *out, size_t first);

/* Incidents and schedules have the number of a component, not its name; NULL for none. */
const char *cachet_name_find(const struct report *r, const char *id);

#endif
