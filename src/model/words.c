/* Status words. See words.h. */
#include "model/words.h"

#include <stddef.h>
#include <strings.h>

static bool one_of(const char *word, const char *const *list)
{
	if (word == NULL)
		return false;
	for (; *list != NULL; list++)
		if (strcasecmp(word, *list) == 0)
			return true;
	return false;
}

bool status_is_final(const char *status)
{
	static const char *const words[] = {
	    "resolved", "completed", "postmortem", "maintenance_complete", NULL};

	return one_of(status, words);
}

bool status_is_maintenance(const char *status)
{
	static const char *const words[] = {"scheduled", "in_progress", "verifying", "completed",
	    "maintenance_scheduled", "maintenance_in_progress", "maintenance_complete", NULL};

	return one_of(status, words);
}

bool status_is_scheduled(const char *status)
{
	static const char *const words[] = {"scheduled", NULL};

	return one_of(status, words);
}

bool status_is_operational(const char *status)
{
	static const char *const words[] = {"operational", NULL};

	return one_of(status, words);
}

int status_rank(const char *status)
{
	static const char *const stages[][4] = {
	    {"investigating", "scheduled", NULL},
	    {"identified", "in_progress", NULL},
	    {"monitoring", "verifying", NULL},
	    {"resolved", "completed", NULL},
	    {"postmortem", "withdrawn", "lost", NULL},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (one_of(status, stages[i]))
			return (int)i + 1;
	return 0;
}
