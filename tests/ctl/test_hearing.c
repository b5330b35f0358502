/* Tests of ctl/hearing: when silence means something. */
#include "../store/shelf.h"

#include "ctl/hearing.h"
#include "store/events.h"
#include "store/providers.h"

#define HOUR INT64_C(3600000)

static const struct subscription sub = {.provider = "acme", .id = "s", .made_at = NOW - 48 * HOUR};

static void told_as_of(
    struct store *s, const char *provider, enum channel by, int64_t at, const char *incident)
{
	struct event e = {
	    .kind = EVENT_INCIDENT,
	    .channel = by,
	    .received_at = at,
	    .provider = provider,
	    .provider_name = "Acme",
	    .page_id = "p",
	    .incident_id = incident,
	    .update_id = "u",
	};

	assert_int_equal(store_event_append(s, &e, NULL), OK);
}

static void told(struct store *s, enum channel by, int64_t at, const char *incident)
{
	told_as_of(s, "acme", by, at, incident);
}

static const char *word(struct store *s)
{
	struct hearing h;

	assert_int_equal(hearing_of(s, &sub, NOW, &h, NULL), OK);
	return h.word;
}

static void test_three_updates_of_two_incidents_are_silence(void **state)
{
	struct store *s = shelf_begin(*state);

	assert_string_equal(word(s), "new");
	told(s, CHANNEL_POLLER, NOW - 3 * HOUR, "i1");
	told(s, CHANNEL_POLLER, NOW - 3 * HOUR, "i1");
	told(s, CHANNEL_POLLER, NOW - 3 * HOUR, "i1");
	assert_string_equal(word(s), "new"); /* one incident that nobody was told of */
	told(s, CHANNEL_POLLER, NOW - HOUR, "i2");
	assert_string_equal(word(s), "new"); /* which may still be tried */
	told(s, CHANNEL_POLLER, NOW - HOUR - 1, "i2");
	assert_string_equal(word(s), "silent");
	told(s, CHANNEL_WEBHOOK, NOW, "i3");
	assert_string_equal(word(s), "heard");
}

static void test_what_was_before_the_subscription_does_not_count(void **state)
{
	struct store *s = shelf_begin(*state);

	for (int i = 0; i < 4; i++)
		told(s, CHANNEL_POLLER, NOW - 49 * HOUR, i % 2 == 0 ? "i1" : "i2");
	told(s, CHANNEL_WEBHOOK, NOW - 49 * HOUR, "i3");
	assert_string_equal(word(s), "new");
}

static void test_another_section_of_the_page_may_be_the_one_that_is_told(void **state)
{
	const struct provider_state page = {.key = "acme", .page_id = "p"};
	struct store *s = shelf_begin(*state);

	assert_int_equal(store_provider_put(s, &page, NULL), OK);
	for (int i = 0; i < 4; i++)
		told_as_of(s, "twin", CHANNEL_POLLER, NOW - 3 * HOUR, i % 2 == 0 ? "i1" : "i2");
	assert_string_equal(word(s), "silent");
	told_as_of(s, "twin", CHANNEL_WEBHOOK, NOW - 2 * HOUR, "i3");
	assert_string_equal(word(s), "heard");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_three_updates_of_two_incidents_are_silence),
	    UNIT_TEST(test_what_was_before_the_subscription_does_not_count),
	    UNIT_TEST(test_another_section_of_the_page_may_be_the_one_that_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
