/* Plain CGI. See cgi.h. */
#include "web/cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define HEAD_BYTES 1024

/* The request, and the process that waits for whoever answers it. */
struct session {
	struct request request;
	sem_t answered;
};

int cgi_take_stdout(void)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);

	dup2(STDERR_FILENO, STDOUT_FILENO);
	return out;
}

static size_t read_stdin(struct request *r, char *out, size_t n)
{
	size_t done = 0;

	(void)r;
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

static const char *find_header(struct request *r, const char *name)
{
	(void)r;
	return getenv(name);
}

static void wake(struct request *r)
{
	sem_post(&((struct session *)r)->answered);
}

static void send(int out, struct request *r)
{
	struct buf head;

	buf_init(&head, r->ctx, HEAD_BYTES);
	reply_head(&r->reply, &head);
	/* When the client is gone, what it reported is stored all the same. */
	if (file_write_all(out, head.data, head.len) && strcmp(r->method, "HEAD") != 0)
		file_write_all(out, r->reply.body.data, r->reply.body.len);
}

void cgi_serve(int out, request_handler *handler, void *user)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct session s = {.request = {.read = read_stdin, .header = find_header, .answer = wake}};
	struct request *r = &s.request;

	request_init(r, ctx, getenv("REQUEST_METHOD"));
	r->paths[0] = request_path(ctx, getenv("REQUEST_URI"));
	r->paths[1] = request_path(ctx, getenv("PATH_INFO"));
	r->content_length = getenv("CONTENT_LENGTH");
	sem_init(&s.answered, 0, 0);
	handler(user, r);
	while (sem_wait(&s.answered) != 0)
		; /* EINTR */
	send(out, r);
	sem_destroy(&s.answered);
	talloc_free(ctx);
}
