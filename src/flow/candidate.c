/* By which keys an update is recognised. See candidate.h. */
#include "flow/candidate.h"

#include <string.h>

#include "base/limits.h"
#include "flow/match.h"
#include "model/identity.h"
#include "model/redact.h"
#include "model/words.h"
#include "store/dedup.h"

/* So often an incident gets back to a status; what comes after is known by the last of them. */
#define STATES_MAX 32
/* So many updates of one status may a minute have. */
#define MINUTE_MAX 32

struct candidate candidate_of(struct judging *j, const struct incident *in, const struct update *up,
    const struct incident_state *stored)
{
	bool has_identity = up->id != NULL || match_says_when(j);

	return (struct candidate){
	    .in = in,
	    .up = up,
	    .id_key = has_identity ? identity_update(j->ctx, j->page, in, up) : NULL,
	    .of_known = stored != NULL,
	    .is_late_end = stored != NULL && judge_ended_it(stored) && status_is_final(up->status),
	};
}

/* It lapses. */
static const char *text_key(const struct judging *j, const struct candidate *c)
{
	return identity_text(j->ctx, j->page, c->in->title, c->up->status, c->up->text);
}

/*
 * Events that are alike as far as their keys go: each stands there for an update of its own, and is
 * known by how many came before it.
 */
enum series {
	SERIES_STATE,	    /* told by the incident's status alone, and with this status */
	SERIES_MAILED,	    /* told by a mail, and with this status */
	SERIES_MAILED_URL,  /* likewise; it knew the incident by its address */
	SERIES_MAILED_BARE, /* it did not say the status */
	N_SERIES,
};

static const char *key_of(
    struct judging *j, const struct candidate *c, enum series series, size_t n)
{
	const struct incident *in = c->in;

	switch (series) {
	case SERIES_STATE:
		return identity_state(j->ctx, j->page, in, c->up->status, n);
	case SERIES_MAILED:
		return identity_mailed(j->ctx, j->page, in->id, c->up->status, n);
	case SERIES_MAILED_URL:
		return identity_mailed(j->ctx, j->page, in->url, c->up->status, n);
	case SERIES_MAILED_BARE:
		return identity_mailed(j->ctx, j->page, in->id, NULL, n);
	case N_SERIES:
		break;
	}
	return NULL;
}

static int put_next(struct judging *j, const struct candidate *c, enum series series,
    int64_t event_id, int64_t lapses, struct error *e)
{
	const char *key = NULL;
	int64_t before;
	bool found = true;
	int rc = OK;

	for (size_t n = 0; rc == OK && found && n < STATES_MAX; n++) {
		key = key_of(j, c, series, n);
		rc = store_dedup_find(j->store, key, j->in->received_at, &found, &before, e);
	}
	return rc == OK ? store_dedup_put(j->store, key, event_id, lapses, e) : rc;
}

/* A mail that knows its incident, but no update: a webhook or poll of that will ask for it. */
static int put_mailed(
    struct judging *j, const struct candidate *c, int64_t event_id, struct error *e)
{
	enum series series = c->in->id == NULL	     ? SERIES_MAILED_URL
			     : c->up->status == NULL ? SERIES_MAILED_BARE
						     : SERIES_MAILED;

	return put_next(j, c, series, event_id, j->in->received_at + LIMIT_MAIL_MS, e);
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
		rc = put_next(j, c, SERIES_STATE, event_id, DEDUP_FOR_EVER, e);
	if (rc == OK && match_is_mailed(j) && event_id != DEDUP_NO_EVENT)
		rc = put_mailed(j, c, event_id, e);
	return rc;
}

/*
 * A mail is known by less than its time, and may be of an update with the same words that its page
 * has still to tell: that is to find no key. Nor is one of the minute in which the incident's status
 * was told: that may be another's.
 */
static int put_id(struct judging *j, const struct candidate *c, int64_t event_id, struct error *e)
{
	if (c->up->id == NULL && (match_is_mailed(j) || c->up->text == NULL))
		return OK;
	return store_dedup_put(j->store, c->id_key, event_id, DEDUP_FOR_EVER, e);
}

/* The update takes over the event that was logged when its ids were not known. */
static int claim(struct judging *j, const struct candidate *c, int64_t event_id, struct error *e)
{
	int rc = put_id(j, c, event_id, e);

	if (rc != OK || c->up->id == NULL)
		return rc;
	return store_dedup_put(
	    j->store, identity_claim(j->ctx, event_id), event_id, DEDUP_FOR_EVER, e);
}

/*
 * The text under ids: that of what was told without one; or an edit, mostly a root-cause analysis,
 * days later.
 */
static const char *text_by_id(const struct judging *j, const struct candidate *c)
{
	return c->up->id != NULL && !match_is_mailed(j) ? c->up->text : NULL;
}

static int look_up_id(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	int64_t event_id;
	bool found;
	bool is_anothers;
	int rc = store_dedup_find(j->store, c->id_key, j->in->received_at, &found, &event_id, e);

	if (rc != OK || !found)
		return rc;
	if ((rc = match_is_anothers(j, c, event_id, &is_anothers, e)) != OK || is_anothers)
		return rc;
	*known = KNOWN_AGAIN;
	return judge_repeat(j, event_id, text_by_id(j, c), e);
}

/* An event that was found by less than ids: when it may be this update, the update takes it over. */
static int try_event(struct judging *j, const struct candidate *c, int64_t event_id, enum need need,
    enum known *known, struct error *e)
{
	bool yes;
	int rc = match_may_be(j, c, event_id, need, &yes, e);

	if (rc != OK || !yes || (rc = claim(j, c, event_id, e)) != OK)
		return rc;
	*known = KNOWN_CLAIMED;
	return judge_repeat(j, event_id, text_by_id(j, c), e);
}

/*
 * A mail that does not say when has any time; one that does is of that minute, where there are no
 * ids. Two mails are told apart by theirs.
 */
static bool has_time_for_mail(
    const struct judging *j, const struct candidate *c, const struct event *told)
{
	if (told->update_id != NULL)
		return true;
	return told->channel != CHANNEL_EMAIL && (j->in->report->mail.posted_at == TIME_NONE ||
						     match_is_same_minute(c->in, c->up, told));
}

/* Of what was told without a text, as look-alikes of Statuspage's API do, one mail may tell. */
static int has_room_for_mail(
    struct judging *j, const struct event *told, bool *yes, struct error *e)
{
	struct sighting seen[SIGHTINGS_MAX];
	size_t n = 0;
	int rc = OK;

	if (told->detail == NULL)
		rc = store_event_sightings(j->store, told->id, seen, &n, e);
	*yes = rc == OK;
	for (size_t i = 0; i < n; i++)
		if (seen[i].channel == CHANNEL_EMAIL)
			*yes = false;
	return rc;
}

/* A mail that knows its incident tells of the event: by its text, whenever it comes. */
static int is_mail_of(struct judging *j, const struct candidate *c, const struct event *told,
    bool *yes, struct error *e)
{
	struct revision words;
	int rc;

	*yes = false;
	if (!match_is_mailed(j) || c->in->id == NULL ||
	    match_differs(c->up->status, told->status) || told->status == NULL)
		return OK;
	if ((rc = has_room_for_mail(j, told, yes, e)) != OK || !*yes ||
	    (rc = match_words_of(j, told, &words, e)) != OK)
		return rc;
	*yes = words.detail == NULL || (has_time_for_mail(j, c, told) && c->up->text != NULL &&
					   identity_same_text(j->ctx, c->up->text, words.detail));
	return OK;
}

/* Its text, told with the ids a short time ago. */
static bool is_text_of(const struct judging *j, const struct candidate *c, const struct event *told)
{
	const char *status = told->status != NULL ? told->status : c->up->status;
	const char *said = identity_text(j->ctx, j->page, told->title, status, told->detail);

	return told->update_id != NULL &&
	       told->received_at > j->in->received_at - j->app->settings.dedup_ttl_ms &&
	       strcmp(text_key(j, c), said) == 0;
}

static int is_told_by(struct judging *j, const struct candidate *c, const struct event *told,
    bool by_text, bool *yes, struct error *e)
{
	bool taken;
	int rc = OK;

	*yes = false;
	if (match_differs(c->in->id, told->incident_id) ||
	    match_came_later(j, c, told->received_at))
		return OK;
	if (!by_text)
		*yes = told->update_id != NULL && match_is_same_minute(c->in, c->up, told);
	else if ((rc = is_mail_of(j, c, told, yes, e)) == OK && !*yes)
		*yes = is_text_of(j, c, told);
	if (rc != OK || !*yes)
		return rc;
	rc = match_is_taken(j, c, told, &taken, e);
	*yes = !taken;
	return rc;
}

/* The oldest that was told, by its text or else by its minute. */
static int find_told_by(struct judging *j, const struct candidate *c, bool by_text,
    const struct event **out, struct error *e)
{
	size_t i = j->n_told;
	bool found = false;
	int rc = OK;

	while (rc == OK && !found && i > 0)
		rc = is_told_by(j, c, &j->told[--i], by_text, &found, e);
	*out = found ? &j->told[i] : NULL;
	return rc;
}

/*
 * The event that this text without ids tells of again: it was logged with them. The minute is more
 * certain than the text, which may have been said in others, too. NULL: there is none.
 */
static int find_told(
    struct judging *j, const struct candidate *c, const struct event **out, struct error *e)
{
	int rc = find_told_by(j, c, false, out, e);

	return rc == OK && *out == NULL ? find_told_by(j, c, true, out, e) : rc;
}

/* Once for all updates of an incident: what is logged of them meanwhile has no update's id. */
static int load_told(struct judging *j, const struct candidate *c, struct error *e)
{
	if (c->in->id == NULL)
		return store_events_recent(j->ctx, j->store, j->page,
		    j->in->received_at - j->app->settings.dedup_ttl_ms, LIMIT_RECENT_EVENTS,
		    &j->told, &j->n_told, e);
	if (j->told_of == c->in)
		return OK;
	j->told_of = c->in;
	return store_events_of(
	    j->ctx, j->store, j->page, c->in->id, LIMIT_RECENT_EVENTS, &j->told, &j->n_told, e);
}

/* What was told by its status alone is known by its mail from now on. */
static int take_mail(
    struct judging *j, const struct candidate *c, const struct event *told, struct error *e)
{
	int rc = put_mailed(j, c, told->id, e);

	return rc == OK ? judge_repeat(j, told->id, redact_links(j->ctx, c->up->text), e) : rc;
}

/* Mails and feeds are rare: it is they who look, so that webhooks need not write a key for each. */
static int look_among_events(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	const struct event *told;
	int rc;

	if (c->in->id != NULL && !c->of_known)
		return OK;
	if ((rc = load_told(j, c, e)) != OK || (rc = find_told(j, c, &told, e)) != OK ||
	    told == NULL)
		return rc;
	*known = KNOWN_AGAIN;
	if ((rc = put_id(j, c, told->id, e)) != OK)
		return rc;
	return match_is_mailed(j) && told->detail == NULL ? take_mail(j, c, told, e)
							  : judge_repeat(j, told->id, NULL, e);
}

/* Texts are known only of pages that mails tell of: for others there is nothing to make of one. */
static int look_up_text(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	int64_t event_id;
	bool found;
	int rc = store_dedup_any(j->store, identity_texts(j->ctx, j->page), &found, e);

	if (rc != OK || !found)
		return rc;
	rc = store_dedup_find(j->store, text_key(j, c), j->in->received_at, &found, &event_id, e);
	return rc == OK && found ? try_event(j, c, event_id, NEED_NOTHING, known, e) : rc;
}

/* The first of them that no other update has taken over. */
static int look_up_series(struct judging *j, const struct candidate *c, enum series series,
    enum known *known, struct error *e)
{
	enum need need = series == SERIES_STATE ? NEED_NOTHING : NEED_SAME_TEXT;
	int64_t event_id;
	bool found = true;
	int rc = OK;

	for (size_t n = 0; rc == OK && found && *known == KNOWN_NOT && n < STATES_MAX; n++) {
		const char *key = key_of(j, c, series, n);

		rc = store_dedup_find(j->store, key, j->in->received_at, &found, &event_id, e);
		if (rc == OK && found)
			rc = try_event(j, c, event_id, need, known, e);
	}
	return rc;
}

/* Only pages that mails tell of have such keys. */
int candidate_look_up_mail(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	bool any;
	int rc = store_dedup_any(j->store, identity_mailed_of(j->ctx, j->page), &any, e);

	for (int series = SERIES_MAILED;
	     rc == OK && any && *known == KNOWN_NOT && series < N_SERIES; series++)
		rc = look_up_series(j, c, (enum series)series, known, e);
	return rc;
}

/* Shown by a feed when it was over. */
static int know_silently(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	*known = KNOWN_AGAIN;
	return store_dedup_put(j->store, c->id_key, DEDUP_NO_EVENT, DEDUP_FOR_EVER, e);
}

/* A feed may have told of it, or shown it: for longer than a text is known. */
static int look_up_minute(struct judging *j, const struct candidate *c, enum need need,
    enum known *known, struct error *e)
{
	struct key_range range;
	int64_t events[MINUTE_MAX];
	size_t n;
	int rc;

	if (!identity_minute(j->ctx, j->page, c->in, c->up, &range))
		return OK;
	rc = store_dedup_events(j->store, range, j->in->received_at, events, MINUTE_MAX, &n, e);
	for (size_t i = 0; rc == OK && *known == KNOWN_NOT && i < n; i++)
		rc = events[i] == DEDUP_NO_EVENT ? know_silently(j, c, known, e)
						 : try_event(j, c, events[i], need, known, e);
	return rc;
}

/*
 * From what is certain to what is likely, so that nothing takes over an event that only looks like
 * it: its ids; the minute, told by a feed, or the very time, by the incident's status; the status and
 * text, told by a mail that knew the incident; the text, told a short time ago; the minute, and then
 * the status, told by that of the incident; and what has no id looks among the events themselves.
 */
int candidate_look_up(
    struct judging *j, const struct candidate *c, enum known *known, struct error *e)
{
	int rc;

	*known = KNOWN_NOT;
	rc = look_up_id(j, c, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->up->id != NULL)
		rc = look_up_minute(j, c, NEED_SURE, known, e);
	if (rc == OK && *known == KNOWN_NOT && !match_is_mailed(j))
		rc = candidate_look_up_mail(j, c, known, e);
	if (rc == OK && *known == KNOWN_NOT)
		rc = look_up_text(j, c, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->up->id != NULL)
		rc = look_up_minute(j, c, NEED_NOTHING, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->of_known && (c->up->id != NULL || c->is_late_end))
		rc = look_up_series(j, c, SERIES_STATE, known, e);
	if (rc == OK && *known == KNOWN_NOT && c->up->id == NULL)
		rc = look_among_events(j, c, known, e);
	return rc;
}
