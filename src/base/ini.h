/*
 * A configuration file as it stands: sections with entries, each with its line, so
 * that whoever judges a value can say where it is. What the sections mean is not
 * known here. Read with inih.
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/file.h"

struct ini_entry {
	const char *name;
	const char *value;
	int line;
};

struct ini_section {
	const char *name; /* "provider openai" */
	int line;	  /* of its heading */
	struct ini_entry *entries;
	size_t n_entries;
};

struct ini {
	const char *file;
	char *text;		 /* of conf.h: the whole file; NULL where only a part was read */
	struct file_print print; /* of conf.h: the file's, before it was read */
	struct ini_section *sections;
	size_t n_sections;
};

/*
 * Reads the text of the file named; everything belongs to ctx. E_CONFIG with file and line for
 * what is not INI: no "name = value", a section twice, a line too long or indented (inih would
 * join it to the line before).
 */
int ini_read(void *ctx, const char *file, const char *text, struct ini *out, struct error *e);

/*
 * Likewise, but of a text in which a line "[section]" stands only the first such section, so that
 * nothing is known of the others, nor of what may be wrong with them: in a file of thousands of
 * sections that is a hundredth of the work.
 */
int ini_read_section(void *ctx, const char *file, const char *text, const char *section,
    struct ini *out, struct error *e);

/* Whether the text, of which there may be more, has all of the first such section. */
bool ini_has_section(const char *text, const char *section);

/* NULL when there is none. */
const struct ini_section *ini_find(const struct ini *ini, const char *section);
const struct ini_entry *ini_entry_find(const struct ini_section *section, const char *name);

#endif
