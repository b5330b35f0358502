/* The roll-up. See rollup.h. */
#include "model/rollup.h"

#include <stddef.h>
#include <strings.h>

#include "model/words.h"

static const char *const words[] = {
    [ROLLUP_OPERATIONAL] = "operational",
    [ROLLUP_MAINTENANCE] = "under_maintenance",
    [ROLLUP_UNKNOWN] = "unknown",
    [ROLLUP_DEGRADED] = "degraded_performance",
    [ROLLUP_PARTIAL_OUTAGE] = "partial_outage",
    [ROLLUP_MAJOR_OUTAGE] = "major_outage",
};

/* Of indicators and impacts, as Statuspage has them; what nobody looks at is neither up nor down. */
static const struct {
	const char *word;
	enum rollup is;
} others[] = {
    {"none", ROLLUP_OPERATIONAL},
    {"not_monitored", ROLLUP_OPERATIONAL},
    {"maintenance", ROLLUP_MAINTENANCE},
    {"minor", ROLLUP_DEGRADED},
    {"major", ROLLUP_PARTIAL_OUTAGE},
    {"critical", ROLLUP_MAJOR_OUTAGE},
};

enum rollup rollup_of_word(const char *word)
{
	if (word == NULL)
		return ROLLUP_UNKNOWN;
	for (int r = ROLLUP_OPERATIONAL; r <= ROLLUP_MAJOR_OUTAGE; r++)
		if (strcasecmp(word, words[r]) == 0)
			return (enum rollup)r;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcasecmp(word, others[i].word) == 0)
			return others[i].is;
	return ROLLUP_UNKNOWN;
}

enum rollup rollup_of_indicator(const char *indicator)
{
	return indicator != NULL ? rollup_of_word(indicator) : ROLLUP_OPERATIONAL;
}

enum rollup rollup_of_incident(bool maintenance, const char *status, const char *impact)
{
	if (!maintenance)
		return rollup_of_word(impact);
	return status_is_scheduled(status) ? ROLLUP_OPERATIONAL : ROLLUP_MAINTENANCE;
}

enum rollup rollup_worse(enum rollup a, enum rollup b)
{
	return a > b ? a : b;
}

const char *rollup_word(enum rollup r)
{
	return words[r];
}
