/* A little about URLs. See url.h. */
#include "base/url.h"

#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/mem.h"

bool url_is_http(const char *url)
{
	size_t n = 0;

	if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
		return false;
	for (const char *c = url; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return false;
	if (strpbrk(url, "\"<>\\^`{|}") != NULL)
		return false;
	return url_host(url, &n) != NULL && n > 0 && strlen(url) < LIMIT_URL;
}

const char *url_host(const char *url, size_t *n)
{
	const char *host = url != NULL ? strstr(url, "://") : NULL;
	const char *at;

	if (host == NULL)
		return NULL;
	host += 3;
	at = memrchr(host, '@', strcspn(host, "/?#"));
	if (at != NULL)
		host = at + 1;
	if (*host != '[') {
		*n = strcspn(host, "/:?#");
		return host;
	}
	*n = strcspn(host, "]/?#") + 1; /* an IPv6 address: "[::1]" */
	return host[*n - 1] == ']' && *n > 2 ? host : NULL;
}

const char *url_host_text(void *ctx, const char *url)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	return host != NULL ? mem_strndup(ctx, host, n) : NULL;
}

const char *url_root(void *ctx, const char *url)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	return host != NULL ? mem_printf(ctx, "%.*s://%.*s", (int)strcspn(url, ":"), url,
				  (int)(url_path(url) - host), host)
			    : NULL;
}

const char *url_path(const char *url)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	return host != NULL ? host + n + strcspn(host + n, "/?#") : NULL;
}

const char *url_place(void *ctx, const char *url)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	return host != NULL ? mem_printf(ctx, "%.*s%s", (int)n, host, url_path(url))
			    : mem_strdup(ctx, url);
}

bool url_place_is(const char *url, const char *place)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	return host != NULL && strncasecmp(host, place, n) == 0 &&
	       strcasecmp(url_path(url), place + n) == 0;
}

static size_t size_without_slash(const char *url)
{
	size_t n = strlen(url);

	while (n > 0 && url[n - 1] == '/')
		n--;
	return n;
}

const char *url_without_slash(void *ctx, const char *url)
{
	return mem_strndup(ctx, url, size_without_slash(url));
}

bool url_is_same(const char *a, const char *b)
{
	size_t n = size_without_slash(a);

	return n == size_without_slash(b) && strncmp(a, b, n) == 0;
}

bool url_is_local(const char *url)
{
	size_t n = 0;
	const char *host = url_host(url, &n);

	if (host == NULL)
		return false;
	return (n == strlen("localhost") && strncasecmp(host, "localhost", n) == 0) ||
	       strncmp(host, "127.", 4) == 0 || strncmp(host, "[::1]", 5) == 0;
}

void url_segment(struct buf *out, const char *text)
{
	static const char unreserved[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

	for (; *text != '\0'; text++)
		if (strchr(unreserved, *text) != NULL)
			buf_char(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned char)*text);
}

void url_form_add(struct buf *form, const char *name, const char *value)
{
	if (form->len > 0)
		buf_char(form, '&');
	url_segment(form, name);
	buf_char(form, '=');
	url_segment(form, value);
}
