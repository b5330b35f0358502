/*
 * Tests of store/events: every column comes back, ids rise and are never used again, and
 * reading, counting and pruning keep to their bounds.
 */
#include "shelf.h"

#include "store/events.h"

static struct event small(const char *provider, int64_t received_at)
{
	return (struct event){
	    .received_at = received_at,
	    .kind = EVENT_INCIDENT,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = provider,
	    .provider_name = provider,
	};
}

static int64_t append(struct store *s, const char *provider, int64_t received_at)
{
	struct event event = small(provider, received_at);

	assert_int_equal(store_event_append(s, &event, NULL), OK);
	assert_true(event.id > 0);
	return event.id;
}

/* How many rows went, sightings and revisions included. */
static int64_t prune(struct store *s, int64_t before, int64_t upto, int64_t max)
{
	int64_t n = 0;

	assert_int_equal(store_events_prune(s, before, upto, max, &n, NULL), OK);
	return n;
}

static void append_many(struct store *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		append(s, "acme", NOW + (int64_t)i);
}

static struct event find(void *ctx, struct store *s, int64_t id)
{
	struct event event = {0};
	bool found;

	assert_int_equal(store_event_find(ctx, s, id, &event, &found, NULL), OK);
	assert_true(found);
	return event;
}

static bool exists(void *ctx, struct store *s, int64_t id)
{
	struct event event;
	bool found = true;

	assert_int_equal(store_event_find(ctx, s, id, &event, &found, NULL), OK);
	return found;
}

static int64_t count(struct store *s)
{
	int64_t n = -1;

	assert_int_equal(store_event_count(s, &n, NULL), OK);
	return n;
}

#define COLUMN(field)                                                                              \
	{                                                                                          \
#field, offsetof(struct event, field)                                              \
	}

static const struct {
	const char *name;
	size_t at;
} texts[] = {
    COLUMN(provider),
    COLUMN(provider_name),
    COLUMN(page_id),
    COLUMN(product),
    COLUMN(components),
    COLUMN(impact),
    COLUMN(status),
    COLUMN(previous_status),
    COLUMN(title),
    COLUMN(detail),
    COLUMN(incident_id),
    COLUMN(update_id),
    COLUMN(url),
    COLUMN(note),
};

#define N_REQUIRED 2 /* the first two texts may not be NULL */

static const char **text_of(struct event *event, size_t i)
{
	return (const char **)((char *)event + texts[i].at);
}

static void expect_same(struct event *got, struct event *want)
{
	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		unit_same(texts[i].name, *text_of(got, i), *text_of(want, i));
	assert_int_equal(got->id, want->id);
	assert_int_equal(got->received_at, want->received_at);
	assert_int_equal(got->occurred_at, want->occurred_at);
	assert_int_equal(got->shown_at, want->shown_at);
	assert_int_equal(got->kind, want->kind);
	assert_int_equal(got->channel, want->channel);
	assert_int_equal(got->scheduled_for, want->scheduled_for);
	assert_int_equal(got->scheduled_until, want->scheduled_until);
}

/* Appends the event and reads it back both ways. */
static void expect_round_trip(void *ctx, struct event *event)
{
	struct store *s = shelf_begin(ctx);
	struct event found, listed;
	size_t n;

	assert_int_equal(store_event_append(s, event, NULL), OK);
	assert_int_equal(store_end(s, OK, NULL), OK);
	found = find(ctx, s, event->id);
	expect_same(&found, event);
	assert_int_equal(store_events_after(ctx, s, 0, 1, &listed, &n, NULL), OK);
	assert_int_equal(n, 1);
	expect_same(&listed, event);
}

static void test_every_column_comes_back(void **state)
{
	struct event event = {
	    .received_at = NOW,
	    .occurred_at = NOW - 1,
	    .shown_at = NOW - 7,
	    .kind = EVENT_MAINTENANCE,
	    .channel = CHANNEL_POLLER,
	    .scheduled_for = NOW + 1,
	    .scheduled_until = NOW + 2,
	};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++)
		*text_of(&event, i) = mem_printf(*state, "%s — ✓\n'\"%%", texts[i].name);
	expect_round_trip(*state, &event);
}

static void test_what_is_not_known_comes_back_as_such(void **state)
{
	struct event event = small("acme", NOW);

	expect_round_trip(*state, &event);
	assert_null(event.note);
	assert_int_equal(event.occurred_at, TIME_NONE);
}

static void test_an_empty_text_is_not_an_unknown_one(void **state)
{
	struct event event = small("acme", NOW);

	for (size_t i = N_REQUIRED; i < UNIT_COUNT(texts); i++)
		*text_of(&event, i) = "";
	expect_round_trip(*state, &event);
}

static void test_every_kind_and_channel_comes_back(void **state)
{
	for (int kind = EVENT_INCIDENT; kind <= EVENT_MAIL; kind++)
		for (int channel = CHANNEL_WEBHOOK; channel <= CHANNEL_POLLER; channel++) {
			struct event event = small("acme", NOW);

			event.kind = (enum event_kind)kind;
			event.channel = (enum channel)channel;
			expect_round_trip(*state, &event);
		}
}

static void test_an_event_without_a_provider_is_refused(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event event = small(NULL, NOW);
	struct error e;

	assert_int_not_equal(store_event_append(s, &event, &e), OK);
	unit_has(e.text, "provider");
	assert_int_equal(count(s), 0);
}

static void test_an_unknown_id_is_not_found(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_false(exists(*state, s, 1));
	assert_true(exists(*state, s, append(s, "acme", NOW)));
	assert_false(exists(*state, s, 0));
	assert_false(exists(*state, s, 2));
}

static void test_ids_rise_by_one(void **state)
{
	struct store *s = shelf_begin(*state);

	for (int64_t want = 1; want <= 5; want++)
		assert_int_equal(append(s, "acme", NOW), want);
}

/* The log and the count rely on it. */
static void test_what_is_taken_back_leaves_no_gap_in_the_ids(void **state)
{
	struct store *s = shelf_begin(*state);

	append(s, "acme", NOW);
	assert_int_equal(append(s, "acme", NOW), 2);
	assert_int_equal(store_end(s, OK, NULL), OK);
	assert_int_equal(store_begin(s, NULL), OK);
	append(s, "acme", NOW);
	store_end(s, E_INPUT, NULL);
	assert_int_equal(store_begin(s, NULL), OK);
	assert_int_equal(append(s, "acme", NOW), 3);
}

/* Whoever reads the newest id must never see it go back. */
static void test_the_newest_event_is_never_pruned(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	append_many(s, 3);
	assert_int_equal(prune(s, NOW + 100, 3, 100), 2);
	assert_int_equal(prune(s, NOW + 100, 3, 100), 0);
	assert_true(exists(*state, s, 3));
	assert_int_equal(store_end(s, OK, NULL), OK);
	talloc_free(s);
	s = shelf_open(*state, path);
	assert_int_equal(store_begin(s, NULL), OK);
	assert_int_equal(append(s, "acme", NOW), 4);
	assert_int_equal(prune(s, NOW + 100, 4, 100), 1);
	assert_true(exists(*state, s, 4));
}

static void test_the_oldest_event(void **state)
{
	struct store *s = shelf_begin(*state);
	int64_t id = -1;

	assert_int_equal(store_event_oldest(s, &id, NULL), OK);
	assert_int_equal(id, 0);
	append_many(s, 5);
	prune(s, NOW + 2, 5, 100);
	assert_int_equal(store_event_oldest(s, &id, NULL), OK);
	assert_int_equal(id, 3);
}

static void test_events_are_read_in_order_and_in_portions(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event events[4];
	int64_t after = 0, next = 1;
	size_t n;

	append_many(s, 10);
	do {
		assert_int_equal(store_events_after(*state, s, after, 4, events, &n, NULL), OK);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(events[i].id, next++);
		after = n > 0 ? events[n - 1].id : after;
	} while (n == 4);
	assert_int_equal(n, 2);
	assert_int_equal(after, 10);
	assert_int_equal(store_events_after(*state, s, 10, 4, events, &n, NULL), OK);
	assert_int_equal(n, 0);
}

static void test_the_id_before_the_newest(void **state)
{
	static const struct {
		int64_t newest, id;
	} rows[] = {{0, 10}, {1, 9}, {3, 7}, {9, 1}, {10, 0}, {11, 0}};
	struct store *s = shelf_begin(*state);
	int64_t id;

	append_many(s, 10);
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		assert_int_equal(store_event_before_last(s, rows[i].newest, &id, NULL), OK);
		assert_int_equal(id, rows[i].id);
	}
}

static void test_events_are_counted(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_int_equal(count(s), 0);
	append_many(s, 5);
	assert_int_equal(count(s), 5);
	assert_int_equal(prune(s, NOW + 2, 5, 100), 2);
	assert_int_equal(count(s), 3);
}

/* Requests are stored in another order than they came in, and clocks are set back. */
static void test_events_are_counted_when_their_times_are_out_of_order(void **state)
{
	struct store *s = shelf_begin(*state);

	append(s, "acme", NOW + 10);
	append(s, "acme", NOW);
	append(s, "acme", NOW + 20);
	prune(s, NOW + 5, 3, 100);
	assert_int_equal(
	    count(s), exists(*state, s, 1) + exists(*state, s, 2) + exists(*state, s, 3));
}

static void test_the_newest_event_of_each_provider(void **state)
{
	struct store *s = shelf_begin(*state);
	struct last_event *last;
	size_t n;

	append(s, "acme", NOW);
	append(s, "acme", NOW + 5);
	append(s, "other", NOW + 9);
	assert_int_equal(store_events_last(*state, s, &last, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_string_equal(last[0].provider, "acme");
	assert_int_equal(last[0].received_at, NOW + 5);
	assert_int_equal(last[1].received_at, NOW + 9);
	prune(s, NOW + 8, 3, 100);
	assert_int_equal(store_events_last(*state, s, &last, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(last[0].provider, "other");
}

static void test_pruning_keeps_to_its_three_bounds(void **state)
{
	/* Of ten events received at NOW, NOW + 1, ...: which is the oldest that is left? */
	static const struct {
		int64_t before, upto, max, oldest;
	} rows[] = {
	    {NOW, 10, 100, 1},
	    {NOW + 4, 10, 100, 5},
	    {NOW + 100, 3, 100, 4},
	    {NOW + 100, 0, 100, 1},
	    {NOW + 100, 10, 2, 3},
	    {NOW + 100, 10, 0, 1},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct store *s = shelf_begin(*state);
		struct event event;
		size_t n;

		append_many(s, 10);
		assert_int_equal(
		    prune(s, rows[i].before, rows[i].upto, rows[i].max), rows[i].oldest - 1);
		assert_int_equal(store_events_after(*state, s, 0, 1, &event, &n, NULL), OK);
		assert_int_equal(n, 1);
		assert_int_equal(event.id, rows[i].oldest);
	}
}

static int told(struct store *s, int64_t id, enum channel channel, const char *detail, int64_t at)
{
	struct revision report = {.detail = detail, .channel = channel, .seen_at = at};

	return store_event_repeated(s, id, &report, NULL);
}

static void test_an_event_is_sighted_once_a_channel_for_the_first_time(void **state)
{
	struct store *s = shelf_begin(*state);
	struct sighting seen[SIGHTINGS_MAX];
	int64_t id = append(s, "acme", NOW);
	size_t n;

	assert_int_equal(told(s, id, CHANNEL_POLLER, NULL, NOW + 7), OK);
	assert_int_equal(told(s, id, CHANNEL_POLLER, NULL, NOW + 8), OK);
	assert_int_equal(told(s, id, CHANNEL_WEBHOOK, NULL, NOW + 9), OK);
	assert_int_equal(told(s, 0, CHANNEL_EMAIL, NULL, NOW), OK);
	assert_int_equal(store_event_sightings(s, id, seen, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(seen[0].channel, CHANNEL_WEBHOOK);
	assert_int_equal(seen[0].seen_at, NOW);
	assert_int_equal(seen[1].channel, CHANNEL_POLLER);
	assert_int_equal(seen[1].seen_at, NOW + 7);
}

static void test_another_text_of_an_update_is_kept_once(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event event = {.kind = EVENT_INCIDENT,
	    .received_at = NOW,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "acme",
	    .provider_name = "Acme",
	    .detail = "first",
	    .update_id = "u1"};
	struct revision *revisions;
	size_t n;

	assert_int_equal(store_event_append(s, &event, NULL), OK);
	assert_int_equal(told(s, event.id, CHANNEL_WEBHOOK, "first", NOW + 1), OK);
	assert_int_equal(told(s, event.id, CHANNEL_WEBHOOK, NULL, NOW + 2), OK);
	assert_int_equal(told(s, event.id, CHANNEL_POLLER, "second", NOW + 3), OK);
	assert_int_equal(told(s, event.id, CHANNEL_WEBHOOK, "second", NOW + 4), OK);
	assert_int_equal(store_event_revisions(*state, s, event.id, &revisions, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(revisions[0].detail, "second");
	assert_int_equal(revisions[0].seen_at, NOW + 3);
	assert_int_equal(revisions[0].channel, CHANNEL_POLLER);
}

static void test_the_text_of_what_was_told_without_one_is_kept(void **state)
{
	struct store *s = shelf_begin(*state);
	int64_t id = append(s, "acme", NOW);
	struct revision *revisions;
	size_t n;

	assert_int_equal(told(s, id, CHANNEL_POLLER, NULL, NOW + 1), OK);
	assert_int_equal(told(s, id, CHANNEL_POLLER, "We look.", NOW + 2), OK);
	assert_int_equal(told(s, id, CHANNEL_POLLER, "We look.", NOW + 3), OK);
	assert_int_equal(store_event_revisions(*state, s, id, &revisions, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(revisions[0].detail, "We look.");
}

/* An event without an update id may be told in other words by each channel. */
static void test_a_text_without_ids_is_no_revision(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event event = {
	    .received_at = NOW, .provider = "acme", .provider_name = "Acme", .detail = "one"};
	struct revision *revisions;
	size_t n;

	assert_int_equal(store_event_append(s, &event, NULL), OK);
	assert_int_equal(told(s, event.id, CHANNEL_WEBHOOK, "another", NOW + 1), OK);
	assert_int_equal(store_event_revisions(*state, s, event.id, &revisions, &n, NULL), OK);
	assert_int_equal(n, 0);
}

static void test_what_hangs_on_an_event_leaves_with_it(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	append_many(s, 5);
	assert_int_equal(told(s, 3, CHANNEL_POLLER, NULL, NOW), OK);
	assert_int_equal(told(s, 4, CHANNEL_POLLER, NULL, NOW), OK);
	assert_int_equal(store_end(s, OK, NULL), OK);
	shelf_run(
	    path, "INSERT INTO revision VALUES (3, 'a', 0, 1), (3, 'b', 0, 1), (4, 'a', 0, 1)");
	assert_int_equal(store_begin(s, NULL), OK);
	assert_int_equal(prune(s, NOW + 100, 3, 100), 3 + 1 + 2);
	assert_int_equal(store_end(s, OK, NULL), OK);
	assert_int_equal(shelf_number(path, "SELECT event_id FROM sighting"), 4);
	assert_int_equal(shelf_number(path, "SELECT sum(event_id) FROM revision"), 4);
}

/* An event can have any number of them: they must not make a transaction long. */
static void test_no_more_leaves_at_a_time_than_may(void **state)
{
	const char *path = shelf_path(*state);
	struct store *s = shelf_open(*state, path);

	assert_int_equal(store_begin(s, NULL), OK);
	append_many(s, 9);
	for (int64_t id = 1; id <= 9; id++) {
		assert_int_equal(told(s, id, CHANNEL_EMAIL, NULL, NOW), OK);
		assert_int_equal(told(s, id, CHANNEL_POLLER, NULL, NOW), OK);
	}
	assert_int_equal(store_end(s, OK, NULL), OK);
	shelf_run(path,
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) "
	    "INSERT INTO revision SELECT 1, 'text ' || i, 0, 1 FROM n");
	assert_int_equal(store_begin(s, NULL), OK);
	assert_int_equal(prune(s, NOW + 100, 9, 4), 4 + 4 + 4);
	assert_int_equal(prune(s, NOW + 100, 9, 4), 4 + 4 + 4);
	assert_int_equal(prune(s, NOW + 100, 9, 4), 0 + 4 + 2);
	assert_int_equal(prune(s, NOW + 100, 9, 4), 0 + 4 + 0);
	assert_int_equal(prune(s, NOW + 100, 9, 4), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_column_comes_back),
	    UNIT_TEST(test_what_is_not_known_comes_back_as_such),
	    UNIT_TEST(test_an_empty_text_is_not_an_unknown_one),
	    UNIT_TEST(test_every_kind_and_channel_comes_back),
	    UNIT_TEST(test_an_event_without_a_provider_is_refused),
	    UNIT_TEST(test_an_unknown_id_is_not_found),
	    UNIT_TEST(test_ids_rise_by_one),
	    UNIT_TEST(test_what_is_taken_back_leaves_no_gap_in_the_ids),
	    UNIT_TEST(test_the_newest_event_is_never_pruned),
	    UNIT_TEST(test_the_oldest_event),
	    UNIT_TEST(test_events_are_read_in_order_and_in_portions),
	    UNIT_TEST(test_the_id_before_the_newest),
	    UNIT_TEST(test_events_are_counted),
	    UNIT_TEST(test_events_are_counted_when_their_times_are_out_of_order),
	    UNIT_TEST(test_the_newest_event_of_each_provider),
	    UNIT_TEST(test_pruning_keeps_to_its_three_bounds),
	    UNIT_TEST(test_an_event_is_sighted_once_a_channel_for_the_first_time),
	    UNIT_TEST(test_another_text_of_an_update_is_kept_once),
	    UNIT_TEST(test_the_text_of_what_was_told_without_one_is_kept),
	    UNIT_TEST(test_a_text_without_ids_is_no_revision),
	    UNIT_TEST(test_what_hangs_on_an_event_leaves_with_it),
	    UNIT_TEST(test_no_more_leaves_at_a_time_than_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
