/*
 * status-poller: one pass over the status pages that are due, then the end. Run by
 * cron every minute; see crontab in this folder.
 */
#include <getopt.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "flow/poll.h"

struct options {
	const char *conf;
	bool once;
	bool quiet;
};

static const char usage[] =
    "usage: status-poller [-c FILE] [-q] [--once [KEY...]]\n"
    "Reads the status pages that are due and logs what changed.\n"
    "\n"
    "  -c, --config FILE  the configuration file\n"
    "  -o, --once         read the providers named, or all of them, due or not\n"
    "  -q, --quiet        no summary line\n"
    "  -V, --version      print the version\n"
    "  -h, --help         print this\n";

static void read_options(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"once", no_argument, NULL, 'o'},
	    {"quiet", no_argument, NULL, 'q'},
	    {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:oqVh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->conf = optarg;
			break;
		case 'o':
			o->once = true;
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
	if (optind < argc && !o->once) {
		fprintf(stderr, "status-poller: name providers with --once only\n%s", usage);
		exit(2);
	}
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

	diag_init("status-poller");
	umask(0027);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is then an error, not an end */
	read_options(argc, argv, &o);
	pass = (struct poll_options){.force = o.once,
	    .keys = (const char **)argv + optind,
	    .n_keys = (size_t)(argc - optind)};
	if ((rc = app_load(ctx, o.conf, &app, &e)) == OK)
		rc = poll_run(&app, &pass, &result, &e);
	if (rc != OK)
		diag(DIAG_ERROR, "%s", e.text);
	else if (!o.quiet && result.asked > 0)
		diag(DIAG_INFO, "pages asked: %zu, failed: %zu; new events: %zu", result.asked,
		    result.failed, result.events);
	talloc_free(ctx);
	return rc == OK ? EXIT_SUCCESS : rc == E_INPUT ? 2 : EXIT_FAILURE;
}
