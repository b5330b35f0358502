/* Tests of store/scan: every event that fits, once, in both directions, across windows of ids. */
#include "shelf.h"

#include "base/buf.h"
#include "store/events.h"
#include "store/scan.h"

#define MOST 64

struct seen {
	int64_t ids[MOST];
	size_t n;
	size_t enough; /* 0: never */
};

static bool note(void *user, const struct event *event)
{
	struct seen *seen = user;

	if (seen->n < MOST)
		seen->ids[seen->n] = event->id;
	seen->n++;
	return seen->n != seen->enough;
}

static void append(struct store *s, const char *provider, enum event_kind kind,
    enum channel channel, int64_t received_at)
{
	struct event event = {
	    .received_at = received_at,
	    .occurred_at = received_at - 100,
	    .kind = kind,
	    .channel = channel,
	    .provider = provider,
	    .provider_name = provider,
	    .page_id = strcmp(provider, "other") == 0 ? "shared" : NULL,
	};

	assert_int_equal(store_event_append(s, &event, NULL), OK);
}

/* acme: incidents 1, 3, 5 and a component 2; other, on a page: an incident 4; a second apart. */
static struct store *shelf_of_five(void *ctx)
{
	struct store *s = shelf_begin(ctx);

	append(s, "acme", EVENT_INCIDENT, CHANNEL_WEBHOOK, NOW);
	append(s, "acme", EVENT_COMPONENT, CHANNEL_POLLER, NOW + 1000);
	append(s, "acme", EVENT_INCIDENT, CHANNEL_EMAIL, NOW + 2000);
	append(s, "other", EVENT_INCIDENT, CHANNEL_WEBHOOK, NOW + 3000);
	append(s, "acme", EVENT_INCIDENT, CHANNEL_POLLER, NOW + 4000);
	return s;
}

static void expect_ids(const struct seen *seen, const int64_t *ids, size_t n)
{
	assert_int_equal(seen->n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(seen->ids[i], ids[i]);
}

static void test_each_condition_of_a_query(void **state)
{
	static const struct {
		struct event_query q;
		int64_t ids[5];
		size_t n;
	} rows[] = {
	    {{.since = TIME_NONE}, {1, 2, 3, 4, 5}, 5},
	    {{.of = {"acme", NULL}}, {1, 2, 3, 5}, 4},
	    {{.of = {"acme", "shared"}}, {1, 2, 3, 4, 5}, 5},
	    {{.of = {"nobody", "shared"}}, {4}, 1},
	    {{.of = {NULL, "shared"}}, {4}, 1},
	    {{.of = {"nobody", NULL}}, {0}, 0},
	    {{.kinds = 1 << EVENT_COMPONENT}, {2}, 1},
	    {{.kinds = 1 << EVENT_COMPONENT | 1 << EVENT_INCIDENT}, {1, 2, 3, 4, 5}, 5},
	    {{.channels = 1 << CHANNEL_POLLER}, {2, 5}, 2},
	    {{.since = NOW + 1000}, {2, 3, 4, 5}, 4},
	    {{.since = NOW + 1001}, {3, 4, 5}, 3},
	    {{.since = NOW + 9000}, {0}, 0},
	    {{.until = NOW + 1000}, {1}, 1},
	    {{.of = {"acme", NULL}, .since = NOW + 1, .until = NOW + 4000}, {2, 3}, 2},
	};
	struct store *s = shelf_of_five(*state);

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct seen forth = {0}, back = {0};
		int64_t after = 0;

		assert_int_equal(store_scan_forth(s, &rows[i].q, &after, note, &forth, NULL), OK);
		expect_ids(&forth, rows[i].ids, rows[i].n);
		assert_int_equal(store_scan_back(s, &rows[i].q, note, &back, NULL), OK);
		assert_int_equal(back.n, rows[i].n);
		for (size_t j = 0; j < back.n; j++)
			assert_int_equal(back.ids[j], rows[i].ids[rows[i].n - 1 - j]);
	}
}

static void test_a_scan_goes_on_where_the_last_ended(void **state)
{
	static const struct event_query all = {0}, component = {.kinds = 1 << EVENT_COMPONENT};
	struct store *s = shelf_of_five(*state);
	struct seen seen = {0};
	int64_t after = 3;

	assert_int_equal(store_scan_forth(s, &all, &after, note, &seen, NULL), OK);
	expect_ids(&seen, (const int64_t[]){4, 5}, 2);
	assert_int_equal(after, 5);
	assert_int_equal(store_scan_forth(s, &all, &after, note, &seen, NULL), OK);
	assert_int_equal(seen.n, 2);
	after = 2; /* what does not fit was looked at, too */
	assert_int_equal(store_scan_forth(s, &component, &after, note, &seen, NULL), OK);
	assert_int_equal(after, 5);
}

static void test_a_visitor_can_have_enough(void **state)
{
	static const struct event_query all = {0};
	struct store *s = shelf_of_five(*state);
	struct seen seen = {.enough = 2};

	assert_int_equal(store_scan_back(s, &all, note, &seen, NULL), OK);
	expect_ids(&seen, (const int64_t[]){5, 4}, 2);
}

/* More events than a batch or a window has. */
static void test_nothing_is_lost_between_windows(void **state)
{
	static const struct event_query all = {0}, last = {.since = NOW + 44999};
	struct store *s = shelf_begin(*state);
	struct seen forth = {0}, back = {0}, few = {0};
	int64_t after = 0;

	for (int i = 0; i < 45000; i++)
		append(s, "acme", EVENT_INCIDENT, CHANNEL_WEBHOOK, NOW + i);
	assert_int_equal(store_scan_forth(s, &all, &after, note, &forth, NULL), OK);
	assert_int_equal(forth.n, 45000);
	assert_int_equal(store_scan_back(s, &all, note, &back, NULL), OK);
	assert_int_equal(back.n, 45000);
	assert_int_equal(store_scan_back(s, &last, note, &few, NULL), OK);
	expect_ids(&few, (const int64_t[]){45000}, 1);
}

static void test_an_empty_store_has_nothing(void **state)
{
	static const struct event_query q = {.since = NOW};
	struct store *s = shelf_begin(*state);
	struct seen seen = {0};
	int64_t after = 0;

	assert_int_equal(store_scan_forth(s, &q, &after, note, &seen, NULL), OK);
	assert_int_equal(store_scan_back(s, &q, note, &seen, NULL), OK);
	assert_int_equal(seen.n, 0);
	assert_int_equal(after, 0);
}

struct told {
	size_t n;
	size_t first;
	int64_t lag; /* of all together */
};

static void note_telling(void *user, const struct telling *t)
{
	struct told *told = user;

	told->n++;
	told->first += t->first;
	told->lag += t->seen_at - t->occurred_at;
	assert_non_null(t->provider);
}

static void test_every_channel_that_told_is_visited(void **state)
{
	struct store *s = shelf_of_five(*state);
	const struct revision late = {.channel = CHANNEL_EMAIL, .seen_at = NOW + 900};
	const struct event_scope all_of = {0}, acme_of = {"acme", NULL},
				 both_of = {"acme", "shared"};
	struct told all = {0}, acme = {0}, both = {0}, young = {0};

	append(s, "acme", EVENT_PROVIDER, CHANNEL_POLLER, NOW + 5000); /* nobody told that */
	assert_int_equal(store_event_repeated(s, 1, &late, NULL), OK);
	assert_int_equal(store_scan_tellings(s, all_of, TIME_NONE, note_telling, &all, NULL), OK);
	assert_int_equal(all.n, 6);
	assert_int_equal(all.first, 5);
	assert_int_equal(all.lag, 5 * 100 + 1000);
	assert_int_equal(store_scan_tellings(s, acme_of, TIME_NONE, note_telling, &acme, NULL), OK);
	assert_int_equal(acme.n, 5);
	assert_int_equal(store_scan_tellings(s, both_of, TIME_NONE, note_telling, &both, NULL), OK);
	assert_int_equal(both.n, 6);
	assert_int_equal(
	    store_scan_tellings(s, all_of, NOW + 3000, note_telling, &young, NULL), OK);
	assert_int_equal(young.n, 2);
}

static void append_update(
    struct store *s, enum event_kind kind, const char *page_id, const char *id, int64_t received_at)
{
	struct event event = {
	    .received_at = received_at,
	    .kind = kind,
	    .channel = CHANNEL_POLLER,
	    .provider = "acme",
	    .provider_name = "Acme",
	    .page_id = page_id,
	    .incident_id = id,
	};

	assert_int_equal(store_event_append(s, &event, NULL), OK);
}

static void note_update(void *user, const char *page_id, const char *incident_id)
{
	struct buf *b = user;

	buf_printf(b, "%s/%s ", page_id, incident_id);
}

static const char *updates(struct store *s, const char *page_id, int64_t since)
{
	struct buf b;

	buf_init(&b, s, 1024);
	assert_int_equal(store_scan_updates(s, page_id, since, note_update, &b, NULL), OK);
	return b.data;
}

static void test_each_update_of_an_incident_is_visited(void **state)
{
	struct store *s = shelf_begin(*state);

	append_update(s, EVENT_INCIDENT, "page1", "i1", NOW);
	append_update(s, EVENT_COMPONENT, "page1", "c1", NOW);
	append_update(s, EVENT_INCIDENT, NULL, "i9", NOW);
	append_update(s, EVENT_INCIDENT, "page2", "i1", NOW + 1);
	append_update(s, EVENT_MAINTENANCE, "page1", "m1", NOW + 2);
	append_update(s, EVENT_INCIDENT, "page1", "i1", NOW + 3);
	assert_string_equal(updates(s, NULL, TIME_NONE), "page1/i1 page2/i1 page1/m1 page1/i1 ");
	assert_string_equal(updates(s, "page1", TIME_NONE), "page1/i1 page1/m1 page1/i1 ");
	assert_string_equal(updates(s, "page1", NOW + 2), "page1/m1 page1/i1 ");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_each_condition_of_a_query),
	    UNIT_TEST(test_a_scan_goes_on_where_the_last_ended),
	    UNIT_TEST(test_a_visitor_can_have_enough),
	    UNIT_TEST(test_nothing_is_lost_between_windows),
	    UNIT_TEST(test_an_empty_store_has_nothing),
	    UNIT_TEST(test_every_channel_that_told_is_visited),
	    UNIT_TEST(test_each_update_of_an_incident_is_visited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
