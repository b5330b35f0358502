/*
 * Webhooks of Better Stack: "event_type" names the object that they are about, which is
 * Statuspage's but for the words. Documented at
 * https://betterstack.com/docs/uptime/subscribing-to-status-updates/subscribing-with-webhooks; not
 * captured, and the component update is known second-hand. Neither an incident nor its updates
 * have a status: what they do to the resources shows when the page is read.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/betterstack.h"
#include "platform/shape.h"
#include "platform/webhook_reader.h"

static bool recognises(void *ctx, struct json *root)
{
	static const char *const types[][2] = {
	    {"incident", "incident"},
	    {"maintenance", "maintenance"},
	    {"component_update", "component_update"},
	    {"component_update", "component"},
	};
	const char *type = json_text(ctx, root, "event_type", LIMIT_WORD);

	for (size_t i = 0; type != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i][0]) == 0 && json_member(root, types[i][1]) != NULL)
			return true;
	return false;
}

/* The words are those of the page's documents, where a maintenance is completed. */
static const char *report_word(const char *word, bool maintenance)
{
	return maintenance && word != NULL && strcmp(word, "resolved") == 0 ? "completed" : word;
}

static int incident_read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	const char *key;
	struct json *o = webhook_incident(root, &key);
	struct incident *in = mem_new(ctx, struct incident);
	bool maintenance = strcmp(key, "incident") != 0;

	webhook_page(ctx, root, o, &out->page);
	shape_incident(ctx, o, maintenance, in);
	in->status = report_word(in->status, maintenance);
	for (size_t i = 0; i < in->n_updates; i++)
		in->updates[i].status = report_word(in->updates[i].status, maintenance);
	if (maintenance) {
		in->scheduled_for = json_time(o, "starts_at");
		in->scheduled_until = json_time(o, "ends_at");
	}
	return webhook_take(in, out, e);
}

static int change_read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	struct json *component = json_member(root, "component");
	int rc = webhook_change(ctx, root, betterstack_word, out, e);

	if (rc == OK && out->changes->old_status == NULL)
		out->changes->old_status =
		    betterstack_word(json_text(ctx, component, "previous_status", LIMIT_WORD));
	return rc;
}

static int read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	const char *type = json_text(ctx, root, "event_type", LIMIT_WORD);

	if (strcmp(type, "component_update") == 0)
		return change_read(ctx, root, out, e);
	return incident_read(ctx, root, out, e);
}

const struct webhook_reader webhook_betterstack = {.recognises = recognises, .read = read};
