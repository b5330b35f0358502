/* Transactions, then the log. See writer.h. */
#include "flow/writer.h"

#include "base/diag.h"
#include "base/mem.h"
#include "flow/project.h"
#include "store/bodies.h"

struct writer {
	const struct app *app;
	struct store *store;
	struct projector *projector;
	bool log_is_due; /* events were stored since the log was last written */
	bool log_failed;
};

int writer_open_on(
    void *ctx, const struct app *app, struct store *store, struct writer **out, struct error *e)
{
	struct writer *w = mem_new(ctx, struct writer);
	int rc;

	w->app = app;
	w->store = talloc_steal(w, store);
	w->log_is_due = true; /* whoever ran before us may have been killed before it wrote */
	if ((rc = projector_open(w, app, store, &w->projector, e)) != OK) {
		talloc_free(w);
		return rc;
	}
	writer_project(w);
	*out = w;
	return OK;
}

int writer_open(void *ctx, const struct app *app, struct writer **out, struct error *e)
{
	struct store *store;
	int rc;

	if ((rc = app_make_state_dir(app, e)) != OK ||
	    (rc = store_open(ctx, app->store_path, STORE_MAKE, &store, e)) != OK)
		return rc;
	return writer_open_on(ctx, app, store, out, e);
}

/* The log's position rides on the transaction that comes next anyway. */
static int end_with_position(struct writer *w, int rc, struct error *e)
{
	if (rc == OK)
		rc = projector_remember(w->projector, e);
	if ((rc = store_end(w->store, rc, e)) == OK)
		projector_remembered(w->projector);
	return rc;
}

static int store_jobs(struct writer *w, struct job *const *jobs, size_t n, struct error *e)
{
	bool bodies = false;
	int rc = OK;

	for (size_t i = 0; i < n && rc == OK; i++)
		if ((rc = ingest(w->store, w->app, jobs[i]->in, &jobs[i]->verdict, e)) == OK)
			bodies |= jobs[i]->verdict.kept_body;
	return rc == OK && bodies ? store_bodies_trim(w->store, e) : rc;
}

/* All of them, or none. */
static int store_group(struct writer *w, struct job *const *jobs, size_t n, struct error *e)
{
	int rc;

	if ((rc = store_begin(w->store, e)) != OK ||
	    (rc = end_with_position(w, store_jobs(w, jobs, n, e), e)) != OK)
		return rc;
	for (size_t i = 0; i < n; i++)
		w->log_is_due |= jobs[i]->verdict.events > 0;
	return OK;
}

void writer_store(struct writer *w, struct job *const *jobs, size_t n)
{
	struct error e;
	int rc = store_group(w, jobs, n, &e);

	for (size_t i = 0; i < n; i++) {
		jobs[i]->rc = rc;
		if (rc != OK && n > 1 &&
		    rc != E_BUSY) /* one of them is bad: it shall not fail the others */
			jobs[i]->rc = store_group(w, &jobs[i], 1, &jobs[i]->error);
		else if (rc != OK)
			jobs[i]->error = e;
	}
}

void writer_project(struct writer *w)
{
	struct error e;

	if (!w->log_is_due)
		return;
	if (project(w->projector, &e) == OK) {
		w->log_failed = w->log_is_due = false;
		return;
	}
	if (!w->log_failed)
		diag(DIAG_ERROR, "%s; events are stored and will be written later", e.text);
	w->log_failed = true;
}

bool writer_log_is_due(const struct writer *w)
{
	return w->log_is_due;
}

void writer_settle(struct writer *w)
{
	struct error e;

	writer_project(w);
	if (!projector_is_ahead(w->projector))
		return;
	projector_sync(w->projector);
	if (store_begin(w->store, &e) == OK)
		end_with_position(w, OK, &e);
	/* If it was not stored, the next transaction takes it along. */
}

struct store *writer_get_store(struct writer *w)
{
	return w->store;
}
