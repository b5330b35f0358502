/*
 * Atlassian Statuspage: GET /api/v2/summary.json, incidents.json,
 * scheduled-maintenances.json of the page. Documented at
 * https://metastatuspage.com/api; page ids are 12 characters of [0-9a-z].
 */
#include "base/json.h"
#include "platform/platform.h"
#include "platform/shape.h"

static bool recognises(void *ctx, const struct part *first)
{
	struct page page;

	shape_page(ctx, first->root, &page);
	return page.id != NULL && json_list(first->root, "components") != NULL;
}

static int read(void *ctx, const struct place *place, const struct part *parts, struct report *out,
    struct error *e)
{
	struct json *root = parts[0].root;

	(void)place;
	(void)e;
	shape_page(ctx, root, &out->page);
	shape_components(ctx, json_list(root, "components"), true, out);
	shape_incidents(ctx, json_list(root, "incidents"), false, out);
	shape_incidents(ctx, json_list(root, "scheduled_maintenances"), true, out);
	return OK;
}

const struct platform platform_statuspage = {
    .name = "statuspage",
    .push = PUSH_SUBSCRIBER,
    .parts = {"/api/v2/summary.json"},
    .history_path = "/api/v2/incidents.json",
    .upkeep_path = "/api/v2/scheduled-maintenances.json",
    .recognises = recognises,
    .read = read,
};
