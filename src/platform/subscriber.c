/* Subscribing to a Statuspage page. See subscriber.h. */
#include "platform/subscriber.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/url.h"

#define FORM_BYTES (8 * 1024)
/* Of the page's own words. */
#define WORDS_BYTES 200

const char *subscriber_url(void *ctx, const char *page)
{
	return mem_printf(ctx, "%s/api/v2/subscribers.json", page);
}

const char *subscriber_end_url(void *ctx, const char *page, const char *id)
{
	struct buf segment;

	buf_init(&segment, ctx, FORM_BYTES);
	url_segment(&segment, id);
	return mem_printf(ctx, "%s/api/v2/subscribers/%s.json", page, segment.data);
}

const char *subscriber_form(void *ctx, const char *email, const char *endpoint)
{
	struct buf form;

	buf_init(&form, ctx, FORM_BYTES);
	url_form_add(&form, "subscriber[email]", email);
	url_form_add(&form, "subscriber[endpoint]", endpoint);
	return form.data;
}

/* An answer, read as far as it can be. */
struct answer {
	void *ctx;
	int status;
	const char *body;
	struct json *root; /* NULL: it is no JSON */
};

static struct answer answer_of(void *ctx, int status, const char *body, size_t n)
{
	struct answer a = {.ctx = ctx, .status = status, .body = body};

	if (json_read(ctx, body, n, &a.root, NULL) != OK)
		a.root = NULL;
	return a;
}

/* A text, or the texts of a list, or of the members of an object; "" for anything else. */
static void add_words(void *ctx, struct buf *out, const struct json *value)
{
	const char *text = json_text_of(ctx, value, WORDS_BYTES), *key;
	size_t n = json_is_list(value) ? json_list_size(value, 10) : 0;

	if (text != NULL)
		buf_printf(out, "%s%s", out->len > 0 ? ", " : "", text);
	for (size_t i = 0; i < n; i++)
		add_words(ctx, out, json_list_at(value, i));
	for (size_t i = 0; json_is_object(value) && i < json_members(value) && i < 10; i++)
		add_words(ctx, out, json_member_at(value, i, &key));
}

/* What the page itself says is wrong, such as ": Email has already been taken"; "" for nothing. */
static const char *own_words(const struct answer *a)
{
	static const char *const places[] = {"errors", "error", "message"};
	struct buf words, safe;

	buf_init(&words, a->ctx, 2 * WORDS_BYTES);
	for (size_t i = 0; i < 3 && words.len == 0; i++) {
		const char *text = json_text(a->ctx, a->root, places[i], WORDS_BYTES);

		if (text != NULL)
			buf_str(&words, text);
		else
			add_words(a->ctx, &words,
			    json_member(a->root, places[i]) != NULL
				? json_member(a->root, places[i])
				: json_list(a->root, places[i]));
	}
	if (words.len == 0)
		return "";
	buf_init(&safe, a->ctx, WORDS_BYTES);
	log_text(&safe, words.data);
	return mem_printf(a->ctx, ": %s", safe.data);
}

static bool is_html(const struct answer *a)
{
	return a->root == NULL && a->body[strspn(a->body, " \t\r\n\xef\xbb\xbf")] == '<';
}

/* Pages may ask whether a person is there; that is said nowhere but in what they answer. */
static bool asks_for_a_person(const struct answer *a)
{
	return strcasestr(a->body, "captcha") != NULL ||
	       strcasestr(a->body, "cf-challenge") != NULL;
}

#define BY_HAND "subscribe in a browser, on the page: choose \"Subscribe to updates\" and webhook"

static int refused(const struct answer *a, struct error *e)
{
	const char *words = own_words(a);

	if (asks_for_a_person(a))
		return error_set(e, E_INPUT,
		    "the page wants to see a person (HTTP %d, a captcha); " BY_HAND, a->status);
	if (a->status == 422)
		return error_set(e, E_INPUT,
		    "the page refuses it (HTTP 422)%s; either this address is subscribed already, "
		    "or waits to be confirmed by the link in a mail, or the page takes no webhooks",
		    words);
	if (a->status == 401 || a->status == 403 || a->status == 405)
		return error_set(e, E_INPUT,
		    "the page does not allow it (HTTP %d)%s; subscriptions may be turned off, or "
		    "open to a browser only: " BY_HAND,
		    a->status, words);
	if (a->status == 404 || a->status == 410)
		return error_set(e, E_INPUT,
		    "the page has nothing there (HTTP %d); it offers no webhooks, or is no "
		    "Statuspage any more: \"statusctl probe\" tells",
		    a->status);
	if (a->status == 429 || a->status >= 500)
		return error_set(e, E_BUSY,
		    "the page cannot do it now (HTTP %d)%s; try again later", a->status, words);
	if (a->status >= 300 && a->status < 400)
		return error_set(e, E_INPUT,
		    "the page has moved (HTTP %d); \"statusctl list\" tells where to, once the "
		    "poller has been there",
		    a->status);
	return error_set(e, E_INPUT, "the page answered HTTP %d%s", a->status, words);
}

static bool is_done(int status)
{
	return status >= 200 && status < 300;
}

int subscriber_read(
    void *ctx, int status, const char *body, size_t n, const char **id, struct error *e)
{
	struct answer a = answer_of(ctx, status, body, n);
	const struct json *subscriber = json_member(a.root, "subscriber");
	const char *mode = json_text(ctx, subscriber, "mode", LIMIT_WORD);

	if (!is_done(status))
		return refused(&a, e);
	if (is_html(&a))
		return asks_for_a_person(&a)
			   ? refused(&a, e)
			   : error_set(e, E_INPUT,
				 "the page answered with HTML in place of JSON (HTTP %d); it is no "
				 "Statuspage any more, or " BY_HAND,
				 status);
	*id = json_text(ctx, subscriber, "id", LIMIT_ID);
	if (*id == NULL)
		return error_set(e, E_INPUT,
		    "the page answered HTTP %d without the id of a subscriber%s; whether it will "
		    "send webhooks is not known",
		    status, own_words(&a));
	if (mode != NULL && strcmp(mode, "webhook") != 0)
		return error_set(e, E_INPUT,
		    "the page takes no webhooks: it has subscribed the mail address alone; the "
		    "link in its mails ends that");
	return OK;
}

int subscriber_read_end(void *ctx, int status, const char *body, size_t n, struct error *e)
{
	struct answer a = answer_of(ctx, status, body, n);

	if (status == 404 || status == 410 || (is_done(status) && !is_html(&a)))
		return OK;
	if (is_done(status))
		return error_set(e, E_INPUT,
		    "the page answered with HTML in place of JSON (HTTP %d); the link in its mails "
		    "ends the subscription",
		    status);
	return refused(&a, e);
}
