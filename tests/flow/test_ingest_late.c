/*
 * Tests of flow/ingest: mails that come late, when their update was told by the page's document or
 * feed long ago, and others after it.
 */
#include "letter.h"

#include "model/identity.h"

static const struct update looking = {
    .id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW - MINUTE};

/* Of three updates the second, as a mail tells it: with all ids and its time, or without. */
static const struct letter late_ones[] = {
    {.incident = "i1", .text = "We still look into it."},
    {.incident = "i1", .text = "We still look into it.", .posted_at = "2026-11-23T11:20:00Z"},
    {.incident = "i1",
	.text = "We still look into it.",
	.posted_at = "2026-11-23T11:20:00Z",
	.update = "u2"},
    {.incident = "i1", .text = "We still look into it.", .status = "investigating"},
};

/* "An update has been posted" comes late: its incident has moved on, or is over. */
static void expect_late_mail_is_known(void *ctx, bool by_feed, const char *next, int64_t pause)
{
	for (size_t i = 0; i < UNIT_COUNT(late_ones); i++) {
		struct ground *g = ground_open(ctx);
		struct update updates[] = {looking, looking, looking};
		int64_t at[] = {NOW - HOUR, NOW - 40 * MINUTE, NOW - 20 * MINUTE};

		updates[1].text = late_ones[i].text;
		updates[2].status = next;
		updates[2].text = "It goes on.";
		ground_read_before(g);
		for (size_t n = 0; n < 3; n++) {
			updates[n].id = by_feed ? NULL : mem_printf(g->ctx, "u%zu", n + 1);
			updates[n].created_at = at[n];
			assert_int_equal(poll_one(g, "i1", updates, n + 1), 1);
		}
		pass(pause);
		assert_int_equal(mail(g, &late_ones[i]), 0);
		assert_string_equal(ground_incident(g, "i1").status, next);
		assert_int_equal(ground_sightings(g, 2), 2);
	}
}

static void test_a_late_update_without_a_status_is_known_by_what_it_says(void **state)
{
	static const int64_t pauses[] = {0, MINUTE, DAY};

	for (size_t i = 0; i < 2 * UNIT_COUNT(pauses); i++) {
		expect_late_mail_is_known(*state, i % 2, "identified", pauses[i / 2]);
		expect_late_mail_is_known(*state, i % 2, "resolved", pauses[i / 2]);
	}
}

static void test_a_mail_of_another_minute_than_the_feed_has_is_of_another_update(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = looking;
	struct letter again = late_ones[1];

	up.id = NULL;
	up.text = again.text;
	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", &up, 1), 1);
	pass(HOUR);
	assert_int_equal(mail(g, &again), 1);
}

/* The first that is heard of an incident. */
static void test_a_mail_without_a_status_is_known_when_the_feed_has_its_text(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = looking;

	up.id = NULL;
	up.text = late_ones[2].text;
	ground_read_before(g);
	assert_int_equal(mail(g, &late_ones[2]), 1);
	assert_int_equal(poll_one(g, "i1", &up, 1), 0);
}

/*
 * "We are continuing to investigate this issue.", again. It cannot be what was heard before it was
 * said; if it may be, it is not told, but by the feed.
 */
static void test_a_mail_hides_no_update_with_the_same_words(void **state)
{
	for (int heard_late = 0; heard_late < 2; heard_late++) {
		struct ground *g = ground_open(*state);
		struct letter again = late_ones[3];
		struct update up[] = {looking, looking};

		again.posted_at = "2026-11-23T12:02:00Z";
		up[0].id = up[1].id = NULL;
		up[0].text = up[1].text = again.text;
		up[1].created_at = NOW + 2 * MINUTE;
		ground_read_before(g);
		pass(heard_late ? 3 * MINUTE : 0);
		assert_int_equal(poll_one(g, "i1", up, 1), 1);
		pass(4 * MINUTE);
		assert_int_equal(mail(g, &again), !heard_late);
		assert_int_equal(poll_one(g, "i1", up, 2), heard_late);
	}
}

/* They know their incident, and neither the update nor when it was. */
static void test_mails_that_say_the_same_are_as_many_updates(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter again = late_ones[3];
	struct update up[] = {looking, looking};

	up[0].text = up[1].text = again.text;
	up[1].id = "u2";
	up[1].created_at = NOW + HOUR - MINUTE;
	ground_read_before(g);
	assert_int_equal(mail(g, &again), 1);
	pass(HOUR);
	again.id = "m2";
	assert_int_equal(mail(g, &again), 1);
	assert_int_equal(poll_one(g, "i1", up, 2), 0);
	up[0].id = up[1].id = NULL;
	assert_int_equal(poll_one(g, "i1", up, 2), 0);
}

/* A mail without the page's time, one with its minute, and one with all ids. */
static const struct letter ends[] = {
    {.incident = "i1", .status = "resolved", .text = "It was the reactor."},
    {.incident = "i1",
	.status = "resolved",
	.text = "It was the reactor.",
	.posted_at = "2026-11-23T12:00:00Z"},
    {.incident = "i1",
	.status = "resolved",
	.text = "It was the reactor.",
	.posted_at = "2026-11-23T12:00:00Z",
	.update = "u3"},
};

/* One after the other, whichever was the last that a document showed. */
static void test_what_was_said_before_an_end_that_a_mail_told_is_in_the_history(void **state)
{
	struct update updates[] = {looking,
	    {.id = "u2",
		.status = "identified",
		.text = "The reactor.",
		.created_at = NOW - 20 * SECOND},
	    {.id = "u3",
		.status = "resolved",
		.text = ends[0].text,
		.created_at = NOW}}; /* in the very instant that the mail shows */

	for (size_t i = 0; i < 2 * UNIT_COUNT(ends); i++) {
		struct ground *g = ground_open(*state);
		struct report document = report_of(REPORT_DOCUMENT, NULL, 0), history;
		struct incident in = incident_of("i1", updates, 3);
		int seen = i % 2 == 0 ? 0 : 1;

		ground_read_before(g);
		if (seen > 0)
			assert_int_equal(poll_one(g, "i1", updates, 1), 1);
		pass(10 * SECOND);
		assert_int_equal(mail(g, &ends[i / 2]), 1);
		assert_int_equal(take_document(g, "acme", &document), 0);
		history = report_of(REPORT_HISTORY, &in, 1);
		history.news_since = NOW - 30 * SECOND; /* it began before that */
		assert_int_equal(take_history(g, "acme", &history, &document), 2 - seen);
		assert_int_equal(take_history(g, "acme", &history, &document), 0);
		assert_string_equal(ground_incident(g, "i1").status, "resolved");
	}
}

/* Without updates a history tells nothing of before, and its word for the end may be another. */
static void test_an_end_that_a_mail_told_is_not_told_by_another_word(void **state)
{
	struct ground *g = ground_open(*state);
	struct report document = report_of(REPORT_DOCUMENT, NULL, 0), history;
	struct incident in = incident_of("i1", NULL, 0);

	ground_read_before(g);
	assert_int_equal(mail(g, &ends[0]), 1);
	pass(MINUTE);
	in.status = "postmortem";
	in.created_at = NOW;
	in.updated_at = clock_now();
	history = report_of(REPORT_HISTORY, &in, 1);
	history.news_since = NOW - HOUR;
	assert_int_equal(take_history(g, "acme", &history, &document), 0);
}

/* It is the first word, and later than what the page says next, with updates or by a status alone. */
static void test_a_mail_that_was_late_does_not_keep_an_incident_open(void **state)
{
	struct update updates[] = {looking, looking};

	updates[1].id = "u2";
	updates[1].status = "resolved";
	updates[1].text = "It was the reactor.";
	updates[1].created_at = NOW + MINUTE;
	for (int by_status = 0; by_status < 2; by_status++) {
		struct ground *g = ground_open(*state);
		struct report document = report_of(REPORT_DOCUMENT, NULL, 0), history;
		struct incident in = incident_of("i1", updates, 2);
		struct letter late = {
		    .incident = "i1", .status = looking.status, .text = looking.text};

		ground_read_before(g);
		pass(20 * MINUTE);
		assert_int_equal(mail(g, &late), 1);
		in.n_updates = by_status ? 0 : 2;
		history = report_of(REPORT_HISTORY, &in, 1);
		assert_int_equal(take_history(g, "acme", &history, &document), 1);
		assert_int_equal(take_history(g, "acme", &history, &document), 0);
		assert_string_equal(ground_incident(g, "i1").status, "resolved");
		assert_int_equal(ground_incident(g, "i1").closed_at, NOW + MINUTE);
	}
}

/* The incident's status alone was told, and got its text later; a mail of the next one was first. */
static void test_a_late_mail_is_known_by_the_text_that_a_status_got_later(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up[] = {looking, looking};
	struct letter next = {.incident = "i1", .status = "investigating", .text = "Still."};
	struct letter late = {
	    .id = "m2", .incident = "i1", .status = "investigating", .text = looking.text};
	struct incident bare = incident_of("i1", up, 1);
	struct report document = report_of(REPORT_DOCUMENT, &bare, 1);

	up[1].id = "u2";
	up[1].text = next.text;
	up[1].created_at = NOW + 5 * MINUTE;
	bare.n_updates = 0;
	ground_read_before(g);
	assert_int_equal(take_document(g, "acme", &document), 1);
	pass(6 * MINUTE);
	assert_int_equal(mail(g, &next), 0); /* it may be of that one */
	assert_int_equal(poll_one(g, "i1", up, 2), 1);
	pass(20 * MINUTE);
	assert_int_equal(mail(g, &late), 0);
}

/*
 * Of two updates in a minute the first was told by its status alone; whose mail is the first to come
 * is known by its text, which is kept.
 */
static void test_a_status_goes_to_the_update_whose_mail_it_got(void **state)
{
	struct update up[] = {looking, looking};
	struct letter mails[] = {
	    {.incident = "i1", .status = "investigating", .text = "Still nothing."},
	    {.id = "m2", .incident = "i1", .status = "investigating", .text = looking.text}};

	up[1].id = "u2";
	up[1].text = mails[0].text;
	up[1].created_at += 20 * SECOND;
	for (size_t first = 0; first < 2; first++) {
		struct ground *g = ground_open(*state);
		struct incident bare = incident_of("i1", up, 1);
		struct report document = report_of(REPORT_DOCUMENT, &bare, 1);
		struct revision *texts;
		size_t n;

		bare.n_updates = 0;
		ground_read_before(g);
		assert_int_equal(take_document(g, "acme", &document), 1);
		pass(10 * SECOND);
		assert_int_equal(mail(g, &mails[first]), 0);
		assert_int_equal(mail(g, &mails[1 - first]), 1);
		assert_int_equal(store_event_revisions(g->ctx, g->store, 1, &texts, &n, NULL), OK);
		assert_int_equal(n, 1);
		assert_string_equal(texts[0].detail, mails[first].text);
		assert_int_equal(poll_one(g, "i1", up, 2), 0);
		assert_int_equal(ground_sightings(g, 2), 2);
	}
}

/* It was over and is open again, by its status alone, when the mail of that end comes at last. */
static void test_a_late_end_does_not_end_what_is_open_again(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up[] = {looking, looking, looking};
	struct incident bare = incident_of("i1", up, 3);
	struct report document = report_of(REPORT_DOCUMENT, &bare, 1);

	up[1].id = "u2";
	up[1].status = "resolved";
	up[1].text = ends[0].text;
	up[1].created_at = NOW + 5 * MINUTE;
	up[2].id = "u3";
	up[2].created_at = bare.updated_at = NOW + 10 * MINUTE;
	bare.n_updates = 0;
	ground_read_before(g);
	assert_int_equal(hook(g, "i1", up, 1), 1);
	pass(11 * MINUTE);
	bare.status = up[2].status = "identified";
	assert_int_equal(take_document(g, "acme", &document), 1);
	pass(10 * MINUTE);
	assert_int_equal(mail(g, &ends[0]), 1);
	assert_int_equal(poll_one(g, "i1", up, 3), 0);
	assert_string_equal(ground_incident(g, "i1").status, "identified");
	assert_int_equal(ground_incident(g, "i1").closed_at, TIME_NONE);
}

/*
 * Of two updates in a minute the second is told by a mail, which takes nothing back, and then by the
 * status alone, which does.
 */
static void test_a_status_gives_no_mail_to_another_update_of_its_minute(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up[] = {looking, looking, looking};
	struct letter third = {.incident = "i1", .status = "identified", .text = "The reactor."};
	struct incident in = incident_of("i1", up, 3);
	struct report document = report_of(REPORT_DOCUMENT, &in, 1);

	up[0].status = "monitoring";
	up[1].id = "u2";
	up[1].created_at = NOW + 10 * SECOND;
	up[2].id = "u3";
	up[2].text = third.text;
	up[2].created_at = NOW + 20 * SECOND;
	in.status = up[1].status = up[2].status = third.status;
	in.updated_at = up[2].created_at;
	in.n_updates = 0;
	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", up, 1), 1);
	pass(30 * SECOND);
	assert_int_equal(mail(g, &third), 1);
	assert_int_equal(take_document(g, "acme", &document), 0);
	assert_int_equal(poll_one(g, "i1", up, 3), 1);
	assert_string_equal(ground_last(g).update_id, "u2");
}

/* As it may by a webhook, which shows seconds: a mail told that it was taken back, and moved nothing. */
static void test_what_happened_on_the_minute_is_followed_within_it(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up[] = {looking, looking};
	struct letter back = {.incident = "i1", .status = "investigating", .text = "Again."};

	up[0].status = "identified";
	up[1].id = "u2";
	up[1].text = back.text;
	up[1].created_at += SECOND;
	assert_int_equal(identity_minute_of(up[0].created_at), up[0].created_at);
	assert_int_equal(hook(g, "i1", up, 1), 1);
	assert_int_equal(mail(g, &back), 1);
	assert_int_equal(hook(g, "i1", up, 2), 0);
	assert_string_equal(ground_incident(g, "i1").status, "investigating");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_happened_on_the_minute_is_followed_within_it),
	    GROUND_TEST(test_a_late_mail_is_known_by_the_text_that_a_status_got_later),
	    GROUND_TEST(test_a_status_goes_to_the_update_whose_mail_it_got),
	    GROUND_TEST(test_a_late_end_does_not_end_what_is_open_again),
	    GROUND_TEST(test_a_status_gives_no_mail_to_another_update_of_its_minute),
	    GROUND_TEST(test_an_end_that_a_mail_told_is_not_told_by_another_word),
	    GROUND_TEST(test_a_mail_that_was_late_does_not_keep_an_incident_open),
	    GROUND_TEST(test_what_was_said_before_an_end_that_a_mail_told_is_in_the_history),
	    GROUND_TEST(test_a_late_update_without_a_status_is_known_by_what_it_says),
	    GROUND_TEST(test_a_mail_of_another_minute_than_the_feed_has_is_of_another_update),
	    GROUND_TEST(test_a_mail_without_a_status_is_known_when_the_feed_has_its_text),
	    GROUND_TEST(test_a_mail_hides_no_update_with_the_same_words),
	    GROUND_TEST(test_mails_that_say_the_same_are_as_many_updates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
