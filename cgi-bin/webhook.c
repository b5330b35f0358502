/*
 * webhook.fcgi: answers POST /webhook/<secret> and GET /health. FastCGI when its
 * standard input is a listening socket or --listen is given, plain CGI otherwise.
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
#include "web/listener.h"
#include "web/web.h"

struct options {
	const char *conf;
	const char *listen;
	bool cgi;
	int answer; /* where a CGI process answers */
};

static const char usage[] =
    "usage: webhook.fcgi [-c FILE] [--listen PATH | --listen [HOST]:PORT]\n"
    "Receives webhooks over FastCGI, or over CGI when a web server starts it so.\n"
    "\n"
    "  -c, --config FILE   the configuration file\n"
    "  -l, --listen WHERE  make the FastCGI socket here; without it, standard input is the socket\n"
    "  -V, --version       print the version\n"
    "  -h, --help          print this\n";

static void read_options(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
	    {"config", required_argument, NULL, 'c'},
	    {"listen", required_argument, NULL, 'l'},
	    {"version", no_argument, NULL, 'V'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "c:l:Vh", longs, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->conf = optarg;
			break;
		case 'l':
			o->listen = optarg;
			break;
		case 'V':
			puts("webhook.fcgi " PACKAGE_VERSION);
			exit(EXIT_SUCCESS);
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind < argc) {
		fprintf(stderr, "webhook.fcgi: \"%s\" is too much\n%s", argv[optind], usage);
		exit(2);
	}
}

static int serve(const struct options *o, struct web *web, struct error *e)
{
	int listener = STDIN_FILENO;
	int rc;

	if (o->cgi) {
		gate_serve_cgi(o->answer, web_handle, web);
		return OK;
	}
	if (o->listen != NULL && (rc = listener_open(o->listen, &listener, e)) != OK)
		return rc;
	return gate_serve_fastcgi(listener, web_handle, web, e);
}

static int find_mode(struct options *o, struct error *e)
{
	o->cgi = o->listen == NULL && gate_is_cgi();
	if (!o->cgi)
		return OK;
	if (getenv("REQUEST_METHOD") == NULL) /* started by hand: nobody could ever be answered */
		return error_set(e, E_CONFIG,
		    "standard input is no socket and there is no request; give --listen PATH, or "
		    "let a "
		    "web server start it");
	o->answer = gate_take_stdout();
	return OK;
}

int main(int argc, char **argv)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct options o = {0};
	struct secrets secrets;
	struct error e;
	struct app app;
	struct web web = {.app = &app, .secrets = &secrets, .health = PTHREAD_MUTEX_INITIALIZER};
	int rc;

	diag_init("webhook.fcgi");
	umask(0027);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is then an error, not an end */
	read_options(argc, argv, &o);
	if ((rc = find_mode(&o, &e)) == OK && (rc = app_load(ctx, o.conf, &app, &e)) == OK &&
	    (rc = app_secrets(ctx, &app, &secrets, &e)) == OK &&
	    (rc = gate_block_signals(&e)) == OK &&
	    (rc = committer_open(ctx, &app, &web.committer, &e)) == OK) {
		rc = serve(&o, &web, &e);
		committer_close(web.committer);
	}
	if (rc != OK)
		diag(DIAG_ERROR, "%s", e.text);
	talloc_free(ctx);
	return rc == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
