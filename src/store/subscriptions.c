/* Subscriptions. See subscriptions.h. */
#include "store/subscriptions.h"

#include "base/mem.h"
#include "store/statement.h"

int store_subscription_put(struct store *s, const struct subscription *in, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUBSCRIPTION_PUT);

	bind_text(&st, in->provider);
	bind_text(&st, in->id);
	bind_text(&st, in->page_url);
	bind_text(&st, in->email);
	bind_text(&st, in->base_url);
	bind_int(&st, in->secret_mark);
	bind_int(&st, in->made_at);
	return statement_run(&st, e);
}

int store_subscription_remove(
    struct store *s, const char *provider, const char *id, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUBSCRIPTION_REMOVE);

	bind_text(&st, provider);
	bind_text(&st, id);
	return statement_run(&st, e);
}

static void take_row(void *ctx, struct statement *st, struct subscription *out)
{
	out->provider = column_text(ctx, st);
	out->id = column_text(ctx, st);
	out->page_url = column_text(ctx, st);
	out->email = column_text(ctx, st);
	out->base_url = column_text(ctx, st);
	out->secret_mark = column_int(st);
	out->made_at = column_time(st);
}

int store_subscriptions(void *ctx, struct store *s, const char *provider, struct subscription **out,
    size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_SUBSCRIPTIONS);
	bool row;
	int rc;

	*out = mem_array(ctx, struct subscription, 1);
	*n = 0;
	bind_text(&st, provider);
	while ((rc = statement_row(&st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, struct subscription, *n + 1);
		take_row(*out, &st, &(*out)[(*n)++]);
	}
	return rc;
}

int store_heard_last(
    struct store *s, struct event_scope of, enum channel by, int64_t *at, struct error *e)
{
	struct statement st = statement_use(s, QUERY_HEARD_LAST);
	bool row;
	int rc;

	*at = 0;
	bind_text(&st, of.provider);
	bind_text(&st, of.page_id);
	bind_int(&st, by);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	*at = column_time(&st);
	statement_end(&st);
	return OK;
}

int store_unheard(struct store *s, struct event_scope of, int64_t since, int64_t until,
    struct unheard *out, struct error *e)
{
	struct statement st = statement_use(s, QUERY_UNHEARD);
	bool row;
	int rc;

	*out = (struct unheard){0};
	bind_text(&st, of.provider);
	bind_text(&st, of.page_id);
	bind_int(&st, since);
	bind_int(&st, until);
	bind_int(&st, CHANNEL_WEBHOOK);
	bind_int(&st, CHANNEL_POLLER);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	out->updates = column_int(&st);
	out->incidents = column_int(&st);
	statement_end(&st);
	return OK;
}
