/*
 * ULIDs, the ids of incident.io: 26 digits of Crockford's base 32, the first 10 of them the time
 * in milliseconds. https://github.com/ulid/spec
 */
#ifndef PLATFORM_ULID_H
#define PLATFORM_ULID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether the n bytes there are one, in capital letters. */
bool ulid_is(const char *s, size_t n);

/* When it was made. */
int64_t ulid_time(const char *ulid);

#endif
