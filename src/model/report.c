/* Looking into a report. See report.h. */
#include "model/report.h"

#include <string.h>

#include "model/words.h"

const char *incident_status(const struct incident *in)
{
	return in->n_updates > 0 ? in->updates[in->n_updates - 1].status : in->status;
}

bool report_name_is_bare(const char *name, const char *full)
{
	static const char between[] = " - ";
	size_t n, m;

	if (name == NULL || full == NULL)
		return false;
	n = strlen(name) + strlen(between);
	m = strlen(full);
	return m > n && strncmp(full + m - n, between, strlen(between)) == 0 &&
	       strcmp(full + m - strlen(name), name) == 0;
}

bool report_has_incident(const struct report *r, const char *id)
{
	for (size_t i = 0; r != NULL && i < r->n_incidents; i++)
		if (r->incidents[i].id != NULL && strcmp(r->incidents[i].id, id) == 0)
			return true;
	return false;
}

/* Where the number begins that is the end of the id; of another id, its end. */
static size_t number_at(const char *id)
{
	size_t at = strcspn(id, "0123456789");

	return id[at + strspn(id + at, "0123456789")] == '\0' ? at : strlen(id);
}

bool report_is_lower(const char *id, const char *than)
{
	size_t at = number_at(id), n = strlen(id) - at, others;

	if (n == 0 || number_at(than) != at || strncmp(id, than, at) != 0)
		return false;
	others = strlen(than) - at;
	return n != others ? n < others : strcmp(id + at, than + at) < 0;
}

bool report_lacks_incident(const struct report *document, const char *id)
{
	for (size_t i = 0; i < 2; i++)
		if (document->cut_at[i] != NULL && report_is_lower(id, document->cut_at[i]))
			return false;
	return !report_has_incident(document, id);
}

bool report_missed(const struct report *history, const struct incident *in)
{
	int64_t first = in->n_updates > 0 ? in->updates[0].created_at : TIME_NONE;
	int64_t began = in->created_at != TIME_NONE ? in->created_at : first;

	return history->news_since != TIME_NONE && began != TIME_NONE &&
	       began > history->news_since && status_is_final(incident_status(in));
}
