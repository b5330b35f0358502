/*
 * Tests of flow/batch: what is handed in waits for more, and is stored together when the moment is
 * over or enough has come.
 */
#include "post.h"

#include "base/clock.h"
#include "base/limits.h"
#include "flow/batch.h"

struct desk {
	struct ground *g;
	struct batch *batch;
	const char *said;  /* the updates whose jobs were done */
	struct post *more; /* handed in by the next job that is done */
};

struct paper {
	struct job job;
	struct desk *desk;
};

static struct desk *desk_open(void *ctx)
{
	struct desk *d = mem_new(ctx, struct desk);
	struct writer *w = NULL;
	struct error e;

	d->g = ground_load(ctx, "", PROVIDERS);
	if (writer_open(d->g, &d->g->app, &w, &e) != OK)
		fail_msg("%s", e.text);
	d->g->store = writer_get_store(w);
	d->batch = batch_new(d->g, w);
	d->said = "";
	return d;
}

static void hand_in(struct desk *d, struct post *post, size_t bytes);

static void done(struct job *job)
{
	struct paper *p = job->user;
	struct post *more = p->desk->more;

	p->desk->said = mem_printf(p->desk, "%s%s ", p->desk->said, job->rc == OK ? "ok" : "bad");
	p->desk->more = NULL;
	if (more != NULL)
		hand_in(p->desk, more, 0);
}

static void hand_in(struct desk *d, struct post *post, size_t bytes)
{
	struct paper *p = mem_new(d, struct paper);

	*p = (struct paper){.desk = d};
	p->job = (struct job){.in = &post->in, .done = done, .user = p};
	batch_add(d->batch, &p->job, bytes);
}

static void test_jobs_wait_and_are_stored_and_logged_together(void **state)
{
	struct desk *d = desk_open(*state);

	assert_true(batch_left(d->batch) == INT64_MAX);
	batch_store(d->batch);
	hand_in(d, post_new(d->g, 1), 0);
	hand_in(d, post_new_bad(d->g, 2), 0);
	hand_in(d, post_new(d->g, 3), 0);
	assert_int_equal(ground_count(d->g), 0);
	assert_string_equal(d->said, "");
	batch_store(d->batch);
	assert_string_equal(d->said, "ok bad ok ");
	assert_string_equal(ground_say(d->g, update_id), "u1 u3");
	logbook_expect(d->g, 1, 2);
	assert_true(batch_left(d->batch) == INT64_MAX);
}

static void test_the_first_decides_how_long_all_wait(void **state)
{
	struct desk *d = desk_open(*state);
	int64_t before, left;

	clock_set(TIME_NONE); /* so that sleeping is real */
	hand_in(d, post_new(d->g, 1), 0);
	before = batch_left(d->batch);
	assert_in_range(before, 0, 100);
	do {
		hand_in(d, post_new(d->g, 1), 0);
		left = batch_left(d->batch);
		assert_true(left <= before);
		clock_sleep(10);
	} while (left > 0 && *d->said == '\0');
	assert_string_equal(d->said, "");
	assert_int_equal(left, 0);
}

static void test_as_many_as_may_wait_are_stored_at_once(void **state)
{
	struct desk *d = desk_open(*state);

	for (int i = 1; i < LIMIT_GROUP_COMMIT; i++)
		hand_in(d, post_new(d->g, i), 0);
	assert_int_equal(ground_count(d->g), 0);
	hand_in(d, post_new(d->g, LIMIT_GROUP_COMMIT), 0);
	assert_int_equal(ground_count(d->g), LIMIT_GROUP_COMMIT);
	hand_in(d, post_new(d->g, LIMIT_GROUP_COMMIT + 1), 0);
	assert_int_equal(ground_count(d->g), LIMIT_GROUP_COMMIT);
}

/* A document is parsed when it is there and dropped: few of them may be there together. */
static void test_a_large_document_does_not_wait(void **state)
{
	struct desk *d = desk_open(*state);

	hand_in(d, post_new(d->g, 1), 1000);
	assert_int_equal(ground_count(d->g), 0);
	hand_in(d, post_new(d->g, 2), LIMIT_DOCUMENT_BYTES);
	assert_int_equal(ground_count(d->g), 2);
	hand_in(d, post_new(d->g, 3), 1000);
	assert_int_equal(ground_count(d->g), 2);
}

static void test_a_job_that_is_done_may_hand_in_another(void **state)
{
	struct desk *d = desk_open(*state);

	d->more = post_new(d->g, 2);
	hand_in(d, post_new(d->g, 1), LIMIT_DOCUMENT_BYTES);
	assert_int_equal(ground_count(d->g), 1);
	assert_true(batch_left(d->batch) < INT64_MAX);
	batch_store(d->batch);
	assert_string_equal(ground_say(d->g, update_id), "u1 u2");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_jobs_wait_and_are_stored_and_logged_together),
	    GROUND_TEST(test_the_first_decides_how_long_all_wait),
	    GROUND_TEST(test_as_many_as_may_wait_are_stored_at_once),
	    GROUND_TEST(test_a_large_document_does_not_wait),
	    GROUND_TEST(test_a_job_that_is_done_may_hand_in_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
