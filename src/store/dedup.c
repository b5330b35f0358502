/* The dedup keys. See dedup.h. */
#include "store/dedup.h"

#include <stddef.h>

#include "store/statement.h"

int store_dedup_find(
    struct store *s, const char *key, int64_t now, bool *found, int64_t *event_id, struct error *e)
{
	struct statement st;
	int rc;

	*found = false;
	*event_id = DEDUP_NO_EVENT;
	if (key == NULL)
		return OK;
	st = statement_use(s, QUERY_DEDUP_FIND);
	bind_text(&st, key);
	bind_int(&st, now);
	if ((rc = statement_row(&st, found, e)) != OK || !*found)
		return rc;
	*event_id = column_int(&st);
	statement_end(&st);
	return OK;
}

int store_dedup_any(struct store *s, struct key_range range, bool *any, struct error *e)
{
	struct statement st = statement_use(s, QUERY_DEDUP_ANY);
	int rc;

	bind_text(&st, range.from);
	bind_text(&st, range.before);
	rc = statement_row(&st, any, e);
	statement_end(&st);
	return rc;
}

int store_dedup_events(struct store *s, struct key_range range, int64_t now, int64_t *event_ids,
    size_t max, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_DEDUP_EVENTS);
	bool row;
	int rc;

	*n = 0;
	bind_text(&st, range.from);
	bind_text(&st, range.before);
	bind_int(&st, now);
	bind_int(&st, (int64_t)max);
	while ((rc = statement_row(&st, &row, e)) == OK && row)
		event_ids[(*n)++] = column_int(&st);
	return rc;
}

int store_dedup_put(
    struct store *s, const char *key, int64_t event_id, int64_t expires_at, struct error *e)
{
	struct statement st;

	if (key == NULL)
		return OK;
	st = statement_use(s, QUERY_DEDUP_PUT);
	bind_text(&st, key);
	bind_int(&st, event_id);
	bind_time(&st, expires_at);
	return statement_run(&st, e);
}

int store_dedup_count(struct store *s, int64_t now, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_DEDUP_COUNT);
	bool row;
	int rc;

	*n = 0;
	bind_int(&st, now);
	bind_int(&st, max);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	*n = column_int(&st);
	statement_end(&st);
	return OK;
}

int store_dedup_prune(struct store *s, int64_t now, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_DEDUP_PRUNE);

	bind_int(&st, now);
	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}

int store_dedup_forget(
    struct store *s, struct key_range range, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_DEDUP_FORGET);

	bind_text(&st, range.from);
	bind_text(&st, range.before);
	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}
