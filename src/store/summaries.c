/* Summaries. See summaries.h. */
#include "store/summaries.h"

#include <string.h>

#include "base/digest.h"
#include "store/statement.h"

const char *summary_state_name(enum summary_state state)
{
	switch (state) {
	case SUMMARY_WAITING:
		return "waiting";
	case SUMMARY_LOGGED:
		return "logged";
	case SUMMARY_SUPERSEDED:
		return "superseded";
	case SUMMARY_UNCHECKED:
		return "unchecked";
	case SUMMARY_GIVEN_UP:
		return "given up";
	}
	return "unknown";
}

int store_summary_want(struct store *s, int64_t event_id, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_WANT);

	bind_int(&st, event_id);
	bind_int(&st, SUMMARY_WAITING);
	return statement_run(&st, e);
}

static int read_one(
    void *ctx, struct statement *st, struct summary *out, bool *found, struct error *e)
{
	int rc = statement_row(st, found, e);

	if (rc != OK || !*found)
		return rc;
	out->event_id = column_int(st);
	out->state = (enum summary_state)column_int(st);
	out->tries = column_int(st);
	out->model = column_text(ctx, st);
	out->text = column_text(ctx, st);
	out->made_at = column_time(st);
	statement_end(st);
	return OK;
}

int store_summary_next(
    void *ctx, struct store *s, int64_t now, struct summary *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_NEXT);

	bind_int(&st, now);
	return read_one(ctx, &st, out, found, e);
}

int store_summary_find(
    void *ctx, struct store *s, int64_t event_id, struct summary *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_FIND);

	bind_int(&st, event_id);
	return read_one(ctx, &st, out, found, e);
}

int store_summary_same(void *ctx, struct store *s, const char *request, struct summary *out,
    bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_SAME);
	unsigned char digest[DIGEST_BYTES];

	digest_make(request, strlen(request), digest);
	bind_blob(&st, digest, sizeof(digest));
	return read_one(ctx, &st, out, found, e);
}

int store_summary_asked(
    struct store *s, int64_t event_id, const char *request, int64_t due_at, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_ASKED);
	unsigned char digest[DIGEST_BYTES];

	digest_make(request, strlen(request), digest);
	bind_int(&st, event_id);
	bind_blob(&st, digest, sizeof(digest));
	bind_int(&st, due_at);
	return statement_run(&st, e);
}

int store_summary_delay(struct store *s, int64_t event_id, int64_t due_at, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_DELAY);

	bind_int(&st, event_id);
	bind_int(&st, due_at);
	return statement_run(&st, e);
}

int store_summary_settle(struct store *s, const struct summary *summary, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUMMARY_SETTLE);

	bind_int(&st, summary->event_id);
	bind_int(&st, summary->state);
	bind_text(&st, summary->model);
	bind_text(&st, summary->text);
	bind_time(&st, summary->made_at);
	return statement_run(&st, e);
}
