/* Tests of platform/feed_incident: what the entries of a feed say of an incident, and when. */
#include "feeds.h"

struct span {
	const char *shown;
	const char *begin; /* NULL: not known, and no maintenance by that */
	const char *end;
};

/* The zone and the year are found by the entry's time, where its end has none of its own. */
static void test_statuspage_shows_the_span_of_a_maintenance(void **state)
{
	static const struct span rows[] = {
	    {"Mar 7, 13:00 - 20:00 UTC", "2026-03-07T13:00:00Z", "2026-03-07T20:00:00Z"},
	    {"Dec 31, 22:00 - Jan 1, 04:00 PST", "2026-01-01T06:00:00Z", "2026-01-01T12:00:00Z"},
	    {"Mar 7, 01:00 PM - 08:00 PM UTC", "2026-03-07T13:00:00Z", "2026-03-07T20:00:00Z"},
	    {"Mar 7, 13:00 - 20:00 CEST", NULL, NULL},
	    {"Mar 7, 13:00 UTC", NULL, NULL},
	    {"Mar 7 - Mar 8", NULL, NULL},
	    {"Mar 7, 20:00 - 13:00 UTC", NULL, NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = entry(*state,
		    mem_printf(*state,
			"<p><strong>THIS IS A SCHEDULED EVENT %s</strong></p><p><small>Feb 28, "
			"23:00 UTC</small><br><strong>Identified</strong> - x</p>",
			rows[i].shown));
		const struct incident *in = &r.incidents[0];

		assert_int_equal(in->maintenance, rows[i].begin != NULL);
		if (rows[i].begin != NULL) {
			document_time(in->scheduled_for, rows[i].begin);
			document_time(in->scheduled_until, rows[i].end);
		} else if (in->scheduled_for != TIME_NONE || in->scheduled_until != TIME_NONE) {
			fail_msg("planned: %s", rows[i].shown);
		}
		expect_update(&in->updates[0], "identified", "x", "2026-02-28T23:00:00Z");
	}
}

/* Its times have seconds and an offset; an entry's own is when it began or is to begin. */
static void test_instatus_says_what_an_entry_is(void **state)
{
	struct report r = document_in(*state, &platform_feed_history, "feed/instatus.atom");
	const struct incident *in = &r.incidents[0], *upkeep = &r.incidents[1];

	assert_int_equal(r.n_incidents, 2);
	unit_same("id", in->id, "cmq0800000001");
	assert_false(in->maintenance);
	assert_int_equal(in->n_updates, 2);
	expect_update(&in->updates[0], "investigating", "We look.", "2026-11-23T11:30:10Z");
	expect_update(&in->updates[1], "resolved", "It is well.", "2026-11-23T13:20:40Z");
	assert_true(upkeep->maintenance);
	document_time(upkeep->scheduled_for, "2026-11-24T06:00:00Z");
	document_time(upkeep->updated_at, "2026-11-23T11:54:48Z");
	assert_int_equal(upkeep->n_updates, 3);
	expect_update(
	    &upkeep->updates[0], "identified", "We plan an upgrade.", "2026-11-23T11:54:48Z");
	expect_update(&upkeep->updates[1], "identified", "It begins.", "2026-11-24T06:00:01Z");
	expect_update(&upkeep->updates[2], "completed", "Done.", "2026-11-24T06:07:55Z");
	unit_same("status", upkeep->status, "completed");
}

/* An update is told by that: it is the same one when another was put before it. */
static void test_an_update_without_a_time_gets_none_by_being_the_newest(void **state)
{
	static const char first[] = "<p><strong>Identified</strong> - Found.</p>";
	struct report one = entry(*state, first);
	struct report two = entry(
	    *state, mem_printf(*state, "<p><strong>Monitoring</strong> - Mended.</p>%s", first));

	expect_update(&one.incidents[0].updates[0], "identified", "Found.", NULL);
	expect_update(&two.incidents[0].updates[0], "identified", "Found.", NULL);
	expect_update(&two.incidents[0].updates[1], "monitoring", "Mended.", NULL);
	document_time(two.incidents[0].updated_at, "2026-03-01T00:10:30Z");
}

static void test_what_is_below_maintenance_is_one(void **state)
{
	struct report r = rss(*state, "<item><guid>a</guid><title>[Resolved] Move</title>"
				      "<link>https://acme.example/maintenance/m1</link></item>"
				      "<item><guid>https://acme.example/maintenances/m2</guid>"
				      "<title>[Resolved] Move</title></item>"
				      "<item><guid>https://acme.example/maintenance</guid>"
				      "<title>[Resolved] Slow</title></item>");

	assert_true(r.incidents[0].maintenance);
	assert_true(r.incidents[1].maintenance);
	assert_false(r.incidents[2].maintenance);
}

static void test_entries_with_one_id_are_updates_of_one_incident(void **state)
{
	struct report r = rss(*state,
	    "<item><link>https://a.example/incidents/x1?from=feed</link><title>Slow</title>"
	    "<description>&lt;b&gt;Status: Resolved&lt;/b&gt;&lt;br&gt;Over.</description>"
	    "<pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate></item>"
	    "<item><link>https://a.example/incidents/x1/</link><title>Slow</title>"
	    "<description>&lt;b&gt;Status: Identified&lt;/b&gt;&lt;br&gt;Found.</description>"
	    "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>");

	assert_int_equal(r.n_incidents, 1);
	unit_same("id", r.incidents[0].id, "x1");
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("first", r.incidents[0].updates[0].status, "identified");
	unit_same("status", r.incidents[0].status, "resolved");
}

/* "2026" is no id, and that of a page of Status.io is not that of its incident. */
static void test_an_address_that_goes_on_is_an_id_as_a_whole(void **state)
{
	struct report r = rss(*state,
	    "<item><link>https://a.example/incidents/2026/11/web/</link><title>Web</title></item>"
	    "<item><link>https://a.example/incidents/2026/11/mail/?x=y</link><title>Mail</title></"
	    "item>"
	    "<item><link>https://a.example/pages/incident/5a01/5b01</link><title>One</title></item>"
	    "<item><link>https://a.example/pages/incident/5a01/5b02</link><title>Two</title></"
	    "item>");

	assert_int_equal(r.n_incidents, 4);
	unit_same("web", r.incidents[0].id, "/incidents/2026/11/web/");
	unit_same("mail", r.incidents[1].id, "/incidents/2026/11/mail/");
	unit_same("one", r.incidents[2].id, "/pages/incident/5a01/5b01");
	unit_same("two", r.incidents[3].id, "/pages/incident/5a01/5b02");
}

/* Entries come newest first: without times in their text their own tell the order. */
static void test_updates_without_times_are_in_the_order_of_their_entries(void **state)
{
	struct report r =
	    rss(*state, "<item><link>https://a.example/incidents/x1</link><title>Slow</title>"
			"<description>&lt;b&gt;Resolved&lt;/b&gt; - Over.</description>"
			"<pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate></item>"
			"<item><link>https://a.example/incidents/x1</link><title>Slow</title>"
			"<description>&lt;b&gt;Identified&lt;/b&gt; - Found.</description>"
			"<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>");

	assert_int_equal(r.n_incidents, 1);
	expect_update(&r.incidents[0].updates[0], "identified", "Found.", NULL);
	expect_update(&r.incidents[0].updates[1], "resolved", "Over.", NULL);
	unit_same("status", r.incidents[0].status, "resolved");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_statuspage_shows_the_span_of_a_maintenance),
	    UNIT_TEST(test_instatus_says_what_an_entry_is),
	    UNIT_TEST(test_an_update_without_a_time_gets_none_by_being_the_newest),
	    UNIT_TEST(test_what_is_below_maintenance_is_one),
	    UNIT_TEST(test_entries_with_one_id_are_updates_of_one_incident),
	    UNIT_TEST(test_an_address_that_goes_on_is_an_id_as_a_whole),
	    UNIT_TEST(test_updates_without_times_are_in_the_order_of_their_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
