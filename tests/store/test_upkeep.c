/* Tests of store/upkeep: looking, copying, restoring and shrinking never lose a store. */
#include "shelf.h"

#include <sys/stat.h>

#include "base/file.h"
#include "store/upkeep.h"

/* That many events more, in one transaction. */
static void fill(const char *path, int events)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
	    "INSERT INTO event (received_at, kind, channel, provider, provider_name) "
	    "SELECT 7000, 1, 1, 'acme', 'Acme' FROM n",
	    events);
	shelf_run(path, sql);
}

/* A new store with so many events, closed. */
static const char *filled(void *ctx, int events)
{
	const char *path = shelf_path(ctx);

	talloc_free(shelf_open(ctx, path));
	fill(path, events);
	return path;
}

static struct store_look looked(void *ctx, const char *path)
{
	struct store_look look;
	struct error e;

	if (store_look_at(ctx, path, &look, &e) != OK)
		fail_msg("%s", e.text);
	return look;
}

static void test_a_sound_store_is_told_as_such(void **state)
{
	struct store_look look = looked(*state, filled(*state, 3));

	assert_null(look.flaw);
	assert_int_equal(look.events, 3);
	assert_int_equal(look.newest, 7000);
	assert_true(look.version >= 1);
}

static void expect_no_store(void *ctx, const char *path, const char *says, bool lost)
{
	struct store_look look;
	struct error e;

	assert_int_equal(store_look_at(ctx, path, &look, &e), E_CONFIG);
	unit_has(e.text, says);
	assert_int_equal(look.lost, lost);
}

static void test_what_is_no_store_is_refused(void **state)
{
	const char *folder = unit_folder(*state);
	const char *newer = filled(*state, 1);
	const char *foreign = mem_printf(*state, "%s/foreign", folder);

	expect_no_store(*state, mem_printf(*state, "%s/nothing", folder), "nothing", false);
	expect_no_store(*state, unit_file(*state, folder, "empty", ""), "no store", true);
	expect_no_store(*state,
	    unit_file(*state, folder, "text", "This is a text, and long enough."), "text", true);
	shelf_run(foreign, "CREATE TABLE t (a)");
	expect_no_store(*state, foreign, "another program", true);
	shelf_run(newer, "PRAGMA user_version = 99");
	expect_no_store(*state, newer, "newer", false);
}

static void test_a_damaged_page_is_found(void **state)
{
	const char *path = filled(*state, 2000);
	FILE *f = fopen(path, "r+");
	struct store_look look;
	char garbage[3000];

	memset(garbage, 0x5a, sizeof(garbage));
	assert_non_null(f);
	for (int page = 20; page < 24; page++) {
		fseek(f, page * 4096L, SEEK_SET);
		assert_int_equal(fwrite(garbage, 1, sizeof(garbage), f), sizeof(garbage));
	}
	fclose(f);
	assert_true(store_look_at(*state, path, &look, NULL) != OK || look.flaw != NULL);
	assert_true(look.lost);
}

static void test_a_backup_is_one_file_of_its_moment(void **state)
{
	const char *path = filled(*state, 3);
	const char *copy = mem_printf(*state, "%s/copy", unit_folder(*state));
	struct store *s = shelf_open(*state, path);
	struct stat st;

	assert_int_equal(store_backup(s, copy, 0600, NULL), OK);
	fill(path, 1);
	assert_int_equal(looked(*state, copy).events, 3);
	assert_false(file_exists(mem_printf(*state, "%s-wal", copy)));
	assert_false(file_exists(mem_printf(*state, "%s.new", copy)));
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(store_backup(s, copy, 0600, NULL), OK);
	assert_int_equal(looked(*state, copy).events, 4);
}

static void test_nobody_waits_for_a_backup(void **state)
{
	const char *path = filled(*state, 3);
	const char *copy = mem_printf(*state, "%s/copy", unit_folder(*state));
	struct holder h = holder_begin(path, "BEGIN IMMEDIATE");
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_backup(s, copy, 0600, NULL), OK);
	assert_int_equal(looked(*state, copy).events, 3);
	holder_end(&h);
}

static void test_a_backup_that_cannot_be_written_leaves_nothing(void **state)
{
	struct store *s = shelf_open(*state, filled(*state, 3));
	const char *folder = unit_folder(*state);
	const char *taken = mem_printf(*state, "%s/taken", folder);
	struct error e;

	assert_int_equal(
	    store_backup(s, mem_printf(*state, "%s/no/copy", folder), 0600, &e), E_CONFIG);
	unit_has(e.text, "/no/copy");
	assert_int_equal(mkdir(taken, 0700), 0);
	assert_int_equal(store_backup(s, taken, 0600, &e), E_CONFIG);
	assert_false(file_exists(mem_printf(*state, "%s.new", taken)));
}

static void test_a_restored_store_is_the_backup_and_the_old_one_is_kept(void **state)
{
	const char *path = filled(*state, 3);
	const char *backup = filled(*state, 5);
	const char *aside = mem_printf(*state, "%s.aside", path);

	shelf_run(path, "PRAGMA wal_autocheckpoint = 0; DELETE FROM event WHERE id = 1");
	assert_int_equal(store_restore(backup, path, aside, NULL), OK);
	assert_int_equal(looked(*state, path).events, 5);
	assert_int_equal(shelf_number(aside, "SELECT count(*) FROM event"), 2);
	assert_int_equal(looked(*state, backup).events, 5);
	talloc_free(shelf_open(*state, path)); /* and it is one to work with */
	fill(path, 1);
	assert_int_equal(looked(*state, path).events, 6);
}

static void test_a_store_is_restored_where_none_was(void **state)
{
	const char *path = shelf_path(*state);

	assert_int_equal(store_restore(filled(*state, 5), path, "/nonexistent/aside", NULL), OK);
	assert_int_equal(looked(*state, path).events, 5);
}

static void test_a_store_in_use_is_not_replaced(void **state)
{
	static const char *const uses[] = {"SELECT count(*) FROM event", "BEGIN IMMEDIATE"};
	const char *backup = filled(*state, 5);

	for (size_t i = 0; i < UNIT_COUNT(uses); i++) {
		const char *path = filled(*state, 3);
		const char *aside = mem_printf(*state, "%s.aside", path);
		struct holder h = holder_begin(path, uses[i]);
		struct error e;

		assert_int_equal(store_user(path), h.pid);
		assert_int_equal(store_restore(backup, path, aside, &e), E_BUSY);
		unit_has(e.text, "in use");
		holder_end(&h);
		assert_int_equal(store_user(path), 0);
		assert_false(file_exists(aside));
		assert_int_equal(looked(*state, path).events, 3);
	}
}

/* What the damaged one has beside it would be taken for the new one's. */
static void test_a_damaged_store_can_be_replaced(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = unit_file(*state, folder, "state.db", "damaged");
	const char *aside = mem_printf(*state, "%s.aside", path);

	unit_file(*state, folder, "state.db-wal", "left");
	unit_file(*state, folder, "state.db-shm", "left");
	assert_int_equal(store_restore(filled(*state, 5), path, aside, NULL), OK);
	assert_int_equal(looked(*state, path).events, 5);
	assert_true(file_exists(aside));
	assert_true(file_exists(mem_printf(*state, "%s-wal", aside)));
}

static void test_a_bad_backup_changes_nothing(void **state)
{
	const char *path = filled(*state, 3);
	const char *aside = mem_printf(*state, "%s.aside", path);

	assert_int_not_equal(store_restore("/nonexistent/backup", path, aside, NULL), OK);
	assert_int_not_equal(
	    store_restore(unit_file(*state, unit_folder(*state), "b", "no store, but a text"), path,
		aside, NULL),
	    OK);
	assert_false(file_exists(aside));
	assert_int_equal(looked(*state, path).events, 3);
}

static void test_vacuum_gives_free_space_back(void **state)
{
	const char *path = filled(*state, 10);
	struct store *s;
	int64_t before, after, unused;

	shelf_run(path,
	    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
	    "INSERT INTO dedup SELECT printf('%0100d', i), 0, NULL FROM n;"
	    "DELETE FROM dedup");
	s = shelf_open(*state, path);
	assert_int_equal(store_size(s, &before, &unused, NULL), OK);
	assert_true(unused > 100000);
	assert_int_equal(store_vacuum(s, NULL), OK);
	assert_int_equal(store_size(s, &after, &unused, NULL), OK);
	assert_true(after < before - 100000);
	assert_int_equal(unused, 0);
	assert_int_equal(looked(*state, path).events, 10);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_sound_store_is_told_as_such),
	    UNIT_TEST(test_what_is_no_store_is_refused),
	    UNIT_TEST(test_a_damaged_page_is_found),
	    UNIT_TEST(test_a_backup_is_one_file_of_its_moment),
	    UNIT_TEST(test_nobody_waits_for_a_backup),
	    UNIT_TEST(test_a_backup_that_cannot_be_written_leaves_nothing),
	    UNIT_TEST(test_a_restored_store_is_the_backup_and_the_old_one_is_kept),
	    UNIT_TEST(test_a_store_is_restored_where_none_was),
	    UNIT_TEST(test_a_store_in_use_is_not_replaced),
	    UNIT_TEST(test_a_damaged_store_can_be_replaced),
	    UNIT_TEST(test_a_bad_backup_changes_nothing),
	    UNIT_TEST(test_vacuum_gives_free_space_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
