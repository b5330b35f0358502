/* A provider's health in words. See health.h. */
#include "ctl/health.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "flow/moved.h"

/* Intervals without an answer that are more than bad luck. */
#define LATE_INTERVALS 3

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

const char *health_when(void *ctx, int64_t then, int64_t now, bool json)
{
	struct buf text;

	if (then == TIME_NONE)
		return NULL;
	if (json) {
		char *out = mem_array(ctx, char, TIME_RFC3339_SIZE);

		time_rfc3339(out, then);
		return out;
	}
	buf_init(&text, ctx, 64);
	time_span(&text, now - then);
	buf_str(&text, " ago");
	return text.data;
}
