/*
 * The health that a person is shown for a provider's page: the one that was last told of, and those
 * that follow from time and configuration alone, and are no events: late, unread, off.
 */
#ifndef CTL_SHOWN_HEALTH_H
#define CTL_SHOWN_HEALTH_H

#include <stdint.h>

#include "flow/app.h"
#include "store/providers.h"

/* s: what the store has of the page; all empty when that is nothing. */
enum page_health shown_health(
    const struct app *app, const struct provider *p, const struct provider_state *s, int64_t now);

/* Why it is not fresh; NULL when no reason is known. Belongs to ctx, or is a string of s. */
const char *shown_health_reason(
    void *ctx, const struct provider *p, const struct provider_state *s);

#endif
