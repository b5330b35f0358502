/* Lists of incidents, updates and components. See lists.h. */
#include "platform/lists.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"

static int64_t time_at(void *ctx, struct json *list, size_t i, update_reader *read_one)
{
	struct json *o = json_list_at(list, i);
	struct update u = {0};

	if (json_is_object(o))
		read_one(ctx, o, &u);
	return u.created_at;
}

/* Most have the newest first: the times at the ends tell, if there are any. */
static bool is_oldest_first(void *ctx, struct json *list, size_t n, update_reader *read_one)
{
	int64_t first = time_at(ctx, list, 0, read_one);
	int64_t last = time_at(ctx, list, n - 1, read_one);

	return first != TIME_NONE && last != TIME_NONE && first < last;
}

void lists_updates(void *ctx, struct json *list, update_reader *read_one, struct incident *out)
{
	size_t all = json_list_size(list, SIZE_MAX);
	size_t n = all < LIMIT_UPDATES ? all : LIMIT_UPDATES;
	bool forward = all > 0 && is_oldest_first(ctx, list, all, read_one);

	out->updates = mem_array(ctx, struct update, n);
	for (size_t i = 0; i < n; i++) {
		struct json *o = json_list_at(list, forward ? all - n + i : n - 1 - i);

		if (json_is_object(o))
			read_one(ctx, o, &out->updates[out->n_updates++]);
	}
	gather_sort(ctx, out->updates, out->n_updates);
}

void lists_end(void *ctx, struct incident *in, int64_t since)
{
	in->status = in->maintenance ? "completed" : "resolved";
	gather_last(
	    ctx, in, (struct update){.id = "end", .status = in->status, .created_at = since});
}

void lists_close(void *ctx, struct incident *in, int64_t since)
{
	if (in->n_updates == 0 || !status_is_final(in->updates[in->n_updates - 1].status))
		lists_end(ctx, in, since);
}

static const char *name_of(void *ctx, struct json *o, const char *key)
{
	return json_is_object(o) ? json_text(ctx, o, key, LIMIT_NAME)
				 : json_text_of(ctx, o, LIMIT_NAME);
}

void lists_names(void *ctx, struct json *list, const char *key, struct incident *out)
{
	size_t n = json_list_size(list, LIMIT_AFFECTED);

	for (size_t i = 0; i < n; i++)
		gather_name(ctx, out, name_of(ctx, json_list_at(list, i), key));
}

int lists_incident(void *ctx, const struct place *place, struct json *o, incident_reader *read_one,
    struct report *out, struct error *e)
{
	struct incident in = {0};
	TALLOC_CTX *own;

	if (!json_is_object(o))
		return error_set(e, E_INPUT, "the page lists an incident that is none");
	if (out->n_incidents == LIMIT_INCIDENTS)
		return OK;
	own = mem_context(ctx);
	read_one(own, place, o, &in);
	if (in.id == NULL)
		return error_set(e, E_INPUT, "the page lists an incident without an id");
	if (report_has_incident(out, in.id))
		talloc_free(own); /* the list may have any number of these */
	else
		*gather_incident(ctx, out) = in;
	return OK;
}

int lists_incidents(void *ctx, const struct place *place, struct json *list,
    incident_reader *read_one, struct report *out, struct error *e)
{
	size_t n = json_list_size(list, SIZE_MAX);
	int rc = OK;

	for (size_t i = 0; rc == OK && i < n; i++)
		rc = lists_incident(ctx, place, json_list_at(list, i), read_one, out, e);
	return rc;
}
