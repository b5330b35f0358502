/* Whether the configuration still says where a page is, and which. */
#ifndef FLOW_MOVED_H
#define FLOW_MOVED_H

#include "model/provider.h"
#include "store/state.h"

/*
 * By the page's last answer: what about it is not as its section says, and what to write there
 * instead; NULL when all is right. Belongs to ctx.
 */
const char *moved_text(void *ctx, const struct provider *p, const struct provider_state *page);

#endif
