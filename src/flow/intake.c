/* Bodies on their way in. See intake.h. */
#include "flow/intake.h"

#include "base/clock.h"
#include "base/mem.h"
#include "platform/webhook.h"

/* NULL, or the reason why the body cannot be used. */
static const char *read_report(void *ctx, const struct app *app, const char *key, struct intake *in)
{
	struct report *r = mem_new(ctx, struct report);
	struct error e;

	if (*key != '\0' && (in->provider = provider_find(&app->providers, key)) == NULL)
		return mem_printf(ctx, "no provider has the key \"%.64s\"", key);
	if (webhook_read(ctx, in->body, in->body_size, r, &e) != OK)
		return mem_strdup(ctx, e.text);
	in->report = r;
	in->channel = r->kind == REPORT_MAIL ? CHANNEL_EMAIL : CHANNEL_WEBHOOK;
	return r->kind == REPORT_UNKNOWN ? "JSON of a shape that no known platform sends" : NULL;
}

struct intake intake_of_body(
    void *ctx, const struct app *app, const char *key, const char *body, size_t n)
{
	struct intake in = {
	    .channel = CHANNEL_WEBHOOK,
	    .received_at = clock_now(),
	    .body = body,
	    .body_size = n,
	};

	if (*key != '\0') /* what is longer is no key */
		in.key = mem_strndup(ctx, key, PROVIDER_KEY_MAX + 1);
	in.unusable = read_report(ctx, app, key, &in);
	return in;
}
