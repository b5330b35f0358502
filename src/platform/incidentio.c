/*
 * incident.io's look-alike of the Statuspage API (recorded: status.openai.com,
 * September 2026). Ids are ULIDs; "incidents" and "scheduled_maintenances" are missing
 * when empty; component.updated_at is the last change of the page's structure and
 * says nothing about the status; incidents in the summary have no updates.
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

static bool recognises(const struct page *page, struct json_object *root)
{
	return is_ulid(page->id) && json_list(root, "components") != NULL;
}

static void read_document(void *ctx, struct json_object *root, struct report *out)
{
	shape_incidents(ctx, json_list(root, "incidents"), false, out);
	shape_incidents(ctx, json_list(root, "scheduled_maintenances"), true, out);
	shape_components(ctx, json_list(root, "components"), false, out);
}

const struct platform platform_incidentio = {
    .name = "incidentio",
    .document_path = "/api/v2/summary.json",
    .history_path = "/api/v2/incidents.json",
    .upkeep_path = "/api/v2/scheduled-maintenances.json",
    .omits_empty_lists = true,
    .recognises = recognises,
    .read_document = read_document,
};
