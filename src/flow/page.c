/* Where a page is. See page.h. */
#include "flow/page.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/url.h"

struct place page_place(const struct provider *p, const char *known_id)
{
	return (struct place){
	    .url = p->url,
	    .url_as_written = p->url_as_written,
	    .page_id = p->page_id != NULL ? p->page_id : known_id,
	    .now = clock_now(),
	};
}

/* Without a path it is asked with a slash, however it is written. */
static bool is_address(void *ctx, const char *asked, const char *url)
{
	return strcmp(asked, url) == 0 ||
	       (url_is_same(asked, url) && url_is_same(url, url_root(ctx, url)));
}

const char *page_redirected(
    void *ctx, const struct place *place, const char *path, const char *final_url)
{
	const char *asked = platform_url(ctx, place, path), *tail = "", *url;
	size_t base = strlen(place->url), size = strlen(final_url), n;

	if (is_address(ctx, asked, final_url) || strncmp(asked, place->url, base) != 0)
		return NULL;
	if (*path != '\0')
		tail = asked + base;
	n = strlen(tail);
	if (size <= n || strcmp(final_url + size - n, tail) != 0)
		return NULL;
	url = mem_strndup(ctx, final_url, size - n);
	/* What is behind a question mark may have been made for this request. */
	return url_is_http(url) && strpbrk(url, "@?#") == NULL ? url : NULL;
}
