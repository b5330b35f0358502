/* The table of platforms, and telling them apart. See platform.h. */
#include "platform/platform.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"
#include "platform/gather.h"
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

/*
 * What is not there may be elsewhere. What has trouble is left alone, but for a page whose API never
 * was seen well: it may have a feed, or be read by that already.
 */
bool platform_may_be_elsewhere(const struct platform *known, int status, int64_t retry_after_ms)
{
	if (status >= 500 && retry_after_ms == 0)
		return known == NULL || known->stands_in;
	return status >= 400 && status < 429;
}

bool platform_wants(
    void *ctx, const struct platform *platform, const struct part *first, size_t part)
{
	return part < PLATFORM_PARTS && platform->parts[part] != NULL &&
	       (platform->wants_more == NULL || platform->wants_more(ctx, first));
}

static const char *slug_of(void *ctx, const char *url)
{
	const char *slash = strrchr(url, '/');

	return mem_strdup(ctx, slash != NULL ? slash + 1 : url);
}

static const char *host_of(void *ctx, const char *url)
{
	const char *host = url_host_text(ctx, url);

	return host != NULL ? host : mem_strdup(ctx, url);
}

/* An id is what a stranger said: no other place than the one that is meant. */
static bool is_plain(const char *id)
{
	return id != NULL && id[strspn(id, "0123456789abcdefghijklmnopqrstuvwxyz"
					   "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-")] == '\0';
}

/* What stands for the mark at the beginning of the text; NULL when it is not known. */
static const char *word_of(void *ctx, const struct place *place, const char *mark)
{
	if (strncmp(mark, "{id}", 4) == 0)
		return place->page_id;
	if (strncmp(mark, "{incident}", 10) == 0)
		return is_plain(place->incident) ? place->incident : NULL;
	return strncmp(mark, "{host}", 6) == 0 ? host_of(ctx, place->url)
					       : slug_of(ctx, place->url);
}

const char *platform_url(void *ctx, const struct place *place, const char *path)
{
	/* A slug is a word of the page's address and not of what its host serves besides. */
	bool from_root = strstr(path, "{slug}") != NULL;
	const char *url = from_root ? url_root(ctx, place->url) : place->url, *mark;

	if (*path == '\0' && place->url_as_written != NULL)
		return place->url_as_written;
	while ((mark = strchr(path, '{')) != NULL) {
		const char *word = word_of(ctx, place, mark);

		if (word == NULL)
			return NULL;
		url = mem_printf(ctx, "%s%.*s%s", url, (int)(mark - path), path, word);
		path = strchr(mark, '}') + 1;
	}
	return mem_printf(ctx, "%s%s", url, path);
}

const char *platform_part_url(void *ctx, const struct platform *platform, const struct place *place,
    const struct part *first, size_t part)
{
	return part > 0 && platform->leads_to != NULL
		   ? platform->leads_to(ctx, first)
		   : platform_url(ctx, place, platform->parts[part]);
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

	*out = (struct report){.kind = REPORT_DOCUMENT, .stands_in = platform->stands_in};
	if ((rc = platform->read(ctx, place, parts, out, e)) != OK)
		return rc;
	if (out->page.id == NULL)
		out->page.id = url_place(ctx, place->url);
	/* Of a list that was cut, and who knows where, nobody knows what is not in it. */
	if (out->n_incidents >= LIMIT_INCIDENTS && out->cut_at[0] == NULL && !platform->open_first)
		out->absent_means = NULL;
	return OK;
}

int platform_read_history(void *ctx, const struct platform *platform, const char *bytes, size_t n,
    struct report *out, struct error *e)
{
	struct part part = part_read(ctx, bytes, n);
	struct json *incidents = json_list(part.root, "incidents");
	struct json *maintenances = json_list(part.root, "scheduled_maintenances");

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
	if (platform->mend_history != NULL)
		platform->mend_history(out);
	return OK;
}

int platform_read_incident(void *ctx, const struct platform *platform, const struct place *place,
    const struct report *document, const struct part *part, struct report *out, struct error *e)
{
	struct incident *in;
	int rc;

	*out = (struct report){.kind = REPORT_INCIDENT, .page = document->page};
	in = gather_incident(ctx, out);
	if (part->root == NULL)
		return gather_refuse(part, "the page answered without an incident", e);
	if ((rc = platform->read_incident(ctx, document, part, in, e)) != OK)
		return rc;
	if (in->id == NULL || strcmp(in->id, place->incident) != 0)
		return error_set(e, E_INPUT, "the page answered with another incident");
	return OK;
}
