/*
 * status-poller: asks the status pages that are due, and with --stay those that become due
 * meanwhile. Run by cron every minute; see crontab in this folder.
 */
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/secret.h"
#include "flow/poll.h"

#define HEAP_AT_START (size_t)(160 * 1024)

struct options {
	const char *conf;
	bool once;
	bool quiet;
	long stay_s;
};

static const char usage[] =
    "usage: status-poller [-c FILE] [-q] [--stay SECONDS | --once [KEY...]]\n"
    "Reads the status pages that are due and logs what changed.\n"
    "\n"
    "  -c, --config FILE   the configuration file\n"
    "  -s, --stay SECONDS  read also those that become due in so many seconds, each in time\n"
    "  -o, --once          read the providers named, or all of them, due or not\n"
    "  -q, --quiet         no progress on a terminal, and no summary line\n"
    "  -V, --version       print the version\n"
    "  -h, --help          print this\n";

/* The number of --stay; -1 when it is none. */
static long read_seconds(const char *text)
{
	size_t n = strspn(text, "0123456789");

	return n > 0 && n <= 4 && text[n] == '\0' ? strtol(text, NULL, 10) : -1;
}

static void refuse(const char *word, const char *why)
{
	fprintf(stderr, "status-poller: %s%s\n%s", word, why, usage);
	exit(2);
}

static void read_options(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"once", no_argument, NULL, 'o'},
	    {"stay", required_argument, NULL, 's'},
	    {"quiet", no_argument, NULL, 'q'},
	    {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:os:qVh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->conf = optarg;
			break;
		case 'o':
			o->once = true;
			break;
		case 's':
			if ((o->stay_s = read_seconds(optarg)) <= 0)
				refuse(optarg, ": --stay wants seconds, from 1 to 9999");
			break;
		case 'q':
			o->quiet = true;
			break;
		case 'V':
			puts("status-poller " PACKAGE_VERSION);
			exit(EXIT_SUCCESS);
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind < argc && !o->once)
		refuse(argv[optind], ": name providers with --once only");
	if (o->once && o->stay_s > 0)
		refuse("--stay and --once", " do not go together");
}

/*
 * The memory that each run needs, to open the store and to see what is due, is had at one stroke: page
 * by page, as it is touched, was a thirtieth of a start. And a status page's memory serves the next,
 * and does not go to the kernel and back: that was a seventh of a round.
 */
static void prepare_heap(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *start;

	mallopt(M_MMAP_THRESHOLD, 1024 * 1024);
	mallopt(M_TRIM_THRESHOLD, 4 * 1024 * 1024);
	if ((start = malloc(HEAP_AT_START)) == NULL)
		return;
	madvise(start + page - (uintptr_t)start % page, HEAP_AT_START - page, MADV_POPULATE_WRITE);
	free(start);
}

int main(int argc, char **argv)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct options o = {0};
	struct poll_options pass;
	struct poll_result result;
	struct error e;
	struct app app;
	int rc;

	prepare_heap();
	diag_init("status-poller");
	umask(0027);
	secrets_guard();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is then an error, not an end */
	read_options(argc, argv, &o);
	pass = (struct poll_options){.force = o.once,
	    .keys = (const char **)argv + optind,
	    .n_keys = (size_t)(argc - optind),
	    .stay_ms = o.stay_s * 1000,
	    .tell = !o.quiet,
	    .confine = true};
	if ((rc = app_open(ctx, o.conf, &app, &e)) == OK)
		rc = poll_run(&app, &pass, &result, &e);
	if (rc != OK)
		diag(DIAG_ERROR, "%s", e.text);
	else if (!o.quiet && result.asked > 0)
		diag(DIAG_INFO, "pages asked: %zu, failed: %zu; new events: %zu", result.asked,
		    result.failed, result.events);
	talloc_free(ctx);
	return rc == OK ? EXIT_SUCCESS : rc == E_INPUT ? 2 : EXIT_FAILURE;
}
