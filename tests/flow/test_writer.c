/*
 * Tests of flow/writer: jobs in one transaction with an outcome each, then the log; and
 * what a writer finds when it opens, or when store or log are not to be had.
 */
#include "post.h"

#include <sys/stat.h>

#include "store/logcursor.h"

static struct writer *open_writer(struct ground *g)
{
	struct writer *w = NULL;
	struct error e;

	if (writer_open(g, &g->app, &w, &e) != OK)
		fail_msg("%s", e.text);
	g->store = writer_get_store(w);
	return w;
}

static struct ground *load(void *ctx)
{
	return ground_load(ctx, "", PROVIDERS);
}

/* Stores posts, a NULL ends them; their jobs belong to the ground. */
static struct job *store_posts(struct ground *g, struct writer *w, struct post *const *posts)
{
	struct job *jobs = mem_array(g, struct job, 16);
	struct job *list[16];
	size_t n = 0;

	for (; posts[n] != NULL; n++) {
		jobs[n].in = &posts[n]->in;
		list[n] = &jobs[n];
	}
	writer_store(w, list, n);
	return jobs;
}

static void test_jobs_are_stored_and_have_a_verdict_each(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = open_writer(g);
	struct post *posts[] = {post_new(g, 1), post_new(g, 1), post_new(g, 2), NULL};
	static const size_t events[] = {1, 0, 1};
	struct job *jobs = store_posts(g, w, posts);

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(jobs[i].rc, OK);
		assert_int_equal(jobs[i].verdict.events, events[i]);
	}
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM event"), 2);
}

static void test_a_job_that_fails_does_not_fail_its_neighbours(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = open_writer(g);
	struct post *posts[] = {post_new(g, 1), post_new_bad(g, 2), post_new(g, 3), NULL};
	struct job *jobs = store_posts(g, w, posts);

	assert_int_equal(jobs[0].rc, OK);
	assert_int_not_equal(jobs[1].rc, OK);
	assert_int_equal(jobs[1].error.code, jobs[1].rc);
	assert_true(strlen(jobs[1].error.text) > 0);
	assert_int_equal(jobs[2].rc, OK);
	assert_string_equal(ground_say(g, update_id), "u1 u3");
	writer_project(w);
	logbook_expect(g, 1, 2);
}

static void test_what_failed_can_be_handed_in_again(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = open_writer(g);
	struct post *bad[] = {post_new_bad(g, 1), NULL}, *good[] = {post_new(g, 1), NULL};

	store_posts(g, w, bad);
	assert_int_equal(store_posts(g, w, good)[0].verdict.events, 1);
}

static void test_nothing_to_store_is_no_matter(void **state)
{
	struct ground *g = load(*state);

	writer_store(open_writer(g), NULL, 0);
	assert_int_equal(ground_count(g), 0);
}

static void test_the_log_is_brought_up_to_date_and_settled(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = open_writer(g);
	struct post *posts[] = {post_new(g, 1), post_new(g, 2), NULL};
	struct log_cursor at;
	bool found;

	store_posts(g, w, posts);
	writer_project(w);
	logbook_expect(g, 1, 2);
	writer_settle(w);
	assert_int_equal(
	    store_log_cursor_get(g->store, g->app.settings.log_file, &at, &found, NULL), OK);
	assert_int_equal(at.event_id, 2);
	assert_int_equal(at.size, strlen(logbook_text(g, logbook_path(g))));
}

/* So that what is stored later goes by a cursor that is not far behind. */
static void test_the_next_transaction_takes_the_cursor_along(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = open_writer(g);
	struct post *one[] = {post_new(g, 1), NULL}, *two[] = {post_new(g, 2), NULL};

	store_posts(g, w, one);
	writer_project(w);
	store_posts(g, w, two);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT event_id FROM log_cursor"), 1);
}

/* Killed between commit and log. */
static void test_opening_logs_what_a_killed_one_left(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = open_writer(g);
	struct post *posts[] = {post_new(g, 1), post_new(g, 2), NULL};

	store_posts(g, w, posts);
	assert_false(file_exists(logbook_path(g)) && *logbook_text(g, logbook_path(g)) != '\0');
	talloc_free(w);
	open_writer(g);
	logbook_expect(g, 1, 2);
}

static void test_opening_makes_the_state_directory(void **state)
{
	struct ground *g = load(*state);

	assert_int_equal(rmdir(g->app.settings.state_dir), 0);
	open_writer(g);
	assert_true(file_exists(g->app.store_path));
}

static void test_a_store_that_cannot_be_opened_is_an_error(void **state)
{
	struct ground *g = load(*state);
	struct writer *w = NULL;
	struct error e;

	unit_file(g, g->app.settings.state_dir, "state.db", mem_printf(g, "%04000d", 7));
	assert_int_equal(writer_open(g, &g->app, &w, &e), E_CONFIG);
	unit_has(e.text, "not a database");
}

static void test_a_store_that_is_held_by_another_fails_every_job(void **state)
{
	struct ground *g = load(*state);
	struct post *posts[] = {post_new(g, 1), post_new(g, 2), NULL};
	struct fast_clock clock;
	struct holder holder;
	struct writer *w;
	struct job *jobs;

	talloc_free(open_writer(g));
	holder = holder_begin(g->app.store_path, "BEGIN IMMEDIATE");
	w = open_writer(g);
	fast_begin(&clock);
	jobs = store_posts(g, w, posts);
	fast_end(&clock);
	holder_end(&holder);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(jobs[i].rc, E_BUSY);
		assert_true(strlen(jobs[i].error.text) > 0);
	}
	assert_int_equal(store_posts(g, w, posts)[0].rc, OK);
	assert_int_equal(ground_count(g), 2);
}

/* The folder of the log is missing for three events, then it is there, then it is gone again. */
static void log_in_a_missing_folder(void *user)
{
	struct ground *g = user;
	struct writer *w = open_writer(g);
	const char *folder = mem_printf(g, "%s/logs", g->folder);

	for (int i = 1; i <= 3; i++) {
		store_posts(g, w, (struct post *const[]){post_new(g, i), NULL});
		writer_project(w);
	}
	if (mkdir(folder, 0700) != 0)
		_exit(1);
	writer_project(w);
	fputs("(works)\n", stderr);
	if (unlink(logbook_path(g)) != 0 || rmdir(folder) != 0)
		_exit(2);
	store_posts(g, w, (struct post *const[]){post_new(g, 4), NULL});
	writer_project(w);
	writer_project(w);
	if (mkdir(folder, 0700) != 0)
		_exit(3);
	writer_project(w);
	logbook_expect(g, 4, 4);
}

static void test_a_log_that_cannot_be_written_is_told_once_until_it_works_again(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	const char *said, *first, *works, *second;
	int status;

	g->app.settings.log_file = mem_printf(g, "%s/logs/the.log", g->folder);
	said = unit_run(*state, log_in_a_missing_folder, g, &status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	first = strstr(said, "logs/the.log");
	works = strstr(said, "(works)");
	assert_non_null(first);
	assert_non_null(works);
	assert_true(first < works);
	unit_has(said, "will be written later");
	assert_true(strstr(first + 1, "logs/the.log") > works);
	second = strstr(works, "logs/the.log");
	assert_non_null(second);
	assert_null(strstr(second + 1, "logs/the.log"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_jobs_are_stored_and_have_a_verdict_each),
	    GROUND_TEST(test_a_job_that_fails_does_not_fail_its_neighbours),
	    GROUND_TEST(test_what_failed_can_be_handed_in_again),
	    GROUND_TEST(test_nothing_to_store_is_no_matter),
	    GROUND_TEST(test_the_log_is_brought_up_to_date_and_settled),
	    GROUND_TEST(test_the_next_transaction_takes_the_cursor_along),
	    GROUND_TEST(test_opening_logs_what_a_killed_one_left),
	    GROUND_TEST(test_opening_makes_the_state_directory),
	    GROUND_TEST(test_a_store_that_cannot_be_opened_is_an_error),
	    GROUND_TEST(test_a_store_that_is_held_by_another_fails_every_job),
	    GROUND_TEST(test_a_log_that_cannot_be_written_is_told_once_until_it_works_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
