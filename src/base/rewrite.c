/* Changing a file in place. See rewrite.h. */
#include "base/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

struct rewrite {
	const char *path; /* without symbolic links */
	const char *text;
	int fd; /* the file, locked */
	struct stat st;
	const char *draft; /* NULL: there is none */
};

static int rewrite_close(struct rewrite *r)
{
	if (r->draft != NULL)
		unlink(r->draft);
	close(r->fd);
	return 0;
}

/* The lock is on the file itself: another one may have taken its place while we waited for it. */
static bool is_still_there(const struct rewrite *r)
{
	struct stat now;

	return stat(r->path, &now) == 0 && now.st_dev == r->st.st_dev && now.st_ino == r->st.st_ino;
}

static int lock(struct rewrite *r, struct error *e)
{
	r->fd = open(r->path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0)
		return error_set_errno(e, E_CONFIG, "cannot open %s", r->path);
	talloc_set_destructor(r, rewrite_close);
	if (flock(r->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return error_set(
		    e, E_BUSY, "somebody else is changing %s; try again in a moment", r->path);
	if (fstat(r->fd, &r->st) != 0)
		return error_set_errno(e, E_CONFIG, "cannot look at %s", r->path);
	if (!is_still_there(r))
		return error_set(e, E_BUSY, "%s has just been changed; try again", r->path);
	return OK;
}

static int load(struct rewrite *r, size_t limit, struct error *e)
{
	char *text;
	size_t n;
	int rc = file_read(r, r->path, limit, &text, &n, e);

	if (rc != OK)
		return rc;
	if (strlen(text) != n)
		return error_set(e, E_CONFIG, "%s is not a text: there is a NUL in it", r->path);
	r->text = text;
	return OK;
}

int rewrite_open(void *ctx, const char *path, size_t limit, struct rewrite **out, struct error *e)
{
	struct rewrite *r = mem_new(ctx, struct rewrite);
	char real[PATH_MAX];
	int rc;

	if (realpath(path, real) == NULL) {
		talloc_free(r);
		return error_set_errno(e, E_CONFIG, "cannot open %s", path);
	}
	r->path = mem_strdup(r, real);
	if ((rc = lock(r, e)) != OK || (rc = load(r, limit, e)) != OK) {
		talloc_free(r);
		return rc;
	}
	*out = r;
	return OK;
}

const char *rewrite_text(const struct rewrite *r)
{
	return r->text;
}

/* The mode last: a change of the owner takes the set-id bits away. */
static bool become_alike(const struct rewrite *r, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	if ((st.st_uid != r->st.st_uid || st.st_gid != r->st.st_gid) &&
	    fchown(fd, r->st.st_uid, r->st.st_gid) != 0)
		return false;
	return fchmod(fd, r->st.st_mode & 07777) == 0;
}

int rewrite_draft(struct rewrite *r, const char *text, const char **draft, struct error *e)
{
	const char *path = mem_printf(r, "%s.new", r->path);
	int rc = OK;
	int fd;

	unlink(path); /* of a run that was killed: nobody else has the lock */
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set_errno(e, E_CONFIG, "cannot create %s", path);
	r->draft = path;
	if (!become_alike(r, fd))
		rc = error_set_errno(
		    e, E_CONFIG, "cannot give %s the mode and owner of %s", path, r->path);
	else if (!file_write_all(fd, text, strlen(text)) || fsync(fd) != 0)
		rc = error_set_errno(e, E_CONFIG, "cannot write %s", path);
	close(fd);
	*draft = path;
	return rc;
}

int rewrite_commit(struct rewrite *r, struct error *e)
{
	if (rename(r->draft, r->path) != 0)
		return error_set_errno(e, E_CONFIG, "cannot replace %s", r->path);
	r->draft = NULL;
	file_sync_name(r->path);
	return OK;
}
