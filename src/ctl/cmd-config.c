/* statusctl config: the settings that are in force, and where each came from. */
#include <stdio.h>

#include "base/mem.h"
#include "ctl/command.h"

static const char *from(void *ctx, const struct origin *o)
{
	return o->file != NULL ? mem_printf(ctx, "%s, %s", o->place, o->file) : o->place;
}

/* The keys of providers are secrets too; of these only that they are there is told. */
static void add_keys(struct ctl *ctl, struct table *t)
{
	for (size_t i = 0; i < ctl->app.providers.n; i++) {
		const struct provider *p = &ctl->app.providers.list[i];
		const char *section = mem_printf(ctl->ctx, "provider %s", p->key);

		if (p->webhook_key == NULL)
			continue;
		table_row(t, (const struct cell[]){
				 cell_text(mem_printf(ctl->ctx, "[%s] webhook_key", section)),
				 cell_text("set"),
				 cell_text(p->webhook_key_file != NULL
					       ? p->webhook_key_file
					       : mem_printf(ctl->ctx, "%s:%d", ctl->app.conf.file,
						     ini_find(&ctl->app.conf, section)->line)),
			     });
	}
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct settings *s = &ctl->app.settings;
	struct table *t = ctl_table(ctl);
	const char *name, *value;

	(void)e;
	for (size_t i = 0; settings_show(ctl->ctx, s, i, &name, &value); i++)
		table_row(t, (const struct cell[]){
				 cell_text(name),
				 cell_text(value),
				 cell_text(from(ctl->ctx, settings_origin(s, name))),
			     });
	add_keys(ctl, t);
	ctl_print(ctl, t);
	return EXIT_DONE;
}

/* The configuration was loaded before this is called; what is wrong in it was told then. */
static enum exit_status run_check(struct ctl *ctl, struct error *e)
{
	size_t n = 0;

	(void)e;
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		n += ctl->app.providers.list[i].enabled ? 1 : 0;
	printf("%s is well; providers: %zu, enabled: %zu\n", ctl->app.conf.file,
	    ctl->app.providers.n, n);
	return EXIT_DONE;
}

static const struct column columns[] = {
    {.name = "SETTING", .help = "its name"},
    {.name = "VALUE", .help = "what is in force; of a secret only whether it is set", .cut = true},
    {.name = "FROM", .help = "file and line, variable, or default", .spare = 1},
    {0},
};

static const struct command subs[] = {
    {.name = "check",
	.summary = "read the configuration as all programs do, and say what is wrong",
	.run = run_check},
    {0},
};

const struct command command_config = {
    .name = "config",
    .summary = "show the settings in force and where they come from",
    .subs = subs,
    .list = "settings",
    .columns = columns,
    .run = run,
};
