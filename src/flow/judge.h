/*
 * What the judges of src/flow share: the report at hand, whose it is, and how an
 * event or a repeat is logged. For ingest.c and the judge_*.c files only.
 */
#ifndef FLOW_JUDGE_H
#define FLOW_JUDGE_H

#include "flow/ingest.h"
#include "model/event.h"
#include "store/state.h"

struct judging {
	void *ctx; /* lives as long as this report is judged */
	struct store *store;
	const struct app *app;
	const struct intake *in;
	struct verdict *verdict;
	const char *provider; /* key; the page's id when no provider has it */
	const char *provider_name;
	const char *page;	  /* what ids are unique within */
	const char *note;	  /* about the provider; NULL when there is nothing to say */
	int64_t forgotten_before; /* retention removed what ended before */
	bool first_sight;	  /* the page was never read before: what is over is not news */
	int64_t unlisted;	  /* components that the document lacks for the first time */
	bool is_doubtful;	  /* a mail whose sender may be another than it says */
	bool has_moved;		  /* the page has another id than before, and that was told */
	bool told_end;		  /* of the incident at hand, an update that ends it */
	bool end_is_hearsay;	  /* of the incident at hand: see hearsay.h */
	bool claimed;		  /* an update of the incident at hand was told without its ids */
	/* The events of the incident at hand, while updates without ids are looked up. */
	const struct incident *told_of;
	struct event *told;
	size_t n_told;
};

/* --- judge.c */

/*
 * The time that a page told; TIME_NONE when it lies in the future: kept as that of what is so now, it
 * would make all that follows look late.
 */
int64_t judge_time(const struct judging *j, int64_t told);

/* Appends the event, with provider, channel, time and note filled in, and counts it. */
int judge_log(struct judging *j, struct event *event, struct error *e);

/*
 * An event that was logged (0: it never was) is told again: keeps who told it, and text, when it is
 * not NULL and another than before, as a revision.
 */
int judge_repeat(struct judging *j, int64_t event_id, const char *text, struct error *e);

/* judge_owner.c: finds whose report it is: fills in provider, page and note. */
int judge_owner(struct judging *j, struct error *e);

/*
 * judge_owner.c: the provider's page is read for the first time: what was heard of it before, and kept
 * under a page of the provider's own for want of an id, or under the one of the configuration, becomes
 * the page's.
 */
int judge_adopt(struct judging *j, struct error *e);

/* judge_incident.c: which of its updates are news, and what is so now: see judge_state.h. */
int judge_incident(struct judging *j, const struct incident *in, struct error *e);

/* judge_mail.c: a mail, understood or not. */
int judge_mail(struct judging *j, struct error *e);

/* judge_component.c: an announced change of a component. */
int judge_change(struct judging *j, const struct change *change, struct error *e);

/* judge_component.c: a status found in a document. stored: what is known of it, and then what is; NULL: nothing. */
int judge_component(struct judging *j, const struct component *component,
    struct component_state *stored, struct error *e);

/* --- judge_listing.c */

/*
 * The components of a document, and those that have left it: a component is gone from the page
 * when two such in a row lack it.
 */
int judge_components(struct judging *j, struct error *e);

/* All of the page, which is not read any more: they are gone from it. */
int judge_components_lost(struct judging *j, struct error *e);

/* --- judge_ending.c */

/* Open incidents that neither document nor history knows: withdrawn after two such in a row. */
int judge_absence(struct judging *j, struct error *e);

/* Those that left the document of a platform without a history: they ended, after two such in a row. */
int judge_left(struct judging *j, struct error *e);

/* What is open on the page, without a word of it for so long, is lost: the note says why. */
int judge_lost(struct judging *j, const char *note, int64_t quiet_ms, struct error *e);

/*
 * An incident that we took for ended stands in the page's document again: opens it in stored,
 * and logs that unless one of its updates was told as news already.
 */
int judge_return(struct judging *j, const struct incident *in, struct incident_state *stored,
    bool told, struct error *e);

/*
 * The end of an open incident whose last update was told before it had a status, as webhooks of
 * Better Stack tell it: logs it.
 */
int judge_late_end(struct judging *j, const struct incident *in,
    const struct incident_state *stored, struct error *e);

/*
 * Whether it was we who ended the incident, for it had left the page; else an update said so, and the
 * end is as old as that update.
 */
bool judge_ended_it(const struct incident_state *stored);

/*
 * It ends, begins or is open again, and each update that says so was told before: platforms where
 * the incident's own status is edited, or that take an end back. Logs that; stored is what was so
 * before, and what the document says is not older.
 */
int judge_turn(struct judging *j, const struct incident *in, const struct incident_state *stored,
    struct error *e);

/*
 * judge_plan.c: when a maintenance is planned for, as it is to be stored in now: logs that it was moved
 * when no update tells it. told: by this report one was.
 */
int judge_plan(struct judging *j, const struct incident *in, const struct incident_state *stored,
    bool told, struct incident_state *now, struct error *e);

/*
 * judge_summary.c: the summary of in->summary, as it was made: stores it, and appends its record when
 * its state is SUMMARY_LOGGED and no newer event of the incident has come.
 */
int judge_summary(struct judging *j, struct error *e);

/* --- judge_page.c */

/* The page is another now: that is told, what was open under its old id is lost, its components gone. */
int judge_moved(struct judging *j, const struct provider_state *before, struct error *e);

/* The page itself: stores in->page_state, and tells when it becomes, or is no longer, failing or gone. */
int judge_page(struct judging *j, struct error *e);

#endif
