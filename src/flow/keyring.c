/* The secrets of a running responder. See keyring.h. */
#include "flow/keyring.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"

/* While what comes is valid, the files are looked at so often. */
#define LOOK_AFTER_MS 1000

struct file {
	const char *path;
	struct file_print print;
};

struct watched {
	void *ctx; /* of the files and their paths */
	struct file *files;
	size_t n;
};

struct keyring {
	const struct app *app;
	_Atomic int64_t looked_at; /* by clock_steady() */
	pthread_rwlock_t lock;	   /* of all that follows */
	struct watched watched;
	void *ctx; /* of the secrets; NULL: there are none yet */
	struct secrets secrets;
};

/* Whether it was not watched before. */
static bool watch(struct watched *w, const char *path)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->files[i].path, path) == 0)
			return false;
	w->files = mem_grow(w->ctx, w->files, struct file, w->n + 1);
	w->files[w->n++] = (struct file){mem_strdup(w->ctx, path), file_print_of(path)};
	return true;
}

/*
 * Whether the settings name a file that was not watched before. That of any setting counts: no
 * secret can be taken from a configuration while there is something wrong with it.
 */
static bool watch_named(struct watched *w, const struct settings *settings)
{
	const char *file;
	bool any = false;

	for (size_t i = 0; (file = settings_next_file(settings, &i)) != NULL;)
		any |= watch(w, file);
	return any;
}

static int read_secrets(
    void *ctx, const struct keyring *k, struct app *now, struct secrets *out, struct error *e)
{
	now->settings.state_dir = k->app->settings.state_dir;
	if (*now->settings.webhook_secret == '\0' && k->ctx != NULL &&
	    !file_exists(now->secret_path))
		return error_set(e, E_CONFIG, "%s is gone", now->secret_path);
	return app_secrets(ctx, now, out, e);
}

/*
 * The prints are taken before the files are read: what is changed in between is read again. So a
 * configuration that names files is read twice. Only the secrets are taken anew; the rest of the
 * configuration is the one of the start. What is no good is read again when it changes, too.
 */
static int load(struct keyring *k, struct error *e)
{
	struct watched watched = {.ctx = mem_context(k)};
	struct app now = *k->app;
	struct secrets secrets = {0};
	struct ini conf;
	void *ctx = mem_context(k);
	int rc;

	watch(&watched, k->app->conf.file);
	watch(&watched, k->app->secret_path);
	do
		rc = settings_load(ctx, k->app->conf.file, &now.settings, &conf, e);
	while (watch_named(&watched, &now.settings));
	if (rc == OK)
		rc = read_secrets(ctx, k, &now, &secrets, e);
	talloc_free(k->watched.ctx);
	k->watched = watched;
	talloc_free(rc == OK ? k->ctx : ctx);
	if (rc == OK) {
		k->ctx = ctx;
		k->secrets = secrets;
	}
	return rc;
}

static int keyring_close(struct keyring *k)
{
	pthread_rwlock_destroy(&k->lock);
	return 0;
}

int keyring_open(void *ctx, const struct app *app, struct keyring **out, struct error *e)
{
	struct keyring *k = mem_new(ctx, struct keyring);
	int rc;

	k->app = app;
	k->looked_at = clock_steady();
	pthread_rwlock_init(&k->lock, NULL);
	talloc_set_destructor(k, keyring_close);
	if ((rc = load(k, e)) != OK) {
		talloc_free(k);
		return rc;
	}
	*out = k;
	return OK;
}

static bool is_changed(const struct keyring *k)
{
	const struct watched *w = &k->watched;

	for (size_t i = 0; i < w->n; i++) {
		struct file_print now = file_print_of(w->files[i].path);

		if (!file_print_is(&w->files[i].print, &now))
			return true;
	}
	return false;
}

/* Whether there is something new to compare with. */
static bool look(struct keyring *k)
{
	struct error e;
	bool changed;
	int rc = OK;

	k->looked_at = clock_steady();
	pthread_rwlock_rdlock(&k->lock);
	changed = is_changed(k);
	pthread_rwlock_unlock(&k->lock);
	if (!changed)
		return false;
	pthread_rwlock_wrlock(&k->lock);
	if (is_changed(k)) /* nobody was quicker */
		rc = load(k, &e);
	pthread_rwlock_unlock(&k->lock);
	if (rc != OK)
		diag(DIAG_WARNING, "the webhook's secrets stay as they were: %s", e.text);
	return true;
}

static bool match(struct keyring *k, const char *given, size_t n)
{
	bool matches;

	pthread_rwlock_rdlock(&k->lock);
	matches = secrets_match(&k->secrets, given, n);
	pthread_rwlock_unlock(&k->lock);
	return matches;
}

bool keyring_match(struct keyring *k, const char *given, size_t n)
{
	if (clock_steady() - k->looked_at >= LOOK_AFTER_MS)
		look(k);
	return match(k, given, n) || (look(k) && match(k, given, n));
}
