/*
 * A telling: how a story reaches the store of a ground. Webhooks, documents, histories and
 * mails of one moment of it, each as its channel would bring it.
 */
#ifndef TESTS_FLOW_TELLING_H
#define TESTS_FLOW_TELLING_H

#include "story.h"

#define DELIVERIES 512

enum way {
	WAY_HOOK, /* a webhook of the moment's incident, with all updates so far */
	WAY_PART, /* a webhook of a component that changed */
	WAY_PAGE, /* a document of the page */
	WAY_MAIL, /* the moment's update without its id, nor its incident's unless documents are bare */
};

/* Something that is told, of a moment. */
struct delivery {
	enum way way;
	size_t moment;
	size_t part;
};

/* One telling of a story into a store of its own. */
struct telling {
	uint64_t seed;
	struct dice *dice; /* NULL: as it happened, without pauses */
	struct story *story;
	struct delivery list[DELIVERIES];
	size_t n;
	bool mailed;
	bool asked; /* for histories */
	bool bare;  /* documents tell the status of an incident, and none of its updates */
	struct ground *ground;
	size_t heard; /* the newest moment that was told of */
};

/* The incident as it was at that moment. */
static inline struct incident incident_at(const struct story *s, size_t k, size_t moment)
{
	struct incident in = s->incidents[k];

	in.n_updates = s->moments[moment].n_updates[k];
	in.status = in.n_updates > 0 ? in.updates[in.n_updates - 1].status : NULL;
	in.created_at = in.updates[0].created_at;
	in.updated_at = in.n_updates > 0 ? in.updates[in.n_updates - 1].created_at : TIME_NONE;
	return in;
}

static inline int tell_hook(struct telling *t, size_t moment)
{
	struct incident in = incident_at(t->story, t->story->moments[moment].incident, moment);
	struct report r = report_of(in.maintenance ? REPORT_MAINTENANCE : REPORT_INCIDENT, &in, 1);

	return take(t->ground, CHANNEL_WEBHOOK, &r);
}

/* The clock of these webhooks differs a little from that of the updates. */
static inline int tell_part(struct telling *t, size_t moment, size_t part)
{
	const struct component *c = &t->story->moments[moment].parts[part];
	struct change change = {
	    .component_id = c->id,
	    .name = c->name,
	    .old_status =
		moment > 0 ? t->story->moments[moment - 1].parts[part].status : "operational",
	    .new_status = c->status,
	    .changed_at = c->changed_at + 60,
	};
	struct report r = report_of(REPORT_COMPONENT, NULL, 0);

	r.changes = &change;
	r.n_changes = 1;
	return take(t->ground, CHANNEL_WEBHOOK, &r);
}

static inline int tell_mail(struct telling *t, size_t moment)
{
	size_t k = t->story->moments[moment].incident;
	struct incident in = incident_at(t->story, k, moment);
	struct update up = in.updates[in.n_updates - 1];
	struct incident bare = {
	    .id = t->bare ? in.id : NULL,
	    .maintenance = in.maintenance,
	    .title = in.title,
	    .status = up.status,
	    .updates = &up,
	    .n_updates = 1,
	};
	struct report r = {.kind = REPORT_MAIL, .incidents = &bare, .n_incidents = 1};

	up = (struct update){.status = up.status, .text = up.text, .created_at = clock_now()};
	return take_in(t->ground, &(struct intake){
				      .channel = CHANNEL_EMAIL,
				      .received_at = clock_now(),
				      .provider = provider_find(&t->ground->app.providers, "acme"),
				      .report = &r,
				  });
}

/*
 * The poller asks for it because something is missing in the document: the page knows by then
 * all that it has told of in webhooks.
 */
static inline int tell_history(struct telling *t, const struct report *document, bool of_upkeep)
{
	struct incident list[STORY_INCIDENTS];
	struct report r = report_of(REPORT_HISTORY, list, 0);

	r.of_upkeep = of_upkeep;
	for (size_t k = 0; k < t->story->n_incidents; k++) {
		struct incident in = incident_at(t->story, k, t->heard);

		if (in.n_updates > 0 && in.maintenance == of_upkeep)
			list[r.n_incidents++] = in;
	}
	return take_history(t->ground, "acme", &r, document);
}

/* What is open, and all components that were there from the beginning or have changed since. */
static inline int tell_page(struct telling *t, size_t moment)
{
	struct incident list[STORY_INCIDENTS];
	const struct moment *m = &t->story->moments[moment];
	struct component parts[STORY_PARTS];
	struct report r = report_of(REPORT_DOCUMENT, list, 0);
	int rc;

	r.page.updated_at = m->at;
	for (size_t k = 0; k < t->story->n_incidents; k++) {
		struct incident in = incident_at(t->story, k, moment);

		if (in.n_updates == 0 || status_is_final(in.status))
			continue;
		if (t->bare)
			in.n_updates = 0;
		list[r.n_incidents++] = in;
	}
	for (size_t i = 0; i < STORY_PARTS; i++)
		if (i > 0 || m->parts[i].changed_at > NOW - DAY)
			parts[r.n_components++] = m->parts[i];
	r.components = parts;
	if ((rc = take_document(t->ground, "acme", &r)) < 0 || !t->asked || roll(t->dice, 2) == 0)
		return rc;
	return tell_history(t, &r, false) < 0 ? -1 : tell_history(t, &r, true);
}

#endif
