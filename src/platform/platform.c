/* The table of platforms, and telling them apart. See platform.h. */
#include "platform/platform.h"

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "platform/shape.h"

/* In the order in which they are asked: the narrower shape first. */
static const struct platform *const platforms[] = {
    &platform_incidentio,
    &platform_statuspage,
};

#define N_PLATFORMS (sizeof(platforms) / sizeof(platforms[0]))

const struct platform *platform_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < N_PLATFORMS; i++)
		if (strcmp(platforms[i]->name, name) == 0)
			return platforms[i];
	return NULL;
}

const char *platform_names(void *ctx)
{
	char *names = mem_strdup(ctx, "");

	for (size_t i = 0; i < N_PLATFORMS; i++)
		names = mem_check(talloc_asprintf_append_buffer(
		    names, "%s%s", i > 0 ? ", " : "", platforms[i]->name));
	return names;
}

const struct platform *platform_first(void)
{
	return &platform_statuspage;
}

static bool is_html(const char *bytes, size_t n)
{
	size_t blanks = strspn(bytes, " \t\r\n");

	return blanks < n && bytes[blanks] == '<';
}

static int read_page(void *ctx, const char *bytes, size_t n, struct json_object **root,
    struct report *out, struct error *e)
{
	int rc;

	*out = (struct report){0};
	if (is_html(bytes, n))
		return error_set(e, E_INPUT,
		    "the page answered with HTML where its API should be; is the API switched "
		    "off?");
	if ((rc = json_read(ctx, bytes, n, root, e)) != OK)
		return rc;
	shape_page(ctx, *root, &out->page);
	if (out->page.id == NULL)
		return error_set(e, E_INPUT, "the page answered JSON without a page id");
	return OK;
}

int platform_read_document(void *ctx, const char *bytes, size_t n, const struct platform **found,
    struct report *out, struct error *e)
{
	struct json_object *root;
	int rc;

	if ((rc = read_page(ctx, bytes, n, &root, out, e)) != OK)
		return rc;
	for (size_t i = 0; i < N_PLATFORMS; i++) {
		if (!platforms[i]->recognises(&out->page, root))
			continue;
		*found = platforms[i];
		out->kind = REPORT_DOCUMENT;
		platforms[i]->read_document(ctx, root, out);
		return OK;
	}
	return error_set(
	    e, E_INPUT, "the page answered JSON of a shape that no known platform has");
}

int platform_read_history(void *ctx, const struct platform *platform, const char *bytes, size_t n,
    struct report *out, struct error *e)
{
	struct json_object *root, *incidents, *maintenances;
	int rc;

	if ((rc = read_page(ctx, bytes, n, &root, out, e)) != OK)
		return rc;
	incidents = json_list(root, "incidents");
	maintenances = json_list(root, "scheduled_maintenances");
	if (incidents == NULL && maintenances == NULL && !platform->omits_empty_lists)
		return error_set(e, E_INPUT, "the page answered a history without a list");
	out->kind = REPORT_HISTORY;
	shape_incidents(ctx, incidents, false, out);
	shape_incidents(ctx, maintenances, true, out);
	return OK;
}
