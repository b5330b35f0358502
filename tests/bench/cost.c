/*
 * What a command costs, for the benchmark of the poller: runs it and appends
 * "WALL-MS CPU-MS PEAK-KIB" to a file. The command's exit status is its own.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double since(const struct timespec *begin)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - begin->tv_sec) * 1e3 +
	       (double)(now.tv_nsec - begin->tv_nsec) / 1e6;
}

static double ms_of(const struct timeval *t)
{
	return (double)t->tv_sec * 1e3 + (double)t->tv_usec / 1e3;
}

static int note(const char *path, double wall, const struct rusage *used)
{
	FILE *f = fopen(path, "a");

	if (f == NULL) {
		perror(path);
		return -1;
	}
	fprintf(f, "%.1f %.1f %ld\n", wall, ms_of(&used->ru_utime) + ms_of(&used->ru_stime),
	    used->ru_maxrss);
	return fclose(f);
}

int main(int argc, char **argv)
{
	struct timespec begin;
	struct rusage used;
	int status, rc;
	pid_t pid;

	if (argc < 3) {
		fputs("usage: cost FILE COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &begin);
	/* Not fork: the copy of this process would count for the command. */
	if ((rc = posix_spawnp(&pid, argv[2], NULL, NULL, argv + 2, environ)) != 0) {
		fprintf(stderr, "cost: %s: %s\n", argv[2], strerror(rc));
		return 127;
	}
	if (wait4(pid, &status, 0, &used) != pid) {
		perror("cost");
		return EXIT_FAILURE;
	}
	if (note(argv[1], since(&begin), &used) != 0)
		return EXIT_FAILURE;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
