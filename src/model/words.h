/*
 * The words platforms use for a status, sorted into what follows from them. A word
 * that is not known stays as it is and counts as unknown, never as fine.
 */
#ifndef MODEL_WORDS_H
#define MODEL_WORDS_H

#include <stdbool.h>

/* Incidents: resolved, completed, postmortem: nothing more is expected. */
bool status_is_final(const char *status);

/* scheduled, in_progress, verifying, completed: words only maintenances use. */
bool status_is_maintenance(const char *status);

/* A maintenance that was announced, and has not begun. */
bool status_is_scheduled(const char *status);

/* Components: only "operational", in any spelling, is. */
bool status_is_operational(const char *status);

/* How late in an incident's life a status comes: 0 for words that are not known. */
int status_rank(const char *status);

#endif
