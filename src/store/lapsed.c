/* What can go. See lapsed.h. */
#include "store/lapsed.h"

#include "base/mem.h"
#include "store/statement.h"

int store_incidents_lapsed(void *ctx, struct store *s, const struct lapse *lapse, int64_t max,
    struct incident_id **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENTS_LAPSED);
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	bind_int(&st, lapse->before);
	bind_int(&st, lapse->since);
	bind_int(&st, max);
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, struct incident_id, *n + 1);
		(*out)[*n].page_id = column_text(ctx, &st);
		(*out)[(*n)++].id = column_text(ctx, &st);
	}
	return rc;
}

int store_incident_is_lapsed(struct store *s, const struct lapse *lapse,
    const struct incident_id *id, bool *yes, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENT_IS_LAPSED);
	int rc;

	bind_int(&st, lapse->before);
	bind_int(&st, lapse->since);
	bind_text(&st, id->page_id);
	bind_text(&st, id->id);
	if ((rc = statement_row(&st, yes, e)) != OK || !*yes)
		return rc;
	*yes = column_int(&st) != 0;
	statement_end(&st);
	return OK;
}

int store_incident_remove(
    struct store *s, const struct incident_id *id, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENT_REMOVE);

	bind_text(&st, id->page_id);
	bind_text(&st, id->id);
	return statement_run_counted(&st, n, e);
}

/* All rows of a statement that gives one text each. */
static int texts(void *ctx, struct statement *st, const char ***out, size_t *n, struct error *e)
{
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, const char *, *n + 1);
		(*out)[(*n)++] = column_text(ctx, st);
	}
	return rc;
}

int store_component_pages_lapsed(void *ctx, struct store *s, int64_t since, int64_t max,
    const char ***out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENT_PAGES_LAPSED);

	bind_int(&st, since);
	bind_int(&st, max);
	return texts(ctx, &st, out, n, e);
}

int store_components_prune(
    struct store *s, const char *page, int64_t since, int64_t max, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENT_PRUNE);

	bind_text(&st, page);
	bind_int(&st, since);
	bind_int(&st, max);
	return statement_run_counted(&st, n, e);
}

int store_providers_silent(
    void *ctx, struct store *s, int64_t since, const char ***out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDERS_SILENT);

	bind_int(&st, since);
	return texts(ctx, &st, out, n, e);
}

int store_provider_remove(
    struct store *s, const char *key, int64_t since, int64_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_REMOVE), gaps;
	int rc;

	bind_text(&st, key);
	bind_int(&st, since);
	if ((rc = statement_run_counted(&st, n, e)) != OK)
		return rc;
	gaps = statement_use(s, QUERY_GAP_FORGET);
	bind_text(&gaps, key);
	return statement_run(&gaps, e);
}
