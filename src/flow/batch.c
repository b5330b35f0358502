/* Jobs that wait for each other. See batch.h. */
#include "flow/batch.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"

/* The longest that an event waits to become durable and reach the log. */
#define WAIT_MS 50
/* The answers that wait, as they came; read they take some times as much. */
#define WAIT_BYTES (512 * 1024)

struct batch {
	struct writer *writer;
	struct job *jobs[LIMIT_GROUP_COMMIT];
	size_t n;
	size_t bytes;
	int64_t since; /* when the first of them came, by clock_steady() */
};

struct batch *batch_new(void *ctx, struct writer *w)
{
	struct batch *b = mem_new(ctx, struct batch);

	b->writer = w;
	return b;
}

void batch_store(struct batch *b)
{
	struct job *jobs[LIMIT_GROUP_COMMIT];
	size_t n = b->n;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		jobs[i] = b->jobs[i];
	b->n = b->bytes = 0;
	writer_store(b->writer, jobs, n);
	writer_project(b->writer);
	for (size_t i = 0; i < n; i++)
		jobs[i]->done(jobs[i]);
}

void batch_add(struct batch *b, struct job *job, size_t bytes)
{
	if (b->n == 0)
		b->since = clock_steady();
	b->jobs[b->n++] = job;
	b->bytes += bytes;
	if (b->n == LIMIT_GROUP_COMMIT || b->bytes >= WAIT_BYTES)
		batch_store(b);
}

int64_t batch_left(const struct batch *b)
{
	int64_t left = b->since + WAIT_MS - clock_steady();

	if (b->n == 0)
		return INT64_MAX;
	return left > 0 ? left : 0;
}
