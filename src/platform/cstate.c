/*
 * cState, a theme of the site generator Hugo. Format: its template layouts/index.json, version 5;
 * no page was recorded. Issues stand below each system that they affect, and only while they
 * are open; they have no updates. Strings are put in without escapes, so that a quotation mark
 * in a title makes the document no JSON, and times are as Go prints them.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/timetext.h"
#include "platform/lists.h"

static const struct word statuses[] = {
    {"ok", "operational"}, {"disrupted", "partial_outage"}, {"down", "major_outage"}, {NULL, NULL}};

static const struct word impacts[] = {
    {"notice", "none"}, {"disrupted", "minor"}, {"down", "major"}, {NULL, NULL}};

static bool recognises(void *ctx, const struct part *first)
{
	return json_text(ctx, first->root, "cStateVersion", LIMIT_WORD) != NULL &&
	       json_list(first->root, "systems") != NULL;
}

static int64_t time_of(void *ctx, struct json *o, const char *key)
{
	const char *text = json_text(ctx, o, key, LIMIT_WORD);
	int64_t ms = json_time(o, key);

	if (ms == TIME_NONE && text != NULL)
		time_parse_go(text, &ms);
	return ms;
}

/* The path of its page, since the host may change; its file when that is too long. */
static const char *id_of(void *ctx, struct json *o, const char *link)
{
	const char *host = link != NULL ? strstr(link, "://") : NULL;
	const char *path = host != NULL ? strchr(host + 3, '/') : NULL;

	if (path != NULL && path[1] != '\0' && strlen(path) <= LIMIT_ID)
		return path;
	return json_text(ctx, o, "filename", LIMIT_ID);
}

static void read_issue(void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *link = json_text(ctx, o, "permalink", LIMIT_URL);
	int64_t created_at = time_of(ctx, o, "createdAt"), changed_at = time_of(ctx, o, "lastMod");

	(void)place;
	*out = (struct incident){
	    .id = id_of(ctx, o, link),
	    .title = json_text(ctx, o, "title", LIMIT_TITLE),
	    .status = json_flag(o, "resolved") ? "resolved" : "active",
	    .impact = gather_word(impacts, json_text(ctx, o, "severity", LIMIT_WORD)),
	    .url = link,
	    .created_at = created_at,
	    .updated_at = changed_at != TIME_NONE ? changed_at : created_at,
	};
	lists_names(ctx, json_list(o, "affected"), "name", out);
}

static int read_system(
    void *ctx, const struct place *place, struct json *o, struct report *out, struct error *e)
{
	struct json *issues = json_list(o, "unresolvedIssues");
	struct component c = {
	    .id = json_text(ctx, o, "name", LIMIT_ID),
	    .name = json_text(ctx, o, "name", LIMIT_NAME),
	    .status = gather_word(statuses, json_text(ctx, o, "status", LIMIT_WORD)),
	};

	if (issues == NULL)
		return error_set(e, E_INPUT, "the page lists a system without unresolvedIssues");
	gather_component(ctx, out, &c);
	return lists_incidents(ctx, place, issues, read_issue, out, e);
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *root = parts[0].root;
	struct json *systems = json_list(root, "systems");
	size_t n = json_list_size(systems, SIZE_MAX);
	int rc = OK;

	if (systems == NULL)
		return error_set(e, E_INPUT, "the page answered without systems");
	out->absent_means = "resolved";
	out->page.name = json_text(ctx, root, "title", LIMIT_NAME);
	out->page.url = json_text(ctx, root, "baseURL", LIMIT_URL);
	for (size_t i = 0; rc == OK && i < n; i++)
		rc = read_system(ctx, place, json_list_at(systems, i), out, e);
	return rc;
}

const struct platform platform_cstate = {
    .name = "cstate",
    .parts = {"/index.json"},
    .recognises = recognises,
    .read = read,
};
