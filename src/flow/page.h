/* Where a page is, by what is known of it and by where it redirects to; for all who ask pages. */
#ifndef FLOW_PAGE_H
#define FLOW_PAGE_H

#include "model/provider.h"
#include "platform/platform.h"

/* Where the provider's page is now; known_id: what is known of its id, or NULL, unless it is configured. */
struct place page_place(const struct provider *p, const char *known_id);

/*
 * The address that the page has by where the path of it was redirected to, as it is to be written;
 * of ctx. NULL when it was not, and when it led to something else than that path of a page.
 */
const char *page_redirected(
    void *ctx, const struct place *place, const char *path, const char *final_url);

#endif
