/*
 * statusctl probe: which platform a page runs on, on what evidence, and the section that
 * watches it. Needs no configuration; where there is one, it says whom to trust.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/mem.h"
#include "base/url.h"
#include "ctl/command.h"
#include "ctl/conf_edit.h"
#include "ctl/probe.h"

struct args {
	bool private;
};

static const char *safe(void *ctx, const char *text)
{
	struct buf b;

	buf_init(&b, ctx, 4096);
	terminal_text(&b, text);
	return b.data;
}

static void tell(void *ctx, const char *place, const char *what)
{
	printf("%-28s %s\n", place, safe(ctx, what));
}

static const char *section_with(
    void *ctx, const struct probe_answer *a, const struct conf_entry *entries)
{
	return conf_edit_section(ctx, mem_printf(ctx, "provider %s", a->key), entries);
}

/* What the page calls itself, unless a section or a terminal cannot have it as it is: NULL. */
static const char *fitting(
    void *ctx, const struct probe_answer *a, const char *name, const char *value)
{
	const struct conf_entry entries[] = {
	    {.name = "url", .value = a->url}, {.name = name, .value = value}, {0}};

	if (value == NULL || section_with(ctx, a, entries) == NULL ||
	    strcmp(safe(ctx, value), value) != 0)
		return NULL;
	return value;
}

/* In place of a section: with another one for the same page the file would be wrong. */
static void tell_watched(const struct provider *watched, const struct probe_answer *a)
{
	printf("# it is watched already, by [provider %s]\n", watched->key);
	if (!url_is_same(watched->url, a->url))
		printf("# there it has another address: %s\n", watched->url);
	if (!watched->enabled)
		printf("# there it is off: \"statusctl provider enable %s\"\n", watched->key);
	if (watched->platform != NULL && strcmp(watched->platform, a->platform) != 0)
		printf("# there \"platform = %s\" is wrong: put \"platform = %s\", or leave "
		       "that line out\n",
		    watched->platform, a->platform);
}

static int show_section(
    struct ctl *ctl, const struct probe_answer *a, bool private, struct error *e)
{
	void *ctx = ctl->ctx;
	const char *name = fitting(ctx, a, "name", a->name);
	const char *page_id = fitting(ctx, a, "page_id", a->page_id);
	const struct conf_entry entries[] = {
	    {.name = "name", .value = name},
	    {.name = "url", .value = a->url},
	    {.name = "page_id", .value = page_id},
	    {.name = "allow_private", .value = private ? "yes" : NULL},
	    {0},
	};
	const char *section = section_with(ctx, a, entries);

	if (section == NULL || strcmp(safe(ctx, a->url), a->url) != 0)
		return error_set(e, E_INPUT,
		    "it is a page of %s, but its address cannot stand in a configuration file: "
		    "%.256s",
		    a->platform, a->url);
	fputs(section, stdout);
	if (name == NULL)
		puts("# its own name cannot stand here; without one it is called by its key");
	if (page_id == NULL && a->page_id != NULL)
		puts("# its own id cannot stand here; without one its address tells which it is");
	return OK;
}

static int show(struct ctl *ctl, const struct probe_answer *found, bool private, struct error *e)
{
	const struct providers *all = &ctl->app.providers;
	const struct provider *watched = probe_watched(all, found);
	struct probe_answer a = *found;
	int rc = OK;

	printf("\n%s; components: %zu, incidents and maintenances: %zu\n\n", a.platform,
	    a.n_components, a.n_incidents);
	a.key = probe_free_key(ctl->ctx, all, found->key);
	if (watched != NULL)
		tell_watched(watched, &a);
	else if ((rc = show_section(ctl, &a, private, e)) == OK && strcmp(a.key, found->key) != 0)
		printf("# another provider has the key %s\n", found->key);
	return rc;
}

/* A file that is missing, or not for this user, is none; the environment counts all the same. */
static int load(struct ctl *ctl, struct error *e)
{
	struct error why;

	if (app_load(ctl->ctx, ctl->common.conf, &ctl->app, &why) == OK)
		return OK;
	if (ctl->app.conf.file == NULL && ctl->common.conf == NULL)
		return app_load(ctl->ctx, "/dev/null", &ctl->app, e);
	*e = why;
	return why.code;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	struct probe_question question = {.url = ctl->operands[0],
	    .allow_private = args->private,
	    .app = &ctl->app,
	    .tell = tell,
	    .user = ctl->ctx};
	struct probe_answer answer;
	int rc;

	if (probe_address(question.url, e) != OK)
		return EXIT_USAGE;
	if ((rc = load(ctl, e)) == OK && (rc = probe_page(ctl->ctx, &question, &answer, e)) == OK)
		rc = show(ctl, &answer, args->private, e);
	fflush(stdout);
	return rc == OK ? EXIT_DONE : EXIT_FAILED;
}

static const struct option_row options[] = {
    {"private", 0, OPTION_FLAG, NULL, "the page may be at a private or loopback address", NULL,
	offsetof(struct args, private)},
    {0},
};

static const struct operand_row operands[] = {{.word = "URL"}, {0}};

const struct command command_probe = {
    .name = "probe",
    .summary = "find out a page's platform, and the section to add for it",
    .operands = operands,
    .options = options,
    .args_size = sizeof(struct args),
    .bare = true,
    .run = run,
};
