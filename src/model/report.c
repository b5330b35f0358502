/* Looking into a report. See report.h. */
#include "model/report.h"

#include <string.h>

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
