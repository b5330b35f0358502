/* What of Status.io is of use outside the table of platforms. */
#ifndef PLATFORM_STATUSIO_H
#define PLATFORM_STATUSIO_H

/* Where all its pages have their documents, by the page's id. */
#define STATUSIO_URL "https://api.status.io"

/* Of its ids, in hexadecimal digits. */
#define STATUSIO_ID_LENGTH 24

/*
 * The page's id in the source of a page in HTML, which has it in a script: statuspageId = "ID".
 * Known second-hand. NULL when there is none.
 */
const char *statusio_page_id(void *ctx, const char *html);

#endif
