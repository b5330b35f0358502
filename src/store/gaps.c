/* The gap table. See gaps.h. */
#include "store/gaps.h"

#include "base/mem.h"
#include "store/statement.h"

int store_gap_put(struct store *s, const struct gap *gap, int64_t forgotten, struct error *e)
{
	struct statement prune = statement_use(s, QUERY_GAP_PRUNE), put;
	int rc;

	bind_text(&prune, gap->provider);
	bind_int(&prune, forgotten);
	if ((rc = statement_run(&prune, e)) != OK)
		return rc;
	put = statement_use(s, QUERY_GAP_PUT);
	bind_text(&put, gap->provider);
	bind_int(&put, gap->since);
	bind_int(&put, gap->before);
	return statement_run(&put, e);
}

int store_gaps(
    void *ctx, struct store *s, int64_t after, struct gap **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_GAPS);
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	bind_int(&st, after);
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, struct gap, *n + 1);
		(*out)[*n].provider = column_text(ctx, &st);
		(*out)[*n].since = column_int(&st);
		(*out)[(*n)++].before = column_int(&st);
	}
	return rc;
}
