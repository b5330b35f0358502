/* Small files and folders. See file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

static int read_bytes(int fd, const char *path, struct buf *b, size_t most, struct error *e)
{
	char chunk[8192];
	ssize_t n;

	while (b->len < most) {
		size_t room = most - b->len;

		n = read(fd, chunk, room < sizeof(chunk) ? room : sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_set_errno(e, E_CONFIG, "cannot read %s", path);
		if (n == 0)
			break;
		buf_add(b, chunk, (size_t)n);
		if (b->overflow)
			return error_set(e, E_LIMIT, "%s is larger than %zu bytes", path, b->limit);
	}
	return OK;
}

static int read_text(
    const char *path, struct buf *b, size_t most, char **text, size_t *n, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int rc;

	if (fd < 0)
		return error_set_errno(e, E_CONFIG, "cannot open %s", path);
	rc = read_bytes(fd, path, b, most, e);
	close(fd);
	if (rc != OK)
		return rc;
	*text = b->data;
	if (n != NULL)
		*n = b->len;
	return OK;
}

int file_read(void *ctx, const char *path, size_t limit, char **text, size_t *n, struct error *e)
{
	struct buf b;

	buf_init(&b, ctx, limit);
	return read_text(path, &b, SIZE_MAX, text, n, e);
}

int file_read_head(
    void *ctx, const char *path, size_t most, char **text, size_t *n, struct error *e)
{
	struct buf b;

	buf_init(&b, ctx, most);
	return read_text(path, &b, most, text, n, e);
}

struct file_print file_print_of(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (struct file_print){0};
	return (struct file_print){
	    .device = (int64_t)st.st_dev,
	    .inode = (int64_t)st.st_ino,
	    .size = st.st_size,
	    .changed_s = st.st_ctim.tv_sec,
	    .changed_ns = st.st_ctim.tv_nsec,
	};
}

bool file_print_is(const struct file_print *a, const struct file_print *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed_s == b->changed_s && a->changed_ns == b->changed_ns;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

const char *file_rights_advice(const char *path)
{
	return access(path, W_OK) != 0 && errno == EROFS
		   ? "; its file system is read-only: look for what the kernel says of the disk"
		   : "; run this as the user of the programs";
}

const char *file_advice(const char *path, int reason)
{
	if (reason == EACCES || reason == EPERM || reason == EROFS)
		return file_rights_advice(path);
	return reason == ENOSPC ? "; make room" : "";
}

bool file_write_all(int fd, const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(fd, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes += done;
		n -= (size_t)done;
	}
	return true;
}

/*
 * What root makes belongs to whoever owns the folder: the programs that run as that user must read
 * it.
 */
static bool give_to_owner(int fd, const char *path)
{
	char *copy = mem_strdup(NULL, path);
	struct stat st;
	bool ok = geteuid() != 0 ||
		  (stat(dirname(copy), &st) == 0 && fchown(fd, st.st_uid, st.st_gid) == 0);

	talloc_free(copy);
	return ok;
}

int file_open_ours(const char *path, int flags, mode_t mode)
{
	bool made;
	int fd;

	flags |= O_CLOEXEC;
	if (geteuid() != 0)
		return open(path, flags | O_CREAT, mode);
	fd = open(path, flags | O_CREAT | O_EXCL, mode);
	made = fd >= 0;
	if (fd < 0 && errno == EEXIST)
		fd = open(path, flags);
	if (fd < 0 && errno == ENOENT) { /* a link to nowhere; or removed since */
		fd = open(path, flags | O_CREAT, mode);
		made = fd >= 0;
	}
	if (made && !give_to_owner(fd, path)) {
		close(fd);
		return -1;
	}
	return fd;
}

char *file_target(void *ctx, const char *path)
{
	char target[PATH_MAX], *copy, *found;
	ssize_t n;

	if (realpath(path, target) != NULL)
		return mem_strdup(ctx, target);
	n = readlink(path, target, sizeof(target));
	if (n < 0 || (size_t)n == sizeof(target))
		return NULL;
	target[n] = '\0';
	copy = mem_strdup(NULL, path);
	found = file_path(ctx, dirname(copy), target);
	talloc_free(copy);
	return found;
}

void file_sync_name(const char *path)
{
	char *copy = mem_strdup(NULL, path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	talloc_free(copy);
}

int file_create_once(const char *path, const char *text, mode_t mode, struct error *e)
{
	char *draft = mem_printf(NULL, "%s.XXXXXX", path);
	int fd = mkostemp(draft, O_CLOEXEC);
	int rc = OK;

	if (fd < 0) {
		rc = error_set_errno(e, E_CONFIG, "cannot create %s", path);
		goto out;
	}
	if (!give_to_owner(fd, path) || fchmod(fd, mode) != 0 ||
	    !file_write_all(fd, text, strlen(text)) || fsync(fd) != 0)
		rc = error_set_errno(e, E_CONFIG, "cannot write %s", path);
	else if (link(draft, path) != 0 && errno != EEXIST)
		rc = error_set_errno(e, E_CONFIG, "cannot create %s", path);
	close(fd);
	unlink(draft);
	file_sync_name(path);
out:
	talloc_free(draft);
	return rc;
}

static bool is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int file_make_dir(const char *path, mode_t mode, struct error *e)
{
	char *copy = mem_strdup(NULL, path);
	size_t n = strlen(copy);
	int rc = OK;

	while (n > 1 && copy[n - 1] == '/')
		copy[--n] = '\0';
	for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0755); /* the last one tells whether it worked */
		*slash = '/';
	}
	if (mkdir(copy, mode) != 0 && !is_dir(copy))
		rc = error_set_errno(e, E_CONFIG, "cannot make the folder %s", path);
	talloc_free(copy);
	return rc;
}

char *file_path(void *ctx, const char *dir, const char *name)
{
	return name[0] == '/' ? mem_strdup(ctx, name) : mem_printf(ctx, "%s/%s", dir, name);
}
