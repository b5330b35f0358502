/*
 * Changes to the text of a configuration file that leave all other lines as they are: comments,
 * order, blank lines and the ends of lines. Pure: text in, text of ctx out. The text must be one
 * that ini_read() accepts; whether the new one still is, and says what was meant, is to be asked
 * there, for a value may hold what ends a value.
 */
#ifndef BASE_INITEXT_H
#define BASE_INITEXT_H

/*
 * With the entry of that section set: where it stands, keeping a comment behind it, or as its last
 * entry. NULL when there is no such section.
 */
char *initext_set(
    void *ctx, const char *text, const char *section, const char *name, const char *value);

/* Without that entry, if there is one. */
char *initext_unset(void *ctx, const char *text, const char *section, const char *name);

/*
 * With a new, empty section at the end, after a blank line; initext_set() fills it. To be called
 * when there is none of that name.
 */
char *initext_add(void *ctx, const char *text, const char *section);

/*
 * Without that section, if there is one. Comments among its entries and right behind the last
 * go with it; those before its heading, and those behind a blank line, stay.
 */
char *initext_remove(void *ctx, const char *text, const char *section);

#endif
