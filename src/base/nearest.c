/* The optimal string alignment distance of short words. See nearest.h. */
#include "base/nearest.h"

#include <string.h>

/* Longer words are not names of anything of ours. */
#define LETTERS 64

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* One row of the table: a letter of a against each of b. Two rows above are needed for swaps. */
static void fill_row(const char *a, size_t i, const char *b, size_t m, size_t rows[3][LETTERS + 1])
{
	const size_t *swapped = rows[(i + 1) % 3], *above = rows[(i + 2) % 3];
	size_t *row = rows[i % 3];

	row[0] = i;
	for (size_t j = 1; j <= m; j++) {
		row[j] = least(above[j], row[j - 1]) + 1;
		row[j] = least(row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
			row[j] = least(row[j], swapped[j - 2] + 1);
	}
}

static size_t distance(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), rows[3][LETTERS + 1];

	if (n > LETTERS || m > LETTERS)
		return LETTERS;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= n; i++)
		fill_row(a, i, b, m, rows);
	return rows[n % 3][m];
}

struct nearest nearest_to(const char *word)
{
	return (struct nearest){.word = word, .distance = LETTERS};
}

void nearest_try(struct nearest *n, const char *candidate)
{
	size_t length = strlen(n->word), d = distance(n->word, candidate);

	if (length > 1 && strncmp(n->word, candidate, length) == 0)
		d = least(d, 1);
	if (d < n->distance && d <= (length + 2) / 3 && d < length) {
		n->distance = d;
		n->best = candidate;
	}
}
