/* The way to a page's document. See walk.h. */
#include "flow/walk.h"

#include <string.h>

#include "base/mem.h"

struct walk walk_begin(const struct platform *named, const struct platform *found, bool looks)
{
	const struct platform *first = named != NULL || looks ? named : found;

	return (struct walk){
	    .named = named,
	    .found = found,
	    .looks = looks,
	    .path = first != NULL ? first->parts[0] : platform_path_after(NULL),
	};
}

const char *walk_url(void *ctx, const struct walk *w, const struct place *place)
{
	return platform_url(ctx, place, w->path);
}

/* Why this is no part of a document. */
static const char *refusal(void *ctx, const struct http_response *response)
{
	return response->status == 0
		   ? mem_strdup(ctx, response->failure)
		   : mem_printf(ctx, "the page answered HTTP %d", response->status);
}

/* Takes over the body, with which all goes that was read: a parser may need it to the end. */
static void add_part(void *ctx, struct walk *w, const struct http_response *response)
{
	const char *bytes = talloc_steal(ctx, response->body);
	struct part part = part_read((void *)bytes, bytes, response->body_size);

	part.url = mem_strdup((void *)bytes, response->final_url);
	w->parts[w->n_parts++] = part;
}

/* What came is not of this page; there may be many places to look at. */
static void drop_part(struct walk *w)
{
	talloc_free((void *)w->parts[--w->n_parts].bytes);
}

/* After the place of a platform that is named, all others; of one that is not, all after this one. */
static const char *path_after(const struct walk *w)
{
	const char *first = w->named != NULL ? w->named->parts[0] : NULL;
	bool is_first = first != NULL && w->first_failure == NULL;
	const char *path = platform_path_after(is_first ? NULL : w->path);

	return path != NULL && first != NULL && strcmp(path, first) == 0 ? platform_path_after(path)
									 : path;
}

/* The next place where there may be a document; of those that fail, the first one tells why. */
static const char *look_on(
    void *ctx, struct walk *w, const struct place *place, const char *failure, const char **why)
{
	const char *path = path_after(w), *url;

	if (w->first_failure == NULL)
		w->first_failure = failure;
	for (; w->looks && path != NULL; path = path_after(w)) {
		w->path = path;
		if ((url = walk_url(ctx, w, place)) != NULL)
			return url;
	}
	*why = w->first_failure;
	return NULL;
}

static const char *next_part(void *ctx, const struct walk *w, const struct place *place)
{
	return platform_wants(ctx, w->platform, &w->parts[0], w->n_parts)
		   ? platform_part_url(ctx, w->platform, place, &w->parts[0], w->n_parts)
		   : NULL;
}

static const char *take_first(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why)
{
	struct error e;

	if (response->status == 200) {
		add_part(ctx, w, response);
		w->platform = platform_recognise(ctx, w->path, &w->parts[0], &e);
		if (w->platform != NULL)
			return next_part(ctx, w, place);
		drop_part(w);
		return look_on(ctx, w, place, mem_strdup(ctx, e.text), why);
	}
	if (platform_may_be_elsewhere(w->found, response->status, response->retry_after_ms))
		return look_on(ctx, w, place, refusal(ctx, response), why);
	*why = refusal(ctx, response);
	return NULL;
}

/* Where the further parts only say more of what the first one says, one that is missing is a flaw. */
static const char *take_further(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why)
{
	if (response->status == 200) {
		add_part(ctx, w, response);
	} else if (w->platform->wants_more != NULL) {
		w->parts[w->n_parts++] = (struct part){.flaw = refusal(ctx, response)};
	} else {
		*why = refusal(ctx, response);
		return NULL;
	}
	return next_part(ctx, w, place);
}

const char *walk_next(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why)
{
	*why = NULL;
	return w->n_parts == 0 ? take_first(ctx, w, place, response, why)
			       : take_further(ctx, w, place, response, why);
}

bool walk_is_astray(const struct walk *w)
{
	return w->named != NULL && w->platform != NULL && strcmp(w->path, w->named->parts[0]) != 0;
}

size_t walk_bytes(const struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n_parts; i++)
		n += w->parts[i].n;
	return n;
}
