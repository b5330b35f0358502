/* A table from names to numbers, for lists of thousands: what a configuration holds. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct names;

#define NAMES_NONE ((size_t)-1)

/* Empty; belongs to ctx. */
struct names *names_new(void *ctx);

/* False when the name is there already. It is not copied, and must live as long as the table. */
bool names_add(struct names *n, const char *name, size_t number);

/* The number of a name; NAMES_NONE when it is not there. */
size_t names_find(const struct names *n, const char *name);

#endif
