/* How well a page is known, apart from what stands on it. */
#ifndef MODEL_PAGE_HEALTH_H
#define MODEL_PAGE_HEALTH_H

#include <stdbool.h>

/* Fresh, failing, changed and gone are told of, as events of the page; the others only shown. */
enum page_health {
	PAGE_FRESH,
	PAGE_LATE,    /* it should have been read again by now */
	PAGE_FAILING, /* it has not been read several times in a row */
	PAGE_CHANGED, /* it is read, but has another id or address than it had */
	PAGE_GONE,    /* nothing has been there for a day */
	PAGE_UNREAD,  /* it has not been read yet */
	PAGE_OFF      /* it is not to be read */
};

/* "fresh", "late", "failing", "changed", "gone", "unread", "off". */
const char *page_health_word(enum page_health h);

/* The one that has this word; fresh for any other word, and NULL. */
enum page_health page_health_of_word(const char *word);

/* What stands on it is known: fresh, changed. */
bool page_health_is_known(enum page_health h);

/* What stands on it cannot be known: failing, gone. */
bool page_health_is_blind(enum page_health h);

#endif
