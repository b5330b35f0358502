/*
 * Status.io: GET https://api.status.io/1.0/status/ID, where ID is the page's id (24 hexadecimal
 * digits); documented at https://status.io/pages/support/knowledge-base. A quiet page was
 * captured in July 2026; what incidents and maintenances look like, and the numbers of their
 * states, is known second-hand. What is over leaves the document: there is no history.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "platform/gather.h"
#include "platform/platform.h"
#include "platform/statusio.h"

/* Two ids make one that is no longer than an id may be. */
#define HALF_ID (LIMIT_ID / 2 - 1)

/* A code we do not know is told by the page's own word. */
static const char *component_word(void *ctx, struct json *o)
{
	static const struct word words[] = {
	    {"100", "operational"},
	    {"200", "under_maintenance"},
	    {"300", "degraded_performance"},
	    {"400", "partial_outage"},
	    {"500", "major_outage"},
	    {"600", "security_event"},
	    {NULL, NULL},
	};
	const char *code = json_text(ctx, o, "status_code", LIMIT_WORD);
	const char *word = gather_word(words, code);
	const char *text = json_text(ctx, o, "status", LIMIT_WORD);

	if (code == NULL) /* messages have the code in "status" */
		return gather_word(words, text);
	return word == code && text != NULL ? text : word;
}

static const char *state_word(const char *state, bool maintenance)
{
	static const struct word incident[] = {
	    {"100", "investigating"},
	    {"200", "identified"},
	    {"300", "monitoring"},
	    {"400", "resolved"},
	    {NULL, NULL},
	};
	static const struct word upkeep[] = {
	    {"100", "scheduled"},
	    {"200", "in_progress"},
	    {"300", "completed"},
	    {NULL, NULL},
	};

	return maintenance ? gather_word(upkeep, state) : gather_word(incident, state);
}

static bool recognises(void *ctx, const struct part *first)
{
	struct json *result = json_member(first->root, "result");
	struct json *overall = json_member(result, "status_overall");

	return json_text(ctx, overall, "status_code", LIMIT_WORD) != NULL &&
	       json_list(result, "status") != NULL;
}

/*
 * Containers (places, data centres) are shared by services, so that the service belongs to their
 * id; and a service's status is that of its worst one, as that of a group is.
 */
static void containers_read(
    void *ctx, struct json *service, struct json *containers, struct report *out)
{
	const char *id = json_text(ctx, service, "id", HALF_ID);
	const char *name = json_text(ctx, service, "name", LIMIT_NAME);

	for (size_t i = 0; i < json_list_size(containers, LIMIT_COMPONENTS); i++) {
		struct json *o = json_list_at(containers, i);
		const char *own_id = json_text(ctx, o, "id", HALF_ID);
		const char *own_name = json_text(ctx, o, "name", LIMIT_NAME);
		char *full = mem_printf(
		    ctx, "%s (%s)", name != NULL ? name : "?", own_name != NULL ? own_name : "?");
		struct component c = {
		    .id =
			id != NULL && own_id != NULL ? mem_printf(ctx, "%s/%s", id, own_id) : NULL,
		    .name = full,
		    .status = component_word(ctx, o),
		    .changed_at = json_time(o, "updated"),
		};

		full[utf8_cut(full, strlen(full), LIMIT_NAME)] = '\0';
		gather_component(ctx, out, &c);
	}
}

static void services_read(void *ctx, struct json *list, struct report *out)
{
	for (size_t i = 0; i < json_list_size(list, LIMIT_COMPONENTS); i++) {
		struct json *o = json_list_at(list, i);
		struct json *containers = json_list(o, "containers");
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = json_text(ctx, o, "name", LIMIT_NAME),
		    .status = component_word(ctx, o),
		    .changed_at = json_time(o, "updated"),
		};

		if (out->n_components == LIMIT_COMPONENTS)
			break;
		/* A single one says what the service says. */
		if (json_list_size(containers, 2) < 2)
			gather_component(ctx, out, &c);
		else
			containers_read(ctx, o, containers, out);
	}
}

static const char *id_read(void *ctx, struct json *o)
{
	const char *id = json_text(ctx, o, "_id", LIMIT_ID);

	return id != NULL ? id : json_text(ctx, o, "id", LIMIT_ID);
}

/* The messages as updates; the impact is what the last one says of the services. */
static void messages_read(void *ctx, struct json *list, struct incident *out)
{
	int64_t newest = TIME_NONE;

	for (size_t i = 0; i < json_list_size(list, SIZE_MAX); i++) {
		struct json *o = json_list_at(list, i);
		struct update up = {
		    .id = id_read(ctx, o),
		    .status = state_word(json_text(ctx, o, "state", LIMIT_WORD), out->maintenance),
		    .text = json_text(ctx, o, "details", LIMIT_TEXT),
		    .created_at = json_time(o, "datetime"),
		};

		if (!json_is_object(o))
			continue;
		gather_update(ctx, out, &up);
		if (out->impact == NULL || up.created_at > newest)
			out->impact = component_word(ctx, o);
		if (up.created_at > newest)
			newest = up.created_at;
	}
	gather_sort(ctx, out->updates, out->n_updates);
	if (newest != TIME_NONE)
		out->updated_at = newest;
}

static void incident_read(void *ctx, struct json *o, const char *status, struct incident *out)
{
	struct json *components = json_list(o, "components_affected");

	*out = (struct incident){
	    .maintenance = status != NULL,
	    .id = id_read(ctx, o),
	    .title = json_text(ctx, o, "name", LIMIT_TITLE),
	    .status = status,
	    .created_at = json_time(o, "datetime_open"),
	    .updated_at = json_time(o, "datetime_open"),
	    .scheduled_for = json_time(o, "datetime_planned_start"),
	    .scheduled_until = json_time(o, "datetime_planned_end"),
	};
	if (status == NULL)
		out->status = state_word(json_text(ctx, o, "current_state", LIMIT_WORD), false);
	for (size_t i = 0; i < json_list_size(components, LIMIT_AFFECTED); i++)
		gather_name(
		    ctx, out, json_text(ctx, json_list_at(components, i), "name", LIMIT_NAME));
	messages_read(ctx, json_list(o, "messages"), out);
}

/* The list it stands in says that it has begun, whether or not somebody wrote so. */
static void begin(void *ctx, struct incident *in)
{
	const char *last = incident_status(in);

	if (last == NULL || strcmp(last, "scheduled") == 0)
		gather_conclude(ctx, in, "in_progress", in->scheduled_for);
}

/* status is that of a maintenance in this list; NULL for incidents. */
static int list_read(void *ctx, struct json *o, const char *key, const char *status,
    struct report *out, struct error *e)
{
	struct json *list;

	if (!gather_list(o, key, &list))
		return error_set(e, E_INPUT, "%s of the page's status is no list", key);
	for (size_t i = 0; i < json_list_size(list, LIMIT_INCIDENTS); i++) {
		struct incident *in = gather_incident(ctx, out);

		if (in == NULL)
			break;
		incident_read(ctx, json_list_at(list, i), status, in);
		if (in->id == NULL)
			return error_set(e, E_INPUT, "%s: one has no id", key);
		if (status != NULL && strcmp(status, "in_progress") == 0)
			begin(ctx, in);
	}
	return OK;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *result = json_member(parts[0].root, "result");
	struct json *maintenance = json_member(result, "maintenance");
	int rc;

	if (!recognises(ctx, &parts[0]) || json_list(result, "incidents") == NULL ||
	    maintenance == NULL)
		return gather_refuse(&parts[0], "the page's status has another shape", e);
	/* The host is that of all pages, and the document does not name the page. */
	out->page.id = place->page_id;
	out->page.indicator = component_word(ctx, json_member(result, "status_overall"));
	out->absent_means = "resolved";
	if ((rc = list_read(ctx, result, "incidents", NULL, out, e)) != OK ||
	    (rc = list_read(ctx, maintenance, "active", "in_progress", out, e)) != OK ||
	    (rc = list_read(ctx, maintenance, "upcoming", "scheduled", out, e)) != OK)
		return rc;
	services_read(ctx, json_list(result, "status"), out);
	return OK;
}

const char *statusio_page_id(void *ctx, const char *html)
{
	static const char mark[] = "statuspageId";

	for (const char *at = strstr(html, mark); at != NULL; at = strstr(at, mark)) {
		const char *id;

		at += sizeof(mark) - 1;
		id = at + strspn(at, "\"' :=");
		if (strspn(id, "0123456789abcdef") == STATUSIO_ID_LENGTH)
			return mem_strndup(ctx, id, STATUSIO_ID_LENGTH);
	}
	return NULL;
}

const struct platform platform_statusio = {
    .name = "statusio",
    .push = PUSH_BY_HAND,
    .parts = {"/1.0/status/{id}"},
    .recognises = recognises,
    .read = read,
};
