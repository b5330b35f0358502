/*
 * Whether an event that was logged may be of an update on its way through the judgement. For
 * candidate.c and those who judge incidents only.
 */
#ifndef FLOW_MATCH_H
#define FLOW_MATCH_H

#include "flow/candidate.h"
#include "store/events.h"

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
bool match_came_later(const struct judging *j, const struct candidate *c, int64_t heard_at);

/*
 * By another update of the report: it may be said again, and each time is an event of its own. One
 * of the event's minute comes first, where that is the page's.
 */
int match_is_taken(struct judging *j, const struct candidate *c, const struct event *event,
    bool *yes, struct error *e);

/*
 * What was told, by whom, and when it was heard; of what was told by a status alone, the text that
 * came first, if any has.
 */
int match_words_of(
    struct judging *j, const struct event *told, struct revision *out, struct error *e);

/*
 * What an event needs, beside the key under which it was found, to be of an update. What was told by
 * a status alone and got a text, by a mail, is of the update with that in any case.
 */
enum need {
	NEED_NOTHING,
	NEED_SAME_TEXT, /* as far as it has a text, that of the update */
	NEED_SURE,	/* it was told with a text, or by a status alone, but of that very time */
};

/*
 * Whether the event that a content key points to may be this update. Two that both have
 * ids are told apart by these alone, however alike their texts; an event without an
 * update id may have been claimed already by another that had one.
 */
int match_may_be(struct judging *j, const struct candidate *c, int64_t event_id, enum need need,
    bool *yes, struct error *e);

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

/*
 * What is known was told by a mail that does not say when, and seemed to be the newest: whether it
 * came late, for its update is followed by others in the page's report, which is now.
 */
int match_came_late(struct judging *j, const struct incident *in,
    const struct incident_state *known, const struct incident_state *now, bool *yes,
    struct error *e);

#endif
