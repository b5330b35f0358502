/* The way to a page's document. See walk.h. */
#include "flow/walk.h"

#include <string.h>

#include "base/mem.h"
#include "flow/moved.h"

/* How often it is looked whether an API is back. */
#define API_BACK_MS (60LL * 60 * 1000)

/*
 * A page whose API is away for a while is read by its feed meanwhile, which tells less: once an
 * hour it is looked whether the API is back.
 */
static bool is_time_to_look(const struct platform *found, int64_t before, int64_t now)
{
	return found != NULL && found->stands_in && now / API_BACK_MS != before / API_BACK_MS;
}

static bool is_looking(
    const struct provider *provider, const struct provider_state *known, int64_t now)
{
	if (known->platform == NULL || known->failures >= LOOK_AFTER_FAILURES)
		return true;
	return provider->platform != NULL
		   ? strcmp(provider->platform, known->platform) != 0
		   : is_time_to_look(platform_find(known->platform), known->tried_at, now);
}

struct walk walk_begin(
    const struct provider *provider, const struct provider_state *known, int64_t now)
{
	const struct platform *named = platform_find(provider->platform), *first;
	const struct platform *found = platform_find(known->platform);
	bool looks = is_looking(provider, known, now);

	first = named != NULL || looks ? named : found;
	return (struct walk){
	    .provider = provider,
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

/* The first part was found where another platform than the named one has its document. */
static bool is_astray(const struct walk *w)
{
	return w->named != NULL && strcmp(w->path, w->named->parts[0]) != 0;
}

static const char *take_document(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why)
{
	struct error e;

	add_part(ctx, w, response);
	w->platform = platform_recognise(ctx, w->path, &w->parts[0], &e);
	if (w->platform == NULL) {
		drop_part(w);
		return look_on(ctx, w, place, mem_strdup(ctx, e.text), why);
	}
	if (!is_astray(w))
		return next_part(ctx, w, place);
	*why = misnamed_text(ctx, w->provider, w->platform->name);
	return NULL;
}

/* Where a redirect of one place leads astray, the page may still have others. */
static bool may_be_elsewhere(const struct walk *w, const struct http_response *response)
{
	return response->is_led_astray ||
	       platform_may_be_elsewhere(w->found, response->status, response->retry_after_ms);
}

static const char *take_first(void *ctx, struct walk *w, const struct place *place,
    const struct http_response *response, const char **why)
{
	if (response->status == 200)
		return take_document(ctx, w, place, response, why);
	if (may_be_elsewhere(w, response))
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

size_t walk_bytes(const struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n_parts; i++)
		n += w->parts[i].n;
	return n;
}
