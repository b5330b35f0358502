/*
 * FastCGI. See gate.h. libfcgi reads a request and writes its answer; what it would do
 * by blocking is done here: accepting, waiting for the next request on a connection that
 * is kept, and closing (libfcgi waits up to 2 s for the other side).
 */
#include "web/gate.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

/*
 * More than one, because one that reads a body which the web server does not hand over waits; few,
 * because each that sleeps must be woken, and three read all that one thread can store.
 */
#define GATE_WORKERS 3
#define GATE_STACK   (256 * 1024)
/* For so long a connection that was just made may be silent before the end: its request comes. */
#define GATE_LINGER_MS 20
/* What a usual request takes. */
#define REQUEST_BYTES 8192
#define HEAD_BYTES    1024

struct gate {
	int listener;
	int epoll;
	int stop; /* an eventfd that counts the workers who have yet to hear of the end */
	atomic_bool stopping;
	request_handler *handler;
	void *user;
	pthread_mutex_t lock; /* of the list */
	struct connection *connections;
};

/* A connection of the web server. It brings one request after the other. */
struct connection {
	struct request request; /* first: a request is found in its connection */
	FCGX_Request fcgi;
	struct gate *gate;
	bool ended; /* we said so; the other side has yet to */
	struct connection *next, **link;
};

bool gate_is_cgi(void)
{
	return FCGX_IsCGI() != 0;
}

/* One event, of whichever worker takes it. Any further ones wait until the connection is watched
 * again. */
static void connection_watch(struct connection *c, int op)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data.ptr = c};

	epoll_ctl(c->gate->epoll, op, c->fcgi.ipcFd, &event);
}

static void connection_free(struct connection *c)
{
	pthread_mutex_lock(&c->gate->lock);
	*c->link = c->next;
	if (c->next != NULL)
		c->next->link = c->link;
	pthread_mutex_unlock(&c->gate->lock);
	if (c->fcgi.ipcFd >= 0)
		close(c->fcgi.ipcFd);
	talloc_free(c);
}

/* Our half is closed; what the other side still sends is read away, or it might lose our answer. */
static void connection_end(struct connection *c)
{
	c->ended = true;
	shutdown(c->fcgi.ipcFd, SHUT_WR);
	connection_watch(c, EPOLL_CTL_MOD);
}

static void connection_drain(struct connection *c)
{
	char trash[4096];
	ssize_t n;

	while ((n = recv(c->fcgi.ipcFd, trash, sizeof(trash), MSG_DONTWAIT)) > 0)
		;
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		connection_watch(c, EPOLL_CTL_MOD);
	else
		connection_free(c);
}

static size_t read_stream(struct request *r, char *out, size_t n)
{
	int got = FCGX_GetStr(out, (int)n, ((struct connection *)r)->fcgi.in);

	return got > 0 ? (size_t)got : 0;
}

static const char *find_header(struct request *r, const char *name)
{
	return FCGX_GetParam(name, ((struct connection *)r)->fcgi.envp);
}

static void answer(struct request *r)
{
	struct connection *c = (struct connection *)r;
	bool keep = c->fcgi.keepConnection && !c->gate->stopping;
	struct buf head;

	buf_init(&head, r->ctx, HEAD_BYTES);
	reply_head(&r->reply, &head);
	FCGX_PutStr(head.data, (int)head.len, c->fcgi.out);
	if (strcmp(r->method, "HEAD") != 0)
		FCGX_PutStr(r->reply.body.data, (int)r->reply.body.len, c->fcgi.out);
	talloc_free(r->ctx);
	c->fcgi.keepConnection = 1; /* it is closed by us */
	FCGX_Finish_r(&c->fcgi);
	if (c->fcgi.ipcFd < 0)
		connection_free(c);
	else if (keep)
		connection_watch(c, EPOLL_CTL_MOD);
	else
		connection_end(c);
}

static void connection_serve(struct connection *c)
{
	struct request *r = &c->request;
	TALLOC_CTX *ctx;

	if (FCGX_Accept_r(&c->fcgi) != 0) {
		connection_free(c);
		return;
	}
	ctx = mem_pool(NULL, REQUEST_BYTES);
	request_init(r, ctx, FCGX_GetParam("REQUEST_METHOD", c->fcgi.envp));
	r->paths[0] = request_path(ctx, FCGX_GetParam("REQUEST_URI", c->fcgi.envp));
	r->paths[1] = request_path(ctx, FCGX_GetParam("PATH_INFO", c->fcgi.envp));
	r->content_length = FCGX_GetParam("CONTENT_LENGTH", c->fcgi.envp);
	c->gate->handler(c->gate->user, r);
}

/* libfcgi has no call for a connection that somebody else accepted, but these two members. */
static void connection_init(struct connection *c, int fd)
{
	FCGX_InitRequest(&c->fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR);
	c->fcgi.ipcFd = fd;
	c->fcgi.keepConnection = 1;
	c->request.read = read_stream;
	c->request.header = find_header;
	c->request.answer = answer;
}

/* A web server that falls silent within a request holds a worker, but not for ever. */
static void set_options(int fd)
{
	const struct timeval patience = {.tv_sec = LIMIT_PEER_WAIT_S};
	int on = 1;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); /* not for unix sockets */
}

static void connection_open(struct gate *g, int fd)
{
	struct connection *c = mem_new(NULL, struct connection);

	c->gate = g;
	connection_init(c, fd);
	pthread_mutex_lock(&g->lock);
	c->next = g->connections;
	c->link = &g->connections;
	if (c->next != NULL)
		c->next->link = &c->next;
	g->connections = c;
	pthread_mutex_unlock(&g->lock);
	connection_watch(c, EPOLL_CTL_ADD);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){.tv_nsec = ms * 1000 * 1000}, NULL);
}

static void take_connection(struct gate *g)
{
	int fd = accept4(g->listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd >= FD_SETSIZE) { /* libfcgi may call select() */
		close(fd);
		errno = EMFILE;
		fd = -1;
	}
	if (fd >= 0) {
		set_options(fd);
		connection_open(g, fd);
	} else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS) {
		/* It stays in the backlog until others have gone: no use in asking at once. */
		pause_ms(10);
	}
}

/* Each worker takes one from the count, so that all of them hear of it; then it waits for them. */
static bool hear_of_end(struct gate *g, bool again)
{
	uint64_t one;

	if (again) {
		pause_ms(1);
		return true;
	}
	epoll_ctl(g->epoll, EPOLL_CTL_DEL, g->listener, NULL);
	return read(g->stop, &one, sizeof(one)) == sizeof(one);
}

/* Until the end has come, and then until nothing is left to be taken. */
static void *work(void *user)
{
	struct gate *g = user;
	struct epoll_event got;
	bool ending = false;
	int n;

	while ((n = epoll_wait(g->epoll, &got, 1, ending ? GATE_LINGER_MS : -1)) != 0) {
		struct connection *c = got.data.ptr;

		if (n < 0)
			continue; /* EINTR */
		if (got.data.ptr == &g->stop)
			ending = hear_of_end(g, ending);
		else if (got.data.ptr == &g->listener)
			take_connection(g);
		else if (c->ended)
			connection_drain(c);
		else
			connection_serve(c);
	}
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

static int gate_close(struct gate *g)
{
	while (g->connections != NULL)
		connection_free(g->connections);
	close(g->epoll);
	close(g->stop);
	return 0;
}

int gate_open(void *ctx, int listener, request_handler *handler, void *user, struct gate **out,
    struct error *e)
{
	struct gate *g = mem_new(ctx, struct gate);
	/* EXCLUSIVE: of several processes at one socket, a connection wakes one. */
	struct epoll_event on_listener = {
	    .events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = &g->listener};
	struct epoll_event on_stop = {.events = EPOLLIN, .data.ptr = &g->stop};

	g->listener = listener;
	g->handler = handler;
	g->user = user;
	g->epoll = epoll_create1(EPOLL_CLOEXEC);
	g->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
	pthread_mutex_init(&g->lock, NULL);
	talloc_set_destructor(g, gate_close);
	fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK);
	if (FCGX_Init() != 0)
		return error_set(e, E_SYSTEM, "libfcgi cannot be initialised");
	if (epoll_ctl(g->epoll, EPOLL_CTL_ADD, listener, &on_listener) != 0 ||
	    epoll_ctl(g->epoll, EPOLL_CTL_ADD, g->stop, &on_stop) != 0)
		return error_set_errno(e, E_SYSTEM, "cannot wait for requests");
	*out = g;
	return OK;
}

static size_t start_workers(struct gate *g, pthread_t *workers)
{
	pthread_attr_t attr;
	size_t n = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, GATE_STACK);
	while (n < GATE_WORKERS && pthread_create(&workers[n], &attr, work, g) == 0)
		n++;
	pthread_attr_destroy(&attr);
	return n;
}

int gate_serve(struct gate *g, struct error *e)
{
	pthread_t workers[GATE_WORKERS];
	sigset_t ends;
	uint64_t n = start_workers(g, workers);
	int caught;

	if (n == 0)
		return error_set(e, E_SYSTEM, "cannot start threads to serve requests");
	ending_signals(&ends);
	sigwait(&ends, &caught);
	g->stopping = true;
	if (write(g->stop, &n, sizeof(n)) < 0)
		return error_set_errno(e, E_SYSTEM, "cannot stop the threads");
	for (size_t i = 0; i < n; i++)
		pthread_join(workers[i], NULL);
	return OK;
}
