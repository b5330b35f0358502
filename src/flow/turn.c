/* One poller at a time. See turn.h. */
#include "flow/turn.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/file.h"

/* How often one looks whether the poller before has ended. */
#define LOCK_RETRY_MS 50
/* A person who has waited so long for it is told why. */
#define LOCK_TELL_MS 300

static int lock_failed(const struct app *app, int reason, struct error *e)
{
	return error_set(e, E_CONFIG, "cannot open %s: %s%s", app->poll_lock_path, strerror(reason),
	    file_advice(app->settings.state_dir, reason));
}

int turn_take(struct poller *p, const struct deadline *until, struct error *e)
{
	const char *path = p->app->poll_lock_path;
	struct deadline silence = clock_deadline(LOCK_TELL_MS);

	p->lock = file_open_ours(path, O_RDWR, 0640);
	if (p->lock < 0)
		return lock_failed(p->app, errno, e);
	while (flock(p->lock, LOCK_EX | LOCK_NB) != 0) {
		if (clock_left(until) <= 0) {
			close(p->lock);
			return error_set(e, E_BUSY, "another status-poller is at work");
		}
		if (p->tells && p->told_at == 0 && clock_left(&silence) <= 0) {
			p->told_at = clock_steady();
			diag_progress("waiting for the status-poller that is at work");
		}
		clock_sleep(LOCK_RETRY_MS);
	}
	return OK;
}

/* After a long gap retention must not take a page for silent that nobody asked. */
static int put_run(const struct poller *p, int64_t ran_at, struct error *e)
{
	int rc = OK;

	if (p->ran_at - ran_at > p->app->settings.retention_ms / 2)
		rc = store_fact_put(p->store, FACT_POLLING_SINCE, p->ran_at, e);
	if (rc == OK)
		rc = store_fact_put(p->store, FACT_POLLER_CONFINED, p->confined, e);
	return rc == OK ? store_fact_put(p->store, FACT_POLLER_RAN_AT, p->ran_at, e) : rc;
}

/*
 * Half an interval is near enough, and a start with nothing to do then writes nothing: a commit is
 * three fsyncs, and would be a seventh of what the start costs.
 */
static bool is_noted(const struct poller *p, int64_t ran_at)
{
	int64_t age = p->ran_at - ran_at;

	return age >= 0 && age < p->app->settings.poll_interval_ms / 2;
}

static int note_in_store(struct poller *p, struct error *e)
{
	int64_t was, ran_at;
	int rc;

	if ((rc = store_fact_get(p->store, FACT_POLLER_RAN_AT, &ran_at, e)) != OK ||
	    (rc = store_fact_get(p->store, FACT_POLLER_CONFINED, &was, e)) != OK)
		return rc;
	if (!p->is_confined)
		p->confined = was;
	if ((was == p->confined && is_noted(p, ran_at)) || (rc = store_begin(p->store, e)) != OK)
		return rc;
	return store_end(p->store, put_run(p, ran_at, e), e);
}

int turn_note(struct poller *p, struct error *e)
{
	p->ran_at = clock_now();
	if (ftruncate(p->lock, 0) != 0)
		return error_set_errno(e, E_SYSTEM, "cannot write %s", p->app->poll_lock_path);
	return note_in_store(p, e);
}

void turn_end(struct poller *p)
{
	close(p->lock);
}
