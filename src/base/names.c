/* Names to numbers: open addressing, never more than half full. See names.h. */
#include "base/names.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"

#define ROOM_FIRST 64 /* a power of two, so that a mask is the remainder */

struct entry {
	const char *name; /* NULL: free */
	size_t number;
};

struct names {
	struct entry *entries;
	size_t room;
	size_t n;
};

struct names *names_new(void *ctx)
{
	struct names *n = mem_new(ctx, struct names);

	n->room = ROOM_FIRST;
	n->entries = mem_array(n, struct entry, n->room);
	return n;
}

/* FNV-1a: who writes the configuration has no reason to make names collide. */
static uint32_t hash(const char *name)
{
	uint32_t h = 2166136261U;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619U;
	return h;
}

/* Where the name is, or would be. */
static struct entry *place_of(const struct names *n, const char *name)
{
	size_t i = hash(name) & (n->room - 1);

	while (n->entries[i].name != NULL && strcmp(n->entries[i].name, name) != 0)
		i = (i + 1) & (n->room - 1);
	return &n->entries[i];
}

static void grow(struct names *n)
{
	struct names old = *n;

	n->room *= 2;
	n->entries = mem_array(n, struct entry, n->room);
	for (size_t i = 0; i < old.room; i++)
		if (old.entries[i].name != NULL)
			*place_of(n, old.entries[i].name) = old.entries[i];
	talloc_free(old.entries);
}

bool names_add(struct names *n, const char *name, size_t number)
{
	struct entry *entry = place_of(n, name);

	if (entry->name != NULL)
		return false;
	*entry = (struct entry){.name = name, .number = number};
	if (++n->n * 2 > n->room)
		grow(n);
	return true;
}

size_t names_find(const struct names *n, const char *name)
{
	const struct entry *entry = place_of(n, name);

	return entry->name != NULL ? entry->number : NAMES_NONE;
}
