/* Webhook bodies. See webhook.h. */
#include "platform/webhook.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/mail.h"
#include "platform/shape.h"

/*
 * The page's address as "http://host", from meta.unsubscribe: the only trace of the
 * host in a body. The rest of that link can cancel the subscription and is not kept.
 */
static const char *page_address(void *ctx, struct json_object *root)
{
	const char *link = json_text(ctx, json_member(root, "meta"), "unsubscribe", LIMIT_URL);
	const char *host = link != NULL ? strstr(link, "://") : NULL;

	if (host == NULL)
		return NULL;
	host += 3;
	return mem_strndup(ctx, link, (size_t)(host - link) + strcspn(host, "/?#"));
}

/*
 * Minimal bodies have the page's id only inside. "organization_id" is what it was called in 2013.
 */
static void page_read(
    void *ctx, struct json_object *root, struct json_object *inner, struct page *out)
{
	static const char *const keys[] = {"page_id", "organization_id"};

	shape_page(ctx, root, out);
	for (size_t i = 0; out->id == NULL && i < sizeof(keys) / sizeof(keys[0]); i++)
		out->id = json_text(ctx, inner, keys[i], LIMIT_ID);
	if (out->url == NULL)
		out->url = page_address(ctx, root);
}

static int read_component(void *ctx, struct json_object *root, struct report *out, struct error *e)
{
	struct json_object *update = json_member(root, "component_update");
	struct json_object *component = json_member(root, "component");
	struct change *c = mem_new(ctx, struct change);

	out->kind = REPORT_COMPONENT;
	out->changes = c;
	page_read(ctx, root, component, &out->page);
	c->component_id = json_text(ctx, update, "component_id", LIMIT_ID);
	if (c->component_id == NULL)
		c->component_id = json_text(ctx, component, "id", LIMIT_ID);
	c->name = json_text(ctx, component, "name", LIMIT_NAME);
	c->old_status = shape_status(json_text(ctx, update, "old_status", LIMIT_WORD));
	c->new_status = shape_status(json_text(ctx, update, "new_status", LIMIT_WORD));
	if (c->new_status == NULL)
		c->new_status = shape_status(json_text(ctx, component, "status", LIMIT_WORD));
	c->changed_at = json_time(update, "created_at");
	if (c->changed_at == TIME_NONE)
		c->changed_at = json_time(component, "updated_at");
	if (c->component_id == NULL)
		return error_set(e, E_INPUT, "a component update without the component's id");
	if (c->new_status == NULL)
		return error_set(e, E_INPUT, "a component update without the new status");
	out->n_changes = 1;
	return OK;
}

static int read_incident(
    void *ctx, struct json_object *root, const char *key, struct report *out, struct error *e)
{
	struct json_object *o = json_member(root, key);
	bool maintenance = strcmp(key, "incident") != 0;

	out->incidents = mem_new(ctx, struct incident);
	page_read(ctx, root, o, &out->page);
	shape_incident(ctx, o, maintenance, out->incidents);
	out->kind = out->incidents->maintenance ? REPORT_MAINTENANCE : REPORT_INCIDENT;
	if (out->incidents->id == NULL && out->incidents->title == NULL)
		return error_set(e, E_INPUT, "an incident that has neither an id nor a name");
	if (out->incidents->status == NULL && out->incidents->n_updates == 0)
		return error_set(e, E_INPUT, "an incident that has neither a status nor updates");
	out->n_incidents = 1;
	return OK;
}

static int read_mail(void *ctx, struct json_object *root, struct report *out, struct error *e)
{
	struct incident *in = mem_new(ctx, struct incident);

	out->kind = REPORT_MAIL;
	out->mail = (struct mail){
	    .from = json_text(ctx, root, "from", LIMIT_NAME),
	    .to = json_text(ctx, root, "to", LIMIT_NAME),
	    .subject = json_text(ctx, root, "subject", LIMIT_TITLE),
	    .body = json_text(ctx, root, "body", LIMIT_TEXT),
	    .received_at = json_time(root, "received_at"),
	};
	if (out->mail.subject == NULL && out->mail.body == NULL)
		return error_set(e, E_INPUT, "a mail that has neither a subject nor a body");
	if (mail_read(ctx, &out->mail, in)) {
		out->incidents = in;
		out->n_incidents = 1;
	}
	return OK;
}

static bool is_mail(void *ctx, struct json_object *root)
{
	const char *source = json_text(ctx, root, "source", LIMIT_WORD);

	return source != NULL && strcmp(source, "email") == 0;
}

int webhook_read(void *ctx, const char *bytes, size_t n, struct report *out, struct error *e)
{
	static const char *const incident_keys[] = {
	    "incident", "scheduled_maintenance", "maintenance"};
	struct json_object *root;
	int rc;

	*out = (struct report){.kind = REPORT_UNKNOWN};
	if ((rc = json_read(ctx, bytes, n, &root, e)) != OK)
		return rc;
	if (is_mail(ctx, root))
		return read_mail(ctx, root, out, e);
	if (json_member(root, "component_update") != NULL)
		return read_component(ctx, root, out, e);
	for (size_t i = 0; i < sizeof(incident_keys) / sizeof(incident_keys[0]); i++)
		if (json_member(root, incident_keys[i]) != NULL)
			return read_incident(ctx, root, incident_keys[i], out, e);
	return OK;
}
