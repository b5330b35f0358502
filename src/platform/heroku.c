/*
 * status.heroku.com. Format: version 4 of its API, second-hand: from programs that read it. The
 * systems have colours; "resolved" may be false of what the state says is resolved; a maintenance
 * may stay on the list as "upcoming" when it is long over.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "platform/lists.h"

static const struct word colours[] = {{"green", "operational"}, {"yellow", "degraded_performance"},
    {"red", "major_outage"}, {"blue", "under_maintenance"}, {NULL, NULL}};

static const struct word states[] = {{"upcoming", "scheduled"}, {NULL, NULL}};

static bool is_system(void *ctx, struct json *o)
{
	return json_text(ctx, o, "system", LIMIT_ID) != NULL &&
	       json_text(ctx, o, "status", LIMIT_WORD) != NULL;
}

static bool recognises(void *ctx, const struct part *first)
{
	return is_system(ctx, json_list_at(json_list(first->root, "status"), 0)) &&
	       json_list(first->root, "incidents") != NULL &&
	       json_list(first->root, "scheduled") != NULL;
}

static void read_update(void *ctx, struct json *o, struct update *out)
{
	*out = (struct update){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .status = json_text(ctx, o, "update_type", LIMIT_WORD),
	    .text = json_text(ctx, o, "contents", LIMIT_TEXT),
	    .created_at = json_time(o, "created_at"),
	};
}

static void read_either(void *ctx, struct json *o, bool maintenance, struct incident *out)
{
	const char *state = json_text(ctx, o, "state", LIMIT_WORD);

	*out = (struct incident){
	    .maintenance = maintenance,
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = json_text(ctx, o, "title", LIMIT_TITLE),
	    .status = gather_word(states, state),
	    .url = json_text(ctx, o, "full_url", LIMIT_URL),
	    .created_at = json_time(o, "created_at"),
	    .updated_at = json_time(o, "updated_at"),
	};
	lists_names(ctx, json_list(o, "systems"), "name", out);
	lists_updates(ctx, json_list(o, "updates"), read_update, out);
	if (json_flag(o, "resolved") || (state != NULL && strcmp(state, "resolved") == 0))
		lists_close(ctx, out, out->updated_at);
}

static void read_incident(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	(void)place;
	read_either(ctx, o, false, out);
}

static void read_maintenance(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	(void)place;
	read_either(ctx, o, true, out);
}

static int read_systems(void *ctx, struct json *list, struct report *out, struct error *e)
{
	size_t n = json_list_size(list, LIMIT_COMPONENTS);

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		struct component c = {
		    .id = json_text(ctx, o, "system", LIMIT_ID),
		    .name = json_text(ctx, o, "system", LIMIT_NAME),
		    .status = gather_word(colours, json_text(ctx, o, "status", LIMIT_WORD)),
		};

		if (!is_system(ctx, o))
			return error_set(e, E_INPUT, "the page lists a system without a status");
		gather_component(ctx, out, &c);
	}
	return OK;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *root = parts[0].root;
	struct json *incidents = json_list(root, "incidents");
	struct json *scheduled = json_list(root, "scheduled");
	int rc;

	if (incidents == NULL || scheduled == NULL)
		return error_set(e, E_INPUT, "the page answered without incidents or scheduled");
	out->absent_means = "resolved";
	out->page.name = "Heroku";
	if ((rc = read_systems(ctx, json_list(root, "status"), out, e)) != OK ||
	    (rc = lists_incidents(ctx, place, incidents, read_incident, out, e)) != OK)
		return rc;
	return lists_incidents(ctx, place, scheduled, read_maintenance, out, e);
}

const struct platform platform_heroku = {
    .name = "heroku",
    .parts = {"/api/v4/current-status"},
    .recognises = recognises,
    .read = read,
};
