/* The unit tests of a folder in one program: runs those of the file after which it is called. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit_file.h"

struct unit_file *unit_files;

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Whether source is name.c, in whichever folders both are. */
static bool is_of(const char *source, const char *name)
{
	size_t n = strlen(base(name));

	return strncmp(base(source), base(name), n) == 0 && strcmp(base(source) + n, ".c") == 0;
}

int main(int argc, char **argv)
{
	for (const struct unit_file *f = unit_files; argc > 0 && f != NULL; f = f->next)
		if (is_of(f->source, argv[0]))
			return f->run();
	fprintf(stderr, "call this program by the name of one of its files, as make check does\n");
	return EXIT_FAILURE;
}
