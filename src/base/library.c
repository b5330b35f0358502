/* Shared libraries. See library.h. */
#include "base/library.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

static void *found(void *it)
{
	if (it != NULL)
		return it;
	diag(DIAG_ERROR, "a shared library is missing: %s; install it again", dlerror());
	exit(EXIT_FAILURE);
}

void library_load(const char *file, const struct library_call *calls, size_t n)
{
	void *library = found(dlopen(file, RTLD_NOW | RTLD_LOCAL));

	for (size_t i = 0; i < n; i++) {
		void *call = found(dlsym(library, calls[i].name));

		/* A function as an object: POSIX allows it, C does not know it. */
		memcpy(calls[i].at, &call, sizeof(call));
	}
}
