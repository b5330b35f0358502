/* Component transitions: judged against the stored status, whoever tells of them. See judge.h. */
#include <string.h>
#include <strings.h>

#include "flow/judge.h"
#include "model/transition.h"
#include "model/words.h"
#include "store/state.h"

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* A status that is told of a component. */
struct telling {
	const struct change *change;
	struct component_state *stored; /* what is known of it; NULL: nothing */
	int64_t missed;			/* from now on */
	bool fleeting;
	bool silent; /* a first status is taken without an event */
};

/* Stores what is told, with the event that brought it (0: none). */
static int remember(struct judging *j, const struct telling *t, const struct change *c,
    int64_t event_id, struct error *e)
{
	struct component_state state = {
	    .page_id = j->page,
	    .id = c->component_id,
	    .provider = j->provider,
	    .name = c->name,
	    .status = c->new_status,
	    .changed_at = c->changed_at != TIME_NONE ? c->changed_at : j->in->received_at,
	    .event_id = event_id,
	    .missed = t->missed,
	    .fleeting = t->fleeting,
	};

	if (t->stored != NULL)
		*t->stored = state; /* a document may name it twice */
	return store_component_put(j->store, &state, e);
}

static int log_change(
    struct judging *j, const struct telling *t, const struct change *c, struct error *e)
{
	struct event event = event_of_change(j->ctx, c);
	int rc = judge_log(j, &event, e);

	return rc == OK ? remember(j, t, c, event.id, e) : rc;
}

/* A repeat may know better when it was; an older report of the past must then count as late. */
static int note_repeat(
    struct judging *j, const struct telling *t, const struct change *change, struct error *e)
{
	const struct component_state *stored = t->stored;
	struct change known = *change;
	int rc = judge_repeat(j, stored->event_id, NULL, e);

	if (rc != OK)
		return rc;
	known.changed_at = later(known.changed_at, stored->changed_at);
	if (known.changed_at == stored->changed_at && t->missed == stored->missed &&
	    t->fleeting == stored->fleeting && strcmp(j->provider, stored->provider) == 0 &&
	    (known.name == NULL || (stored->name != NULL && strcmp(known.name, stored->name) == 0)))
		return OK;
	return remember(j, t, &known, stored->event_id, e);
}

static int judge(struct judging *j, const struct telling *t, struct error *e)
{
	const struct component_state *stored = t->stored;
	struct change change = *t->change;

	change.changed_at = judge_time(j, change.changed_at);
	switch (transition_judge(stored != NULL ? stored->status : NULL,
	    stored != NULL ? stored->changed_at : TIME_NONE, change.new_status,
	    change.changed_at)) {
	case TRANSITION_FIRST:
		return t->silent ? remember(j, t, &change, 0, e) : log_change(j, t, &change, e);
	case TRANSITION_REPEAT:
		return note_repeat(j, t, &change, e);
	case TRANSITION_LATE:
		return OK;
	case TRANSITION_NEWS:
		break;
	}
	/* What we told before, not what they missed to tell us. */
	change.old_status = stored->status;
	if (change.name == NULL)
		change.name = stored->name;
	return log_change(j, t, &change, e);
}

int judge_change(struct judging *j, const struct change *c, struct error *e)
{
	struct component_state stored;
	struct change named = *c;
	struct telling t = {
	    .change = &named,
	    .missed = COMPONENT_UNLISTED,
	    .silent = c->old_status != NULL && strcasecmp(c->old_status, c->new_status) == 0,
	};
	bool found;
	int rc;

	if ((rc = store_component_find(
		 j->ctx, j->store, j->page, c->component_id, &stored, &found, e)) != OK)
		return rc;
	if (found) {
		if (report_name_is_bare(c->name, stored.name))
			named.name = stored.name; /* a webhook knows no groups */
		t.stored = &stored;
		t.missed = stored.missed;
		t.fleeting = stored.fleeting;
	}
	return judge(j, &t, e);
}

int judge_component(struct judging *j, const struct component *component,
    struct component_state *stored, struct error *e)
{
	struct change c = {
	    .component_id = component->id,
	    .name = component->name,
	    .new_status = component->status,
	    .changed_at = component->changed_at,
	};
	struct telling t = {
	    .change = &c,
	    .stored = stored,
	    .fleeting = component->fleeting,
	    .silent = j->first_sight || status_is_operational(component->status),
	};

	return judge(j, &t, e);
}
