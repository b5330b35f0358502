/* A request as it waits for its turn, and the queue it waits in. */
#ifndef NET_REQUEST_H
#define NET_REQUEST_H

#include <stdbool.h>

#include "net/curl.h"
#include "net/http.h"

struct request {
	struct request *next;
	const char *url;
	const char *host;	/* of the url, or what stands for it in the text of a failure */
	const char *first_host; /* that allow_private was said of */
	const char *etag;
	const char *last_modified;
	const char *post; /* NULL: there is no body */
	const char *post_type;
	bool is_delete;
	const char *bearer;
	struct standard_signature signature;
	int64_t timeout_ms;
	bool allow_private;
	bool tell_certificate;
	http_done *done;
	void *user;
};

struct queue {
	struct request *first;
	struct request *last;
};

/* A copy of what is asked for; belongs to ctx. */
struct request *request_new(
    void *ctx, const struct http_request *from, http_done *done, void *user);

/* The headers that libcurl would not send by itself; to be freed with curl_slist_free_all(). */
struct curl_slist *request_headers(const struct request *r);

/*
 * Whether an ETag or Last-Modified can be kept and sent back. Not when it is too long
 * (cut, it would be another one) or has control characters (it might become two headers).
 */
bool request_header_is_fit(const char *value);

/* Moves all of more to the end of queue. */
void queue_append(struct queue *queue, const struct queue *more);

/* The first one of a queue that is not empty. */
struct request *queue_take(struct queue *queue);

#endif
