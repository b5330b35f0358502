/*
 * Webhooks of Status.io: one message of an incident or maintenance, flat. Documented at
 * https://kb.status.io/notifications/webhook; not captured. The page's id stands in its
 * addresses only. A message has an id here which the page's documents do not have: it is
 * known by its status and time, as there.
 */
#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/gather.h"
#include "platform/lists.h"
#include "platform/statusio.h"
#include "platform/webhook_reader.h"

/* The documents have numbers for the same; see statusio.c. */
static const char *component_word(const char *word)
{
	static const struct word words[] = {
	    {"Operational", "operational"},
	    {"Planned Maintenance", "under_maintenance"},
	    {"Degraded Performance", "degraded_performance"},
	    {"Partial Service Disruption", "partial_outage"},
	    {"Service Disruption", "major_outage"},
	    {"Security Event", "security_event"},
	    {NULL, NULL},
	};

	return gather_word(words, word);
}

static const char *state_word(const char *word)
{
	static const struct word words[] = {
	    {"Investigating", "investigating"},
	    {"Identified", "identified"},
	    {"Monitoring", "monitoring"},
	    {"Resolved", "resolved"},
	    {NULL, NULL},
	};

	return gather_word(words, word);
}

static bool recognises(void *ctx, struct json *root)
{
	return json_text(ctx, root, "current_status", LIMIT_WORD) != NULL &&
	       (json_list(root, "infrastructure_affected") != NULL ||
		   json_text(ctx, root, "status_page_url", LIMIT_URL) != NULL);
}

/* https://status.io/pages/incident/<page>/<incident>: the first part of the path that is an id. */
static const char *id_in(void *ctx, const char *url)
{
	const char *part = url != NULL ? strstr(url, "://") : NULL;

	for (part = part != NULL ? strchr(part + 3, '/') : NULL; part != NULL;
	     part = strchr(part, '/')) {
		size_t n = strspn(++part, "0123456789abcdef");

		if (n == STATUSIO_ID_LENGTH && strchr("/?#", part[n]) != NULL)
			return mem_strndup(ctx, part, n);
	}
	return NULL;
}

static struct page page_of(void *ctx, struct json *root)
{
	static const char *const keys[] = {"status_page_url", "incident_url", "maintenance_url"};
	struct page page = {.url = json_text(ctx, root, "status_page_url", LIMIT_URL)};

	for (size_t i = 0; page.id == NULL && i < sizeof(keys) / sizeof(keys[0]); i++)
		page.id = id_in(ctx, json_text(ctx, root, keys[i], LIMIT_URL));
	return page;
}

/* A maintenance has no state: how far it is shows in its times, and in what is up again. */
static const char *status_of(const struct incident *in, const char *state)
{
	if (state != NULL)
		return state_word(state);
	if (!in->maintenance)
		return in->impact;
	if (in->scheduled_for != TIME_NONE && in->updated_at < in->scheduled_for)
		return "scheduled";
	return strcmp(in->impact, "operational") == 0 ? "completed" : "in_progress";
}

static int read(void *ctx, struct json *root, struct report *out, struct error *e)
{
	struct incident *in = mem_new(ctx, struct incident);
	struct update *up = mem_new(ctx, struct update);
	const char *state = json_text(ctx, root, "current_state", LIMIT_WORD);
	int64_t start = json_time(root, "datetime_start");

	out->page = page_of(ctx, root);
	*up = (struct update){
	    .text = json_text(ctx, root, "details", LIMIT_TEXT),
	    .created_at = json_time(root, "datetime"),
	};
	*in = (struct incident){
	    .maintenance = json_has(root, "maintenance_url") ||
			   (state == NULL && !json_has(root, "incident_url")),
	    .id = json_text(ctx, root, "id", LIMIT_ID),
	    .title = json_text(ctx, root, "title", LIMIT_TITLE),
	    .impact = component_word(json_text(ctx, root, "current_status", LIMIT_WORD)),
	    .created_at = start,
	    .updated_at = up->created_at,
	    .updates = up,
	    .n_updates = 1,
	};
	if (in->title == NULL)
		in->title = json_text(ctx, root, "message_subject", LIMIT_TITLE);
	in->url =
	    json_text(ctx, root, in->maintenance ? "maintenance_url" : "incident_url", LIMIT_URL);
	if (in->maintenance) {
		in->scheduled_for = start;
		in->scheduled_until = json_time(root, "datetime_end");
	}
	in->status = up->status = status_of(in, state);
	lists_names(ctx, json_list(root, "components"), "name", in);
	return webhook_take(in, out, e);
}

const struct webhook_reader webhook_statusio = {.recognises = recognises, .read = read};
