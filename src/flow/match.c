/* Whether an event that was logged is of an update. See match.h. */
#include "flow/match.h"

#include <string.h>

#include "base/limits.h"
#include "model/identity.h"
#include "model/words.h"
#include "store/dedup.h"

/* Clocks that are right differ by less. */
#define CLOCKS_MS 5000

bool match_is_mailed(const struct judging *j)
{
	return j->in->report != NULL && j->in->report->kind == REPORT_MAIL;
}

bool match_differs(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) != 0;
}

/*
 * Told by the same channel of the same incident, at another time: pages say "We are continuing to
 * investigate this issue." again and again. Another channel may have another time for it.
 */
static bool is_said_again(
    const struct judging *j, const struct candidate *c, const struct event *event)
{
	return !match_is_mailed(j) && c->id_key != NULL && event->incident_id != NULL &&
	       event->channel == j->in->channel && c->up->created_at != TIME_NONE &&
	       event->occurred_at != TIME_NONE && c->up->created_at != event->occurred_at;
}

bool match_says_when(const struct judging *j)
{
	return !match_is_mailed(j) || j->in->report->mail.posted_at != TIME_NONE;
}

/* A page shows its minute: one that has it with ids has the same. */
static bool has_other_minute(
    const struct judging *j, const struct candidate *c, const struct event *event)
{
	const struct update *up = c->up;
	int64_t at = up->display_at != TIME_NONE ? up->display_at : up->created_at;
	int64_t shown_at = event_shown_at(event);

	return event->channel == CHANNEL_POLLER && event->detail != NULL && match_says_when(j) &&
	       at != TIME_NONE && shown_at != TIME_NONE && !identity_is_same_minute(at, shown_at);
}

bool match_came_later(const struct judging *j, const struct candidate *c, int64_t heard_at)
{
	int64_t at = c->up->created_at;

	return match_says_when(j) && at <= j->in->received_at && at - CLOCKS_MS > heard_at;
}

bool match_is_same_minute(
    const struct incident *in, const struct update *up, const struct event *told)
{
	return in->id != NULL && up->status != NULL && told->status != NULL &&
	       strcmp(up->status, told->status) == 0 &&
	       identity_is_same_minute(up->created_at, event_shown_at(told));
}

int match_is_taken(struct judging *j, const struct candidate *c, const struct event *event,
    bool *yes, struct error *e)
{
	bool has_time = event->channel != CHANNEL_EMAIL || event->update_id != NULL;
	bool is_own = !has_time || match_is_same_minute(c->in, c->up, event);
	int rc = OK;

	*yes = false;
	for (size_t i = 0; rc == OK && !*yes && i < c->in->n_updates; i++) {
		const struct update *other = &c->in->updates[i];
		int64_t its_event;

		if (other == c->up)
			continue;
		rc = store_dedup_find(j->store, identity_update(j->ctx, j->page, c->in, other),
		    j->in->received_at, yes, &its_event, e);
		*yes = (*yes && its_event == event->id) ||
		       (!is_own && match_is_same_minute(c->in, other, event));
	}
	return rc;
}

int match_words_of(
    struct judging *j, const struct event *told, struct revision *out, struct error *e)
{
	struct revision *list;
	size_t n = 0;
	int rc = OK;

	if (told->detail == NULL)
		rc = store_event_revisions(j->ctx, j->store, told->id, &list, &n, e);
	*out = n > 0 ? list[0] : (struct revision){told->detail, told->channel, told->received_at};
	return rc;
}

/* Of that update, by the very time that it was told with. */
static bool is_event_of(const struct update *up, const struct event *event)
{
	return up->created_at != TIME_NONE && up->created_at == event->occurred_at;
}

static bool has_needed(struct judging *j, const struct candidate *c, const struct event *event,
    const struct revision *words, enum need need)
{
	bool is_bare = event->detail == NULL;

	if (((is_bare && !c->is_late_end) || need == NEED_SAME_TEXT) &&
	    !identity_same_text(j->ctx, words->detail, c->up->text))
		return false;
	return need != NEED_SURE || !is_bare || is_event_of(c->up, event);
}

int match_may_be(struct judging *j, const struct candidate *c, int64_t event_id, enum need need,
    bool *yes, struct error *e)
{
	struct event event;
	struct revision words;
	int64_t claimed;
	bool found;
	int rc;

	*yes = false;
	if ((rc = store_event_find(j->ctx, j->store, event_id, &event, &found, e)) != OK || !found)
		return rc;
	if (match_differs(c->in->id, event.incident_id) ||
	    (rc = match_words_of(j, &event, &words, e)) != OK)
		return rc;
	if (match_came_later(j, c, words.seen_at) || !has_needed(j, c, &event, &words, need))
		return OK;
	if (c->up->id == NULL) {
		rc = match_is_taken(j, c, &event, &found, e);
		*yes = !found && !is_said_again(j, c, &event);
		return rc;
	}
	if (event.update_id != NULL || has_other_minute(j, c, &event))
		return OK;
	rc = store_dedup_find(
	    j->store, identity_claim(j->ctx, event_id), j->in->received_at, &found, &claimed, e);
	*yes = !found;
	return rc;
}

int match_is_anothers(
    struct judging *j, const struct candidate *c, int64_t event_id, bool *yes, struct error *e)
{
	struct event event;
	bool found;
	int rc;

	*yes = false;
	if (c->up->id != NULL || c->up->text == NULL || event_id == DEDUP_NO_EVENT ||
	    j->in->report->kind != REPORT_DOCUMENT)
		return OK;
	rc = store_event_find(j->ctx, j->store, event_id, &event, &found, e);
	if (rc != OK || !found || event.channel != CHANNEL_POLLER || is_event_of(c->up, &event))
		return rc;
	for (size_t i = 0; i < c->in->n_updates; i++)
		*yes |= is_event_of(&c->in->updates[i], &event) &&
			!match_differs(c->in->updates[i].status, event.status);
	return OK;
}

/* By a mail, or a feed, which has texts without ids: they show no seconds. */
static bool is_to_the_minute(const struct event *told, int64_t at)
{
	bool by_feed =
	    told->channel == CHANNEL_POLLER && told->update_id == NULL && told->detail != NULL;

	return (by_feed || told->channel == CHANNEL_EMAIL) && told->occurred_at == at;
}

int match_was_before(struct judging *j, const struct incident_state *known,
    const struct incident_state *now, bool *yes, struct error *e)
{
	struct event *told;
	size_t n;
	int rc;

	*yes = false;
	if (known->updated_at != identity_minute_of(now->updated_at) ||
	    status_rank(now->status) >= status_rank(known->status))
		return OK;
	rc = store_events_of(
	    j->ctx, j->store, j->page, known->id, LIMIT_RECENT_EVENTS, &told, &n, e);
	for (size_t i = 0; rc == OK && i < n; i++)
		*yes |= is_to_the_minute(&told[i], known->updated_at);
	return rc;
}

/* The newest with that status, when a mail told it as of when it came. */
static const struct event *mailed_among(const struct event *told, size_t n, const char *status)
{
	for (size_t i = 0; i < n; i++)
		if (told[i].status != NULL && strcmp(told[i].status, status) == 0)
			return told[i].channel == CHANNEL_EMAIL && told[i].update_id == NULL
				   ? &told[i]
				   : NULL;
	return NULL;
}

int match_came_late(struct judging *j, const struct incident *in,
    const struct incident_state *known, const struct incident_state *now, bool *yes,
    struct error *e)
{
	const struct event *mailed;
	struct event *told;
	int64_t event_id;
	bool found;
	size_t n;
	int rc;

	*yes = false;
	if (j->in->channel != CHANNEL_POLLER || now->status == NULL || known->status == NULL ||
	    now->updated_at != known->updated_at)
		return OK;
	rc = store_events_of(
	    j->ctx, j->store, j->page, known->id, LIMIT_RECENT_EVENTS, &told, &n, e);
	mailed = rc == OK ? mailed_among(told, n, known->status) : NULL;
	for (size_t i = 0; rc == OK && mailed != NULL && i + 1 < in->n_updates; i++) {
		rc = store_dedup_find(j->store,
		    identity_update(j->ctx, j->page, in, &in->updates[i]), j->in->received_at,
		    &found, &event_id, e);
		*yes |= rc == OK && found && event_id == mailed->id;
	}
	return rc;
}
