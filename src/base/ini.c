/* A configuration file as sections and entries. See ini.h. */
#include "base/ini.h"

#include <ini.h>
#include <stdbool.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/names.h"

/* inih keeps this much of a section's name and cuts the rest without a word. */
#define SECTION_NAME_MAX 49

struct reading {
	void *ctx;
	struct ini *out;
	struct names *known;	   /* the sections so far */
	size_t room;		   /* for sections */
	char *strings;		   /* where the next one goes */
	struct ini_entry *entries; /* likewise */
	const char *rest;	   /* of the text */
	int line;
	struct error *e;
	int failed; /* the line of the first failure; 0: none */
};

static void fail(struct reading *r, const char *what)
{
	if (r->failed != 0)
		return;
	error_set(r->e, E_CONFIG, "%s:%d: %s", r->out->file, r->line, what);
	r->failed = r->line;
}

/* A copy, in room that was made for all that the text can hold: they are many and small. */
static const char *keep(struct reading *r, const char *s)
{
	size_t n = strlen(s) + 1;
	char *copy = r->strings;

	r->strings += n;
	return memcpy(copy, s, n);
}

static bool is_continuation(const char *line, size_t n)
{
	size_t blanks = strspn(line, " \t\f\v\r"); /* what inih skips at the start of a line */

	return blanks > 0 && blanks < n && strchr("\r\n;#", line[blanks]) == NULL;
}

static void section_open(struct reading *r, const char *name)
{
	struct ini *ini = r->out;

	if (names_find(r->known, name) != NAMES_NONE) {
		fail(r,
		    "this section stands in the file twice; join the two, or name one otherwise");
	} else if (ini->n_sections >= LIMIT_PROVIDERS + 1) {
		fail(r, "there are more sections than this program can hold");
	} else {
		if (ini->n_sections == r->room) {
			r->room = 2 * r->room + 1;
			ini->sections =
			    mem_grow(r->ctx, ini->sections, struct ini_section, r->room);
		}
		name = keep(r, name);
		names_add(r->known, name, ini->n_sections);
		ini->sections[ini->n_sections++] =
		    (struct ini_section){.name = name, .line = r->line};
	}
}

/* inih tells of a section only with its first entry; an empty or repeated one is found here. */
static void look_for_section(struct reading *r, const char *line)
{
	size_t n = *line == '[' ? strcspn(line + 1, "]") : 0;
	char *name;

	if (*line != '[' || line[1 + n] != ']')
		return;
	if (n > SECTION_NAME_MAX) {
		fail(r, "this section's name is longer than 49 characters");
		return;
	}
	name = mem_strndup(NULL, line + 1, n);
	section_open(r, name);
	talloc_free(name);
}

/* For inih: as fgets(), and counts lines. */
static char *next_line(char *out, int room, void *user)
{
	struct reading *r = user;
	const char *end = strchr(r->rest, '\n');
	size_t n = end != NULL ? (size_t)(end - r->rest) + 1 : strlen(r->rest);

	if (n == 0 || r->failed != 0)
		return NULL;
	r->line++;
	if (n > LIMIT_CONFIG_LINE || n >= (size_t)room) {
		fail(r, "this line is longer than 197 characters");
		return NULL;
	}
	if (is_continuation(r->rest, n)) {
		fail(r, "this line is indented; a setting begins at the start of its line");
		return NULL;
	}
	memcpy(out, r->rest, n);
	out[n] = '\0';
	look_for_section(r, out);
	r->rest += n;
	return out;
}

/* For inih: one "name = value"; 0 stops nothing but marks an error. */
static int take_entry(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;
	struct ini_section *s;

	if (r->failed == 0 && r->out->n_sections == 0)
		section_open(r, section); /* what stands before any section: one without a name */
	if (r->failed != 0)
		return 0;
	s = &r->out->sections[r->out->n_sections - 1];
	if (ini_entry_find(s, name) != NULL) {
		fail(r, "this setting stands in its section twice");
		return 0;
	}
	if (s->n_entries++ == 0)
		s->entries = r->entries;
	*r->entries++ = (struct ini_entry){
	    .name = keep(r, name),
	    .value = keep(r, value),
	    .line = r->line,
	};
	return 1;
}

static size_t count_lines(const char *text)
{
	size_t n = 1;

	while ((text = strchr(text, '\n')) != NULL) {
		text++;
		n++;
	}
	return n;
}

/* Reads all that is the rest. */
static int read_rest(struct reading *r)
{
	int before = r->line, bad_line;

	r->known = names_new(NULL);
	/* A line gives at most a name and a value, shorter than the line together, and their NULs. */
	r->strings = mem_check(talloc_array(r->ctx, char, 2 * strlen(r->rest) + 1));
	r->entries = mem_check(talloc_array(r->ctx, struct ini_entry, count_lines(r->rest)));
	bad_line = ini_parse_stream(next_line, r, take_entry, r);
	talloc_free(r->known);
	if (r->failed != 0 && (bad_line == 0 || before + bad_line >= r->failed))
		return E_CONFIG;
	if (bad_line != 0)
		return error_set(r->e, E_CONFIG, "%s:%d: neither [section] nor name = value",
		    r->out->file, before + bad_line);
	return OK;
}

int ini_read(void *ctx, const char *file, const char *text, struct ini *out, struct error *e)
{
	struct reading r = {.ctx = ctx, .out = out, .rest = text, .e = e};

	*out = (struct ini){.file = mem_strdup(ctx, file)};
	while (strncmp(r.rest, "\xef\xbb\xbf", 3) == 0)
		r.rest += 3; /* byte order marks: inih would skip one more */
	return read_rest(&r);
}

/* The next line after this one that begins with "["; NULL when there is none. */
static const char *next_heading(const char *line)
{
	const char *end = strstr(line, "\n[");

	return end != NULL ? end + 1 : NULL;
}

static const char *find_heading(const char *text, const char *section)
{
	size_t n = strlen(section);

	while (text != NULL &&
	       (text[0] != '[' || strncmp(text + 1, section, n) != 0 || text[1 + n] != ']'))
		text = next_heading(text);
	return text;
}

bool ini_has_section(const char *text, const char *section)
{
	const char *begin = find_heading(text, section);

	return begin != NULL && next_heading(begin) != NULL;
}

int ini_read_section(void *ctx, const char *file, const char *text, const char *section,
    struct ini *out, struct error *e)
{
	const char *begin = find_heading(text, section), *end;
	struct reading r = {.ctx = ctx, .out = out, .e = e};

	if (begin == NULL)
		return ini_read(ctx, file, text, out, e);
	*out = (struct ini){.file = mem_strdup(ctx, file)};
	end = next_heading(begin);
	r.rest = mem_strndup(ctx, begin, end != NULL ? (size_t)(end - begin) : strlen(begin));
	for (const char *c = text; c < begin; c++)
		r.line += *c == '\n';
	return read_rest(&r);
}

const struct ini_section *ini_find(const struct ini *ini, const char *section)
{
	for (size_t i = 0; i < ini->n_sections; i++)
		if (strcmp(ini->sections[i].name, section) == 0)
			return &ini->sections[i];
	return NULL;
}

const struct ini_entry *ini_entry_find(const struct ini_section *section, const char *name)
{
	for (size_t i = 0; i < section->n_entries; i++)
		if (strcmp(section->entries[i].name, name) == 0)
			return &section->entries[i];
	return NULL;
}
