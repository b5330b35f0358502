/* Tests of store/gaps: kept in order by provider, and no longer than retention. */
#include "shelf.h"

#include "store/gaps.h"
#include "store/lapsed.h"

static void put_of(
    struct store *s, const char *key, int64_t since, int64_t before, int64_t forgotten)
{
	assert_int_equal(store_gap_put(s, &(struct gap){key, since, before}, forgotten, NULL), OK);
}

static void put(struct store *s, int64_t since, int64_t before, int64_t forgotten)
{
	put_of(s, "acme", since, before, forgotten);
}

static void test_gaps_come_back_in_their_order(void **state)
{
	struct store *s = shelf_begin(*state);
	struct gap *gaps;
	size_t n;

	put(s, NOW + 50, NOW + 60, 0);
	put(s, NOW, NOW + 10, 0);
	put(s, NOW, NOW + 20, 0); /* the same one, longer */
	assert_int_equal(store_gaps(*state, s, 0, &gaps, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(gaps[0].since, NOW);
	assert_int_equal(gaps[0].before, NOW + 20);
	assert_int_equal(gaps[1].since, NOW + 50);
	assert_int_equal(store_gaps(*state, s, NOW + 20, &gaps, &n, NULL), OK);
	assert_int_equal(n, 1);
}

static void test_old_gaps_leave(void **state)
{
	struct store *s = shelf_begin(*state);
	struct gap *gaps;
	size_t n;

	put(s, NOW, NOW + 10, 0);
	put(s, NOW + 50, NOW + 60, NOW + 11);
	assert_int_equal(store_gaps(*state, s, 0, &gaps, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_int_equal(gaps[0].since, NOW + 50);
}

static void test_each_provider_has_its_own(void **state)
{
	struct store *s = shelf_begin(*state);
	struct gap *gaps;
	int64_t removed = 0;
	size_t n;

	put_of(s, "hooli", NOW, NOW + 10, 0);
	put(s, NOW, NOW + 20, NOW + 15);
	assert_int_equal(store_gaps(*state, s, 0, &gaps, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_string_equal(gaps[0].provider, "acme");
	assert_string_equal(gaps[1].provider, "hooli");
	assert_int_equal(gaps[1].before, NOW + 10);
	assert_int_equal(store_provider_remove(s, "hooli", NOW, &removed, NULL), OK);
	assert_int_equal(store_gaps(*state, s, 0, &gaps, &n, NULL), OK);
	assert_int_equal(n, 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_gaps_come_back_in_their_order),
	    UNIT_TEST(test_old_gaps_leave),
	    UNIT_TEST(test_each_provider_has_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
