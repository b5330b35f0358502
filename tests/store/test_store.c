/*
 * Tests of store/store: making, opening and refusing a store, what a transaction keeps,
 * and waiting for somebody else's lock.
 */
#include "shelf.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "store/events.h"
#include "store/quarantine.h"
#include "store/statement.h"

static int64_t fact(struct store *s, const char *name)
{
	int64_t value;

	assert_int_equal(store_fact_get(s, name, &value, NULL), OK);
	return value;
}

static void put_fact(struct store *s, const char *name, int64_t value)
{
	assert_int_equal(store_fact_put(s, name, value, NULL), OK);
}

static void commit_fact(struct store *s, const char *name, int64_t value)
{
	assert_int_equal(store_begin(s, NULL), OK);
	put_fact(s, name, value);
	assert_int_equal(store_end(s, OK, NULL), OK);
}

static int open_as(void *ctx, const char *path, enum store_mode mode, struct error *e)
{
	struct store *s = NULL;
	int rc = store_open(ctx, path, mode, &s, e);

	if (rc == OK)
		talloc_free(s);
	return rc;
}

static void test_a_fresh_store_gets_this_programs_version(void **state)
{
	const char *path = shelf_path(*state);

	talloc_free(shelf_open(*state, path));
	assert_int_equal(shelf_number(path, "PRAGMA user_version"), 1);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM event"), 0);
}

/* Anything less and a power cut could take what was answered 200. */
static void test_a_store_is_in_write_ahead_mode(void **state)
{
	const char *path = shelf_path(*state);

	talloc_free(shelf_open(*state, path));
	assert_int_equal(
	    shelf_number(path, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
}

static void test_a_store_can_be_opened_again(void **state)
{
	const char *path = shelf_path(*state);

	talloc_free(shelf_open(*state, path));
	talloc_free(shelf_open(*state, path));
	assert_int_equal(shelf_number(path, "PRAGMA user_version"), 1);
}

static void test_a_newer_store_is_refused_and_left_alone(void **state)
{
	const char *path = shelf_path(*state);
	struct error e;

	talloc_free(shelf_open(*state, path));
	shelf_run(path, "PRAGMA user_version = 99");
	for (int mode = STORE_MAKE; mode <= STORE_EXISTING; mode++) {
		assert_int_equal(open_as(*state, path, (enum store_mode)mode, &e), E_CONFIG);
		assert_int_equal(e.code, E_CONFIG);
		unit_has(e.text, path);
		unit_has(e.text, "version 99");
		unit_has(e.text, "newer status-monitor");
	}
	assert_int_equal(shelf_number(path, "PRAGMA user_version"), 99);
}

static void test_a_file_that_is_no_database_is_refused_and_left_alone(void **state)
{
	const char *text = mem_printf(*state, "%04000d", 7);
	const char *path = unit_file(*state, unit_folder(*state), "state.db", text);
	struct error e;
	char *after;

	assert_int_equal(open_as(*state, path, STORE_MAKE, &e), E_CONFIG);
	unit_has(e.text, "not a database");
	assert_int_equal(file_read(*state, path, 10000, &after, NULL, NULL), OK);
	assert_string_equal(after, text);
}

static void test_a_database_of_another_program_is_refused(void **state)
{
	const char *path = shelf_path(*state);
	struct error e;

	shelf_run(path, "CREATE TABLE recipe (name TEXT); PRAGMA user_version = 1");
	assert_int_equal(open_as(*state, path, STORE_MAKE, &e), E_CONFIG);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM sqlite_schema"), 1);
}

/* Most programs never set user_version. */
static void test_a_database_of_another_program_without_a_version_is_refused(void **state)
{
	const char *path = shelf_path(*state);
	struct error e;

	shelf_run(path, "CREATE TABLE recipe (name TEXT)");
	assert_int_equal(open_as(*state, path, STORE_MAKE, &e), E_CONFIG);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void test_every_query_fits_the_tables(void **state)
{
	struct store *s = shelf_begin(*state);

	for (int q = 0; q < QUERY_COUNT; q++) {
		struct statement st = statement_use(s, (enum query)q);

		if (st.handle == NULL)
			fail_msg("query %d: %s", q, sqlite3_errmsg(s->db));
	}
}

static void test_a_query_that_does_not_fit_is_named(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s;
	struct error e;
	int64_t n;

	talloc_free(shelf_open(*state, path));
	shelf_run(path, "ALTER TABLE quarantine RENAME TO cellar");
	s = shelf_open(*state, path);
	assert_int_equal(store_quarantine_count(s, &n, &e), E_CONFIG);
	unit_has(e.text, "does not fit the query QUARANTINE_COUNT: no such table: quarantine");
}

static void test_a_migration_that_fails_leaves_the_store_as_it_was(void **state)
{
	const char *path = shelf_path(*state);

	shelf_run(path, "CREATE TABLE fact (other TEXT)");
	assert_int_not_equal(open_as(*state, path, STORE_MAKE, NULL), OK);
	assert_int_equal(shelf_number(path, "PRAGMA user_version"), 0);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void test_a_folder_that_is_not_there_is_named(void **state)
{
	const char *path = mem_printf(*state, "%s/none/state.db", unit_folder(*state));
	struct error e;

	assert_int_equal(open_as(*state, path, STORE_MAKE, &e), E_CONFIG);
	unit_has(e.text, path);
}

static void test_reading_a_missing_store_shows_an_empty_one_and_makes_nothing(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = mem_printf(*state, "%s/state.db", folder);
	struct store *s = NULL;
	int64_t n = -1;

	assert_int_equal(store_open(*state, path, STORE_EXISTING, &s, NULL), OK);
	assert_int_equal(store_event_count(s, &n, NULL), OK);
	assert_int_equal(n, 0);
	talloc_free(s);
	assert_int_equal(rmdir(folder), 0); /* so there was nothing in it */
	assert_int_equal(mkdir(folder, 0700), 0);
}

static void test_reading_shows_what_is_there(void **state)
{
	const char *path = shelf_path(*state);
	struct store *writer = shelf_open(*state, path), *reader = NULL;

	commit_fact(writer, "x", 7);
	assert_int_equal(store_open(*state, path, STORE_EXISTING, &reader, NULL), OK);
	assert_int_equal(fact(reader, "x"), 7);
	commit_fact(writer, "x", 8);
	assert_int_equal(fact(reader, "x"), 8);
}

static void test_what_was_committed_survives_closing(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	commit_fact(s, "x", 7);
	talloc_free(s);
	assert_int_equal(fact(shelf_open(*state, path), "x"), 7);
}

static void test_what_was_rolled_back_is_gone(void **state)
{
	struct store *s = shelf_begin(*state);

	put_fact(s, "x", 7);
	store_end(s, E_INPUT, NULL);
	assert_int_equal(fact(s, "x"), 0);
	commit_fact(s, "y", 1);
	assert_int_equal(fact(s, "x"), 0);
}

static void test_what_was_not_committed_is_gone_after_closing(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	put_fact(s, "x", 7);
	talloc_free(s);
	assert_int_equal(fact(shelf_open(*state, path), "x"), 0);
}

static void test_rolling_back_without_a_transaction_does_nothing(void **state)
{
	struct store *s = shelf_open(*state, shelf_path(*state));

	store_end(s, E_INPUT, NULL);
	commit_fact(s, "x", 7);
	assert_int_equal(fact(s, "x"), 7);
}

static void test_a_fact_is_0_until_it_is_set_and_can_be_changed(void **state)
{
	struct store *s = shelf_open(*state, shelf_path(*state));

	assert_int_equal(fact(s, FACT_PROBED_AT), 0);
	commit_fact(s, FACT_PROBED_AT, NOW);
	commit_fact(s, FACT_POLLER_RAN_AT, 5);
	commit_fact(s, FACT_PROBED_AT, NOW + 1);
	assert_int_equal(fact(s, FACT_PROBED_AT), NOW + 1);
	assert_int_equal(fact(s, FACT_POLLER_RAN_AT), 5);
}

struct crowd {
	const char *path;
	int gate[2];
};

/* Waits for the gate to open, opens the store and counts itself in. */
static void crowd_member(struct crowd *c)
{
	struct store *s = NULL;
	struct error e;
	char byte;
	int rc;

	close(c->gate[1]);
	if (read(c->gate[0], &byte, 1) != 0)
		_exit(100);
	rc = store_open(NULL, c->path, STORE_MAKE, &s, &e);
	if (rc == OK && (rc = store_begin(s, &e)) == OK)
		rc = store_end(
		    s, store_fact_put(s, mem_printf(NULL, "%ld", (long)getpid()), 1, &e), &e);
	if (rc != OK)
		fprintf(stderr, "%s\n", e.text);
	_exit(rc);
}

static void test_processes_that_make_a_store_at_once_share_one(void **state)
{
	struct crowd c = {.path = shelf_path(*state)};
	pid_t pids[8];
	int status;

	assert_int_equal(pipe(c.gate), 0);
	for (size_t i = 0; i < UNIT_COUNT(pids); i++)
		if ((pids[i] = fork()) == 0)
			crowd_member(&c);
	close(c.gate[0]);
	close(c.gate[1]);
	for (size_t i = 0; i < UNIT_COUNT(pids); i++) {
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), OK);
	}
	assert_int_equal(shelf_number(c.path, "SELECT count(*) FROM fact"), UNIT_COUNT(pids));
	assert_int_equal(shelf_number(c.path, "PRAGMA user_version"), 1);
}

/* How long the store was waited for in vain, by the clock that the store sees. */
static int64_t wait_in_vain(struct store *s)
{
	struct fast_clock clock;
	struct error e;
	int64_t waited;
	int rc;

	fast_begin(&clock);
	waited = clock_now();
	rc = store_begin(s, &e);
	waited = clock_now() - waited;
	fast_end(&clock);
	assert_int_equal(rc, E_BUSY);
	assert_int_equal(e.code, E_BUSY);
	return waited;
}

/* Those who queued behind the first have waited too: a sender is to be answered within 5 s. */
static void test_a_lock_held_by_another_is_waited_for_and_then_busy(void **state)
{
	const char *path = shelf_path(*state);
	struct holder holder;
	struct store *s;

	talloc_free(shelf_open(*state, path));
	holder = holder_begin(path, "BEGIN IMMEDIATE");
	s = shelf_open(*state, path);
	assert_true(wait_in_vain(s) > LIMIT_STORE_WAIT_MS);
	assert_true(wait_in_vain(s) < LIMIT_STORE_WAIT_MS);
	holder_end(&holder);
	commit_fact(s, "x", 7);
	assert_int_equal(fact(s, "x"), 7);
	holder = holder_begin(path, "BEGIN IMMEDIATE");
	assert_true(wait_in_vain(s) > LIMIT_STORE_WAIT_MS);
	holder_end(&holder);
}

static void test_a_lock_held_by_another_does_not_stop_reading(void **state)
{
	const char *path = shelf_path(*state);
	struct holder holder;
	struct store *s;

	s = shelf_open(*state, path);
	commit_fact(s, "x", 7);
	talloc_free(s);
	holder = holder_begin(path, "BEGIN IMMEDIATE; UPDATE fact SET value = 8");
	s = NULL;
	assert_int_equal(store_open(*state, path, STORE_EXISTING, &s, NULL), OK);
	assert_int_equal(fact(s, "x"), 7);
	holder_end(&holder);
}

/* The alarm is for a wait without an end; it is no measure of time. */
static void open_in_a_hurry(void *user)
{
	struct fast_clock clock;
	int rc;

	alarm(30);
	fast_begin(&clock);
	rc = open_as(NULL, user, STORE_MAKE, NULL);
	fast_end(&clock);
	_exit(rc);
}

static void expect_busy_open(void *ctx, const char *path, const char *sql)
{
	struct holder holder = holder_begin(path, sql);
	int status;

	unit_run(ctx, open_in_a_hurry, (void *)(uintptr_t)path, &status);
	holder_end(&holder);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), E_BUSY);
	assert_int_equal(open_as(ctx, path, STORE_MAKE, NULL), OK);
}

static void test_a_store_that_another_is_migrating_for_too_long_is_busy(void **state)
{
	expect_busy_open(*state, shelf_path(*state), "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
}

/* As the sqlite3 program does while it puts a copy back. */
static void test_a_store_that_another_holds_for_itself_is_busy(void **state)
{
	expect_busy_open(*state, shelf_path(*state), "BEGIN EXCLUSIVE");
}

/* It would be the file of nobody but us that a transaction goes into. */
static void test_a_store_that_was_removed_or_replaced_takes_nothing_more(void **state)
{
	const char *path = shelf_path(*state), *aside = mem_printf(*state, "%s.old", path);
	struct store *s = shelf_open(*state, path);
	struct error e;

	commit_fact(s, FACT_MAILED_AT, 1);
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(store_begin(s, &e), E_CONFIG);
	unit_has(e.text, path);
	assert_int_equal(file_create_once(path, "", 0600, &e), OK);
	assert_int_equal(store_begin(s, &e), E_CONFIG);
	assert_int_equal(rename(aside, path), 0);
	commit_fact(s, FACT_MAILED_AT, 2);
	talloc_free(s);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_fresh_store_gets_this_programs_version),
	    UNIT_TEST(test_a_store_is_in_write_ahead_mode),
	    UNIT_TEST(test_a_store_can_be_opened_again),
	    UNIT_TEST(test_a_newer_store_is_refused_and_left_alone),
	    UNIT_TEST(test_a_file_that_is_no_database_is_refused_and_left_alone),
	    UNIT_TEST(test_a_database_of_another_program_is_refused),
	    UNIT_TEST(test_a_database_of_another_program_without_a_version_is_refused),
	    UNIT_TEST(test_every_query_fits_the_tables),
	    UNIT_TEST(test_a_query_that_does_not_fit_is_named),
	    UNIT_TEST(test_a_migration_that_fails_leaves_the_store_as_it_was),
	    UNIT_TEST(test_a_folder_that_is_not_there_is_named),
	    UNIT_TEST(test_reading_a_missing_store_shows_an_empty_one_and_makes_nothing),
	    UNIT_TEST(test_reading_shows_what_is_there),
	    UNIT_TEST(test_what_was_committed_survives_closing),
	    UNIT_TEST(test_what_was_rolled_back_is_gone),
	    UNIT_TEST(test_what_was_not_committed_is_gone_after_closing),
	    UNIT_TEST(test_rolling_back_without_a_transaction_does_nothing),
	    UNIT_TEST(test_a_fact_is_0_until_it_is_set_and_can_be_changed),
	    UNIT_TEST(test_processes_that_make_a_store_at_once_share_one),
	    UNIT_TEST(test_a_lock_held_by_another_is_waited_for_and_then_busy),
	    UNIT_TEST(test_a_lock_held_by_another_does_not_stop_reading),
	    UNIT_TEST(test_a_store_that_another_is_migrating_for_too_long_is_busy),
	    UNIT_TEST(test_a_store_that_another_holds_for_itself_is_busy),
	    UNIT_TEST(test_a_store_that_was_removed_or_replaced_takes_nothing_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
