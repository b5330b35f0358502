/*
 * Webhooks of Atlassian Statuspage, and of whoever imitates it without further ado: a
 * "component_update", or an "incident", which may be a maintenance. Documented at
 * https://support.atlassian.com/statuspage/docs/enable-webhook-notifications and recorded from
 * 2013 to 2024. See webhook_reader.h.
 */
#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "platform/shape.h"
#include "platform/webhook_reader.h"

static bool recognises(void *ctx, struct json *root)
{
	const char *key;

	(void)ctx;
	return json_member(root, "component_update") != NULL ||
	       webhook_incident(root, &key) != NULL;
}

static int read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	struct incident *in;
	struct json *o;
	const char *key;

	if (json_member(root, "component_update") != NULL)
		return webhook_change(ctx, root, shape_status, out, e);
	o = webhook_incident(root, &key);
	in = mem_new(ctx, struct incident);
	webhook_page(ctx, root, o, &out->page);
	shape_incident(ctx, o, strcmp(key, "incident") != 0, in);
	return webhook_take(in, out, e);
}

const struct webhook_reader webhook_statuspage = {.recognises = recognises, .read = read};
