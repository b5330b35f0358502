/*
 * HTTP requests, many at once, over libcurl's multi interface. Bounded in every
 * direction: bytes before and after decompression, redirects, time, addresses. The only
 * folder that knows curl, and the only one that opens connections to the outside.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/signature.h"

struct http; /* a set of requests under way */

/*
 * A GET follows up to LIMIT_REDIRECTS redirects, but with allow_private, too, none to another host
 * at a link-local or metadata address; others none, their answer is the redirect.
 */
struct http_request {
	const char *url;
	const char *etag;	   /* sent as If-None-Match; NULL or "" for none */
	const char *last_modified; /* sent as If-Modified-Since; NULL or "" for none */
	const char *post_json;	   /* NULL: GET; otherwise POSTed as application/json */
	const char *post_form;	   /* the same as application/x-www-form-urlencoded */
	bool is_delete;		   /* DELETE, without a body */
	const char *bearer;	   /* a secret, as Authorization; in no failure; NULL for none */
	/* Sent in the headers of Standard Webhooks; no id: there is none. */
	struct standard_signature signature;
	int64_t timeout_ms;    /* 0: LIMIT_REQUEST_MS */
	bool allow_private;    /* the host may resolve to a private or loopback address */
	const char *led_by;    /* the URL that led to this one, as a redirect would; NULL: none */
	bool tell_certificate; /* certificate_until is wanted */
};

/* Why there was no whole answer, for those to whom it makes a difference. */
enum failure_kind {
	FAILURE_NONE, /* there was one */
	FAILURE_OTHER,
	FAILURE_URL,	     /* it is none */
	FAILURE_PROXY,	     /* it came no further than that */
	FAILURE_TRUST,	     /* the certificates to trust cannot be read */
	FAILURE_NAME,	     /* there is no address for the host's name */
	FAILURE_CONNECTION,  /* nobody takes the connection */
	FAILURE_TIME,	     /* it was waited for in vain */
	FAILURE_PRIVATE,     /* the address is only asked with allow_private */
	FAILURE_CERTIFICATE, /* it is not to be trusted */
	FAILURE_NO_TLS,	     /* what came is not TLS, or nothing came */
	FAILURE_NO_HTTP,     /* what came is not HTTP, or nothing came and the connection ended */
	FAILURE_REDIRECT,    /* one too many, or to where none may lead */
	FAILURE_SIZE,	     /* a ceiling was reached */
};

struct http_response {
	int status;	     /* 0: there was no whole answer, and failure says why */
	const char *failure; /* one sentence for a person, with the host but never the URL */
	enum failure_kind failure_kind; /* for a program, which does not look at that text */
	bool is_led_astray;		/* likewise: it failed after a redirect */
	/*
	 * NUL-ended, decompressed; "" when there is none, never NULL. When there is a status,
	 * talloc_steal() may take it over.
	 */
	const char *body;
	size_t body_size;
	const char *etag; /* NULL when not given, or longer than LIMIT_HEADER_BYTES */
	const char *last_modified;
	int64_t age_ms;		/* how long a cache has had it, by Age; 0 when not given */
	int64_t retry_after_ms; /* from Retry-After, at most a day; 0 when not given */
	const char *final_url;	/* after redirects; the one asked for when there was no answer */
	bool abandoned;		/* we did not wait for the answer */
	/* When the server's certificate expires, if that was asked for and it has one; or TIME_NONE. */
	int64_t certificate_until;
};

/*
 * Called once a request, from http_run(). The response is gone when it returns. It may
 * http_add(), and what it adds goes before the requests that wait; but after the deadline
 * those, too, are answered with status 0, so it must not repeat a failed one for ever.
 */
typedef void http_done(void *user, const struct http_response *response);

/*
 * A set that runs at most at_once (at least 1) requests together; freed with ctx, and
 * requests not yet answered go with it. Heeds the proxy variables that curl(1) heeds, and
 * SSL_CERT_FILE or SSL_CERT_DIR in place of the system's certificates.
 */
struct http *http_open(void *ctx, unsigned at_once);

/* Tells the servers, in the User-Agent, where they learn who asks; not called: only what asks. */
void http_introduce(struct http *h, const char *contact_url);

/* From now on the certificates in this file are trusted, and no others. */
void http_trust(struct http *h, const char *ca_file);

/* Connections that are kept for the requests after them; not called: at_once. */
void http_keep(struct http *h, unsigned connections);

/* Queues a request, and copies what it says. */
void http_add(struct http *h, const struct http_request *request, http_done *done, void *user);

/*
 * Runs until a request has been answered, none is left, or the time (of clock_now()) has come.
 * What is under way stays so. E_SYSTEM when libcurl itself fails.
 */
int http_step(struct http *h, int64_t until, struct error *e);

/* How many requests are queued or under way. */
size_t http_pending(const struct http *h);

/* How many of those are queued, or have been under way for no longer than that. */
size_t http_pending_for(const struct http *h, int64_t ms);

/* Answers all that are pending, with status 0 and abandoned. */
void http_abandon(struct http *h);

/*
 * Runs until every queued request is done, or until deadline (clock_now() time) has passed:
 * those left are answered with status 0. E_SYSTEM when libcurl itself fails, but then, too,
 * every request has been answered. May be called again, and reuses open connections.
 */
int http_run(struct http *h, int64_t deadline, struct error *e);

#endif
