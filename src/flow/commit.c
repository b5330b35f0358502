/* Group commit. See commit.h. */
#include "flow/commit.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "base/limits.h"
#include "base/mem.h"
#include "flow/writer.h"

/* After this much quiet the log's position is stored; and a log that failed is tried again. */
#define SETTLE_AFTER_S 1

struct committer {
	const struct app *app;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t work;
	pthread_cond_t opened;
	pthread_cond_t room; /* the queue was full and has been taken */
	struct job *first, **last;
	size_t waiting; /* how many these are */
	/* Who has begun to hand in; not of the lock, for which they may be waiting. */
	atomic_size_t arriving;
	bool stop;
	bool is_opened;
	int open_rc;
	struct error open_error;
};

/* Takes all that were handed in. */
static size_t take(struct committer *c, struct job **jobs)
{
	size_t n = 0;

	for (; c->first != NULL; c->first = c->first->next)
		jobs[n++] = c->first;
	c->last = &c->first;
	c->waiting = 0;
	pthread_cond_broadcast(&c->room);
	return n;
}

/* Nothing was handed in, and nothing will be. */
static bool is_over(const struct committer *c)
{
	return c->stop && c->arriving == 0;
}

/* Waits for work; false when there has been none for a while. */
static bool wait_for_work(struct committer *c)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += SETTLE_AFTER_S;
	while (c->first == NULL && !is_over(c))
		if (pthread_cond_timedwait(&c->work, &c->lock, &until) == ETIMEDOUT)
			return false;
	return true;
}

static void serve(struct committer *c, struct writer *w)
{
	struct job *jobs[LIMIT_GROUP_COMMIT];
	bool busy = false, go_on = true;
	size_t n;

	while (go_on) {
		pthread_mutex_lock(&c->lock);
		if (!busy && !writer_log_is_due(w))
			while (c->first == NULL && !is_over(c))
				pthread_cond_wait(&c->work, &c->lock);
		busy = wait_for_work(c);
		n = take(c, jobs);
		go_on = n > 0 || !is_over(c);
		pthread_mutex_unlock(&c->lock);
		if (n > 0) {
			writer_store(w, jobs, n);
			for (size_t i = 0; i < n; i++)
				jobs[i]->done(jobs[i]);
			writer_project(w); /* afterwards: nobody need wait for the log */
		}
		if (!busy || !go_on)
			writer_settle(w);
	}
}

static void *run(void *user)
{
	struct committer *c = user;
	TALLOC_CTX *ctx = mem_context(NULL);
	struct writer *w = NULL;

	pthread_setname_np(pthread_self(), "store");
	pthread_mutex_lock(&c->lock);
	c->open_rc = writer_open(ctx, c->app, &w, &c->open_error);
	c->is_opened = true;
	pthread_cond_signal(&c->opened);
	pthread_mutex_unlock(&c->lock);
	if (c->open_rc == OK)
		serve(c, w);
	talloc_free(ctx);
	return NULL;
}

static void init_sync(struct committer *c)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->work, &monotonic);
	pthread_cond_init(&c->opened, NULL);
	pthread_cond_init(&c->room, NULL);
	pthread_condattr_destroy(&monotonic);
}

int committer_open(void *ctx, const struct app *app, struct committer **out, struct error *e)
{
	struct committer *c = mem_new(ctx, struct committer);

	c->app = app;
	c->last = &c->first;
	init_sync(c);
	if (pthread_create(&c->thread, NULL, run, c) != 0)
		return error_set(e, E_SYSTEM, "cannot start the thread that writes the store");
	pthread_mutex_lock(&c->lock);
	while (!c->is_opened)
		pthread_cond_wait(&c->opened, &c->lock);
	pthread_mutex_unlock(&c->lock);
	if (c->open_rc != OK) {
		pthread_join(c->thread, NULL);
		return error_set(e, (enum error_code)c->open_rc, "%s", c->open_error.text);
	}
	*out = c;
	return OK;
}

void committer_submit(struct committer *c, struct job *job)
{
	job->next = NULL;
	c->arriving++;
	pthread_mutex_lock(&c->lock);
	while (c->waiting == LIMIT_GROUP_COMMIT)
		pthread_cond_wait(&c->room, &c->lock);
	c->arriving--;
	c->waiting++;
	*c->last = job;
	c->last = &job->next;
	pthread_cond_signal(&c->work);
	pthread_mutex_unlock(&c->lock);
}

void committer_close(struct committer *c)
{
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_signal(&c->work);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
}
