/* Transactions, then the log. See writer.h. */
#include "flow/writer.h"

#include "base/diag.h"
#include "base/mem.h"
#include "flow/project.h"

struct writer {
	const struct app *app;
	struct store *store;
	struct projector *projector;
	bool log_failed;
};

int writer_open(void *ctx, const struct app *app, struct writer **out, struct error *e)
{
	struct writer *w = mem_new(ctx, struct writer);
	int rc;

	w->app = app;
	if ((rc = app_make_state_dir(app, e)) == OK &&
	    (rc = store_open(w, app->store_path, STORE_WRITE, &w->store, e)) == OK)
		rc = projector_open(w, app, w->store, &w->projector, e);
	if (rc != OK) {
		talloc_free(w);
		return rc;
	}
	writer_project(w);
	*out = w;
	return OK;
}

/* One job in a part of its own. False when the transaction as a whole cannot go on. */
static bool store_job(struct writer *w, struct job *job)
{
	struct error e;

	job->rc = store_part_begin(w->store, &job->error);
	if (job->rc != OK)
		return false;
	job->rc = ingest(w->store, w->app, job->in, &job->verdict, &job->error);
	return store_part_end(w->store, job->rc == OK, &e) == OK;
}

static void fail_all(struct job *const *jobs, size_t n, int rc, const struct error *e)
{
	for (size_t i = 0; i < n; i++) {
		if (jobs[i]->rc != OK)
			continue;
		jobs[i]->rc = rc;
		jobs[i]->error = *e;
	}
}

static int store_all(struct writer *w, struct job *const *jobs, size_t n, struct error *e)
{
	int rc;

	if ((rc = store_begin(w->store, e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (!store_job(w, jobs[i]))
			return error_set(e, E_BUSY, "%s",
			    jobs[i]->rc != OK ? jobs[i]->error.text : "the transaction broke");
	if ((rc = projector_remember(w->projector, e)) != OK)
		return rc;
	return store_commit(w->store, e);
}

void writer_store(struct writer *w, struct job *const *jobs, size_t n)
{
	struct error e;
	int rc;

	for (size_t i = 0; i < n; i++)
		jobs[i]->rc = OK;
	rc = store_all(w, jobs, n, &e);
	if (rc == OK)
		return;
	store_rollback(w->store);
	fail_all(jobs, n, rc, &e);
}

void writer_project(struct writer *w)
{
	struct error e;

	if (project(w->projector, &e) == OK) {
		w->log_failed = false;
		return;
	}
	if (!w->log_failed)
		diag(DIAG_ERROR, "%s; events are stored and will be written later", e.text);
	w->log_failed = true;
}

void writer_settle(struct writer *w)
{
	struct error e;

	if (!projector_is_ahead(w->projector))
		return;
	if (store_begin(w->store, &e) != OK)
		return; /* the next transaction takes it along */
	if (projector_remember(w->projector, &e) != OK || store_commit(w->store, &e) != OK)
		store_rollback(w->store);
}

struct store *writer_get_store(struct writer *w)
{
	return w->store;
}
