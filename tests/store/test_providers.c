/*
 * Tests of store/providers: what is known of a page comes back as it was put, and the list of those
 * that a mail wants to be read holds just these.
 */
#include "texts.h"

#include "store/due.h"
#include "store/providers.h"

/* The first ones may not be NULL. */
#define N_PROVIDER_KEYS 1
static const struct text provider_texts[] = {
    TEXT(provider_state, key),
    TEXT(provider_state, page_id),
    TEXT(provider_state, indicator),
    TEXT(provider_state, platform),
    TEXT(provider_state, due_by),
    TEXT(provider_state, failure),
    TEXT(provider_state, moved_to),
    TEXT(provider_state, other_page),
    TEXT(provider_state, etag),
    TEXT(provider_state, last_modified),
    TEXT(provider_state, validated),
};

static void expect_provider(void *ctx, struct store *s, struct provider_state *want)
{
	struct provider_state got;

	assert_int_equal(store_provider_get(ctx, s, want->key, &got, NULL), OK);
	expect_texts(&got, want, provider_texts, UNIT_COUNT(provider_texts));
	assert_int_equal(got.page_time, want->page_time);
	assert_int_equal(got.copied_at, want->copied_at);
	assert_int_equal(got.listed, want->listed);
	assert_int_equal(got.unlisted, want->unlisted);
	assert_int_equal(got.due_at, want->due_at);
	assert_int_equal(got.leave_until, want->leave_until);
	assert_int_equal(got.tried_at, want->tried_at);
	assert_int_equal(got.answered_at, want->answered_at);
	assert_int_equal(got.first_read_at, want->first_read_at);
	assert_int_equal(got.failures, want->failures);
	assert_int_equal(got.gone_since, want->gone_since);
	assert_int_equal(got.gone_tries, want->gone_tries);
	assert_int_equal(got.covered_at, want->covered_at);
	assert_int_equal(got.changed_at, want->changed_at);
	assert_int_equal(got.moved_at, want->moved_at);
	assert_int_equal(got.own_at, want->own_at);
	assert_int_equal(got.health, want->health);
}

static struct provider_state full_provider(void *ctx, const char *ending)
{
	struct provider_state row = {
	    .page_time = NOW + 9,
	    .copied_at = NOW + 10,
	    .listed = 5,
	    .unlisted = 6,
	    .due_at = NOW,
	    .leave_until = NOW + 8,
	    .tried_at = NOW + 1,
	    .answered_at = NOW + 2,
	    .first_read_at = NOW + 7,
	    .failures = 3,
	    .gone_since = NOW + 3,
	    .gone_tries = 4,
	    .health = PAGE_GONE,
	    .covered_at = NOW + 11,
	    .changed_at = NOW + 12,
	    .moved_at = NOW + 13,
	    .own_at = NOW + 14,
	};

	fill(ctx, &row, provider_texts, UNIT_COUNT(provider_texts), ending);
	return row;
}

static void test_every_column_of_a_provider_comes_back(void **state)
{
	struct store *s = shelf_begin(*state);
	struct provider_state row = full_provider(*state, " — 'x'");

	assert_int_equal(store_provider_put(s, &row, NULL), OK);
	expect_provider(*state, s, &row);
}

static void test_a_provider_is_replaced_as_a_whole(void **state)
{
	struct store *s = shelf_begin(*state);
	struct provider_state full = full_provider(*state, "");
	struct provider_state bare = {0};

	fill(*state, &bare, provider_texts, N_PROVIDER_KEYS, "");
	assert_int_equal(store_provider_put(s, &full, NULL), OK);
	assert_int_equal(store_provider_put(s, &bare, NULL), OK);
	expect_provider(*state, s, &bare);
}

static void test_an_unknown_provider_is_empty_and_due(void **state)
{
	struct provider_state nothing = {.key = "nobody"};

	expect_provider(*state, shelf_begin(*state), &nothing);
}

static size_t wanted_by(void *ctx, struct store *s, int64_t now)
{
	struct provider_time *times;
	size_t n;

	assert_int_equal(store_providers_wanted(ctx, s, now, &times, &n, NULL), OK);
	return n;
}

static size_t wanted(void *ctx, struct store *s)
{
	return wanted_by(ctx, s, NOW + 1);
}

/* Whoever is reading it right then began before, and reads it again. */
static void test_a_page_is_wanted_until_it_is_asked_after_that(void **state)
{
	struct store *s = shelf_begin(*state);
	struct provider_state page = {.key = "acme", .due_at = NOW + 90, .tried_at = NOW};

	assert_int_equal(store_provider_want(s, "acme", NOW, NULL), OK);
	assert_int_equal(store_provider_put(s, &page, NULL), OK);
	assert_int_equal(wanted(*state, s), 0);
	assert_int_equal(store_provider_want(s, "acme", NOW + 1, NULL), OK);
	assert_int_equal(store_provider_want(s, "acme", NOW - 1, NULL), OK);
	assert_int_equal(wanted(*state, s), 1);
	assert_int_equal(wanted_by(*state, s, NOW), 0); /* a clock that was ahead has noted it */
	assert_int_equal(store_provider_put(s, &page, NULL), OK);
	assert_int_equal(wanted(*state, s), 1);
	page.failures = 1;
	assert_int_equal(store_provider_put(s, &page, NULL), OK);
	assert_int_equal(wanted(*state, s), 0);
	page.failures = 0;
	page.leave_until = NOW + 2;
	assert_int_equal(store_provider_put(s, &page, NULL), OK);
	assert_int_equal(wanted(*state, s), 0);
	assert_int_equal(wanted_by(*state, s, NOW + 2), 1);
	page.tried_at = NOW + 1;
	page.leave_until = TIME_NONE;
	assert_int_equal(store_provider_put(s, &page, NULL), OK);
	assert_int_equal(wanted(*state, s), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_column_of_a_provider_comes_back),
	    UNIT_TEST(test_a_provider_is_replaced_as_a_whole),
	    UNIT_TEST(test_an_unknown_provider_is_empty_and_due),
	    UNIT_TEST(test_a_page_is_wanted_until_it_is_asked_after_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
