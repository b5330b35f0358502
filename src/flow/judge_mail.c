/* Mails: an incident update without ids when it is understood, a mail otherwise. See judge.h. */
#include "flow/judge.h"
#include "model/identity.h"
#include "store/dedup.h"
#include "store/events.h"
#include "store/quarantine.h"

/* Its links are not in the log, and whoever wants to know more needs all of it. */
static int keep(struct judging *j, struct error *e)
{
	struct quarantined q = {
	    .received_at = j->in->received_at,
	    .provider = j->provider,
	    .reason = "a mail that is not understood",
	    .body = j->in->body,
	    .body_size = j->in->body_size,
	};
	bool repeat;

	return q.body != NULL ? store_quarantine_put(j->store, &q, &repeat, e) : OK;
}

/* Logged as a mail, unless it is the same mail again within the TTL. */
static int judge_plain(struct judging *j, struct error *e)
{
	const struct mail *mail = &j->in->report->mail;
	int64_t lapses = j->in->received_at + j->app->settings.dedup_ttl_ms;
	const char *key = identity_mail(j->ctx, j->page, mail);
	struct event event = event_of_mail(j->ctx, mail);
	int64_t known;
	bool found;
	int rc;

	if ((rc = store_dedup_find(j->store, key, j->in->received_at, &found, &known, e)) != OK)
		return rc;
	if (found)
		return judge_repeat(j, known, NULL, e);
	if ((rc = judge_log(j, &event, e)) != OK || (rc = keep(j, e)) != OK)
		return rc;
	return store_dedup_put(j->store, key, event.id, lapses, e);
}

int judge_mail(struct judging *j, struct error *e)
{
	const struct report *r = j->in->report;

	return r->n_incidents > 0 ? judge_incident(j, &r->incidents[0], e) : judge_plain(j, e);
}
