/* The lock of the event log. See loglock.h. */
#include "flow/loglock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "base/file.h"

int loglock_open(const struct app *app, int *fd, struct error *e)
{
	*fd = file_open_ours(app->log_lock_path, O_RDWR, 0640);
	return *fd >= 0 ? OK : error_set_errno(e, E_CONFIG, "cannot open %s", app->log_lock_path);
}

int loglock_take(const struct app *app, int fd, struct error *e)
{
	while (flock(fd, LOCK_EX) != 0)
		if (errno != EINTR)
			return error_set_errno(e, E_SYSTEM, "cannot lock %s", app->log_lock_path);
	return OK;
}

void loglock_give_back(int fd)
{
	flock(fd, LOCK_UN);
}
