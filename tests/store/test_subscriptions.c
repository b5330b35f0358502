/* Tests of store/subscriptions: what is kept, and what of a page the webhook never told. */
#include "shelf.h"

#include "model/event.h"
#include "store/events.h"
#include "store/subscriptions.h"

static const struct subscription first = {
    .provider = "acme",
    .id = "sub1",
    .page_url = "https://status.acme.example",
    .email = "ops@x.example",
    .base_url = "https://x.example",
    .secret_mark = INT64_MAX,
    .made_at = NOW,
};

static size_t count(void *ctx, struct store *s, const char *provider)
{
	struct subscription *list;
	size_t n;

	assert_int_equal(store_subscriptions(ctx, s, provider, &list, &n, NULL), OK);
	return n;
}

static void test_a_subscription_is_kept_whole_and_once(void **state)
{
	struct store *s = shelf_begin(*state);
	struct subscription *list, second = first;
	size_t n;

	assert_int_equal(store_subscription_put(s, &first, NULL), OK);
	second.email = "else@x.example";
	assert_int_equal(store_subscription_put(s, &second, NULL), OK);
	assert_int_equal(store_subscriptions(*state, s, "acme", &list, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(list[0].provider, "acme");
	assert_string_equal(list[0].id, "sub1");
	assert_string_equal(list[0].page_url, "https://status.acme.example");
	assert_string_equal(list[0].email, "else@x.example");
	assert_string_equal(list[0].base_url, "https://x.example");
	assert_true(list[0].secret_mark == INT64_MAX);
	assert_int_equal(list[0].made_at, NOW);
}

static void test_one_is_taken_out_by_provider_and_id(void **state)
{
	struct store *s = shelf_begin(*state);
	struct subscription other = first;

	other.provider = "hooli";
	assert_int_equal(store_subscription_put(s, &first, NULL), OK);
	assert_int_equal(store_subscription_put(s, &other, NULL), OK);
	assert_int_equal(count(*state, s, NULL), 2);
	assert_int_equal(store_subscription_remove(s, "acme", "sub2", NULL), OK);
	assert_int_equal(store_subscription_remove(s, "acme", "sub1", NULL), OK);
	assert_int_equal(count(*state, s, "acme"), 0);
	assert_int_equal(count(*state, s, NULL), 1);
}

static const struct event_scope acme = {"acme", NULL}, hooli = {"hooli", NULL};

/* An update of an incident, first told by the channel at that time. */
static int64_t told(struct store *s, enum channel by, int64_t at, const char *incident)
{
	struct event e = {
	    .kind = EVENT_INCIDENT,
	    .channel = by,
	    .received_at = at,
	    .provider = "acme",
	    .provider_name = "Acme",
	    .incident_id = incident,
	    .update_id = "u",
	};

	assert_int_equal(store_event_append(s, &e, NULL), OK);
	return e.id;
}

static void told_again(struct store *s, int64_t id, enum channel by, int64_t at)
{
	struct revision again = {.channel = by, .seen_at = at};

	assert_int_equal(store_event_repeated(s, id, &again, NULL), OK);
}

static void test_the_last_word_of_a_channel_may_be_a_repetition(void **state)
{
	struct store *s = shelf_begin(*state);
	int64_t at;

	assert_int_equal(store_heard_last(s, acme, CHANNEL_WEBHOOK, &at, NULL), OK);
	assert_int_equal(at, TIME_NONE);
	told(s, CHANNEL_WEBHOOK, 1000, "i1");
	told_again(s, told(s, CHANNEL_POLLER, 2000, "i2"), CHANNEL_WEBHOOK, 3000);
	told(s, CHANNEL_POLLER, 4000, "i3");
	assert_int_equal(store_heard_last(s, acme, CHANNEL_WEBHOOK, &at, NULL), OK);
	assert_int_equal(at, 3000);
	assert_int_equal(store_heard_last(s, acme, CHANNEL_POLLER, &at, NULL), OK);
	assert_int_equal(at, 4000);
	assert_int_equal(store_heard_last(s, hooli, CHANNEL_POLLER, &at, NULL), OK);
	assert_int_equal(at, TIME_NONE);
}

static void test_unheard_is_what_only_the_poller_told(void **state)
{
	struct store *s = shelf_begin(*state);
	struct unheard u;

	told(s, CHANNEL_POLLER, 1000, "i1"); /* before */
	told(s, CHANNEL_POLLER, 2001, "i2");
	told(s, CHANNEL_POLLER, 2002, "i2");
	told(s, CHANNEL_POLLER, 2003, "i3");
	told(s, CHANNEL_WEBHOOK, 2004, "i4");
	told_again(s, told(s, CHANNEL_POLLER, 2005, "i5"), CHANNEL_WEBHOOK, 2006);
	told(s, CHANNEL_EMAIL, 2007, "i6");
	told(s, CHANNEL_POLLER, 3000, "i7"); /* too late */
	assert_int_equal(store_unheard(s, acme, 2000, 3000, &u, NULL), OK);
	assert_int_equal(u.updates, 3);
	assert_int_equal(u.incidents, 2);
	assert_int_equal(store_unheard(s, hooli, 2000, 3000, &u, NULL), OK);
	assert_int_equal(u.updates, 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_subscription_is_kept_whole_and_once),
	    UNIT_TEST(test_one_is_taken_out_by_provider_and_id),
	    UNIT_TEST(test_the_last_word_of_a_channel_may_be_a_repetition),
	    UNIT_TEST(test_unheard_is_what_only_the_poller_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
