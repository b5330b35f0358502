/* What commands share. See ctl.h. */
#include "ctl/ctl.h"

#include <stdio.h>
#include <string.h>

#include "base/nearest.h"
#include "store/events.h"
#include "store/providers.h"

enum exit_status ctl_unknown_provider(const struct app *app, const char *key, struct error *e)
{
	struct nearest nearest = nearest_to(key);

	for (size_t i = 0; i < app->providers.n; i++)
		nearest_try(&nearest, app->providers.list[i].key);
	if (nearest.best != NULL)
		error_set(e, E_INPUT, "there is no provider \"%.64s\"; did you mean \"%s\"?", key,
		    nearest.best);
	else
		error_set(e, E_INPUT,
		    "there is no provider \"%.64s\"; \"statusctl list\" shows them", key);
	return EXIT_USAGE;
}

int ctl_open_store(struct ctl *ctl, struct store **out, struct error *e)
{
	int rc = store_open(ctl->ctx, ctl->app.store_path, STORE_EXISTING, out, e);

	ctl->store = rc == OK ? *out : NULL;
	return rc;
}

static enum exit_status check_heard(
    struct ctl *ctl, struct store *s, const char *key, struct error *e)
{
	struct last_event *last;
	size_t n;

	if (store_events_last(ctl->ctx, s, &last, &n, e) != OK)
		return EXIT_FAILED;
	for (size_t i = 0; i < n; i++)
		if (strcmp(last[i].provider, key) == 0)
			return EXIT_DONE;
	return ctl_unknown_provider(&ctl->app, key, e);
}

enum exit_status ctl_open_heard(
    struct ctl *ctl, struct store **s, struct event_scope *of, struct error *e)
{
	struct provider_state state;

	*of = (struct event_scope){0};
	if (ctl_open_store(ctl, s, e) != OK)
		return EXIT_FAILED;
	if (ctl->n_operands == 0)
		return EXIT_DONE;
	of->provider = ctl->operands[0];
	if (provider_find(&ctl->app.providers, of->provider) == NULL)
		return check_heard(ctl, *s, of->provider, e);
	if (store_provider_get(ctl->ctx, *s, of->provider, &state, e) != OK)
		return EXIT_FAILED;
	of->page_id = state.page_id;
	return EXIT_DONE;
}

int ctl_open_store_write(struct ctl *ctl, struct store **out, struct error *e)
{
	int rc = app_make_state_dir(&ctl->app, e);

	return rc == OK ? store_open(ctl->ctx, ctl->app.store_path, STORE_MAKE, out, e) : rc;
}

struct table *ctl_table(struct ctl *ctl)
{
	return table_new(ctl->ctx, &ctl->table);
}

void ctl_print(struct ctl *ctl, struct table *t)
{
	if (table_size(t) == 0)
		ctl_tell_empty(ctl);
	screen_page(&ctl->screen);
	table_print(t);
}

void ctl_tell_empty(const struct ctl *ctl)
{
	if (ctl->screen.is_terminal && !ctl->table.options.json && !ctl->table.options.raw)
		printf("There are no %s to show.\n", ctl->table.list);
}
