/* The table of platforms, and telling them apart. See platform.h. */
#include "platform/platform.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/url.h"
#include "platform/shape.h"

#define ADDRESS(name) &platform_##name,

static const struct platform *const platforms[] = {PLATFORM_ROWS(ADDRESS)};

#define N_PLATFORMS (sizeof(platforms) / sizeof(platforms[0]))

const struct platform *platform_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < N_PLATFORMS; i++)
		if (strcmp(platforms[i]->name, name) == 0)
			return platforms[i];
	return NULL;
}

const char *platform_path_after(const char *path)
{
	size_t i = 0;

	while (path != NULL && i < N_PLATFORMS && strcmp(platforms[i]->parts[0], path) != 0)
		i++;
	/* Rows that share a path need not stand together. */
	for (; i < N_PLATFORMS; i++) {
		size_t before = 0;

		while (
		    before < i && strcmp(platforms[before]->parts[0], platforms[i]->parts[0]) != 0)
			before++;
		if (before == i && (path == NULL || strcmp(platforms[i]->parts[0], path) != 0))
			return platforms[i]->parts[0];
	}
	return NULL;
}

static const char *slug_of(void *ctx, const char *url)
{
	const char *slash = strrchr(url, '/');

	return mem_strdup(ctx, slash != NULL ? slash + 1 : url);
}

/* A slug is a word of the page's address and not of what its host serves besides. */
static int root_length(const char *url)
{
	const char *host = strstr(url, "://");

	return (
	    int)(host != NULL ? (size_t)(host + 3 - url) + strcspn(host + 3, "/") : strlen(url));
}

static const char *host_of(void *ctx, const char *url)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	return host != NULL ? mem_strndup(ctx, host, n) : mem_strdup(ctx, url);
}

const char *platform_url(void *ctx, const struct place *place, const char *path)
{
	const char *mark = strchr(path, '{'), *word, *end;
	int base = (int)strlen(place->url);

	if (mark == NULL)
		return mem_printf(ctx, "%s%s", place->url, path);
	if (strncmp(mark, "{slug}", 6) == 0)
		base = root_length(place->url);
	if (strncmp(mark, "{id}", 4) == 0)
		word = place->page_id;
	else
		word = strncmp(mark, "{host}", 6) == 0 ? host_of(ctx, place->url)
						       : slug_of(ctx, place->url);
	end = strchr(mark, '}') + 1;
	return word != NULL ? mem_printf(ctx, "%.*s%.*s%s%s", base, place->url, (int)(mark - path),
				  path, word, end)
			    : NULL;
}

static bool is_html(const char *bytes)
{
	bytes += strspn(bytes, " \t\r\n");
	return strncasecmp(bytes, "<!doctype html", 14) == 0 || strncasecmp(bytes, "<html", 5) == 0;
}

static bool is_xml(const char *bytes)
{
	if (strncmp(bytes, "\xef\xbb\xbf", 3) == 0)
		bytes += 3;
	bytes += strspn(bytes, " \t\r\n");
	return strncmp(bytes, "<?xml", 5) == 0 || strncmp(bytes, "<rss", 4) == 0 ||
	       strncmp(bytes, "<feed", 5) == 0;
}

struct part part_read(void *ctx, const char *bytes, size_t n)
{
	struct part part = {.bytes = bytes, .n = n};
	struct error e;

	if (is_html(bytes))
		part.flaw = "the page answered with HTML where its API should be; is the API "
			    "switched off?";
	else if (is_xml(bytes))
		part.flaw = "the page answered with XML, of a kind or in a place that no known "
			    "platform has";
	else if (json_read(ctx, bytes, n, &part.root, &e) != OK)
		part.flaw = mem_strdup(ctx, e.text);
	return part;
}

const struct platform *platform_recognise(
    void *ctx, const char *path, const struct part *first, struct error *e)
{
	for (size_t i = 0; i < N_PLATFORMS; i++)
		if (strcmp(platforms[i]->parts[0], path) == 0 &&
		    platforms[i]->recognises(ctx, first))
			return platforms[i];
	error_set(e, E_INPUT, "%s",
	    first->flaw != NULL ? first->flaw
				: "the page answered JSON of a shape that no known platform has");
	return NULL;
}

int platform_read_document(void *ctx, const struct platform *platform, const struct place *place,
    const struct part *parts, struct report *out, struct error *e)
{
	int rc;

	*out = (struct report){.kind = REPORT_DOCUMENT};
	if ((rc = platform->read(ctx, place, parts, out, e)) != OK)
		return rc;
	if (out->page.id == NULL)
		out->page.id = host_of(ctx, place->url);
	return OK;
}

int platform_read_history(void *ctx, const struct platform *platform, const char *bytes, size_t n,
    struct report *out, struct error *e)
{
	struct part part = part_read(ctx, bytes, n);
	struct json_object *incidents = json_list(part.root, "incidents");
	struct json_object *maintenances = json_list(part.root, "scheduled_maintenances");

	*out = (struct report){.kind = REPORT_HISTORY};
	if (part.flaw != NULL)
		return error_set(e, E_INPUT, "%s", part.flaw);
	shape_page(ctx, part.root, &out->page);
	if (out->page.id == NULL)
		return error_set(e, E_INPUT, "the page answered JSON without a page id");
	if (incidents == NULL && maintenances == NULL && !platform->omits_empty_lists)
		return error_set(e, E_INPUT, "the page answered a history without a list");
	shape_incidents(ctx, incidents, false, out);
	shape_incidents(ctx, maintenances, true, out);
	return OK;
}
