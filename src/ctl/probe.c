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
	const char *final_url; /* after redirects */
	struct part part;
	const char *extra[PLATFORM_PARTS]; /* of a part one can do without: what came */
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
	p->final_url = mem_strdup(p->ctx, response->final_url);
	p->part = part_read(p->ctx, bytes, response->body_size);
}

static bool is_plain(const char *url)
{
	return strncmp(url, "http:", strlen("http:")) == 0;
}

/* Who expects TLS hangs up on what is none, or answers in TLS. */
static bool is_perhaps_tls(const char *failure)
{
	return strstr(failure, "connection") != NULL || strstr(failure, "is not HTTP") != NULL;
}

/* A command has no allow_private, by which the refusal goes, but an option for it. */
static const char *advice(const struct probe *p)
{
	if (!p->question->allow_private && strstr(p->failure, "allow_private") != NULL)
		return "; here --private says so";
	if (strstr(p->failure, "does not begin with TLS") != NULL)
		return "; is its address http://?";
	if (is_plain(p->place.url) && is_perhaps_tls(p->failure))
		return "; is its address https://?";
	return "";
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
	if (p->status == 0)
		return error_set(e, E_SYSTEM, "%s%s", p->failure, advice(p));
	if (p->status != 200)
		return error_set(e, E_INPUT, "HTTP %d", p->status);
	return OK;
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

/* What the address itself answered tells best what to try next. */
static int nothing_found(struct probe *p, int status, struct error *e)
{
	const char *root = url_root(p->ctx, p->question->url), *next;

	if (!url_is_same(root, p->question->url))
		next = mem_printf(p->ctx, "is the page at %.256s?", root);
	else if (status == 200)
		next = "is this the page's address? If it has a feed, give the address of that";
	else if (status == 400 && is_plain(root))
		next = "is its address https://?";
	else
		next = "is this the page's address?";
	if (status == 200)
		return error_set(
		    e, E_INPUT, "no platform that is known has its document there; %s", next);
	return error_set(e, E_INPUT,
	    "no platform that is known has its document there, and the address itself answers HTTP "
	    "%d; %s",
	    status, next);
}

/* Such as to a login. What is behind a question mark may be meant for one person. */
static void tell_redirect(struct probe *p)
{
	size_t n = strcspn(p->final_url, "?#");

	if (!url_is_same(p->final_url, p->question->url))
		tell(p, "it redirects to", mem_strndup(p->ctx, p->final_url, n));
}

static int look(struct probe *p, struct error *e)
{
	const char *path = NULL, *url, *html;
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
	tell_redirect(p);
	status = p->status;
	url = p->final_url;
	html = status == 200 ? p->part.bytes : "";
	if (look_for_statusio(p, html, e) || look_for_feed(p, url, html, e))
		return OK;
	return nothing_found(p, status, e);
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
	return NULL;
}
