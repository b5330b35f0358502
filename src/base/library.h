/*
 * A shared library that is loaded when it is first needed, and not at each start: what it brings
 * along may take longer than all that a program does.
 */
#ifndef BASE_LIBRARY_H
#define BASE_LIBRARY_H

#include <stddef.h>

struct library_call {
	const char *name; /* of the function */
	void *at;	  /* the pointer to such a function that is to be set */
};

/*
 * Loads the file, a name such as libcurl.so.4 that is found as the loader of the system finds it,
 * and sets n pointers. Where that cannot be done the program ends and says why, as it would if it
 * had been linked with the library.
 */
void library_load(const char *file, const struct library_call *calls, size_t n);

#endif
