/* Which files and calls the programs need. See confine.h. */
#include "flow/confine.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sandbox.h"
#include "flow/logtail.h"
#include "store/store.h"

/* What SQLite draws numbers from. */
#define RANDOM "/dev/urandom"

/* Names, certificates, and the libraries that both are read with. */
static const char *const lookup[] = {
    "/etc", "/etc/resolv.conf", "/run", "/usr", "/lib", "/lib64", "/dev/null"};

static const char *const lookup_variables[] = {"SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF"};

static void add(const char **list, const char *path)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	if (n + 1 < SANDBOX_FOLDERS)
		list[n] = path;
}

static const char *folder_of(void *ctx, const char *path)
{
	return dirname(mem_strdup(ctx, path));
}

/*
 * The log is opened again when it was rotated, so that its folder is what is needed; and where a
 * link points to. What is no folder's, such as /dev/stdout, is needed itself.
 */
static void allow_log(void *ctx, struct sandbox *s, const char *log)
{
	const char *target = file_target(ctx, log);

	add(s->writable, log);
	add(s->writable, folder_of(ctx, log));
	if (target != NULL)
		add(s->writable, folder_of(ctx, target));
}

/* What may have been replaced by a file of the same name. Not all files there are, of "/secret". */
static void allow_anew(void *ctx, struct sandbox *s, const char *path)
{
	const char *folder = folder_of(ctx, path);
	char target[PATH_MAX];

	add(s->readable, strcmp(folder, "/") != 0 ? folder : path);
	if (realpath(path, target) != NULL && strcmp(folder_of(ctx, target), "/") != 0)
		add(s->readable, folder_of(ctx, target));
}

/* A running responder reads its secrets again, and with them the file that may name them. */
static void allow_secrets(void *ctx, struct sandbox *s, const struct app *app)
{
	const char *file;

	allow_anew(ctx, s, app->conf.file);
	for (size_t i = 0; (file = settings_next_file(&app->settings, &i)) != NULL;)
		allow_anew(ctx, s, file);
}

static void allow_lookup(struct sandbox *s, const struct settings *settings)
{
	for (size_t i = 0; i < sizeof(lookup) / sizeof(lookup[0]); i++)
		add(s->readable, lookup[i]);
	for (size_t i = 0; i < sizeof(lookup_variables) / sizeof(lookup_variables[0]); i++)
		if (getenv(lookup_variables[i]) != NULL)
			add(s->readable, getenv(lookup_variables[i]));
	if (*settings->ca_file != '\0')
		add(s->readable, settings->ca_file);
}

int confine(const struct app *app, enum confined who, bool tell, struct sandbox_state *state,
    struct error *e)
{
	const struct settings *settings = &app->settings;
	struct sandbox s = {
	    .outbound = who == CONFINE_POLLER, .local = strcmp(settings->log_file, "syslog") == 0};
	TALLOC_CTX *ctx = mem_context(NULL);
	int rc;

	tzset(); /* or gmtime_r() would read the time zone once we are in */
	add(s.readable, LOGTAIL_BOOT_ID);
	add(s.readable, RANDOM);
	add(s.writable, settings->state_dir);
	if (settings->log_file[0] == '/')
		allow_log(ctx, &s, settings->log_file);
	if (s.outbound)
		allow_lookup(&s, settings);
	else
		allow_secrets(ctx, &s, app);
	if ((rc = sandbox_enter(&s, state, e)) == OK && tell)
		diag(sandbox_has_gaps(state) ? DIAG_WARNING : DIAG_INFO, "confined by: %s",
		    sandbox_words(ctx, state));
	talloc_free(ctx);
	return rc;
}

void confine_note(const struct app *app, const struct sandbox_state *state)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct store *s;

	if (store_open(ctx, app->store_path, STORE_MAKE, &s, NULL) == OK &&
	    store_fact_put(s, FACT_RESPONDER_PID, getpid(), NULL) == OK)
		store_fact_put(s, FACT_RESPONDER_CONFINED, sandbox_number(state), NULL);
	talloc_free(ctx);
}
