/* What a summary is made from. See source.h. */
#include "summary/source.h"

#include <string.h>

#include "base/buf.h"
#include "base/escape.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "summary/plain.h"

/* Of these little is needed to know what it is about. */
#define SHORT_BYTES 256

struct writing {
	void *ctx;
	size_t left; /* bytes that may still be told */
	struct buf json;
	struct buf text;
};

static bool has_text(const struct event *event)
{
	return event->detail != NULL && strspn(event->detail, " \t\r\n") < strlen(event->detail);
}

bool source_is_news(const struct event *events, size_t n)
{
	if (n == 0 || !has_text(&events[0]))
		return false;
	for (size_t i = 1; i < n; i++)
		if (events[i].detail != NULL && strcmp(events[i].detail, events[0].detail) == 0)
			return false;
	return true;
}

/* The text made plain, as much of it as may be told; it counts. */
static const char *take(struct writing *w, const char *text, size_t max)
{
	const char *plain = plain_text(w->ctx, text);
	size_t n = utf8_cut(plain, strlen(plain), max < w->left ? max : w->left);

	w->left -= n;
	return mem_strndup(w->ctx, plain, n);
}

static void put(struct writing *w, const char *key, const char *value)
{
	buf_printf(&w->json, "\"%s\":", key);
	json_str(&w->json, value);
	buf_printf(&w->text, "%s\n", value);
}

/* The newest ones that have a text, newest first. */
static size_t pick(const struct event *events, size_t n, const struct event **picked)
{
	size_t count = 0;

	for (size_t i = 0; i < n && count < LIMIT_SUMMARY_UPDATES; i++)
		if (has_text(&events[i]))
			picked[count++] = &events[i];
	return count;
}

static void put_updates(struct writing *w, const struct event *events, size_t n)
{
	const struct event *picked[LIMIT_SUMMARY_UPDATES];
	const char *status[LIMIT_SUMMARY_UPDATES], *text[LIMIT_SUMMARY_UPDATES];
	size_t count = pick(events, n, picked);

	for (size_t i = 0; i < count; i++) {
		status[i] = take(w, picked[i]->status, LIMIT_WORD);
		text[i] = take(w, picked[i]->detail, SIZE_MAX);
	}
	for (size_t i = count; i > 0; i--) {
		if (*text[i - 1] == '\0')
			continue;
		buf_str(&w->json, w->json.data[w->json.len - 1] == '[' ? "{" : ",{");
		put(w, "status", status[i - 1]);
		buf_char(&w->json, ',');
		put(w, "text", text[i - 1]);
		buf_char(&w->json, '}');
	}
}

struct source source_of(void *ctx, const struct event *events, size_t n)
{
	struct writing w = {.ctx = ctx, .left = LIMIT_SUMMARY_SOURCE_BYTES};

	buf_init(&w.json, ctx, 8 * LIMIT_SUMMARY_SOURCE_BYTES);
	buf_init(&w.text, ctx, 2 * LIMIT_SUMMARY_SOURCE_BYTES);
	buf_char(&w.json, '{');
	put(&w, "provider", take(&w, events[0].provider_name, SHORT_BYTES));
	buf_char(&w.json, ',');
	put(&w, "title", take(&w, events[0].title, SHORT_BYTES));
	buf_char(&w.json, ',');
	put(&w, "affected", take(&w, events[0].product, SHORT_BYTES));
	buf_char(&w.json, ',');
	put(&w, "impact", take(&w, events[0].impact, LIMIT_WORD));
	buf_str(&w.json, ",\"updates\":[");
	put_updates(&w, events, n);
	buf_str(&w.json, "]}");
	return (struct source){.json = w.json.data, .text = w.text.data};
}
