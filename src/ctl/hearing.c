/* Whether a page still sends its webhooks. See hearing.h. */
#include "ctl/hearing.h"

#include "base/mem.h"
#include "store/providers.h"

#define SILENT_UPDATES	 3
#define SILENT_INCIDENTS 2
/* For so long a page may try to deliver. */
#define RETRIES_MS (60 * 60 * 1000)

int hearing_of(struct store *s, const struct subscription *subscription, int64_t now,
    struct hearing *out, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	int64_t since = subscription->made_at;
	struct provider_state state;
	struct event_scope of = {.provider = subscription->provider};
	int rc;

	*out = (struct hearing){.word = "new"};
	if ((rc = store_provider_get(ctx, s, subscription->provider, &state, e)) != OK)
		goto out;
	of.page_id = state.page_id;
	if ((rc = store_heard_last(s, of, CHANNEL_WEBHOOK, &out->last, e)) != OK)
		goto out;
	if (out->last > since) {
		since = out->last;
		out->word = "heard";
	}
	rc = store_unheard(s, of, since, now - RETRIES_MS, &out->missed, e);
	if (rc == OK && out->missed.updates >= SILENT_UPDATES &&
	    out->missed.incidents >= SILENT_INCIDENTS)
		out->word = "silent";
out:
	talloc_free(ctx);
	return rc;
}
