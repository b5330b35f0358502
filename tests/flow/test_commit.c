/*
 * Tests of flow/commit: many threads hand in at once and each gets its own verdict; the
 * store has every event once, and closing leaves nothing undone.
 */
#include "post.h"

#include <dirent.h>
#include <semaphore.h>

#include "flow/commit.h"

#define THREADS 16
#define EACH	20
#define CROWD	(LIMIT_GROUP_COMMIT + 20)

static struct committer *open_committer(struct ground *g)
{
	struct committer *c = NULL;
	struct error e;

	if (committer_open(g, &g->app, &c, &e) != OK)
		fail_msg("%s", e.text);
	return c;
}

/* After committer_close(): what is in the store. */
static void reopen(struct ground *g)
{
	g->store = shelf_open(g, g->app.store_path);
}

static int64_t number(struct ground *g, const char *sql)
{
	return shelf_number(g->app.store_path, sql);
}

/* A job, and the thread that waits until it is done. */
struct wait {
	struct job job;
	sem_t done;
};

static void wake(struct job *job)
{
	sem_post(&((struct wait *)job)->done);
}

static int store_and_wait(
    struct committer *c, const struct intake *in, struct verdict *out, struct error *e)
{
	struct wait w = {.job = {.in = in, .done = wake}};

	sem_init(&w.done, 0, 0);
	committer_submit(c, &w.job);
	sem_wait(&w.done);
	sem_destroy(&w.done);
	*out = w.job.verdict;
	*e = w.job.error;
	return w.job.rc;
}

/* A thread that hands in its posts, one after the other. Its memory is its own. */
struct sender {
	pthread_t thread;
	struct committer *committer;
	struct post **posts;
	size_t n;
	int64_t events; /* of all verdicts */
	size_t failed;
	bool bad_ones_failed; /* exactly those that had to */
};

static void *send_all(void *user)
{
	struct sender *s = user;

	s->bad_ones_failed = true;
	for (size_t i = 0; i < s->n; i++) {
		struct verdict verdict;
		struct error e;
		int rc = store_and_wait(s->committer, &s->posts[i]->in, &verdict, &e);

		if (rc == OK)
			s->events += (int64_t)verdict.events;
		else
			s->failed++;
		if ((rc != OK) != (s->posts[i]->in.page_state != NULL))
			s->bad_ones_failed = false;
	}
	return NULL;
}

static void senders_start(struct sender *senders, size_t n, struct committer *c)
{
	for (size_t i = 0; i < n; i++) {
		senders[i].committer = c;
		assert_int_equal(
		    pthread_create(&senders[i].thread, NULL, send_all, &senders[i]), 0);
	}
}

static void senders_wait(struct sender *senders, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pthread_join(senders[i].thread, NULL);
}

static int64_t events_of(const struct sender *senders, size_t n)
{
	int64_t events = 0;

	for (size_t i = 0; i < n; i++)
		events += senders[i].events;
	return events;
}

static void test_a_report_is_durable_when_it_is_answered(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct committer *c = open_committer(g);
	struct post *p = post_new(g, 1);
	struct verdict verdict;
	struct error e;

	assert_int_equal(store_and_wait(c, &p->in, &verdict, &e), OK);
	assert_int_equal(verdict.events, 1);
	assert_int_equal(number(g, "SELECT count(*) FROM event"), 1);
	assert_int_equal(store_and_wait(c, &p->in, &verdict, &e), OK);
	assert_int_equal(verdict.events, 0);
	committer_close(c);
}

/* Each thread sends EACH reports of its own and EACH that all the others send too. */
static void test_threads_at_once_store_every_event_once(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct sender senders[THREADS] = {0};
	struct committer *c = open_committer(g);

	for (int t = 0; t < THREADS; t++) {
		senders[t].n = 2 * EACH;
		senders[t].posts = mem_array(g, struct post *, 2 * EACH);
		for (int i = 0; i < EACH; i++) {
			senders[t].posts[2 * i] = post_new(g, i);
			senders[t].posts[2 * i + 1] = post_new(g, 1000 * (t + 1) + i);
		}
	}
	senders_start(senders, THREADS, c);
	senders_wait(senders, THREADS);
	committer_close(c);
	assert_int_equal(events_of(senders, THREADS), EACH + THREADS * EACH);
	assert_int_equal(number(g, "SELECT count(*) FROM event"), EACH + THREADS * EACH);
	assert_int_equal(
	    number(g, "SELECT count(DISTINCT update_id) FROM event"), EACH + THREADS * EACH);
	for (int t = 0; t < THREADS; t++)
		assert_true(senders[t].bad_ones_failed);
	reopen(g);
	logbook_expect(g, 1, EACH + THREADS * EACH);
}

static void test_bad_reports_fail_alone(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct sender senders[THREADS] = {0};
	struct committer *c = open_committer(g);

	for (int t = 0; t < THREADS; t++) {
		senders[t].n = EACH;
		senders[t].posts = mem_array(g, struct post *, EACH);
		for (int i = 0; i < EACH; i++)
			senders[t].posts[i] = (t + i) % 3 == 0 ? post_new_bad(g, 1000 * t + i)
							       : post_new(g, 1000 * t + i);
	}
	senders_start(senders, THREADS, c);
	senders_wait(senders, THREADS);
	committer_close(c);
	for (int t = 0; t < THREADS; t++) {
		assert_true(senders[t].failed > 0);
		assert_true(senders[t].bad_ones_failed);
	}
	assert_int_equal(number(g, "SELECT count(*) FROM event"), events_of(senders, THREADS));
	reopen(g);
	logbook_expect(g, 1, events_of(senders, THREADS));
}

static void test_a_failure_is_told_to_the_one_who_handed_it_in(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct committer *c = open_committer(g);
	struct verdict verdict;
	struct error e = {0};
	int rc = store_and_wait(c, &post_new_bad(g, 1)->in, &verdict, &e);

	committer_close(c);
	assert_int_not_equal(rc, OK);
	assert_int_equal(e.code, rc);
	assert_true(strlen(e.text) > 0);
}

/* How many threads of this process, the asking one left out, are asleep at the moment. */
static int asleep(void)
{
	DIR *tasks = opendir("/proc/self/task");
	const struct dirent *task;
	int n = 0;

	while (tasks != NULL && (task = readdir(tasks)) != NULL) {
		char *path = mem_printf(NULL, "/proc/self/task/%s/stat", task->d_name), *stat;

		if (file_read(path, path, 4096, &stat, NULL, NULL) == OK)
			n += strstr(stat, ") S ") != NULL;
		talloc_free(path);
	}
	closedir(tasks);
	return n;
}

/* Until that many are asleep, and have been for a while: then all wait for their verdict. */
static void wait_until_asleep(int n)
{
	for (int quiet = 0; quiet < 100; quiet++) {
		if (asleep() < n)
			quiet = 0;
		usleep(1000);
	}
}

static void *close_it(void *user)
{
	committer_close(user);
	return NULL;
}

/*
 * Another process holds the store while they hand in, more than fit into one transaction,
 * and while the committer is closed.
 */
static void test_closing_stores_what_was_handed_in(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct sender *senders = mem_array(g, struct sender, CROWD);
	struct holder holder;
	struct committer *c;
	pthread_t closer;

	committer_close(open_committer(g));
	holder = holder_begin(g->app.store_path, "BEGIN IMMEDIATE");
	c = open_committer(g);
	for (int t = 0; t < CROWD; t++) {
		senders[t].n = 1;
		senders[t].posts = mem_array(g, struct post *, 1);
		senders[t].posts[0] = post_new(g, t);
	}
	senders_start(senders, CROWD, c);
	wait_until_asleep(CROWD);
	assert_int_equal(pthread_create(&closer, NULL, close_it, c), 0);
	holder_end(&holder);
	pthread_join(closer, NULL);
	senders_wait(senders, CROWD);
	assert_int_equal(events_of(senders, CROWD), CROWD);
	reopen(g);
	logbook_expect(g, 1, CROWD);
}

static void test_closing_writes_the_log_and_its_cursor(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct committer *c = open_committer(g);
	struct verdict verdict;
	struct error e;

	store_and_wait(c, &post_new(g, 1)->in, &verdict, &e);
	store_and_wait(c, &post_new(g, 2)->in, &verdict, &e);
	committer_close(c);
	assert_int_equal(number(g, "SELECT event_id FROM log_cursor"), 2);
	reopen(g);
	logbook_expect(g, 1, 2);
}

static void test_one_that_was_not_used_can_be_closed(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);

	committer_close(open_committer(g));
	assert_int_equal(number(g, "SELECT count(*) FROM event"), 0);
}

static void test_a_store_that_cannot_be_opened_is_told_at_once(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct committer *c = NULL;
	struct error e;

	unit_file(g, g->app.settings.state_dir, "state.db", mem_printf(g, "%04000d", 7));
	assert_int_equal(committer_open(g, &g->app, &c, &e), E_CONFIG);
	assert_int_equal(e.code, E_CONFIG);
	unit_has(e.text, "not a database");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_report_is_durable_when_it_is_answered),
	    GROUND_TEST(test_threads_at_once_store_every_event_once),
	    GROUND_TEST(test_bad_reports_fail_alone),
	    GROUND_TEST(test_a_failure_is_told_to_the_one_who_handed_it_in),
	    GROUND_TEST(test_closing_stores_what_was_handed_in),
	    GROUND_TEST(test_closing_writes_the_log_and_its_cursor),
	    GROUND_TEST(test_one_that_was_not_used_can_be_closed),
	    GROUND_TEST(test_a_store_that_cannot_be_opened_is_told_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
