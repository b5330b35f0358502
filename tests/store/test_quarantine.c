/* Tests of store/quarantine: bodies are kept byte for byte, once, and not without a limit. */
#include "shelf.h"

#include "base/limits.h"
#include "store/quarantine.h"

/* Whether the body was there already. */
static bool put_at(struct store *s, int64_t received_at, const char *body, size_t n)
{
	struct quarantined q = {
	    .received_at = received_at,
	    .provider = "acme",
	    .reason = "not JSON",
	    .body = body,
	    .body_size = n,
	};
	bool repeat;

	assert_int_equal(store_quarantine_put(s, &q, &repeat, NULL), OK);
	return repeat;
}

static bool put(struct store *s, const char *body, size_t n)
{
	return put_at(s, NOW, body, n);
}

static int64_t count(struct store *s)
{
	int64_t n = -1;

	assert_int_equal(store_quarantine_count(s, &n, NULL), OK);
	return n;
}

static void test_mails_are_found_apart_from_other_bodies(void **state)
{
	struct store *s = shelf_begin(*state);
	struct quarantined q = {.received_at = NOW, .provider = "acme", .reason = "why"};
	struct quarantined *rows, one;
	bool repeat, found;
	size_t n;

	put(s, "no mail", 7);
	q.kind = QUARANTINE_MAIL_CONFIRMATION;
	q.body = "mail one";
	q.body_size = 8;
	assert_int_equal(store_quarantine_put(s, &q, &repeat, NULL), OK);
	q.kind = QUARANTINE_MAIL_REFUSED;
	q.body = "mail two";
	assert_int_equal(store_quarantine_put(s, &q, &repeat, NULL), OK);
	assert_int_equal(store_quarantine_list(*state, s, &rows, &n, NULL), OK);
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].kind, QUARANTINE_BODY);
	assert_int_equal(rows[1].kind, QUARANTINE_MAIL_CONFIRMATION);
	assert_int_equal(rows[2].kind, QUARANTINE_MAIL_REFUSED);
	assert_int_equal(store_quarantine_find(*state, s, rows[1].id, &one, &found, NULL), OK);
	assert_true(found);
	assert_int_equal(one.kind, QUARANTINE_MAIL_CONFIRMATION);
	unit_same("body", one.body, "mail one");
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
	assert_int_equal(store_end(s, OK, NULL), OK);
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
	assert_int_equal(store_end(s, OK, NULL), OK);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM quarantine WHERE "
					    "CAST(CAST(body AS TEXT) AS INTEGER) <= 3"),
	    0);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM quarantine WHERE "
					    "CAST(CAST(body AS TEXT) AS INTEGER) = 4"),
	    1);
}

/* A body of that size which is like no other. */
static void put_large(void *ctx, struct store *s, int number, size_t size)
{
	char *body = mem_array(ctx, char, size);

	memset(body, 'a', size);
	memcpy(body, &number, sizeof(number));
	assert_false(put(s, body, size));
	talloc_free(body);
}

#define MEGABYTE ((size_t)1024 * 1024)

static void test_large_ones_take_the_room_of_many(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);
	int fit = LIMIT_QUARANTINE_BYTES / MEGABYTE;

	assert_int_equal(store_begin(s, NULL), OK);
	for (int i = 0; i < 5; i++)
		assert_false(put(s, &"abcde"[i], 1));
	for (int i = 0; i < fit - 1; i++)
		put_large(*state, s, i, MEGABYTE);
	assert_int_equal(count(s), 5 + fit - 1);
	put_large(*state, s, 1000, MEGABYTE - 3); /* two of the small ones are too many */
	assert_int_equal(count(s), 3 + fit);
	put_large(*state, s, 1001, MEGABYTE);
	assert_int_equal(count(s), fit);
	assert_int_equal(store_end(s, OK, NULL), OK);
	assert_true(shelf_number(path, "SELECT sum(length(body)) FROM quarantine") <=
		    LIMIT_QUARANTINE_BYTES);
	assert_int_equal(shelf_number(path, "SELECT min(id) FROM quarantine"), 5 + 2);
}

static void test_the_old_ones_go_some_at_a_time(void **state)
{
	struct store *s = shelf_begin(*state);
	int64_t n = 0;

	for (int i = 0; i < 5; i++)
		put_at(s, NOW + i, &"abcde"[i], 1);
	assert_int_equal(store_quarantine_prune(s, NOW + 3, 2, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(store_quarantine_prune(s, NOW + 3, 2, &n, NULL), OK);
	assert_int_equal(n, 3);
	assert_int_equal(store_quarantine_prune(s, NOW + 3, 2, &n, NULL), OK);
	assert_int_equal(n, 3);
	assert_true(put(s, "d", 1));
	assert_false(put(s, "c", 1));
}

static void test_all_of_them_can_be_old(void **state)
{
	struct store *s = shelf_begin(*state);
	int64_t n = 0;

	put(s, "a", 1);
	assert_int_equal(store_quarantine_prune(s, NOW + 1, 100, &n, NULL), OK);
	assert_int_equal(count(s), 0);
	assert_false(put(s, "a", 1));
	assert_int_equal(count(s), 1);
}

static void test_what_is_kept_can_be_listed_read_and_taken_out(void **state)
{
	struct store *s = shelf_begin(*state);
	struct quarantined *list, one;
	bool found;
	size_t n;

	put_at(s, NOW, "a\0b", 3);
	put_at(s, NOW + 1, "second", 6);
	assert_int_equal(store_quarantine_list(*state, s, &list, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(list[1].received_at, NOW + 1);
	assert_string_equal(list[1].provider, "acme");
	assert_string_equal(list[1].reason, "not JSON");
	assert_int_equal(list[1].body_size, 6);
	assert_null(list[1].body);
	assert_int_equal(store_quarantine_find(*state, s, list[0].id, &one, &found, NULL), OK);
	assert_true(found);
	assert_int_equal(one.body_size, 3);
	assert_memory_equal(one.body, "a\0b\0", 4);
	assert_int_equal(store_quarantine_remove(s, list[0].id, NULL), OK);
	assert_int_equal(store_quarantine_find(*state, s, list[0].id, &one, &found, NULL), OK);
	assert_false(found);
	assert_int_equal(count(s), 1);
	assert_false(put(s, "a\0b", 3)); /* news again */
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_it_is_empty_at_first),
	    UNIT_TEST(test_mails_are_found_apart_from_other_bodies),
	    UNIT_TEST(test_the_same_bytes_are_kept_once),
	    UNIT_TEST(test_bodies_differ_by_every_byte_also_behind_a_nul),
	    UNIT_TEST(test_an_empty_body_can_be_kept),
	    UNIT_TEST(test_all_of_it_is_kept),
	    UNIT_TEST(test_a_body_for_nobody_can_be_kept),
	    UNIT_TEST(test_the_oldest_make_room),
	    UNIT_TEST(test_large_ones_take_the_room_of_many),
	    UNIT_TEST(test_the_old_ones_go_some_at_a_time),
	    UNIT_TEST(test_all_of_them_can_be_old),
	    UNIT_TEST(test_what_is_kept_can_be_listed_read_and_taken_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
