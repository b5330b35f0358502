/*
 * What bodies of Statuspage and those of its look-alikes have in common. See webhook_reader.h, and
 * webhook_statuspage.c for the source of the shape.
 */
#include "platform/webhook_reader.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "platform/shape.h"

/*
 * The page's address as "http://host", from meta.unsubscribe: the only trace of the
 * host in a body. The rest of that link can cancel the subscription and is not kept.
 */
static const char *page_address(void *ctx, struct json *root)
{
	const char *link = json_text(ctx, json_member(root, "meta"), "unsubscribe", LIMIT_URL);
	const char *host = link != NULL ? strstr(link, "://") : NULL;

	if (host == NULL)
		return NULL;
	host += 3;
	return mem_strndup(ctx, link, (size_t)(host - link) + strcspn(host, "/?#"));
}

/* Minimal bodies have the id only inside. "organization_id" is what it was called in 2013. */
void webhook_page(void *ctx, struct json *root, struct json *inner, struct page *out)
{
	static const char *const keys[] = {"page_id", "organization_id"};

	shape_page(ctx, root, out);
	for (size_t i = 0; out->id == NULL && i < sizeof(keys) / sizeof(keys[0]); i++)
		out->id = json_text(ctx, inner, keys[i], LIMIT_ID);
	if (out->url == NULL)
		out->url = page_address(ctx, root);
}

struct json *webhook_incident(struct json *root, const char **key)
{
	static const char *const keys[] = {"incident", "scheduled_maintenance", "maintenance"};
	struct json *o = NULL;

	for (size_t i = 0; o == NULL && i < sizeof(keys) / sizeof(keys[0]); i++) {
		*key = keys[i];
		o = json_member(root, keys[i]);
	}
	return o;
}

int webhook_change(void *ctx, struct json *root, const char *(*word)(const char *status),
    struct report *out, struct error *e)
{
	struct json *update = json_member(root, "component_update");
	struct json *component = json_member(root, "component");
	struct change *c = mem_new(ctx, struct change);

	out->kind = REPORT_COMPONENT;
	out->changes = c;
	webhook_page(ctx, root, component, &out->page);
	c->component_id = json_text(ctx, update, "component_id", LIMIT_ID);
	if (c->component_id == NULL)
		c->component_id = json_text(ctx, component, "id", LIMIT_ID);
	c->name = json_text(ctx, component, "name", LIMIT_NAME);
	c->old_status = word(json_text(ctx, update, "old_status", LIMIT_WORD));
	c->new_status = word(json_text(ctx, update, "new_status", LIMIT_WORD));
	if (c->new_status == NULL)
		c->new_status = word(json_text(ctx, component, "status", LIMIT_WORD));
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

int webhook_take(struct incident *in, struct report *out, struct error *e)
{
	out->kind = in->maintenance ? REPORT_MAINTENANCE : REPORT_INCIDENT;
	out->incidents = in;
	if (in->id == NULL && in->title == NULL)
		return error_set(e, E_INPUT, "an incident that has neither an id nor a name");
	if (in->status == NULL && in->n_updates == 0)
		return error_set(e, E_INPUT, "an incident that has neither a status nor updates");
	out->n_incidents = 1;
	return OK;
}
