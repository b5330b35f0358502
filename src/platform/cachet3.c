/*
 * Cachet 3: GET /api/components, /api/incidents and /api/schedules, JSON:API with the pages of
 * Laravel's paginator; the shape is read from its source (cachethq/core), not captured. Numbers
 * are mostly {"human","value"}, of which "human" is in the language of the page; not all mean what
 * they do in Cachet 2. Times are {"human","string"}, without a zone, taken for UTC. As there, lists
 * keep what is over.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"
#include "platform/cachet.h"
#include "platform/gather.h"
#include "platform/platform.h"

/* The list of a page whose first entry, when there is one, is of the type. */
static struct json *listing(void *ctx, const struct part *part, const char *type)
{
	struct json *meta = json_member(part->root, "meta");
	struct json *list = json_list(part->root, "data");
	const char *its = json_text(ctx, json_list_at(list, 0), "type", LIMIT_WORD);

	if (list == NULL || json_text(ctx, meta, "per_page", LIMIT_WORD) == NULL ||
	    !json_has(json_member(part->root, "links"), "next"))
		return NULL;
	return json_list_size(list, 1) == 0 || (its != NULL && strcmp(its, type) == 0) ? list
										       : NULL;
}

/* What is on a later page is not gone, nor what there was no room for. */
static bool is_whole(const struct part *part, size_t n_read)
{
	return json_has_null(json_member(part->root, "links"), "next") &&
	       json_list_size(json_list(part->root, "data"), SIZE_MAX) == n_read;
}

/* An empty list could be that of any program made with Laravel. */
static bool recognises(void *ctx, const struct part *first)
{
	struct json *list = listing(ctx, first, "components");
	struct json *attributes = json_member(json_list_at(list, 0), "attributes");

	return json_has(attributes, "name") && json_has(attributes, "status") &&
	       json_has(attributes, "enabled");
}

static const struct word component_words[] = {
    {"1", "operational"},
    {"2", "degraded_performance"},
    {"3", "partial_outage"},
    {"4", "major_outage"},
    {"5", "unknown"},
    {"6", "under_maintenance"},
    {NULL, NULL},
};

/* 0 is what somebody reported and nobody has looked at. */
static const struct word incident_words[] = {
    {"0", "unknown"},
    {"1", "investigating"},
    {"2", "identified"},
    {"3", "monitoring"},
    {"4", "resolved"},
    {NULL, NULL},
};

static const char *code_read(void *ctx, struct json *attributes)
{
	struct json *status = json_member(attributes, "status");

	return json_text(ctx, status != NULL ? status : attributes,
	    status != NULL ? "value" : "status", LIMIT_WORD);
}

static int64_t time_read(struct json *attributes, const char *key)
{
	return json_time(json_member(attributes, key), "string");
}

static void components_read(void *ctx, struct json *list, struct report *out)
{
	for (size_t i = 0; i < json_list_size(list, LIMIT_COMPONENTS); i++) {
		struct json *o = json_list_at(list, i);
		struct json *attributes = json_member(o, "attributes");
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = json_text(ctx, attributes, "name", LIMIT_NAME),
		    .status = gather_word(component_words, code_read(ctx, attributes)),
		    .changed_at = TIME_NONE,
		};

		gather_component(ctx, out, &c);
	}
}

/* The one of this part's incidents, which begin at first, that the update is of. */
static struct incident *incident_of(
    void *ctx, struct report *out, size_t first, bool maintenance, struct json *attributes)
{
	const char *id = json_text(ctx, attributes, "updateable_id", LIMIT_WORD);
	const char *wanted = maintenance && id != NULL ? mem_printf(ctx, "schedule-%s", id) : id;

	for (size_t i = first; wanted != NULL && i < out->n_incidents; i++)
		if (strcmp(out->incidents[i].id, wanted) == 0)
			return &out->incidents[i];
	return NULL;
}

static void updates_read(
    void *ctx, struct json *included, size_t first, bool maintenance, struct report *out)
{
	for (size_t i = 0; i < json_list_size(included, LIMIT_LISTED_UPDATES); i++) {
		struct json *o = json_list_at(included, i);
		struct json *attributes = json_member(o, "attributes");
		const char *type = json_text(ctx, o, "type", LIMIT_WORD);
		struct update up = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .status = gather_word(incident_words, code_read(ctx, attributes)),
		    .text = json_text(ctx, attributes, "message", LIMIT_TEXT),
		    .created_at = time_read(attributes, "created"),
		};
		struct incident *in = NULL;

		if (type != NULL && strcmp(type, "updates") == 0)
			in = incident_of(ctx, out, first, maintenance, attributes);
		if (maintenance)
			up.status = NULL; /* only those of incidents have one */
		if (in != NULL)
			gather_update(ctx, in, &up);
	}
}

/*
 * Each status that is set in place is an update, whose id is the status, so that it is told once.
 * A schedule has it beside its updates, which have no status and leave that of before.
 */
static void incident_end(void *ctx, struct incident *in, const char *text)
{
	struct update up = {
	    .id = in->status,
	    .status = in->status,
	    .text = text,
	    .created_at = in->updated_at,
	};

	if (in->maintenance || in->n_updates == 0)
		gather_update(ctx, in, &up);
	gather_sort(ctx, in->updates, in->n_updates);
	for (size_t i = 0; i < in->n_updates; i++)
		if (in->updates[i].status == NULL)
			in->updates[i].status = i > 0 ? in->updates[i - 1].status : "scheduled";
	gather_conclude(ctx, in, in->status, in->updated_at);
}

static void names_read(void *ctx, struct json *o, struct report *out, struct incident *in)
{
	struct json *relation = json_member(json_member(o, "relationships"), "components");
	struct json *list = json_list(relation, "data");

	for (size_t i = 0; i < json_list_size(list, LIMIT_AFFECTED); i++)
		gather_name(ctx, in,
		    cachet_name_find(out, json_text(ctx, json_list_at(list, i), "id", LIMIT_ID)));
}

/*
 * A schedule's status follows from the clock: neither its beginning nor its end moves its "updated",
 * which may be that of the announcement.
 */
static int64_t turned_at(const struct incident *schedule)
{
	int64_t at = TIME_NONE;

	if (schedule->status != NULL && strcmp(schedule->status, "in_progress") == 0)
		at = schedule->scheduled_for;
	if (status_is_final(schedule->status))
		at = schedule->scheduled_until;
	return at > schedule->updated_at ? at : schedule->updated_at;
}

static void incident_read(void *ctx, struct json *o, bool maintenance, struct incident *out)
{
	struct json *attributes = json_member(o, "attributes");
	const char *id = json_text(ctx, o, "id", LIMIT_WORD);
	const char *code = code_read(ctx, attributes);

	*out = (struct incident){
	    .maintenance = maintenance,
	    .id = maintenance && id != NULL ? mem_printf(ctx, "schedule-%s", id) : id,
	    .title = json_text(ctx, attributes, "name", LIMIT_TITLE),
	    .status = maintenance ? cachet_schedule_word(code) : gather_word(incident_words, code),
	    .created_at = time_read(attributes, "occurred"),
	    .updated_at = time_read(attributes, "updated"),
	    .scheduled_for = time_read(attributes, "scheduled"),
	    .scheduled_until = time_read(attributes, "completed"),
	};
	if (out->created_at == TIME_NONE)
		out->created_at = time_read(attributes, "created");
	if (out->updated_at == TIME_NONE)
		out->updated_at = out->created_at;
	if (maintenance)
		out->updated_at = turned_at(out);
}

static int list_read(
    void *ctx, const struct part *part, bool maintenance, struct report *out, struct error *e)
{
	struct json *list = json_list(part->root, "data");
	size_t first = out->n_incidents;

	for (size_t i = 0; i < json_list_size(list, LIMIT_INCIDENTS); i++) {
		struct json *o = json_list_at(list, i);
		struct incident *in = gather_incident(ctx, out);

		if (in == NULL)
			break;
		incident_read(ctx, o, maintenance, in);
		if (in->id == NULL)
			return error_set(e, E_INPUT, "an incident or schedule has no id");
		names_read(ctx, o, out, in);
	}
	updates_read(ctx, json_list(part->root, "included"), first, maintenance, out);
	for (size_t i = first; i < out->n_incidents; i++) {
		struct json *o = json_list_at(list, i - first);

		incident_end(ctx, &out->incidents[i],
		    json_text(ctx, json_member(o, "attributes"), "message", LIMIT_TEXT));
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
	if (listing(ctx, &parts[1], "incidents") == NULL)
		return gather_refuse(&parts[1], "the page answered no list of incidents", e);
	if (listing(ctx, &parts[2], "schedules") == NULL)
		return gather_refuse(&parts[2], "the page answered no list of schedules", e);
	out->absent_means = "withdrawn";
	components_read(ctx, json_list(parts[0].root, "data"), out);
	if ((rc = list_read(ctx, &parts[1], false, out, e)) != OK)
		return rc;
	return list_read(ctx, &parts[2], true, out, e);
}

const struct platform platform_cachet3 = {
    .name = "cachet3",
    .parts =
	{
	    "/api/components?per_page=1000",
	    "/api/incidents?sort=-id&per_page=100&include=components,updates",
	    "/api/schedules?sort=-id&per_page=100&include=components,updates",
	},
    .recognises = recognises,
    .read = read,
};
