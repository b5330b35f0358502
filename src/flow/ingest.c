/* The door: which judge a report goes to. See ingest.h. */
#include "flow/ingest.h"

#include <string.h>

#include "base/mem.h"
#include "flow/judge.h"
#include "store/bodies.h"
#include "store/gaps.h"
#include "store/quarantine.h"
#include "store/providers.h"

/* What judging a usual report takes, and then what each component of a document does. */
#define JUDGING_BYTES	4096
#define COMPONENT_BYTES 512

static void *judging_pool(const struct report *r)
{
	return mem_pool(NULL, JUDGING_BYTES + (r != NULL ? r->n_components * COMPONENT_BYTES : 0));
}

/*
 * A page that is read from another place has other ids there, or none, and another past. A document
 * comes with the state of its page, which says from where.
 */
static bool is_read_elsewhere(const struct judging *j, const struct provider_state *before)
{
	const struct provider_state *now = j->in->page_state;

	return now != NULL && now->platform != NULL && before->platform != NULL &&
	       strcmp(now->platform, before->platform) != 0;
}

/*
 * Only a document shows a page as a whole; the first one, or the first after the page id or the
 * platform changed.
 */
static int look_for_first_sight(struct judging *j, struct error *e)
{
	struct provider_state state;
	int rc;

	if (j->in->report->kind != REPORT_DOCUMENT)
		return OK;
	if ((rc = store_provider_get(j->ctx, j->store, j->provider, &state, e)) != OK)
		return rc;
	j->first_sight = state.page_id == NULL || is_read_elsewhere(j, &state);
	if (state.page_id == NULL)
		return j->in->provider != NULL ? judge_adopt(j, e) : OK;
	if (strcmp(state.page_id, j->page) == 0)
		return OK;
	j->first_sight = true;
	return judge_moved(j, &state, e);
}

/* A history has the newest first; what is told of it should not go backwards. */
static const struct incident *incident_at(const struct report *r, size_t i)
{
	return &r->incidents[r->kind == REPORT_HISTORY ? r->n_incidents - 1 - i : i];
}

static int judge_report(struct judging *j, struct error *e)
{
	const struct report *r = j->in->report;
	int rc;

	if ((rc = look_for_first_sight(j, e)) != OK)
		return rc;
	if (r->kind == REPORT_MAIL)
		return judge_mail(j, e);
	for (size_t i = 0; i < r->n_incidents; i++)
		if ((rc = judge_incident(j, incident_at(r, i), e)) != OK)
			return rc;
	for (size_t i = 0; i < r->n_changes; i++)
		if ((rc = judge_change(j, &r->changes[i], e)) != OK)
			return rc;
	if (r->kind == REPORT_DOCUMENT && (rc = judge_components(j, e)) != OK)
		return rc;
	if (r->absent_means != NULL)
		return judge_left(j, e);
	return r->kind == REPORT_HISTORY ? judge_absence(j, e) : OK;
}

static int keep_unusable(
    struct store *s, const struct intake *in, struct verdict *out, struct error *e)
{
	struct quarantined q = {
	    .received_at = in->received_at,
	    .provider = in->key,
	    .reason = in->unusable,
	    .body = in->body,
	    .body_size = in->body_size,
	};
	bool repeat;
	int rc = store_quarantine_put(s, &q, &repeat, e);

	out->is_news = rc == OK && !repeat;
	return rc;
}

static int keep_body(struct judging *j, struct error *e)
{
	const struct intake *in = j->in;
	struct verdict *v = j->verdict;

	if (in->body == NULL || v->first == 0)
		return OK;
	v->kept_body = true;
	return store_body_put(j->store, v->first, v->last, in->body, in->body_size, e);
}

/* What the page said meanwhile is not known. */
static int keep_gap(struct judging *j, struct error *e)
{
	int64_t now = j->in->received_at;
	struct gap gap = {j->in->provider->key, j->in->unasked_since, now};

	return store_gap_put(j->store, &gap, now - j->app->settings.retention_ms, e);
}

int ingest(struct store *s, const struct app *app, const struct intake *in, struct verdict *out,
    struct error *e)
{
	struct judging j = {.store = s, .app = app, .in = in, .verdict = out};
	int rc = OK;

	*out = (struct verdict){0};
	if (in->probe)
		return store_fact_put(s, FACT_PROBED_AT, in->received_at, e);
	if (in->unusable != NULL)
		return keep_unusable(s, in, out, e);
	j.ctx = judging_pool(in->report);
	if (in->summary != NULL)
		rc = judge_summary(&j, e);
	if (in->report != NULL) {
		rc = judge_owner(&j, e);
		if (rc == OK)
			rc = judge_report(&j, e);
	}
	if (rc == OK && in->page_state != NULL)
		rc = judge_page(&j, e);
	if (rc == OK && in->unasked_since != TIME_NONE)
		rc = keep_gap(&j, e);
	if (rc == OK && in->page_mark != NULL)
		rc = store_provider_mark(s, in->provider->key, in->page_mark, e);
	if (rc == OK && in->page_state == NULL && in->leave_until != TIME_NONE)
		rc = store_provider_defer(s, in->provider->key, in->leave_until, e);
	if (rc == OK)
		rc = keep_body(&j, e);
	out->is_news |= out->events > 0;
	talloc_free(j.ctx);
	return rc;
}
