/* What the judges share. See judge.h. */
#include "flow/judge.h"

#include "base/limits.h"
#include "store/events.h"

int64_t judge_time(const struct judging *j, int64_t told)
{
	return told <= j->in->received_at + LIMIT_AHEAD_MS ? told : TIME_NONE;
}

int judge_log(struct judging *j, struct event *event, struct error *e)
{
	int rc;

	event->received_at = j->in->received_at;
	event->channel = j->in->channel;
	event->provider = j->provider;
	event->provider_name = j->provider_name;
	if (event->page_id == NULL)
		event->page_id = j->page;
	if (event->note == NULL)
		event->note = j->note;
	j->verdict->events++;
	if ((rc = store_event_append(j->store, event, e)) != OK)
		return rc;
	if (j->verdict->first == 0)
		j->verdict->first = event->id;
	j->verdict->last = event->id;
	return OK;
}

int judge_repeat(struct judging *j, int64_t event_id, const char *text, struct error *e)
{
	struct revision report = {
	    .detail = text,
	    .channel = j->in->channel,
	    .seen_at = j->in->received_at,
	};

	return event_id == 0 ? OK : store_event_repeated(j->store, event_id, &report, e);
}
