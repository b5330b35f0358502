/*
 * Atlassian Statuspage: GET /api/v2/summary.json, incidents.json,
 * scheduled-maintenances.json of the page. Documented at
 * https://metastatuspage.com/api; page ids are 12 characters of [0-9a-z].
 */
#include "base/json.h"
#include "platform/platform.h"
#include "platform/shape.h"

static bool recognises(const struct page *page, struct json_object *root)
{
	(void)page;
	return json_list(root, "components") != NULL;
}

static void read_document(void *ctx, struct json_object *root, struct report *out)
{
	shape_incidents(ctx, json_list(root, "incidents"), false, out);
	shape_incidents(ctx, json_list(root, "scheduled_maintenances"), true, out);
	shape_components(ctx, json_list(root, "components"), true, out);
}

const struct platform platform_statuspage = {
    .name = "statuspage",
    .document_path = "/api/v2/summary.json",
    .history_path = "/api/v2/incidents.json",
    .upkeep_path = "/api/v2/scheduled-maintenances.json",
    .recognises = recognises,
    .read_document = read_document,
};
