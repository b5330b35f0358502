/* Tests of store/still: what whoever may not write there sees of a store that nobody has open. */
#include "shelf.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/upkeep.h"

#define NOBODY 65534

/* Somebody who may read the folder, and not write there. */
static void become_a_reader(const char *folder)
{
	assert_int_equal(chmod(folder, 0555), 0);
	if (geteuid() == 0)
		assert_int_equal(seteuid(NOBODY), 0);
}

static void become_the_owner(const char *folder)
{
	if (getuid() == 0)
		assert_int_equal(seteuid(0), 0);
	assert_int_equal(chmod(folder, 0755), 0);
}

/* A folder whose name means something to SQLite where it is not escaped. */
static const char *strange_folder(void *ctx)
{
	const char *above = unit_folder(ctx);
	const char *folder = mem_printf(ctx, "%s/50%%3f?mode=memory#1", above);

	assert_int_equal(chmod(above, 0755), 0);
	assert_int_equal(mkdir(folder, 0755), 0);
	return folder;
}

/* Makes a store there, or opens it; and leaves that number in it, with no file beside it. */
static void write_number(void *ctx, const char *path, int64_t number)
{
	struct store *s = shelf_open(ctx, path);

	assert_int_equal(store_fact_put(s, "number", number, NULL), OK);
	talloc_free(s);
	assert_false(file_exists(mem_printf(ctx, "%s-wal", path)));
	assert_int_equal(chmod(path, 0644), 0);
}

static struct store *open_to_read(void *ctx, const char *path, int64_t number)
{
	struct store *s = NULL;
	struct error e;
	int64_t value = 0;

	if (store_open(ctx, path, STORE_EXISTING, &s, &e) != OK ||
	    store_fact_get(s, "number", &value, &e) != OK)
		fail_msg("%s", e.text);
	assert_int_equal(value, number);
	assert_true(store_is_there(s));
	return s;
}

static void test_it_is_read_as_it_lies_until_somebody_writes(void **state)
{
	const char *folder = strange_folder(*state),
		   *path = mem_printf(*state, "%s/state.db", folder);
	struct store_look look;
	struct error e;
	struct store *s;

	write_number(*state, path, 7);
	become_a_reader(folder);
	s = open_to_read(*state, path, 7);
	assert_false(store_is_stale(s));
	assert_int_equal(store_fact_put(s, "number", 8, &e), E_CONFIG);
	assert_int_equal(store_look_at(*state, path, &look, &e), OK);
	assert_null(look.flaw);
	become_the_owner(folder);
	assert_false(store_is_stale(s));
	write_number(*state, path, 9);
	assert_true(store_is_stale(s));
	talloc_free(s);
	become_a_reader(folder);
	s = open_to_read(*state, path, 9);
	assert_false(store_is_stale(s));
	talloc_free(s);
	become_the_owner(folder);
}

static void test_who_begins_to_write_is_noticed(void **state)
{
	const char *folder = strange_folder(*state),
		   *path = mem_printf(*state, "%s/state.db", folder);
	struct store *s, *writer;

	write_number(*state, path, 7);
	become_a_reader(folder);
	s = open_to_read(*state, path, 7);
	become_the_owner(folder);
	writer = shelf_open(*state, path);
	assert_int_equal(store_fact_put(writer, "number", 8, NULL), OK);
	assert_true(store_is_stale(s));
	talloc_free(s);
	become_a_reader(folder);
	s = open_to_read(*state, path, 8); /* as any other user of it */
	assert_false(store_is_stale(s));
	talloc_free(s);
	become_the_owner(folder);
	talloc_free(writer);
}

static void test_who_may_write_there_reads_as_ever(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s;

	write_number(*state, path, 7);
	s = open_to_read(*state, path, 7);
	assert_false(store_is_stale(s));
	assert_int_equal(store_fact_put(s, "number", 8, NULL), OK);
	assert_false(store_is_stale(s));
	talloc_free(s);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_it_is_read_as_it_lies_until_somebody_writes),
	    UNIT_TEST(test_who_begins_to_write_is_noticed),
	    UNIT_TEST(test_who_may_write_there_reads_as_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
