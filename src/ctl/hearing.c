/* Whether a page still sends its webhooks. See hearing.h. */
#include "ctl/hearing.h"

#define SILENT_UPDATES	 3
#define SILENT_INCIDENTS 2
/* For so long a page may try to deliver. */
#define RETRIES_MS (60 * 60 * 1000)

int hearing_of(struct store *s, const struct subscription *subscription, int64_t now,
    struct hearing *out, struct error *e)
{
	int64_t since = subscription->made_at;
	int rc;

	*out = (struct hearing){.word = "new"};
	if ((rc = store_heard_last(s, subscription->provider, CHANNEL_WEBHOOK, &out->last, e)) !=
	    OK)
		return rc;
	if (out->last > since) {
		since = out->last;
		out->word = "heard";
	}
	if ((rc = store_unheard(
		 s, subscription->provider, since, now - RETRIES_MS, &out->missed, e)) != OK)
		return rc;
	if (out->missed.updates >= SILENT_UPDATES && out->missed.incidents >= SILENT_INCIDENTS)
		out->word = "silent";
	return OK;
}
