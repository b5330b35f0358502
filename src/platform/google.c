/*
 * Google's dashboards: status.cloud.google.com, www.google.com/appsstatus/dashboard and others.
 * Format: the incidents.schema.json that the dashboards publish, second-hand. An array of all
 * incidents of a recent span, the newest first; what "end" is missing of is open. The status of an
 * update is that of the service when it was posted.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/lists.h"

static const struct word impacts[] = {{"SERVICE_OUTAGE", "major"}, {"SERVICE_DISRUPTION", "minor"},
    {"SERVICE_INFORMATION", "none"}, {"AVAILABLE", "none"}, {NULL, NULL}};

static bool is_incident(void *ctx, struct json *o)
{
	return json_text(ctx, o, "id", LIMIT_ID) != NULL && json_time(o, "begin") != TIME_NONE &&
	       json_text(ctx, o, "status_impact", LIMIT_WORD) != NULL &&
	       json_list(o, "updates") != NULL && json_list(o, "affected_products") != NULL;
}

/* No dashboard was ever empty: "[]" could be anything. */
static bool recognises(void *ctx, const struct part *first)
{
	return is_incident(ctx, json_list_at(first->root, 0));
}

static void read_update(void *ctx, struct json *o, struct update *out)
{
	out->status = json_text(ctx, o, "status", LIMIT_WORD);
	out->text = json_text(ctx, o, "text", LIMIT_TEXT);
	out->created_at = json_time(o, "created");
	out->display_at = json_time(o, "when");
	if (out->created_at == TIME_NONE)
		out->created_at = out->display_at;
}

/*
 * "AVAILABLE" once it has ended is the end. Only then: before, it may be a pause, and what has been
 * told of an update must not change with what comes after it.
 */
static void end(void *ctx, struct incident *in, int64_t ended_at)
{
	for (size_t i = 0; i < in->n_updates; i++) {
		struct update *u = &in->updates[i];

		if (u->status != NULL && strcmp(u->status, "AVAILABLE") == 0 &&
		    u->created_at >= ended_at)
			u->status = "resolved";
	}
	lists_close(ctx, in, ended_at);
}

static void read_incident(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *uri = json_text(ctx, o, "uri", LIMIT_URL);
	int64_t ended_at = json_time(o, "end");

	*out = (struct incident){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = json_text(ctx, o, "external_desc", LIMIT_TITLE),
	    .status = json_text(ctx, json_member(o, "most_recent_update"), "status", LIMIT_WORD),
	    .impact = gather_word(impacts, json_text(ctx, o, "status_impact", LIMIT_WORD)),
	    .url = uri != NULL ? mem_printf(ctx, "%s/%s", place->url, uri) : NULL,
	    .created_at = json_time(o, "begin"),
	    .updated_at = json_time(o, "modified"),
	};
	lists_names(ctx, json_list(o, "affected_products"), "title", out);
	lists_updates(ctx, json_list(o, "updates"), read_update, out);
	if (ended_at != TIME_NONE)
		end(ctx, out, ended_at);
}

/* An entry of the list, and when it ended; what is open will end after all the others. */
struct entry {
	struct json *o;
	int64_t ends_at;
	size_t at;
};

/*
 * The open ones first, and then those that ended last: there may be more than there is room for,
 * and what has just ended may have begun months ago.
 */
static int by_end(const void *one, const void *other)
{
	const struct entry *a = one, *b = other;

	if (a->ends_at != b->ends_at)
		return a->ends_at > b->ends_at ? -1 : 1;
	return a->at < b->at ? -1 : 1;
}

static struct entry *sorted(void *ctx, struct json *list, size_t n)
{
	struct entry *entries = mem_array(ctx, struct entry, n);

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);

		entries[i] = (struct entry){.o = o, .ends_at = json_time(o, "end"), .at = i};
		if (entries[i].ends_at == TIME_NONE)
			entries[i].ends_at = INT64_MAX;
	}
	if (n > 0)
		qsort(entries, n, sizeof(*entries), by_end);
	return entries;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *list = parts[0].root;
	size_t n = json_list_size(list, SIZE_MAX);
	struct entry *entries;
	int rc = OK;

	if (!json_is_list(list))
		return error_set(e, E_INPUT, "the page answered without a list of incidents");
	entries = sorted(ctx, list, n);
	if (n < LIMIT_INCIDENTS || entries[LIMIT_INCIDENTS - 1].ends_at != INT64_MAX)
		out->absent_means = "withdrawn";
	for (size_t i = 0; rc == OK && i < n; i++)
		rc = lists_incident(ctx, place, entries[i].o, read_incident, out, e);
	return rc;
}

const struct platform platform_google = {
    .name = "google",
    .parts = {"/incidents.json"},
    .keeps_past = true,
    .open_first = true,
    .recognises = recognises,
    .read = read,
};
