/* What the poller and statusctl share who ask pages: where one is, and what its answers say of that. */
#ifndef FLOW_PAGE_H
#define FLOW_PAGE_H

#include "model/provider.h"
#include "net/http.h"
#include "platform/platform.h"

/* Where the provider's page is now; known_id: what is known of its id, or NULL, unless it is configured. */
struct place page_place(const struct provider *p, const char *known_id);

/* Why this is no document, for a person; of ctx. */
const char *page_refusal(void *ctx, const struct http_response *response);

/* What was answered, as a part of a document. It takes over the body, with which all goes that was read. */
struct part page_part(void *ctx, const struct http_response *response);

/*
 * The address that the page has by where the path of it was redirected to, as it is to be written;
 * of ctx. NULL when it was not, and when it led to something else than that path of a page.
 */
const char *page_redirected(
    void *ctx, const struct place *place, const char *path, const char *final_url);

#endif
