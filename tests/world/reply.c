/* Answers from a folder. See reply.h; world.c describes the folder. */
#include "reply.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define META_MAX (64 * 1024)

/* What the .meta file says. */
struct meta {
	int status;    /* 0: not said */
	long truncate; /* -1: not said */
	bool no_etag;
	bool chunked;
	struct buf headers;
	struct reply *reply;
	const char *wrong; /* a line that was not understood */
};

static void take_status(struct meta *m, const char *value)
{
	m->status = (int)strtol(value, NULL, 10);
}

static void take_header(struct meta *m, const char *value)
{
	buf_printf(&m->headers, "%s\r\n", value);
}

static void take_delay(struct meta *m, const char *value)
{
	m->reply->delay_ms = (int)strtol(value, NULL, 10);
}

static void take_truncate(struct meta *m, const char *value)
{
	m->truncate = strtol(value, NULL, 10);
}

static void take_stall(struct meta *m, const char *value)
{
	(void)value;
	m->reply->stall = true;
}

static void take_hang(struct meta *m, const char *value)
{
	m->truncate = strtol(value, NULL, 10);
	m->reply->hang = true;
}

static void take_pace(struct meta *m, const char *value)
{
	m->reply->pace = strtoul(value, NULL, 10);
}

static void take_reset(struct meta *m, const char *value)
{
	(void)value;
	m->reply->reset = true;
}

static void take_no_etag(struct meta *m, const char *value)
{
	(void)value;
	m->no_etag = true;
}

static void take_chunked(struct meta *m, const char *value)
{
	(void)value;
	m->chunked = true;
}

static const struct {
	const char *word;
	void (*take)(struct meta *m, const char *value);
} meta_words[] = {
    {.word = "status", .take = take_status},
    {.word = "header", .take = take_header},
    {.word = "delay-ms", .take = take_delay},
    {.word = "truncate", .take = take_truncate},
    {.word = "stall", .take = take_stall},
    {.word = "hang", .take = take_hang},
    {.word = "pace", .take = take_pace},
    {.word = "reset", .take = take_reset},
    {.word = "no-etag", .take = take_no_etag},
    {.word = "chunked", .take = take_chunked},
};

static void meta_line(struct meta *m, char *line)
{
	char *value = line;
	const char *word = strsep(&value, " ");

	if (*word == '\0' || *word == '#')
		return;
	for (size_t i = 0; i < sizeof(meta_words) / sizeof(meta_words[0]); i++)
		if (strcmp(meta_words[i].word, word) == 0) {
			meta_words[i].take(m, value != NULL ? value : "");
			return;
		}
	m->wrong = word;
}

static void meta_read(void *ctx, const char *document, struct reply *reply, struct meta *m)
{
	char *text, *line;

	*m = (struct meta){.truncate = -1, .reply = reply};
	buf_init(&m->headers, ctx, META_MAX);
	if (file_read(ctx, mem_printf(ctx, "%s.meta", document), META_MAX, &text, NULL, NULL) != OK)
		return;
	while ((line = strsep(&text, "\n")) != NULL)
		meta_line(m, line);
}

static void log_line(const char *folder, const char *name, int flags, const struct buf *line)
{
	char *path = mem_printf(NULL, "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0666);

	if (fd >= 0) {
		if (!file_write_all(fd, line->data, line->len))
			perror(path);
		close(fd);
	}
	talloc_free(path);
}

static void log_post(void *ctx, const char *folder, const struct ask *ask)
{
	struct buf line;

	buf_init(&line, ctx, 2 * ASK_MAX);
	buf_printf(&line, "%s ", ask->path);
	for (size_t i = 0; i < ask->body_size; i++)
		buf_char(&line, strchr("\r\n", ask->body[i]) != NULL ? ' ' : ask->body[i]);
	buf_char(&line, '\n');
	log_line(folder, "posts.log", O_CREAT, &line);
}

static void log_request(void *ctx, const char *folder, const struct ask *ask, int status)
{
	struct buf line;

	buf_init(&line, ctx, 2 * ASK_MAX);
	buf_printf(&line, "%s %s %d\n", ask->method, ask->path, status);
	log_line(folder, "requests.log", 0, &line);
	line.len = 0;
	buf_printf(&line, "%s\n", ask->user_agent != NULL ? ask->user_agent : "-");
	log_line(folder, "agents.log", 0, &line);
	line.len = 0;
	buf_printf(&line, "%s\n", ask->authorization != NULL ? ask->authorization : "-");
	log_line(folder, "keys.log", 0, &line);
}

/* The file behind a path; NULL when the path wants out of the folder. */
static const char *document_path(void *ctx, const char *folder, const char *path)
{
	size_t n = strcspn(path, "?");
	struct stat st;
	char *file;

	if (path[0] != '/' || strstr(path, "..") != NULL)
		return NULL;
	while (n > 1 && path[n - 1] == '/')
		n--;
	file = mem_printf(ctx, "%s%.*s", folder, (int)n, path);
	if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
		file = mem_printf(ctx, "%s/index.html", file);
	return file;
}

static const char *content_type(const char *file)
{
	static const char *const types[][2] = {
	    {".json", "application/json; charset=utf-8"},
	    {".html", "text/html; charset=utf-8"},
	    {".atom", "application/atom+xml; charset=utf-8"},
	    {".xml", "application/xml; charset=utf-8"},
	};
	const char *ending = strrchr(file, '.');

	for (size_t i = 0; ending != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i][0], ending) == 0)
			return types[i][1];
	return "application/octet-stream";
}

static const char *etag_of(void *ctx, const char *bytes, size_t n)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return mem_printf(ctx, "\"%016llx\"", (unsigned long long)hash);
}

static bool is_unchanged(
    void *ctx, const struct ask *ask, const struct meta *meta, const char *etag)
{
	const char *modified = ask_header(ctx, meta->headers.data, "Last-Modified");

	if (ask->if_none_match != NULL && etag != NULL)
		return strcmp(ask->if_none_match, "*") == 0 ||
		       strstr(ask->if_none_match, etag) != NULL;
	return ask->if_modified_since != NULL && modified != NULL &&
	       strcmp(ask->if_modified_since, modified) == 0;
}

/* The bytes of an answer; 304 and 204 have no body. Without a meta nothing is odd about it. */
static void compose(
    struct reply *r, int status, const struct meta *m, const char *head, const char *body, size_t n)
{
	bool bodiless = status == 304 || status == 204;

	buf_printf(r->out, "HTTP/1.1 %d \r\n%s%s", status, head, m != NULL ? m->headers.data : "");
	if (bodiless)
		n = 0;
	else if (m != NULL && m->chunked)
		buf_str(r->out, "Transfer-Encoding: chunked\r\n");
	else
		buf_printf(r->out, "Content-Length: %zu\r\n", n);
	if (m != NULL && m->truncate >= 0 && (size_t)m->truncate < n) {
		n = (size_t)m->truncate;
		r->close = !r->hang;
	}
	buf_str(r->out, r->close ? "Connection: close\r\n\r\n" : "\r\n");
	buf_add(r->out, body, n);
}

static int refuse(struct reply *r, int status, const char *why)
{
	compose(r, status, NULL, "Content-Type: text/plain\r\n", why, strlen(why));
	return status;
}

/* The packed form where there is one and it is wanted, else the document; false for neither. */
static bool load(
    void *ctx, const char *file, bool packed, char **body, size_t *n, const char **encoding)
{
	*encoding = "Content-Encoding: gzip\r\n";
	if (packed &&
	    file_read(ctx, mem_printf(ctx, "%s.gz", file), REPLY_MAX / 2, body, n, NULL) == OK)
		return true;
	*encoding = "";
	return file_read(ctx, file, REPLY_MAX / 2, body, n, NULL) == OK;
}

static int answer_get(void *ctx, const struct ask *ask, const char *file, const struct meta *meta)
{
	int status = meta->status;
	const char *etag = NULL, *encoding;
	char *body, *head;
	size_t n = 0;

	if (!load(ctx, file, ask->takes_gzip, &body, &n, &encoding)) {
		body = mem_strdup(ctx, "");
		status = status != 0 ? status : 404;
	}
	if (status == 0)
		status = 200;
	head = mem_printf(ctx, "Content-Type: %s\r\n%s", content_type(file), encoding);
	if (status == 200 && !meta->no_etag) {
		etag = etag_of(ctx, body, n);
		head = mem_printf(ctx, "%sETag: %s\r\n", head, etag);
	}
	if (status == 200 && is_unchanged(ctx, ask, meta, etag))
		status = 304;
	compose(meta->reply, status, meta, head, body, n);
	return status;
}

/* The document, as an API has one for each request; a receipt where there is none. */
static int answer_post(void *ctx, const char *file, const struct meta *meta)
{
	int status = meta->status != 0 ? meta->status : 200;
	const char *encoding;
	char *body;
	size_t n;

	if (!load(ctx, file, false, &body, &n, &encoding)) {
		body = mem_strdup(ctx, "{\"ok\":true}");
		n = strlen(body);
	}
	compose(meta->reply, status, meta, "Content-Type: application/json\r\n", body, n);
	return status;
}

/* The status; 0 when there will be no answer. */
static int act(void *ctx, const char *folder, const struct ask *ask, struct reply *reply)
{
	const char *file = document_path(ctx, folder, ask->path);
	bool is_post = strcmp(ask->method, "POST") == 0;
	struct meta meta;

	if (file == NULL)
		return refuse(reply, 400, "a path begins with / and has no ..\n");
	if (!is_post && strcmp(ask->method, "GET") != 0 && strcmp(ask->method, "DELETE") != 0)
		return refuse(reply, 405, "GET, POST or DELETE\n");
	meta_read(ctx, file, reply, &meta);
	if (meta.wrong != NULL)
		return refuse(
		    reply, 500, mem_printf(ctx, "%s.meta: what is %s?\n", file, meta.wrong));
	if (is_post)
		log_post(ctx, folder, ask);
	if (reply->stall || reply->reset)
		return 0;
	return is_post ? answer_post(ctx, file, &meta) : answer_get(ctx, ask, file, &meta);
}

void reply_tally(void *ctx, const struct tally *tally, struct reply *reply)
{
	const char *text =
	    mem_printf(ctx, "%zu %zu %zu\n", tally->requests, tally->received, tally->sent);

	compose(reply, 200, NULL, "Content-Type: text/plain\r\n", text, strlen(text));
}

void reply_make(void *ctx, const char *folder, const struct ask *ask, struct reply *reply)
{
	if (ask == NULL)
		refuse(reply, 400, "that is no request this server understands\n");
	else
		log_request(ctx, folder, ask, act(ctx, folder, ask, reply));
}
