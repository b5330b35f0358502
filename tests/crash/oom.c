/*
 * LD_PRELOAD: lets the program run out of memory. Allocation number OOM_AT fails, or, with
 * OOM_FROM, that one and all after it. At the end the number of allocations goes to the file
 * OOM_COUNT, and the number when standard input was first read. A crash says where it was. For
 * glibc, whose own names these functions call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FRAMES 20

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t n);
extern void *__libc_realloc(void *p, size_t n);
extern ssize_t __read(int fd, void *bytes, size_t n);

static atomic_long allocations;
static long at, from, before_request;
static int count_fd = -1; /* opened at the start: later the program can open nothing here */

static long number(const char *name)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : 0;
}

static bool is_refused(void)
{
	long k = ++allocations;

	if (k != at && (from == 0 || k < from))
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t n)
{
	return is_refused() ? NULL : __libc_malloc(n);
}

void *calloc(size_t count, size_t n)
{
	return is_refused() ? NULL : __libc_calloc(count, n);
}

void *realloc(void *p, size_t n)
{
	return n > 0 && is_refused() ? NULL : __libc_realloc(p, n);
}

ssize_t read(int fd, void *bytes, size_t n)
{
	if (fd == STDIN_FILENO && before_request == 0)
		before_request = atomic_load(&allocations);
	return __read(fd, bytes, n);
}

static void crashed(int signal_number)
{
	void *frames[FRAMES];

	backtrace_symbols_fd(frames, backtrace(frames, FRAMES), STDERR_FILENO);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("OOM_COUNT");
	void *frame;

	if (path != NULL)
		count_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	backtrace(&frame, 1); /* the first call allocates */
	signal(SIGSEGV, crashed);
	signal(SIGBUS, crashed);
	at = number("OOM_AT");
	from = number("OOM_FROM");
	allocations = 0;
}

__attribute__((destructor)) static void report(void)
{
	if (count_fd >= 0)
		dprintf(count_fd, "%ld %ld\n", atomic_load(&allocations), before_request);
}
