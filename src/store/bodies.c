/* The body table. See bodies.h. */
#include "store/bodies.h"

#include "base/limits.h"
#include "store/statement.h"

int store_body_put(struct store *s, int64_t first_event, int64_t last_event, const char *bytes,
    size_t n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_BODY_PUT);

	bind_int(&st, first_event);
	bind_int(&st, last_event);
	bind_blob(&st, bytes, n);
	return statement_run(&st, e);
}

int store_body_find(
    void *ctx, struct store *s, int64_t event_id, const char **bytes, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_BODY_FIND);
	bool row;
	int rc;

	*bytes = NULL;
	*n = 0;
	bind_int(&st, event_id);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	*bytes = column_blob(ctx, &st, n);
	statement_end(&st);
	return OK;
}

int store_bodies_trim(struct store *s, struct error *e)
{
	struct statement st = statement_use(s, QUERY_BODIES_TRIM);

	bind_int(&st, LIMIT_BODIES_BYTES);
	return statement_run(&st, e);
}

int store_bodies_prune(struct store *s, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_BODIES_PRUNE);

	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}
