/* What Instatus's documents and webhooks have in common. */
#ifndef PLATFORM_INSTATUS_H
#define PLATFORM_INSTATUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"

/* A text, or of an object of texts by language the default or English one; NULL for none. */
const char *instatus_text(void *ctx, struct json *o, const char *key, size_t max);

/* The end of a maintenance: "duration" is a text of minutes. TIME_NONE when it is not told. */
int64_t instatus_end(void *ctx, struct json *o, int64_t start);

#endif
