/*
 * statusctl provider: the sections of the configuration file that say what is watched. The file
 * keeps its comments and its order, and is never left half-written.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/url.h"
#include "ctl/command.h"
#include "ctl/conf_edit.h"
#include "ctl/probe.h"
#include "store/providers.h"
#include "store/subscriptions.h"

/* What a new section can have, and the file it goes to. */
#define ENTRIES_MOST 8

struct add_args {
	const char *key;
	const char *name;
	const char *page_id;
	const char *platform;
	const char *webhook_key_file;
	bool private;
	bool disabled;
	bool no_probe;
};

struct remove_args {
	bool force;
};

static const char *section_of(void *ctx, const char *key)
{
	return mem_printf(ctx, "provider %s", key);
}

static void put_entry(struct conf_entry *entries, size_t *n, const char *name, const char *value)
{
	if (value != NULL)
		entries[(*n)++] = (struct conf_entry){.name = name, .value = value};
}

/* Nobody wants the same page under two keys. */
static int check_new(
    const struct app *app, const char *key, const struct probe_answer *page, struct error *e)
{
	const struct provider *watched = probe_watched(&app->providers, page);

	if (provider_find(&app->providers, key) != NULL)
		return error_set(e, E_INPUT,
		    "there is a provider with the key \"%.64s\" already; give another with --key",
		    key);
	if (watched == NULL)
		return OK;
	if (!url_is_same(watched->url, page->url))
		return error_set(e, E_INPUT,
		    "%.256s has the page_id of [provider %s], which watches it already", page->url,
		    watched->key);
	return error_set(
	    e, E_INPUT, "%.256s is watched already, as \"%s\"", page->url, watched->key);
}

static void tell_nothing(void *user, const char *place, const char *what)
{
	(void)user;
	(void)place;
	(void)what;
}

/* What the page says of itself, unless it is not to be asked. */
static int ask_page(struct ctl *ctl, const char *url, struct probe_answer *out, struct error *e)
{
	const struct add_args *args = ctl->args;
	struct probe_question question = {
	    .url = url,
	    .allow_private = args->private,
	    .app = &ctl->app,
	    .tell = tell_nothing,
	};
	struct error why;
	int rc;

	*out = (struct probe_answer){.url = url};
	if (args->no_probe)
		return OK;
	if ((rc = probe_page(ctl->ctx, &question, out, &why)) != OK)
		error_set(e, rc,
		    "%s; \"statusctl probe\" tells more, and with --no-probe it is added all the "
		    "same",
		    why.text);
	return rc;
}

static void fill_in(
    const struct add_args *args, const struct probe_answer *page, struct conf_entry *entries)
{
	size_t n = 0;

	put_entry(entries, &n, "name", args->name != NULL ? args->name : page->name);
	put_entry(entries, &n, "url", page->url);
	put_entry(entries, &n, "page_id", page->page_id);
	put_entry(entries, &n, "platform", args->platform);
	put_entry(entries, &n, "webhook_key_file", args->webhook_key_file);
	put_entry(entries, &n, "allow_private", args->private ? "yes" : NULL);
	put_entry(entries, &n, "enabled", args->disabled ? "no" : NULL);
}

static void show_changed(struct ctl *ctl, const char *done, const char *key)
{
	printf("%s [provider %s] in %s\n", done, key, ctl->app.conf.file);
	puts("status-poller reads it in its next run; webhook.fcgi when it is restarted");
}

static enum exit_status run_add(struct ctl *ctl, struct error *e)
{
	const struct add_args *args = ctl->args;
	struct conf_entry entries[ENTRIES_MOST] = {0};
	struct conf_edit *edit;
	struct probe_answer page;
	const char *url = ctl->operands[0], *key;

	if (probe_address(url, e) != OK)
		return EXIT_USAGE;
	if (args->no_probe && args->key == NULL) {
		error_set(e, E_INPUT,
		    "without asking the page there is no name to make a key of; "
		    "give --key");
		return EXIT_USAGE;
	}
	if (args->key != NULL && !provider_key_is_valid(args->key)) {
		error_set(e, E_INPUT,
		    "--key: 1 to %d lower case letters, digits, - or _ are expected",
		    PROVIDER_KEY_MAX);
		return EXIT_USAGE;
	}
	if (ask_page(ctl, url, &page, e) != OK)
		return EXIT_FAILED;
	if (args->page_id != NULL)
		page.page_id = args->page_id;
	key = args->key != NULL ? args->key : page.key;
	fill_in(args, &page, entries);
	if (conf_edit_open(ctl, &edit, e) != OK || check_new(&ctl->app, key, &page, e) != OK)
		return EXIT_FAILED;
	conf_edit_set(edit, section_of(ctl->ctx, key), entries);
	if (conf_edit_save(edit, e) != OK)
		return EXIT_FAILED;
	show_changed(ctl, "added", key);
	return EXIT_DONE;
}

/* A page that still sends webhooks to us would have them refused, or taken for nobody's. */
static int check_subscriptions(struct ctl *ctl, const char *key, struct error *e)
{
	struct subscription *list;
	struct store *s;
	size_t n;
	int rc;

	if ((rc = ctl_open_store(ctl, &s, e)) != OK ||
	    (rc = store_subscriptions(ctl->ctx, s, key, &list, &n, e)) != OK || n == 0)
		return rc;
	return error_set(e, E_INPUT,
	    "its page still sends webhooks here; \"statusctl unsubscribe %s\" ends that, and with "
	    "--force the section goes all the same",
	    key);
}

static enum exit_status run_remove(struct ctl *ctl, struct error *e)
{
	const struct remove_args *args = ctl->args;
	const char *key = ctl->operands[0];
	struct conf_edit *edit;

	if (!args->force && check_subscriptions(ctl, key, e) != OK)
		return EXIT_FAILED;
	if (conf_edit_open(ctl, &edit, e) != OK)
		return EXIT_FAILED;
	conf_edit_remove(edit, section_of(ctl->ctx, key));
	if (conf_edit_save(edit, e) != OK)
		return EXIT_FAILED;
	show_changed(ctl, "removed", key);
	return EXIT_DONE;
}

static enum exit_status enable(struct ctl *ctl, bool on, struct error *e)
{
	const char *key = ctl->operands[0];
	const struct conf_entry entries[] = {
	    {.name = "enabled", .value = on ? "yes" : "no"}, {.name = NULL}};
	const struct provider *p;
	struct conf_edit *edit;

	if (conf_edit_open(ctl, &edit, e) != OK)
		return EXIT_FAILED;
	p = provider_find(&ctl->app.providers, key);
	if (p == NULL)
		return ctl_unknown_provider(&ctl->app, key, e);
	if (p->enabled == on) {
		printf("[provider %s] is %s already\n", key, on ? "enabled" : "disabled");
		return EXIT_DONE;
	}
	conf_edit_set(edit, section_of(ctl->ctx, key), entries);
	if (conf_edit_save(edit, e) != OK)
		return EXIT_FAILED;
	show_changed(ctl, on ? "enabled" : "disabled", key);
	return EXIT_DONE;
}

static enum exit_status run_enable(struct ctl *ctl, struct error *e)
{
	return enable(ctl, true, e);
}

static enum exit_status run_disable(struct ctl *ctl, struct error *e)
{
	return enable(ctl, false, e);
}

static const char *line_of(struct ctl *ctl, const struct ini_entry *entry)
{
	return mem_printf(ctl->ctx, "%s:%d", ctl->app.conf.file, entry->line);
}

static void add_known(struct table *t, const char *name, const char *value)
{
	if (value != NULL)
		table_row(t,
		    (const struct cell[]){cell_text(name), cell_text(value), cell_text("store")});
}

static enum exit_status run_show(struct ctl *ctl, struct error *e)
{
	const char *key = ctl->operands[0];
	const struct ini_section *s = ini_find(&ctl->app.conf, section_of(ctl->ctx, key));
	struct table *t = ctl_table(ctl);
	struct provider_state state;
	struct store *store;

	if (ctl_open_store(ctl, &store, e) != OK ||
	    store_provider_get(ctl->ctx, store, key, &state, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < s->n_entries; i++) {
		const struct ini_entry *entry = &s->entries[i];
		bool secret = provider_setting_is_secret(entry->name);

		table_row(t,
		    (const struct cell[]){cell_text(entry->name),
			cell_text(secret ? "set" : entry->value), cell_text(line_of(ctl, entry))});
	}
	add_known(t, "platform", state.platform);
	add_known(t, "page_id", state.page_id);
	add_known(t, "moved_to", state.moved_to);
	ctl_print(ctl, t);
	return EXIT_DONE;
}

static const struct option_row add_options[] = {
    {"key", 0, OPTION_TEXT, "KEY", "the section's key; made of the page's name unless told", NULL,
	offsetof(struct add_args, key)},
    {"name", 0, OPTION_TEXT, "NAME", "how it is called in the log; the page's name unless told",
	NULL, offsetof(struct add_args, name)},
    {"page-id", 0, OPTION_TEXT, "ID", "the page's id; the one found unless told", NULL,
	offsetof(struct add_args, page_id)},
    {"platform", 0, OPTION_TEXT, "NAME", "write down its platform, which is else found each time",
	NULL, offsetof(struct add_args, platform)},
    {"webhook-key-file", 0, OPTION_TEXT, "FILE", "holds the key its webhooks are signed with", NULL,
	offsetof(struct add_args, webhook_key_file)},
    {"private", 0, OPTION_FLAG, NULL, "the page may be at a private or loopback address", NULL,
	offsetof(struct add_args, private)},
    {"disabled", 0, OPTION_FLAG, NULL, "do not read the page yet", NULL,
	offsetof(struct add_args, disabled)},
    {"no-probe", 0, OPTION_FLAG, NULL, "add it without asking the page", NULL,
	offsetof(struct add_args, no_probe)},
    {0},
};

static const struct option_row remove_options[] = {
    {"force", 0, OPTION_FLAG, NULL, "although its page still sends webhooks here", NULL,
	offsetof(struct remove_args, force)},
    {0},
};

static const struct operand_row url_operand[] = {{.word = "URL"}, {0}};
static const struct operand_row key_operand[] = {{.word = "KEY", .kind = OPERAND_PROVIDER}, {0}};

static const struct column columns[] = {
    {.name = "SETTING", .help = "the entry of its section, or what was found out"},
    {.name = "VALUE", .help = "what it says; a key only as set", .cut = true},
    {.name = "FROM", .help = "file and line, or the store", .spare = 1},
    {0},
};

static const struct command subs[] = {
    {.name = "add",
	.summary = "watch a page: find out what it is, and add its section",
	.operands = url_operand,
	.options = add_options,
	.args_size = sizeof(struct add_args),
	.run = run_add},
    {.name = "remove",
	.summary = "take its section out; what happened stays in the store",
	.operands = key_operand,
	.options = remove_options,
	.args_size = sizeof(struct remove_args),
	.run = run_remove},
    {.name = "enable",
	.summary = "read its page again",
	.operands = key_operand,
	.run = run_enable},
    {.name = "disable",
	.summary = "do not read its page; webhooks are still taken",
	.operands = key_operand,
	.run = run_disable},
    {.name = "show",
	.summary = "show its section, and what was found out about its page",
	.operands = key_operand,
	.list = "settings",
	.columns = columns,
	.run = run_show},
    {0},
};

const struct command command_provider = {
    .name = "provider",
    .summary = "add, change and show what is watched, in the configuration file",
    .subs = subs,
};
