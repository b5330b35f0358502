/* Links in mails. See redact.h. */
#include "model/redact.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/url.h"

/* Brackets and quotes may stand inside a link, and a secret behind them. */
#define LINK_END " \t\r\n\f\v<>\""

static bool is_link(const char *s)
{
	return strncasecmp(s, "http://", 7) == 0 || strncasecmp(s, "https://", 8) == 0;
}

/* n bytes at url are a link to an incident, and nothing else. */
static bool is_harmless(const char *url, size_t n)
{
	size_t host_size;
	const char *host = url_host(url, &host_size);
	const char *path = host != NULL ? host + strcspn(host, "/?#") : url; /* behind the port */

	if (memchr(url, '?', n) != NULL || memchr(url, '#', n) != NULL ||
	    memchr(url, '@', n) != NULL)
		return false;
	if (host_size == strlen("stspg.io") && strncasecmp(host, "stspg.io", host_size) == 0)
		return true;
	return (size_t)(path - url) < n && strncmp(path, "/incidents/", strlen("/incidents/")) == 0;
}

static void add_link(struct buf *out, const char *url, size_t n)
{
	size_t host_size;
	const char *host = url_host(url, &host_size);

	if (host == NULL || host + host_size > url + n) {
		buf_str(out, "(link)");
	} else if (is_harmless(url, n)) {
		buf_add(out, url, n);
	} else {
		buf_add(out, url, (size_t)(strstr(url, "://") + 3 - url));
		buf_add(out, host, host_size);
		buf_str(out, host + host_size < url + n ? "/..." : "");
	}
}

const char *redact_links(void *ctx, const char *text)
{
	struct buf out;

	if (text == NULL)
		return NULL;
	/* Each link can grow by a few bytes only, and has seven at least. */
	buf_init(&out, ctx, 2 * strlen(text) + 1);
	while (*text != '\0') {
		size_t n = is_link(text) ? strcspn(text, LINK_END) : 1;

		if (n > 1)
			add_link(&out, mem_strndup(ctx, text, n), n);
		else
			buf_char(&out, *text);
		text += n;
	}
	return out.data;
}
