/* Incidents and components as they are now. See state.h. */
#include "store/state.h"

#include <string.h>

#include "base/mem.h"
#include "store/statement.h"

static void incident_read(void *ctx, struct statement *st, struct incident_state *out)
{
	out->page_id = column_text(ctx, st);
	out->id = column_text(ctx, st);
	out->provider = column_text(ctx, st);
	out->maintenance = column_int(st) != 0;
	out->title = column_text(ctx, st);
	out->status = column_text(ctx, st);
	out->impact = column_text(ctx, st);
	out->product = column_text(ctx, st);
	out->product_at = column_time(st);
	out->url = column_text(ctx, st);
	out->opened_at = column_time(st);
	out->updated_at = column_time(st);
	out->scheduled_for = column_time(st);
	out->scheduled_until = column_time(st);
	out->seen_at = column_int(st);
	out->missed = column_int(st);
	out->closed_at = column_time(st);
}

int store_incident_find(void *ctx, struct store *s, const char *page, const char *id,
    struct incident_state *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENT_FIND);
	int rc;

	bind_text(&st, page);
	bind_text(&st, id);
	if ((rc = statement_row(&st, found, e)) != OK || !*found)
		return rc;
	incident_read(ctx, &st, out);
	statement_end(&st);
	return OK;
}

int store_incident_by_url(
    void *ctx, struct store *s, const char *page, const char *url, const char **id, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENT_BY_URL);
	const char *mark = strstr(url, "://");
	bool row;
	int rc;

	*id = NULL;
	bind_text(&st, page);
	bind_text(&st, mark != NULL ? mark + 3 : url);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	*id = column_text(ctx, &st);
	statement_end(&st);
	return OK;
}

int store_incident_put(struct store *s, const struct incident_state *in, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENT_PUT);

	bind_text(&st, in->page_id);
	bind_text(&st, in->id);
	bind_text(&st, in->provider);
	bind_int(&st, in->maintenance);
	bind_text(&st, in->title);
	bind_text(&st, in->status);
	bind_text(&st, in->impact);
	bind_text(&st, in->product);
	bind_time(&st, in->product_at);
	bind_text(&st, in->url);
	bind_time(&st, in->opened_at);
	bind_time(&st, in->updated_at);
	bind_time(&st, in->scheduled_for);
	bind_time(&st, in->scheduled_until);
	bind_int(&st, in->seen_at);
	bind_int(&st, in->missed);
	bind_time(&st, in->closed_at);
	return statement_run(&st, e);
}

static int incidents_read(
    void *ctx, struct statement *st, struct incident_state **out, size_t *n, struct error *e)
{
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(st, &row, e)) == OK && row) {
		*out = mem_grow(ctx, *out, struct incident_state, *n + 1);
		incident_read(ctx, st, &(*out)[(*n)++]);
	}
	return rc;
}

int store_incidents_open(void *ctx, struct store *s, const char *page, struct incident_state **out,
    size_t *n, struct error *e)
{
	struct statement st =
	    statement_use(s, page != NULL ? QUERY_INCIDENTS_OPEN_OF : QUERY_INCIDENTS_OPEN);

	if (page != NULL)
		bind_text(&st, page);
	return incidents_read(ctx, &st, out, n, e);
}

int store_incidents_lost(void *ctx, struct store *s, const char *page, int64_t missed,
    struct incident_state **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENTS_LOST);

	bind_text(&st, page);
	bind_int(&st, missed);
	return incidents_read(ctx, &st, out, n, e);
}

int store_incidents_beyond(void *ctx, struct store *s, const struct incident_state *last,
    int64_t max, struct incident_state **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_INCIDENTS_BEYOND);

	bind_text(&st, last != NULL ? last->page_id : "");
	bind_text(&st, last != NULL ? last->id : "");
	bind_int(&st, max);
	return incidents_read(ctx, &st, out, n, e);
}

/* before: the row before it in a list, whose page, provider and status are mostly the same. */
static void component_read(void *ctx, struct statement *st, const struct component_state *before,
    struct component_state *out)
{
	out->page_id = column_text_again(ctx, st, before->page_id);
	out->id = column_text(ctx, st);
	out->provider = column_text_again(ctx, st, before->provider);
	out->name = column_text(ctx, st);
	out->status = column_text_again(ctx, st, before->status);
	out->changed_at = column_time(st);
	out->event_id = column_int(st);
	out->missed = column_int(st);
	out->fleeting = column_int(st) != 0;
}

int store_component_find(void *ctx, struct store *s, const char *page, const char *id,
    struct component_state *out, bool *found, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENT_FIND);
	int rc;

	bind_text(&st, page);
	bind_text(&st, id);
	if ((rc = statement_row(&st, found, e)) != OK || !*found)
		return rc;
	component_read(ctx, &st, &(struct component_state){0}, out);
	statement_end(&st);
	return OK;
}

int store_component_put(struct store *s, const struct component_state *in, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENT_PUT);

	bind_text(&st, in->page_id);
	bind_text(&st, in->id);
	bind_text(&st, in->provider);
	bind_text(&st, in->name);
	bind_text(&st, in->status);
	bind_time(&st, in->changed_at);
	bind_int(&st, in->event_id);
	bind_int(&st, in->missed);
	bind_int(&st, in->fleeting);
	return statement_run(&st, e);
}

int store_component_remove(struct store *s, const char *page, const char *id, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENT_REMOVE);

	bind_text(&st, page);
	bind_text(&st, id);
	return statement_run(&st, e);
}

static int components_read(
    void *ctx, struct statement *st, struct component_state **out, size_t *n, struct error *e)
{
	struct component_state before = {0};
	size_t room = 0;
	bool row;
	int rc;

	*out = NULL;
	*n = 0;
	while ((rc = statement_row(st, &row, e)) == OK && row) {
		if (*n == room)
			*out = mem_grow(
			    ctx, *out, struct component_state, room = room > 0 ? 2 * room : 16);
		component_read(ctx, st, &before, &(*out)[*n]);
		before = (*out)[(*n)++];
	}
	return rc;
}

int store_components_of(void *ctx, struct store *s, const char *page, struct component_state **out,
    size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENTS_OF);

	bind_text(&st, page);
	return components_read(ctx, &st, out, n, e);
}

int store_components_troubled(
    void *ctx, struct store *s, struct component_state **out, size_t *n, struct error *e)
{
	struct statement st = statement_use(s, QUERY_COMPONENTS_TROUBLED);

	return components_read(ctx, &st, out, n, e);
}
