/*
 * Tests of store/state: incidents and components come back as they were put, and the lists of what
 * is open or not well hold just that.
 */
#include "texts.h"

#include "store/state.h"

/* The first N_* of each list may not be NULL. */
#define N_INCIDENT_KEYS 3
static const struct text incident_texts[] = {
    TEXT(incident_state, page_id),
    TEXT(incident_state, id),
    TEXT(incident_state, provider),
    TEXT(incident_state, title),
    TEXT(incident_state, status),
    TEXT(incident_state, impact),
    TEXT(incident_state, product),
    TEXT(incident_state, url),
};

#define N_COMPONENT_KEYS 4
static const struct text component_texts[] = {
    TEXT(component_state, page_id),
    TEXT(component_state, id),
    TEXT(component_state, provider),
    TEXT(component_state, status),
    TEXT(component_state, name),
};

static void put_incident(struct store *s, const struct incident_state *in)
{
	assert_int_equal(store_incident_put(s, in, NULL), OK);
}

static struct incident_state find_incident(
    void *ctx, struct store *s, const char *page, const char *id)
{
	struct incident_state got = {0};
	bool found;

	assert_int_equal(store_incident_find(ctx, s, page, id, &got, &found, NULL), OK);
	assert_true(found);
	return got;
}

static void expect_incident(void *ctx, struct store *s, struct incident_state *want)
{
	struct incident_state got = find_incident(ctx, s, want->page_id, want->id);

	expect_texts(&got, want, incident_texts, UNIT_COUNT(incident_texts));
	assert_int_equal(got.maintenance, want->maintenance);
	assert_int_equal(got.product_at, want->product_at);
	assert_int_equal(got.opened_at, want->opened_at);
	assert_int_equal(got.updated_at, want->updated_at);
	assert_int_equal(got.scheduled_for, want->scheduled_for);
	assert_int_equal(got.scheduled_until, want->scheduled_until);
	assert_int_equal(got.seen_at, want->seen_at);
	assert_int_equal(got.missed, want->missed);
	assert_int_equal(got.closed_at, want->closed_at);
}

static struct incident_state full_incident(void *ctx)
{
	struct incident_state in = {
	    .maintenance = true,
	    .product_at = NOW + 8,
	    .opened_at = NOW + 1,
	    .updated_at = NOW + 2,
	    .scheduled_for = NOW + 3,
	    .scheduled_until = NOW + 4,
	    .seen_at = NOW + 5,
	    .missed = 6,
	    .closed_at = NOW + 7,
	};

	fill(ctx, &in, incident_texts, UNIT_COUNT(incident_texts), " — 'x'");
	return in;
}

static struct incident_state bare_incident(void *ctx)
{
	struct incident_state in = {.seen_at = NOW};

	fill(ctx, &in, incident_texts, N_INCIDENT_KEYS, "");
	return in;
}

static void test_every_column_of_an_incident_comes_back(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state in = full_incident(*state);

	put_incident(s, &in);
	expect_incident(*state, s, &in);
}

static void test_what_is_not_known_of_an_incident_comes_back_as_such(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state in = bare_incident(*state);

	put_incident(s, &in);
	expect_incident(*state, s, &in);
}

static void test_an_incident_is_replaced_but_for_when_it_was_first_seen(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state first = bare_incident(*state), second = full_incident(*state);

	put_incident(s, &first);
	second.page_id = first.page_id;
	second.id = first.id;
	put_incident(s, &second);
	second.seen_at = first.seen_at;
	expect_incident(*state, s, &second);
}

/* Later updates often leave them out. */
static void test_an_incident_keeps_its_url_when_it_is_not_told_again(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state in = full_incident(*state), later = in;

	put_incident(s, &in);
	later.url = NULL;
	put_incident(s, &later);
	expect_incident(*state, s, &in);
}

static void test_an_id_is_unique_within_its_page_only(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state one = bare_incident(*state), two = one;
	struct incident_state got;
	bool found = true;

	one.title = "one";
	two.page_id = "another page";
	two.title = "two";
	put_incident(s, &one);
	put_incident(s, &two);
	expect_incident(*state, s, &one);
	expect_incident(*state, s, &two);
	assert_int_equal(
	    store_incident_find(*state, s, "a third page", one.id, &got, &found, NULL), OK);
	assert_false(found);
}

static void put_three(struct store *s, const char *page, int64_t closed_at)
{
	static const char *const ids[] = {"one", "two", "three"};

	for (size_t i = 0; i < UNIT_COUNT(ids); i++)
		put_incident(s, &(struct incident_state){
				    .page_id = page,
				    .id = ids[i],
				    .provider = "acme",
				    .opened_at = NOW - (int64_t)i,
				    .seen_at = NOW,
				    .closed_at = i == 1 ? closed_at : TIME_NONE,
				});
}

static void test_the_open_incidents_of_a_page_oldest_first(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state *open;
	size_t n;

	put_three(s, "page", NOW);
	put_three(s, "other", TIME_NONE);
	assert_int_equal(store_incidents_open(*state, s, "page", &open, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_string_equal(open[0].id, "three");
	assert_string_equal(open[1].id, "one");
	assert_string_equal(open[1].page_id, "page");
}

static void test_the_lost_incidents_of_a_page_that_were_not_missed_too_often(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state rows[] = {
	    {.id = "lost", .status = "lost", .missed = 1, .closed_at = NOW},
	    {.id = "missed", .status = "lost", .missed = 2, .closed_at = NOW},
	    {.id = "open", .status = "lost"},
	    {.id = "over", .status = "resolved", .closed_at = NOW},
	};
	struct incident_state *lost;
	size_t n;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		rows[i].page_id = "page";
		rows[i].provider = "acme";
		put_incident(s, &rows[i]);
	}
	assert_int_equal(store_incidents_lost(*state, s, "page", 2, &lost, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(lost[0].id, "lost");
	assert_int_equal(store_incidents_lost(*state, s, "other", 2, &lost, &n, NULL), OK);
	assert_int_equal(n, 0);
}

static void test_the_open_incidents_of_all_pages(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state *open;
	size_t n;

	put_three(s, "page", NOW);
	put_three(s, "other", TIME_NONE);
	assert_int_equal(store_incidents_open(*state, s, NULL, &open, &n, NULL), OK);
	assert_int_equal(n, 5);
	assert_int_equal(store_incidents_open(*state, s, "none", &open, &n, NULL), OK);
	assert_int_equal(n, 0);
	assert_null(open);
}

static void expect_component(void *ctx, struct store *s, struct component_state *want)
{
	struct component_state got = {0};
	bool found;

	assert_int_equal(
	    store_component_find(ctx, s, want->page_id, want->id, &got, &found, NULL), OK);
	assert_true(found);
	expect_texts(&got, want, component_texts, UNIT_COUNT(component_texts));
	assert_int_equal(got.changed_at, want->changed_at);
	assert_int_equal(got.event_id, want->event_id);
	assert_int_equal(got.missed, want->missed);
	assert_int_equal(got.fleeting, want->fleeting);
}

static void put_component(struct store *s, const struct component_state *in)
{
	assert_int_equal(store_component_put(s, in, NULL), OK);
}

static void test_every_column_of_a_component_comes_back(void **state)
{
	struct store *s = shelf_begin(*state);
	struct component_state full = {
	    .changed_at = NOW, .event_id = 7, .missed = 1, .fleeting = true};
	struct component_state bare = {.missed = COMPONENT_UNLISTED};

	fill(*state, &full, component_texts, UNIT_COUNT(component_texts), " — 'x'");
	fill(*state, &bare, component_texts, N_COMPONENT_KEYS, "");
	put_component(s, &full);
	put_component(s, &bare);
	expect_component(*state, s, &full);
	expect_component(*state, s, &bare);
}

static void test_a_component_is_replaced_but_keeps_its_name(void **state)
{
	struct store *s = shelf_begin(*state);
	struct component_state first = {.changed_at = NOW, .event_id = 7}, second = {0};

	fill(*state, &first, component_texts, UNIT_COUNT(component_texts), "");
	fill(*state, &second, component_texts, UNIT_COUNT(component_texts), " two");
	put_component(s, &first);
	second.page_id = first.page_id;
	second.id = first.id;
	second.name = NULL;
	put_component(s, &second);
	second.name = first.name;
	expect_component(*state, s, &second);
}

static void test_the_components_that_are_not_well_in_any_spelling(void **state)
{
	static const char *const statuses[] = {
	    "operational", "Operational", "OPERATIONAL", "degraded_performance", "weird"};
	struct store *s = shelf_begin(*state);
	struct component_state *list;
	size_t n;

	for (size_t i = 0; i < UNIT_COUNT(statuses); i++)
		put_component(s, &(struct component_state){
				     .page_id = "page",
				     .id = statuses[i],
				     .provider = "acme",
				     .name = statuses[i],
				     .status = statuses[i],
				 });
	assert_int_equal(store_components_troubled(*state, s, &list, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].status, "degraded_performance");
	assert_string_equal(list[1].status, "weird");
}

static void test_an_incident_is_found_by_its_address(void **state)
{
	struct store *s = shelf_begin(*state);
	struct incident_state in = {.page_id = "p1",
	    .id = "i1",
	    .provider = "acme",
	    .url = "http://stspg.io/a",
	    .seen_at = NOW};
	const char *id;

	assert_int_equal(store_incident_put(s, &in, NULL), OK);
	assert_int_equal(
	    store_incident_by_url(*state, s, "p1", "https://stspg.io/a", &id, NULL), OK);
	unit_same("id", id, "i1");
	assert_int_equal(
	    store_incident_by_url(*state, s, "p1", "https://stspg.io/ab", &id, NULL), OK);
	assert_null(id);
	assert_int_equal(
	    store_incident_by_url(*state, s, "p2", "https://stspg.io/a", &id, NULL), OK);
	assert_null(id);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_column_of_an_incident_comes_back),
	    UNIT_TEST(test_an_incident_is_found_by_its_address),
	    UNIT_TEST(test_what_is_not_known_of_an_incident_comes_back_as_such),
	    UNIT_TEST(test_an_incident_is_replaced_but_for_when_it_was_first_seen),
	    UNIT_TEST(test_an_incident_keeps_its_url_when_it_is_not_told_again),
	    UNIT_TEST(test_an_id_is_unique_within_its_page_only),
	    UNIT_TEST(test_the_open_incidents_of_a_page_oldest_first),
	    UNIT_TEST(test_the_lost_incidents_of_a_page_that_were_not_missed_too_often),
	    UNIT_TEST(test_the_open_incidents_of_all_pages),
	    UNIT_TEST(test_every_column_of_a_component_comes_back),
	    UNIT_TEST(test_a_component_is_replaced_but_keeps_its_name),
	    UNIT_TEST(test_the_components_that_are_not_well_in_any_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
