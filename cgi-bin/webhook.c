/*
 * webhook.fcgi: answers POST /webhook/<secret> and GET /health. FastCGI when its
 * standard input is a listening socket or --listen is given, plain CGI otherwise.
 */
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/secret.h"
#include "flow/confine.h"
#include "web/cgi.h"
#include "web/gate.h"
#include "web/health.h"
#include "web/listener.h"
#include "web/receive.h"
#include "web/web.h"

struct options {
	const char *conf;
	const char *listen;
	bool cgi;
	int answer;   /* where a CGI process answers */
	int listener; /* of FastCGI */
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

/* The gate outlives the committer, which answers what is still waiting when it ends. */
static int serve_fastcgi(void *ctx, const struct options *o, struct web *web, struct error *e)
{
	struct gate *gate;
	int rc;

	if ((rc = gate_open(ctx, o->listener, web_handle, web, &gate, e)) != OK)
		return rc;
	return gate_serve(gate, e);
}

static int serve(void *ctx, const struct options *o, struct web *web, struct error *e)
{
	int rc = OK;

	if (o->cgi)
		cgi_serve(o->answer, web_handle, web);
	else
		rc = serve_fastcgi(ctx, o, web, e);
	committer_close(web->committer);
	return rc;
}

static int find_mode(struct options *o, struct error *e)
{
	o->cgi = o->listen == NULL && gate_is_cgi();
	if (!o->cgi)
		return OK;
	if (getenv("REQUEST_METHOD") == NULL) /* started by hand: nobody could ever be answered */
		return error_set(e, E_CONFIG,
		    "standard input is no socket and there is no request; give --listen PATH, or "
		    "let a web server start it");
	o->answer = cgi_take_stdout();
	return OK;
}

/* A CGI process says nothing of it: it would do so with every request. */
static int lock_in(struct options *o, const struct app *app, struct error *e)
{
	struct sandbox_state state;
	int rc = app_make_state_dir(app, e);

	if (rc == OK && o->listen != NULL)
		rc = listener_open(o->listen, &o->listener, e);
	if (rc == OK)
		rc = confine(app, CONFINE_RESPONDER, !o->cgi, &state, e);
	if (rc == OK && !o->cgi)
		confine_note(app, &state);
	return rc;
}

int main(int argc, char **argv)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct options o = {.listener = STDIN_FILENO};
	struct error e;
	struct app app;
	struct web web = {.app = &app, .health = health_new(ctx)};
	int rc;

	/*
	 * What the workers allocate the store's thread frees: an arena a thread would only grow.
	 * With a single one they wait for one another, which costs a third of the time of a request.
	 */
	mallopt(M_ARENA_MAX, 2);
	/* libfcgi's buffers come and go with each request: not to the kernel and back. */
	mallopt(M_TRIM_THRESHOLD, 2 * 1024 * 1024);
	diag_init("webhook.fcgi");
	umask(0027);
	secrets_guard();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file size limit is then an error, not an end */
	read_options(argc, argv, &o);
	if ((rc = find_mode(&o, &e)) == OK && (rc = app_load(ctx, o.conf, &app, &e)) == OK &&
	    (rc = keyring_open(ctx, &app, &web.keyring, &e)) == OK &&
	    (rc = lock_in(&o, &app, &e)) == OK && (rc = gate_block_signals(&e)) == OK &&
	    (rc = committer_open(ctx, &app, &web.committer, &e)) == OK)
		rc = serve(ctx, &o, &web, &e);
	if (rc != OK)
		diag(DIAG_ERROR, "%s", e.text);
	if (rc != OK && o.cgi && o.answer != 0) /* somebody waits all the same */
		cgi_serve(o.answer, receive_nothing, NULL);
	talloc_free(ctx);
	return rc == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
