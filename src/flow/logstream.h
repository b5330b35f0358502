/*
 * A log that cannot be read back: a pipe, a terminal, syslog. It gets what its reader makes room
 * for: one that is slow or stands still holds up nobody for longer than he says.
 */
#ifndef FLOW_LOGSTREAM_H
#define FLOW_LOGSTREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"

/* All zero but for the name at first. */
struct logstream {
	const char *name; /* "syslog" is that, any other is told to people */
	int fd;
	struct deadline patience;
	size_t begun; /* bytes of the record that is next, which the reader has already */
};

bool logstream_is_syslog(const char *log_file);

/* A socket that syslog listens at. E_BUSY when nobody does, and then what is said would be lost. */
int logstream_reach_syslog(int *fd, struct error *e);

/* Goes on for so many milliseconds; fd is where there has to be room. */
void logstream_begin(struct logstream *s, int fd, int64_t patience_ms);

/*
 * Sends one record. After E_BUSY the same is to be sent next: it goes on where it broke off, unless
 * the reader is gone.
 */
int logstream_send(struct logstream *s, const char *record, size_t n, struct error *e);

#endif
