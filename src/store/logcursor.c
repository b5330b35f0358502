/* The event log's cursor. See logcursor.h. */
#include "store/logcursor.h"

#include "store/statement.h"

int store_log_cursor_get(
    struct store *s, const char *target, struct log_cursor *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_LOG_CURSOR_FIND);
	int rc;

	*out = (struct log_cursor){0};
	bind_text(&st, target);
	if ((rc = statement_row(&st, found, e)) != OK || !*found)
		return rc;
	out->device = column_int(&st);
	out->inode = column_int(&st);
	out->size = column_int(&st);
	out->event_id = column_int(&st);
	column_copy(&st, out->boot, sizeof(out->boot));
	statement_end(&st);
	return OK;
}

int store_log_cursor_put(
    struct store *s, const char *target, const struct log_cursor *in, struct error *e)
{
	struct statement st = statement_use(s, QUERY_LOG_CURSOR_PUT);

	bind_text(&st, target);
	bind_int(&st, in->device);
	bind_int(&st, in->inode);
	bind_int(&st, in->size);
	bind_int(&st, in->event_id);
	bind_text(&st, in->boot);
	return statement_run(&st, e);
}
