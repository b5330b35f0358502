/* A log that cannot be read back. See logstream.h. */
#include "flow/logstream.h"

#include <errno.h>
#include <limits.h>
#include <paths.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

bool logstream_is_syslog(const char *log_file)
{
	return strcmp(log_file, "syslog") == 0;
}

/* syslog(3) tries these two kinds, and does not say when nobody listens. */
int logstream_reach_syslog(int *fd, struct error *e)
{
	static const int kinds[] = {SOCK_DGRAM, SOCK_STREAM};
	const struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = _PATH_LOG};
	int rc = E_BUSY;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		*fd = socket(AF_UNIX, kinds[i] | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (*fd >= 0 && connect(*fd, (const struct sockaddr *)&a, sizeof(a)) == 0)
			return OK;
		rc = error_set_errno(e, E_BUSY, "no syslog listens at %s", _PATH_LOG);
		if (*fd >= 0)
			close(*fd);
		if (errno != EPROTOTYPE)
			break;
	}
	return rc;
}

void logstream_begin(struct logstream *s, int fd, int64_t patience_ms)
{
	s->fd = fd;
	s->patience = clock_deadline(patience_ms);
}

/* What went wrong with it is room, too: writing tells. */
static bool has_room(const struct logstream *s)
{
	struct pollfd p = {.fd = s->fd, .events = POLLOUT};
	int64_t left = clock_left(&s->patience);

	return poll(&p, 1, left > 0 ? (int)left : 0) != 0;
}

static ssize_t put_line(const char *text)
{
	size_t n = strcspn(text, "\n");

	if (n > 0)
		syslog(LOG_INFO, "%.*s", (int)n, text);
	return (ssize_t)n + (text[n] == '\n');
}

/* So much goes into a pipe that has room without waiting, and not in parts. */
static ssize_t put_piece(int fd, const char *bytes, size_t n)
{
	return write(fd, bytes, n < PIPE_BUF ? n : PIPE_BUF);
}

int logstream_send(struct logstream *s, const char *record, size_t n, struct error *e)
{
	while (s->begun < n) {
		const char *rest = record + s->begun;
		ssize_t done;

		if (!has_room(s))
			return error_set(e, E_BUSY, "whoever reads %s is too slow", s->name);
		done = logstream_is_syslog(s->name) ? put_line(rest)
						    : put_piece(s->fd, rest, n - s->begun);
		if (done > 0) {
			s->begun += (size_t)done;
		} else if (errno != EAGAIN && errno != EINTR) {
			if (errno == EPIPE)
				s->begun = 0;
			return error_set_errno(e, E_BUSY, "cannot write %s", s->name);
		}
	}
	s->begun = 0;
	return OK;
}
