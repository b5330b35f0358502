/*
 * Tests of store/lapsed: what can go is found, what is still needed is not, and nothing is
 * removed that has come back since it was found.
 */
#include "shelf.h"

#include "store/lapsed.h"
#include "store/providers.h"
#include "store/state.h"

#define OLD   (NOW - 1)
#define LAPSE ((struct lapse){.before = NOW, .since = NOW})

static void put_incident(struct store *s, const char *id, int64_t updated_at, int64_t closed_at)
{
	struct incident_state in = {
	    .page_id = "page",
	    .id = id,
	    .provider = "acme",
	    .updated_at = updated_at,
	    .seen_at = OLD,
	    .closed_at = closed_at,
	};

	assert_int_equal(store_incident_put(s, &in, NULL), OK);
}

static void put_provider(struct store *s, const char *key, const char *page, int64_t answered_at)
{
	struct provider_state state = {.key = key, .page_id = page, .answered_at = answered_at};

	assert_int_equal(store_provider_put(s, &state, NULL), OK);
}

static void put_component(struct store *s, const char *page, const char *id, int64_t changed_at)
{
	struct component_state state = {.page_id = page,
	    .id = id,
	    .provider = "acme",
	    .status = "operational",
	    .changed_at = changed_at};

	assert_int_equal(store_component_put(s, &state, NULL), OK);
}

/* The ids of those that have lapsed, as "one two"; each is asked for by itself too. */
static const char *lapsed(void *ctx, struct store *s, struct lapse lapse, int64_t max)
{
	const char *words = "";
	struct incident_id *list;
	bool yes;
	size_t n;

	assert_int_equal(store_incidents_lapsed(ctx, s, &lapse, max, &list, &n, NULL), OK);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(list[i].page_id, "page");
		assert_int_equal(store_incident_is_lapsed(s, &lapse, &list[i], &yes, NULL), OK);
		assert_true(yes);
		words = mem_printf(ctx, "%s%s%s", words, i > 0 ? " " : "", list[i].id);
	}
	return words;
}

static bool is_lapsed(struct store *s, const char *id)
{
	struct incident_id in = {.page_id = "page", .id = id};
	bool yes;

	assert_int_equal(store_incident_is_lapsed(s, &LAPSE, &in, &yes, NULL), OK);
	return yes;
}

static void test_what_was_over_before_has_lapsed_the_longest_over_first(void **state)
{
	struct store *s = shelf_begin(*state);

	put_incident(s, "now", OLD, NOW);
	put_incident(s, "just", OLD, NOW - 1);
	put_incident(s, "long", OLD, NOW - 1000);
	put_provider(s, "acme", "page", NOW);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "long just");
	assert_string_equal(lapsed(*state, s, LAPSE, 1), "long");
	assert_false(is_lapsed(s, "now"));
	assert_false(is_lapsed(s, "none"));
}

static void test_an_open_one_has_lapsed_when_nobody_watches_it(void **state)
{
	struct store *s = shelf_begin(*state);

	put_incident(s, "open", OLD, TIME_NONE);
	put_incident(s, "untimed", TIME_NONE, TIME_NONE);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "open untimed");
	put_provider(s, "another", "page", NOW);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "open untimed");
	put_provider(s, "acme", "page", NOW - 1);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "open untimed");
	put_provider(s, "acme", "page", NOW);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "");
	assert_false(is_lapsed(s, "open"));
}

static void test_an_open_one_that_is_young_in_any_way_has_not_lapsed(void **state)
{
	struct store *s = shelf_begin(*state);
	struct lapse lapse = {.before = OLD, .since = NOW};

	put_incident(s, "updated", NOW, TIME_NONE);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "");
	assert_false(is_lapsed(s, "updated"));
	put_incident(s, "updated", 1, TIME_NONE);
	assert_string_equal(lapsed(*state, s, lapse, 100), ""); /* seen at OLD */
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "updated");
}

/* It was announced long before. */
static void test_what_is_planned_has_not_lapsed(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state plan = {
	    .page_id = "page",
	    .id = "plan",
	    .provider = "acme",
	    .maintenance = true,
	    .updated_at = OLD,
	    .seen_at = OLD,
	    .scheduled_for = NOW + 1,
	};

	assert_int_equal(store_incident_put(s, &plan, NULL), OK);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "");
	assert_false(is_lapsed(s, "plan"));
	plan.scheduled_for = OLD - 1;
	plan.scheduled_until = OLD;
	assert_int_equal(store_incident_put(s, &plan, NULL), OK);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "plan");
}

/* Nobody asked the pages meanwhile: that they are known at all counts. */
static void test_without_a_since_any_provider_watches(void **state)
{
	struct store *s = shelf_begin(*state);
	struct lapse lapse = {.before = NOW};

	put_incident(s, "open", OLD, TIME_NONE);
	assert_string_equal(lapsed(*state, s, lapse, 100), "open");
	put_provider(s, "acme", NULL, TIME_NONE);
	assert_string_equal(lapsed(*state, s, lapse, 100), "");
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "open");
}

static void test_an_incident_is_removed_alone(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_id one = {.page_id = "page", .id = "one"};
	int64_t n = 3;

	put_incident(s, "one", OLD, OLD);
	put_incident(s, "two", OLD, OLD);
	assert_int_equal(store_incident_remove(s, &one, &n, NULL), OK);
	assert_int_equal(store_incident_remove(s, &one, &n, NULL), OK);
	assert_int_equal(n, 4);
	assert_string_equal(lapsed(*state, s, LAPSE, 100), "two");
}

static const char *pages(void *ctx, struct store *s, int64_t max)
{
	const char *words = "", **list;
	size_t n;

	assert_int_equal(store_component_pages_lapsed(ctx, s, NOW, max, &list, &n, NULL), OK);
	for (size_t i = 0; i < n; i++)
		words = mem_printf(ctx, "%s%s%s", words, i > 0 ? " " : "", list[i]);
	return words;
}

static void test_pages_that_no_provider_has_and_where_all_is_old(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_string_equal(pages(*state, s, 100), "");
	put_component(s, "gone", "a", OLD);
	put_component(s, "gone", "b", TIME_NONE);
	put_component(s, "left", "a", OLD);
	put_component(s, "moved", "a", OLD);
	put_component(s, "moved", "b", NOW);
	put_component(s, "watched", "a", OLD);
	put_provider(s, "never read", NULL, TIME_NONE);
	put_provider(s, "acme", "watched", OLD);
	assert_string_equal(pages(*state, s, 100), "gone left");
	assert_string_equal(pages(*state, s, 1), "gone");
}

static int64_t prune_page(struct store *s, const char *page, int64_t max)
{
	int64_t n = 0;

	assert_int_equal(store_components_prune(s, page, NOW, max, &n, NULL), OK);
	return n;
}

static void test_components_go_some_at_a_time_and_only_old_ones(void **state)
{
	struct store *s = shelf_begin(*state);

	for (int i = 0; i < 5; i++)
		put_component(s, "page", mem_printf(*state, "%d", i), OLD);
	put_component(s, "page", "young", NOW);
	put_component(s, "another", "a", OLD);
	assert_int_equal(prune_page(s, "page", 3), 3);
	assert_int_equal(prune_page(s, "page", 3), 2);
	assert_int_equal(prune_page(s, "page", 3), 0);
	assert_string_equal(pages(*state, s, 100), "another");
}

static void test_components_stay_when_a_provider_has_their_page_by_then(void **state)
{
	struct store *s = shelf_begin(*state);

	put_component(s, "page", "a", OLD);
	put_provider(s, "acme", "page", NOW);
	assert_int_equal(prune_page(s, "page", 3), 0);
}

static int64_t remove_provider(struct store *s, const char *key)
{
	int64_t n = 0;

	assert_int_equal(store_provider_remove(s, key, NOW, &n, NULL), OK);
	return n;
}

static void test_providers_that_have_not_answered_since(void **state)
{
	struct store *s = shelf_begin(*state);
	const char **keys;
	size_t n;

	put_provider(s, "answered", "page", NOW);
	put_provider(s, "never", NULL, TIME_NONE);
	put_provider(s, "silent", "page", OLD);
	assert_int_equal(store_providers_silent(*state, s, NOW, &keys, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_string_equal(keys[0], "never");
	assert_string_equal(keys[1], "silent");
	assert_int_equal(remove_provider(s, "never"), 1);
	assert_int_equal(remove_provider(s, "never"), 0);
	assert_int_equal(remove_provider(s, "answered"), 0);
	assert_int_equal(store_providers_silent(*state, s, NOW, &keys, &n, NULL), OK);
	assert_int_equal(n, 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_what_was_over_before_has_lapsed_the_longest_over_first),
	    UNIT_TEST(test_an_open_one_has_lapsed_when_nobody_watches_it),
	    UNIT_TEST(test_an_open_one_that_is_young_in_any_way_has_not_lapsed),
	    UNIT_TEST(test_what_is_planned_has_not_lapsed),
	    UNIT_TEST(test_without_a_since_any_provider_watches),
	    UNIT_TEST(test_an_incident_is_removed_alone),
	    UNIT_TEST(test_pages_that_no_provider_has_and_where_all_is_old),
	    UNIT_TEST(test_components_go_some_at_a_time_and_only_old_ones),
	    UNIT_TEST(test_components_stay_when_a_provider_has_their_page_by_then),
	    UNIT_TEST(test_providers_that_have_not_answered_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
