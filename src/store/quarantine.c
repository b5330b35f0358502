/* The quarantine. See quarantine.h. */
#include "store/quarantine.h"

#include "base/digest.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/statement.h"

int store_quarantine_put(
    struct store *s, const struct quarantined *q, bool *repeat, struct error *e)
{
	unsigned char digest[DIGEST_BYTES];
	struct statement st = statement_use(s, QUERY_QUARANTINE_PUT);
	int rc;

	digest_make(q->body, q->body_size, digest);
	bind_int(&st, q->received_at);
	bind_text(&st, q->provider);
	bind_text(&st, q->reason);
	bind_blob(&st, digest, sizeof(digest));
	bind_blob(&st, q->body, q->body_size);
	bind_int(&st, q->kind);
	if ((rc = statement_run(&st, e)) != OK)
		return rc;
	*repeat = sqlite3_changes(s->db) == 0;
	if (*repeat)
		return OK;
	st = statement_use(s, QUERY_QUARANTINE_TRIM);
	bind_int(&st, LIMIT_QUARANTINE_ROWS);
	bind_int(&st, LIMIT_QUARANTINE_BYTES);
	return statement_run(&st, e);
}

static void take_row(void *ctx, struct statement *st, struct quarantined *out)
{
	*out = (struct quarantined){.id = column_int(st)};
	out->received_at = column_time(st);
	out->provider = column_text(ctx, st);
	out->kind = (enum quarantine_kind)column_int(st);
	out->reason = column_text(ctx, st);
	out->body_size = (size_t)column_int(st);
}

int store_quarantine_list(
    void *ctx, struct store *s, struct quarantined **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_QUARANTINE_LIST);
	bool row;
	int rc;

	*out = mem_array(ctx, struct quarantined, 1);
	*n = 0;
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, struct quarantined, *n + 1);
		take_row(*out, &st, &(*out)[(*n)++]);
	}
	return rc;
}

int store_quarantine_find(
    void *ctx, struct store *s, int64_t id, struct quarantined *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_QUARANTINE_FIND);
	int rc;

	bind_int(&st, id);
	if ((rc = statement_row(&st, found, e)) != OK || !*found)
		return rc;
	take_row(ctx, &st, out);
	out->body = column_blob(ctx, &st, &out->body_size);
	statement_end(&st);
	return OK;
}

int store_quarantine_remove(struct store *s, int64_t id, struct error *e)
{
	struct statement st = statement_use(s, QUERY_QUARANTINE_REMOVE);

	bind_int(&st, id);
	return statement_run(&st, e);
}

int store_quarantine_count(struct store *s, int64_t *n, struct error *e)
{
	return statement_value(s, QUERY_QUARANTINE_COUNT, NULL, n, e);
}

int store_quarantine_prune(
    struct store *s, int64_t before, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_QUARANTINE_PRUNE);

	bind_int(&st, before);
	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}
