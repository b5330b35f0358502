/*
 * Tests of flow/logcheck: nothing is compared or rebuilt without the lock, and a store of any size
 * needs the memory of a few events.
 */
#include "logbook.h"

#include <errno.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "flow/logcheck.h"

/* What flock() fails with, so many times; and how often it did not. */
static int lock_error, lock_failures, locks;

int flock(int fd, int operation)
{
	if (lock_failures > 0) {
		lock_failures--;
		errno = lock_error;
		return -1;
	}
	locks++;
	return (int)syscall(SYS_flock, fd, operation);
}

/* The most that talloc held at a time. */
static size_t held;

void *mem_check(void *p)
{
	size_t now = talloc_total_size(NULL);

	assert_non_null(p);
	if (now > held)
		held = now;
	return p;
}

static void test_without_the_lock_nothing_is_read_or_written(void **state)
{
	struct ground *g = logbook_open(*state);
	struct log_check check;
	int64_t records;
	struct error e;

	logbook_commit(g, NULL, "one");
	lock_error = ENOLCK;
	lock_failures = 2;
	assert_int_equal(logcheck_rebuild(g->store, &g->app, &records, &e), E_SYSTEM);
	unit_has(e.text, g->app.log_lock_path);
	assert_false(file_exists(logbook_path(g)));
	assert_int_equal(logcheck_verify(g->store, &g->app, &check, &e), E_SYSTEM);
	unit_has(e.text, g->app.log_lock_path);
}

static void test_a_pipe_is_neither_read_nor_replaced(void **state)
{
	struct ground *g = logbook_open(*state);
	struct log_check check;
	int64_t records;
	struct error e;
	struct stat st;

	assert_int_equal(mkfifo(logbook_path(g), 0600), 0);
	assert_int_equal(logcheck_rebuild(g->store, &g->app, &records, &e), E_INPUT);
	unit_has(e.text, logbook_path(g));
	assert_int_equal(logcheck_verify(g->store, &g->app, &check, &e), E_INPUT);
	assert_int_equal(stat(logbook_path(g), &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
}

static void test_a_log_that_is_a_link_is_rebuilt_where_it_points(void **state)
{
	struct ground *g = logbook_open(*state);
	const char *target = mem_printf(g, "%s/elsewhere.log", g->folder);
	int64_t records;
	struct stat st;

	logbook_commit(g, NULL, "one");
	assert_int_equal(symlink("elsewhere.log", logbook_path(g)), 0);
	for (int i = 0; i < 2; i++) { /* it is not there, and then it is */
		assert_int_equal(logcheck_rebuild(g->store, &g->app, &records, NULL), OK);
		assert_int_equal(lstat(logbook_path(g), &st), 0);
		assert_true(S_ISLNK(st.st_mode));
		assert_string_equal(logbook_text(g, target), logbook_render(g, LOG_PRETTY, 1, 1));
	}
}

static void test_a_signal_does_not_end_the_wait_for_the_lock(void **state)
{
	struct ground *g = logbook_open(*state);
	int64_t records;

	logbook_commit(g, NULL, "one");
	lock_error = EINTR;
	lock_failures = 1;
	locks = 0;
	assert_int_equal(logcheck_rebuild(g->store, &g->app, &records, NULL), OK);
	assert_int_equal(locks, 1);
	logbook_expect(g, 1, 1);
}

static void verify(struct ground *g)
{
	struct log_check check;

	assert_int_equal(logcheck_verify(g->store, &g->app, &check, NULL), OK);
	assert_int_equal(check.last, check.stored);
}

static void rebuild(struct ground *g)
{
	int64_t records;

	assert_int_equal(logcheck_rebuild(g->store, &g->app, &records, NULL), OK);
}

static void find_without_a_cursor(struct ground *g)
{
	shelf_run(g->app.store_path, "DELETE FROM log_cursor");
	logbook_project(logbook_projector(g, &g->app));
}

static void mend_after_a_power_cut(struct ground *g)
{
	setenv("STATUS_MONITOR_BOOT_ID", "after", 1);
	assert_int_equal(truncate(logbook_path(g), 1), 0);
	logbook_project(logbook_projector(g, &g->app));
	unsetenv("STATUS_MONITOR_BOOT_ID");
}

/* How much more than before was held at a time, over a log of n events. */
static size_t held_by(void *ctx, void (*act)(struct ground *g), int n)
{
	struct ground *g = logbook_open(ctx);
	const char *title = mem_printf(g, "%01000d", 0);
	struct projector *p;
	size_t before, most;

	for (int i = 0; i < n; i++)
		logbook_commit(g, NULL, title);
	p = logbook_projector(g, &g->app);
	logbook_project(p);
	logbook_remember(g, p);
	held = before = talloc_total_size(NULL);
	act(g);
	most = held - before;
	logbook_expect(g, 1, n);
	return most;
}

static void test_a_log_of_any_length_takes_the_memory_of_a_few_events(void **state)
{
	static const struct {
		const char *what;
		void (*act)(struct ground *g);
	} rows[] = {
	    {"verify", verify},
	    {"rebuild", rebuild},
	    {"find without a cursor", find_without_a_cursor},
	    {"mend after a power cut", mend_after_a_power_cut},
	};

	talloc_enable_null_tracking();
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		size_t few = held_by(*state, rows[i].act, 100);
		size_t many = held_by(*state, rows[i].act, 300);

		if (many > few + few / 10)
			fail_msg(
			    "%s: %zu bytes for 100 events, %zu for 300", rows[i].what, few, many);
	}
	talloc_disable_null_tracking();
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_without_the_lock_nothing_is_read_or_written),
	    GROUND_TEST(test_a_pipe_is_neither_read_nor_replaced),
	    GROUND_TEST(test_a_log_that_is_a_link_is_rebuilt_where_it_points),
	    GROUND_TEST(test_a_signal_does_not_end_the_wait_for_the_lock),
	    GROUND_TEST(test_a_log_of_any_length_takes_the_memory_of_a_few_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
