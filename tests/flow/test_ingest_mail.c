/*
 * Tests of flow/ingest: mails. They have no ids, so that only the words tell which update
 * they speak of, and only for the dedup TTL.
 */
#include "ground.h"

#define TTL (600 * SECOND)

static struct update looking = {
    .id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW - MINUTE};

/* A Statuspage mail about "Slow API", POSTed to the provider's path. */
static int mail_for(struct ground *g, const char *key, const char *status, const char *text)
{
	return take_body(g, key,
	    mem_printf(g->ctx,
		"{\"source\":\"email\",\"from\":\"noreply@statuspage.io\","
		"\"subject\":\"Acme Incident - Slow API - 23 November 2026\","
		"\"received_at\":\"2026-11-23T12:00:00Z\","
		"\"body\":\"Slow API\\n\\nIncident status: %s\\n\\n%s\\n\\nTime posted\\nNov 23\"}",
		status, text));
}

static int mail(struct ground *g)
{
	return mail_for(g, "acme", "Investigating", "We look.");
}

static int webhook(struct ground *g)
{
	return hook(g, "i1", &looking, 1);
}

static int document(struct ground *g)
{
	return poll_one(g, "i1", &looking, 1);
}

static void test_a_mail_is_an_incident_update(void **state)
{
	struct ground *g = ground_open(*state);
	struct event event;

	assert_int_equal(mail(g), 1);
	event = ground_last(g);
	assert_int_equal(event.kind, EVENT_INCIDENT);
	assert_int_equal(event.channel, CHANNEL_EMAIL);
	assert_string_equal(event.title, "Slow API");
	assert_string_equal(event.status, "investigating");
	assert_string_equal(event.detail, "We look.");
	assert_string_equal(event.provider, "acme");
}

static void test_webhook_document_and_mail_are_one_event_in_every_order(void **state)
{
	int (*const ways[])(struct ground *) = {webhook, document, mail};
	static const size_t orders[][3] = {
	    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (size_t i = 0; i < UNIT_COUNT(orders); i++) {
		struct ground *g = ground_open(*state);

		ground_read_before(g);
		for (size_t j = 0; j < 3; j++) {
			assert_int_equal(ways[orders[i][j]](g), j == 0 ? 1 : 0);
			pass(MINUTE);
		}
		assert_int_equal(ground_count(g), 1);
		assert_int_equal(ground_sightings(g, 1), 3);
	}
}

/* A page whose id the configuration does not name is known by its documents. */
static void test_a_mail_for_a_page_whose_id_was_found_by_reading_it_is_recognised(void **state)
{
	for (int mail_first = 0; mail_first < 2; mail_first++) {
		struct ground *g = ground_open(*state);
		struct incident in = incident_of("i1", &looking, 1);
		struct report empty = {.kind = REPORT_DOCUMENT, .page = {.id = "nemopage0001"}};
		struct report full = {.kind = REPORT_DOCUMENT,
		    .page = {.id = "nemopage0001"},
		    .incidents = &in,
		    .n_incidents = 1};

		take_document(g, "nemo", &empty);
		if (mail_first)
			mail_for(g, "nemo", "Investigating", "We look.");
		take_document(g, "nemo", &full);
		if (!mail_first)
			mail_for(g, "nemo", "Investigating", "We look.");
		assert_int_equal(ground_count(g), 1);
	}
}

static void test_the_same_words_in_another_layout_are_the_same(void **state)
{
	struct ground *g = ground_open(*state);

	webhook(g);
	assert_int_equal(mail_for(g, "acme", "investigating", "we   LOOK!"), 0);
}

static void test_a_mail_with_another_text_is_another_event(void **state)
{
	struct ground *g = ground_open(*state);

	webhook(g);
	assert_int_equal(mail_for(g, "acme", "Investigating", "We look harder."), 1);
}

static void test_a_mail_with_another_status_is_another_event(void **state)
{
	struct ground *g = ground_open(*state);

	webhook(g);
	assert_int_equal(mail_for(g, "acme", "Resolved", "We look."), 1);
}

static void test_a_mail_with_the_words_of_another_page_is_another_event(void **state)
{
	struct ground *g = ground_open(*state);

	webhook(g);
	assert_int_equal(mail_for(g, "hooli", "Investigating", "We look."), 1);
}

static void test_the_same_mail_again_is_no_event_until_its_key_lapses(void **state)
{
	struct ground *g = ground_open(*state);

	mail(g);
	pass(TTL - 1);
	assert_int_equal(mail(g), 0);
	pass(1);
	assert_int_equal(mail(g), 1);
}

static void test_an_update_is_recognised_by_its_words_until_the_key_lapses(void **state)
{
	static const struct {
		int64_t after;
		int events;
	} rows[] = {{0, 0}, {TTL - 1, 0}, {TTL, 1}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = ground_open(*state);

		mail(g);
		pass(rows[i].after);
		assert_int_equal(webhook(g), rows[i].events);
	}
}

static void test_an_update_that_took_over_a_mail_stays_known(void **state)
{
	struct ground *g = ground_open(*state);

	mail(g);
	assert_int_equal(webhook(g), 0);
	pass(7 * DAY);
	assert_int_equal(webhook(g), 0);
	assert_int_equal(document(g), 0);
}

/* "We continue to look." may be said twice. */
static void test_a_second_update_with_the_words_of_a_mail_is_an_event_of_its_own(void **state)
{
	struct ground *g = ground_open(*state);
	struct update second = looking;

	second.id = "u2";
	second.created_at += MINUTE;
	mail(g);
	assert_int_equal(webhook(g), 0);
	assert_int_equal(hook(g, "i1", &second, 1), 1);
	assert_string_equal(ground_say(g, update_id), "- u2");
	assert_int_equal(hook(g, "i1", &second, 1), 0);
	assert_int_equal(mail(g), 0);
}

static void test_an_incident_heard_of_by_mail_is_remembered_when_its_ids_are_told(void **state)
{
	struct ground *g = ground_open(*state);

	mail(g);
	webhook(g);
	assert_string_equal(ground_incident(g, "i1").status, "investigating");
}

static int plain(struct ground *g, const char *body)
{
	return take_body(g, "acme",
	    mem_printf(g->ctx,
		"{\"source\":\"email\",\"from\":\"a@b.example\",\"subject\":\"Newsletter\","
		"\"body\":\"%s\"}",
		body));
}

static void test_a_mail_that_is_not_understood_is_an_event_as_it_is(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(plain(g, "Hello"), 1);
	assert_int_equal(ground_last(g).kind, EVENT_MAIL);
	assert_string_equal(ground_last(g).title, "Newsletter");
	assert_string_equal(ground_last(g).detail, "Hello");
	assert_string_equal(ground_last(g).provider, "acme");
}

static void test_a_mail_that_is_not_understood_is_told_once_until_its_key_lapses(void **state)
{
	struct ground *g = ground_open(*state);

	plain(g, "Hello");
	assert_int_equal(plain(g, "Hello again"), 1);
	pass(TTL - 1);
	assert_int_equal(plain(g, "Hello"), 0);
	pass(1);
	assert_int_equal(plain(g, "Hello"), 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_mail_is_an_incident_update),
	    GROUND_TEST(test_webhook_document_and_mail_are_one_event_in_every_order),
	    GROUND_TEST(test_a_mail_for_a_page_whose_id_was_found_by_reading_it_is_recognised),
	    GROUND_TEST(test_the_same_words_in_another_layout_are_the_same),
	    GROUND_TEST(test_a_mail_with_another_text_is_another_event),
	    GROUND_TEST(test_a_mail_with_another_status_is_another_event),
	    GROUND_TEST(test_a_mail_with_the_words_of_another_page_is_another_event),
	    GROUND_TEST(test_the_same_mail_again_is_no_event_until_its_key_lapses),
	    GROUND_TEST(test_an_update_is_recognised_by_its_words_until_the_key_lapses),
	    GROUND_TEST(test_an_update_that_took_over_a_mail_stays_known),
	    GROUND_TEST(test_a_second_update_with_the_words_of_a_mail_is_an_event_of_its_own),
	    GROUND_TEST(test_an_incident_heard_of_by_mail_is_remembered_when_its_ids_are_told),
	    GROUND_TEST(test_a_mail_that_is_not_understood_is_an_event_as_it_is),
	    GROUND_TEST(test_a_mail_that_is_not_understood_is_told_once_until_its_key_lapses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
