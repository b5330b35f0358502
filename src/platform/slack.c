/*
 * Slack's own page, slack-status.com. Format: docs.slack.dev/reference/slack-status-api, version
 * 2.0.0; the words beyond its example are second-hand. It lists what is open and nothing else.
 * Ids are numbers or digits; notes are updates without an id or a status of their own, so that the
 * end is told by itself: whether a note is of the time before or after it does not say.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"
#include "platform/lists.h"

static const struct word impacts[] = {
    {"outage", "major"}, {"incident", "minor"}, {"notice", "none"}, {NULL, NULL}};

/* Of a maintenance: of an incident it says that it is open. */
static const struct word stages[] = {{"active", "in_progress"}, {NULL, NULL}};

static bool recognises(void *ctx, const struct part *first)
{
	return json_text(ctx, first->root, "status", LIMIT_WORD) != NULL &&
	       json_time(first->root, "date_created") != TIME_NONE &&
	       json_time(first->root, "date_updated") != TIME_NONE &&
	       json_list(first->root, "active_incidents") != NULL;
}

/* A note is known by its time: an edit of its text is then no other note. */
static void read_note(void *ctx, struct json *o, struct update *out)
{
	out->text = json_text(ctx, o, "body", LIMIT_TEXT);
	out->created_at = json_time(o, "date_created");
	if (out->created_at != TIME_NONE)
		out->id = mem_printf(ctx, "%lld", (long long)out->created_at);
}

static void read_incident(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *type = json_text(ctx, o, "type", LIMIT_WORD);
	bool over;

	(void)place;
	*out = (struct incident){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = json_text(ctx, o, "title", LIMIT_TITLE),
	    .status = json_text(ctx, o, "status", LIMIT_WORD),
	    .impact = gather_word(impacts, type),
	    .url = json_text(ctx, o, "url", LIMIT_URL),
	    .created_at = json_time(o, "date_created"),
	    .updated_at = json_time(o, "date_updated"),
	};
	out->maintenance = status_is_maintenance(out->status) ||
			   (type != NULL && strcmp(type, "maintenance") == 0);
	if (out->maintenance)
		out->status = gather_word(stages, out->status);
	lists_names(ctx, json_list(o, "services"), "name", out);
	lists_updates(ctx, json_list(o, "notes"), read_note, out);
	over = status_is_final(out->status);
	for (size_t i = 0; i < out->n_updates; i++)
		out->updates[i].status = over ? "update" : out->status;
	if (over && out->n_updates > 0)
		lists_end(ctx, out, out->updated_at);
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	static const struct word indicators[] = {{"ok", "operational"}, {NULL, NULL}};
	struct json *list = json_list(parts[0].root, "active_incidents");

	if (list == NULL)
		return error_set(e, E_INPUT, "the page answered without the list active_incidents");
	out->absent_means = "resolved";
	out->page.name = "Slack";
	out->page.indicator =
	    gather_word(indicators, json_text(ctx, parts[0].root, "status", LIMIT_WORD));
	return lists_incidents(ctx, place, list, read_incident, out, e);
}

const struct platform platform_slack = {
    .name = "slack",
    .parts = {"/api/v2.0.0/current"},
    .recognises = recognises,
    .read = read,
};
