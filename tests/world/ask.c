/* Reading a request. See ask.h. */
#include "ask.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

const char *ask_header(void *ctx, const char *lines, const char *name)
{
	size_t n = strlen(name);

	for (const char *end; (end = strstr(lines, "\r\n")) != NULL; lines = end + 2)
		if (strncasecmp(lines, name, n) == 0 && lines[n] == ':') {
			lines += n + 1;
			lines += strspn(lines, " \t");
			return mem_strndup(ctx, lines, (size_t)(end - lines));
		}
	return NULL;
}

static const char *path_of(const char *target)
{
	const char *slash;

	if (strncmp(target, "http://", 7) != 0)
		return target;
	slash = strchr(target + 7, '/');
	return slash != NULL ? slash : "/";
}

static bool has_word(const char *value, const char *word)
{
	return value != NULL && strcasecmp(value, word) == 0;
}

/* Near enough: nobody who asks here says "gzip;q=0". */
static bool takes_gzip(const char *encodings)
{
	return encodings != NULL && strstr(encodings, "gzip") != NULL;
}

ssize_t ask_read(void *ctx, const struct buf *in, struct ask *ask)
{
	const char *end = strstr(in->data, "\r\n\r\n");
	const char *length;
	char *line, *headers;
	size_t head;

	if (end == NULL)
		return in->overflow ? -1 : 0;
	head = (size_t)(end - in->data) + 4;
	line = mem_strndup(ctx, in->data, head - 2);
	headers = strstr(line, "\r\n") + 2;
	headers[-2] = '\0';
	*ask = (struct ask){.method = strsep(&line, " "), .body = end + 4};
	if (line == NULL)
		return -1;
	ask->path = path_of(strsep(&line, " "));
	ask->if_none_match = ask_header(ctx, headers, "If-None-Match");
	ask->if_modified_since = ask_header(ctx, headers, "If-Modified-Since");
	ask->user_agent = ask_header(ctx, headers, "User-Agent");
	ask->authorization = ask_header(ctx, headers, "Authorization");
	ask->takes_gzip = takes_gzip(ask_header(ctx, headers, "Accept-Encoding"));
	ask->close =
	    has_word(line, "HTTP/1.0") || has_word(ask_header(ctx, headers, "Connection"), "close");
	if ((length = ask_header(ctx, headers, "Content-Length")) != NULL)
		ask->body_size = strtoul(length, NULL, 10);
	if (ask->body_size > ASK_MAX || ask_header(ctx, headers, "Transfer-Encoding") != NULL)
		return -1;
	if (in->len < head + ask->body_size)
		return in->overflow ? -1 : 0;
	return (ssize_t)(head + ask->body_size);
}
