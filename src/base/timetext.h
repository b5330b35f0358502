/* Times as text. Inside the program a time is int64 milliseconds since 1970, UTC. */
#ifndef BASE_TIMETEXT_H
#define BASE_TIMETEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * RFC 3339 as status pages write it: "2024-07-25T18:45:29.704Z", 0 to 9 digits of
 * fraction (more than 3 are cut), "Z" or "+hh:mm"; a space instead of "T" is accepted,
 * and so is a missing zone, which is then UTC (Cachet writes it so).
 * False, and *ms untouched, when it is anything else or before 1970.
 */
bool time_parse(const char *text, int64_t *ms);

/*
 * A time as Go prints it when nobody says how: "2026-03-02 10:00:00.5 +0200 CEST"; the name of the
 * zone, one word, may be missing, and the offset counts. False likewise.
 */
bool time_parse_go(const char *text, int64_t *ms);

/*
 * A time as mails and RSS have it (RFC 822): "Tue, 24 Nov 2026 04:35:09 GMT"; the day of the week
 * and the seconds may be missing, the year may have two digits (from 1970 on), and the zone is
 * "+0100", "Z" or a name of time_zone(). False likewise.
 */
bool time_parse_rfc822(const char *text, int64_t *ms);

/* The month, from 0, whose first three letters begin the text, as in "May" and "may"; -1: none. */
int time_month(const char *text);

/*
 * Minutes east of UTC of a zone by its name, n bytes: "UTC", "GMT", "Z", those of RFC 822,
 * "EST" to "PDT", and "GMT-5" or "UTC+5:30". False for others: most names mean more than one zone.
 */
bool time_zone(const char *name, size_t n, int *minutes);

#define TIME_RFC3339_SIZE 25 /* 2026-11-23T12:00:00.000Z and a NUL */
void time_rfc3339(char out[TIME_RFC3339_SIZE], int64_t ms);

#define TIME_LOG_SIZE 20 /* 2026-11-23 12:00:00 and a NUL; UTC */
void time_log(char out[TIME_LOG_SIZE], int64_t ms);

/* "2026-11-23 12:00 UTC", for people, to the minute. */
#define TIME_MINUTE_SIZE 21
void time_minute(char out[TIME_MINUTE_SIZE], int64_t ms);

/* Appends an age or a duration as people say it: "12 s", "5 min", "3 h", "4 d". */
void time_span(struct buf *out, int64_t ms);

#endif
