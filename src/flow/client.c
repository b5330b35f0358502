/* HTTP as the settings want it. See client.h. */
#include "flow/client.h"

#include <string.h>
#include <strings.h>

#include "base/url.h"

/* Where a page's owner learns who asks; an address that only this machine knows tells nobody. */
static void introduce(struct http *h, const struct settings *s)
{
	static const char *const local[] = {"localhost", "127.0.0.1", "[::1]"};
	const char *url = *s->contact_url != '\0' ? s->contact_url : s->webhook_base_url;
	size_t n = 0;
	const char *host = url_host(url, &n);

	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		if (n == strlen(local[i]) && strncasecmp(host, local[i], n) == 0)
			return;
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
