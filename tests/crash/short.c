/*
 * LD_PRELOAD: lets a write stop half-way, as on a disk that is nearly full. Counts the
 * writes to files below SHORT_FOLDER; number SHORT_AT writes half of its bytes, and when
 * SHORT_THEN_FULL is not empty all that follow fail with ENOSPC. At the end the number of
 * writes goes to the file SHORT_COUNT. A memory-mapped file is not seen.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long writes;
static int count_fd = -1; /* opened at the start: later the program can open nothing here */

static bool is_watched(int fd)
{
	const char *folder = getenv("SHORT_FOLDER");
	char link[64], path[PATH_MAX];
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0 || folder == NULL)
		return false;
	path[n] = '\0';
	return strncmp(path, folder, strlen(folder)) == 0;
}

/* How many of the bytes may be written; -1: none, the disk is full. */
static ssize_t allowed(int fd, size_t n)
{
	const char *at = getenv("SHORT_AT"), *full = getenv("SHORT_THEN_FULL");
	long k, limit = at != NULL ? strtol(at, NULL, 10) : 0;

	if (!is_watched(fd))
		return (ssize_t)n;
	k = ++writes;
	if (limit == 0 || k < limit)
		return (ssize_t)n;
	if (k == limit && n > 1)
		return (ssize_t)(n / 2);
	if (full == NULL || *full == '\0')
		return (ssize_t)n;
	errno = ENOSPC;
	return -1;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
	ssize_t most = allowed(fd, n);

	return most < 0 ? -1 : real(fd, bytes, (size_t)most);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
	ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
	ssize_t most = allowed(fd, n);

	return most < 0 ? -1 : real(fd, bytes, (size_t)most, at);
}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("SHORT_COUNT");

	if (path != NULL)
		count_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

__attribute__((destructor)) static void report(void)
{
	if (count_fd >= 0)
		dprintf(count_fd, "%ld\n", atomic_load(&writes));
}
