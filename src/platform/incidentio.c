/*
 * incident.io's look-alike of the Statuspage API (recorded: status.openai.com,
 * September 2026). Ids are ULIDs; "incidents" and "scheduled_maintenances" are missing
 * when empty; component.updated_at is the last change of the page's structure and
 * says nothing about the status, and page.updated_at goes back by weeks when an incident
 * leaves the page; incidents in the summary have no updates.
 */
#include <string.h>

#include "base/json.h"
#include "platform/platform.h"
#include "platform/shape.h"

#define ULID_LENGTH 26

static bool is_ulid(const char *id)
{
	return strlen(id) == ULID_LENGTH && id[0] >= '0' && id[0] <= '7' &&
	       strspn(id, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") == ULID_LENGTH;
}

static bool recognises(void *ctx, const struct part *first)
{
	struct page page;

	shape_page(ctx, first->root, &page);
	return page.id != NULL && is_ulid(page.id) && json_list(first->root, "components") != NULL;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json_object *root = parts[0].root;

	(void)place;
	(void)e;
	shape_page(ctx, root, &out->page);
	out->page.updated_at = TIME_NONE;
	shape_incidents(ctx, json_list(root, "incidents"), false, out);
	shape_incidents(ctx, json_list(root, "scheduled_maintenances"), true, out);
	shape_components(ctx, json_list(root, "components"), false, out);
	return OK;
}

const struct platform platform_incidentio = {
    .name = "incidentio",
    .parts = {"/api/v2/summary.json"},
    .history_path = "/api/v2/incidents.json",
    .upkeep_path = "/api/v2/scheduled-maintenances.json",
    .omits_empty_lists = true,
    .recognises = recognises,
    .read = read,
};
