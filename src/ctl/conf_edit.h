/*
 * Changing the configuration file, as commands do: one at a time, with comments and order kept,
 * and only to what the programs can read. See base/rewrite.h and base/initext.h.
 */
#ifndef CTL_CONF_EDIT_H
#define CTL_CONF_EDIT_H

#include "ctl/ctl.h"

/* What is to be so in a section: an entry, or with a NULL value none of that name. */
struct conf_entry {
	const char *name; /* NULL ends an array */
	const char *value;
};

struct conf_edit;

/*
 * Locks the configuration of ctl, which is the one that was loaded, and loads it again into
 * ctl->app: somebody may just have changed it. Let go with ctl->ctx.
 */
int conf_edit_open(struct ctl *ctl, struct conf_edit **out, struct error *e);

/*
 * Makes the entries so, in a section that is added when there is none. They must live until
 * conf_edit_save(), which looks whether the last ones that were set can be read back.
 */
void conf_edit_set(struct conf_edit *edit, const char *section, const struct conf_entry *entries);

/* Takes the section out. */
void conf_edit_remove(struct conf_edit *edit, const char *section);

/*
 * Puts the changed text in place. E_INPUT when the programs could not read it, or would not find in
 * it what was set last; then the file is as it was.
 */
int conf_edit_save(struct conf_edit *edit, struct error *e);

/*
 * Without a file: the text of a new section with these entries, of ctx. NULL when the programs could
 * not read it, or would not find in it what was meant.
 */
const char *conf_edit_section(void *ctx, const char *section, const struct conf_entry *entries);

#endif
