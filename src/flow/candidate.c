/* By which keys an update is recognised. See candidate.h. */
#include "flow/candidate.h"

#include <string.h>

#include "model/identity.h"
#include "store/dedup.h"
#include "store/events.h"

/* A text without ids is looked for among so many of the newest events. */
#define RECENT_EVENTS 2000

/* So often an incident gets back to a status; what comes after is known by the last of them. */
#define STATES_MAX 32

struct candidate candidate_of(struct judging *j, const struct incident *in, const struct update *up,
    const struct incident_state *stored)
{
	return (struct candidate){
	    .in = in,
	    .up = up,
	    .id_key = identity_update(j->ctx, j->page, in, up),
	    .of_known = stored != NULL,
	};
}

/* It lapses. */
static const char *text_key(const struct judging *j, const struct candidate *c)
{
	return identity_text(j->ctx, j->page, c->in->title, c->up->status, c->up->text);
}

/*
 * Of the events that were told by the incident's status alone, and with this status: the one
 * after n others.
 */
static int find_state(struct judging *j, const struct candidate *c, size_t n, const char **key,
    bool *found, struct error *e)
{
	int64_t event_id;

	*key = identity_state(j->ctx, j->page, c->in, c->up->status, n);
	return store_dedup_find(j->store, *key, j->in->received_at, found, &event_id, e);
}

/* An incident may get back to a status: each event is there for an update of its own. */
static int put_state(
    struct judging *j, const struct candidate *c, int64_t event_id, struct error *e)
{
	const char *key;
	bool found = true;
	int rc = OK;

	for (size_t n = 0; rc == OK && found && n < STATES_MAX; n++)
		rc = find_state(j, c, n, &key, &found, e);
	return rc == OK ? store_dedup_put(j->store, key, event_id, DEDUP_FOR_EVER, e) : rc;
}

int candidate_put_keys(
    struct judging *j, const struct candidate *c, int64_t event_id, struct error *e)
{
	int64_t lapses = j->in->received_at + j->app->settings.dedup_ttl_ms;
	int rc = store_dedup_put(j->store, c->id_key, event_id, DEDUP_FOR_EVER, e);

	if (rc != OK || c->up->id != NULL)
		return rc; /* its text is found in the event itself, when ever a mail asks for it */
	if (event_id != DEDUP_NO_EVENT)
		rc = store_dedup_put(j->store, text_key(j, c), event_id, lapses, e);
	if (rc == OK && c->up->text == NULL)
		rc = put_state(j, c, event_id, e);
	return rc;
}

static bool differ(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) != 0;
}

/*
 * Whether the event that a content key points to may be this update. Two that both have
 * ids are told apart by these alone, however alike their texts; an event without an
 * update id may have been claimed already by another that had one.
 */
static int may_be(
    struct judging *j, const struct candidate *c, int64_t event_id, bool *yes, struct error *e)
{
	struct event event;
	int64_t claimed;
	bool found;
	int rc;

	*yes = false;
	if ((rc = store_event_find(j->ctx, j->store, event_id, &event, &found, e)) != OK || !found)
		return rc;
	if (differ(c->in->id, event.incident_id))
		return OK;
	if (c->up->id == NULL || event.update_id != NULL) {
		*yes = c->up->id == NULL;
		return OK;
	}
	rc = store_dedup_find(
	    j->store, identity_claim(j->ctx, event_id), j->in->received_at, &found, &claimed, e);
	*yes = !found;
	return rc;
}

/* The update takes over the event that was logged when its ids were not known. */
static int claim(struct judging *j, const struct candidate *c, int64_t event_id, struct error *e)
{
	int rc = store_dedup_put(j->store, c->id_key, event_id, DEDUP_FOR_EVER, e);

	if (rc != OK || c->up->id == NULL)
		return rc;
	return store_dedup_put(
	    j->store, identity_claim(j->ctx, event_id), event_id, DEDUP_FOR_EVER, e);
}

/* Looks the update up under one key; *known when it is the event that the key means. */
static int look_up(struct judging *j, const struct candidate *c, const char *key, enum known *known,
    struct error *e)
{
	const char *edit;
	int64_t event_id;
	bool found;
	int rc;

	rc = store_dedup_find(j->store, key, j->in->received_at, &found, &event_id, e);
	if (rc != OK || !found)
		return rc;
	if (key != c->id_key) {
		if ((rc = may_be(j, c, event_id, &found, e)) != OK || !found ||
		    (rc = claim(j, c, event_id, e)) != OK)
			return rc;
	}
	*known = key == c->id_key ? KNOWN_AGAIN : KNOWN_CLAIMED;
	/* The same id with another text is an edit: mostly a root-cause analysis, days later. */
	edit = *known == KNOWN_AGAIN && c->up->id != NULL ? c->up->text : NULL;
	return judge_repeat(j, event_id, edit, e);
}

/* What a feed shows of the event's update: its status, and when, to the minute. */
static bool is_same_minute(const struct candidate *c, const struct event *told)
{
	return c->in->id != NULL && c->up->created_at != TIME_NONE &&
	       told->occurred_at != TIME_NONE && told->status != NULL &&
	       strcmp(c->up->status, told->status) == 0 &&
	       identity_minute_of(c->up->created_at) == identity_minute_of(told->occurred_at);
}

/* The event that this text without ids tells of again: it was logged with them. */
static int64_t find_told(
    struct judging *j, const struct candidate *c, const struct event *events, size_t n)
{
	int64_t since = j->in->received_at - j->app->settings.dedup_ttl_ms;
	const char *wanted = text_key(j, c);

	for (size_t i = 0; i < n; i++) {
		const struct event *told = &events[i];

		if (told->update_id == NULL || differ(c->in->id, told->incident_id))
			continue;
		if (is_same_minute(c, told) ||
		    (told->received_at > since &&
			strcmp(wanted, identity_text(j->ctx, j->page, told->title, told->status,
					   told->detail)) == 0))
			return told->id;
	}
	return DEDUP_NO_EVENT;
}

/* Once for all updates of an incident: what is logged of them meanwhile has no update's id. */
static int load_told(struct judging *j, const struct candidate *c, struct error *e)
{
	if (c->in->id == NULL)
		return store_events_recent(j->ctx, j->store, j->page,
		    j->in->received_at - j->app->settings.dedup_ttl_ms, RECENT_EVENTS, &j->told,
		    &j->n_told, e);
	if (j->told_of == c->in)
		return OK;
	j->told_of = c->in;
	return store_events_of(
	    j->ctx, j->store, j->page, c->in->id, RECENT_EVENTS, &j->told, &j->n_told, e);
}

/* Mails and feeds are rare: it is they who look, so that webhooks need not write a key for each. */
static int look_among_events(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	int64_t event_id;
	int rc;

	if (c->in->id != NULL && !c->of_known)
		return OK;
	if ((rc = load_told(j, c, e)) != OK ||
	    (event_id = find_told(j, c, j->told, j->n_told)) == DEDUP_NO_EVENT)
		return rc;
	*known = KNOWN_AGAIN;
	if ((rc = store_dedup_put(j->store, c->id_key, event_id, DEDUP_FOR_EVER, e)) != OK)
		return rc;
	return judge_repeat(j, event_id, NULL, e);
}

/* Texts are known only of pages that mails tell of: for others there is nothing to make of one. */
static int look_up_text(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	bool any;
	int rc = store_dedup_any(j->store, identity_texts(j->ctx, j->page), &any, e);

	return rc == OK && any ? look_up(j, c, text_key(j, c), known, e) : rc;
}

/* The first of them that no other update has taken over. */
static int look_up_state(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	const char *key;
	bool found = true;
	int rc = OK;

	for (size_t n = 0; rc == OK && found && *known == KNOWN_NOT && n < STATES_MAX; n++)
		if ((rc = find_state(j, c, n, &key, &found, e)) == OK && found)
			rc = look_up(j, c, key, known, e);
	return rc;
}

/* A feed may have told of it, or shown it when it was over: for longer than a text is known. */
static int look_up_minute(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	const char *key = identity_minute(j->ctx, j->page, c->in, c->up);
	int64_t event_id;
	bool found;
	int rc = store_dedup_find(j->store, key, j->in->received_at, &found, &event_id, e);

	if (rc != OK || !found)
		return rc;
	if (event_id != DEDUP_NO_EVENT)
		return look_up(j, c, key, known, e);
	*known = KNOWN_AGAIN;
	return store_dedup_put(j->store, c->id_key, DEDUP_NO_EVENT, DEDUP_FOR_EVER, e);
}

int candidate_look_up(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	int rc;

	*known = KNOWN_NOT;
	rc = look_up(j, c, c->id_key, known, e);
	if (rc == OK && *known == KNOWN_NOT)
		rc = look_up_text(j, c, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->up->id != NULL)
		rc = look_up_minute(j, c, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->up->id != NULL && c->of_known)
		rc = look_up_state(j, c, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->up->id == NULL)
		rc = look_among_events(j, c, known, e);
	return rc;
}
