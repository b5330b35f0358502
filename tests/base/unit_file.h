/* The files of a folder's unit tests, as they enlist before main(). */
#ifndef TESTS_BASE_UNIT_FILE_H
#define TESTS_BASE_UNIT_FILE_H

#include <stdbool.h>

struct unit_file {
	const char *source;
	int (*run)(void);
	struct unit_file *next;
};

extern struct unit_file *unit_files;

#endif
