/*
 * Cachet 2.4: GET /api/v1/components, /api/v1/incidents and /api/v1/schedules; documented at
 * https://docs.cachethq.io, numbers and order from its source; not captured. Lists come in pages,
 * the oldest first unless asked otherwise. Times have no zone and are taken for UTC. Incidents
 * that are over stay listed: one that is missing was deleted.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"
#include "platform/cachet.h"
#include "platform/gather.h"
#include "platform/platform.h"

/* One page of a list, as Cachet and nobody else describes it. */
static struct json *listing(void *ctx, const struct part *part)
{
	struct json *pagination = json_member(json_member(part->root, "meta"), "pagination");
	struct json *links = json_member(pagination, "links");

	return json_text(ctx, pagination, "total_pages", LIMIT_WORD) != NULL &&
		       json_has(links, "next_page") && json_has(links, "previous_page")
		   ? json_list(part->root, "data")
		   : NULL;
}

/* What is on a later page is not gone, nor what there was no room for. */
static bool is_whole(const struct part *part, size_t n_read)
{
	struct json *pagination = json_member(json_member(part->root, "meta"), "pagination");

	return json_has_null(json_member(pagination, "links"), "next_page") &&
	       json_list_size(json_list(part->root, "data"), SIZE_MAX) == n_read;
}

void cachet_cut(struct report *out, size_t first)
{
	size_t n = out->n_incidents;
	bool falls = n >= first + 2;

	for (size_t i = first + 1; falls && i < n; i++)
		falls = report_is_lower(out->incidents[i].id, out->incidents[i - 1].id);
	if (falls)
		out->cut_at[out->cut_at[0] != NULL ? 1 : 0] = out->incidents[n - 1].id;
	else
		out->absent_means = NULL;
}

/* A page without any component is one as well. */
static bool recognises(void *ctx, const struct part *first)
{
	struct json *list = listing(ctx, first);
	struct json *row = json_list_at(list, 0);

	return list != NULL && (json_list_size(list, 1) == 0 ||
				   (json_text(ctx, row, "id", LIMIT_ID) != NULL &&
				       json_text(ctx, row, "status", LIMIT_WORD) != NULL &&
				       json_has(row, "name") && json_has(row, "group_id")));
}

/* text is the page's own word, for a number we do not know; it may be NULL. */
static const char *component_word(const char *code, const char *text)
{
	static const struct word words[] = {
	    {"0", "unknown"},
	    {"1", "operational"},
	    {"2", "degraded_performance"},
	    {"3", "partial_outage"},
	    {"4", "major_outage"},
	    {NULL, NULL},
	};
	const char *word = gather_word(words, code);

	return word == code && text != NULL ? text : word;
}

/* 0 is how a maintenance was told before there were schedules. */
static const char *incident_word(const char *code)
{
	static const struct word words[] = {
	    {"0", "scheduled"},
	    {"1", "investigating"},
	    {"2", "identified"},
	    {"3", "monitoring"},
	    {"4", "resolved"},
	    {NULL, NULL},
	};

	return gather_word(words, code);
}

const char *cachet_schedule_word(const char *code)
{
	static const struct word words[] = {
	    {"0", "scheduled"},
	    {"1", "in_progress"},
	    {"2", "completed"},
	    {NULL, NULL},
	};

	return gather_word(words, code);
}

static const char *code_read(void *ctx, struct json *o)
{
	return json_text(ctx, o, "status", LIMIT_WORD);
}

/* updated_at is about any field of a component, by a clock that an hour may be put back. */
static void components_read(void *ctx, struct json *list, struct report *out)
{
	for (size_t i = 0; i < json_list_size(list, LIMIT_COMPONENTS); i++) {
		struct json *o = json_list_at(list, i);
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = json_text(ctx, o, "name", LIMIT_NAME),
		    .status = component_word(
			code_read(ctx, o), json_text(ctx, o, "status_name", LIMIT_WORD)),
		    .changed_at = TIME_NONE,
		};

		gather_component(ctx, out, &c);
	}
}

const char *cachet_name_find(const struct report *r, const char *id)
{
	for (size_t i = 0; id != NULL && i < r->n_components; i++)
		if (strcmp(r->components[i].id, id) == 0)
			return r->components[i].name;
	return NULL;
}

static int64_t time_either(struct json *o, const char *first, const char *second)
{
	int64_t ms = json_time(o, first);

	return ms != TIME_NONE ? ms : json_time(o, second);
}

/*
 * What has no updates is edited in place: each status it gets is an update, whose id is the
 * status, so that it is told once and with the text of then.
 */
static void itself_read(void *ctx, struct json *o, struct incident *out)
{
	struct update up = {
	    .id = out->status,
	    .status = out->status,
	    .text = json_text(ctx, o, "message", LIMIT_TEXT),
	    .created_at = out->updated_at,
	};

	gather_update(ctx, out, &up);
}

static void updates_read(void *ctx, struct json *list, struct incident *out)
{
	for (size_t i = 0; i < json_list_size(list, SIZE_MAX); i++) {
		struct json *o = json_list_at(list, i);
		struct update up = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .status = incident_word(code_read(ctx, o)),
		    .text = json_text(ctx, o, "message", LIMIT_TEXT),
		    .created_at = json_time(o, "created_at"),
		};

		if (json_is_object(o))
			gather_update(ctx, out, &up);
	}
	gather_sort(ctx, out->updates, out->n_updates);
}

static void incident_read(void *ctx, struct json *o, const struct report *r, struct incident *out)
{
	*out = (struct incident){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = json_text(ctx, o, "name", LIMIT_TITLE),
	    .status = incident_word(code_read(ctx, o)),
	    .url = json_text(ctx, o, "permalink", LIMIT_URL),
	    .created_at = time_either(o, "occurred_at", "created_at"),
	    .updated_at = time_either(o, "updated_at", "created_at"),
	    .scheduled_for = json_time(o, "scheduled_at"),
	};
	out->maintenance = out->status != NULL && strcmp(out->status, "scheduled") == 0;
	gather_name(ctx, out, cachet_name_find(r, json_text(ctx, o, "component_id", LIMIT_ID)));
	updates_read(ctx, json_list(o, "updates"), out);
	if (out->n_updates == 0)
		itself_read(ctx, o, out);
	/* Edited into being over. An update that is posted is not always heeded in the status. */
	if (status_is_final(out->status))
		gather_conclude(ctx, out, out->status, out->updated_at);
}

/* Schedules are numbered by themselves: without a prefix they would be incidents. */
static void schedule_read(void *ctx, struct json *o, const struct report *r, struct incident *out)
{
	struct json *components = json_list(o, "components");
	const char *id = json_text(ctx, o, "id", LIMIT_WORD);

	*out = (struct incident){
	    .maintenance = true,
	    .id = id != NULL ? mem_printf(ctx, "schedule-%s", id) : NULL,
	    .title = json_text(ctx, o, "name", LIMIT_TITLE),
	    .status = cachet_schedule_word(code_read(ctx, o)),
	    .created_at = json_time(o, "created_at"),
	    .updated_at = time_either(o, "updated_at", "created_at"),
	    .scheduled_for = json_time(o, "scheduled_at"),
	    .scheduled_until = json_time(o, "completed_at"),
	};
	for (size_t i = 0; i < json_list_size(components, LIMIT_AFFECTED); i++)
		gather_name(ctx, out,
		    cachet_name_find(
			r, json_text(ctx, json_list_at(components, i), "component_id", LIMIT_ID)));
	itself_read(ctx, o, out);
}

static int list_read(void *ctx, const struct part *part,
    void (*one)(void *ctx, struct json *o, const struct report *r, struct incident *out),
    struct report *out, struct error *e)
{
	struct json *list = json_list(part->root, "data");
	size_t first = out->n_incidents;

	for (size_t i = 0; i < json_list_size(list, LIMIT_INCIDENTS); i++) {
		struct incident *in = gather_incident(ctx, out);

		if (in == NULL)
			break;
		one(ctx, json_list_at(list, i), out, in);
		if (in->id == NULL)
			return error_set(e, E_INPUT, "an incident or schedule has no id");
	}
	if (!is_whole(part, out->n_incidents - first))
		cachet_cut(out, first);
	return OK;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	int rc;

	(void)place;
	if (!recognises(ctx, &parts[0]))
		return gather_refuse(&parts[0], "the list of components has another shape", e);
	if (listing(ctx, &parts[1]) == NULL)
		return gather_refuse(&parts[1], "the page answered no list of incidents", e);
	if (listing(ctx, &parts[2]) == NULL)
		return gather_refuse(&parts[2], "the page answered no list of schedules", e);
	out->absent_means = "withdrawn";
	components_read(ctx, listing(ctx, &parts[0]), out);
	if ((rc = list_read(ctx, &parts[1], incident_read, out, e)) != OK)
		return rc;
	return list_read(ctx, &parts[2], schedule_read, out, e);
}

const struct platform platform_cachet = {
    .name = "cachet",
    .parts =
	{
	    "/api/v1/components?per_page=1000",
	    "/api/v1/incidents?sort=id&order=desc&per_page=100",
	    "/api/v1/schedules?sort=id&order=desc&per_page=100",
	},
    .recognises = recognises,
    .read = read,
};
