/* A provider's health in words. See health.h. */
#include "ctl/health.h"

#include "base/clock.h"
#include "flow/moved.h"
#include "flow/schedule.h"

const char *health_word(
    const struct app *app, const struct provider *p, const struct provider_state *s, int64_t now)
{
	if (!p->enabled)
		return "off";
	if (s->health != NULL)
		return s->health;
	if (s->answered_at == TIME_NONE)
		return "unread";
	return now - s->answered_at > LATE_INTERVALS * app->settings.poll_interval_ms ? "late"
										      : "fresh";
}

const char *health_reason(void *ctx, const struct provider *p, const struct provider_state *s)
{
	return s->failure != NULL ? s->failure : moved_text(ctx, p, s);
}
