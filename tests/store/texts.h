/* Rows of the store with many texts: filled in, and compared, by a list of these. */
#ifndef TESTS_STORE_TEXTS_H
#define TESTS_STORE_TEXTS_H

#include "shelf.h"

#define TEXT(type, field)                                                                          \
	{                                                                                          \
#field, offsetof(struct type, field)                                               \
	}

struct text {
	const char *name;
	size_t at;
};

static inline const char **text_of(void *row, const struct text *text)
{
	return (const char **)((char *)row + text->at);
}

/* Every text becomes its own name with that ending, or NULL when there is none. */
static inline void fill(
    void *ctx, void *row, const struct text *texts, size_t n, const char *ending)
{
	for (size_t i = 0; i < n; i++)
		*text_of(row, &texts[i]) =
		    ending != NULL ? mem_printf(ctx, "%s%s", texts[i].name, ending) : NULL;
}

static inline void expect_texts(void *got, void *want, const struct text *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		unit_same(texts[i].name, *text_of(got, &texts[i]), *text_of(want, &texts[i]));
}

#endif
