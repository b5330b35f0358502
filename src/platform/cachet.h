/* What both APIs of Cachet share: the numbers of states, in our words. Others stay as they are. */
#ifndef PLATFORM_CACHET_H
#define PLATFORM_CACHET_H

#include "model/report.h"

/* text is the page's own word, for a number we do not know; it may be NULL. */
const char *cachet_component_word(const char *code, const char *text);
const char *cachet_incident_word(const char *code);
const char *cachet_schedule_word(const char *code);

/* Incidents and schedules have the number of a component, not its name; NULL for none. */
const char *cachet_name_find(const struct report *r, const char *id);

#endif
