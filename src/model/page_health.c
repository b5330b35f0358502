/* The words for a page's health. See page_health.h. */
#include "model/page_health.h"

#include <stddef.h>
#include <string.h>

static const char *const words[] = {
    [PAGE_FRESH] = "fresh",
    [PAGE_LATE] = "late",
    [PAGE_FAILING] = "failing",
    [PAGE_CHANGED] = "changed",
    [PAGE_GONE] = "gone",
    [PAGE_UNREAD] = "unread",
    [PAGE_OFF] = "off",
};

const char *page_health_word(enum page_health h)
{
	return words[h];
}

enum page_health page_health_of_word(const char *word)
{
	for (size_t i = 0; word != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0)
			return (enum page_health)i;
	return PAGE_FRESH;
}

bool page_health_is_known(enum page_health h)
{
	return h == PAGE_FRESH || h == PAGE_CHANGED;
}

bool page_health_is_blind(enum page_health h)
{
	return h == PAGE_FAILING || h == PAGE_GONE;
}
