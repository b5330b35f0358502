/* Due times. See due.h. */
#include "store/due.h"

#include "base/mem.h"
#include "store/statement.h"

static int read_times(
    void *ctx, struct statement *st, struct provider_time **out, size_t *n, struct error *e)
{
	size_t room = 0;
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(st, &row, e)) == OK && row) {
		if (*n == room)
			*out = mem_grow(
			    ctx, *out, struct provider_time, room = room > 0 ? 2 * room : 64);
		(*out)[*n].key = column_text(ctx, st);
		(*out)[*n].due_at = column_int(st);
		(*out)[*n].due_by = column_text(ctx, st);
		(*out)[(*n)++].tried_at = column_time(st);
	}
	return rc;
}

int store_provider_times(
    void *ctx, struct store *s, struct provider_time **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_TIMES);

	return read_times(ctx, &st, out, n, e);
}

int store_providers_wanted(
    void *ctx, struct store *s, int64_t now, struct provider_time **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDERS_WANTED);

	bind_int(&st, now);
	return read_times(ctx, &st, out, n, e);
}

int store_provider_next(
    void *ctx, struct store *s, struct provider_time **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_NEXT);

	return read_times(ctx, &st, out, n, e);
}

int store_provider_retire(struct store *s, const char *key, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_RETIRE);

	bind_text(&st, key);
	return statement_run(&st, e);
}
