/*
 * The fake world: a small HTTP/1.1 server on 127.0.0.1 that plays status pages and
 * webhook receivers for tests, benchmarks and the demo. It serves a folder, which a script
 * changes while it runs, and misbehaves as a file next to the document tells it to:
 *
 *	world [--port N] [--for SECONDS] [--many-hosts] [--tls CERTIFICATE --key KEY] FOLDER
 *
 * It prints its port and serves until SIGTERM or SIGINT; with --many-hosts at each of
 * 127.x.y.z, so that many pages are as many hosts. GET /a/b.json answers with
 * FOLDER/a/b.json (of a folder, its index.html), read anew each time, or with
 * FOLDER/a/b.json.gz when that is there and the request takes gzip. GET /:tally answers with
 * how many requests, bytes of them and bytes of answers there were since it was last asked. POST appends "PATH
 * BODY" to FOLDER/posts.log and answers with the document, or {"ok":true} where there is none.
 * DELETE is answered as GET.
 * "METHOD PATH STATUS" of each request (status 0: never answered) goes to FOLDER/requests.log
 * when that file exists, and likewise its User-Agent to FOLDER/agents.log, and its Authorization
 * to FOLDER/keys.log.
 * FOLDER/a/b.json.meta may have these lines, and comments that begin with "#":
 *
 *	status 503		header Retry-After: 7		delay-ms 200
 *	stall			(the request is never answered)
 *	hang 100		(nothing follows after 100 bytes of the body)
 *	pace 10			(the answer comes in pieces of 10 bytes, ten in a second)
 *	truncate 100		(the connection ends after 100 bytes of the body)
 *	reset			(the connection is reset instead of an answer)
 *	no-etag			(and so no 304, unless a Last-Modified header matches)
 *	chunked			(the document is in chunks already, with what follows them)
 *
 * It also plays a proxy: GET http://any.host/a/b.json is GET /a/b.json.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "ask.h"
#include "base/buf.h"
#include "base/mem.h"
#include "reply.h"
#include "wire.h"

#define WAIT_MS 60000
#define PACE_MS 100

/* READING a request, its answer is HELD back, WRITING the answer, STALLED: there is none. */
enum phase { READING, HELD, WRITING, STALLED, CLOSED };

struct conn {
	struct wire wire;
	enum phase phase;
	struct buf in;
	struct buf out;
	size_t sent;
	struct reply reply;
	int64_t due; /* of the held answer */
	bool at_eof;
};

struct world {
	const char *folder;
	uint16_t port; /* 0: any that is free */
	bool many_hosts;
	int listener;
	SSL_CTX *certificate; /* NULL: without TLS */
	int64_t end;	      /* INT64_MAX: none */
	struct conn **conns;
	size_t n;
	struct pollfd *fds; /* the listener, then one a connection */
	struct tally tally;
};

static volatile sig_atomic_t stopped;

static void stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void world_answer(void *ctx, struct world *w, const struct ask *ask, struct reply *reply)
{
	if (ask != NULL && strcmp(ask->path, "/:tally") == 0) {
		reply_tally(ctx, &w->tally, reply);
		w->tally = (struct tally){0};
		return;
	}
	reply_make(ctx, w->folder, ask, reply);
	w->tally.requests++;
}

/* Takes the next whole request out of the buffer; false when there is none. */
static bool conn_serve(struct world *w, struct conn *c)
{
	TALLOC_CTX *ctx = mem_context(c);
	struct ask ask;
	ssize_t n = ask_read(ctx, &c->in, &ask);

	if (n != 0) {
		buf_reset(&c->out);
		c->sent = 0;
		c->reply = (struct reply){.out = &c->out, .close = n < 0 || ask.close};
		world_answer(ctx, w, n > 0 ? &ask : NULL, &c->reply);
		c->due = now_ms() + c->reply.delay_ms;
		c->phase = c->reply.stall ? STALLED : HELD;
	}
	if (n > 0) {
		w->tally.received += (size_t)n;
		c->in.len -= (size_t)n;
		memmove(c->in.data, c->in.data + n, c->in.len + 1);
	}
	talloc_free(ctx);
	return n != 0;
}

static void conn_reset(struct conn *c)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};

	setsockopt(c->wire.fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	c->phase = CLOSED;
}

static void conn_read(struct conn *c)
{
	char chunk[65536];
	ssize_t n = wire_read(&c->wire, chunk, sizeof(chunk));

	if (n > 0)
		buf_add(&c->in, chunk, (size_t)n);
	else if (n == 0 || errno != EAGAIN)
		c->at_eof = true;
}

/* False when the peer has to take what was sent first. */
static bool conn_write(struct world *w, struct conn *c)
{
	size_t left = c->out.len - c->sent;
	size_t piece = c->reply.pace > 0 && c->reply.pace < left ? c->reply.pace : left;
	ssize_t n = wire_write(&c->wire, c->out.data + c->sent, piece);

	if (n < 0) {
		if (errno != EAGAIN)
			c->phase = CLOSED;
		return errno != EAGAIN;
	}
	c->sent += (size_t)n;
	w->tally.sent += (size_t)n;
	if (c->sent == c->out.len) {
		c->phase = c->reply.hang ? STALLED : c->reply.close ? CLOSED : READING;
	} else if (c->reply.pace > 0) {
		c->due = now_ms() + PACE_MS;
		c->phase = HELD;
	}
	return true;
}

/* Goes from phase to phase until the connection has to wait. */
static void conn_step(struct world *w, struct conn *c, short events)
{
	bool gone = (events & (POLLERR | POLLHUP | POLLRDHUP)) != 0;

	if (c->phase == READING && events != 0)
		conn_read(c);
	else if (gone && c->phase != WRITING)
		c->phase = CLOSED;
	for (bool go_on = true; go_on;) {
		if (c->phase == READING)
			go_on = conn_serve(w, c);
		else if (c->phase == HELD && (go_on = now_ms() >= c->due) && c->reply.reset)
			conn_reset(c);
		else if (c->phase == HELD && go_on)
			c->phase = WRITING;
		else if (c->phase == WRITING)
			go_on = conn_write(w, c);
		else
			go_on = false;
	}
	if (c->phase == READING && c->at_eof)
		c->phase = CLOSED;
}

static void world_accept(struct world *w)
{
	struct conn *c;
	int fd;

	while ((fd = accept4(w->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
		c = mem_new(w->conns, struct conn);
		wire_open(&c->wire, fd, w->certificate);
		buf_init(&c->in, c, ASK_MAX);
		buf_init(&c->out, c, REPLY_MAX);
		w->conns = mem_grow(w, w->conns, struct conn *, w->n + 1);
		w->fds = mem_grow(w, w->fds, struct pollfd, w->n + 2);
		w->conns[w->n++] = c;
	}
}

static void world_sweep(struct world *w)
{
	size_t kept = 0;

	for (size_t i = 0; i < w->n; i++) {
		struct conn *c = w->conns[i];

		if (c->phase == CLOSED) {
			wire_close(&c->wire);
			talloc_free(c);
		} else {
			w->conns[kept++] = c;
		}
	}
	w->n = kept;
}

/* What to wait for; the time until something is due. */
static int64_t world_prepare(struct world *w)
{
	static const short wanted[] = {
	    [READING] = POLLIN, [HELD] = 0, [WRITING] = POLLOUT, [STALLED] = POLLRDHUP};
	int64_t now = now_ms(), first = w->end < now + WAIT_MS ? w->end : now + WAIT_MS;

	w->fds[0] = (struct pollfd){.fd = w->listener, .events = POLLIN};
	for (size_t i = 0; i < w->n; i++) {
		struct conn *c = w->conns[i];

		w->fds[i + 1] = (struct pollfd){.fd = c->wire.fd, .events = wanted[c->phase]};
		if (c->phase == HELD && c->due < first)
			first = c->due;
	}
	return first > now ? first - now : 0;
}

static void world_serve(struct world *w, const sigset_t *unblocked)
{
	while (!stopped && now_ms() < w->end) {
		int64_t wait = world_prepare(w);
		struct timespec ts = {.tv_sec = wait / 1000, .tv_nsec = wait % 1000 * 1000000};
		size_t n = w->n;

		if (ppoll(w->fds, n + 1, &ts, unblocked) < 0)
			continue; /* a signal */
		for (size_t i = 0; i < n; i++)
			conn_step(w, w->conns[i], w->fds[i + 1].revents);
		if (w->fds[0].revents != 0)
			world_accept(w);
		world_sweep(w);
	}
}

/* Any address, but only of the loopback device: nobody outside gets in. */
static bool bind_many_hosts(int fd, struct sockaddr_in *a)
{
	a->sin_addr.s_addr = htonl(INADDR_ANY);
	return setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", sizeof("lo")) == 0;
}

static int listen_on(uint16_t port, bool many_hosts)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || (many_hosts && !bind_many_hosts(fd, &a)) ||
	    bind(fd, (struct sockaddr *)&a, n) != 0 || listen(fd, 1024) != 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) != 0) {
		perror("world: cannot listen");
		exit(EXIT_FAILURE);
	}
	printf("%d\n", ntohs(a.sin_port));
	fflush(stdout);
	return fd;
}

/* TERM and INT arrive in ppoll() only, so that none is missed; the mask for that. */
static sigset_t catch_signals(void)
{
	struct sigaction action = {.sa_handler = stop};
	sigset_t blocked, before;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	return before;
}

/* What the command line says goes into w. */
static void read_options(int argc, char **argv, struct world *w)
{
	static const struct option options[] = {
	    {.name = "port", .has_arg = required_argument, .val = 'p'},
	    {.name = "for", .has_arg = required_argument, .val = 'f'},
	    {.name = "many-hosts", .has_arg = no_argument, .val = 'm'},
	    {.name = "tls", .has_arg = required_argument, .val = 't'},
	    {.name = "key", .has_arg = required_argument, .val = 'k'},
	    {0},
	};
	const char *certificate = NULL, *key = NULL;
	int c;

	w->end = INT64_MAX;
	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (c == 'p')
			w->port = (uint16_t)strtoul(optarg, NULL, 10);
		else if (c == 'f')
			w->end = now_ms() + 1000 * (int64_t)strtoul(optarg, NULL, 10);
		else if (c == 'm')
			w->many_hosts = true;
		else if (c == 't')
			certificate = optarg;
		else if (c == 'k')
			key = optarg;
		else
			exit(EXIT_FAILURE);
	if (optind + 1 != argc || (certificate == NULL) != (key == NULL)) {
		fputs("usage: world [--port N] [--for SECONDS] [--many-hosts] "
		      "[--tls CERTIFICATE --key KEY] FOLDER\n",
		    stderr);
		exit(EXIT_FAILURE);
	}
	w->folder = argv[optind];
	if (certificate != NULL && (w->certificate = wire_certificate(certificate, key)) == NULL)
		exit(EXIT_FAILURE);
}

int main(int argc, char **argv)
{
	struct world *w = mem_new(NULL, struct world);
	sigset_t unblocked = catch_signals();

	read_options(argc, argv, w);
	w->conns = mem_array(w, struct conn *, 1);
	w->fds = mem_array(w, struct pollfd, 1);
	w->listener = listen_on(w->port, w->many_hosts);
	world_serve(w, &unblocked);
	SSL_CTX_free(w->certificate);
	talloc_free(w);
	return EXIT_SUCCESS;
}
