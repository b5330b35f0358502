/* The health that is shown, and why. See shown_health.h. */
#include "ctl/shown_health.h"

#include "base/clock.h"
#include "flow/moved.h"
#include "flow/schedule.h"

enum page_health shown_health(
    const struct app *app, const struct provider *p, const struct provider_state *s, int64_t now)
{
	if (!p->enabled)
		return PAGE_OFF;
	if (s->health != PAGE_FRESH)
		return s->health;
	if (s->answered_at == TIME_NONE)
		return PAGE_UNREAD;
	return now - s->answered_at > LATE_INTERVALS * app->settings.poll_interval_ms ? PAGE_LATE
										      : PAGE_FRESH;
}

const char *shown_health_reason(void *ctx, const struct provider *p, const struct provider_state *s)
{
	return s->failure != NULL ? s->failure : moved_text(ctx, p, s);
}
