/* Tests of store/dedup: when a key lapses, what it means, and that lapsed ones are removed. */
#include "shelf.h"

#include "store/dedup.h"

static void put(struct store *s, const char *key, int64_t event_id, int64_t expires_at)
{
	assert_int_equal(store_dedup_put(s, key, event_id, expires_at, NULL), OK);
}

/* The event of the key at that time; -1 when the key is not known. */
static int64_t event_of(struct store *s, const char *key, int64_t now)
{
	int64_t event_id = 99;
	bool found;

	assert_int_equal(store_dedup_find(s, key, now, &found, &event_id, NULL), OK);
	if (!found)
		assert_int_equal(event_id, DEDUP_NO_EVENT);
	return found ? event_id : -1;
}

static int64_t count(struct store *s, int64_t now)
{
	int64_t n = -1;

	assert_int_equal(store_dedup_count(s, now, 10, &n, NULL), OK);
	return n;
}

/* Whoever asks for /health must not make us read a million keys. */
static void test_keys_are_counted_no_further_than_that(void **state)
{
	struct store *s = shelf_begin(*state);

	for (int i = 0; i < 12; i++) {
		put(s, mem_printf(*state, "key %d", i), 1, DEDUP_FOR_EVER);
		assert_int_equal(count(s, NOW), i < 10 ? i + 1 : 10);
	}
}

static void test_a_key_is_not_known_before_it_is_put(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_int_equal(event_of(s, "a", NOW), -1);
	put(s, "a", 7, DEDUP_FOR_EVER);
	assert_int_equal(event_of(s, "a", NOW), 7);
	assert_int_equal(event_of(s, "A", NOW), -1);
	assert_int_equal(event_of(s, "a ", NOW), -1);
}

static void test_a_key_lapses_in_the_very_millisecond_it_says(void **state)
{
	static const struct {
		int64_t now, event_id;
	} rows[] = {{NOW - 600000, 7}, {NOW - 1, 7}, {NOW, -1}, {NOW + 1, -1}};
	struct store *s = shelf_begin(*state);

	put(s, "a", 7, NOW);
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		assert_int_equal(event_of(s, "a", rows[i].now), rows[i].event_id);
		assert_int_equal(count(s, rows[i].now), rows[i].event_id < 0 ? 0 : 1);
	}
}

static void test_a_key_for_ever_does_not_lapse(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, "a", 7, DEDUP_FOR_EVER);
	assert_int_equal(event_of(s, "a", INT64_MAX), 7);
	assert_int_equal(count(s, INT64_MAX), 1);
}

static void test_the_keys_of_a_range_are_read_in_order_up_to_so_many(void **state)
{
	static const struct key_range range = {"a@1", "a@3"};
	static const int64_t wanted[] = {2, 3, 4};
	struct store *s = shelf_begin(*state);
	int64_t events[3];
	size_t n;

	put(s, "a@29", 4, DEDUP_FOR_EVER);
	put(s, "a@3", 5, DEDUP_FOR_EVER);
	put(s, "a@1", 2, DEDUP_FOR_EVER);
	put(s, "a@11", 3, NOW + 1);
	put(s, "a@12", 9, NOW);
	put(s, "a@", 1, DEDUP_FOR_EVER);
	assert_int_equal(store_dedup_events(s, range, NOW, events, 3, &n, NULL), OK);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(events[i], wanted[i]);
	assert_int_equal(store_dedup_events(s, range, NOW, events, 1, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_int_equal(events[0], 2);
}

static void test_the_newest_meaning_of_a_key_holds(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, "a", 7, NOW + 1);
	put(s, "a", 8, NOW + 100);
	assert_int_equal(event_of(s, "a", NOW + 50), 8);
	put(s, "a", 9, DEDUP_FOR_EVER);
	assert_int_equal(event_of(s, "a", NOW + 1000), 9);
	put(s, "a", 10, NOW + 1);
	assert_int_equal(event_of(s, "a", NOW + 1000), -1);
	assert_int_equal(count(s, NOW), 1);
}

static void test_a_key_can_mean_that_nothing_was_logged(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, "a", DEDUP_NO_EVENT, DEDUP_FOR_EVER);
	assert_int_equal(event_of(s, "a", NOW), DEDUP_NO_EVENT);
}

static void test_no_key_is_passed_over(void **state)
{
	struct store *s = shelf_begin(*state);

	put(s, NULL, 7, DEDUP_FOR_EVER);
	assert_int_equal(count(s, NOW), 0);
	assert_int_equal(event_of(s, NULL, NOW), -1);
}

static void test_pruning_removes_what_has_lapsed_and_nothing_else(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);
	int64_t n = 0;

	assert_int_equal(store_begin(s, NULL), OK);
	put(s, "lapsed", 1, NOW - 1);
	put(s, "lapses now", 2, NOW);
	put(s, "lapses", 3, NOW + 1);
	put(s, "for ever", 4, DEDUP_FOR_EVER);
	assert_int_equal(store_dedup_prune(s, NOW, 100, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(store_end(s, OK, NULL), OK);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM dedup"), 2);
	assert_int_equal(shelf_number(path, "SELECT min(event_id) FROM dedup"), 3);
}

static void test_pruning_removes_no_more_than_it_may(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);
	int64_t n = 0;

	assert_int_equal(store_begin(s, NULL), OK);
	for (int i = 0; i < 10; i++)
		put(s, mem_printf(*state, "key %d", i), i, NOW);
	assert_int_equal(store_dedup_prune(s, NOW, 4, &n, NULL), OK);
	assert_int_equal(n, 4);
	assert_int_equal(store_end(s, OK, NULL), OK);
	assert_int_equal(shelf_number(path, "SELECT count(*) FROM dedup"), 6);
}

/* Also those that lapse; the bounds themselves stand on either side. */
static void test_a_range_of_keys_is_forgotten_and_nothing_beside_it(void **state)
{
	static const struct key_range range = {"a/", "a0"};
	struct store *s = shelf_begin(*state);
	int64_t n = 5;

	put(s, "a", 1, DEDUP_FOR_EVER);
	put(s, "a/", 2, DEDUP_FOR_EVER);
	put(s, "a/b", 3, NOW + 1);
	put(s, "a0", 4, DEDUP_FOR_EVER);
	assert_int_equal(store_dedup_forget(s, range, 100, &n, NULL), OK);
	assert_int_equal(n, 7);
	assert_int_equal(event_of(s, "a", NOW), 1);
	assert_int_equal(event_of(s, "a/", NOW), -1);
	assert_int_equal(event_of(s, "a/b", NOW), -1);
	assert_int_equal(event_of(s, "a0", NOW), 4);
}

static void test_no_more_of_a_range_is_forgotten_than_may_be(void **state)
{
	static const struct key_range range = {"key ", "key!"};
	struct store *s = shelf_begin(*state);
	int64_t n = 0;

	for (int i = 0; i < 10; i++)
		put(s, mem_printf(*state, "key %d", i), i, DEDUP_FOR_EVER);
	assert_int_equal(store_dedup_forget(s, range, 4, &n, NULL), OK);
	assert_int_equal(n, 4);
	assert_int_equal(count(s, NOW), 6);
	assert_int_equal(store_dedup_forget(s, range, 0, &n, NULL), OK);
	assert_int_equal(count(s, NOW), 6);
}

static void test_keys_survive_closing_with_their_time(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	put(s, "a", 7, NOW);
	assert_int_equal(store_end(s, OK, NULL), OK);
	talloc_free(s);
	s = shelf_open(*state, path);
	assert_int_equal(event_of(s, "a", NOW - 1), 7);
	assert_int_equal(event_of(s, "a", NOW), -1);
}

static void test_a_family_of_keys_is_there_or_not(void **state)
{
	struct store *s = shelf_begin(*state);
	struct key_range texts = identity_texts(*state, "p1");
	static const char *const others[] = {
	    "text/p", "text/p1", "text/p10/x", "text/p2/x", "update/p1/x"};
	bool any;

	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		assert_int_equal(store_dedup_put(s, others[i], 1, DEDUP_FOR_EVER, NULL), OK);
	assert_int_equal(store_dedup_any(s, texts, &any, NULL), OK);
	assert_false(any);
	assert_int_equal(
	    store_dedup_put(s, identity_text(*state, "p1", "a", "b", "c"), 1, 7, NULL), OK);
	assert_int_equal(store_dedup_any(s, texts, &any, NULL), OK);
	assert_true(any);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_keys_are_counted_no_further_than_that),
	    UNIT_TEST(test_a_key_is_not_known_before_it_is_put),
	    UNIT_TEST(test_a_key_lapses_in_the_very_millisecond_it_says),
	    UNIT_TEST(test_a_key_for_ever_does_not_lapse),
	    UNIT_TEST(test_the_keys_of_a_range_are_read_in_order_up_to_so_many),
	    UNIT_TEST(test_the_newest_meaning_of_a_key_holds),
	    UNIT_TEST(test_a_key_can_mean_that_nothing_was_logged),
	    UNIT_TEST(test_no_key_is_passed_over),
	    UNIT_TEST(test_pruning_removes_what_has_lapsed_and_nothing_else),
	    UNIT_TEST(test_pruning_removes_no_more_than_it_may),
	    UNIT_TEST(test_a_range_of_keys_is_forgotten_and_nothing_beside_it),
	    UNIT_TEST(test_no_more_of_a_range_is_forgotten_than_may_be),
	    UNIT_TEST(test_keys_survive_closing_with_their_time),
	    UNIT_TEST(test_a_family_of_keys_is_there_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
