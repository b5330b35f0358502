/*
 * Instatus: GET /summary.json and /v2/components.json of the page. Documented at
 * https://instatus.com/help/api; the status words and the shape of incidents were also
 * captured on a page (March 2026). The page's status is one upper-case word. Both lists of
 * the summary are left out when empty, and what is over leaves them: there is no history.
 */
#include "platform/instatus.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "platform/gather.h"
#include "platform/platform.h"
#include "platform/shape.h"

#define UPPER_CASE "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* A maintenance that is longer than a year has no end worth telling. */
#define LONGEST_MINUTES (366L * 24 * 60)

/*
 * Not a fixed list of words: one we have not met must not hide the page when it has trouble.
 * An id or components would be those of an older Statuspage at the same path.
 */
static bool is_summary(void *ctx, struct json *root)
{
	struct json *page = json_member(root, "page");
	const char *status = json_text(ctx, page, "status", LIMIT_WORD);

	return status != NULL && strspn(status, UPPER_CASE) == strlen(status) &&
	       json_text(ctx, page, "name", LIMIT_NAME) != NULL &&
	       json_text(ctx, page, "url", LIMIT_URL) != NULL &&
	       json_text(ctx, page, "id", LIMIT_ID) == NULL && !json_has(root, "components");
}

static bool recognises(void *ctx, const struct part *first)
{
	return is_summary(ctx, first->root);
}

const char *instatus_text(void *ctx, struct json *o, const char *key, size_t max)
{
	struct json *languages = json_member(o, key);
	const char *text;

	if (languages == NULL)
		return json_text(ctx, o, key, max);
	text = json_text(ctx, languages, "default", max);
	return text != NULL ? text : json_text(ctx, languages, "en", max);
}

int64_t instatus_end(void *ctx, struct json *o, int64_t start)
{
	const char *minutes = json_text(ctx, o, "duration", LIMIT_WORD);
	long n = minutes != NULL ? strtol(minutes, NULL, 10) : 0;

	return start != TIME_NONE && n > 0 && n <= LONGEST_MINUTES ? start + n * 60000 : TIME_NONE;
}

static void updates_read(void *ctx, struct json *list, struct incident *out)
{
	for (size_t i = 0; i < json_list_size(list, SIZE_MAX); i++) {
		struct json *o = json_list_at(list, i);
		struct update up = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
		    .text = instatus_text(ctx, o, "message", LIMIT_TEXT),
		    .created_at = json_time(o, "started"),
		};

		if (json_is_object(o))
			gather_update(ctx, out, &up);
	}
	gather_sort(ctx, out->updates, out->n_updates);
}

static void incident_read(void *ctx, struct json *o, bool maintenance, struct incident *out)
{
	struct json *components = json_list(o, "components");

	*out = (struct incident){
	    .maintenance = maintenance,
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = instatus_text(ctx, o, "name", LIMIT_TITLE),
	    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
	    .impact = shape_status(json_text(ctx, o, "impact", LIMIT_WORD)),
	    .url = json_text(ctx, o, "url", LIMIT_URL),
	    .created_at = json_time(o, "started"),
	    .updated_at = json_time(o, "updatedAt"),
	    .scheduled_for = json_time(o, "start"),
	};
	out->scheduled_until = instatus_end(ctx, o, out->scheduled_for);
	if (out->updated_at == TIME_NONE)
		out->updated_at = out->created_at;
	/* The summary has neither; the incidents inside a page have both. */
	updates_read(ctx, json_list(o, "updates"), out);
	for (size_t i = 0; i < json_list_size(components, LIMIT_AFFECTED); i++)
		gather_name(
		    ctx, out, instatus_text(ctx, json_list_at(components, i), "name", LIMIT_NAME));
}

static int incidents_read(void *ctx, struct json *root, const char *key, bool maintenance,
    struct report *out, struct error *e)
{
	struct json *list;

	if (!gather_list(root, key, &list))
		return error_set(e, E_INPUT, "%s of the page's summary is no list", key);
	for (size_t i = 0; i < json_list_size(list, LIMIT_INCIDENTS); i++) {
		struct incident *in = gather_incident(ctx, out);

		if (in == NULL)
			break;
		incident_read(ctx, json_list_at(list, i), maintenance, in);
		/* It could not be told from the next one, nor would its end be seen. */
		if (in->id == NULL)
			return error_set(e, E_INPUT, "%s: one has no id", key);
	}
	return OK;
}

static void components_read(void *ctx, struct json *list, struct report *out)
{
	for (size_t i = 0; i < json_list_size(list, SIZE_MAX); i++) {
		struct json *o = json_list_at(list, i);
		struct component c = {
		    .id = json_text(ctx, o, "id", LIMIT_ID),
		    .name = instatus_text(ctx, o, "name", LIMIT_NAME),
		    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
		    .changed_at = TIME_NONE,
		};

		/* A parent's status follows from its children. */
		if (!json_flag(o, "isParent"))
			gather_component(ctx, out, &c);
	}
}

/* As "UP", "SOMEMAJOROUTAGE", "ALLUNDERMAINTENANCE". "HASISSUES" does not say how bad they are. */
static const char *indicator_of(void *ctx, struct json *page)
{
	static const struct word words[] = {{"UP", "operational"}, {NULL, NULL}};
	const char *word = gather_word(words, json_text(ctx, page, "status", LIMIT_WORD));
	const char *rest = word, *ours;

	if (word != NULL && strncmp(word, "SOME", 4) == 0)
		rest = word + 4;
	else if (word != NULL && strncmp(word, "ALL", 3) == 0)
		rest = word + 3;
	ours = shape_status(rest);
	return ours != rest ? ours : word;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *root = parts[0].root;
	struct json *components = json_list(parts[1].root, "components");
	int rc;

	(void)place;
	if (!is_summary(ctx, root))
		return gather_refuse(&parts[0], "the page's summary has another shape", e);
	if (components == NULL)
		return gather_refuse(&parts[1], "the page answered no list of components", e);
	shape_page(ctx, root, &out->page);
	out->page.indicator = indicator_of(ctx, json_member(root, "page"));
	out->absent_means = "resolved";
	if ((rc = incidents_read(ctx, root, "activeIncidents", false, out, e)) != OK ||
	    (rc = incidents_read(ctx, root, "activeMaintenances", true, out, e)) != OK)
		return rc;
	components_read(ctx, components, out);
	return OK;
}

const struct platform platform_instatus = {
    .name = "instatus",
    .push = PUSH_BY_HAND,
    .parts = {"/summary.json", "/v2/components.json"},
    .recognises = recognises,
    .read = read,
};
