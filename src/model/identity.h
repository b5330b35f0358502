/*
 * Identity: two reports are of the same event when they share a key, whichever
 * channel each came by. A key is readable text. Those made of ids do not lapse;
 * those made of contents are a guess and live for the dedup TTL only.
 */
#ifndef MODEL_IDENTITY_H
#define MODEL_IDENTITY_H

#include <stdbool.h>

#include "model/report.h"

/*
 * "update/PAGE/INCIDENT/UPDATE"; an update without an id is known by its status and
 * time instead, or else by its status and text. NULL when there is nothing to tell it by.
 */
const char *identity_update(
    void *ctx, const char *page, const struct incident *in, const struct update *up);

/* The minute of a time, and whether two times, both known, have the same one. */
int64_t identity_minute_of(int64_t ms);
bool identity_is_same_minute(int64_t a, int64_t b);

/*
 * "text/PAGE/DIGEST" of title, status and text, each without regard to case, spaces and punctuation.
 * Private links are left out of the text first: a mail does not tell them, and is to have the same
 * key as the update it tells of.
 */
const char *identity_text(
    void *ctx, const char *page, const char *title, const char *status, const char *text);

/*
 * "state/PAGE/INCIDENT/STATUS": told by the incident's status, without an update; NULL without an
 * id. When it was told with that status n times before, "/n" follows.
 */
const char *identity_state(
    void *ctx, const char *page, const struct incident *in, const char *status, size_t n);

/*
 * "plan/PAGE/INCIDENT/FROM/UNTIL": a time for which a maintenance was planned; to the nearest minute,
 * for less is rounding, and plans are of full minutes.
 */
const char *identity_plan(
    void *ctx, const char *page, const char *incident, int64_t from, int64_t until);

/*
 * "claim/EVENT": this event, logged without ids, has become the event of an update with ids. The
 * number has leading zeros, so that these keys stand in the order of their events.
 */
const char *identity_claim(void *ctx, int64_t event_id);

/*
 * Whether two texts may be those of one update: in any layout, and whatever their private links. One
 * may stand within the other, as a mail has more around it; a text that is missing agrees with any.
 */
bool identity_same_text(void *ctx, const char *a, const char *b);

/*
 * "mailed/PAGE/INCIDENT/STATUS/n": told by a mail that knows its incident, by id or address, and no
 * id of the update; the n-th with that status. Without a status, "".
 */
const char *identity_mailed(
    void *ctx, const char *page, const char *incident, const char *status, size_t n);

/* All that identity_mailed() gives for a page. */
struct key_range identity_mailed_of(void *ctx, const char *page);

/* "mail/PAGE/ID", else "mail/PAGE/DIGEST" of subject and body: the same mail again. */
const char *identity_mail(void *ctx, const char *page, const struct mail *mail);

/* Keys in the order of their bytes: the first, and what comes after the last. */
struct key_range {
	const char *from;
	const char *before;
};

/*
 * The keys under which a feed may have told of this update: feeds know no ids of updates, so that
 * identity_update() goes by status and time, and of the time that the page shows the minute alone is
 * certain. False without an id of the incident, a status or a time: then there are none.
 */
bool identity_minute(void *ctx, const char *page, const struct incident *in,
    const struct update *up, struct key_range *out);

/* All that identity_text() gives for a page: whether there is one tells if its texts are known. */
struct key_range identity_texts(void *ctx, const char *page);

/* All keys that a page has of one of so many kinds, numbered from 0: for whoever goes through all. */
#define IDENTITY_KINDS 6
struct key_range identity_of_page(void *ctx, size_t kind, const char *page);

/*
 * What lets a whole family of keys be forgotten: all that identity_update() and identity_state()
 * give for an incident, and the claims to all events before one.
 */
struct key_range identity_updates(void *ctx, const char *page, const char *incident);
struct key_range identity_states(void *ctx, const char *page, const char *incident);
struct key_range identity_claims(void *ctx, int64_t before_event);

#endif
