/*
 * Tests of store/summaries, and that the row of the event table which a summary is does not look
 * like news of anything.
 */
#include "shelf.h"

#include "store/events.h"
#include "store/summaries.h"

static struct event append(struct store *s, struct event event)
{
	event.received_at = event.received_at != 0 ? event.received_at : NOW;
	event.kind = event.kind != 0 ? event.kind : EVENT_INCIDENT;
	event.channel = CHANNEL_WEBHOOK;
	event.provider = event.provider_name = "acme";
	assert_int_equal(store_event_append(s, &event, NULL), OK);
	return event;
}

static struct event update(struct store *s, const char *incident)
{
	return append(
	    s, (struct event){.page_id = "page", .incident_id = incident, .title = incident});
}

static bool is_followed(struct store *s, const struct event *event)
{
	bool followed;

	assert_int_equal(store_event_is_followed(s, event, &followed, NULL), OK);
	return followed;
}

static struct summary found(void *ctx, struct store *s, int64_t id)
{
	struct summary summary = {0};
	bool is_there;

	assert_int_equal(store_summary_find(ctx, s, id, &summary, &is_there, NULL), OK);
	assert_true(is_there);
	return summary;
}

/* The event whose summary is next at that time; 0: none. */
static int64_t next(void *ctx, struct store *s, int64_t now)
{
	struct summary summary = {0};
	bool is_there;

	assert_int_equal(store_summary_next(ctx, s, now, &summary, &is_there, NULL), OK);
	return is_there ? summary.event_id : 0;
}

static void settle(struct store *s, int64_t id, enum summary_state state, const char *text)
{
	struct summary summary = {
	    .event_id = id, .state = state, .model = "model", .text = text, .made_at = NOW};

	assert_int_equal(store_summary_settle(s, &summary, NULL), OK);
}

static void test_what_is_wanted_waits_the_oldest_first(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_int_equal(next(*state, s, NOW), 0);
	assert_int_equal(store_summary_want(s, 7, NULL), OK);
	assert_int_equal(store_summary_want(s, 5, NULL), OK);
	assert_int_equal(next(*state, s, NOW), 5);
	settle(s, 5, SUMMARY_LOGGED, "text");
	assert_int_equal(next(*state, s, NOW), 7);
	assert_int_equal(store_summary_want(s, 5, NULL), OK); /* once is enough */
	assert_int_equal(next(*state, s, NOW), 7);
	assert_string_equal(found(*state, s, 5).text, "text");
}

static void test_who_was_asked_waits_until_it_is_due(void **state)
{
	struct store *s = shelf_begin(*state);

	store_summary_want(s, 5, NULL);
	store_summary_want(s, 7, NULL);
	assert_int_equal(store_summary_asked(s, 5, "request", NOW + 100, NULL), OK);
	assert_int_equal(found(*state, s, 5).tries, 1);
	assert_int_equal(next(*state, s, NOW), 7);
	assert_int_equal(next(*state, s, NOW + 100), 5);
	assert_int_equal(store_summary_delay(s, 5, NOW + 200, NULL), OK);
	assert_int_equal(next(*state, s, NOW + 199), 7);
	assert_int_equal(found(*state, s, 5).tries, 1);
	store_summary_asked(s, 5, "request", NOW + 100, NULL);
	assert_int_equal(found(*state, s, 5).tries, 2);
}

static void test_the_answer_to_a_request_is_found_by_its_bytes(void **state)
{
	struct store *s = shelf_begin(*state);
	struct summary same;
	bool is_there;

	store_summary_want(s, 5, NULL);
	store_summary_asked(s, 5, "request", NOW, NULL);
	assert_int_equal(store_summary_same(*state, s, "request", &same, &is_there, NULL), OK);
	assert_false(is_there); /* it was asked, and not answered */
	settle(s, 5, SUMMARY_SUPERSEDED, "text");
	assert_int_equal(store_summary_same(*state, s, "request", &same, &is_there, NULL), OK);
	assert_true(is_there);
	assert_string_equal(same.text, "text");
	assert_int_equal(store_summary_same(*state, s, "request ", &same, &is_there, NULL), OK);
	assert_false(is_there);
}

static void test_everything_of_a_summary_comes_back(void **state)
{
	static const char *const names[] = {
	    "", "waiting", "logged", "superseded", "unchecked", "given up"};
	struct store *s = shelf_begin(*state);

	for (int i = SUMMARY_WAITING; i <= SUMMARY_GIVEN_UP; i++) {
		struct summary got;

		store_summary_want(s, i, NULL);
		settle(s, i, (enum summary_state)i, i == SUMMARY_GIVEN_UP ? NULL : "text");
		got = found(*state, s, i);
		assert_int_equal(got.state, i);
		assert_string_equal(got.model, "model");
		unit_same(names[i], got.text, i == SUMMARY_GIVEN_UP ? NULL : "text");
		assert_int_equal(got.made_at, NOW);
		assert_string_equal(summary_state_name(got.state), names[i]);
	}
}

static void test_an_event_is_followed_by_one_of_its_incident(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event first = update(s, "i1");

	update(s, "i2");
	append(s, (struct event){.page_id = "other", .incident_id = "i1"});
	append(s, (struct event){.kind = EVENT_COMPONENT, .page_id = "page", .incident_id = "i1"});
	append(
	    s, (struct event){
		   .kind = EVENT_SUMMARY, .page_id = "page", .incident_id = "i1", .of = first.id});
	assert_false(is_followed(s, &first));
	update(s, "i1");
	assert_true(is_followed(s, &first));
}

static void test_without_an_id_the_title_tells(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event mail = append(s, (struct event){.page_id = "page", .title = "i1"});

	append(s, (struct event){.page_id = "page", .title = "other"});
	assert_false(is_followed(s, &mail));
	update(s, "i1");
	assert_true(is_followed(s, &mail));
}

static void test_a_summary_is_no_news(void **state)
{
	struct store *s = shelf_begin(*state);
	struct event of = update(s, "i1"), summary = event_of_summary(&of, "text"), *events;
	struct last_event *last;
	size_t n;

	summary.received_at = NOW + 1000;
	assert_int_equal(store_event_append(s, &summary, NULL), OK);
	assert_int_equal(store_events_last(*state, s, &last, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_int_equal(last[0].received_at, NOW);
	assert_int_equal(store_events_of(*state, s, "page", "i1", 99, &events, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_int_equal(store_events_recent(*state, s, "page", 0, 99, &events, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_int_equal(events[0].id, of.id);
	events = mem_array(*state, struct event, 9);
	assert_int_equal(store_events_after(*state, s, 0, 9, events, &n, NULL), OK);
	assert_int_equal(n, 2);
	assert_int_equal(events[0].of, 0);
	assert_int_equal(events[1].of, of.id);
	assert_int_equal(events[1].kind, EVENT_SUMMARY);
}

static void test_a_summary_leaves_with_its_event(void **state)
{
	struct store *s = shelf_begin(*state);
	struct summary gone;
	int64_t n = 0;
	bool is_there;

	for (int i = 0; i < 3; i++)
		store_summary_want(s, update(s, "i1").id, NULL);
	assert_int_equal(store_events_prune(s, NOW + 1, 2, 99, &n, NULL), OK);
	assert_int_equal(n, 2 + 2);
	assert_int_equal(store_summary_find(*state, s, 1, &gone, &is_there, NULL), OK);
	assert_false(is_there);
	assert_int_equal(found(*state, s, 3).state, SUMMARY_WAITING);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_what_is_wanted_waits_the_oldest_first),
	    UNIT_TEST(test_who_was_asked_waits_until_it_is_due),
	    UNIT_TEST(test_the_answer_to_a_request_is_found_by_its_bytes),
	    UNIT_TEST(test_everything_of_a_summary_comes_back),
	    UNIT_TEST(test_an_event_is_followed_by_one_of_its_incident),
	    UNIT_TEST(test_without_an_id_the_title_tells),
	    UNIT_TEST(test_a_summary_is_no_news),
	    UNIT_TEST(test_a_summary_leaves_with_its_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
