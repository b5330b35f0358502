/* The shape of Statuspage documents. See shape.h. */
#include "platform/shape.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/names.h"
#include "model/words.h"
#include "platform/gather.h"
#include "platform/lists.h"

const char *shape_status(const char *word)
{
	static const struct word spellings[] = {
	    /* Instatus: upper case without separators. https://instatus.com/help/api */
	    {"OPERATIONAL", "operational"},
	    {"DEGRADEDPERFORMANCE", "degraded_performance"},
	    {"PARTIALOUTAGE", "partial_outage"},
	    {"MINOROUTAGE", "partial_outage"},
	    {"MAJOROUTAGE", "major_outage"},
	    {"UNDERMAINTENANCE", "under_maintenance"},
	    {"INVESTIGATING", "investigating"},
	    {"IDENTIFIED", "identified"},
	    {"MONITORING", "monitoring"},
	    {"RESOLVED", "resolved"},
	    {"NOTSTARTEDYET", "scheduled"},
	    {"INPROGRESS", "in_progress"},
	    {"VERIFYING", "verifying"},
	    {"COMPLETED", "completed"},
	    /* incident.io's own words. */
	    {"full_outage", "major_outage"},
	    {"maintenance_scheduled", "scheduled"},
	    {"maintenance_in_progress", "in_progress"},
	    {"maintenance_complete", "completed"},
	    {NULL, NULL},
	};

	return gather_word(spellings, word);
}

void shape_page(void *ctx, struct json *root, struct page *out)
{
	struct json *page = json_member(root, "page");

	*out = (struct page){
	    .id = json_text(ctx, page, "id", LIMIT_ID),
	    .name = json_text(ctx, page, "name", LIMIT_NAME),
	    .url = json_text(ctx, page, "url", LIMIT_URL),
	    .indicator = json_text(ctx, json_member(root, "status"), "indicator", LIMIT_WORD),
	    .updated_at = json_time(page, "updated_at"),
	};
}

/* {"8kbf7d35c070": "API"}: seen once, in 2017. */
static bool affected_pair(void *ctx, struct json *o, struct affected *out)
{
	static const char *const fields[] = {"name", "old_status", "new_status"};
	const char *id;

	if (!json_is_object(o) || json_members(o) != 1)
		return false;
	json_member_at(o, 0, &id);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strcmp(id, fields[i]) == 0)
			return false;
	if (*id == '\0' || strlen(id) > LIMIT_ID)
		return false;
	out->component_id = id;
	out->name = json_text(ctx, o, id, LIMIT_NAME);
	return true;
}

/* False for what names no component, such as "No components were affected by this update." */
static bool affected_read(void *ctx, struct json *o, struct affected *out)
{
	*out = (struct affected){
	    .component_id = json_text(ctx, o, "code", LIMIT_ID),
	    .name = json_text(ctx, o, "name", LIMIT_NAME),
	    .old_status = shape_status(json_text(ctx, o, "old_status", LIMIT_WORD)),
	    .new_status = shape_status(json_text(ctx, o, "new_status", LIMIT_WORD)),
	};
	return out->component_id != NULL || affected_pair(ctx, o, out);
}

static void affected_list(void *ctx, struct json *list, struct update *out)
{
	size_t n = json_list_size(list, LIMIT_AFFECTED);

	out->affected = mem_array(ctx, struct affected, n);
	for (size_t i = 0; i < n; i++)
		if (affected_read(ctx, json_list_at(list, i), &out->affected[out->n_affected]))
			out->n_affected++;
}

static void update_read(void *ctx, struct json *o, struct update *out)
{
	*out = (struct update){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
	    .text = json_text(ctx, o, "body", LIMIT_TEXT),
	    .created_at = json_time(o, "created_at"),
	    .display_at = json_time(o, "display_at"),
	};
	affected_list(ctx, json_list(o, "affected_components"), out);
}

static struct json *updates_list(struct json *incident)
{
	static const char *const keys[] = {"incident_updates", "maintenance_updates", "updates"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct json *list = json_list(incident, keys[i]);

		if (list != NULL)
			return list;
	}
	return NULL;
}

static const char *either(const char *first, const char *second)
{
	return first != NULL ? first : second;
}

/*
 * It is over, and no update says so: then resolved_at tells of the end, which is the same one however
 * often the incident is touched later.
 */
static void end_without_update(void *ctx, struct json *o, struct incident *out)
{
	struct update end = {.status = out->status, .created_at = json_time(o, "resolved_at")};

	if (end.created_at != TIME_NONE && status_is_final(end.status) && out->n_updates > 0 &&
	    !status_is_final(incident_status(out)))
		gather_last(ctx, out, end);
}

void shape_incident(void *ctx, struct json *o, bool maintenance, struct incident *out)
{
	*out = (struct incident){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = either(
		json_text(ctx, o, "name", LIMIT_TITLE), json_text(ctx, o, "title", LIMIT_TITLE)),
	    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
	    .impact = shape_status(json_text(ctx, o, "impact", LIMIT_WORD)),
	    .url = either(
		json_text(ctx, o, "shortlink", LIMIT_URL), json_text(ctx, o, "url", LIMIT_URL)),
	    .created_at = json_time(o, "created_at"),
	    .updated_at = json_time(o, "updated_at"),
	    .scheduled_for = json_time(o, "scheduled_for"),
	    .scheduled_until = json_time(o, "scheduled_until"),
	};
	/* A completed maintenance with impact "none" was recorded: impact alone is not enough. */
	out->maintenance = maintenance || status_is_maintenance(out->status) ||
			   out->scheduled_for != TIME_NONE ||
			   (out->impact != NULL && strcasecmp(out->impact, "maintenance") == 0);
	lists_updates(ctx, updates_list(o), update_read, out);
	gather_end_last(ctx, out);
	end_without_update(ctx, o, out);
	lists_names(ctx, json_list(o, "components"), "name", out);
}

/* By the names that the components have in the report, with their groups. */
static void name_attached(void *ctx, struct json *list, const struct report *r,
    const struct names *ids, struct incident *out)
{
	size_t n = json_list_size(list, LIMIT_AFFECTED);

	out->n_components = 0;
	out->components = NULL;
	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		const char *id = json_text(ctx, o, "id", LIMIT_ID);
		size_t at = id != NULL ? names_find(ids, id) : NAMES_NONE;

		gather_name(ctx, out,
		    at != NAMES_NONE ? r->components[at].name
				     : json_text(ctx, o, "name", LIMIT_NAME));
	}
}

static struct names *ids_of(void *ctx, const struct report *r)
{
	struct names *ids = names_new(ctx);

	for (size_t i = 0; i < r->n_components; i++)
		names_add(ids, r->components[i].id, i);
	return ids;
}

void shape_incidents(void *ctx, struct json *list, bool maintenance, struct report *out)
{
	size_t n = json_list_size(list, LIMIT_INCIDENTS - out->n_incidents);
	const struct names *ids;

	if (n == 0)
		return;
	ids = ids_of(ctx, out);
	out->incidents = mem_grow(ctx, out->incidents, struct incident, out->n_incidents + n);
	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);

		if (!json_is_object(o))
			continue;
		shape_incident(ctx, o, maintenance, &out->incidents[out->n_incidents]);
		if (out->n_components > 0)
			name_attached(ctx, json_list(o, "components"), out, ids,
			    &out->incidents[out->n_incidents]);
		out->n_incidents++;
	}
}

static struct names *groups_of(void *ctx, struct json *list, size_t n)
{
	struct names *groups = names_new(ctx);

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		const char *id = json_flag(o, "group") ? json_text(ctx, o, "id", LIMIT_ID) : NULL;

		if (id != NULL)
			names_add(groups, id, i);
	}
	return groups;
}

/* As Statuspage names it where an update affects it: several groups may have an "API". */
static const char *name_in_group(
    void *ctx, struct json *list, const struct names *groups, struct json *o)
{
	const char *name = json_text(ctx, o, "name", LIMIT_NAME), *group = NULL, *full;
	const char *id = json_text(ctx, o, "group_id", LIMIT_ID);
	size_t at = id != NULL ? names_find(groups, id) : NAMES_NONE;

	if (at != NAMES_NONE)
		group = json_text(ctx, json_list_at(list, at), "name", LIMIT_NAME);
	if (name == NULL || group == NULL)
		return name;
	full = mem_printf(ctx, "%s - %s", group, name);
	return strlen(full) <= LIMIT_NAME ? full : name;
}

void shape_components(void *ctx, struct json *list, bool trust_times, struct report *out)
{
	size_t n = json_list_size(list, LIMIT_COMPONENTS);
	const struct names *groups = groups_of(ctx, list, n);

	out->components = mem_array(ctx, struct component, n);
	out->n_components = 0;
	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = name_in_group(ctx, list, groups, o),
		    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
		    .changed_at = trust_times ? json_time(o, "updated_at") : TIME_NONE,
		    .fleeting = json_flag(o, "only_show_if_degraded"),
		};

		if (c.id != NULL && c.status != NULL && !json_flag(o, "group"))
			out->components[out->n_components++] = c;
	}
}
