/* Filling a report. See gather.h. */
#include "platform/gather.h"

#include <string.h>

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/words.h"

/* Lists of which nobody knows the length beforehand grow by so many. */
#define STEP 32

/* Room for one more behind the n of a list that was made by whomever. */
#define MAKE_ROOM(ctx, list, type, n)                                                              \
	do {                                                                                       \
		if ((n) == talloc_array_length(list))                                              \
			(list) = mem_grow(ctx, list, type, (n) + STEP);                            \
	} while (0)

const char *gather_word(const struct word *table, const char *word)
{
	for (; word != NULL && table->theirs != NULL; table++)
		if (*table->theirs == *word && strcmp(table->theirs, word) == 0)
			return table->ours;
	return word;
}

bool gather_list(struct json *o, const char *key, struct json **list)
{
	*list = json_list(o, key);
	return *list != NULL || !json_has(o, key) || json_has_null(o, key);
}

int gather_refuse(const struct part *part, const char *why, struct error *e)
{
	return error_set(e, E_INPUT, "%s", part->flaw != NULL ? part->flaw : why);
}

struct incident *gather_incident(void *ctx, struct report *out)
{
	if (out->n_incidents == LIMIT_INCIDENTS)
		return NULL;
	MAKE_ROOM(ctx, out->incidents, struct incident, out->n_incidents);
	out->incidents[out->n_incidents] = (struct incident){0};
	return &out->incidents[out->n_incidents++];
}

static void add_component(void *ctx, struct report *out, const struct component *component)
{
	if (component->id == NULL || out->n_components == LIMIT_COMPONENTS)
		return;
	for (size_t i = 0; i < out->n_components; i++)
		if (strcmp(out->components[i].id, component->id) == 0)
			return;
	MAKE_ROOM(ctx, out->components, struct component, out->n_components);
	out->components[out->n_components++] = *component;
}

void gather_component(void *ctx, struct report *out, const struct component *component)
{
	if (component->status != NULL)
		add_component(ctx, out, component);
}

void gather_silent(void *ctx, struct report *out, const char *id)
{
	add_component(ctx, out, &(struct component){.id = id});
}

void gather_name(void *ctx, struct incident *in, const char *name)
{
	if (name == NULL || in->n_components == LIMIT_AFFECTED)
		return;
	MAKE_ROOM(ctx, in->components, const char *, in->n_components);
	in->components[in->n_components++] = name;
}

/* The times tell which one is the oldest, not the order: platforms differ in it. */
static void replace_oldest(struct incident *in, const struct update *up)
{
	size_t oldest = 0;

	for (size_t i = 1; i < in->n_updates; i++)
		if (in->updates[i].created_at < in->updates[oldest].created_at)
			oldest = i;
	if (up->created_at > in->updates[oldest].created_at)
		in->updates[oldest] = *up;
}

void gather_update(void *ctx, struct incident *in, const struct update *up)
{
	if (in->n_updates == LIMIT_UPDATES) {
		replace_oldest(in, up);
		return;
	}
	MAKE_ROOM(ctx, in->updates, struct update, in->n_updates);
	in->updates[in->n_updates++] = *up;
}

/* An update without a time is moved with the time of the one it stood behind. */
void gather_sort(void *ctx, struct update *list, size_t n)
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

void gather_last(void *ctx, struct incident *in, struct update last)
{
	/* Said at an earlier time it would look as if it had been overtaken. */
	for (size_t i = 0; i < in->n_updates; i++)
		if (in->updates[i].created_at > last.created_at)
			last.created_at = in->updates[i].created_at;
	/* Full: the last word counts more than the first one. */
	if (in->n_updates == LIMIT_UPDATES) {
		memmove(in->updates, in->updates + 1, --in->n_updates * sizeof(*in->updates));
		in->updates[in->n_updates++] = last;
		return;
	}
	MAKE_ROOM(ctx, in->updates, struct update, in->n_updates);
	in->updates[in->n_updates++] = last;
}

void gather_end_last(void *ctx, struct incident *in)
{
	size_t i = in->n_updates;
	struct update end;

	if (!status_is_final(in->status) || i == 0 || status_is_final(in->updates[i - 1].status))
		return;
	while (i > 0 && !status_is_final(in->updates[i - 1].status))
		i--;
	if (i == 0)
		return;
	end = in->updates[i - 1];
	memmove(&in->updates[i - 1], &in->updates[i], (in->n_updates - i) * sizeof(*in->updates));
	in->n_updates--;
	gather_last(ctx, in, end);
}

void gather_conclude(void *ctx, struct incident *in, const char *status, int64_t at)
{
	const struct update *newest = in->n_updates > 0 ? &in->updates[in->n_updates - 1] : NULL;
	struct update last = {.id = status, .status = status, .created_at = at};

	if (status != NULL && newest != NULL &&
	    (newest->status == NULL || strcmp(newest->status, status) != 0))
		gather_last(ctx, in, last);
}
