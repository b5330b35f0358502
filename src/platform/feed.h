/* What of feeds is of use outside the table of platforms. */
#ifndef PLATFORM_FEED_H
#define PLATFORM_FEED_H

/*
 * The address of the first feed that a page in HTML at url names, as browsers look for it:
 * <link rel="alternate" type="application/atom+xml" href="...">. NULL when it names none, or one on
 * another host without TLS.
 */
const char *feed_linked(void *ctx, const char *url, const char *html);

#endif
