/* The little that has to be known about URLs without fetching them. */
#ifndef BASE_URL_H
#define BASE_URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Whether it is http:// or https:// with a host, without blanks, quotes and the like, and not too
 * long.
 */
bool url_is_http(const char *url);

/*
 * The host in the URL, without user and port, an IPv6 address in its brackets; not NUL-ended, its
 * length in *n. NULL when there is none.
 */
const char *url_host(const char *url, size_t *n);

/* The same as a text of ctx; NULL when there is none. */
const char *url_host_text(void *ctx, const char *url);

/* The URL up to its path, without user: "https://x.example:8080"; of ctx. NULL when there is no host. */
const char *url_root(void *ctx, const char *url);

/* What follows the host and its port: path, query and fragment, or "". NULL when there is no host. */
const char *url_path(const char *url);

/*
 * What tells one page from another, where pages have no ids: the host and what follows the port, as
 * a text of ctx. "status.example", or "status.example/feeds/mail.rss".
 */
const char *url_place(void *ctx, const char *url);

/* Whether that is its place, in upper or lower case. */
bool url_place_is(const char *url, const char *place);

/* Whether its host is this machine by its name: localhost, or a loopback address. */
bool url_is_local(const char *url);

/* A copy of ctx without slashes at its end. */
const char *url_without_slash(void *ctx, const char *url);

/* Whether they are the same but for those. */
bool url_is_same(const char *a, const char *b);

/*
 * Appends a field to a form, as application/x-www-form-urlencoded has it: "name=value", after a "&"
 * when it is not the first.
 */
void url_form_add(struct buf *form, const char *name, const char *value);

/* Appends a text as one segment of a path: what is not unreserved in RFC 3986 is %XX. */
void url_segment(struct buf *out, const char *text);

#endif
