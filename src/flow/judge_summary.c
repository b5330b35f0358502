/* A summary that was made: whether it reaches the log. See judge.h. */
#include "flow/judge.h"

#include "store/events.h"
#include "store/summaries.h"

/* After a newer event of the incident it would tell what is no longer so. */
static int find_state(
    struct store *s, const struct event *of, struct summary *made, struct error *e)
{
	bool followed;
	int rc = store_event_is_followed(s, of, &followed, e);

	if (rc == OK && followed)
		made->state = SUMMARY_SUPERSEDED;
	return rc;
}

int judge_summary(struct judging *j, struct error *e)
{
	struct summary made = *j->in->summary;
	struct event of, record;
	bool found;
	int rc;

	if ((rc = store_event_find(j->ctx, j->store, made.event_id, &of, &found, e)) != OK ||
	    !found)
		return rc; /* retention was faster */
	made.made_at = j->in->received_at;
	if (made.state == SUMMARY_LOGGED && (rc = find_state(j->store, &of, &made, e)) != OK)
		return rc;
	if (made.state == SUMMARY_LOGGED) {
		record = event_of_summary(&of, made.text);
		record.received_at = made.made_at;
		if ((rc = store_event_append(j->store, &record, e)) != OK)
			return rc;
		j->verdict->events++;
	}
	return store_summary_settle(j->store, &made, e);
}
