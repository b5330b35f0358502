/*
 * Times and durations as people write and read them: in their own time zone, and as an age. What
 * programs write and read is in timetext.h.
 */
#ifndef BASE_TIMEWORDS_H
#define BASE_TIMEWORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/* What can be written, for messages. */
#define SPAN_FORMS "90s, 15m, 2h, 7d or 1h30m"
#define TIME_FORMS "2h (ago), yesterday, 2026-11-01, \"2026-11-01 12:00\" or 2026-11-01T12:00:00Z"

/*
 * A duration in milliseconds: numbers with their units, the largest first, blanks between them or
 * not: ms, s, m, h, d, w, or such as "sec", "min", "hours". False, and *ms untouched, for
 * anything else, a number without a unit too, and for more than a hundred years.
 */
bool span_parse(const char *text, int64_t *ms);

/*
 * A time: a duration before now, with or without "ago"; "now", "today", "yesterday", "tomorrow"
 * (when they began); a date, with or without a time of day, "12:30" of today; all local; or RFC
 * 3339 with its zone. False likewise.
 */
bool time_parse_words(const char *text, int64_t now, int64_t *ms);

/*
 * Appends a local time and how long ago it was, or how long it is until then: "14:03, 5 min ago",
 * "Nov 21 14:03, 2 d ago", "2025-11-21 14:03, in 40 d".
 */
void time_local(struct buf *out, int64_t ms, int64_t now);

#endif
