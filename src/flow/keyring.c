/* The secrets of a running responder. See keyring.h. */
#include "flow/keyring.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"

/* While what comes is valid, the files are looked at so often. */
#define LOOK_AFTER_MS 1000

/* The configuration, the kept secret, and a file for each of two settings. */
#define FILES_MAX 4

/* What changes when a file is written or replaced. */
struct print {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

struct keyring {
	const struct app *app;
	_Atomic int64_t looked_at; /* by clock_steady() */
	pthread_rwlock_t lock;	   /* of all that follows */
	void *ctx;		   /* of the paths that were read */
	struct secrets secrets;
	const char *files[FILES_MAX];
	size_t n_files;
	struct print prints[FILES_MAX];
};

/* All zero for a file that is not there. */
static struct print print_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (struct print){0};
	return (struct print){st.st_dev, st.st_ino, st.st_size, st.st_ctim};
}

static bool is_same(struct print a, struct print b)
{
	return a.device == b.device && a.inode == b.inode && a.size == b.size &&
	       a.changed.tv_sec == b.changed.tv_sec && a.changed.tv_nsec == b.changed.tv_nsec;
}

static void watch(struct keyring *k, const char *path)
{
	k->files[k->n_files] = path;
	k->prints[k->n_files++] = print_of(path);
}

/*
 * The prints are taken before the files are read: what is changed in between is read again. Only
 * the secrets are taken anew; the rest of the configuration is the one of the start.
 */
static int load(struct keyring *k, struct error *e)
{
	static const char *const holders[] = {"webhook_secret", "webhook_secret_previous"};
	struct app now = *k->app;
	struct secrets secrets = {0};
	struct ini conf;
	void *before = k->ctx;
	int rc;

	k->ctx = mem_context(k);
	k->n_files = 0;
	watch(k, k->app->conf.file);
	watch(k, k->app->secret_path);
	rc = settings_load(k->ctx, k->app->conf.file, &now.settings, &conf, e);
	for (size_t i = 0; rc == OK && i < 2; i++) {
		const char *file = settings_origin(&now.settings, holders[i])->file;

		if (file != NULL)
			watch(k, file);
	}
	now.settings.state_dir = k->app->settings.state_dir;
	if (rc == OK && *now.settings.webhook_secret == '\0' && before != NULL &&
	    !file_exists(now.secret_path))
		rc = error_set(e, E_CONFIG, "%s is gone", now.secret_path);
	if (rc == OK && (rc = app_secrets(k->ctx, &now, &secrets, e)) == OK)
		k->secrets = secrets;
	talloc_free(before);
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
	for (size_t i = 0; i < k->n_files; i++)
		if (!is_same(k->prints[i], print_of(k->files[i])))
			return true;
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
