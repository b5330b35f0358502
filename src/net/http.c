/*
 * Requests over libcurl's multi interface. See http.h. A request waits in a queue until
 * one of a fixed number of transfers is free; a transfer keeps its easy handle, and with
 * it buffers and caches, from one request to the next.
 */
#include "net/http.h"

#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "net/address.h"
#include "net/curl.h"
#include "net/failure.h"
#include "net/proxy.h"
#include "net/receive.h"
#include "net/request.h"
#include "net/response.h"
#include "net/trust.h"

/* How long one wait may last: the deadline is looked at again then, whatever the clocks do. */
#define WAIT_MS 1000

struct transfer {
	struct http *http;
	CURL *easy;
	struct request *request; /* NULL: free */
	int64_t begun_at;	 /* by clock_steady() */
	struct curl_slist *headers;
	struct received received;
	bool refused;  /* an address was not public */
	bool by_proxy; /* the last one that was connected to is a proxy's */
	char detail[CURL_ERROR_SIZE];
};

struct http {
	CURLM *multi;
	struct transfer *transfers;
	unsigned n_transfers;
	unsigned n_kept;
	unsigned active;
	struct queue queue;
	struct proxies proxies;
	struct trust trust;
	const char *agent;
};

/* The host that was last asked: after redirects it is not the one in the request. */
static const char *transfer_host(struct transfer *t)
{
	const char *url = NULL, *host = NULL;

	if (curl()->easy_getinfo(t->easy, CURLINFO_EFFECTIVE_URL, &url) == CURLE_OK && url != NULL)
		host = failure_host(t->request, url);
	return host != NULL ? host : t->request->host;
}

/* allow_private was said of one host; it may lead to others beside it, but not to what runs us. */
static bool private_allowed(struct transfer *t, const struct sockaddr *address)
{
	return t->request->allow_private &&
	       (!address_is_of_cloud(address) ||
		   strcasecmp(transfer_host(t), t->request->first_host) == 0);
}

static bool address_allowed(struct transfer *t, const struct sockaddr *address)
{
	if (address_is_public(address) || private_allowed(t, address) ||
	    proxies_have(&t->http->proxies, address))
		return true;
	t->refused = true;
	return false;
}

/* Called with the resolved address, so that no spelling and no name server gets around it. */
static curl_socket_t open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct transfer *t = user;

	(void)purpose;
	if (!address_allowed(t, &a->addr))
		return CURL_SOCKET_BAD;
	t->by_proxy = proxies_have(&t->http->proxies, &a->addr);
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* A connection that another request was allowed to open may be used again: check once more. */
static int check_connection(void *user, char *ip, char *local_ip, int port, int local_port)
{
	union address a;

	(void)local_ip;
	(void)local_port;
	if (!address_parse(&a, ip, (uint16_t)port) || !address_allowed(user, &a.any))
		return CURL_PREREQFUNC_ABORT;
	return CURL_PREREQFUNC_OK;
}

/* For the functions below: the first option that libcurl refuses is what they return. */
#define SET(option, value)                                                                         \
	do {                                                                                       \
		if (rc == CURLE_OK)                                                                \
			rc = curl()->easy_setopt(t->easy, option, value);                          \
	} while (0)

static CURLcode set_bounds(struct transfer *t)
{
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_MAXREDIRS, (long)LIMIT_REDIRECTS);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)LIMIT_CONNECT_MS);
	SET(CURLOPT_TIMEOUT_MS, (long)t->request->timeout_ms);
	SET(CURLOPT_NOSIGNAL, 1L);
	/* Otherwise giving up on a name waits for the name server, and all others with it. */
	SET(CURLOPT_QUICK_EXIT, 1L);
	SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
	SET(CURLOPT_OPENSOCKETDATA, t);
	SET(CURLOPT_PREREQFUNCTION, check_connection);
	SET(CURLOPT_PREREQDATA, t);
	return rc;
}

static CURLcode set_tls(struct transfer *t)
{
	CURLcode rc = trust_set(&t->http->trust, t->easy);

	SET(CURLOPT_CERTINFO, t->request->tell_certificate ? 1L : 0L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/*
	 * Requests to one host share a connection, which the first one opens. Not without
	 * TLS: only the first answer tells that it is not HTTP/2, and a server that stalls
	 * one request would hold the others.
	 */
	SET(CURLOPT_PIPEWAIT, strncasecmp(t->request->url, "https:", 6) == 0 ? 1L : 0L);
	return rc;
}

static CURLcode set_request(struct transfer *t)
{
	const struct request *r = t->request;
	CURLcode rc = CURLE_OK;

	SET(CURLOPT_URL, r->url);
	SET(CURLOPT_PRIVATE, t);
	SET(CURLOPT_ERRORBUFFER, t->detail);
	SET(CURLOPT_USERAGENT, t->http->agent);
	SET(CURLOPT_ACCEPT_ENCODING, "");
	SET(CURLOPT_HTTPHEADER, t->headers);
	/* libcurl keeps it from other hosts that a redirect leads to. */
	if (r->bearer != NULL) {
		SET(CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
		SET(CURLOPT_XOAUTH2_BEARER, r->bearer);
	}
	if (r->post != NULL) {
		SET(CURLOPT_POSTFIELDS, r->post);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(r->post));
	} else if (r->is_delete) {
		SET(CURLOPT_CUSTOMREQUEST, "DELETE");
	} else {
		SET(CURLOPT_FOLLOWLOCATION, 1L);
	}
	return rc;
}

#undef SET

static struct failure explain_refusal(struct transfer *t, const char *host)
{
	if (t->request->allow_private)
		return (struct failure){FAILURE_REDIRECT,
		    mem_printf(t->request,
			"%s has a link-local or metadata address, to which no redirect or link "
			"may lead",
			host)};
	return (struct failure){FAILURE_PRIVATE,
	    mem_printf(t->request,
		"%s has a private or local address, which is only asked with allow_private", host)};
}

static struct failure explain(struct transfer *t, CURLcode code)
{
	const char *host = transfer_host(t), *excess;
	bool at_proxy = t->by_proxy && failure_is_at_proxy(t->easy, code);
	struct failure failure;

	if (t->refused && (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK))
		return explain_refusal(t, host);
	if ((excess = receive_excess(t->request, &t->received, host)) != NULL)
		return (struct failure){FAILURE_SIZE, excess};
	if (at_proxy)
		host = mem_printf(t->request, "the proxy that leads to %s", host);
	failure = failure_of(t->request, t->easy, code, host, t->detail);
	if (at_proxy)
		failure.kind = FAILURE_PROXY;
	return failure;
}

static void read_answer(struct transfer *t, struct http_response *response)
{
	response->body = t->received.body.data;
	response->body_size = t->received.body.len;
	response_read(t->easy, response);
	if (t->request->tell_certificate)
		response->certificate_until = response_certificate(t->easy);
}

/* Ends a request. What its callback adds goes before those waiting: that host is still warm. */
static void answer(struct http *h, struct request *r, const struct http_response *response)
{
	struct queue waiting = h->queue;

	h->queue = (struct queue){0};
	r->done(r->user, response);
	queue_append(&h->queue, &waiting);
	talloc_free(r);
}

/* There is no answer because we did not wait for it. */
static void answer_abandoned(struct http *h, struct request *r, const char *failure)
{
	struct http_response response = {.failure = failure,
	    .failure_kind = FAILURE_TIME,
	    .body = "",
	    .final_url = r->url,
	    .abandoned = true};

	answer(h, r, &response);
}

static struct request *transfer_release(struct transfer *t)
{
	struct request *r = t->request;

	curl()->multi_remove_handle(t->http->multi, t->easy);
	curl()->slist_free_all(t->headers);
	t->headers = NULL;
	t->request = NULL;
	t->http->active--;
	return r;
}

static void read_failure(struct transfer *t, CURLcode code, struct http_response *response)
{
	struct failure failure = explain(t, code);

	response->body = "";
	response->failure = failure.text;
	response->failure_kind = failure.kind;
	response->is_led_astray = failure_is_astray(t->easy);
}

static void transfer_finish(struct transfer *t, CURLcode code)
{
	struct http_response response = {.final_url = t->request->url};
	struct http *h = t->http;

	if (code == CURLE_OK)
		read_answer(t, &response);
	else
		read_failure(t, code, &response);
	/* The headers in response live until the next request. */
	answer(h, transfer_release(t), &response);
}

static void transfer_start(struct transfer *t, struct request *r)
{
	CURLcode rc;

	if (t->easy == NULL)
		t->easy = mem_check(curl()->easy_init());
	curl()->easy_reset(t->easy);
	t->request = r;
	t->begun_at = clock_steady();
	t->refused = t->by_proxy = false;
	t->detail[0] = '\0';
	t->http->active++;
	t->headers = request_headers(r);
	if ((rc = receive_start(&t->received, t->easy, r)) == CURLE_OK &&
	    (rc = set_bounds(t)) == CURLE_OK && (rc = set_tls(t)) == CURLE_OK)
		rc = set_request(t);
	if (rc == CURLE_OK && curl()->multi_add_handle(t->http->multi, t->easy) != CURLM_OK)
		rc = CURLE_FAILED_INIT;
	if (rc != CURLE_OK)
		transfer_finish(t, rc);
}

static void start_queued(struct http *h)
{
	for (unsigned i = 0; i < h->n_transfers && h->queue.first != NULL; i++)
		if (h->transfers[i].request == NULL)
			transfer_start(&h->transfers[i], queue_take(&h->queue));
}

/* Ends the transfers that libcurl is done with; whether there were any. */
static bool finish_done(struct http *h)
{
	CURLMsg *message;
	bool any = false;
	int left;

	while ((message = curl()->multi_info_read(h->multi, &left)) != NULL) {
		CURLcode code = message->data.result;
		struct transfer *t = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		curl()->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &t);
		transfer_finish(t, code);
		any = true;
	}
	return any;
}

/* Not before there is a request: most runs of the poller have none, and it takes a while. */
static void multi_start(struct http *h)
{
	trust_find(h, &h->trust);
	h->multi = mem_check(curl()->multi_init());
	/* A round asks a host some times in a row and then not again. */
	curl()->multi_setopt(h->multi, CURLMOPT_MAXCONNECTS, (long)h->n_kept);
}

/* Until all are done, or with until_any the first. */
static CURLMcode drive(struct http *h, int64_t deadline, bool until_any)
{
	struct deadline end = clock_deadline(deadline - clock_now());
	int64_t left;
	CURLMcode rc;
	int running;

	while ((h->queue.first != NULL || h->active > 0) && (left = clock_left(&end)) > 0) {
		if (h->multi == NULL)
			multi_start(h);
		if (!proxies_find(&h->proxies, end.steady_at))
			continue; /* and so to the end */
		start_queued(h);
		if ((rc = curl()->multi_perform(h->multi, &running)) != CURLM_OK)
			return rc;
		if (finish_done(h)) {
			if (until_any)
				return CURLM_OK;
			continue; /* something else may start */
		}
		if (h->active == 0)
			continue;
		rc = curl()->multi_poll(
		    h->multi, NULL, 0, left < WAIT_MS ? (int)left : WAIT_MS, NULL);
		if (rc != CURLM_OK)
			return rc;
	}
	return CURLM_OK;
}

void http_abandon(struct http *h)
{
	for (unsigned i = 0; i < h->n_transfers; i++) {
		struct transfer *t = &h->transfers[i];
		const char *failure;

		if (t->request == NULL)
			continue;
		failure = mem_printf(
		    t->request, "%s did not answer before the time was up", transfer_host(t));
		answer_abandoned(h, transfer_release(t), failure);
	}
	while (h->queue.first != NULL) {
		struct request *r = queue_take(&h->queue);

		answer_abandoned(h, r,
		    mem_printf(r, "%s was not asked: the time was up before its turn", r->host));
	}
}

static int outcome(CURLMcode rc, struct error *e)
{
	if (rc == CURLM_OK)
		return OK;
	return error_set(
	    e, E_SYSTEM, "the HTTP requests broke off: %s", curl()->multi_strerror(rc));
}

int http_step(struct http *h, int64_t until, struct error *e)
{
	return outcome(drive(h, until, true), e);
}

size_t http_pending(const struct http *h)
{
	size_t n = h->active;

	for (const struct request *r = h->queue.first; r != NULL; r = r->next)
		n++;
	return n;
}

size_t http_pending_for(const struct http *h, int64_t ms)
{
	int64_t since = clock_steady() - ms;
	size_t n = http_pending(h);

	for (unsigned i = 0; i < h->n_transfers; i++)
		n -= h->transfers[i].request != NULL && h->transfers[i].begun_at < since;
	return n;
}

int http_run(struct http *h, int64_t deadline, struct error *e)
{
	CURLMcode rc = drive(h, deadline, false);

	http_abandon(h);
	return outcome(rc, e);
}

#define AGENT "status-monitor/" PACKAGE_VERSION

void http_introduce(struct http *h, const char *contact_url)
{
	h->agent = mem_printf(h, AGENT " (+%s)", contact_url);
}

void http_trust(struct http *h, const char *ca_file)
{
	h->trust.file = mem_strdup(h, ca_file);
}

void http_keep(struct http *h, unsigned connections)
{
	h->n_kept = connections;
}

static int http_destroy(struct http *h)
{
	if (h->multi == NULL)
		return 0; /* nothing was asked */
	for (unsigned i = 0; i < h->n_transfers; i++) {
		if (h->transfers[i].request != NULL)
			transfer_release(&h->transfers[i]);
		curl()->easy_cleanup(h->transfers[i].easy);
	}
	curl()->multi_cleanup(h->multi);
	proxies_forget(&h->proxies);
	return 0;
}

struct http *http_open(void *ctx, unsigned at_once)
{
	struct http *h = mem_new(ctx, struct http);

	h->n_transfers = h->n_kept = at_once > 0 ? at_once : 1;
	h->transfers = mem_array(h, struct transfer, h->n_transfers);
	for (unsigned i = 0; i < h->n_transfers; i++)
		h->transfers[i].http = h;
	h->agent = AGENT;
	talloc_set_destructor(h, http_destroy);
	return h;
}

void http_add(struct http *h, const struct http_request *request, http_done *done, void *user)
{
	struct request *r = request_new(h, request, done, user);

	queue_append(&h->queue, &(struct queue){.first = r, .last = r});
}
