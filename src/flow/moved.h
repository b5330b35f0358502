/* Whether the configuration still says where a page is, which it is, and on which platform. */
#ifndef FLOW_MOVED_H
#define FLOW_MOVED_H

#include "model/provider.h"
#include "store/providers.h"

/*
 * By the page's last answer: what about it is not as its section says, and what to write there
 * instead; NULL when all is right. Belongs to ctx.
 */
const char *moved_text(void *ctx, const struct provider *p, const struct provider_state *page);

/* That it is on another platform than the section says, and what to write there; belongs to ctx. */
const char *misnamed_text(void *ctx, const struct provider *p, const char *platform);

#endif
