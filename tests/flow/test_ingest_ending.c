/*
 * Tests of flow/ingest: how incidents end, and those that are told by their status alone
 * (as incident.io's summary does), without updates.
 */
#include "ground.h"

static struct update opened[] = {
    {.id = "u1", .status = "investigating", .text = "one", .created_at = NOW - 60 * MINUTE},
    {.id = "u2", .status = "identified", .text = "two", .created_at = NOW - 50 * MINUTE},
    {.id = "u3", .status = "resolved", .text = "three", .created_at = NOW - 40 * MINUTE},
};

/* A document that shows nothing any more. */
static struct report nothing(enum report_kind kind)
{
	return report_of(kind, NULL, 0);
}

/* The page forgot everything, and so did its list of incidents or maintenances. */
static int absent(struct ground *g, bool of_upkeep)
{
	struct report document = nothing(REPORT_DOCUMENT), history = nothing(REPORT_HISTORY);

	history.of_upkeep = of_upkeep;
	pass(90 * SECOND);
	return take_document(g, "acme", &document) + take_history(g, "acme", &history, &document);
}

static bool is_open(struct ground *g, const char *id)
{
	return ground_incident(g, id).closed_at == TIME_NONE;
}

static void hook_maintenance(struct ground *g, const char *id)
{
	struct update plan = {
	    .id = "m1", .status = "scheduled", .text = "We will.", .created_at = NOW - DAY};
	struct incident in = incident_of(id, &plan, 1);
	struct report r = report_of(REPORT_MAINTENANCE, &in, 1);

	in.maintenance = true;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
}

/* Nothing could tell the next document's from this one's. */
static void test_a_document_s_status_without_an_id_is_passed_over(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in = {.title = "Slow API", .status = "investigating", .updated_at = NOW};
	struct report r = report_of(REPORT_DOCUMENT, &in, 1);

	ground_read_before(g);
	assert_int_equal(take_document(g, "acme", &r), 0);
}

/* A cache may be older than a webhook. */
static void test_absence_soon_after_the_newest_update_means_nothing(void **state)
{
	struct ground *g = ground_open(*state);
	struct update fresh = {
	    .id = "u1", .status = "investigating", .text = "one", .created_at = NOW - MINUTE};

	hook(g, "i1", &fresh, 1);
	for (int i = 0; i < 4; i++)
		absent(g, false);
	assert_true(is_open(g, "i1"));
	pass(60 * MINUTE);
	absent(g, false);
	assert_true(is_open(g, "i1"));
	absent(g, false);
	assert_false(is_open(g, "i1"));
}

static void test_a_history_tells_how_it_ended(void **state)
{
	struct ground *g = ground_open(*state);
	struct report document = nothing(REPORT_DOCUMENT);
	struct incident in = incident_of("i1", opened, 3);
	struct report history = report_of(REPORT_HISTORY, &in, 1);

	hook(g, "i1", opened, 1);
	take_document(g, "acme", &document);
	assert_int_equal(take_history(g, "acme", &history, &document), 2);
	assert_string_equal(ground_say(g, update_id), "u1 u2 u3");
	assert_int_equal(ground_incident(g, "i1").closed_at, opened[2].created_at);
	assert_int_equal(take_history(g, "acme", &history, &document), 0);
}

/* A history is the whole past of a page. */
static void test_a_history_is_silent_of_what_we_never_saw_begin(void **state)
{
	struct ground *g = ground_open(*state);
	struct report document = nothing(REPORT_DOCUMENT);
	struct incident in = incident_of("i2", opened, 3);
	struct report history = report_of(REPORT_HISTORY, &in, 1);

	hook(g, "i1", opened, 1);
	assert_int_equal(take_history(g, "acme", &history, &document), 0);
}

static void test_one_absence_is_not_believed(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", opened, 1);
	assert_int_equal(absent(g, false), 0);
	assert_true(is_open(g, "i1"));
}

static void test_two_absences_in_a_row_withdraw(void **state)
{
	struct ground *g = ground_open(*state);
	struct event event;

	hook(g, "i1", opened, 1);
	absent(g, false);
	assert_int_equal(absent(g, false), 1);
	event = ground_last(g);
	assert_string_equal(event.status, "withdrawn");
	assert_string_equal(event.title, "Slow API");
	assert_string_equal(event.incident_id, "i1");
	assert_string_equal(event.provider, "acme");
	assert_int_equal(event.channel, CHANNEL_POLLER);
	assert_non_null(event.note);
	assert_string_equal(ground_incident(g, "i1").status, "withdrawn");
	assert_int_equal(ground_incident(g, "i1").closed_at, NOW + 180 * SECOND);
	assert_int_equal(absent(g, false), 0);
}

static void test_an_appearance_between_two_absences_counts(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", opened, 1);
	absent(g, false);
	assert_int_equal(poll_one(g, "i1", opened, 1), 0);
	assert_int_equal(absent(g, false), 0);
	assert_true(is_open(g, "i1"));
}

/* A cache may still hold the document of before the second update. */
static void test_an_appearance_in_an_older_document_counts_too(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", opened, 2);
	absent(g, false);
	assert_int_equal(poll_one(g, "i1", opened, 1), 0);
	assert_int_equal(absent(g, false), 0);
	assert_true(is_open(g, "i1"));
}

static void test_what_the_document_or_the_history_shows_is_not_absent(void **state)
{
	for (int in_history = 0; in_history < 2; in_history++) {
		struct ground *g = ground_open(*state);
		struct incident in = incident_of("i1", opened, 1);
		struct report full = report_of(REPORT_DOCUMENT, &in, 1);
		struct report empty = nothing(REPORT_DOCUMENT);
		struct report history = nothing(REPORT_HISTORY);

		hook(g, "i1", opened, 1);
		if (in_history)
			history = report_of(REPORT_HISTORY, &in, 1);
		for (int i = 0; i < 5; i++)
			take_history(g, "acme", &history, in_history ? &empty : &full);
		assert_true(is_open(g, "i1"));
	}
}

static void test_the_history_of_incidents_does_not_judge_maintenances(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", opened, 1);
	hook_maintenance(g, "m");
	absent(g, false);
	absent(g, false);
	absent(g, false);
	assert_false(is_open(g, "i1"));
	assert_true(is_open(g, "m"));
}

static void test_the_history_of_maintenances_does_not_judge_incidents(void **state)
{
	struct ground *g = ground_open(*state);

	hook(g, "i1", opened, 1);
	hook_maintenance(g, "m");
	absent(g, true);
	absent(g, true);
	absent(g, true);
	assert_true(is_open(g, "i1"));
	assert_false(is_open(g, "m"));
}

/* The page has answered nothing but 404 for two days. */
static int gone(struct ground *g)
{
	struct provider_state page = {
	    .key = "acme", .page_id = PAGE, .gone_since = clock_now(), .gone_tries = 3};

	pass(2 * DAY);
	return take_in(g, &(struct intake){
			      .channel = CHANNEL_POLLER,
			      .received_at = clock_now(),
			      .provider = provider_find(&g->app.providers, "acme"),
			      .page_state = &page,
			  });
}

/* Two histories of its own kind: neither those of the other, nor one of before it was lost. */
static void test_how_a_lost_maintenance_ended_is_looked_for_in_two_histories_of_them(void **state)
{
	struct ground *g = ground_open(*state);

	hook_maintenance(g, "m");
	absent(g, true);
	assert_int_equal(gone(g), 2); /* the page, and what stood on it */
	assert_string_equal(ground_incident(g, "m").status, "lost");
	absent(g, false);
	assert_int_equal(ground_incident(g, "m").missed, 0);
	for (int i = 1; i <= 5; i++) {
		assert_int_equal(absent(g, true), 0);
		assert_int_equal(ground_incident(g, "m").missed, i < 2 ? i : 2);
	}
}

static void test_a_history_of_one_page_does_not_judge_another(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in = incident_of("h1", opened, 1);
	struct report r = report_of(REPORT_INCIDENT, &in, 1);
	struct incident_state hooli;
	bool found;

	r.page.id = "hoolipage001";
	take(g, CHANNEL_WEBHOOK, &r);
	absent(g, false);
	absent(g, false);
	assert_int_equal(
	    store_incident_find(g->ctx, g->store, "hoolipage001", "h1", &hooli, &found, NULL), OK);
	assert_int_equal(hooli.closed_at, TIME_NONE);
}

/* A document that tells one incident by its status. */
static int poll_status(struct ground *g, const char *status, int64_t updated_at)
{
	struct incident in = {
	    .id = "i1",
	    .title = "Slow API",
	    .status = status,
	    .impact = "minor",
	    .created_at = NOW - 60 * MINUTE,
	    .updated_at = updated_at,
	};
	struct report r = report_of(REPORT_DOCUMENT, &in, 1);

	return take_document(g, "acme", &r);
}

static void test_a_status_alone_is_one_event(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(poll_status(g, "investigating", NOW), i == 0 ? 1 : 0);
		pass(90 * SECOND);
	}
	assert_string_equal(ground_say(g, status), "investigating");
	assert_null(ground_last(g).update_id);
}

/* The time may be that of an edit, or missing. */
static void test_the_same_status_at_another_time_is_no_event(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(poll_status(g, "investigating", NOW), 1);
	assert_int_equal(poll_status(g, "investigating", NOW + MINUTE), 0);
	pass(DAY);
	assert_int_equal(poll_status(g, "investigating", TIME_NONE), 0);
}

static void test_each_status_is_an_event_also_one_that_was_there_before(void **state)
{
	static const char *const statuses[] = {
	    "investigating", "identified", "investigating", "identified", "resolved"};
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	for (size_t i = 0; i < UNIT_COUNT(statuses); i++) {
		pass(90 * SECOND);
		assert_int_equal(poll_status(g, statuses[i], clock_now()), 1);
	}
	assert_false(is_open(g, "i1"));
}

static void test_an_older_status_is_no_event(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(poll_status(g, "identified", NOW), 1);
	assert_int_equal(poll_status(g, "investigating", NOW - 1), 0);
	assert_string_equal(ground_incident(g, "i1").status, "identified");
}

/* As it is with updates: of two at the same instant the later stage is the newer. */
static void test_an_earlier_stage_of_the_same_instant_is_no_event(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	hook(g, "i1", opened, 2);
	for (int i = 0; i < 3; i++)
		assert_int_equal(poll_status(g, "investigating", opened[1].created_at), 0);
	assert_string_equal(ground_incident(g, "i1").status, "identified");
	assert_int_equal(poll_status(g, "monitoring", opened[1].created_at), 1);
}

static void test_a_status_whose_update_is_known_is_no_event(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	hook(g, "i1", opened, 2);
	assert_int_equal(poll_status(g, "identified", opened[1].created_at + SECOND), 0);
}

static void test_the_update_behind_a_status_takes_its_event_over(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	poll_status(g, "investigating", NOW - 60 * MINUTE);
	pass(DAY);
	assert_int_equal(hook(g, "i1", opened, 1), 0);
	assert_int_equal(ground_sightings(g, 1), 2);
	assert_int_equal(hook(g, "i1", opened, 2), 1);
}

static void test_a_second_update_of_the_same_status_is_an_event_of_its_own(void **state)
{
	struct ground *g = ground_open(*state);
	struct update more[] = {opened[0], opened[0]};

	more[1].id = "u1b";
	more[1].text = "more";
	more[1].created_at += MINUTE;
	ground_read_before(g);
	poll_status(g, "investigating", NOW - 60 * MINUTE);
	assert_int_equal(hook(g, "i1", more, 2), 1);
	assert_string_equal(ground_say(g, update_id), "- u1b");
}

/* The history tells the updates when all statuses were told already. */
static void test_each_update_takes_over_an_event_of_its_own(void **state)
{
	struct ground *g = ground_open(*state);
	struct update updates[] = {
	    {.id = "a", .status = "monitoring", .text = "a", .created_at = NOW - 4 * MINUTE},
	    {.id = "b", .status = "identified", .text = "b", .created_at = NOW - 3 * MINUTE},
	    {.id = "c", .status = "monitoring", .text = "c", .created_at = NOW - 2 * MINUTE},
	};

	ground_read_before(g);
	for (size_t i = 0; i < UNIT_COUNT(updates); i++)
		assert_int_equal(
		    poll_status(g, updates[i].status, updates[i].created_at + SECOND), 1);
	for (int i = 0; i < 2; i++)
		assert_int_equal(hook(g, "i1", updates, UNIT_COUNT(updates)), 0);
	for (int64_t id = 1; id <= 3; id++)
		assert_int_equal(ground_sightings(g, id), 2);
}

static void test_a_status_at_first_sight_is_told_with_a_note_and_once(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(poll_status(g, "investigating", NOW), 1);
	unit_has(ground_last(g).note, "first sight");
	assert_int_equal(poll_status(g, "investigating", NOW), 0);
}

/* The same limit as for an update. */
static void test_an_old_status_of_an_incident_that_is_not_known_is_news_while_it_is_open(
    void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(store_begin(g->store, NULL), OK);
	assert_int_equal(store_fact_put(g->store, FACT_FORGOTTEN_BEFORE, NOW - 90 * DAY, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
	assert_int_equal(poll_status(g, "resolved", NOW - 91 * DAY), 0);
	assert_int_equal(poll_status(g, "investigating", NOW - 91 * DAY), 1);
	assert_int_equal(poll_status(g, "investigating", NOW - 91 * DAY), 0);
}

/* Second precision is common: two updates of one second must end the same in both orders. */
static void test_at_the_same_instant_the_later_stage_counts(void **state)
{
	struct update both[] = {
	    {.id = "a", .status = "monitoring", .text = "a", .created_at = NOW},
	    {.id = "b", .status = "resolved", .text = "b", .created_at = NOW},
	};

	for (int second_first = 0; second_first < 2; second_first++) {
		struct ground *g = ground_open(*state);

		hook(g, "i1", &both[second_first], 1);
		hook(g, "i1", &both[1 - second_first], 1);
		assert_int_equal(ground_count(g), 2);
		assert_false(is_open(g, "i1"));
	}
}

/* The document shows the incident with these updates; a minute has passed. */
static int shows(struct ground *g, struct update *updates, size_t n)
{
	pass(MINUTE);
	return poll_one(g, "i1", updates, n);
}

/* Platforms without an update for it: "end" is the same one each time. */
static void test_an_incident_that_ends_again_is_told_again(void **state)
{
	struct ground *g = ground_open(*state);
	struct update all[] = {
	    {.id = "1", .status = "active", .text = "one", .created_at = NOW},
	    {.id = "end", .status = "resolved", .created_at = NOW + 2 * MINUTE},
	    {.id = "2", .status = "active", .text = "back", .created_at = NOW + 3 * MINUTE},
	};
	struct update again[] = {
	    all[0], all[2], {.id = "end", .status = "resolved", .created_at = NOW + 5 * MINUTE}};

	ground_read_before(g);
	assert_int_equal(shows(g, all, 1), 1);
	assert_int_equal(shows(g, all, 2), 1);
	assert_int_equal(shows(g, again, 2), 1);
	assert_true(is_open(g, "i1"));
	assert_int_equal(shows(g, again, 3), 1);
	unit_same("status", ground_last(g).status, "resolved");
	unit_same("note", ground_last(g).note, "it has ended without a new update");
	assert_int_equal(shows(g, again, 3), 0);
	assert_false(is_open(g, "i1"));
}

/* What is edited in place has each status as an update once. */
static void test_an_incident_that_is_open_again_is_told(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = {.id = "investigating", .status = "investigating", .created_at = NOW};
	struct update end = {.id = "resolved", .status = "resolved", .created_at = NOW + MINUTE};

	ground_read_before(g);
	assert_int_equal(shows(g, &up, 1), 1);
	assert_int_equal(shows(g, &end, 1), 1);
	up.created_at = NOW + 2 * MINUTE;
	assert_int_equal(shows(g, &up, 1), 1);
	unit_same("note", ground_last(g).note, "it is open again without a new update");
	assert_true(is_open(g, "i1"));
	assert_int_equal(shows(g, &up, 1), 0);
	/* An older copy of the document. */
	assert_int_equal(shows(g, &end, 1), 0);
	assert_true(is_open(g, "i1"));
}

/* A time to come would be later than that of the end. */
static void test_an_end_counts_though_an_update_came_from_the_future(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = {
	    .id = "u1", .status = "investigating", .text = "one", .created_at = NOW + DAY};
	struct update end = {
	    .id = "u2", .status = "resolved", .text = "two", .created_at = NOW + 2 * MINUTE};

	assert_int_equal(hook(g, "i1", &up, 1), 1);
	pass(3 * MINUTE);
	assert_int_equal(hook(g, "i1", &end, 1), 1);
	assert_false(is_open(g, "i1"));
}

/* A history that could not be read lacks nothing: the next one is the first of two. */
static void test_what_one_history_lacks_after_one_that_was_not_read_is_still_open(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = {.id = "u1", .status = "investigating", .created_at = NOW - MINUTE};
	struct report document = report_of(REPORT_DOCUMENT, NULL, 0);
	struct report history = report_of(REPORT_HISTORY, NULL, 0);

	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", &up, 1), 1);
	pass(2 * HOUR);
	for (int i = 0; i < 3; i++) {
		history.is_unread = i == 0;
		assert_int_equal(take_history(g, "acme", &history, &document), i == 2);
		pass(MINUTE);
	}
	assert_string_equal(ground_last(g).status, "withdrawn");
}

/* The document that is known may be from after the incident was deleted: it is not enough for ever. */
static void test_what_a_webhook_opens_has_the_page_sent_whole(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = {.id = "u1", .status = "investigating", .created_at = NOW - MINUTE};
	struct update over = {.id = "u2", .status = "resolved", .created_at = NOW};
	struct provider_state page;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &page, NULL), OK);
		page.page_id = PAGE;
		page.validated = "https://status.acme.example/api";
		page.copied_at = NOW + i;
		assert_int_equal(store_provider_put(g->store, &page, NULL), OK);
		assert_int_equal(hook(g, "i1", i < 2 ? &up : &over, 1), i != 1);
		assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &page, NULL), OK);
		assert_true((page.validated == NULL) == (i == 0));
	}
}

/* The page was asked before that, and answers after it, that it is the same. */
static void test_what_a_webhook_opens_meanwhile_has_the_page_sent_whole(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = {.id = "u1", .status = "investigating", .created_at = NOW - MINUTE};
	struct provider_state page, after;

	assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &page, NULL), OK);
	page.page_id = PAGE;
	page.copied_at = NOW - HOUR;
	page.validated = "https://status.acme.example/api";
	assert_int_equal(store_provider_put(g->store, &page, NULL), OK);
	assert_int_equal(hook(g, "i1", &up, 1), 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(store_provider_put(g->store, &page, NULL), OK);
		assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &after, NULL), OK);
		assert_true((after.validated == NULL) == (i == 0));
		page.copied_at = NOW; /* another document */
	}
}

/* What a stranger's history may have in it. */
static void test_a_history_of_what_has_no_id_is_passed_over(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = {.id = "u1", .status = "resolved", .text = "over", .created_at = NOW};
	struct incident shown = incident_of("i1", &up, 1), nameless = incident_of(NULL, &up, 1);
	struct report document = report_of(REPORT_DOCUMENT, &shown, 1);
	struct report history = report_of(REPORT_HISTORY, &nameless, 1);

	ground_read_before(g);
	history.news_since = NOW - HOUR;
	assert_int_equal(take_history(g, "acme", &history, &document), 0);
}

/* The end is of the document and not of an update, and comes each time under the same id. */
static void test_a_second_end_is_told_beside_a_last_note(void **state)
{
	struct ground *g = ground_open(*state);
	struct update first[] = {
	    {.id = "u1", .status = "active", .text = "one", .created_at = NOW - 9 * MINUTE},
	    {.id = "end", .status = "resolved", .created_at = NOW - 8 * MINUTE},
	};
	struct update again[] = {
	    first[0],
	    {.id = "u2", .status = "active", .text = "two", .created_at = NOW - 7 * MINUTE},
	    {.id = "u3", .status = "active", .text = "well", .created_at = NOW - 6 * MINUTE},
	    {.id = "end", .status = "resolved", .created_at = NOW - 6 * MINUTE},
	};

	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", first, 2), 2);
	assert_int_equal(poll_one(g, "i1", again, 2), 1);
	assert_int_equal(poll_one(g, "i1", again, 4), 2);
	assert_string_equal(ground_last(g).status, "resolved");
	assert_int_equal(poll_one(g, "i1", again, 4), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_one_history_lacks_after_one_that_was_not_read_is_still_open),
	    GROUND_TEST(test_what_a_webhook_opens_has_the_page_sent_whole),
	    GROUND_TEST(test_what_a_webhook_opens_meanwhile_has_the_page_sent_whole),
	    GROUND_TEST(test_a_history_of_what_has_no_id_is_passed_over),
	    GROUND_TEST(test_a_second_end_is_told_beside_a_last_note),
	    GROUND_TEST(test_a_document_s_status_without_an_id_is_passed_over),
	    GROUND_TEST(test_absence_soon_after_the_newest_update_means_nothing),
	    GROUND_TEST(test_a_history_tells_how_it_ended),
	    GROUND_TEST(test_a_history_is_silent_of_what_we_never_saw_begin),
	    GROUND_TEST(test_one_absence_is_not_believed),
	    GROUND_TEST(test_two_absences_in_a_row_withdraw),
	    GROUND_TEST(test_an_appearance_between_two_absences_counts),
	    GROUND_TEST(test_an_appearance_in_an_older_document_counts_too),
	    GROUND_TEST(test_what_the_document_or_the_history_shows_is_not_absent),
	    GROUND_TEST(test_the_history_of_incidents_does_not_judge_maintenances),
	    GROUND_TEST(test_the_history_of_maintenances_does_not_judge_incidents),
	    GROUND_TEST(test_how_a_lost_maintenance_ended_is_looked_for_in_two_histories_of_them),
	    GROUND_TEST(test_a_history_of_one_page_does_not_judge_another),
	    GROUND_TEST(test_a_status_alone_is_one_event),
	    GROUND_TEST(test_the_same_status_at_another_time_is_no_event),
	    GROUND_TEST(test_each_status_is_an_event_also_one_that_was_there_before),
	    GROUND_TEST(test_an_older_status_is_no_event),
	    GROUND_TEST(test_an_earlier_stage_of_the_same_instant_is_no_event),
	    GROUND_TEST(test_a_status_whose_update_is_known_is_no_event),
	    GROUND_TEST(test_the_update_behind_a_status_takes_its_event_over),
	    GROUND_TEST(test_a_second_update_of_the_same_status_is_an_event_of_its_own),
	    GROUND_TEST(test_each_update_takes_over_an_event_of_its_own),
	    GROUND_TEST(test_a_status_at_first_sight_is_told_with_a_note_and_once),
	    GROUND_TEST(
		test_an_old_status_of_an_incident_that_is_not_known_is_news_while_it_is_open),
	    GROUND_TEST(test_an_incident_that_ends_again_is_told_again),
	    GROUND_TEST(test_an_incident_that_is_open_again_is_told),
	    GROUND_TEST(test_an_end_counts_though_an_update_came_from_the_future),
	    UNIT_TEST(test_at_the_same_instant_the_later_stage_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
