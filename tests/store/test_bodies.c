/* Tests of store/bodies: byte for byte, of each event of a report, and not without a limit. */
#include "shelf.h"

#include "base/limits.h"
#include "model/event.h"
#include "store/bodies.h"
#include "store/events.h"

static void put(struct store *s, int64_t first, int64_t last, const char *bytes, size_t n)
{
	assert_int_equal(store_body_put(s, first, last, bytes, n, NULL), OK);
}

/* NULL when none is kept. */
static const char *find(void *ctx, struct store *s, int64_t event, size_t *n)
{
	const char *bytes;

	assert_int_equal(store_body_find(ctx, s, event, &bytes, n, NULL), OK);
	return bytes;
}

static void test_each_event_of_a_report_has_its_body(void **state)
{
	struct store *s = shelf_begin(*state);
	size_t n;

	put(s, 3, 5, "a\0\xff", 3);
	put(s, 7, 7, "b", 1);
	for (int64_t event = 3; event <= 5; event++) {
		assert_memory_equal(find(*state, s, event, &n), "a\0\xff", 4);
		assert_int_equal(n, 3);
	}
	assert_string_equal(find(*state, s, 7, &n), "b");
	for (int64_t event = 2; event <= 8; event += event == 2 ? 4 : 2)
		assert_null(find(*state, s, event, &n));
}

static void test_the_oldest_make_room(void **state)
{
	struct store *s = shelf_begin(*state);
	const char *large = mem_array(*state, char, LIMIT_BODY_BYTES);
	const int64_t most = LIMIT_BODIES_BYTES / LIMIT_BODY_BYTES;
	size_t n;

	for (int64_t event = 1; event <= most; event++)
		put(s, event, event, large, LIMIT_BODY_BYTES);
	assert_int_equal(store_bodies_trim(s, NULL), OK);
	assert_non_null(find(*state, s, 1, &n));
	put(s, most + 1, most + 1, "", 0);
	assert_int_equal(store_bodies_trim(s, NULL), OK);
	assert_non_null(find(*state, s, 1, &n));
	put(s, most + 2, most + 2, "b", 1);
	assert_int_equal(store_bodies_trim(s, NULL), OK);
	assert_null(find(*state, s, 1, &n));
	assert_non_null(find(*state, s, 2, &n));
	assert_string_equal(find(*state, s, most + 2, &n), "b");
}

static int64_t append(struct store *s)
{
	struct event event = {
	    .received_at = NOW,
	    .kind = EVENT_INCIDENT,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "acme",
	    .provider_name = "Acme",
	};

	assert_int_equal(store_event_append(s, &event, NULL), OK);
	return event.id;
}

static void test_bodies_leave_after_their_events(void **state)
{
	struct store *s = shelf_begin(*state);
	int64_t gone = 0;
	size_t n;

	for (int i = 0; i < 3; i++) {
		int64_t id = append(s);

		put(s, id, id, "b", 1);
	}
	assert_int_equal(store_bodies_prune(s, 100, &gone, NULL), OK);
	assert_int_equal(gone, 0);
	assert_int_equal(store_events_prune(s, NOW + 1, 2, 100, &gone, NULL), OK);
	assert_int_equal(gone, 2);
	assert_int_equal(store_bodies_prune(s, 1, &gone, NULL), OK);
	assert_int_equal(gone, 3);
	assert_null(find(*state, s, 1, &n));
	assert_non_null(find(*state, s, 2, &n));
	assert_int_equal(store_bodies_prune(s, 100, &gone, NULL), OK);
	assert_int_equal(gone, 4);
	assert_non_null(find(*state, s, 3, &n));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_each_event_of_a_report_has_its_body),
	    UNIT_TEST(test_the_oldest_make_room),
	    UNIT_TEST(test_bodies_leave_after_their_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
