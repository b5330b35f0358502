/*
 * The components of a document: each is judged, and those that have left it are told of. See
 * judge.h.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flow/judge.h"
#include "model/rollup.h"
#include "model/transition.h"
#include "model/words.h"
#include "store/providers.h"
#include "store/state.h"

/* An API that a feed stands in for is expected back for so long. */
#define API_AWAY_MS (24LL * 60 * 60 * 1000)

/* What is stored of the page's components: one look for all of them, by id. */
struct stored {
	struct component_state *rows;
	size_t n;
	bool *listed; /* whether the document has it, too */
};

static int by_id(const void *id, const void *row)
{
	return strcmp(id, ((const struct component_state *)row)->id);
}

static struct component_state *find(const struct stored *stored, const char *id)
{
	return stored->n > 0
		   ? bsearch(id, stored->rows, stored->n, sizeof(struct component_state), by_id)
		   : NULL;
}

/* Of an id that a document has twice the first counts: both would be news, each time. */
static bool is_among(const struct report *r, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(r->components[i].id, id) == 0)
			return true;
	return false;
}

/* A new one that is news: the document may have named it before. */
static int judge_new(struct judging *j, const struct component *component, struct error *e)
{
	struct component_state before;
	bool found = false;
	int rc = OK;

	if (component->status == NULL)
		return OK;
	if (!j->first_sight && !status_is_operational(component->status))
		rc = store_component_find(
		    j->ctx, j->store, j->page, component->id, &before, &found, e);
	return rc == OK ? judge_component(j, component, found ? &before : NULL, e) : rc;
}

/* Nobody knows how it is, and nobody will: that is told of what was not operational. */
static int remove_component(struct judging *j, const struct component_state *row, struct error *e)
{
	struct change removed = {
	    .component_id = row->id,
	    .name = row->name,
	    .old_status = row->status,
	    .new_status = "removed",
	};
	struct event event = event_of_change(j->ctx, &removed);
	int rc = OK;

	if (!status_is_operational(row->status))
		rc = judge_log(j, &event, e);
	return rc == OK ? store_component_remove(j->store, j->page, row->id, e) : rc;
}

/* What the page lists only while it is not operational is so again. */
static int judge_gone(struct judging *j, struct component_state *row, struct error *e)
{
	struct component well = {
	    .id = row->id, .name = row->name, .status = "operational", .fleeting = true};

	if (row->fleeting && !j->first_sight)
		return judge_component(j, &well, row, e);
	return remove_component(j, row, e);
}

/*
 * What webhooks alone tell of may be hidden while it is well, or always: that it is not shown says
 * nothing. But that all of the page is well follows from all its components; and when that is so
 * since, what was told of this one would come too late.
 */
static int judge_hidden(struct judging *j, const struct component_state *row, struct error *e)
{
	const struct page *page = &j->in->report->page;
	struct change well = {
	    .component_id = row->id,
	    .new_status = "operational",
	    .changed_at = judge_time(j, page->updated_at),
	};

	if (rollup_of_word(page->indicator) != ROLLUP_OPERATIONAL ||
	    transition_judge(well.new_status, well.changed_at, row->status, row->changed_at) !=
		TRANSITION_LATE)
		return OK;
	return judge_change(j, &well, e);
}

static int judge_unlisted(struct judging *j, struct component_state *row, struct error *e)
{
	if (row->missed == COMPONENT_UNLISTED)
		return judge_hidden(j, row, e);
	/* One that is well and shown only while it is not has no reason to be there. */
	if (row->fleeting && status_is_operational(row->status))
		return OK;
	if (++row->missed >= ABSENT_DOCUMENTS || j->first_sight)
		return judge_gone(j, row, e);
	j->unlisted++;
	return store_component_put(j->store, row, e);
}

/* A report that comes too late says nothing of how it is, but that it is listed. */
static int judge_listed(struct judging *j, const struct component *component,
    struct component_state *row, struct error *e)
{
	int rc = component->status != NULL ? judge_component(j, component, row, e) : OK;

	if (rc != OK || row->missed <= 0)
		return rc;
	row->missed = 0;
	return store_component_put(j->store, row, e);
}

/*
 * That it lacks components says nothing yet: they stay as they are known, until the API tells how
 * they are, or is not waited for any longer.
 */
static bool awaits_api(const struct judging *j)
{
	const struct provider_state *page = j->in->page_state;

	return j->in->report->stands_in &&
	       (j->first_sight || j->in->received_at - page->first_read_at < API_AWAY_MS);
}

int judge_components(struct judging *j, struct error *e)
{
	const struct report *r = j->in->report;
	struct stored stored;
	int rc;

	if (awaits_api(j))
		return OK;
	if ((rc = store_components_of(j->ctx, j->store, j->page, &stored.rows, &stored.n, e)) != OK)
		return rc;
	stored.listed = mem_array(j->ctx, bool, stored.n);
	for (size_t i = 0; i < r->n_components && rc == OK; i++) {
		const struct component *component = &r->components[i];
		struct component_state *row = find(&stored, component->id);
		bool *listed = row != NULL ? &stored.listed[row - stored.rows] : NULL;

		if (listed != NULL ? *listed : is_among(r, i, component->id))
			continue;
		if (listed != NULL)
			*listed = true;
		rc = row != NULL ? judge_listed(j, component, row, e) : judge_new(j, component, e);
	}
	for (size_t i = 0; i < stored.n && rc == OK; i++)
		if (!stored.listed[i])
			rc = judge_unlisted(j, &stored.rows[i], e);
	return rc;
}

int judge_components_lost(struct judging *j, struct error *e)
{
	struct component_state *rows;
	size_t n;
	int rc = store_components_of(j->ctx, j->store, j->page, &rows, &n, e);

	for (size_t i = 0; rc == OK && i < n; i++)
		rc = remove_component(j, &rows[i], e);
	return rc;
}
