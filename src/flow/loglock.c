/* The lock of the event log. See loglock.h. */
#include "flow/loglock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>

#include "base/file.h"

/* A writer has the lock for about so long. */
#define TRY_AGAIN_US 500

int loglock_open(const struct app *app, int *fd, struct error *e)
{
	int reason;

	if ((*fd = file_open_ours(app->log_lock_path, O_RDWR, 0640)) >= 0)
		return OK;
	reason = errno;
	return error_set(e, E_CONFIG, "cannot open %s: %s%s", app->log_lock_path, strerror(reason),
	    file_advice(app->settings.state_dir, reason));
}

int loglock_take(const struct app *app, int fd, int64_t wait_ms, struct error *e)
{
	for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return error_set_errno(e, E_SYSTEM, "cannot lock %s", app->log_lock_path);
		if (tries * TRY_AGAIN_US >= wait_ms * 1000)
			return error_set(e, E_BUSY, "another program holds %s", app->log_lock_path);
		nanosleep(&(struct timespec){.tv_nsec = TRY_AGAIN_US * 1000}, NULL);
	}
	return OK;
}

void loglock_give_back(int fd)
{
	flock(fd, LOCK_UN);
}
