/* What is known of the pages of providers. See providers.h. */
#include "store/providers.h"

#include "base/mem.h"
#include "store/statement.h"

static void provider_read(void *ctx, struct statement *st, struct provider_state *out)
{
	out->key = column_text(ctx, st);
	out->page_id = column_text(ctx, st);
	out->page_time = column_time(st);
	out->copied_at = column_time(st);
	out->listed = column_int(st);
	out->indicator = column_text(ctx, st);
	out->unlisted = column_int(st);
	out->moved_to = column_text(ctx, st);
	out->other_page = column_text(ctx, st);
	out->platform = column_text(ctx, st);
	out->due_at = column_int(st);
	out->due_by = column_text(ctx, st);
	out->leave_until = column_time(st);
	out->tried_at = column_time(st);
	out->answered_at = column_time(st);
	out->first_read_at = column_time(st);
	out->failures = column_int(st);
	out->failure = column_text(ctx, st);
	out->gone_since = column_time(st);
	out->gone_tries = column_int(st);
	out->health = page_health_of_word(column_text(ctx, st));
	out->etag = column_text(ctx, st);
	out->last_modified = column_text(ctx, st);
	out->validated = column_text(ctx, st);
	out->covered_at = column_time(st);
	out->changed_at = column_time(st);
	out->moved_at = column_time(st);
	out->own_at = column_time(st);
}

int store_provider_get(
    void *ctx, struct store *s, const char *key, struct provider_state *out, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_FIND);
	bool row;
	int rc;

	*out = (struct provider_state){.key = mem_strdup(ctx, key)};
	bind_text(&st, key);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	provider_read(ctx, &st, out);
	statement_end(&st);
	return OK;
}

int store_providers(
    void *ctx, struct store *s, struct provider_state **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDERS);
	size_t room = 0;
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		if (*n == room)
			*out = mem_grow(
			    ctx, *out, struct provider_state, room = room > 0 ? 2 * room : 64);
		provider_read(ctx, &st, &(*out)[(*n)++]);
	}
	return rc;
}

int store_provider_put(struct store *s, const struct provider_state *in, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_PUT);

	bind_text(&st, in->key);
	bind_text(&st, in->page_id);
	bind_time(&st, in->page_time);
	bind_time(&st, in->copied_at);
	bind_int(&st, in->listed);
	bind_text(&st, in->indicator);
	bind_int(&st, in->unlisted);
	bind_text(&st, in->moved_to);
	bind_text(&st, in->other_page);
	bind_text(&st, in->platform);
	bind_int(&st, in->due_at);
	bind_text(&st, in->due_by);
	bind_time(&st, in->leave_until);
	bind_time(&st, in->tried_at);
	bind_time(&st, in->answered_at);
	bind_time(&st, in->first_read_at);
	bind_int(&st, in->failures);
	bind_text(&st, in->failure);
	bind_time(&st, in->gone_since);
	bind_int(&st, in->gone_tries);
	bind_text(&st, in->health == PAGE_FRESH ? NULL : page_health_word(in->health));
	bind_text(&st, in->etag);
	bind_text(&st, in->last_modified);
	bind_text(&st, in->validated);
	bind_time(&st, in->covered_at);
	bind_time(&st, in->changed_at);
	bind_time(&st, in->moved_at);
	bind_time(&st, in->own_at);
	return statement_run(&st, e);
}

int store_provider_mark(
    struct store *s, const char *key, const struct provider_state *state, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_MARK);

	bind_text(&st, key);
	bind_text(&st, state->validated);
	bind_time(&st, state->covered_at);
	bind_time(&st, state->changed_at);
	bind_time(&st, state->moved_at);
	bind_time(&st, state->own_at);
	return statement_run(&st, e);
}

int store_provider_defer(struct store *s, const char *key, int64_t until, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_DEFER);

	bind_text(&st, key);
	bind_int(&st, until);
	return statement_run(&st, e);
}

int store_provider_doubt(struct store *s, const char *key, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_DOUBT);

	bind_text(&st, key);
	return statement_run(&st, e);
}

int store_provider_want(struct store *s, const char *key, int64_t now, struct error *e)
{
	struct statement st = statement_use(s, QUERY_PROVIDER_WANT);
	int rc;

	bind_text(&st, key);
	bind_int(&st, now);
	rc = statement_run(&st, e);
	return rc == OK ? store_fact_put(s, FACT_MAILED_AT, now, e) : rc;
}
