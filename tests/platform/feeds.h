/* What the tests of feeds share: feeds of a few entries, and what an update must be. */
#ifndef TESTS_PLATFORM_FEEDS_H
#define TESTS_PLATFORM_FEEDS_H

#include "../fixtures/document.h"

/* A feed of Atom with these entries. */
static inline const char *atom(void *ctx, const char *entries)
{
	return mem_printf(ctx,
	    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Acme</title>%s</feed>", entries);
}

/* One entry, published at the turn of a year, that says this in HTML without "<" and "&". */
static inline struct report entry(void *ctx, const char *html)
{
	return document_of(ctx, &platform_feed,
	    atom(ctx, mem_printf(ctx,
			  "<entry><id>e1</id><title>Slow</title><published>2026-03-01T00:10:30Z"
			  "</published><content type=\"html\"><![CDATA[%s]]></content></entry>",
			  html)));
}

static inline struct report rss(void *ctx, const char *items)
{
	return document_of(ctx, &platform_feed,
	    mem_printf(
		ctx, "<rss version=\"2.0\"><channel><title>Acme</title>%s</channel></rss>", items));
}

static inline void expect_update(
    const struct update *up, const char *status, const char *text, const char *time)
{
	unit_same("status", up->status, status);
	unit_same("text", up->text, text);
	assert_null(up->id);
	if (time != NULL)
		document_time(up->created_at, time);
	else
		assert_true(up->created_at == TIME_NONE);
}

#endif
