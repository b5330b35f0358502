/*
 * Tests of flow/project: every event once and in order, whenever a writer was killed,
 * whoever writes next, and after the log could not be written for a while.
 */
#include "logbook.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void test_every_event_is_written_once_and_in_order(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	logbook_commit(g, p, "two");
	logbook_add(g, p, "three");
	logbook_project(p);
	logbook_expect(g, 1, 3);
}

static void test_more_events_than_a_batch_are_written(void **state)
{
	struct ground *g = logbook_open(*state);

	for (int i = 0; i < 200; i++)
		logbook_commit(g, NULL, "many");
	logbook_project(logbook_projector(g, &g->app));
	logbook_expect(g, 1, 200);
}

static void test_the_log_is_made_readable_for_its_group_only(void **state)
{
	struct ground *g = logbook_open(*state);
	mode_t mask = umask(0);
	struct stat st;

	logbook_add(g, logbook_projector(g, &g->app), "one");
	umask(mask);
	assert_int_equal(stat(logbook_path(g), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
}

static void test_a_new_process_goes_on_where_the_cursor_was_stored(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	assert_true(projector_is_ahead(p));
	logbook_remember(g, p);
	assert_false(projector_is_ahead(p));
	p = logbook_projector(g, &g->app);
	logbook_project(p);
	assert_false(projector_is_ahead(p)); /* nothing is to be stored, and nothing to be synced */
	logbook_commit(g, NULL, "two");
	logbook_project(p);
	assert_true(projector_is_ahead(p));
	logbook_expect(g, 1, 2);
}

/* The store is that of before the record was written: its cursor lags behind the file. */
static void test_a_process_killed_before_it_stored_the_cursor_is_no_matter(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	logbook_add(g, p, "two");
	logbook_add(g, p, "three");
	for (int i = 0; i < 3; i++) {
		logbook_project(logbook_projector(g, &g->app));
		logbook_expect(g, 1, 3);
	}
	logbook_commit(g, NULL, "four");
	logbook_project(logbook_projector(g, &g->app));
	logbook_expect(g, 1, 4);
}

static void test_a_cursor_that_was_lost_is_found_in_the_file(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	logbook_add(g, p, "two");
	logbook_remember(g, p);
	shelf_run(g->app.store_path, "DELETE FROM log_cursor");
	logbook_commit(g, NULL, "three");
	logbook_project(logbook_projector(g, &g->app));
	logbook_expect(g, 1, 3);
}

/* The log ends at every byte after the first record; then the next process comes. */
static void expect_every_cut_mended(struct ground *g, const struct app *app)
{
	struct projector *p = logbook_projector(g, app);
	size_t first, whole;
	const char *want;

	logbook_add(g, p, "one");
	first = strlen(logbook_text(g, logbook_path(g)));
	logbook_remember(g, p);
	logbook_commit(g, NULL, "two ✓");
	logbook_commit(g, NULL, "three ✓");
	logbook_project(p);
	want = logbook_text(g, logbook_path(g));
	whole = strlen(want);
	for (size_t cut = first; cut <= whole; cut++) {
		assert_int_equal(truncate(logbook_path(g), (off_t)cut), 0);
		p = logbook_projector(g, app);
		logbook_project(p);
		assert_string_equal(logbook_text(g, logbook_path(g)), want);
		talloc_free(p);
	}
}

static void test_a_record_is_completed_from_whatever_byte_it_broke_off(void **state)
{
	for (int format = LOG_PRETTY; format <= LOG_JSON; format++) {
		struct ground *g = logbook_open(*state);

		expect_every_cut_mended(g, logbook_app(g, (enum log_format)format));
	}
}

static void test_a_coloured_record_is_completed_too(void **state)
{
	struct ground *g = logbook_open(*state);

	g->app.settings.log_color = COLOR_ALWAYS;
	expect_every_cut_mended(g, &g->app);
}

/* With the disk full there is a half-written record, and an error that says where. */
static void project_onto_a_full_disk(void *user)
{
	struct ground *g = user;
	struct rlimit limit = {.rlim_cur = 500, .rlim_max = 500};
	struct store *s = NULL;
	struct projector *p = NULL;
	struct error e;
	int rc;

	signal(SIGXFSZ, SIG_IGN);
	if (store_open(NULL, g->app.store_path, STORE_EXISTING, &s, &e) != OK ||
	    projector_open(s, &g->app, s, &p, &e) != OK)
		_exit(100);
	setrlimit(RLIMIT_FSIZE, &limit);
	rc = project(p, &e);
	fprintf(stderr, "%s", e.text);
	_exit(rc);
}

static void test_a_full_disk_is_an_error_and_the_record_is_completed_later(void **state)
{
	struct ground *g = logbook_open(*state);
	const char *said;
	struct stat st;
	int status;

	logbook_commit(g, NULL, "one");
	logbook_commit(g, NULL, "two");
	talloc_free(g->store);
	said = unit_run(*state, project_onto_a_full_disk, g, &status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), E_BUSY);
	unit_has(said, logbook_path(g));
	assert_int_equal(stat(logbook_path(g), &st), 0);
	assert_int_equal(st.st_size, 500);
	g->store = shelf_open(g, g->app.store_path);
	logbook_project(logbook_projector(g, &g->app));
	logbook_expect(g, 1, 2);
}

static void test_an_unwritable_log_is_an_error_and_catches_up_later(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p;
	struct error e;

	g->app.settings.log_file = mem_printf(g, "%s/logs/the.log", g->folder);
	p = logbook_projector(g, &g->app);
	logbook_commit(g, p, "one");
	assert_int_equal(project(p, &e), E_CONFIG);
	unit_has(e.text, logbook_path(g));
	assert_int_equal(project(p, &e), E_CONFIG);
	assert_int_equal(mkdir(mem_printf(g, "%s/logs", g->folder), 0700), 0);
	logbook_add(g, p, "two");
	logbook_expect(g, 1, 2);
}

/* Such as /dev/stdout, or a log on another disk. */
static void test_a_log_that_is_a_link_is_written_where_it_points(void **state)
{
	struct ground *g = logbook_open(*state);
	const char *target = mem_printf(g, "%s/elsewhere.log", g->folder);
	struct projector *p;

	assert_int_equal(symlink(target, logbook_path(g)), 0);
	p = logbook_projector(g, &g->app);
	logbook_add(g, p, "one");
	logbook_add(g, p, "two");
	logbook_expect(g, 1, 2);
	assert_string_equal(logbook_text(g, target), logbook_render(g, LOG_PRETTY, 1, 2));
}

static void test_a_log_that_is_a_pipe_gets_every_event_once_from_one_process(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	char *text = mem_array(g, char, 65536);
	size_t n = 0;
	int pipe_end;

	assert_int_equal(mkfifo(logbook_path(g), 0600), 0);
	pipe_end = open(logbook_path(g), O_RDWR | O_NONBLOCK);
	logbook_add(g, p, "one");
	logbook_project(p);
	logbook_add(g, p, "two");
	for (ssize_t got; (got = read(pipe_end, text + n, 65535 - n)) > 0;)
		n += (size_t)got;
	close(pipe_end);
	assert_string_equal(text, logbook_render(g, LOG_PRETTY, 1, 2));
}

static void test_a_pipe_that_nobody_reads_is_an_error_and_gets_all_later(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	char text[4096] = "";
	struct error e;
	int pipe_end;

	assert_int_equal(mkfifo(logbook_path(g), 0600), 0);
	logbook_commit(g, p, "one");
	assert_int_equal(project(p, &e), E_CONFIG);
	unit_has(e.text, logbook_path(g));
	projector_sync(p); /* does not wait for anybody either */
	pipe_end = open(logbook_path(g), O_RDONLY | O_NONBLOCK);
	logbook_add(g, p, "two");
	assert_true(read(pipe_end, text, sizeof(text) - 1) > 0);
	close(pipe_end);
	assert_string_equal(text, logbook_render(g, LOG_PRETTY, 1, 2));
}

static void test_a_lock_that_cannot_be_made_is_an_error(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = NULL;
	struct error e;

	g->app.log_lock_path = mem_printf(g, "%s/none/log.lock", g->folder);
	assert_int_equal(projector_open(g, &g->app, g->store, &p, &e), E_CONFIG);
	unit_has(e.text, g->app.log_lock_path);
}

#define EACH 40

/* A process of its own: commits and projects, never storing more than writers do. */
static void write_some(struct ground *g, const char *title)
{
	struct projector *p;

	g->store = shelf_open(NULL, g->app.store_path);
	p = logbook_projector(g, &g->app);
	for (int i = 0; i < EACH; i++)
		logbook_add(g, p, title);
	_exit(0);
}

static void test_processes_that_write_at_once_make_one_log(void **state)
{
	static const char *const titles[] = {"from one", "from two", "from three"};
	struct ground *g = logbook_open(*state);
	pid_t pids[UNIT_COUNT(titles)];
	int status;

	talloc_free(g->store);
	for (size_t i = 0; i < UNIT_COUNT(titles); i++)
		if ((pids[i] = fork()) == 0)
			write_some(g, titles[i]);
	for (size_t i = 0; i < UNIT_COUNT(titles); i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	g->store = shelf_open(g, g->app.store_path);
	logbook_expect(g, 1, EACH * UNIT_COUNT(titles));
}

/* The letter of a child's state: S is asleep, Z is over. */
static char state_of(void *ctx, pid_t pid)
{
	char *stat;

	assert_int_equal(
	    file_read(ctx, mem_printf(ctx, "/proc/%ld/stat", (long)pid), 4096, &stat, NULL, NULL),
	    OK);
	return strrchr(stat, ')')[2];
}

static void test_a_process_waits_while_another_writes(void **state)
{
	struct ground *g = logbook_open(*state);
	int status, lock = open(g->app.log_lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	pid_t pid;

	logbook_commit(g, NULL, "one");
	talloc_free(g->store);
	assert_int_equal(flock(lock, LOCK_EX), 0);
	if ((pid = fork()) == 0) {
		close(lock);
		g->store = shelf_open(NULL, g->app.store_path);
		logbook_project(logbook_projector(g, &g->app));
		_exit(0);
	}
	while (state_of(g, pid) == 'R')
		usleep(1000);
	assert_int_not_equal(state_of(g, pid), 'Z');
	assert_false(file_exists(logbook_path(g)));
	close(lock);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	g->store = shelf_open(g, g->app.store_path);
	logbook_expect(g, 1, 1);
}

/* Such as one that was stopped: who stores events has no time for it. */
static void test_a_lock_that_another_keeps_is_an_error_and_the_log_catches_up(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	int lock = open(g->app.log_lock_path, O_RDWR | O_CLOEXEC);
	struct error e;

	assert_int_equal(flock(lock, LOCK_EX), 0);
	logbook_commit(g, p, "one");
	alarm(30);
	assert_int_equal(project(p, &e), E_BUSY);
	alarm(0);
	unit_has(e.text, g->app.log_lock_path);
	close(lock);
	logbook_add(g, p, "two");
	logbook_expect(g, 1, 2);
}

static void test_two_processes_that_take_turns_make_one_log(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *two[] = {logbook_projector(g, &g->app), logbook_projector(g, &g->app)};

	for (size_t i = 0; i < 30; i++)
		logbook_add(g, two[i % 5 % 2], "turn");
	logbook_expect(g, 1, 30);
}

/* Standard output cannot be read back: only the stored cursor tells what was said. */
static void print_all(void *user)
{
	struct ground *g = user;
	struct projector *p;

	dup2(STDERR_FILENO, STDOUT_FILENO);
	g->app.settings.log_file = "stdout";
	g->store = shelf_open(NULL, g->app.store_path);
	p = logbook_projector(g, &g->app);
	logbook_project(p);
	logbook_project(p);
	logbook_remember(g, p);
	_exit(0);
}

static void test_standard_output_gets_what_was_not_remembered(void **state)
{
	struct ground *g = logbook_open(*state);
	const char *first, *second;
	int status;

	logbook_commit(g, NULL, "one");
	first = logbook_render(g, LOG_PRETTY, 1, 1);
	talloc_free(g->store);
	assert_string_equal(unit_run(*state, print_all, g, &status), first);
	g->store = shelf_open(g, g->app.store_path);
	logbook_commit(g, NULL, "two");
	second = logbook_render(g, LOG_PRETTY, 2, 2);
	talloc_free(g->store);
	assert_string_equal(unit_run(*state, print_all, g, &status), second);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_every_event_is_written_once_and_in_order),
	    GROUND_TEST(test_more_events_than_a_batch_are_written),
	    GROUND_TEST(test_the_log_is_made_readable_for_its_group_only),
	    GROUND_TEST(test_a_new_process_goes_on_where_the_cursor_was_stored),
	    GROUND_TEST(test_a_process_killed_before_it_stored_the_cursor_is_no_matter),
	    GROUND_TEST(test_a_cursor_that_was_lost_is_found_in_the_file),
	    GROUND_TEST(test_a_record_is_completed_from_whatever_byte_it_broke_off),
	    GROUND_TEST(test_a_coloured_record_is_completed_too),
	    GROUND_TEST(test_a_full_disk_is_an_error_and_the_record_is_completed_later),
	    GROUND_TEST(test_an_unwritable_log_is_an_error_and_catches_up_later),
	    GROUND_TEST(test_a_log_that_is_a_link_is_written_where_it_points),
	    GROUND_TEST(test_a_log_that_is_a_pipe_gets_every_event_once_from_one_process),
	    GROUND_TEST(test_a_pipe_that_nobody_reads_is_an_error_and_gets_all_later),
	    GROUND_TEST(test_a_lock_that_cannot_be_made_is_an_error),
	    GROUND_TEST(test_processes_that_write_at_once_make_one_log),
	    GROUND_TEST(test_a_process_waits_while_another_writes),
	    GROUND_TEST(test_a_lock_that_another_keeps_is_an_error_and_the_log_catches_up),
	    GROUND_TEST(test_two_processes_that_take_turns_make_one_log),
	    GROUND_TEST(test_standard_output_gets_what_was_not_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
