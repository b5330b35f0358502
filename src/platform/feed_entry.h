/*
 * The entries of a feed: Atom (RFC 4287) and RSS 2.0 (rssboard.org/rss-specification), as they
 * stand there.
 */
#ifndef PLATFORM_FEED_ENTRY_H
#define PLATFORM_FEED_ENTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct feed_entry {
	const char *id; /* guid */
	const char *link;
	const char *title; /* one line */
	const char *html;  /* what it says */
	int64_t published;
	int64_t updated;
	int64_t until; /* when a maintenance is to end */
	bool is_upkeep;
};

struct feed {
	bool is_rss;
	const char *title;
	const char *link;
	struct feed_entry *entries; /* the first LIMIT_INCIDENTS */
	size_t n;
};

/* Whether the document begins as a feed does; that it is a good one is not said. */
bool feed_begins(const char *bytes);

/* E_INPUT, or E_LIMIT, when it is no feed, or only the beginning of one. */
int feed_read(void *ctx, const char *bytes, size_t n, struct feed *out, struct error *e);

#endif
