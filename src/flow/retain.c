/* Retention. See retain.h. */
#include "flow/retain.h"

#include <stdint.h>

#include "store/dedup.h"
#include "store/events.h"
#include "store/logcursor.h"

/* Rows a call: a transaction of some milliseconds, while writers wait at most that long. */
#define SLICE_ROWS 500

int retain(struct store *s, const struct app *app, int64_t now, struct error *e)
{
	struct log_cursor logged;
	bool found;
	int rc;

	if ((rc = store_begin(s, e)) != OK)
		return rc;
	/* An event leaves only after it has reached the log. */
	if ((rc = store_log_cursor_get(s, app->settings.log_file, &logged, &found, e)) == OK &&
	    (rc = store_dedup_prune(s, now, SLICE_ROWS, e)) == OK &&
	    (rc = store_events_prune(
		 s, now - app->settings.retention_ms, logged.event_id, SLICE_ROWS, e)) == OK)
		rc = store_commit(s, e);
	if (rc != OK)
		store_rollback(s);
	return rc;
}
