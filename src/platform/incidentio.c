/*
 * incident.io. Its look-alike of the Statuspage API (recorded: status.openai.com, 2026) says
 * whether something is up: ids are ULIDs; "incidents" and "scheduled_maintenances" are missing
 * when empty, and have neither updates nor components; component.updated_at is the last change of
 * the page's structure, and page.updated_at goes back by weeks when an incident leaves the page.
 *
 * What the page itself loads, /proxy/HOST, has the updates with their texts (recorded: OpenAI and
 * Aiven, March 2026; /proxy/HOST/incidents/ID is known second-hand). It is not documented, may
 * vanish any day, and nobody knows whether it has an ETag: so the look-alike is asked each time,
 * and this only while that shows something. The widget's /api/v1/summary is passed over: its
 * owner must have enabled it, and its updates have no ids.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"
#include "platform/lists.h"
#include "platform/shape.h"
#include "platform/ulid.h"

/* The parts. */
enum { LOOK_ALIKE, NATIVE };

/* A component, where it stands in the page, and what we call it. */
struct named {
	const char *id, *name, *group, *shown;
	size_t rank; /* of two with the same id the lower one counts */
};

/* In the order of their ids. */
struct names {
	struct named list[LIMIT_COMPONENTS];
	size_t n;
};

static bool is_ulid(const char *id)
{
	return id != NULL && ulid_is(id, strlen(id));
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/*
 * What has an id is as old as that, which is when it was made: published_at may be set back to
 * before the incident, and was seen minutes ahead, behind the update that followed.
 */
static int64_t time_made(const char *id, int64_t published_at)
{
	return is_ulid(id) ? ulid_time(id) : published_at;
}

/* "$undefined" stands in what was taken from the page itself. */
static const char *text_of(void *ctx, struct json *o, const char *key, size_t max)
{
	const char *text = json_text(ctx, o, key, max);

	return text != NULL && strcmp(text, "$undefined") == 0 ? NULL : text;
}

static const char *status_of(void *ctx, struct json *o, const char *key)
{
	return shape_status(text_of(ctx, o, key, LIMIT_WORD));
}

/* The names come later: they stand elsewhere. */
static void read_affected(void *ctx, struct json *list, struct update *out)
{
	size_t n = json_list_size(list, LIMIT_AFFECTED);

	out->affected = mem_array(ctx, struct affected, n);
	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);
		struct affected a = {
		    .component_id = text_of(ctx, o, "component_id", LIMIT_ID),
		    .new_status = status_of(ctx, o, "status"),
		};

		if (a.component_id != NULL)
			out->affected[out->n_affected++] = a;
	}
}

/* The text begins with an empty line now and then. */
static const char *read_text(void *ctx, struct json *o)
{
	const char *text = text_of(ctx, o, "message_string", LIMIT_TEXT);

	if (text != NULL)
		text += strspn(text, "\r\n");
	return text != NULL && *text != '\0' ? text : NULL;
}

static void read_update(void *ctx, struct json *o, struct update *out)
{
	int64_t published_at = json_time(o, "published_at");
	const char *id = text_of(ctx, o, "id", LIMIT_ID);

	*out = (struct update){
	    .id = id,
	    .status = status_of(ctx, o, "to_status"),
	    .text = read_text(ctx, o),
	    .created_at = time_made(id, published_at),
	    .display_at = published_at,
	};
	read_affected(ctx, json_list(o, "component_statuses"), out);
}

/* What is planned stands in the times of the components; other names of it are guesses. */
static void read_schedule(struct json *o, struct incident *out)
{
	struct json *impacts = json_list(o, "component_impacts");
	size_t n = json_list_size(impacts, LIMIT_AFFECTED);

	out->scheduled_for = json_time(o, "starts_at");
	out->scheduled_until = json_time(o, "ends_at");
	for (size_t i = 0; i < n; i++) {
		int64_t start = json_time(json_list_at(impacts, i), "start_at");

		if (out->scheduled_for == TIME_NONE ||
		    (start != TIME_NONE && start < out->scheduled_for))
			out->scheduled_for = start;
		out->scheduled_until =
		    later(out->scheduled_until, json_time(json_list_at(impacts, i), "end_at"));
	}
}

/* Its components are ids as yet. */
static void read_native(void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	const char *type = text_of(ctx, o, "type", LIMIT_WORD);

	(void)place;
	*out = (struct incident){
	    .id = text_of(ctx, o, "id", LIMIT_ID),
	    .title = text_of(ctx, o, "name", LIMIT_TITLE),
	    .status = status_of(ctx, o, "status"),
	    .created_at = json_time(o, "published_at"),
	    .updated_at = json_time(o, "published_at"),
	    .scheduled_for = TIME_NONE,
	    .scheduled_until = TIME_NONE,
	};
	out->maintenance = status_is_maintenance(out->status) ||
			   (type != NULL && strcmp(type, "maintenance") == 0);
	if (out->maintenance)
		read_schedule(o, out);
	lists_names(ctx, json_list(o, "affected_components"), "component_id", out);
	lists_updates(ctx, json_list(o, "updates"), read_update, out);
	gather_end_last(ctx, out);
	if (out->n_updates > 0)
		out->updated_at = out->updates[out->n_updates - 1].created_at;
}

static void add_name(struct names *names, const char *id, const char *name, const char *group)
{
	if (id == NULL || name == NULL || names->n == LIMIT_COMPONENTS)
		return;
	names->list[names->n] =
	    (struct named){.id = id, .name = name, .group = group, .rank = names->n};
	names->n++;
}

static void add_names(
    void *ctx, struct names *names, struct json *list, const char *id_key, const char *group)
{
	size_t n = json_list_size(list, LIMIT_COMPONENTS);

	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, i);

		add_name(names, text_of(ctx, o, id_key, LIMIT_ID),
		    text_of(ctx, o, "name", LIMIT_NAME), group);
	}
}

static void add_structure(void *ctx, struct names *names, struct json *items)
{
	size_t n = json_list_size(items, LIMIT_COMPONENTS);

	for (size_t i = 0; i < n; i++) {
		struct json *item = json_list_at(items, i);
		struct json *alone = json_member(item, "component");
		struct json *group = json_member(item, "group");

		add_name(names, text_of(ctx, alone, "component_id", LIMIT_ID),
		    text_of(ctx, alone, "name", LIMIT_NAME), NULL);
		add_names(ctx, names, json_list(group, "components"), "component_id",
		    text_of(ctx, group, "name", LIMIT_NAME));
	}
}

static int compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order != 0 ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

static void drop_repeats(struct names *names)
{
	size_t n = 0;

	for (size_t i = 0; i < names->n; i++)
		if (n == 0 || strcmp(names->list[n - 1].id, names->list[i].id) != 0)
			names->list[n++] = names->list[i];
	names->n = n;
}

/* A page may have one "Login" in each of its groups. */
static const char *name_shown(void *ctx, const struct names *names, const struct named *one)
{
	size_t same = 0;

	for (size_t i = 0; one->group != NULL && i < names->n; i++)
		same += strcmp(names->list[i].name, one->name) == 0;
	return same > 1 ? mem_printf(ctx, "%s - %s", one->group, one->name) : one->name;
}

/*
 * Of the page as it shows itself, then of all there ever were, which old incidents may name; and
 * of the look-alike, which is all there is when summary is NULL.
 */
static const struct names *names_read(
    void *ctx, struct json *summary, const struct report *look_alike)
{
	struct names *names = mem_new(ctx, struct names);

	names->n = 0;
	add_structure(ctx, names, json_list(json_member(summary, "structure"), "items"));
	add_names(ctx, names, json_list(summary, "components"), "id", NULL);
	for (size_t i = 0; i < look_alike->n_components; i++)
		add_name(names, look_alike->components[i].id, look_alike->components[i].name, NULL);
	qsort(names->list, names->n, sizeof(names->list[0]), compare_named);
	drop_repeats(names);
	for (size_t i = 0; i < names->n; i++)
		names->list[i].shown = name_shown(ctx, names, &names->list[i]);
	return names;
}

static const char *name_find(const struct names *names, const char *id)
{
	struct named wanted = {.id = id};
	size_t from = 0, to = names->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = strcmp(wanted.id, names->list[middle].id);

		if (order == 0)
			return names->list[middle].shown;
		from = order > 0 ? middle + 1 : from;
		to = order < 0 ? middle : to;
	}
	return NULL;
}

/* A component without a name has left the page. */
static void name_components(const struct names *names, struct incident *in)
{
	size_t n = 0;

	for (size_t i = 0; i < in->n_components; i++) {
		const char *name = name_find(names, in->components[i]);

		if (name != NULL)
			in->components[n++] = name;
	}
	in->n_components = n;
	for (size_t i = 0; i < in->n_updates; i++)
		for (size_t k = 0; k < in->updates[i].n_affected; k++) {
			struct affected *a = &in->updates[i].affected[k];

			a->name = name_find(names, a->component_id);
		}
}

/* A component has one name, whichever part tells of it. */
static void name_listed(const struct names *names, struct report *out)
{
	for (size_t i = 0; i < out->n_components; i++) {
		const char *name = name_find(names, out->components[i].id);

		if (name != NULL)
			out->components[i].name = name;
	}
	out->names_are_bare = false;
}

static struct incident *incident_find(struct report *r, const char *id)
{
	for (size_t i = 0; i < r->n_incidents; i++)
		if (r->incidents[i].id != NULL && strcmp(r->incidents[i].id, id) == 0)
			return &r->incidents[i];
	return NULL;
}

/* What only the look-alike says of it stays. */
static void merge(void *ctx, struct report *out, const struct incident *native)
{
	struct incident *in = incident_find(out, native->id);
	struct incident both = *native;

	if (in == NULL) {
		if ((in = gather_incident(ctx, out)) != NULL)
			*in = both;
		return;
	}
	both.maintenance |= in->maintenance;
	both.impact = in->impact;
	both.url = in->url;
	if (in->scheduled_for != TIME_NONE)
		both.scheduled_for = in->scheduled_for;
	if (in->scheduled_until != TIME_NONE)
		both.scheduled_until = in->scheduled_until;
	*in = both;
}

/* The summary of this page; NULL when the part is anything else. */
static struct json *summary_of(void *ctx, const struct part *part, const char *page)
{
	struct json *summary = json_member(part->root, "summary");
	const char *id = text_of(ctx, summary, "id", LIMIT_ID);

	return id != NULL && page != NULL && strcmp(id, page) == 0 ? summary : NULL;
}

/* A native document that cannot be read whole is as good as none. */
static void read_more(
    void *ctx, const struct place *place, struct json *summary, struct report *out)
{
	struct report native = {0};
	const struct names *names;

	if (summary == NULL ||
	    lists_incidents(ctx, place, json_list(summary, "ongoing_incidents"), read_native,
		&native, NULL) != OK ||
	    lists_incidents(ctx, place, json_list(summary, "scheduled_maintenances"), read_native,
		&native, NULL) != OK)
		return;
	names = names_read(ctx, summary, out);
	name_listed(names, out);
	for (size_t i = 0; i < native.n_incidents; i++) {
		name_components(names, &native.incidents[i]);
		merge(ctx, out, &native.incidents[i]);
	}
}

static bool recognises(void *ctx, const struct part *first)
{
	struct page page;

	shape_page(ctx, first->root, &page);
	return is_ulid(page.id) && json_list(first->root, "components") != NULL;
}

/* A page that is not well may show why in its own words only. */
static bool wants_more(void *ctx, const struct part *first)
{
	const char *indicator =
	    json_text(ctx, json_member(first->root, "status"), "indicator", LIMIT_WORD);

	return json_list_size(json_list(first->root, "incidents"), 1) > 0 ||
	       json_list_size(json_list(first->root, "scheduled_maintenances"), 1) > 0 ||
	       (indicator != NULL && strcmp(indicator, "none") != 0);
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *root = parts[LOOK_ALIKE].root;

	(void)e;
	shape_page(ctx, root, &out->page);
	out->page.updated_at = TIME_NONE;
	shape_incidents(ctx, json_list(root, "incidents"), false, out);
	shape_incidents(ctx, json_list(root, "scheduled_maintenances"), true, out);
	shape_components(ctx, json_list(root, "components"), false, out);
	out->names_are_bare = true;
	read_more(ctx, place, summary_of(ctx, &parts[NATIVE], out->page.id), out);
	return OK;
}

static int read_incident(void *ctx, const struct report *document, const struct part *part,
    struct incident *out, struct error *e)
{
	struct json *o = json_member(part->root, "incident");
	const char *page = text_of(ctx, o, "status_page_id", LIMIT_ID);

	if (page != NULL && strcmp(page, document->page.id) != 0)
		return error_set(e, E_INPUT, "the page answered with an incident of another");
	read_native(ctx, NULL, o, out);
	name_components(names_read(ctx, NULL, document), out);
	return OK;
}

/*
 * Of n updates that have a text none says that it is over, and one that has none may: its end is
 * that of the incident then. Whether it is known without an id or with one, it is the same.
 */
static size_t end_history(struct incident *in, size_t n)
{
	if (n > 0 && n < in->n_updates && status_is_final(in->status) &&
	    !status_is_final(in->updates[n - 1].status))
		in->updates[n++] =
		    (struct update){.status = in->status, .created_at = in->updated_at};
	return n;
}

/*
 * The look-alike's history: its updates have no text at OpenAI, and their stages are not always
 * those of the page. Such an update says nothing that the incident's status does not say.
 */
static void mend_history(struct report *history)
{
	for (size_t i = 0; i < history->n_incidents; i++) {
		struct incident *in = &history->incidents[i];
		size_t n = 0;

		in->created_at = time_made(in->id, in->created_at);
		for (size_t k = 0; k < in->n_updates; k++) {
			struct update *up = &in->updates[k];

			up->created_at = time_made(up->id, up->created_at);
			in->updated_at = later(in->updated_at, up->created_at);
			if (up->text != NULL)
				in->updates[n++] = *up;
		}
		in->n_updates = end_history(in, n);
	}
}

const struct platform platform_incidentio = {
    .name = "incidentio",
    .push = PUSH_MAIL,
    .parts = {"/api/v2/summary.json", "/proxy/{host}"},
    .wants_more = wants_more,
    .incident_path = "/proxy/{host}/incidents/{incident}",
    .history_path = "/api/v2/incidents.json",
    .upkeep_path = "/api/v2/scheduled-maintenances.json",
    .omits_empty_lists = true,
    .mend_history = mend_history,
    .recognises = recognises,
    .read = read,
    .read_incident = read_incident,
};
