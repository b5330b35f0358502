/* The lock of the event log: who appends to it, or compares it with the store, holds it. */
#ifndef FLOW_LOGLOCK_H
#define FLOW_LOGLOCK_H

#include "flow/app.h"

/* Opens it, which takes nothing yet; closing *fd gives back what was taken. E_CONFIG. */
int loglock_open(const struct app *app, int *fd, struct error *e);

/* Waits so many milliseconds while somebody else has it; E_BUSY after that. E_SYSTEM. */
int loglock_take(const struct app *app, int fd, int64_t wait_ms, struct error *e);

void loglock_give_back(int fd);

#endif
