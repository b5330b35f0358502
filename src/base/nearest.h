/* Which of some words a person may have meant by one that is none of them. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

struct nearest {
	const char *word;
	const char *best; /* NULL: none was like it */
	size_t distance;
};

/* The search for the word most like this one. */
struct nearest nearest_to(const char *word);

/*
 * Another that could be meant; of two that are as like the first stays. Like are words that differ
 * in few letters (added, dropped, changed, or two swapped: a third of them at most), and those that
 * begin with the word.
 */
void nearest_try(struct nearest *n, const char *candidate);

#endif
