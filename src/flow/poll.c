/* One pass over the pages that are due. See poll.h. */
#include "flow/poll.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/retain.h"
#include "flow/visit.h"

/* A pass ends before cron starts the next one. */
#define PASS_MS 50000
/* After it what is old is removed, for so long at most: together less than a minute. */
#define RETAIN_MS 8000

static bool is_wanted(const struct poll_options *options, const char *key)
{
	for (size_t i = 0; i < options->n_keys; i++)
		if (strcmp(options->keys[i], key) == 0)
			return true;
	return options->n_keys == 0;
}

static int visit_all(struct poller *p, const struct poll_options *options, struct error *e)
{
	const struct providers *all = &p->app->providers;
	int rc;

	for (size_t i = 0; i < options->n_keys; i++)
		if (provider_find(all, options->keys[i]) == NULL)
			return error_set(e, E_INPUT,
			    "there is no provider \"%s\"; \"statusctl list\" shows them",
			    options->keys[i]);
	for (size_t i = 0; i < all->n; i++)
		if (all->list[i].enabled && is_wanted(options, all->list[i].key) &&
		    (rc = visit_begin(p, &all->list[i], options->force, e)) != OK)
			return rc;
	return http_run(p->http, clock_now() + PASS_MS, e);
}

/*
 * /health tells from this whether the poller still runs; and after a long gap retention must not
 * take a page for silent that nobody asked.
 */
static int put_run(struct store *s, const struct app *app, struct error *e)
{
	int64_t now = clock_now(), ran_at;
	int rc = store_fact_get(s, FACT_POLLER_RAN_AT, &ran_at, e);

	if (rc == OK && now - ran_at > app->settings.retention_ms / 2)
		rc = store_fact_put(s, FACT_POLLING_SINCE, now, e);
	return rc == OK ? store_fact_put(s, FACT_POLLER_RAN_AT, now, e) : rc;
}

static int note_run(struct store *s, const struct app *app, struct error *e)
{
	int rc = store_begin(s, e);

	if (rc == OK && (rc = put_run(s, app, e)) == OK)
		rc = store_commit(s, e);
	if (rc != OK)
		store_rollback(s);
	return rc;
}

static int run_locked(
    void *ctx, struct poller *p, const struct poll_options *options, struct error *e)
{
	struct store *s;
	int rc;

	if ((rc = writer_open(ctx, p->app, &p->writer, e)) != OK)
		return rc;
	s = writer_get_store(p->writer);
	p->http = http_open(ctx, LIMIT_REQUESTS_AT_ONCE);
	if ((rc = note_run(s, p->app, e)) == OK && (rc = visit_all(p, options, e)) == OK)
		rc = retain(s, p->app, clock_now(), RETAIN_MS, e);
	writer_settle(p->writer);
	return rc;
}

int poll_run(const struct app *app, const struct poll_options *options, struct poll_result *out,
    struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct poller p = {.app = app, .result = out};
	int lock, rc;

	*out = (struct poll_result){0};
	if ((rc = app_make_state_dir(app, e)) != OK)
		goto out;
	lock = open(app->poll_lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
	if (lock < 0) {
		rc = error_set_errno(e, E_CONFIG, "cannot open %s", app->poll_lock_path);
		goto out;
	}
	if (flock(lock, LOCK_EX | LOCK_NB) != 0)
		rc = error_set(e, E_BUSY, "another status-poller is at work");
	else
		rc = run_locked(ctx, &p, options, e);
	close(lock);
out:
	talloc_free(ctx);
	return rc;
}
