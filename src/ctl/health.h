/* What a provider's row in the store says about how well its page is known. */
#ifndef CTL_HEALTH_H
#define CTL_HEALTH_H

#include <stdint.h>

#include "flow/app.h"
#include "store/state.h"

enum page_health health_now(
    const struct app *app, const struct provider *p, const struct provider_state *s, int64_t now);

/* Why it is not fresh, as far as a reason is known; NULL. Belongs to ctx or the arguments. */
const char *health_reason(void *ctx, const struct provider *p, const struct provider_state *s);

#endif
