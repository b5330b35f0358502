/*
 * The names of the platforms. Apart from the platforms themselves: who only checks a configuration
 * needs no parsers, nor the libraries these are made with.
 */
#include "platform/names.h"

#include <string.h>

#include "base/mem.h"
#include "platform/rows.h"

#define NAME(name) #name,

static const char *const names[] = {PLATFORM_ROWS(NAME)};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

bool platform_is_known(const char *name)
{
	for (size_t i = 0; i < N_NAMES; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

const char *platform_names(void *ctx)
{
	char *list = mem_strdup(ctx, "");

	for (size_t i = 0; i < N_NAMES; i++)
		list = mem_check(
		    talloc_asprintf_append_buffer(list, "%s%s", i > 0 ? ", " : "", names[i]));
	return list;
}
