/*
 * Tests of flow/ingest: feeds. Their updates have no ids and are told to the minute; those of
 * webhooks and of the API have both. One update is one event, whichever comes first and whenever.
 */
#include "ground.h"

/* NOW is at a full minute. */
#define LOOKED_AT (NOW - 20 * MINUTE)
#define FOUND_AT  (NOW - 10 * MINUTE)

/* As webhooks have them. */
static struct update ours[] = {
    {.id = "u1", .status = "investigating", .text = "We look.", .created_at = LOOKED_AT + 30500},
    {.id = "u2", .status = "identified", .text = "We see.", .created_at = FOUND_AT + 59999},
    {.id = "u3", .status = "resolved", .text = "It is well.", .created_at = FOUND_AT + 61000},
};

/* And as the feed has. */
static struct update shown[] = {
    {.status = "investigating", .text = "We look.", .created_at = LOOKED_AT},
    {.status = "identified", .text = "We see.", .created_at = FOUND_AT},
    {.status = "resolved", .text = "It is well.", .created_at = FOUND_AT + MINUTE},
};

/* The feed is read; it has one incident. */
static int feed(struct ground *g, const char *id, struct update *updates, size_t n)
{
	struct provider_state page = {
	    .key = "acme", .page_id = PAGE, .platform = "feed_history", .due_at = 1};
	struct incident in = incident_of(id, updates, n);
	struct report r = report_of(REPORT_DOCUMENT, &in, id != NULL ? 1 : 0);

	return take_in(g, &(struct intake){
			      .channel = CHANNEL_POLLER,
			      .received_at = clock_now(),
			      .provider = provider_find(&g->app.providers, "acme"),
			      .report = &r,
			      .page_state = &page,
			  });
}

static struct ground *feed_open(void *ctx)
{
	struct ground *g = ground_open(ctx);

	assert_int_equal(feed(g, NULL, NULL, 0), 0);
	return g;
}

static void test_the_same_feed_twice_is_one_event_an_update(void **state)
{
	struct ground *g = feed_open(*state);

	assert_int_equal(feed(g, "i1", shown, 1), 1);
	pass(DAY);
	assert_int_equal(feed(g, "i1", shown, 1), 0);
	assert_int_equal(feed(g, "i1", shown, 3), 2);
	assert_int_equal(feed(g, "i1", shown, 3), 0);
	assert_true(ground_incident(g, "i1").closed_at != TIME_NONE);
}

/* A root-cause analysis replaces the text days later, under the same time. */
static void test_an_edited_text_is_no_event(void **state)
{
	struct ground *g = feed_open(*state);
	struct update edited = shown[0];

	edited.text = "It was the cache.";
	assert_int_equal(feed(g, "i1", shown, 1), 1);
	pass(DAY);
	assert_int_equal(feed(g, "i1", &edited, 1), 0);
}

/* Hours apart, and with texts that differ: the API has Markdown or HTML in it. */
static void test_a_webhook_and_the_feed_tell_one_event_in_both_orders(void **state)
{
	static const int64_t pauses[] = {0, MINUTE, DAY};

	for (size_t i = 0; i < 2 * UNIT_COUNT(pauses); i++) {
		struct ground *g = feed_open(*state);
		struct update other[] = {shown[0], shown[1]};

		other[1].text = "We <b>see</b>.";
		assert_int_equal(i % 2 == 0 ? hook(g, "i1", ours, 2) : feed(g, "i1", other, 2), 2);
		pass(pauses[i / 2]);
		assert_int_equal(i % 2 == 0 ? feed(g, "i1", other, 2) : hook(g, "i1", ours, 2), 0);
		assert_int_equal(ground_sightings(g, 1), 2);
		assert_int_equal(ground_sightings(g, 2), 2);
		assert_int_equal(hook(g, "i1", ours, 3), 1);
		assert_int_equal(feed(g, "i1", shown, 3), 0);
		assert_int_equal(ground_count(g), 3);
	}
}

static void test_the_time_that_the_page_shows_counts(void **state)
{
	struct ground *g = feed_open(*state);
	struct update late = ours[0];

	late.created_at += DAY;
	late.display_at = LOOKED_AT + 5;
	late.text = "Other words.";
	assert_int_equal(feed(g, "i1", shown, 1), 1);
	assert_int_equal(hook(g, "i1", &late, 1), 0);
}

static void test_two_updates_of_a_minute_stay_two(void **state)
{
	struct ground *g = feed_open(*state);
	struct update two[] = {ours[0], ours[0]};

	two[1].id = "u1b";
	two[1].text = "We look again.";
	assert_int_equal(hook(g, "i1", two, 2), 2);
	assert_int_equal(feed(g, "i1", shown, 1), 0);
	g = feed_open(*state);
	assert_int_equal(feed(g, "i1", shown, 1), 1);
	assert_int_equal(hook(g, "i1", two, 2), 1);
}

static void test_another_incident_in_the_same_minute_is_another(void **state)
{
	struct ground *g = feed_open(*state);

	assert_int_equal(hook(g, "i1", ours, 1), 1);
	assert_int_equal(feed(g, "i2", shown, 1), 1);
}

static void test_first_sight_of_a_feed_tells_what_is_open_and_no_more(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(feed(g, "i1", shown, 2), 1);
	assert_string_equal(ground_last(g).detail, "We see.");
	g = ground_open(*state);
	assert_int_equal(feed(g, "i1", shown, 3), 0);
	/* A webhook of it comes late, with all its updates. */
	assert_int_equal(hook(g, "i1", ours, 3), 0);
}

/* Webhooks came for a day before the page was first read. */
static void test_first_sight_of_what_webhooks_told_is_silent(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(hook(g, "i1", ours, 2), 2);
	pass(DAY);
	assert_int_equal(feed(g, "i1", shown, 2), 0);
	assert_int_equal(feed(g, "i1", shown, 3), 1);
}

/* The operator switches the API off: what the feed has is not news, but for how it went on. */
static void test_a_page_that_changes_to_its_feed_tells_what_is_new_only(void **state)
{
	struct ground *g = ground_open(*state);
	struct provider_state before = {.key = "acme", .page_id = PAGE, .platform = "statuspage"};
	struct incident in = incident_of("i1", ours, 2);
	struct report r = report_of(REPORT_DOCUMENT, &in, 1);
	struct intake read = {
	    .channel = CHANNEL_POLLER,
	    .received_at = NOW,
	    .provider = provider_find(&g->app.providers, "acme"),
	    .report = &r,
	    .page_state = &before,
	};

	assert_int_equal(take_in(g, &read), 1);
	pass(DAY);
	assert_int_equal(feed(g, "i1", shown, 3), 1);
	assert_string_equal(ground_last(g).status, "resolved");
	assert_true(ground_incident(g, "i1").closed_at != TIME_NONE);
	assert_int_equal(ground_count(g), 2);
}

static void test_closed_incidents_of_the_feed_are_no_news_after_a_change(void **state)
{
	struct ground *g = ground_open(*state);
	struct provider_state before = {.key = "acme", .page_id = PAGE, .platform = "statuspage"};

	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_provider_put(g->store, &before, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_int_equal(feed(g, "i1", shown, 3), 0);
	assert_int_equal(feed(g, "i1", shown, 3), 0);
}

/* The last seconds of an incident: the feed has its end at the minute of what came before. */
static void test_an_end_within_the_minute_ends_it(void **state)
{
	struct ground *g = feed_open(*state);
	struct update end[] = {shown[0], shown[0]};

	end[1].status = "resolved";
	assert_int_equal(hook(g, "i1", ours, 1), 1);
	assert_int_equal(feed(g, "i1", end, 2), 1);
	assert_true(ground_incident(g, "i1").closed_at != TIME_NONE);
}

/* The webhook of the first update comes when the feed has told the end, in the same minute. */
static void test_a_late_webhook_of_the_minute_of_the_end_opens_nothing(void **state)
{
	struct update within[] = {
	    {.id = "u1",
		.status = "investigating",
		.text = "We look.",
		.created_at = FOUND_AT + 20500},
	    {.id = "u2",
		.status = "resolved",
		.text = "It is well.",
		.created_at = FOUND_AT + 40500},
	    {.id = "u3", .status = "investigating", .text = "No.", .created_at = FOUND_AT + 50500},
	};
	struct update of_feed[] = {
	    {.status = "investigating", .text = "We look.", .created_at = FOUND_AT},
	    {.status = "resolved", .text = "It is well.", .created_at = FOUND_AT},
	};

	for (size_t heard = 1; heard < 3; heard++) {
		struct ground *g = feed_open(*state);

		assert_int_equal(feed(g, "i1", of_feed, 2), 2);
		pass(MINUTE);
		assert_int_equal(hook(g, "i1", within, heard), 0);
		assert_true(ground_incident(g, "i1").closed_at != TIME_NONE);
		assert_int_equal(feed(g, "i1", of_feed, 2), 0);
		assert_int_equal(hook(g, "i1", within, 2), 0);
		assert_int_equal(hook(g, "i1", within, 3), 1);
		assert_int_equal(ground_incident(g, "i1").closed_at, TIME_NONE);
		talloc_free(g->store);
	}
}

static void test_what_scrolled_out_of_a_feed_has_not_ended(void **state)
{
	struct ground *g = feed_open(*state);

	assert_int_equal(feed(g, "i1", shown, 2), 2);
	for (int i = 0; i < 3; i++) {
		pass(DAY);
		assert_int_equal(feed(g, NULL, NULL, 0), 0);
	}
	assert_true(ground_incident(g, "i1").closed_at == TIME_NONE);
}

/* Pages say the same again and again; the time tells that it was said again. */
static struct update stock[] = {
    {.status = "investigating", .text = "We look on.", .created_at = NOW - 30 * MINUTE},
    {.status = "investigating", .text = "We look on.", .created_at = NOW - 20 * MINUTE},
    {.status = "investigating", .text = "We look on.", .created_at = NOW - 10 * MINUTE},
};

static void test_the_same_text_of_another_minute_is_another_update(void **state)
{
	for (int by_webhook = 0; by_webhook < 2; by_webhook++) {
		struct ground *g = ground_open(*state);

		ground_read_before(g);
		for (size_t n = 1; n <= 3; n++) {
			assert_int_equal(
			    by_webhook ? hook(g, "i1", stock, n) : poll_one(g, "i1", stock, n), 1);
			assert_int_equal(
			    by_webhook ? hook(g, "i1", stock, n) : poll_one(g, "i1", stock, n), 0);
		}
	}
}

static void test_the_same_text_of_one_document_is_as_many_updates(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", stock, 3), 3);
	assert_int_equal(poll_one(g, "i1", stock, 3), 0);
}

/* Which may say another time of it. */
static void test_the_same_text_by_another_channel_is_the_same_update(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(hook(g, "i1", &stock[0], 1), 1);
	assert_int_equal(poll_one(g, "i1", &stock[1], 1), 0);
}

/* As the feed of Instatus has it; the webhook comes when the text has lapsed, and was edited. */
static void test_the_seconds_of_a_feed_do_not_part_it_from_a_webhook(void **state)
{
	static const int64_t seconds[][2] = {{22 * SECOND, 0}, {22 * SECOND, 22500}, {0, 22500}};

	for (size_t i = 0; i < UNIT_COUNT(seconds); i++) {
		struct ground *g = feed_open(*state);
		struct update fed = shown[0], hooked = ours[0];

		fed.created_at = LOOKED_AT + seconds[i][0];
		hooked.created_at = LOOKED_AT + seconds[i][1];
		hooked.text = "It was the cache.";
		assert_int_equal(feed(g, "i1", &fed, 1), 1);
		pass(DAY);
		assert_int_equal(hook(g, "i1", &hooked, 1), 0);
		assert_int_equal(ground_sightings(g, 1), 2);
		assert_int_equal(feed(g, "i1", &fed, 1), 0);
	}
}

/* As the feed has them, which parts them by a second; see feed_incident.c. */
static struct update twins[] = {
    {.status = "investigating", .text = "We look.", .created_at = LOOKED_AT},
    {.status = "investigating", .text = "We look on.", .created_at = LOOKED_AT + SECOND},
};

static void test_two_of_one_status_within_a_minute_are_two_by_feed_and_webhook(void **state)
{
	struct update two[] = {ours[0], ours[0]};

	two[1].id = "u1b";
	two[1].text = "We look on, and edit that.";
	for (size_t first = 0; first <= 2; first++)
		for (int by_feed = 0; by_feed < 2; by_feed++) {
			struct ground *g = feed_open(*state);

			if (first > 0)
				assert_int_equal(by_feed ? feed(g, "i1", twins, first)
							 : hook(g, "i1", two, first),
				    first);
			pass(DAY);
			assert_int_equal(
			    by_feed ? hook(g, "i1", two, 2) : feed(g, "i1", twins, 2), 2 - first);
			pass(DAY);
			assert_int_equal(hook(g, "i1", two, 2), 0);
			assert_int_equal(feed(g, "i1", twins, 2), 0);
			assert_int_equal(ground_sightings(g, 1), 2);
			assert_int_equal(ground_sightings(g, 2), 2);
		}
}

/* The webhook of the second one is lost. */
static void test_what_is_said_again_is_told_by_the_feed_though_a_webhook_said_it_once(void **state)
{
	struct ground *g = feed_open(*state);
	struct update up = stock[1];

	up.id = "u1";
	assert_int_equal(hook(g, "i1", &up, 1), 1);
	assert_int_equal(feed(g, "i1", stock + 1, 2), 1);
	assert_int_equal(feed(g, "i1", stock + 1, 2), 0);
}

/* As Status.io tells: with exact times, and no ids. The page was read before it was said again. */
static void test_a_webhook_is_not_lost_in_what_the_page_told_with_its_words(void **state)
{
	struct update said[] = {
	    {.status = "investigating", .text = "We look.", .created_at = LOOKED_AT + 20500},
	    {.status = "investigating", .text = "We look.", .created_at = LOOKED_AT + 40500},
	};
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	clock_set(LOOKED_AT + 38 * SECOND);
	assert_int_equal(poll_one(g, "i1", said, 1), 1);
	pass(MINUTE);
	assert_int_equal(hook(g, "i1", said + 1, 1), 0);
	assert_int_equal(poll_one(g, "i1", said, 2), 1);
	assert_int_equal(ground_last(g).occurred_at, said[1].created_at);
	assert_int_equal(hook(g, "i1", said + 1, 1), 0);
	assert_int_equal(hook(g, "i1", said, 1), 0);
	assert_int_equal(poll_one(g, "i1", said, 2), 0);
}

/* It is a day old when its webhook comes, and the page shows another time for it. */
static void test_the_time_that_the_page_shows_counts_in_the_other_order_too(void **state)
{
	struct ground *g = feed_open(*state);
	struct update late = ours[0];

	late.created_at += DAY;
	late.display_at = LOOKED_AT + 5;
	late.text = "Other words.";
	assert_int_equal(hook(g, "i1", &late, 1), 1);
	assert_int_equal(feed(g, "i1", shown, 1), 0);
}

/* With ids, as webhooks have them. */
static void stock_hook(struct ground *g, size_t from, size_t n, int events)
{
	struct update list[UNIT_COUNT(stock)];

	for (size_t i = 0; i < UNIT_COUNT(stock); i++) {
		list[i] = stock[i];
		list[i].id = mem_printf(g->ctx, "u%zu", i);
	}
	assert_int_equal(hook(g, "i1", list + from, n), events);
}

static void test_what_is_said_again_is_the_event_of_its_own_minute(void **state)
{
	struct ground *g = feed_open(*state);

	assert_int_equal(feed(g, "i1", stock, 3), 3);
	stock_hook(g, 0, 3, 0);
	g = feed_open(*state);
	stock_hook(g, 0, 1, 1);
	pass(HOUR);
	stock_hook(g, 0, 3, 2);
	assert_int_equal(feed(g, "i1", stock, 3), 0);
	g = feed_open(*state);
	stock_hook(g, 2, 1, 1);
	assert_int_equal(feed(g, "i1", stock, 3), 2);
	stock_hook(g, 0, 3, 0);
}

/* The page was read before it was said again; one of the two webhooks comes soon after the other. */
static void test_what_is_said_after_an_event_was_heard_is_another(void **state)
{
	struct ground *g = ground_open(*state);
	struct update again[] = {stock[2], stock[2], stock[2]};

	again[1].created_at = NOW + 2 * MINUTE;
	again[2].created_at = NOW + 2 * MINUTE + 20 * SECOND;
	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", again, 1), 1);
	pass(3 * MINUTE);
	assert_int_equal(hook(g, "i1", &again[1], 1), 1);
	assert_int_equal(hook(g, "i1", &again[2], 1), 1);
	assert_int_equal(poll_one(g, "i1", again, 3), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_webhook_is_not_lost_in_what_the_page_told_with_its_words),
	    GROUND_TEST(test_the_same_text_of_another_minute_is_another_update),
	    GROUND_TEST(test_the_same_text_of_one_document_is_as_many_updates),
	    GROUND_TEST(test_the_same_text_by_another_channel_is_the_same_update),
	    GROUND_TEST(test_the_same_feed_twice_is_one_event_an_update),
	    GROUND_TEST(test_an_edited_text_is_no_event),
	    GROUND_TEST(test_a_webhook_and_the_feed_tell_one_event_in_both_orders),
	    GROUND_TEST(test_the_time_that_the_page_shows_counts),
	    GROUND_TEST(test_two_updates_of_a_minute_stay_two),
	    GROUND_TEST(test_another_incident_in_the_same_minute_is_another),
	    GROUND_TEST(test_first_sight_of_a_feed_tells_what_is_open_and_no_more),
	    GROUND_TEST(test_first_sight_of_what_webhooks_told_is_silent),
	    GROUND_TEST(test_a_page_that_changes_to_its_feed_tells_what_is_new_only),
	    GROUND_TEST(test_closed_incidents_of_the_feed_are_no_news_after_a_change),
	    GROUND_TEST(test_an_end_within_the_minute_ends_it),
	    GROUND_TEST(test_a_late_webhook_of_the_minute_of_the_end_opens_nothing),
	    GROUND_TEST(test_what_scrolled_out_of_a_feed_has_not_ended),
	    GROUND_TEST(test_the_seconds_of_a_feed_do_not_part_it_from_a_webhook),
	    GROUND_TEST(test_two_of_one_status_within_a_minute_are_two_by_feed_and_webhook),
	    GROUND_TEST(test_what_is_said_again_is_told_by_the_feed_though_a_webhook_said_it_once),
	    GROUND_TEST(test_the_time_that_the_page_shows_counts_in_the_other_order_too),
	    GROUND_TEST(test_what_is_said_again_is_the_event_of_its_own_minute),
	    GROUND_TEST(test_what_is_said_after_an_event_was_heard_is_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
