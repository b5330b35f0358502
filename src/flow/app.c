/* The configuration, read and checked. See app.h. */
#include "flow/app.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "base/conf.h"
#include "base/file.h"
#include "platform/names.h"

static int check_platforms(const struct app *app, struct error *e)
{
	for (size_t i = 0; i < app->providers.n; i++) {
		const struct provider *p = &app->providers.list[i];

		if (p->platform != NULL && !platform_is_known(p->platform))
			return error_set(e, E_CONFIG,
			    "%s: [provider %s]: platform: \"%s\" is not allowed; give one of: "
			    "%s",
			    app->conf.file, p->key, p->platform, platform_names(app->ctx));
	}
	return OK;
}

/* A key may stand in a file of its own, for the configuration is mostly open to everybody. */
static int read_keys(struct app *app, struct error *e)
{
	for (size_t i = 0; i < app->providers.n; i++) {
		struct provider *p = &app->providers.list[i];
		struct error why;

		if (p->webhook_key == NULL && p->webhook_key_file != NULL &&
		    secret_read(app->ctx, p->webhook_key_file, &p->webhook_key, &why) != OK)
			return error_set(e, E_CONFIG, "%s: [provider %s]: webhook_key_file: %s",
			    app->conf.file, p->key, why.text);
		app->providers.any_key |= p->webhook_key != NULL;
	}
	return OK;
}

int app_open(void *ctx, const char *path, struct app *out, struct error *e)
{
	int rc;

	*out = (struct app){.ctx = ctx};
	if ((rc = settings_load(ctx, path, &out->settings, &out->conf, e)) != OK)
		return rc;
	out->store_path = file_path(ctx, out->settings.state_dir, "state.db");
	out->secret_path = file_path(ctx, out->settings.state_dir, "webhook-secret");
	out->log_lock_path = file_path(ctx, out->settings.state_dir, "log.lock");
	out->poll_lock_path = file_path(ctx, out->settings.state_dir, "poll.lock");
	return OK;
}

int app_read_providers(struct app *app, struct error *e)
{
	int rc;

	if (app->providers.keys != NULL)
		return OK;
	if ((rc = conf_read_all(app->ctx, &app->conf, e)) != OK ||
	    (rc = providers_load(app->ctx, &app->conf, &app->providers, e)) != OK)
		return rc;
	return check_platforms(app, e);
}

int app_load(void *ctx, const char *path, struct app *out, struct error *e)
{
	int rc;

	if ((rc = app_open(ctx, path, out, e)) != OK || (rc = app_read_providers(out, e)) != OK)
		return rc;
	return read_keys(out, e);
}

int64_t app_poller_ran_at(const struct app *app)
{
	struct stat lock;

	if (stat(app->poll_lock_path, &lock) != 0)
		return TIME_NONE;
	return (int64_t)lock.st_mtim.tv_sec * 1000 + lock.st_mtim.tv_nsec / 1000000;
}

int app_make_state_dir(const struct app *app, struct error *e)
{
	return file_make_dir(app->settings.state_dir, 0750, e);
}

static int kept_secrets(void *ctx, const struct app *app, struct secrets *out, struct error *e)
{
	int rc = app_make_state_dir(app, e);

	return rc == OK ? secrets_load(ctx, app->secret_path, out, e) : rc;
}

int app_secrets(void *ctx, const struct app *app, struct secrets *out, struct error *e)
{
	const struct settings *s = &app->settings;
	int rc;

	*out = (struct secrets){0};
	if (*s->webhook_secret != '\0')
		secrets_add(out, s->webhook_secret, TIME_NONE);
	else if ((rc = kept_secrets(ctx, app, out, e)) != OK)
		return rc;
	if (*s->webhook_secret_previous != '\0')
		secrets_add(out, s->webhook_secret_previous, s->webhook_secret_previous_until);
	return OK;
}
