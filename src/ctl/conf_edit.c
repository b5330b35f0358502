/* Changing the configuration file. See conf_edit.h. */
#include "ctl/conf_edit.h"

#include <string.h>

#include "base/escape.h"
#include "base/initext.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/rewrite.h"

struct conf_edit {
	struct rewrite *file;
	const char *text;
	const char *section; /* that was set last */
	const char *unfit;   /* the first entry that could not be set; NULL: none */
	const struct conf_entry *entries;
};

int conf_edit_open(struct ctl *ctl, struct conf_edit **out, struct error *e)
{
	struct conf_edit *edit = mem_new(ctl->ctx, struct conf_edit);
	const char *path = ctl->app.conf.file;
	int rc;

	if ((rc = rewrite_open(edit, path, LIMIT_CONFIG_BYTES, &edit->file, e)) != OK ||
	    (rc = app_load(ctl->ctx, path, &ctl->app, e)) != OK) {
		talloc_free(edit);
		return rc;
	}
	edit->text = rewrite_text(edit->file);
	*out = edit;
	return OK;
}

/* NULL when it cannot be in the section, which is added when it is not there. */
static const char *set_entry(
    struct conf_edit *edit, const char *section, const struct conf_entry *entry)
{
	const char *text;

	if (has_control(entry->value))
		return NULL;
	text = initext_set(edit, edit->text, section, entry->name, entry->value);
	if (text != NULL)
		return text;
	return initext_set(
	    edit, initext_add(edit, edit->text, section), section, entry->name, entry->value);
}

void conf_edit_set(struct conf_edit *edit, const char *section, const struct conf_entry *entries)
{
	edit->section = section;
	edit->entries = entries;
	for (; entries->name != NULL; entries++) {
		const char *text;

		if (entries->value == NULL) {
			edit->text = initext_unset(edit, edit->text, section, entries->name);
			continue;
		}
		text = set_entry(edit, section, entries);
		if (text != NULL)
			edit->text = text;
		else if (edit->unfit == NULL)
			edit->unfit = entries->name;
	}
}

void conf_edit_remove(struct conf_edit *edit, const char *section)
{
	edit->text = initext_remove(edit, edit->text, section);
}

static int refuse(const char *name, struct error *e)
{
	return error_set(e, E_INPUT, "the %s cannot stand in a configuration file%s", name,
	    strcmp(name, "name") == 0 ? "; give another with --name" : "");
}

/* A value may hold what ends a value, or a line. */
static int check_entries(const struct conf_edit *edit, const struct ini *ini, struct error *e)
{
	const struct ini_section *s = ini_find(ini, edit->section);

	for (const struct conf_entry *want = edit->entries; want->name != NULL; want++) {
		const struct ini_entry *got = s != NULL ? ini_entry_find(s, want->name) : NULL;
		const char *value = got != NULL ? got->value : NULL;

		if (value != want->value &&
		    (value == NULL || want->value == NULL || strcmp(value, want->value) != 0))
			return refuse(want->name, e);
	}
	return OK;
}

const char *conf_edit_section(void *ctx, const char *section, const struct conf_entry *entries)
{
	struct conf_edit *edit = mem_new(ctx, struct conf_edit);
	struct providers providers;
	struct ini ini;

	edit->text = "";
	conf_edit_set(edit, section, entries);
	if (edit->unfit != NULL || ini_read(edit, section, edit->text, &ini, NULL) != OK ||
	    providers_load(edit, &ini, &providers, NULL) != OK ||
	    check_entries(edit, &ini, NULL) != OK)
		return NULL;
	return edit->text;
}

/* The real reader's word on the draft; of a failure without the draft's path, which is gone. */
static int check(const struct conf_edit *edit, const char *draft, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct error why;
	struct app app;
	int rc = OK;

	if (app_load(ctx, draft, &app, &why) != OK)
		rc = error_set(e, E_INPUT, "nothing was changed, for this would be wrong: %s",
		    strncmp(why.text, draft, strlen(draft)) == 0
			? why.text + strcspn(why.text, " ") + 1
			: why.text);
	else if (edit->entries != NULL)
		rc = check_entries(edit, &app.conf, e);
	talloc_free(ctx);
	return rc;
}

int conf_edit_save(struct conf_edit *edit, struct error *e)
{
	const char *draft;
	int rc;

	if (edit->unfit != NULL)
		return refuse(edit->unfit, e);
	if ((rc = rewrite_draft(edit->file, edit->text, &draft, e)) != OK ||
	    (rc = check(edit, draft, e)) != OK)
		return rc;
	return rewrite_commit(edit->file, e);
}
