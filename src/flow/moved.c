/* Pages that are not where they were. See moved.h. */
#include "flow/moved.h"

#include <string.h>

#include "base/mem.h"
#include "base/url.h"

/* A page whose documents have no id goes by its address; then page_id is that of its webhooks. */
static bool is_another(const struct provider *p, const char *id)
{
	return p->page_id != NULL && id != NULL && strcmp(p->page_id, id) != 0 &&
	       !url_place_is(p->url, id);
}

const char *misnamed_text(void *ctx, const struct provider *p, const char *platform)
{
	return mem_printf(ctx,
	    "the page is on the platform %s, not on %s; put \"platform = %s\" in [provider %s], or "
	    "leave that line out",
	    platform, p->platform, platform, p->key);
}

const char *moved_text(void *ctx, const struct provider *p, const struct provider_state *page)
{
	if (page->moved_to != NULL)
		return mem_printf(ctx,
		    "the page redirects to another host; if that is right, put \"url = %s\" in "
		    "[provider %s]",
		    page->moved_to, p->key);
	if (is_another(p, page->page_id))
		return mem_printf(ctx,
		    "the page has the id %s, not %s; if that is right, put \"page_id = %s\" in "
		    "[provider %s]",
		    page->page_id, p->page_id, page->page_id, p->key);
	if (p->platform != NULL && page->platform != NULL &&
	    strcmp(p->platform, page->platform) != 0)
		return misnamed_text(ctx, p, page->platform);
	return NULL;
}
