/* Tests of store/logcursor: it comes back whole, belongs to its target, and never goes back. */
#include "shelf.h"

#include "store/logcursor.h"

static struct log_cursor cursor(int64_t device, int64_t inode, int64_t size, int64_t event_id)
{
	return (struct log_cursor){
	    .device = device,
	    .inode = inode,
	    .size = size,
	    .event_id = event_id,
	    .boot = "3f0c",
	};
}

static void put(struct store *s, const char *target, struct log_cursor c)
{
	assert_int_equal(store_log_cursor_put(s, target, &c, NULL), OK);
}

static void expect(struct store *s, const char *target, struct log_cursor want)
{
	struct log_cursor got;
	bool found;

	assert_int_equal(store_log_cursor_get(s, target, &got, &found, NULL), OK);
	assert_true(found);
	assert_memory_equal(&got, &want, sizeof(got));
}

static void test_a_log_that_was_never_written_has_none(void **state)
{
	struct store *s = shelf_begin(*state);
	struct log_cursor got = cursor(1, 2, 3, 4);
	bool found = true;

	assert_int_equal(store_log_cursor_get(s, "/a", &got, &found, NULL), OK);
	assert_false(found);
	assert_int_equal(got.event_id, 0);
	assert_int_equal(got.size, 0);
}

static void test_it_comes_back_whole(void **state)
{
	const struct log_cursor large = cursor(INT64_MAX, INT64_MAX - 1, INT64_C(1) << 40, 1);
	struct store *s = shelf_begin(*state);

	put(s, "/a", cursor(1, 2, 3, 4));
	put(s, "/b", large);
	expect(s, "/a", cursor(1, 2, 3, 4));
	expect(s, "/b", large);
}

/* A rotated log starts again at 0, whatever its inode number. */
static void test_it_moves_on(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, "/a", cursor(1, 20, 300, 4));
	put(s, "/a", cursor(1, 5, 70, 5));
	expect(s, "/a", cursor(1, 5, 70, 5));
	put(s, "/a", cursor(1, 6, 0, 5));
	expect(s, "/a", cursor(1, 6, 0, 5));
}

static void test_it_never_moves_backwards(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, "/a", cursor(1, 2, 300, 5));
	put(s, "/a", cursor(1, 2, 900, 4));
	put(s, "/a", cursor(1, 9, 0, 0));
	expect(s, "/a", cursor(1, 2, 300, 5));
}

static void test_one_log_does_not_move_that_of_another(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, "/a", cursor(1, 2, 3, 9));
	put(s, "/b", cursor(1, 3, 3, 4));
	put(s, "/b", cursor(1, 3, 4, 5));
	expect(s, "/a", cursor(1, 2, 3, 9));
	expect(s, "/b", cursor(1, 3, 4, 5));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_log_that_was_never_written_has_none),
	    UNIT_TEST(test_it_comes_back_whole),
	    UNIT_TEST(test_it_moves_on),
	    UNIT_TEST(test_it_never_moves_backwards),
	    UNIT_TEST(test_one_log_does_not_move_that_of_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
