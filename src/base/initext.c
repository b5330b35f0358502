/* Changing the text of a configuration file. See initext.h. */
#include "base/initext.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

struct line {
	const char *at;
	size_t n; /* without its end */
};

/* The place after the line's end; where the text ends, when the last line has none. */
static const char *next_line(const char *at)
{
	const char *end = strchr(at, '\n');

	return end != NULL ? end + 1 : at + strlen(at);
}

static struct line line_at(const char *at)
{
	size_t n = strcspn(at, "\n");

	if (n > 0 && at[n - 1] == '\r')
		n--;
	return (struct line){.at = at, .n = n};
}

static bool is_blank(struct line l)
{
	return strspn(l.at, " \t\r\f\v") >= l.n;
}

static bool is_heading(struct line l)
{
	return l.n > 0 && *l.at == '[' && memchr(l.at, ']', l.n) != NULL;
}

static bool is_entry(struct line l)
{
	return !is_blank(l) && !is_heading(l) && *l.at != ';' && *l.at != '#';
}

static bool is_heading_of(struct line l, const char *section)
{
	size_t n = strlen(section);

	return is_heading(l) && l.n >= n + 2 && strncmp(l.at + 1, section, n) == 0 &&
	       l.at[1 + n] == ']';
}

/* How long the entry's name is; what is no entry has none. */
static size_t name_length(struct line l)
{
	size_t n = is_entry(l) ? strcspn(l.at, "=:\n") : 0;

	while (n > 0 && strchr(" \t", l.at[n - 1]) != NULL)
		n--;
	return n;
}

static const char *without_marks(const char *text)
{
	while (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3; /* byte order marks */
	return text;
}

/* The line of the section's heading; NULL when there is none. */
static const char *find_section(const char *text, const char *section)
{
	for (const char *at = without_marks(text); *at != '\0'; at = next_line(at))
		if (is_heading_of(line_at(at), section))
			return at;
	return NULL;
}

/* The heading after this one, or the end of the text. */
static const char *find_next_heading(const char *heading)
{
	const char *at = next_line(heading);

	while (*at != '\0' && !is_heading(line_at(at)))
		at = next_line(at);
	return at;
}

static const char *find_entry(const char *heading, const char *name)
{
	const char *end = find_next_heading(heading);
	size_t n = strlen(name);

	for (const char *at = next_line(heading); at < end; at = next_line(at))
		if (name_length(line_at(at)) == n && strncmp(at, name, n) == 0)
			return at;
	return NULL;
}

/* Its last line that is an entry, or the heading itself. */
static const char *last_entry(const char *heading)
{
	const char *end = find_next_heading(heading), *last = heading;

	for (const char *at = next_line(heading); at < end; at = next_line(at))
		if (is_entry(line_at(at)))
			last = at;
	return last;
}

static const char *line_end_of(const char *text)
{
	const char *end = strchr(text, '\n');

	return end != NULL && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

/* The text with what is from..to replaced. */
static char *splice(
    void *ctx, const char *text, const char *from, const char *to, const char *instead)
{
	return mem_printf(ctx, "%.*s%s%s", (int)(from - text), text, instead, to);
}

/* Behind the value a comment may stand, of which inih knows by a blank before it. */
static char *replace_value(void *ctx, const char *text, const char *entry, const char *value)
{
	struct line l = line_at(entry);
	const char *from = l.at + strcspn(l.at, "=:") + 1, *end = l.at + l.n, *to;

	while (from < end && strchr(" \t", *from) != NULL)
		from++;
	to = from;
	while (to < end && !(*to == ';' && strchr(" \t=:", to[-1]) != NULL))
		to++;
	while (to > from && strchr(" \t", to[-1]) != NULL)
		to--;
	if (from == to) /* there was none: neither does it touch what is around it */
		value = mem_printf(ctx, "%s%s%s", strchr("=:", from[-1]) != NULL ? " " : "", value,
		    to < end ? " " : "");
	return splice(ctx, text, from, to, value);
}

/* A whole line after this one, which may be the last and without an end. */
static char *insert_after(void *ctx, const char *text, const char *at, const char *line)
{
	const char *end = next_line(at), *eol = line_end_of(text);
	bool open = end[-1] != '\n';

	return splice(ctx, text, end, end, mem_printf(ctx, "%s%s%s", open ? eol : "", line, eol));
}

char *initext_set(
    void *ctx, const char *text, const char *section, const char *name, const char *value)
{
	const char *heading = find_section(text, section);
	const char *entry = heading != NULL ? find_entry(heading, name) : NULL;

	if (heading == NULL)
		return NULL;
	if (entry != NULL)
		return replace_value(ctx, text, entry, value);
	return insert_after(
	    ctx, text, last_entry(heading), mem_printf(ctx, "%s = %s", name, value));
}

char *initext_unset(void *ctx, const char *text, const char *section, const char *name)
{
	const char *heading = find_section(text, section);
	const char *entry = heading != NULL ? find_entry(heading, name) : NULL;

	if (entry == NULL)
		return mem_strdup(ctx, text);
	return splice(ctx, text, entry, next_line(entry), "");
}

char *initext_add(void *ctx, const char *text, const char *section)
{
	const char *eol = line_end_of(text), *end = text + strlen(text);
	bool empty = *without_marks(text) == '\0';

	return mem_printf(ctx, "%s%s%s[%s]%s", text, empty || end[-1] == '\n' ? "" : eol,
	    empty ? "" : eol, section, eol);
}

/* Where what belongs to the section ends: see the header. */
static const char *end_of(const char *heading)
{
	const char *last = next_line(last_entry(heading)), *at = last;

	while (*at != '\0' && !is_blank(line_at(at)) && !is_heading(line_at(at)))
		at = next_line(at);
	return *at != '\0' && is_heading(line_at(at)) ? last : at;
}

char *initext_remove(void *ctx, const char *text, const char *section)
{
	const char *heading = find_section(text, section);
	const char *end;

	if (heading == NULL)
		return mem_strdup(ctx, text);
	end = end_of(heading);
	while (*end != '\0' && is_blank(line_at(end)))
		end = next_line(end);
	return splice(ctx, text, heading, end, "");
}
