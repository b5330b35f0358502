/* Component transitions: judged against the stored status, whoever tells of them. See judge.h. */
#include <string.h>
#include <strings.h>

#include "flow/judge.h"
#include "model/transition.h"
#include "model/words.h"
#include "store/events.h"
#include "store/state.h"

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Stores the status with the event that brought it (0: none). */
static int remember(struct judging *j, const struct change *c, int64_t event_id, struct error *e)
{
	struct component_state state = {
	    .page_id = j->page,
	    .id = c->component_id,
	    .provider = j->provider,
	    .name = c->name,
	    .status = c->new_status,
	    .changed_at = c->changed_at != TIME_NONE ? c->changed_at : j->in->received_at,
	    .event_id = event_id,
	};

	return store_component_put(j->store, &state, e);
}

static int log_change(struct judging *j, const struct change *c, struct error *e)
{
	struct event event = event_of_change(j->ctx, c);
	int rc = judge_log(j, &event, e);

	return rc == OK ? remember(j, c, event.id, e) : rc;
}

/* A repeat may know better when it was; an older report of the past must then count as late. */
static int note_repeat(struct judging *j, const struct change *c,
    const struct component_state *stored, struct error *e)
{
	struct change known = *c;
	int rc = judge_repeat(j, stored->event_id, NULL, e);

	if (rc != OK)
		return rc;
	known.changed_at = later(c->changed_at, stored->changed_at);
	if (known.changed_at == stored->changed_at &&
	    (c->name == NULL || (stored->name != NULL && strcmp(c->name, stored->name) == 0)))
		return OK;
	return remember(j, &known, stored->event_id, e);
}

/* silent: a first status is taken without an event. */
static int judge(struct judging *j, const struct change *c, bool silent, struct error *e)
{
	struct component_state stored;
	struct change change = *c;
	bool found;
	int rc;

	if ((rc = store_component_find(
		 j->ctx, j->store, j->page, c->component_id, &stored, &found, e)) != OK)
		return rc;
	switch (transition_judge(found ? stored.status : NULL,
	    found ? stored.changed_at : TIME_NONE, c->new_status, c->changed_at)) {
	case TRANSITION_FIRST:
		return silent ? remember(j, c, 0, e) : log_change(j, c, e);
	case TRANSITION_REPEAT:
		return note_repeat(j, c, &stored, e);
	case TRANSITION_LATE:
		return OK;
	case TRANSITION_NEWS:
		break;
	}
	change.old_status =
	    stored.status; /* what we told before, not what they missed to tell us */
	if (change.name == NULL)
		change.name = stored.name;
	return log_change(j, &change, e);
}

int judge_change(struct judging *j, const struct change *c, struct error *e)
{
	bool silent = c->old_status != NULL && strcasecmp(c->old_status, c->new_status) == 0;

	return judge(j, c, silent, e);
}

int judge_component(struct judging *j, const struct component *component, struct error *e)
{
	struct change c = {
	    .component_id = component->id,
	    .name = component->name,
	    .new_status = component->status,
	    .changed_at = component->changed_at,
	};

	return judge(j, &c, j->first_sight || status_is_operational(component->status), e);
}
