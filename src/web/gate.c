/*
 * FastCGI and CGI. See gate.h. What libfcgi leaves to us: CGI at all; waking up for a
 * signal without a race (it looks at its flag and then blocks in accept()), hence the
 * wait in epoll before each accept.
 */
#include "web/gate.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"

/*
 * A connection that the web server keeps open holds one thread. Rule: kept
 * connections x web server workers at most half of this, or requests starve.
 */
#define GATE_THREADS 32
/* What a usual request takes. */
#define REQUEST_BYTES 8192
#define GATE_STACK    (256 * 1024)

struct gate {
	int listener;
	int stop; /* an eventfd: readable when the end has come */
	gate_handler *handler;
	void *user;
};

/* Where the rest of a request is read from: a FastCGI stream, or standard input for CGI. */
struct gate_input {
	FCGX_Stream *stream; /* NULL: CGI */
	const char *content_length;
};

bool gate_is_cgi(void)
{
	return FCGX_IsCGI() != 0;
}

static size_t input_read(struct gate_input *in, char *out, size_t n)
{
	size_t done = 0;

	if (in->stream != NULL) {
		int got = FCGX_GetStr(out, (int)n, in->stream);

		return got > 0 ? (size_t)got : 0;
	}
	while (done < n) {
		ssize_t got = read(STDIN_FILENO, out + done, n - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		done += (size_t)got;
	}
	return done;
}

enum body_state request_read_body(struct request *r, const char **body, size_t *n)
{
	const char *length = r->input->content_length;
	unsigned long long announced;
	char *bytes, *end;

	if (length == NULL || *length == '\0')
		length = "0";
	announced = strtoull(length, &end, 10);
	if (*end != '\0' || *length == '-')
		return BODY_SHORT; /* nobody can say where this body ends */
	if (announced > LIMIT_BODY_BYTES)
		return BODY_TOO_LARGE;
	bytes = mem_array(r->ctx, char, (size_t)announced + 1);
	*n = input_read(r->input, bytes, (size_t)announced);
	*body = bytes;
	return *n == announced ? BODY_WHOLE : BODY_SHORT;
}

/* A path ends where the query begins. */
static const char *path_of(void *ctx, const char *uri)
{
	return uri != NULL ? mem_strndup(ctx, uri, strcspn(uri, "?")) : NULL;
}

int gate_take_stdout(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	dup2(STDERR_FILENO, STDOUT_FILENO);
	return out;
}

void gate_serve_cgi(int out, gate_handler *handler, void *user)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct gate_input input = {.content_length = getenv("CONTENT_LENGTH")};
	struct request request = {
	    .method = getenv("REQUEST_METHOD"),
	    .paths = {path_of(ctx, getenv("REQUEST_URI")), path_of(ctx, getenv("PATH_INFO"))},
	    .ctx = ctx,
	    .input = &input,
	};
	struct reply reply;
	struct buf head;

	reply_init(&reply, ctx);
	handler(user, &request, &reply);
	buf_init(&head, ctx, 1024);
	reply_head(&reply, &head);
	/* When the client is gone, what it reported is stored all the same. */
	if (file_write_all(out, head.data, head.len) && strcmp(request.method, "HEAD") != 0)
		file_write_all(out, reply.body.data, reply.body.len);
	talloc_free(ctx);
}

static void serve_request(struct gate *g, FCGX_Request *r)
{
	TALLOC_CTX *ctx = mem_pool(NULL, REQUEST_BYTES);
	struct gate_input input = {
	    .stream = r->in,
	    .content_length = FCGX_GetParam("CONTENT_LENGTH", r->envp),
	};
	const char *method = FCGX_GetParam("REQUEST_METHOD", r->envp);
	struct request request = {
	    .method = method != NULL ? method : "",
	    .paths = {path_of(ctx, FCGX_GetParam("REQUEST_URI", r->envp)),
		path_of(ctx, FCGX_GetParam("PATH_INFO", r->envp))},
	    .ctx = ctx,
	    .input = &input,
	};
	struct reply reply;
	struct buf head;

	reply_init(&reply, ctx);
	g->handler(g->user, &request, &reply);
	buf_init(&head, ctx, 1024);
	reply_head(&reply, &head);
	FCGX_PutStr(head.data, (int)head.len, r->out);
	if (strcmp(request.method, "HEAD") != 0)
		FCGX_PutStr(reply.body.data, (int)reply.body.len, r->out);
	talloc_free(ctx);
}

/* Waits for a connection, or for the next request on a kept one; false when the end has come. */
static bool wait_for_request(const struct gate *g, int epoll, const FCGX_Request *r)
{
	struct pollfd kept[] = {
	    {.fd = r->ipcFd, .events = POLLIN}, {.fd = g->stop, .events = POLLIN}};
	struct epoll_event got[2];
	int n;

	if (r->keepConnection && r->ipcFd >= 0) {
		while (poll(kept, 2, -1) < 0 && errno == EINTR)
			;
		return kept[0].revents != 0 || kept[1].revents == 0;
	}
	while ((n = epoll_wait(epoll, got, 2, -1)) < 0 && errno == EINTR)
		;
	for (int i = 0; i < n; i++)
		if (got[i].data.fd == g->stop)
			return false;
	return true;
}

static int watch(const struct gate *g)
{
	struct epoll_event listener = {.events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = g->listener};
	struct epoll_event stop = {.events = EPOLLIN, .data.fd = g->stop};
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	/* EXCLUSIVE: a connection wakes one thread, not all. */
	if (epoll >= 0 && (epoll_ctl(epoll, EPOLL_CTL_ADD, g->listener, &listener) != 0 ||
			      epoll_ctl(epoll, EPOLL_CTL_ADD, g->stop, &stop) != 0)) {
		close(epoll);
		return -1;
	}
	return epoll;
}

static void *work(void *user)
{
	struct gate *g = user;
	int epoll = watch(g);
	FCGX_Request r;

	if (epoll < 0 || FCGX_InitRequest(&r, g->listener, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return NULL;
	while (wait_for_request(g, epoll, &r))
		if (FCGX_Accept_r(&r) == 0) { /* otherwise another thread or process took it */
			serve_request(g, &r);
			FCGX_Finish_r(&r);
		}
	FCGX_Free(&r, 1);
	close(epoll);
	return NULL;
}

static void ending_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGUSR1); /* what web servers send a FastCGI program to end it gently */
}

int gate_block_signals(struct error *e)
{
	sigset_t set;

	ending_signals(&set);
	if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0)
		return error_set(e, E_SYSTEM, "cannot block signals");
	return OK;
}

static size_t start_threads(struct gate *g, pthread_t *threads)
{
	pthread_attr_t attr;
	size_t n = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, GATE_STACK);
	while (n < GATE_THREADS && pthread_create(&threads[n], &attr, work, g) == 0)
		n++;
	pthread_attr_destroy(&attr);
	return n;
}

int gate_serve_fastcgi(int listener, gate_handler *handler, void *user, struct error *e)
{
	struct gate g = {.handler = handler, .user = user};
	pthread_t threads[GATE_THREADS];
	sigset_t ends;
	uint64_t one = 1;
	size_t n;
	int caught;

	if (FCGX_Init() != 0)
		return error_set(e, E_SYSTEM, "libfcgi cannot be initialised");
	g.listener = listener;
	fcntl(g.listener, F_SETFL, fcntl(g.listener, F_GETFL) | O_NONBLOCK);
	g.stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	n = start_threads(&g, threads);
	if (g.stop < 0 || n == 0)
		return error_set(e, E_SYSTEM, "cannot start threads to serve requests");
	ending_signals(&ends);
	sigwait(&ends, &caught);
	if (write(g.stop, &one, sizeof(one)) < 0)
		return error_set_errno(e, E_SYSTEM, "cannot stop the threads");
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	return OK;
}
