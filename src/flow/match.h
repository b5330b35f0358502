/*
 * Whether an event that was logged may be of an update on its way through the judgement. For
 * candidate.c and those who judge incidents only.
 */
#ifndef FLOW_MATCH_H
#define FLOW_MATCH_H

#include "flow/candidate.h"

bool match_is_mailed(const struct judging *j);

/* When its updates were said: of a mail that has no time of the page nothing but when it came. */
bool match_says_when(const struct judging *j);

/* Both are known, and not the same. */
bool match_differs(const char *a, const char *b);

/* What a feed shows of the event's update: its status, and when, to the minute. */
bool match_is_same_minute(
    const struct incident *in, const struct update *up, const struct event *told);

/*
 * Nothing is heard of before it happens. When it did, a mail may not say; and a time to come is that
 * of another clock.
 */
bool match_came_later(
    const struct judging *j, const struct candidate *c, const struct event *event);

/*
 * By another update of the report: it may be said again, and each time is an event of its own. One
 * of the event's minute comes first, where that is the page's.
 */
int match_is_taken(struct judging *j, const struct candidate *c, const struct event *event,
    bool *yes, struct error *e);

/*
 * Whether the event that a content key points to may be this update. Two that both have
 * ids are told apart by these alone, however alike their texts; an event without an
 * update id may have been claimed already by another that had one. texts_must_agree: the key
 * says nothing of them.
 */
int match_may_be(struct judging *j, const struct candidate *c, int64_t event_id,
    bool texts_must_agree, bool *yes, struct error *e);

/*
 * Whether the event under the key of an update without an id is another's after all: a webhook had
 * its words, and was taken for what the page had told with them before. The page has both.
 */
int match_is_anothers(
    struct judging *j, const struct candidate *c, int64_t event_id, bool *yes, struct error *e);

/*
 * What is known was told to the minute: whether what is told again of that minute, as of now, was
 * before it.
 */
int match_was_before(struct judging *j, const struct incident_state *known,
    const struct incident_state *now, bool *yes, struct error *e);

#endif
