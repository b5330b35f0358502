/*
 * Webhooks of Instatus: "incident", "maintenance" with "maintenance_updates", or
 * "component_update" without an id, as Statuspage has them but for the words, which are upper
 * case. Documented at https://instatus.com/help/webhooks; not captured. The page's documents have
 * no id, so that the one in "page" tells whose body it is and no more.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/instatus.h"
#include "platform/lists.h"
#include "platform/shape.h"
#include "platform/webhook_reader.h"

static bool is_upper(void *ctx, struct json *o, const char *key)
{
	const char *word = json_text(ctx, o, key, LIMIT_WORD);

	return word != NULL && strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(word);
}

static bool recognises(void *ctx, struct json *root)
{
	struct json *change = json_member(root, "component_update");
	const char *key;
	struct json *incident = webhook_incident(root, &key);

	if (change == NULL && incident == NULL)
		return false;
	return is_upper(ctx, json_member(root, "page"), "status_indicator") ||
	       is_upper(ctx, change, "new_status") || is_upper(ctx, incident, "status");
}

static void update_read(void *ctx, struct json *o, struct update *out)
{
	*out = (struct update){
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
	    .text = instatus_text(ctx, o, "body", LIMIT_TEXT),
	    .created_at = json_time(o, "created_at"),
	};
}

static void names_read(void *ctx, struct json *list, struct incident *out)
{
	for (size_t i = 0; i < json_list_size(list, LIMIT_AFFECTED); i++)
		gather_name(
		    ctx, out, instatus_text(ctx, json_list_at(list, i), "name", LIMIT_NAME));
}

/* When a maintenance begins is not documented; its updates tell that it has. */
static void incident_read(void *ctx, struct json *o, bool maintenance, struct incident *out)
{
	struct json *updates =
	    json_list(o, maintenance ? "maintenance_updates" : "incident_updates");

	*out = (struct incident){
	    .maintenance = maintenance,
	    .id = json_text(ctx, o, "id", LIMIT_ID),
	    .title = instatus_text(ctx, o, "name", LIMIT_TITLE),
	    .status = shape_status(json_text(ctx, o, "status", LIMIT_WORD)),
	    .impact = shape_status(json_text(ctx, o, "impact", LIMIT_WORD)),
	    .url = json_text(ctx, o, "url", LIMIT_URL),
	    .created_at = json_time(o, "created_at"),
	    .updated_at = json_time(o, "updated_at"),
	    .scheduled_for = json_time(o, "start"),
	};
	out->scheduled_until = instatus_end(ctx, o, out->scheduled_for);
	lists_updates(ctx, updates, update_read, out);
	names_read(ctx, json_list(o, "components"), out);
}

static int change_read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	int rc = webhook_change(ctx, root, shape_status, out, e);

	if (rc == OK && out->changes->name == NULL)
		out->changes->name =
		    instatus_text(ctx, json_member(root, "component"), "name", LIMIT_NAME);
	return rc;
}

static int read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	struct incident *in;
	struct json *o;
	const char *key;
	int rc;

	if (json_member(root, "component_update") != NULL) {
		rc = change_read(ctx, root, out, e);
	} else {
		o = webhook_incident(root, &key);
		in = mem_new(ctx, struct incident);
		webhook_page(ctx, root, o, &out->page);
		incident_read(ctx, o, strcmp(key, "incident") != 0, in);
		rc = webhook_take(in, out, e);
	}
	out->page.id_is_of_webhooks = true;
	return rc;
}

const struct webhook_reader webhook_instatus = {.recognises = recognises, .read = read};
