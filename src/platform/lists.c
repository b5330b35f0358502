/* Lists of incidents, updates and components. See lists.h. */
#include "platform/lists.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"

/* An update without a time is moved with the time of the one before it. */
static void updates_sort(void *ctx, struct update *list, size_t n)
{
	int64_t *times = mem_array(ctx, int64_t, n);
	int64_t before = TIME_NONE;

	for (size_t i = 0; i < n; i++) {
		struct update moving = list[i];
		size_t at = i;

		if (moving.created_at != TIME_NONE)
			before = moving.created_at;
		for (; at > 0 && times[at - 1] > before; at--) {
			list[at] = list[at - 1];
			times[at] = times[at - 1];
		}
		list[at] = moving;
		times[at] = before;
	}
}

static int64_t time_at(void *ctx, struct json_object *list, size_t i, update_reader *read_one)
{
	struct json_object *o = json_list_at(list, i);
	struct update u = {0};

	if (json_is_object(o))
		read_one(ctx, o, &u);
	return u.created_at;
}

/* Most have the newest first: the times at the ends tell, if there are any. */
static bool is_oldest_first(void *ctx, struct json_object *list, size_t n, update_reader *read_one)
{
	int64_t first = time_at(ctx, list, 0, read_one);
	int64_t last = time_at(ctx, list, n - 1, read_one);

	return first != TIME_NONE && last != TIME_NONE && first < last;
}

void lists_updates(
    void *ctx, struct json_object *list, update_reader *read_one, struct incident *out)
{
	size_t all = json_list_size(list, SIZE_MAX);
	size_t n = all < LIMIT_UPDATES ? all : LIMIT_UPDATES;
	bool forward = all > 0 && is_oldest_first(ctx, list, all, read_one);

	out->updates = mem_array(ctx, struct update, n);
	for (size_t i = 0; i < n; i++) {
		struct json_object *o = json_list_at(list, forward ? all - n + i : n - 1 - i);

		if (json_is_object(o))
			read_one(ctx, o, &out->updates[out->n_updates++]);
	}
	updates_sort(ctx, out->updates, out->n_updates);
}

static struct update *updates_copy(void *ctx, const struct update *list, size_t n, size_t room)
{
	struct update *copy = mem_array(ctx, struct update, room);

	for (size_t i = 0; i < n; i++)
		copy[i] = list[i];
	return copy;
}

/* It stands last, and is no older than what it stands behind. */
void lists_end(void *ctx, struct incident *in, int64_t since)
{
	const struct update *last = in->n_updates > 0 ? &in->updates[in->n_updates - 1] : NULL;

	if (last != NULL && last->created_at > since)
		since = last->created_at;
	if (in->n_updates == LIMIT_UPDATES) { /* the oldest makes room */
		in->updates++;
		in->n_updates--;
	}
	in->status = in->maintenance ? "completed" : "resolved";
	in->updates = updates_copy(ctx, in->updates, in->n_updates, in->n_updates + 1);
	in->updates[in->n_updates++] =
	    (struct update){.id = "end", .status = in->status, .created_at = since};
}

void lists_close(void *ctx, struct incident *in, int64_t since)
{
	if (in->n_updates == 0 || !status_is_final(in->updates[in->n_updates - 1].status))
		lists_end(ctx, in, since);
}

static const char *name_of(void *ctx, struct json_object *o, const char *key)
{
	return json_is_object(o) ? json_text(ctx, o, key, LIMIT_NAME)
				 : json_text_of(ctx, o, LIMIT_NAME);
}

void lists_names(void *ctx, struct json_object *list, const char *key, struct incident *out)
{
	size_t n = json_list_size(list, LIMIT_AFFECTED);

	out->components = mem_array(ctx, const char *, n);
	for (size_t i = 0; i < n; i++) {
		const char *name = name_of(ctx, json_list_at(list, i), key);

		if (name != NULL)
			out->components[out->n_components++] = name;
	}
}

int lists_incident(void *ctx, const struct place *place, struct json_object *o,
    incident_reader *read_one, struct report *out, struct error *e)
{
	struct incident in = {0};

	if (!json_is_object(o))
		return error_set(e, E_INPUT, "the page lists an incident that is none");
	if (out->n_incidents == LIMIT_INCIDENTS)
		return OK;
	read_one(ctx, place, o, &in);
	if (in.id == NULL)
		return error_set(e, E_INPUT, "the page lists an incident without an id");
	if (report_has_incident(out, in.id))
		return OK;
	out->incidents = mem_grow(ctx, out->incidents, struct incident, out->n_incidents + 1);
	out->incidents[out->n_incidents++] = in;
	return OK;
}

int lists_incidents(void *ctx, const struct place *place, struct json_object *list,
    incident_reader *read_one, struct report *out, struct error *e)
{
	size_t n = json_list_size(list, SIZE_MAX);
	int rc = OK;

	for (size_t i = 0; rc == OK && i < n; i++)
		rc = lists_incident(ctx, place, json_list_at(list, i), read_one, out, e);
	return rc;
}

void lists_component(void *ctx, const struct component *c, struct report *out)
{
	if (c->id == NULL || c->status == NULL || out->n_components == LIMIT_COMPONENTS)
		return;
	for (size_t i = 0; i < out->n_components; i++)
		if (strcmp(out->components[i].id, c->id) == 0)
			return;
	out->components = mem_grow(ctx, out->components, struct component, out->n_components + 1);
	out->components[out->n_components++] = *c;
}

const char *lists_word(const struct word *table, const char *theirs)
{
	for (; theirs != NULL && table->theirs != NULL; table++)
		if (strcmp(table->theirs, theirs) == 0)
			return table->ours;
	return theirs;
}
