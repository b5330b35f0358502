/*
 * What status pages and the email worker POST. There is no type field that all have: the keys at
 * the top tell, and the readers of webhook_reader.h know them. Pure.
 */
#ifndef PLATFORM_WEBHOOK_H
#define PLATFORM_WEBHOOK_H

#include <stddef.h>

#include "base/error.h"
#include "model/report.h"

/*
 * Reads a body of n bytes that a NUL follows. JSON of another shape is OK with kind
 * REPORT_UNKNOWN. E_INPUT or E_LIMIT, with the reason for the quarantine, when it is
 * not JSON or lacks what it cannot do without.
 */
int webhook_read(void *ctx, const char *bytes, size_t n, struct report *out, struct error *e);

#endif
