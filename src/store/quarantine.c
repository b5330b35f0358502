/* The quarantine. See quarantine.h. */
#include "store/quarantine.h"

#include <openssl/sha.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/statement.h"

int store_quarantine_put(
    struct store *s, const struct quarantined *q, bool *repeat, struct error *e)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	struct statement st = statement_use(s, QUERY_QUARANTINE_PUT);
	int rc;

	mem_check(SHA256((const unsigned char *)q->body, q->body_size, digest));
	bind_int(&st, q->received_at);
	bind_text(&st, q->provider);
	bind_text(&st, q->reason);
	bind_blob(&st, digest, sizeof(digest));
	bind_blob(&st, q->body, q->body_size);
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
