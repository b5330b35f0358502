/*
 * Better Stack (once Better Uptime): GET /index.json of the page, a JSON:API document in which
 * all is in "included", told apart by type. Documented at
 * https://betterstack.com/docs/uptime/status-pages/subscribing-to-status-updates/subscribing-to-api
 * and, for the attributes, at its API of status pages; not captured. A report has no stages:
 * its state is what it does to the resources. Reports that are over stay listed for a while.
 */
#include "platform/betterstack.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/gather.h"
#include "platform/platform.h"

/* One document on its way into a report. */
struct reading {
	struct json *included;
	size_t n;
	struct report *out;
	const struct component **by_id; /* sorted */
	int64_t now;
};

const char *betterstack_word(const char *word)
{
	static const struct word words[] = {
	    {"degraded", "degraded_performance"},
	    {"downtime", "major_outage"},
	    {"maintenance", "under_maintenance"},
	    {"resolved", "operational"},
	    {NULL, NULL},
	};

	return gather_word(words, word);
}

static const char *final_word(const struct incident *in)
{
	return in->maintenance ? "completed" : "resolved";
}

static bool recognises(void *ctx, const struct part *first)
{
	struct json *data = json_member(first->root, "data");
	const char *type = json_text(ctx, data, "type", LIMIT_WORD);

	return type != NULL && strcmp(type, "status_page") == 0 &&
	       json_member(data, "attributes") != NULL &&
	       json_list(first->root, "included") != NULL;
}

/* The entry with its attributes, when it is of this type. */
static struct json *entry_at(
    void *ctx, const struct reading *r, size_t i, const char *type, struct json **attributes)
{
	struct json *o = json_list_at(r->included, i);
	const char *its = json_text(ctx, o, "type", LIMIT_WORD);

	*attributes = json_member(o, "attributes");
	return its != NULL && strcmp(its, type) == 0 && *attributes != NULL ? o : NULL;
}

static int by_id(const void *a, const void *b)
{
	const struct component *const *left = a, *const *right = b;

	return strcmp((*left)->id, (*right)->id);
}

static void resources_read(void *ctx, struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct json *attributes;
		struct json *o = entry_at(ctx, r, i, "status_page_resource", &attributes);
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = json_text(ctx, attributes, "public_name", LIMIT_NAME),
		    .status = betterstack_word(json_text(ctx, attributes, "status", LIMIT_WORD)),
		    .changed_at = TIME_NONE,
		};

		if (o == NULL)
			continue;
		gather_component(ctx, r->out, &c);
	}
	r->by_id = mem_array(ctx, const struct component *, r->out->n_components);
	for (size_t i = 0; i < r->out->n_components; i++)
		r->by_id[i] = &r->out->components[i];
	if (r->out->n_components > 0)
		qsort(r->by_id, r->out->n_components, sizeof(*r->by_id), by_id);
}

static const char *name_find(const struct reading *r, const char *id)
{
	struct component wanted = {.id = id};
	const struct component *key = &wanted, **found = NULL;

	if (id != NULL && r->out->n_components > 0)
		found = bsearch(&key, r->by_id, r->out->n_components, sizeof(*r->by_id), by_id);
	return found != NULL ? (*found)->name : NULL;
}

/*
 * A maintenance is "maintenance", or "operational", from its announcement to its end, and longer:
 * what is meant at that time follows from when it is planned.
 */
static const char *stage_of(const struct incident *in, const char *status, int64_t at)
{
	static const char *const standing[] = {"maintenance", "operational", "scheduled"};
	size_t i = 0;

	while (status != NULL && i < 3 && strcmp(standing[i], status) != 0)
		i++;
	if (!in->maintenance || i == 3)
		return status;
	return at < in->scheduled_for ? "scheduled" : "in_progress";
}

/* What the update does to the resources; the worst of it is its status. */
static void affected_read(void *ctx, const struct reading *r, struct json *list, struct update *up)
{
	static const char *const ranks[] = {"resolved", "maintenance", "degraded", "downtime"};
	size_t n = json_list_size(list, LIMIT_AFFECTED), worst = 0;

	up->affected = mem_array(ctx, struct affected, n);
	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		const char *id = json_text(ctx, o, "status_page_resource_id", LIMIT_ID);
		const char *status = json_text(ctx, o, "status", LIMIT_WORD);
		size_t rank = 0;

		if (id != NULL)
			up->affected[up->n_affected++] = (struct affected){
			    .component_id = id,
			    .name = name_find(r, id),
			    .new_status = betterstack_word(status),
			};
		while (status != NULL && rank < sizeof(ranks) / sizeof(ranks[0]) &&
		       strcmp(ranks[rank], status) != 0)
			rank++;
		if (status != NULL && (up->status == NULL || rank > worst)) {
			up->status = status;
			worst = rank;
		}
	}
}

/* Whether the report says that it is over, or was to be by now. */
static bool is_over(const struct reading *r, const char *state, int64_t ends_at, bool maintenance)
{
	if (state != NULL && strcmp(state, "resolved") == 0)
		return true;
	/* Of a maintenance that has not begun, "operational" may be said as well. */
	if (!maintenance && state != NULL && strcmp(state, "operational") == 0)
		return true;
	return ends_at != TIME_NONE && ends_at < r->now;
}

static void report_read(void *ctx, const struct reading *r, struct json *o, struct json *attributes,
    struct incident *in)
{
	const char *type = json_text(ctx, attributes, "report_type", LIMIT_WORD);
	const char *state = json_text(ctx, attributes, "aggregate_state", LIMIT_WORD);
	int64_t starts_at = json_time(attributes, "starts_at");
	int64_t ends_at = json_time(attributes, "ends_at");
	struct json *list = json_list(attributes, "affected_resources");
	struct update affected = {0};
	bool over;

	in->maintenance = type != NULL && strcmp(type, "maintenance") == 0;
	in->id = json_text(ctx, o, "id", LIMIT_ID);
	in->title = json_text(ctx, attributes, "title", LIMIT_TITLE);
	in->created_at = starts_at;
	if (in->maintenance) {
		in->scheduled_for = starts_at;
		in->scheduled_until = ends_at;
	}
	over = is_over(r, state, ends_at, in->maintenance);
	in->status = over ? final_word(in) : stage_of(in, state, r->now);
	in->impact = over ? NULL : betterstack_word(state);
	in->updated_at = over && ends_at != TIME_NONE ? ends_at : starts_at;
	affected_read(ctx, r, list, &affected);
	for (size_t i = 0; i < affected.n_affected; i++)
		gather_name(ctx, in, affected.affected[i].name);
}

static int reports_read(void *ctx, const struct reading *r, struct error *e)
{
	for (size_t i = 0; i < r->n; i++) {
		struct json *attributes;
		struct json *o = entry_at(ctx, r, i, "status_report", &attributes);
		struct incident *in;

		if (o == NULL)
			continue;
		if ((in = gather_incident(ctx, r->out)) == NULL)
			break;
		report_read(ctx, r, o, attributes, in);
		if (in->id == NULL)
			return error_set(e, E_INPUT, "a report of the page has no id");
	}
	return OK;
}

static struct incident *report_of(
    void *ctx, const struct reading *r, struct json *o, struct json *attributes)
{
	struct json *relation = json_member(json_member(o, "relationships"), "status_report");
	const char *id = json_text(ctx, attributes, "status_report_id", LIMIT_ID);

	if (id == NULL)
		id = json_text(ctx, json_member(relation, "data"), "id", LIMIT_ID);
	for (size_t i = 0; id != NULL && i < r->out->n_incidents; i++)
		if (strcmp(r->out->incidents[i].id, id) == 0)
			return &r->out->incidents[i];
	return NULL;
}

static void updates_read(void *ctx, const struct reading *r)
{
	size_t seen = 0;

	for (size_t i = 0; i < r->n && seen < LIMIT_LISTED_UPDATES; i++) {
		struct json *attributes;
		struct json *o = entry_at(ctx, r, i, "status_update", &attributes);
		struct incident *in = o != NULL ? report_of(ctx, r, o, attributes) : NULL;
		struct update up = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .text = json_text(ctx, attributes, "message", LIMIT_TEXT),
		    .created_at = json_time(attributes, "published_at"),
		};

		seen += o != NULL;
		if (in == NULL)
			continue;
		affected_read(ctx, r, json_list(attributes, "affected_resources"), &up);
		if (up.status != NULL && strcmp(up.status, "resolved") == 0)
			up.status = final_word(in);
		else if (up.status != NULL)
			up.status = stage_of(in, up.status, up.created_at);
		gather_update(ctx, in, &up);
	}
}

/* Whether it has come to this by the plan or the report, for which there need be no update. */
static bool is_by_itself(const struct incident *in)
{
	return in->status != NULL &&
	       (strcmp(in->status, final_word(in)) == 0 || strcmp(in->status, "in_progress") == 0);
}

/* An update that names no resource leaves things as they were. */
static void incident_end(void *ctx, struct incident *in)
{
	struct update *up = in->updates;

	gather_sort(ctx, up, in->n_updates);
	for (size_t i = 1; i < in->n_updates; i++)
		if (up[i].status == NULL && up[i - 1].status != NULL)
			up[i].status = stage_of(in, up[i - 1].status, up[i].created_at);
	gather_conclude(ctx, in, is_by_itself(in) ? in->status : NULL, in->updated_at);
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *data = json_member(parts[0].root, "data"), *attributes;
	struct reading r = {
	    .included = json_list(parts[0].root, "included"), .out = out, .now = place->now};
	int rc;

	if (!recognises(ctx, &parts[0]))
		return gather_refuse(&parts[0], "the page's index has another shape", e);
	r.n = json_list_size(r.included, SIZE_MAX);
	attributes = json_member(data, "attributes");
	out->page = (struct page){
	    .id = json_text(ctx, data, "id", LIMIT_ID),
	    .name = json_text(ctx, attributes, "company_name", LIMIT_NAME),
	    .indicator =
		betterstack_word(json_text(ctx, attributes, "aggregate_state", LIMIT_WORD)),
	};
	out->absent_means = "resolved";
	resources_read(ctx, &r);
	if ((rc = reports_read(ctx, &r, e)) != OK)
		return rc;
	updates_read(ctx, &r);
	for (size_t i = 0; i < out->n_incidents; i++)
		incident_end(ctx, &out->incidents[i]);
	return OK;
}

const struct platform platform_betterstack = {
    .name = "betterstack",
    .push = PUSH_BY_HAND,
    .parts = {"/index.json"},
    .recognises = recognises,
    .read = read,
};
