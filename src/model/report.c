/* Looking into a report. See report.h. */
#include "model/report.h"

#include <string.h>

#include "model/words.h"

const char *incident_status(const struct incident *in)
{
	return in->n_updates > 0 ? in->updates[in->n_updates - 1].status : in->status;
}

bool report_has_incident(const struct report *r, const char *id)
{
	for (size_t i = 0; r != NULL && i < r->n_incidents; i++)
		if (r->incidents[i].id != NULL && strcmp(r->incidents[i].id, id) == 0)
			return true;
	return false;
}

bool report_missed(const struct report *history, const struct incident *in)
{
	int64_t first = in->n_updates > 0 ? in->updates[0].created_at : TIME_NONE;
	int64_t began = in->created_at != TIME_NONE ? in->created_at : first;

	return history->news_since != TIME_NONE && began != TIME_NONE &&
	       began > history->news_since && status_is_final(incident_status(in));
}
