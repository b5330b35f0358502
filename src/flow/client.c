/* HTTP as the settings want it. See client.h. */
#include "flow/client.h"

#include "base/url.h"

/* Where a page's owner learns who asks; an address that only this machine knows tells nobody. */
static void introduce(struct http *h, const struct settings *s)
{
	const char *url = *s->contact_url != '\0' ? s->contact_url : s->webhook_base_url;

	if (!url_is_local(url))
		http_introduce(h, url);
}

struct http *client_open(void *ctx, const struct app *app, unsigned at_once)
{
	const struct settings *s = &app->settings;
	struct http *http = http_open(ctx, at_once);

	introduce(http, s);
	if (*s->ca_file != '\0')
		http_trust(http, s->ca_file);
	return http;
}
