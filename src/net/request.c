/* Requests that wait. See request.h. */
#include "net/request.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "net/failure.h"

static const char *text_or_null(struct request *r, const char *s)
{
	return s != NULL && *s != '\0' ? mem_strdup(r, s) : NULL;
}

static const char *host_of(struct request *r, const char *url)
{
	const char *host = failure_host(r, url);

	return host != NULL ? host : "the server";
}

static void take_body(struct request *r, const struct http_request *from)
{
	if (from->post_json != NULL) {
		r->post = mem_strdup(r, from->post_json);
		r->post_type = "application/json";
	} else if (from->post_form != NULL) {
		r->post = mem_strdup(r, from->post_form);
		r->post_type = "application/x-www-form-urlencoded";
	}
}

static void take_signature(struct request *r, const struct standard_signature *from)
{
	if (from->id == NULL)
		return;
	r->signature = (struct standard_signature){
	    .id = mem_strdup(r, from->id),
	    .timestamp = mem_strdup(r, from->timestamp),
	    .signatures = mem_strdup(r, from->signatures),
	};
}

struct request *request_new(void *ctx, const struct http_request *from, http_done *done, void *user)
{
	struct request *r = mem_new(ctx, struct request);

	r->url = mem_strdup(r, from->url);
	r->host = host_of(r, r->url);
	r->first_host = from->led_by != NULL ? host_of(r, from->led_by) : r->host;
	r->etag = text_or_null(r, from->etag);
	r->last_modified = text_or_null(r, from->last_modified);
	take_body(r, from);
	r->is_delete = from->is_delete;
	r->bearer = text_or_null(r, from->bearer);
	take_signature(r, &from->signature);
	r->timeout_ms = from->timeout_ms > 0 ? from->timeout_ms : LIMIT_REQUEST_MS;
	r->allow_private = from->allow_private;
	r->tell_certificate = from->tell_certificate;
	r->done = done;
	r->user = user;
	return r;
}

bool request_header_is_fit(const char *value)
{
	if (value == NULL || *value == '\0' || strlen(value) > LIMIT_HEADER_BYTES)
		return false;
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < ' ' || *value == '\x7f')
			return false;
	return true;
}

static struct curl_slist *add_line(struct curl_slist *list, const char *line)
{
	return mem_check(curl()->slist_append(list, line));
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name, const char *value)
{
	char *line = mem_printf(NULL, "%s: %s", name, value);

	list = add_line(list, line);
	talloc_free(line);
	return list;
}

static struct curl_slist *add_validator(
    struct curl_slist *list, const char *name, const char *value)
{
	return request_header_is_fit(value) ? add_header(list, name, value) : list;
}

struct curl_slist *request_headers(const struct request *r)
{
	struct curl_slist *list = NULL;

	list = add_validator(list, "If-None-Match", r->etag);
	list = add_validator(list, "If-Modified-Since", r->last_modified);
	if (r->signature.id != NULL) {
		list = add_header(list, "webhook-id", r->signature.id);
		list = add_header(list, "webhook-timestamp", r->signature.timestamp);
		list = add_header(list, "webhook-signature", r->signature.signatures);
	}
	if (r->post == NULL)
		return list;
	list = add_header(list, "Content-Type", r->post_type);
	/* No waiting for a "100 Continue" that many servers never send. */
	return add_line(list, "Expect:");
}

void queue_append(struct queue *queue, const struct queue *more)
{
	if (more->first == NULL)
		return;
	if (queue->first == NULL)
		queue->first = more->first;
	else
		queue->last->next = more->first;
	queue->last = more->last;
}

struct request *queue_take(struct queue *queue)
{
	struct request *r = queue->first;

	queue->first = r->next;
	return r;
}
