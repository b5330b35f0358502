/* An entry of a feed as an incident. See feed_incident.h. */
#include "platform/feed_incident.h"

#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/timetext.h"
#include "model/words.h"
#include "platform/feed_time.h"
#include "platform/gather.h"

/* The status of an entry that says nothing about it. */
#define OPEN_STATUS "active"

static int64_t latest(const struct feed_entry *entry)
{
	return entry->published > entry->updated ? entry->published : entry->updated;
}

static bool is_oldest_first(const struct feed_text *text, int64_t published)
{
	struct shown_frame first = {.published = published}, last = first;
	int64_t a, b;

	if (text->n < 2)
		return false;
	a = shown_instant(&first, &text->updates[0].shown);
	b = shown_instant(&last, &text->updates[text->n - 1].shown);
	return a != TIME_NONE && b != TIME_NONE && a < b;
}

/*
 * A time of the entry is that of its newest update, and would be another's with the next one. Only
 * where an entry says no more than how it is now does its time tell two of these apart.
 */
static int64_t time_of(struct shown_frame *frame, const struct feed_text *text,
    const struct feed_update *up, const struct feed_entry *entry)
{
	if (up->is_shown)
		return shown_instant(frame, &up->shown);
	return up->is_state && text->n == 1 ? latest(entry) : TIME_NONE;
}

/* Those of an entry; the times of a row follow from one another. */
static void add_updates(
    void *ctx, const struct feed_text *text, const struct feed_entry *entry, struct incident *in)
{
	int64_t published = entry->published != TIME_NONE ? entry->published : entry->updated;
	bool forward = is_oldest_first(text, published);
	struct shown_frame frame = {.published = published};
	struct update *list = mem_array(ctx, struct update, text->n);

	for (size_t i = 0; i < text->n; i++) {
		size_t at = forward ? text->n - 1 - i : i;
		const struct feed_update *from = &text->updates[at];

		list[i] = (struct update){
		    .status = from->label != NULL ? from->label : "Update",
		    .text = from->text,
		    .created_at = time_of(&frame, text, from, entry),
		};
		/* Without a time it is known by what it says. */
		if (list[i].created_at == TIME_NONE && list[i].text == NULL)
			list[i].text = list[i].status;
	}
	for (size_t i = text->n; i > 0; i--)
		gather_update(ctx, in, &list[i - 1]);
}

/* An entry that says no more than a text, or a status besides. */
static void add_single(void *ctx, const char *label, const char *text,
    const struct feed_entry *entry, struct incident *in)
{
	struct update up = {.status = label != NULL ? label : OPEN_STATUS, .text = text};

	/*
	 * Known by its text when it has no status of which there could be an end: the text is
	 * what changes then, and the time with it or not.
	 */
	if (label != NULL)
		up.created_at = latest(entry);
	if (up.text != NULL || up.created_at != TIME_NONE)
		gather_update(ctx, in, &up);
	else
		in->status = up.status;
}

/* The first n updates are of a newer entry than the rest: moves them behind it. */
static void move_first_to_end(void *ctx, struct incident *in, size_t n)
{
	size_t size = sizeof(*in->updates), more = in->n_updates - n;
	struct update *moving = mem_array(ctx, struct update, n);

	if (n == 0)
		return;
	memcpy(moving, in->updates, n * size);
	memmove(in->updates, in->updates + n, more * size);
	memcpy(in->updates + more, moving, n * size);
}

/* What follows on the line that begins so; NULL when none does. */
static const char *rest_of_line(void *ctx, const char *text, const char *head)
{
	const char *at = text != NULL ? strstr(text, head) : NULL;

	if (at == NULL || (at > text && at[-1] != '\n'))
		return NULL;
	at += strlen(head);
	return mem_strndup(ctx, at, strcspn(at, "\n"));
}

/* Instatus says what an entry is, and gives it the time at which a maintenance is to begin. */
static bool is_planned(void *ctx, const struct feed_text *text)
{
	const char *type = rest_of_line(ctx, text->plain, "Type: ");

	return type != NULL && strcasecmp(type, "Maintenance") == 0;
}

/* Statuspage shows a maintenance's span, and of its end the instant, too, in RSS. */
static void take_span(
    void *ctx, const struct feed_text *text, const struct feed_entry *entry, struct incident *in)
{
	const char *span = rest_of_line(ctx, text->plain, "THIS IS A SCHEDULED EVENT ");
	struct shown_frame frame = {.published = entry->until};
	struct shown begin, end;
	int64_t begin_at, end_at;
	int minutes;

	if (span == NULL || !shown_read_span(span, &begin, &end))
		return;
	if (entry->until == TIME_NONE && time_zone(end.zone, strlen(end.zone), &minutes))
		frame.published = latest(entry);
	end_at = shown_instant(&frame, &end);
	begin_at = shown_instant(&frame, &begin);
	if (entry->until != TIME_NONE)
		end_at = entry->until;
	if (begin_at == TIME_NONE || begin_at >= end_at)
		return;
	in->scheduled_for = begin_at;
	in->scheduled_until = end_at;
	in->maintenance = true;
}

static bool is_below_upkeep(const char *link)
{
	return link != NULL &&
	       (strstr(link, "/maintenance/") != NULL || strstr(link, "/maintenances/") != NULL);
}

static void take_plan(
    void *ctx, const struct feed_text *text, const struct feed_entry *entry, struct incident *in)
{
	in->scheduled_until = entry->until;
	in->maintenance |= entry->is_upkeep || entry->until != TIME_NONE ||
			   is_below_upkeep(entry->link) || is_below_upkeep(entry->id);
	take_span(ctx, text, entry, in);
	if (is_planned(ctx, text)) {
		in->maintenance = true;
		in->scheduled_for = entry->published;
	}
}

/* That of its newest update, as far as it says; a time to come is none. */
static int64_t said_at(void *ctx, const struct feed_text *text, const struct feed_entry *entry)
{
	return is_planned(ctx, text) ? entry->updated : latest(entry);
}

void feed_incident_add(void *ctx, const struct feed_text *text, const char *label,
    const struct feed_entry *entry, struct incident *in)
{
	size_t before = in->n_updates;
	int64_t at = said_at(ctx, text, entry);

	take_plan(ctx, text, entry, in);
	if (text->n > 0)
		add_updates(ctx, text, entry, in);
	else
		add_single(ctx, label, text->plain, entry, in);
	if (at < in->updated_at)
		move_first_to_end(ctx, in, before);
	else
		in->updated_at = at;
}

/*
 * Two with one status within a minute, which is all that feeds show, are told apart by seconds;
 * what comes after them stays after them.
 */
static void part_minutes(struct incident *in)
{
	int64_t last = TIME_NONE;

	for (size_t i = 0; i < in->n_updates; i++) {
		struct update *up = &in->updates[i];

		if (up->created_at == TIME_NONE)
			continue;
		if (up->created_at < last)
			up->created_at = last;
		if (up->created_at == last && strcmp(up->status, in->updates[i - 1].status) == 0)
			up->created_at = last + 1000;
		last = up->created_at;
	}
}

/* "Update" has the status of the one before it. */
void feed_incident_finish(void *ctx, struct incident *in)
{
	const char *status = "update";

	gather_sort(ctx, in->updates, in->n_updates);
	for (size_t i = 0; i < in->n_updates; i++) {
		const char *own = feed_status(ctx, in->updates[i].status);

		in->updates[i].status = status = own != NULL ? own : status;
		in->maintenance |= status_is_maintenance(status);
	}
	part_minutes(in);
	if (in->n_updates == 0)
		return;
	in->status = status;
	in->created_at = in->updates[0].created_at;
}
