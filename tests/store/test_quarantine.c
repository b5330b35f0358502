/* Tests of store/quarantine: bodies are kept byte for byte, once, and not without a limit. */
#include "shelf.h"

#include "base/limits.h"
#include "store/quarantine.h"

/* Whether the body was there already. */
static bool put(struct store *s, const char *body, size_t n)
{
	struct quarantined q = {
	    .received_at = NOW,
	    .provider = "acme",
	    .reason = "not JSON",
	    .body = body,
	    .body_size = n,
	};
	bool repeat;

	assert_int_equal(store_quarantine_put(s, &q, &repeat, NULL), OK);
	return repeat;
}

static int64_t count(struct store *s)
{
	int64_t n = -1;

	assert_int_equal(store_quarantine_count(s, &n, NULL), OK);
	return n;
}

static void test_it_is_empty_at_first(void **state)
{
	assert_int_equal(count(shelf_open(*state, shelf_path(*state))), 0);
}

static void test_the_same_bytes_are_kept_once(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_false(put(s, "body", 4));
	assert_true(put(s, "body", 4));
	assert_false(put(s, "other", 5));
	assert_true(put(s, "body", 4));
	assert_int_equal(count(s), 2);
}

static void test_bodies_differ_by_every_byte_also_behind_a_nul(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_false(put(s, "a\0b", 3));
	assert_false(put(s, "a\0c", 3));
	assert_false(put(s, "a", 1));
	assert_false(put(s, "a\0", 2));
	assert_int_equal(count(s), 4);
}

static void test_an_empty_body_can_be_kept(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_false(put(s, "", 0));
	assert_true(put(s, "", 0));
	assert_int_equal(count(s), 1);
}

static void test_all_of_it_is_kept(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	put(s, "a\0\xff", 3);
	assert_int_equal(store_commit(s, NULL), OK);
	assert_int_equal(
	    shelf_number(path,
		"SELECT count(*) FROM quarantine WHERE body = x'6100ff' AND reason = 'not JSON' "
		"AND provider = 'acme' AND received_at = 1795435200000"),
	    1);
}

static void test_a_body_for_nobody_can_be_kept(void **state)
{
	struct quarantined q = {.received_at = NOW, .reason = "why", .body = "x", .body_size = 1};
	struct store *s = shelf_begin(*state);
	bool repeat;

	assert_int_equal(store_quarantine_put(s, &q, &repeat, NULL), OK);
	assert_int_equal(count(s), 1);
}

static void test_the_oldest_make_room(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	for (int i = 1; i <= LIMIT_QUARANTINE_ROWS + 3; i++) {
		const char *body = mem_printf(*state, "%d", i);

		assert_false(put(s, body, strlen(body)));
		assert_true(count(s) <= LIMIT_QUARANTINE_ROWS);
	}
	assert_int_equal(count(s), LIMIT_QUARANTINE_ROWS);
	assert_int_equal(store_commit(s, NULL), OK);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM quarantine WHERE "
					    "CAST(CAST(body AS TEXT) AS INTEGER) <= 3"),
	    0);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM quarantine WHERE "
					    "CAST(CAST(body AS TEXT) AS INTEGER) = 4"),
	    1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_it_is_empty_at_first),
	    UNIT_TEST(test_the_same_bytes_are_kept_once),
	    UNIT_TEST(test_bodies_differ_by_every_byte_also_behind_a_nul),
	    UNIT_TEST(test_an_empty_body_can_be_kept),
	    UNIT_TEST(test_all_of_it_is_kept),
	    UNIT_TEST(test_a_body_for_nobody_can_be_kept),
	    UNIT_TEST(test_the_oldest_make_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
