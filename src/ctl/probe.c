/*
 * Asking a page as the poller does, at every place where a platform has its document. See
 * probe.h.
 */
#include "ctl/probe.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/url.h"
#include "flow/client.h"
#include "flow/page.h"
#include "model/provider.h"
#include "net/http.h"
#include "platform/feed.h"
#include "platform/platform.h"
#include "platform/salesforce.h"
#include "platform/statusio.h"

#define PROBE_MS 30000

int probe_address(const char *typed, struct error *e)
{
	if (strchr(typed, '@') != NULL)
		return error_set(e, E_INPUT,
		    "there is an \"@\" in the address; give it without user and password");
	if (!url_is_http(typed))
		return error_set(e, E_INPUT,
		    "\"%.64s\" is no address; it begins with http:// or https://", typed);
	return OK;
}

struct probe {
	void *ctx;
	const struct probe_question *question;
	struct http *http;
	struct place place;
	/* The last answer. */
	int status;
	const char *failure;
	enum failure_kind failure_kind;
	bool is_led_astray;
	const char *final_url; /* after redirects */
	struct part part;
	const char *extra[PLATFORM_PARTS]; /* of a part one can do without: what came */
	bool has_trouble;		   /* some place answered so */
	struct probe_answer *out;
};

static void go_to(struct probe *p, const char *url)
{
	p->place.url = url_without_slash(p->ctx, url);
	p->place.url_as_written = url;
}

static void tell(const struct probe *p, const char *place, const char *what)
{
	p->question->tell(p->question->user, place, what);
}

static void keep_answer(void *user, const struct http_response *response)
{
	struct probe *p = user;
	const char *bytes = mem_memdup(p->ctx, response->body, response->body_size + 1);

	p->status = response->status;
	p->failure = response->failure != NULL ? mem_strdup(p->ctx, response->failure) : NULL;
	p->failure_kind = response->failure_kind;
	p->is_led_astray = response->is_led_astray;
	p->has_trouble |= p->status >= 500;
	p->final_url = mem_strdup(p->ctx, response->final_url);
	p->part = part_read(p->ctx, bytes, response->body_size);
}

static bool is_plain(const char *url)
{
	return strncmp(url, "http:", strlen("http:")) == 0;
}

/* What to do where there is no answer. A command has no allow_private, but an option for it. */
static const char *advice(const struct probe *p)
{
	static const char *const by_kind[] = {
	    [FAILURE_OTHER] = "try again later",
	    [FAILURE_URL] = "is it written right?",
	    [FAILURE_PROXY] = "see http_proxy and https_proxy, which name it",
	    [FAILURE_TRUST] = "see ca_file, SSL_CERT_FILE and SSL_CERT_DIR, which name them",
	    [FAILURE_NAME] = "is it spelt right? If so, see whether this machine finds other names",
	    [FAILURE_CONNECTION] = "are the address and its port right?",
	    [FAILURE_TIME] = "is the address right? If so, try again later",
	    [FAILURE_PRIVATE] = "here --private says so",
	    [FAILURE_CERTIFICATE] = "is the address right? If so, its owner has to mend that, or "
				    "ca_file has to name who signed it",
	    [FAILURE_NO_TLS] = "is its address http://?",
	    [FAILURE_NO_HTTP] = "is this the page's address?",
	    [FAILURE_REDIRECT] = "give the address at which a browser arrives",
	    [FAILURE_SIZE] = "is this the page's address?",
	};

	if (p->failure_kind == FAILURE_NO_HTTP && is_plain(p->place.url))
		return "is its address https://?";
	return by_kind[p->failure_kind];
}

static int refuse(const struct probe *p, struct error *e)
{
	if (p->status == 0)
		return error_set(
		    e, p->is_led_astray ? E_INPUT : E_SYSTEM, "%s; %s", p->failure, advice(p));
	if (p->status == 429)
		return error_set(e, E_SYSTEM,
		    "the page answers HTTP 429: it is asked too often; try again later");
	return error_set(e, E_INPUT, "HTTP %d", p->status);
}

/* Asks for a path of the table; E_INPUT says what came instead of a document. */
static int ask(struct probe *p, const char *path, struct error *e)
{
	struct http_request request = {.url = platform_url(p->ctx, &p->place, path),
	    .led_by = p->question->url,
	    .allow_private = p->question->allow_private};
	int rc;

	if (request.url == NULL)
		return error_set(e, E_INPUT, "needs a page id");
	http_add(p->http, &request, keep_answer, p);
	if ((rc = http_run(p->http, clock_now() + PROBE_MS, e)) != OK)
		return rc;
	return p->status == 200 ? OK : refuse(p, e);
}

static const struct platform *recognise(struct probe *p, const char *path, struct error *e)
{
	const struct platform *found =
	    ask(p, path, e) == OK ? platform_recognise(p->ctx, path, &p->part, e) : NULL;

	/* What the page leads to is looked at by itself, after all places of its own. */
	if (found != NULL && found->leads_to == NULL)
		return found;
	if (*path == '\0' && p->status == 200 && p->part.root == NULL)
		error_set(e, E_INPUT, "a page for people, and no document");
	return NULL;
}

/*
 * As recognise(), at the address that the page redirects to: of the other one the poller would tell
 * at once that the page has moved. Whether it works by itself is seen by asking there.
 */
static const struct platform *find_page(struct probe *p, const char *path, struct error *e)
{
	const struct platform *platform = recognise(p, path, e), *there;
	const struct place before = p->place;
	const char *url;

	if (platform == NULL ||
	    (url = page_redirected(p->ctx, &before, path, p->final_url)) == NULL)
		return platform;
	go_to(p, url);
	if ((there = recognise(p, path, e)) != NULL) {
		tell(p, "it redirects to", url);
		return there;
	}
	p->place = before;
	return recognise(p, path, e);
}

/* What one could do without is asked for all the same: whether it is there is worth knowing. */
static int read_page(
    struct probe *p, const struct platform *platform, struct report *out, struct error *e)
{
	struct part parts[PLATFORM_PARTS] = {p->part};
	bool extra = platform->wants_more != NULL;

	for (size_t i = 1; i < PLATFORM_PARTS && platform->parts[i] != NULL; i++) {
		int rc = ask(p, platform->parts[i], e);

		if (rc != OK && !extra)
			return rc;
		if (rc == OK)
			parts[i] = p->part;
		if (extra && rc == OK)
			p->extra[i] = p->part.flaw != NULL ? p->part.flaw : "found";
		else if (extra)
			p->extra[i] = mem_strdup(p->ctx, e->text);
	}
	return platform_read_document(p->ctx, platform, &p->place, parts, out, e);
}

/* A key out of the name: "acme-cloud" for "Acme Cloud". */
static const char *key_of(void *ctx, const char *name)
{
	char *key = mem_strndup(ctx, name, PROVIDER_KEY_MAX), *to = key;

	for (const char *c = key; *c != '\0'; c++) {
		if (isalnum((unsigned char)*c) && (unsigned char)*c < 0x80)
			*to++ = (char)tolower((unsigned char)*c);
		else if (to > key && to[-1] != '-')
			*to++ = '-';
	}
	while (to > key && to[-1] == '-')
		to--;
	*to = '\0';
	return *key != '\0' ? key : "page";
}

static void answer(struct probe *p, const struct platform *platform, const struct report *r)
{
	bool is_itself = *platform->parts[0] == '\0';
	const char *name = r->page.name != NULL ? r->page.name : r->page.id;

	*p->out = (struct probe_answer){
	    .platform = platform->name,
	    .key = key_of(p->ctx, name),
	    .name = name,
	    .url = is_itself ? p->place.url_as_written : p->place.url,
	    .n_components = r->n_components,
	    .n_incidents = r->n_incidents,
	};
	if (p->place.page_id != NULL ||
	    !url_place_is(p->place.url, r->page.id)) /* where a platform has no ids */
		p->out->page_id = r->page.id;
}

/* Whether a page was found at that place; *e says why not. */
static bool look_at(struct probe *p, const char *path, struct error *e)
{
	const struct place before = p->place;
	bool is_typed = before.url_as_written == p->question->url;
	const char *shown = *path != '\0' ? path : is_typed ? "the address itself" : "there";
	const struct platform *platform = find_page(p, path, e);
	struct report *report = mem_new(p->ctx, struct report);

	if (platform == NULL || read_page(p, platform, report, e) != OK) {
		tell(p, shown, e->text);
		p->place = before;
		return false;
	}
	tell(p, shown, "found");
	for (size_t i = 0; i < PLATFORM_PARTS; i++)
		if (p->extra[i] != NULL)
			tell(p, platform->parts[i], p->extra[i]);
	answer(p, platform, report);
	return true;
}

/* Its pages are all made by scripts, and have their documents on another host. */
static bool look_for_salesforce(struct probe *p, struct error *e)
{
	const struct place before = p->place;
	const char *api, *product = salesforce_product(p->ctx, before.url, &api);

	if (product == NULL)
		return false;
	tell(p, "it is Salesforce's, of product", product);
	go_to(p, api);
	p->place.page_id = product;
	if (look_at(p, platform_salesforce.parts[0], e))
		return true;
	p->place = before;
	return false;
}

/* Below the page's own address, or where Status.io has them all. */
static bool look_for_statusio(struct probe *p, const char *html, struct error *e)
{
	const char *path = platform_find("statusio")->parts[0];
	const struct place before = p->place;

	p->place.page_id = statusio_page_id(p->ctx, html);
	if (p->place.page_id == NULL)
		return false;
	tell(p, "it names its Status.io id", p->place.page_id);
	if (look_at(p, path, e))
		return true;
	go_to(p, STATUSIO_URL);
	if (look_at(p, path, e))
		return true;
	p->place = before;
	return false;
}

static bool look_for_feed(struct probe *p, const char *url, const char *html, struct error *e)
{
	const char *linked = feed_linked(p->ctx, url, html);

	if (linked == NULL)
		return false;
	tell(p, "it names a feed", linked);
	go_to(p, linked);
	return look_at(p, platform_feed.parts[0], e);
}

/* The address itself was asked last, and what it answered tells best what to try next. */
static const char *next_step(struct probe *p, int status)
{
	const char *root = url_root(p->ctx, p->question->url);

	if (p->has_trouble)
		return "the page has trouble: try again later";
	if (!url_is_same(root, p->question->url))
		return mem_printf(p->ctx, "is the page at %.256s?", root);
	if (status == 400 && is_plain(root))
		return "is its address https://?";
	return "is this the page's address?";
}

static int nothing_found(struct probe *p, int status, bool is_redirected, struct error *e)
{
	const char *what = "", *hint = "";

	if (status != 200)
		what = mem_printf(p->ctx, ", and the address itself answers HTTP %d", status);
	if (status == 401 || status == 403 || is_redirected)
		hint = " What wants a login cannot be watched";
	else if (status == 200 && !p->has_trouble)
		hint = " If it has a feed, give the address of that";
	return error_set(e, E_INPUT, "no platform that is known has its document there%s; %s%s",
	    what, next_step(p, status), hint);
}

/* Such as to a login: where to; NULL when it did not. */
static const char *redirected(struct probe *p)
{
	/* What is behind a question mark may be meant for one person. */
	size_t n = strcspn(p->final_url, "?#");

	return url_is_same(p->final_url, p->question->url) ? NULL
							   : mem_strndup(p->ctx, p->final_url, n);
}

static int look(struct probe *p, struct error *e)
{
	const char *path = NULL, *url, *html, *there;
	int status;

	if (look_for_salesforce(p, e))
		return OK;
	while ((path = platform_path_after(path)) != NULL) {
		if (look_at(p, path, e))
			return OK;
		if (e->code == E_SYSTEM)
			return E_SYSTEM; /* the other places are on the same host */
	}
	/* The address itself was asked last: as a page in HTML it may name where its document is. */
	if ((there = redirected(p)) != NULL)
		tell(p, "it redirects to", there);
	status = p->status;
	url = p->final_url;
	html = status == 200 ? p->part.bytes : "";
	if (look_for_statusio(p, html, e) || look_for_feed(p, url, html, e))
		return OK;
	return status != 0 ? nothing_found(p, status, there != NULL, e) : E_INPUT;
}

int probe_page(
    void *ctx, const struct probe_question *question, struct probe_answer *out, struct error *e)
{
	struct probe p = {
	    .ctx = ctx, .question = question, .place = {.now = clock_now()}, .out = out};
	struct error why;
	int rc;

	go_to(&p, question->url);
	p.http = client_open(ctx, question->app, 1);
	rc = look(&p, &why);
	if (rc != OK)
		*e = why; /* of one that was found, too, there were places where it is not */
	return rc;
}

/* One address may be that of all pages of a platform; then their ids differ. */
static bool is_same_page(const struct provider *p, const struct probe_answer *page)
{
	return url_is_same(p->url, page->url) && (p->page_id == NULL || page->page_id == NULL ||
						     strcmp(p->page_id, page->page_id) == 0);
}

const struct provider *probe_watched(const struct providers *all, const struct probe_answer *page)
{
	for (size_t i = 0; i < all->n; i++)
		if (is_same_page(&all->list[i], page))
			return &all->list[i];
	return provider_find_page(all, page->page_id); /* at another address */
}

const char *probe_free_key(void *ctx, const struct providers *all, const char *key)
{
	const char *free_key = key;

	for (int i = 2; provider_find(all, free_key) != NULL; i++) {
		const char *tail = mem_printf(ctx, "-%d", i);

		free_key =
		    mem_printf(ctx, "%.*s%s", PROVIDER_KEY_MAX - (int)strlen(tail), key, tail);
	}
	return free_key;
}
