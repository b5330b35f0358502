/*
 * What an entry of a feed says, which is HTML for people. Statuspage has a paragraph an update, the
 * newest first: the time as <small>, the status as <strong>, " - " and the text. Others name the
 * status only ("<b>Status: Resolved</b>"), or nothing. What is no update is plain text.
 */
#ifndef PLATFORM_FEED_TEXT_H
#define PLATFORM_FEED_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "platform/feed_time.h"

struct feed_update {
	const char *label; /* "Investigating"; NULL: it has none */
	bool is_state;	   /* "Status: Resolved": how it is now, rather than what was said when */
	bool is_shown;
	struct shown shown; /* when, if is_shown */
	const char *text;   /* lines; NULL: none */
};

struct feed_text {
	struct feed_update *updates; /* as they stand there; at most LIMIT_UPDATES */
	size_t n;
	const char *plain; /* what stands before the first update, if any; NULL: nothing */
};

void feed_text_read(void *ctx, const char *html, struct feed_text *out);

/* HTML as one line of at most max bytes; NULL when nothing is left. */
const char *feed_line(void *ctx, const char *html, size_t max);

/*
 * The status a label means, in our words ("In progress" is in_progress); a label that is not known
 * as it is. NULL for "Update": the same as before.
 */
const char *feed_status(void *ctx, const char *label);

/* Whether it is a label of which the meaning is known, "Update" included. */
bool feed_label_is_known(const char *label);

#endif
