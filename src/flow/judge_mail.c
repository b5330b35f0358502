/*
 * Mails: an update when one is understood, a mail otherwise. A mail has fewer ids than a webhook,
 * comes late or twice, and may be forged: what it does not know is taken from what is stored, and it
 * never takes an incident back. See judge.h.
 */
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "flow/judge.h"
#include "flow/sender.h"
#include "model/identity.h"
#include "store/dedup.h"
#include "store/events.h"
#include "store/quarantine.h"
#include "store/providers.h"
#include "store/state.h"

static const struct mail *mail_of(const struct judging *j)
{
	return &j->in->report->mail;
}

/* Whole: its links are not in the log, and whoever wants to know more needs all of it. */
static int keep(struct judging *j, enum quarantine_kind kind, const char *reason, struct error *e)
{
	struct quarantined q = {
	    .kind = kind,
	    .received_at = j->in->received_at,
	    .provider = j->in->provider != NULL ? j->in->provider->key : NULL,
	    .reason = reason,
	    .body = j->in->body,
	    .body_size = j->in->body_size,
	};
	bool repeat = true;
	int rc = q.body != NULL ? store_quarantine_put(j->store, &q, &repeat, e) : OK;

	j->verdict->is_news |= rc == OK && !repeat;
	return rc;
}

static int judge_plain(struct judging *j, struct error *e)
{
	bool asks = mail_of(j)->kind == MAIL_CONFIRMATION;
	struct event event = event_of_mail(j->ctx, mail_of(j));
	int rc;

	if (asks)
		event.note = "a page asks to confirm a subscription; \"statusctl mail list\" shows "
			     "its link";
	if ((rc = judge_log(j, &event, e)) != OK)
		return rc;
	return asks ? keep(j, QUARANTINE_MAIL_CONFIRMATION, "a subscription to be confirmed", e)
		    : keep(j, QUARANTINE_MAIL_UNRECOGNIZED, "a mail that is not understood", e);
}

static int judge_refused(struct judging *j, const char *flaw, struct error *e)
{
	return keep(j, QUARANTINE_MAIL_REFUSED, mem_printf(j->ctx, "refused: %s", flaw), e);
}

static const char *either(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

/* What the mail does not say, and is so: its title is the page's, so that its text is found. */
static void fill_in(const struct incident_state *stored, struct incident *in)
{
	in->title = either(stored->title, in->title);
	in->impact = either(in->impact, stored->impact);
	in->url = either(stored->url, in->url);
	in->maintenance = stored->maintenance;
	in->created_at = stored->opened_at;
	in->scheduled_for = stored->scheduled_for;
	in->scheduled_until = stored->scheduled_until;
}

static bool has_time_of(const struct mail *mail, const struct event *told)
{
	return mail->posted_at == TIME_NONE ||
	       identity_is_same_minute(mail->posted_at, event_shown_at(told));
}

/*
 * The status of what leaves it as it is: a late mail is of what was told with its text, and the
 * incident may have moved on since.
 */
static int find_status(struct judging *j, const struct incident_state *stored, struct incident *in,
    struct update *up, struct error *e)
{
	struct event *told;
	size_t n;
	int rc =
	    store_events_of(j->ctx, j->store, j->page, in->id, LIMIT_RECENT_EVENTS, &told, &n, e);

	if (stored->closed_at == TIME_NONE)
		in->status = up->status = stored->status;
	for (size_t i = 0; rc == OK && up->text != NULL && i < n; i++)
		if (told[i].detail != NULL && has_time_of(mail_of(j), &told[i]) &&
		    identity_same_text(j->ctx, told[i].detail, up->text)) {
			in->status = up->status = told[i].status;
			break;
		}
	return rc;
}

/* The id by the address of the incident, and then what is stored of that. */
static int complete(struct judging *j, struct incident *in, struct update *up, struct error *e)
{
	struct incident_state stored;
	bool found;
	int rc = OK;

	if (in->id == NULL && in->url != NULL)
		rc = store_incident_by_url(j->ctx, j->store, j->page, in->url, &in->id, e);
	if (rc != OK || in->id == NULL)
		return rc;
	rc = store_incident_find(j->ctx, j->store, j->page, in->id, &stored, &found, e);
	if (rc != OK || !found)
		return rc;
	fill_in(&stored, in);
	return mail_of(j)->same_status ? find_status(j, &stored, in, up, e) : OK;
}

static int judge_update_of(struct judging *j, struct error *e)
{
	struct incident *in = mem_new(j->ctx, struct incident);
	struct update *up = mem_new(j->ctx, struct update);
	int rc;

	*in = j->in->report->incidents[0];
	*up = in->updates[0];
	in->updates = up;
	if ((rc = complete(j, in, up, e)) != OK)
		return rc;
	return judge_incident(j, in, e);
}

/* The page has the ids and the components: it is read at once. */
static int want_page(struct judging *j, const struct provider *p, struct error *e)
{
	if (p == NULL || mail_of(j)->kind != MAIL_UPDATE)
		return OK;
	return store_provider_want(j->store, p->key, j->in->received_at, e);
}

/* flaw: of its sender; NULL: none. */
static int judge_new(struct judging *j, const char *flaw, struct error *e)
{
	const struct mail *mail = mail_of(j);

	j->is_doubtful = flaw != NULL;
	if (flaw != NULL)
		j->note = mem_printf(j->ctx, "low confidence in this mail: %s", flaw);
	else if (j->note == NULL && mail->confidence != NULL &&
		 strcmp(mail->confidence, "low") == 0 && mail->kind == MAIL_UPDATE)
		j->note = "read from a mail without a known form: low confidence";
	return j->in->report->n_incidents > 0 ? judge_update_of(j, e) : judge_plain(j, e);
}

/*
 * The same mail again is nothing: with an id for days, else until its text lapses. An update without
 * an id of its mail is found by what it says. One that is refused is not remembered: it may be taken
 * out of the quarantine, when its sender is trusted.
 */
int judge_mail(struct judging *j, struct error *e)
{
	const struct mail *mail = mail_of(j);
	const struct provider *p = provider_find(&j->app->providers, j->provider);
	bool has_key = mail->id != NULL || mail->kind != MAIL_UPDATE;
	const char *key = has_key ? identity_mail(j->ctx, j->page, mail) : NULL;
	int64_t now = j->in->received_at, event_id;
	bool found;
	int rc = store_dedup_find(j->store, key, now, &found, &event_id, e);
	const char *flaw = p != NULL ? sender_flaw(j->ctx, p, mail) : NULL;

	if (rc != OK || found)
		return rc;
	if (flaw != NULL && p->mail_enforce)
		return judge_refused(j, flaw, e);
	if ((rc = judge_new(j, flaw, e)) != OK || (rc = want_page(j, p, e)) != OK)
		return rc;
	return store_dedup_put(j->store, key, DEDUP_NO_EVENT,
	    now + (mail->id != NULL ? LIMIT_MAIL_MS : j->app->settings.dedup_ttl_ms), e);
}
