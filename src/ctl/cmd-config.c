/* statusctl config: the settings that are in force; secrets are shown as set or not. */
#include <stdio.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/limits.h"
#include "ctl/command.h"

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const char *name, *value;
	struct buf text;

	(void)e;
	buf_init(&text, ctl->ctx, LIMIT_CONFIG_BYTES);
	for (size_t i = 0; settings_show(ctl->ctx, &ctl->app.settings, i, &name, &value); i++) {
		buf_printf(&text, "%s = ", name);
		log_text(&text, value);
		buf_char(&text, '\n');
	}
	for (size_t i = 0; i < ctl->app.providers.n; i++)
		if (ctl->app.providers.list[i].webhook_key != NULL)
			buf_printf(&text, "[provider %s] webhook_key = set\n",
			    ctl->app.providers.list[i].key);
	fputs(text.data, stdout);
	return EXIT_DONE;
}

const struct command command_config = {
    .name = "config",
    .summary = "show the settings in force; secrets only as set or not set",
    .run = run,
};
