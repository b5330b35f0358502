/* Judging a component's reported status. See transition.h. */
#include "model/transition.h"

#include <stddef.h>
#include <strings.h>

#include "base/clock.h"

#define CLOCKS_DIFFER_MS 2000

enum transition transition_judge(
    const char *stored, int64_t stored_at, const char *reported, int64_t reported_at)
{
	if (stored == NULL)
		return TRANSITION_FIRST;
	if (strcasecmp(stored, reported) == 0)
		return TRANSITION_REPEAT;
	if (stored_at != TIME_NONE && reported_at != TIME_NONE &&
	    reported_at < stored_at - CLOCKS_DIFFER_MS)
		return TRANSITION_LATE;
	return TRANSITION_NEWS;
}
