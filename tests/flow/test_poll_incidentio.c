/*
 * Tests of flow/poll against the fake world: a page of incident.io, whose look-alike of
 * Statuspage's API says that something is up, and whose native documents say what. Each update is
 * one event, whichever of them told of it.
 */
#include "incidentio.h"

/* What is asked further of a page that has changed, and has neither history. */
#define NO_HISTORY "incidents.json 404\nscheduled-maintenances.json 404\n"

/* Its page's time is that of what it shows: without an incident it is an older one again. */
static void test_the_time_of_the_page_does_not_make_it_stale(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	look_alike(g, "2026-11-23T11:30:00Z",
	    mem_printf(
		g, ",\"incidents\":[%s]", incident(g, "monitoring", "2026-11-23T11:30:00Z")));
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	look_alike(g, "2026-07-09T19:25:56Z", "");
	history(g, incident(g, "resolved", "2026-11-23T11:59:00Z"));
	assert_int_equal(pages_poll_next(g), 1);
	g->store = shelf_open(g, g->app.store_path);
	assert_string_equal(ground_last(g).status, "resolved");
}

static void test_a_quiet_page_is_asked_once_and_conditionally(void **state)
{
	struct ground *g = iio_open(*state);

	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

static void test_an_incident_is_told_with_its_texts_and_components(void **state)
{
	struct ground *g = iio_open(*state);
	const char *first = update(g, "investigating", "We look.", 10);
	struct event event;

	shows(g, "investigating", 10);
	native(g, "investigating", first);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(pages_asked(g), "summary.json 200\n127.0.0.1 200\n" NO_HISTORY);
	event = ground_last(g);
	assert_string_equal(event.detail, "We look.");
	assert_string_equal(event.product, "Reactor");
	assert_string_equal(event.impact, "minor");
	/* The same status again: nothing need have changed in the look-alike. */
	native(g, "investigating",
	    mem_printf(g, "%s,%s", first, update(g, "investigating", "Still.", 20)));
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_last(g).detail, "Still.");
	assert_int_equal(pages_poll_next(g), 0);
}

static void test_a_status_becomes_the_update_when_that_is_there(void **state)
{
	struct ground *g = iio_open(*state);
	const char *first = update(g, "identified", "We look.", 10);
	struct revision *revisions;
	size_t n;

	shows(g, "identified", 10);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(pages_asked(g), "summary.json 200\n127.0.0.1 404\n" NO_HISTORY);
	native(g, "identified", first);
	assert_int_equal(pages_poll_next(g), 0);
	assert_int_equal(pages_poll_next(g), 0);
	/* It was told without a text; that is there now. */
	assert_int_equal(
	    store_event_revisions(g, g->store, ground_last(g).id, &revisions, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(revisions[0].detail, "We look.");
	native(g, "monitoring", mem_printf(g, "%s,%s", first, update(g, "monitoring", "Ok.", 20)));
	shows(g, "monitoring", 20);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_say(g, status), "identified monitoring");
}

/* A page that is not documented may go at any time, and come back. */
static void test_without_the_native_part_the_look_alike_goes_on(void **state)
{
	static const char *const meta[] = {"status 404\n", "status 503\n", "reset\n"};

	for (size_t i = 0; i < UNIT_COUNT(meta); i++) {
		struct ground *g = iio_open(*state);
		const char *updates = mem_printf(g, "%s,%s", update(g, "investigating", "One.", 10),
		    update(g, "identified", "Two.", 20));

		shows(g, "identified", 20);
		native(g, "identified", updates);
		assert_int_equal(pages_poll_next(g), 2);
		pages_put(g, NATIVE ".meta", meta[i]);
		assert_int_equal(pages_poll_next(g), 0);
		assert_int_equal(pages_poll_next(g), 0);
		shows(g, "monitoring", 30);
		assert_int_equal(pages_poll_next(g), 1);
		assert_int_equal(pages_state(g).failures, 0);
		updates = mem_printf(g, "%s,%s", updates, update(g, "monitoring", "Three.", 30));
		native(g, "monitoring", updates);
		assert_int_equal(pages_poll_next(g), 0);
		updates = mem_printf(g, "%s,%s", updates, update(g, "monitoring", "Four.", 40));
		native(g, "monitoring", updates);
		assert_int_equal(pages_poll_next(g), 1);
		assert_string_equal(ground_say(g, update_id), "u10 u20 - u40");
		talloc_free(g->store);
	}
}

static void test_html_for_the_native_part_is_none(void **state)
{
	struct ground *g = iio_open(*state);

	shows(g, "identified", 10);
	pages_put(g, NATIVE, "<!DOCTYPE html><html></html>");
	assert_int_equal(pages_poll_next(g), 1);
	assert_int_equal(pages_state(g).failures, 0);
}

static void test_an_end_is_told_with_its_text(void **state)
{
	struct ground *g = iio_open(*state);
	const char *updates = update(g, "investigating", "We look.", 10);

	shows(g, "investigating", 10);
	native(g, "investigating", updates);
	assert_int_equal(pages_poll_next(g), 1);
	shows_nothing(g);
	own(g, "resolved",
	    mem_printf(g, "%s,%s,%s", updates, update(g, "monitoring", "Ok.", 20),
		update(g, "resolved", "It was the reactor.", 30)));
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 2);
	assert_string_equal(pages_asked(g), "summary.json 200\n" IIO_INCIDENT " 200\n" NO_HISTORY);
	assert_string_equal(ground_last(g).detail, "It was the reactor.");
	assert_string_equal(ground_last(g).product, "Reactor");
	pages_poll_next(g);
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* The history of the look-alike has no texts, and nobody knows whether it has the same ids. */
static void test_an_end_without_the_native_part_is_the_status(void **state)
{
	struct ground *g = iio_open(*state);

	shows(g, "identified", 20);
	native(g, "identified",
	    mem_printf(g, "%s,%s", update(g, "investigating", "One.", 10),
		update(g, "identified", "Two.", 20)));
	assert_int_equal(pages_poll_next(g), 2);
	shows_nothing(g);
	history(g, "{\"id\":\"" IIO_INCIDENT "\",\"name\":\"Slow API\",\"status\":\"resolved\","
		   "\"updated_at\":\"2026-11-23T11:30:00Z\",\"incident_updates\":["
		   "{\"id\":\"x3\",\"status\":\"resolved\",\"body\":\"\"},"
		   "{\"id\":\"x2\",\"status\":\"identified\",\"body\":\"\"},"
		   "{\"id\":\"x1\",\"status\":\"investigating\",\"body\":\"\"}]}");
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(pages_asked(g),
	    "summary.json 200\n" IIO_INCIDENT " 404\nincidents.json 200\n"
	    "scheduled-maintenances.json 404\n");
	assert_string_equal(ground_say(g, status), "investigating identified resolved");
	assert_int_equal(pages_poll_next(g), 0);
}

/* Such an incident of the history, as it was touched at that time. */
static const char *ended(struct ground *g, const char *updated_at)
{
	return mem_printf(g,
	    "{\"id\":\"" IIO_INCIDENT "\",\"name\":\"Slow API\",\"status\":\"resolved\","
	    "\"updated_at\":\"%s\",\"incident_updates\":["
	    "{\"id\":\"u30\",\"status\":\"resolved\",\"body\":\"\"},"
	    "{\"id\":\"u10\",\"status\":\"investigating\",\"body\":\"We look.\"}]}",
	    updated_at);
}

/* A page-wide change touches what is over, and nothing was said. */
static void test_an_end_by_the_status_that_is_touched_later_is_no_other(void **state)
{
	struct ground *g = iio_open(*state);

	shows(g, "investigating", 10);
	native(g, "investigating", update(g, "investigating", "We look.", 10));
	assert_int_equal(pages_poll_next(g), 1);
	shows_nothing(g);
	history(g, ended(g, "2026-11-23T12:01:00Z"));
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_say(g, status), "investigating resolved");
	look_alike(g, "2026-11-23T12:04:00Z", "");
	history(g, ended(g, "2026-11-23T12:04:00Z"));
	assert_int_equal(pages_poll_next(g), 0);
}

/* Seen in March 2026: resolved, and forty minutes later identified again. */
static void test_an_incident_is_opened_again(void **state)
{
	struct ground *g = iio_open(*state);
	const char *updates = update(g, "identified", "We look.", 10);
	struct incident_state stored;
	bool found;

	shows(g, "identified", 10);
	native(g, "identified", updates);
	assert_int_equal(pages_poll_next(g), 1);
	updates = mem_printf(g, "%s,%s", updates, update(g, "resolved", "Done.", 20));
	shows_nothing(g);
	own(g, "resolved", updates);
	assert_int_equal(pages_poll_next(g), 1);
	updates = mem_printf(g, "%s,%s,%s", updates, update(g, "identified", "We look.", 30),
	    update(g, "monitoring", "Done.", 40));
	shows(g, "monitoring", 40);
	native(g, "monitoring", updates);
	assert_int_equal(pages_poll_next(g), 2);
	assert_string_equal(ground_say(g, status), "identified resolved identified monitoring");
	assert_int_equal(
	    store_incident_find(g, g->store, IIO_PAGE, IIO_INCIDENT, &stored, &found, NULL), OK);
	assert_true(stored.closed_at == TIME_NONE);
	assert_int_equal(pages_poll_next(g), 0);
}

static void test_a_status_alone_is_opened_again(void **state)
{
	struct ground *g = iio_open(*state);

	shows(g, "identified", 10);
	assert_int_equal(pages_poll_next(g), 1);
	shows_nothing(g);
	history(g, incident(g, "resolved", "2026-11-23T11:20:00Z"));
	assert_int_equal(pages_poll_next(g), 1);
	shows(g, "identified", 30);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_say(g, status), "identified resolved identified");
	native(g, "identified",
	    mem_printf(g, "%s,%s,%s", update(g, "identified", "We look.", 10),
		update(g, "resolved", "Done.", 20), update(g, "identified", "Again.", 30)));
	assert_int_equal(pages_poll_next(g), 0);
}

/* Two groups of the page have a "Reactor"; the look-alike lists one of them, and no groups. */
static void shows_a_reactor(struct ground *g, const char *status, const char *more)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" IIO_PAGE "\"},\"components\":[{\"id\":\"c1\","
		"\"name\":\"Reactor\",\"status\":\"%s\"}]%s}",
		status, more));
}

static void test_a_component_has_one_name_whichever_document_tells_of_it(void **state)
{
	struct ground *g = iio_open(*state);
	const char *first = update(g, "investigating", "We look.", 10);

	shows_a_reactor(g, "operational",
	    mem_printf(
		g, ",\"incidents\":[%s]", incident(g, "investigating", "2026-11-23T11:10:00Z")));
	pages_put(g, NATIVE,
	    mem_printf(g,
		"{\"summary\":{\"id\":\"" IIO_PAGE "\",\"structure\":{\"items\":["
		"{\"group\":{\"name\":\"Plant\",\"components\":[{\"component_id\":\"c1\","
		"\"name\":\"Reactor\"}]}},{\"group\":{\"name\":\"Ship\",\"components\":[{"
		"\"component_id\":\"c2\",\"name\":\"Reactor\"}]}}]},"
		"\"ongoing_incidents\":[%s]}}",
		native_incident(g, "investigating", first)));
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_last(g).product, "Plant - Reactor");
	shows_a_reactor(g, "operational", "");
	own(g, "resolved", mem_printf(g, "%s,%s", first, update(g, "resolved", "Done.", 20)));
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_last(g).product, "Plant - Reactor");
	shows_a_reactor(g, "partial_outage", "");
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_last(g).product, "Plant - Reactor");
}

/* A mail in the words of the page, with the incident's id or without. */
static int mail(struct ground *g, const char *id, const char *status, const char *text)
{
	struct update up = {.status = status, .text = text, .created_at = clock_now()};
	struct incident in = {
	    .id = id, .title = "Slow API", .status = status, .updates = &up, .n_updates = 1};
	struct report r = {.kind = REPORT_MAIL, .incidents = &in, .n_incidents = 1};

	r.mail = (struct mail){
	    .kind = MAIL_UPDATE, .from = "no-reply@status.incident.io", .dmarc = "pass"};
	return take_in(g, &(struct intake){
			      .channel = CHANNEL_EMAIL,
			      .received_at = clock_now(),
			      .provider = provider_find(&g->app.providers, "acme"),
			      .report = &r,
			  });
}

static void test_a_mail_and_an_update_are_one(void **state)
{
	struct ground *g = iio_open(*state);
	const char *first = update(g, "identified", "We look, and\\n\\nlook.", 10);

	assert_int_equal(mail(g, NULL, "identified", "We look, and look.\n"), 1);
	shows(g, "identified", 10);
	native(g, "identified", first);
	assert_int_equal(pages_poll_next(g), 0);
	native(g, "monitoring", mem_printf(g, "%s,%s", first, update(g, "monitoring", "Ok.", 20)));
	shows(g, "monitoring", 20);
	assert_int_equal(pages_poll_next(g), 1);
	assert_int_equal(mail(g, NULL, "monitoring", "\nOk."), 0);
	assert_int_equal(ground_sightings(g, ground_last(g).id), 2);
}

/* The page tells what was said before, and is asked for it once. */
static void test_an_end_that_a_mail_told_first_is_asked_for_its_past(void **state)
{
	struct ground *g = iio_open(*state);
	const char *one = short_one(g, '1');
	const char *id = mem_printf(g, "%.*s1", (int)strlen(IIO_SHORT) - 1, IIO_SHORT);

	pass(MINUTE + 10 * SECOND);
	assert_int_equal(mail(g, id, "resolved", "It was the reactor.1"), 1);
	look_alike(g, "2026-11-23T12:01:10Z", "");
	history(g, one);
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_say(g, detail), "It was the reactor.1 We look.1");
	assert_int_equal(ground_sightings(g, 1), 2);
	pages_asked(g);
	look_alike(g, "2026-11-23T12:04:00Z", "");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g),
	    "summary.json 200\nincidents.json 200\nscheduled-maintenances.json 404\n");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_quiet_page_is_asked_once_and_conditionally),
	    GROUND_TEST(test_an_incident_is_told_with_its_texts_and_components),
	    GROUND_TEST(test_a_status_becomes_the_update_when_that_is_there),
	    GROUND_TEST(test_without_the_native_part_the_look_alike_goes_on),
	    GROUND_TEST(test_html_for_the_native_part_is_none),
	    GROUND_TEST(test_an_end_is_told_with_its_text),
	    GROUND_TEST(test_an_end_without_the_native_part_is_the_status),
	    GROUND_TEST(test_an_end_by_the_status_that_is_touched_later_is_no_other),
	    GROUND_TEST(test_an_incident_is_opened_again),
	    GROUND_TEST(test_a_status_alone_is_opened_again),
	    GROUND_TEST(test_a_component_has_one_name_whichever_document_tells_of_it),
	    GROUND_TEST(test_a_mail_and_an_update_are_one),
	    GROUND_TEST(test_an_end_that_a_mail_told_first_is_asked_for_its_past),
	    GROUND_TEST(test_the_time_of_the_page_does_not_make_it_stale),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
