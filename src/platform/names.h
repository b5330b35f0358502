/* The names of the platforms, as in the configuration. */
#ifndef PLATFORM_NAMES_H
#define PLATFORM_NAMES_H

#include <stdbool.h>

bool platform_is_known(const char *name);

/* All of them, for messages: "statuspage, incidentio". */
const char *platform_names(void *ctx);

#endif
