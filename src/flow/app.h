/* What every program of this package needs to know: its configuration, read and checked. */
#ifndef FLOW_APP_H
#define FLOW_APP_H

#include "base/error.h"
#include "base/ini.h"
#include "base/secret.h"
#include "base/settings.h"
#include "model/provider.h"

struct app {
	void *ctx; /* of all that is here */
	struct settings settings;
	struct ini conf; /* of [monitor] at least; the whole, once the providers are read */
	struct providers providers;
	const char *store_path;
	const char *secret_path; /* where the secret is kept that is not configured */
	const char *log_lock_path;
	const char *poll_lock_path;
};

/*
 * Reads the configuration (path as in settings_load()); all belongs to ctx. Nothing
 * is created: app_make_state_dir() does that, for the programs that write.
 */
int app_load(void *ctx, const char *path, struct app *out, struct error *e);

/*
 * The same in two steps, for who mostly does not need the providers, which may be thousands: the
 * settings, and then the providers, once, without their webhook keys. The second finds what is wrong with
 * the file beside [monitor].
 */
int app_open(void *ctx, const char *path, struct app *out, struct error *e);
int app_read_providers(struct app *app, struct error *e);

/* Cron starts the poller every minute: one that has not run for so long does not run. */
#define POLLER_LATE_MS (5 * 60 * 1000)

/* When the poller last began a run, or was seen at work; TIME_NONE: it never was. */
int64_t app_poller_ran_at(const struct app *app);

int app_make_state_dir(const struct app *app, struct error *e);

/*
 * The webhook's secrets: the configured ones, else those kept in the state directory, made on first
 * use.
 */
int app_secrets(void *ctx, const struct app *app, struct secrets *out, struct error *e);

#endif
