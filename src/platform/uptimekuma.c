/*
 * Uptime Kuma's status pages, at HOST/status/SLUG. Format: its source, versions 1 and 2
 * (server/routers/status-page-router.js and the models); no document was recorded. Monitors have
 * beats, the oldest first; only what is pinned or under maintenance is listed. Times are UTC.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "base/url.h"
#include "platform/lists.h"

/* 2 is a monitor that is being tried again: what it was before still holds. */
static const struct word beats[] = {
    {"0", "major_outage"}, {"1", "operational"}, {"3", "under_maintenance"}, {NULL, NULL}};

static const struct word impacts[] = {
    {"danger", "major"}, {"warning", "minor"}, {"info", "none"}, {NULL, NULL}};

static const struct word states[] = {{"under-maintenance", "in_progress"},
    {"scheduled", "scheduled"}, {"ended", "completed"}, {NULL, NULL}};

/* The parts: beats change with each beat, the page may stay "not modified" while a monitor fails. */
enum { BEATS, PAGE };

static bool recognises(void *ctx, const struct part *first)
{
	(void)ctx;
	return json_member(first->root, "heartbeatList") != NULL &&
	       json_member(first->root, "uptimeList") != NULL;
}

/* Slugs are of one host, and a host has many. */
static void read_page(void *ctx, const struct place *place, struct json *config, struct page *out)
{
	const char *slug = json_text(ctx, config, "slug", LIMIT_ID);
	const char *host = url_host_text(ctx, place->url);

	out->name = json_text(ctx, config, "title", LIMIT_NAME);
	if (slug != NULL && host != NULL)
		out->id = mem_printf(ctx, "%s@%s", slug, host);
}

/* Of the last beat that tells; NULL when none does. Entries that are no objects are gaps. */
static const char *status_of(void *ctx, struct json *list)
{
	for (size_t i = json_list_size(list, SIZE_MAX); i > 0; i--) {
		const char *beat = json_text(ctx, json_list_at(list, i - 1), "status", LIMIT_WORD);

		if (beat != NULL && strcmp(beat, "2") != 0)
			return gather_word(beats, beat);
	}
	return NULL;
}

static void read_monitors(void *ctx, struct json *list, struct json *heartbeats, struct report *out)
{
	size_t n = json_list_size(list, LIMIT_COMPONENTS);

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = json_text(ctx, o, "name", LIMIT_NAME),
		};

		if (c.id != NULL)
			c.status = status_of(ctx, json_list(heartbeats, c.id));
		if (c.status != NULL)
			gather_component(ctx, out, &c);
		else
			gather_silent(ctx, out, c.id); /* all its beats are pending */
	}
}

/* It has one text, which is edited: each edit is an update. */
static void read_incident(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	bool over = json_has(o, "active") && !json_flag(o, "active");
	int64_t created_at = json_time(o, "createdDate"),
		edited_at = json_time(o, "lastUpdatedDate");

	(void)place;
	*out = (struct incident){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = json_text(ctx, o, "title", LIMIT_TITLE),
	    .status = over ? "resolved" : "active",
	    .impact = gather_word(impacts, json_text(ctx, o, "style", LIMIT_WORD)),
	    .created_at = created_at,
	    .updated_at = edited_at != TIME_NONE ? edited_at : created_at,
	    .updates = mem_new(ctx, struct update),
	    .n_updates = 1,
	};
	out->updates[0] = (struct update){
	    .status = out->status,
	    .text = json_text(ctx, o, "content", LIMIT_TEXT),
	    .created_at = out->updated_at,
	};
}

/* "Z", or an offset as in "+01:00". */
static bool has_zone(const char *text)
{
	size_t n = strlen(text);

	return (n > 0 && text[n - 1] == 'Z') ||
	       (n > 6 && strchr("+-", text[n - 6]) != NULL && text[n - 3] == ':');
}

/*
 * "2026-03-02 10:00:00" or "2026-03-02T10:00", in the zone of the maintenance; those that recur
 * have "2026-03-02T09:00:00.000Z", whatever their zone is.
 */
static int64_t local_time(void *ctx, struct json *slot, const char *key, const char *zone)
{
	const char *text = json_text(ctx, slot, key, LIMIT_WORD);
	int64_t ms = TIME_NONE;

	if (text != NULL && has_zone(text))
		time_parse(text, &ms);
	else if (text != NULL && zone != NULL &&
		 !time_parse(mem_printf(ctx, "%s%s", text, zone), &ms))
		time_parse(mem_printf(ctx, "%s:00%s", text, zone), &ms);
	return ms;
}

/*
 * Its description is all it ever says. One that recurs has the same for each of its times, and is
 * to be told each time: the time is what its updates differ in.
 */
static void read_description(void *ctx, struct json *o, struct json *slot, struct incident *out)
{
	const char *start = json_text(ctx, slot, "startDate", LIMIT_WORD);
	struct update up = {
	    .id = out->status,
	    .status = out->status,
	    .text = json_text(ctx, o, "description", LIMIT_TEXT),
	};

	if (up.id != NULL && start != NULL)
		up.id = mem_printf(ctx, "%s %s", up.id, start);
	if (up.text != NULL)
		gather_update(ctx, out, &up);
}

/* Its number is of another count than those of incidents. */
static void read_maintenance(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *id = json_text(ctx, o, "id", LIMIT_ID);
	const char *zone = json_text(ctx, o, "timezoneOffset", LIMIT_WORD);
	struct json *slot = json_list_at(json_list(o, "timeslotList"), 0);

	(void)place;
	*out = (struct incident){
	    .maintenance = true,
	    .id = id != NULL ? mem_printf(ctx, "maintenance-%s", id) : NULL,
	    .title = json_text(ctx, o, "title", LIMIT_TITLE),
	    .status = gather_word(states, json_text(ctx, o, "status", LIMIT_WORD)),
	    .scheduled_for = local_time(ctx, slot, "startDate", zone),
	    .scheduled_until = local_time(ctx, slot, "endDate", zone),
	};
	read_description(ctx, o, slot, out);
}

/* One incident, or null, in version 1; a list since 2.1. */
static int read_incidents(
    void *ctx, const struct place *place, struct json *root, struct report *out, struct error *e)
{
	struct json *list = json_list(root, "incidents");
	struct json *one = json_member(root, "incident");
	int rc = OK;

	if (list == NULL && !json_has(root, "incident"))
		return error_set(e, E_INPUT, "the page answered without incidents");
	if (one != NULL)
		rc = lists_incident(ctx, place, one, read_incident, out, e);
	if (rc == OK)
		rc = lists_incidents(ctx, place, list, read_incident, out, e);
	return rc;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *root = parts[PAGE].root;
	struct json *config = json_member(root, "config");
	struct json *groups = json_list(root, "publicGroupList");
	struct json *heartbeats = json_member(parts[BEATS].root, "heartbeatList");
	size_t n = json_list_size(groups, LIMIT_COMPONENTS);
	int rc;

	if (config == NULL || groups == NULL)
		return error_set(e, E_INPUT, "the page answered without config or publicGroupList");
	if (heartbeats == NULL)
		return error_set(e, E_INPUT, "the page answered without heartbeatList");
	out->absent_means = "resolved";
	out->plans_are_vague = true;
	read_page(ctx, place, config, &out->page);
	for (size_t i = 0; i < n; i++)
		read_monitors(
		    ctx, json_list(json_list_at(groups, i), "monitorList"), heartbeats, out);
	if ((rc = read_incidents(ctx, place, root, out, e)) != OK)
		return rc;
	return lists_incidents(
	    ctx, place, json_list(root, "maintenanceList"), read_maintenance, out, e);
}

const struct platform platform_uptimekuma = {
    .name = "uptimekuma",
    .parts = {"/api/status-page/heartbeat/{slug}", "/api/status-page/{slug}"},
    .recognises = recognises,
    .read = read,
};
