/* What both APIs of Cachet share. */
#ifndef PLATFORM_CACHET_H
#define PLATFORM_CACHET_H

#include "model/report.h"

/* The state of a schedule in our words; a number we do not know stays as it is. */
const char *cachet_schedule_word(const char *code);

/* Incidents and schedules have the number of a component, not its name; NULL for none. */
const char *cachet_name_find(const struct report *r, const char *id);

#endif
