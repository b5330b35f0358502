/*
 * Tests of flow/poll against the fake world: a page of incident.io, of whose past nothing is lost
 * and nothing told twice, whatever caches, histories and own documents do meanwhile. That page has no
 * time of its own, and without an incident it is again what it was before.
 */
#include "incidentio.h"

/* As a cache got it then, when the page is due again. */
static void reactor(struct ground *g, const char *status, int64_t copied_at)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" IIO_PAGE
		"\",\"name\":\"Globex\"},\"components\":[{\"id\":\"c1\","
		"\"name\":\"Reactor\",\"status\":\"%s\"}]}",
		status));
	pages_meta(g,
	    mem_printf(g, "header Age: %d\n", (int)((pages_state(g).due_at - copied_at) / SECOND)));
}

static void history_meta(struct ground *g, const char *lines)
{
	pages_put(g, "acme/api/v2/incidents.json.meta", lines);
}

static void own_meta(struct ground *g, const char *lines)
{
	pages_put(g, "acme/proxy/127.0.0.1/incidents/" IIO_SHORT ".meta", lines);
}

/* The page is another, since an incident came and went that its history shows. */
static void came_and_went(struct ground *g)
{
	look_alike(g, "2026-11-23T12:01:00Z", "");
	history(g, short_one(g, '1'));
}

/* Its history tells that it was there, and its own document all that was said. */
static void test_what_came_and_went_is_told_with_its_texts(void **state)
{
	struct ground *g = iio_open(*state);

	came_and_went(g);
	assert_int_equal(pages_poll_next(g), 2);
	assert_string_equal(ground_say(g, status), "investigating resolved");
	assert_string_equal(ground_last(g).detail, "It was the reactor.1");
	assert_string_equal(pages_asked(g),
	    "summary.json 200\nincidents.json 200\n" IIO_SHORT " 200\n"
	    "scheduled-maintenances.json 404\n");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* Where that is not to be had, the history tells how it ended: once. */
static void test_without_its_own_document_the_history_tells_the_end(void **state)
{
	static const char *const metas[] = {"status 404\n", "status 403\n"};

	for (size_t i = 0; i < UNIT_COUNT(metas); i++) {
		struct ground *g = iio_open(*state);

		came_and_went(g);
		own_meta(g, metas[i]);
		assert_int_equal(pages_poll_next(g), 1);
		assert_string_equal(ground_say(g, status), "resolved");
		look_alike(g, "2026-11-23T12:02:00Z", "");
		assert_int_equal(pages_poll_next(g), 0);
	}
}

/* Its end was told by the history; that it is talked about later makes nothing of before it news. */
static void test_what_was_said_before_an_end_that_was_told_is_no_news(void **state)
{
	struct ground *g = iio_open(*state);

	came_and_went(g);
	own_meta(g, "status 404\n");
	assert_int_equal(pages_poll_next(g), 1);
	own_meta(g, "");
	history(g, "{\"id\":\"" IIO_SHORT "\",\"name\":\"Slow API\",\"status\":\"resolved\","
		   "\"updated_at\":\"2026-11-23T12:02:30Z\"}");
	look_alike(g, "2026-11-23T12:02:30Z", "");
	assert_int_equal(pages_poll_next(g), 0);
	unit_has(pages_asked(g), IIO_SHORT " 200\n");
}

/* Trouble of a moment is waited out, another a quarter of an hour. */
static void test_an_own_document_that_has_trouble_is_waited_for(void **state)
{
	static const char *const metas[] = {
	    "status 503\n", "reset\n", "status 429\nheader Retry-After: 60\n"};

	for (size_t i = 0; i < UNIT_COUNT(metas); i++) {
		struct ground *g = iio_open(*state);

		came_and_went(g);
		own_meta(g, metas[i]);
		assert_int_equal(pages_poll_next(g), 0);
		assert_int_equal(pages_poll_next(g), 0);
		own_meta(g, "");
		assert_int_equal(pages_poll_next(g), 2);
		talloc_free(g->store);

		g = iio_open(*state);
		came_and_went(g);
		own_meta(g, metas[i]);
		for (int k = 0; k < 12; k++)
			pages_poll_next(g);
		assert_string_equal(ground_say(g, status), "resolved");
	}
}

/* After a pause it is asked for once more before the history tells the end. */
static void test_an_own_document_is_asked_for_however_late(void **state)
{
	struct ground *g = iio_open(*state);
	struct poll_result result;

	came_and_went(g);
	own_meta(g, "status 503\n");
	assert_int_equal(pages_poll_next(g), 0);
	own_meta(g, "");
	pass(3 * HOUR);
	pages_poll(g, &result);
	assert_int_equal(result.events, 2);
}

/* The same of one that was open, and of which the document alone told. */
static void test_an_end_is_not_told_without_its_text_too_soon(void **state)
{
	struct ground *g = iio_open(*state);
	const char *updates = update(g, "investigating", "We look.", 10);

	shows(g, "investigating", 10);
	native(g, "investigating", updates);
	assert_int_equal(pages_poll_next(g), 1);
	shows_nothing(g);
	history(g, incident(g, "resolved", "2026-11-23T11:30:00Z"));
	own(g, "resolved",
	    mem_printf(g, "%s,%s", updates, update(g, "resolved", "It was the reactor.", 30)));
	pages_put(g, OWN ".meta", "status 503\n");
	assert_int_equal(pages_poll_next(g), 0);
	pages_put(g, OWN ".meta", "");
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_last(g).detail, "It was the reactor.");
}

/* Asked for without end, it would keep us from the history that tells the end. */
static void test_an_own_document_that_is_never_there_holds_up_no_end(void **state)
{
	struct ground *g = iio_open(*state);

	shows(g, "investigating", 10);
	native(g, "investigating", update(g, "investigating", "We look.", 10));
	assert_int_equal(pages_poll_next(g), 1);
	shows_nothing(g);
	history(g, incident(g, "resolved", "2026-11-23T11:30:00Z"));
	own(g, "resolved", "");
	pages_put(g, OWN ".meta", "status 429\nheader Retry-After: 60\n");
	for (int i = 0; i < 12; i++)
		pages_poll_next(g);
	assert_string_equal(ground_say(g, status), "investigating resolved");
}

static struct ground *many_open(void *ctx)
{
	struct ground *g = iio_open(ctx);
	const char *list = "";

	for (char digit = '0'; digit <= '9'; digit++)
		list = mem_printf(g, "%s%s%s", list, *list != '\0' ? "," : "", short_one(g, digit));
	look_alike(g, "2026-11-23T12:01:00Z", "");
	history(g, list);
	return g;
}

static void test_of_many_that_came_and_went_each_is_told_whole(void **state)
{
	struct ground *g = many_open(*state);

	assert_int_equal(pages_poll_next(g), 16);
	assert_int_equal(pages_poll_next(g), 4);
	assert_int_equal(pages_poll_next(g), 0);
}

/* As by a page-wide change: nothing was said, and what comes and goes later is told. */
static void test_of_many_that_are_touched_none_is_asked_for_without_end(void **state)
{
	struct ground *g = many_open(*state);
	const char *list = "";

	pages_poll_next(g);
	assert_int_equal(pages_poll_next(g), 4);
	for (char digit = '0'; digit <= '9'; digit++)
		list = mem_printf(g,
		    "%s,{\"id\":\"%.*s%c\",\"name\":\"Slow API\",\"status\":\"resolved\","
		    "\"updated_at\":\"2026-11-23T12:09:50Z\"}",
		    list, (int)strlen(IIO_SHORT) - 1, IIO_SHORT, digit);
	look_alike(g, "2026-11-23T12:10:00Z", "");
	history(g, list + 1);
	assert_int_equal(pages_poll_next(g), 0);
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
	look_alike(g, "2026-11-23T12:11:00Z", "");
	history(g, mem_printf(g, "%s,%s", list + 1, short_one(g, 'A')));
	assert_int_equal(pages_poll_next(g), 2);
}

static void test_of_many_without_own_documents_each_end_is_told(void **state)
{
	struct ground *g = many_open(*state);

	for (char digit = '0'; digit <= '9'; digit++)
		pages_put(g,
		    mem_printf(g, "acme/proxy/127.0.0.1/incidents/%.*s%c.meta",
			(int)strlen(IIO_SHORT) - 1, IIO_SHORT, digit),
		    "status 404\n");
	for (int k = 0; k < 12; k++)
		pages_poll_next(g);
	assert_int_equal(ground_count(g), 10);
}

static void test_one_that_is_opened_and_ended_again_is_told_again(void **state)
{
	struct ground *g = iio_open(*state);
	const char *updates = update(g, "investigating", "We look.", 10);

	shows(g, "investigating", 10);
	native(g, "investigating", updates);
	assert_int_equal(pages_poll_next(g), 1);
	shows_nothing(g);
	updates = mem_printf(g, "%s,%s", updates, update(g, "resolved", "Over.", 30));
	own(g, "resolved", updates);
	history(g, incident(g, "resolved", "2026-11-23T11:30:00Z"));
	assert_int_equal(pages_poll_next(g), 1);
	assert_int_equal(pages_poll_next(g), 0);
	own(g, "resolved",
	    mem_printf(g, "%s,%s,%s", updates, update(g, "investigating", "Again.", 64),
		update(g, "resolved", "Really.", 65)));
	history(g, incident(g, "resolved", "2026-11-23T12:05:00Z"));
	look_alike(g, "2026-11-23T12:05:00Z", "");
	assert_int_equal(pages_poll_next(g), 2);
	look_alike(g, "2026-11-23T12:06:00Z", "");
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(ground_say(g, status), "investigating resolved investigating resolved");
}

/* The page is as it was, and says "not modified": the next change tells of it. */
static void test_what_left_no_trace_is_told_late(void **state)
{
	struct ground *g = iio_open(*state);

	history(g, short_one(g, '1'));
	for (int i = 0; i < 6; i++)
		assert_int_equal(pages_poll_next(g), 0);
	shows(g, "investigating", 68);
	assert_int_equal(pages_poll_next(g), 3);
	assert_string_equal(ground_say(g, status), "investigating investigating resolved");
}

/* The history had trouble for a moment; meanwhile the page is again what it was before. */
static void test_a_document_that_returns_is_read_after_trouble_too(void **state)
{
	struct ground *g = iio_open(*state);

	reactor(g, "operational", pages_state(g).due_at);
	pages_poll_next(g);
	reactor(g, "major_outage", pages_state(g).due_at);
	history_meta(g, "status 503\n");
	assert_int_equal(pages_poll_next(g), 1);
	reactor(g, "operational", pages_state(g).due_at);
	history_meta(g, "");
	assert_int_equal(pages_poll_next(g), 1);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(ground_say(g, status), "major_outage operational");
}

/* Two caches in turn; the page has no time of its own to tell old from new by. */
static void test_an_old_copy_of_a_cache_is_no_news(void **state)
{
	static const char *const metas[] = {"", "status 503\n"};

	for (size_t i = 0; i < UNIT_COUNT(metas); i++) {
		struct ground *g = iio_open(*state);

		history_meta(g, metas[i]);
		reactor(g, "degraded_performance", NOW + MINUTE);
		assert_int_equal(pages_poll_next(g), 1);
		reactor(g, "major_outage", NOW + 2 * MINUTE);
		assert_int_equal(pages_poll_next(g), 1);
		for (int k = 0; k < 3; k++) {
			reactor(g, "degraded_performance", NOW + MINUTE);
			assert_int_equal(pages_poll_next(g), 0);
			reactor(g, "major_outage", NOW + 2 * MINUTE);
			assert_int_equal(pages_poll_next(g), 0);
		}
		reactor(g, "operational", pages_state(g).due_at);
		assert_int_equal(pages_poll_next(g), 1);
	}
}

/* The clock of a cache may be wrong: what it says for an hour is so. */
static void test_an_old_copy_is_believed_in_the_end(void **state)
{
	struct ground *g = iio_open(*state);
	struct poll_result result;

	reactor(g, "major_outage", NOW - DAY);
	assert_int_equal(pages_poll_next(g), 0);
	pass(HOUR);
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
}

/* While a cache has the page of before, nobody knows what happens. */
static void test_an_old_copy_says_nothing_of_the_time_since(void **state)
{
	struct ground *g = iio_open(*state);

	for (int i = 0; i < 13; i++) {
		reactor(g, "operational", NOW);
		assert_int_equal(pages_poll_next(g), 0);
	}
	pages_meta(g, "");
	came_and_went(g);
	assert_int_equal(pages_poll_next(g), 2);
}

static void test_an_old_history_is_not_the_last(void **state)
{
	struct ground *g = iio_open(*state);

	look_alike(g, "2026-11-23T12:01:00Z", "");
	history(g, "");
	history_meta(g, "header Age: 600\n");
	assert_int_equal(pages_poll_next(g), 0);
	came_and_went(g);
	history_meta(g, "");
	assert_int_equal(pages_poll_next(g), 2);
	assert_int_equal(pages_poll_next(g), 0);
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* The page changed twice: what a history showed between the two is not all. */
static void test_a_history_from_between_two_changes_is_not_the_last(void **state)
{
	struct ground *g = iio_open(*state);

	history(g, "");
	history_meta(g, "status 503\n");
	reactor(g, "degraded_performance", pages_state(g).due_at);
	assert_int_equal(pages_poll_next(g), 1);
	history_meta(g, "header Age: 60\n");
	reactor(g, "operational", pages_state(g).due_at);
	assert_int_equal(pages_poll_next(g), 1);
	history(g, short_one(g, '1'));
	history_meta(g, "");
	assert_int_equal(pages_poll_next(g), 2);
}

/* That the history was waited for does not shorten it. */
static void test_an_own_document_has_its_own_time(void **state)
{
	struct ground *g = iio_open(*state);

	came_and_went(g);
	history_meta(g, "status 503\n");
	for (int k = 0; k < 12; k++)
		assert_int_equal(pages_poll_next(g), 0);
	history_meta(g, "");
	own_meta(g, "status 503\n");
	assert_int_equal(pages_poll_next(g), 0);
	own_meta(g, "");
	assert_int_equal(pages_poll_next(g), 2);
}

/* The page was gone for a day, and is back without the incident and without a history that is read. */
static void test_what_is_lost_is_not_looked_for_without_end(void **state)
{
	static const char *const metas[] = {"status 403\n", "status 404\n"};

	for (size_t i = 0; i < UNIT_COUNT(metas); i++) {
		struct ground *g = iio_open(*state);
		struct poll_result result;

		shows(g, "investigating", 10);
		assert_int_equal(pages_poll_next(g), 1);
		pages_meta(g, "status 404\n");
		for (int k = 0; k < 30; k++) {
			pass(HOUR);
			pages_poll(g, &result);
		}
		unit_has(ground_say(g, status), "lost");
		shows_nothing(g);
		pages_meta(g, "");
		history_meta(g, metas[i]);
		for (int k = 0; k < 50; k++) {
			pass(HOUR);
			pages_poll(g, &result);
		}
		pages_asked(g);
		pages_poll_next(g);
		assert_string_equal(pages_asked(g), "summary.json 304\n");
	}
}

/* It was an hour ahead when the page was read, and was set right since. */
static void test_a_clock_that_was_ahead_makes_nothing_old(void **state)
{
	struct ground *g = iio_open(*state);
	struct poll_result result;

	pass(HOUR);
	history_meta(g, "status 503\n");
	reactor(g, "degraded_performance", pages_state(g).due_at);
	pages_meta(g, "");
	pages_poll(g, &result);
	pass(-HOUR + 2 * MINUTE);
	reactor(g, "major_outage", clock_now());
	pages_meta(g, "");
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	history_meta(g, "");
	came_and_went(g);
	assert_int_equal(pages_poll_next(g), 3);
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
}

/* The same, and the page was as it had been when the clock was set right. */
static void test_a_clock_that_was_ahead_loses_nothing(void **state)
{
	struct ground *g = iio_open(*state);
	struct poll_result result;

	pass(HOUR);
	reactor(g, "degraded_performance", pages_state(g).due_at);
	pages_meta(g, "");
	pages_poll(g, &result);
	pass(-HOUR + 2 * MINUTE);
	pages_asked(g);
	pages_poll(g, &result);
	unit_has(pages_asked(g), "summary.json 304");
	reactor(g, "major_outage", clock_now());
	pages_meta(g, "");
	assert_int_equal(pages_poll_next(g), 1);
	came_and_went(g);
	assert_int_equal(pages_poll_next(g), 3);
}

/* However old the copy is, the history and the own document are waited for from now on. */
static void test_an_old_copy_of_a_change_is_no_old_debt(void **state)
{
	struct ground *g = iio_open(*state);
	struct poll_result result;

	came_and_went(g);
	pass(3 * DAY);
	pages_meta(g, "header Age: 172800\n");
	history_meta(g, "status 503\n");
	pages_poll(g, &result);
	assert_int_equal(result.events, 0);
	history_meta(g, "");
	own_meta(g, "status 503\n");
	assert_int_equal(pages_poll_next(g), 0);
	own_meta(g, "");
	assert_int_equal(pages_poll_next(g), 2);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_came_and_went_is_told_with_its_texts),
	    GROUND_TEST(test_without_its_own_document_the_history_tells_the_end),
	    GROUND_TEST(test_what_was_said_before_an_end_that_was_told_is_no_news),
	    GROUND_TEST(test_an_own_document_that_has_trouble_is_waited_for),
	    GROUND_TEST(test_an_own_document_is_asked_for_however_late),
	    GROUND_TEST(test_an_end_is_not_told_without_its_text_too_soon),
	    GROUND_TEST(test_an_own_document_that_is_never_there_holds_up_no_end),
	    GROUND_TEST(test_of_many_that_came_and_went_each_is_told_whole),
	    GROUND_TEST(test_of_many_that_are_touched_none_is_asked_for_without_end),
	    GROUND_TEST(test_of_many_without_own_documents_each_end_is_told),
	    GROUND_TEST(test_one_that_is_opened_and_ended_again_is_told_again),
	    GROUND_TEST(test_what_left_no_trace_is_told_late),
	    GROUND_TEST(test_a_document_that_returns_is_read_after_trouble_too),
	    GROUND_TEST(test_an_old_copy_of_a_cache_is_no_news),
	    GROUND_TEST(test_an_old_copy_is_believed_in_the_end),
	    GROUND_TEST(test_an_old_copy_says_nothing_of_the_time_since),
	    GROUND_TEST(test_an_old_history_is_not_the_last),
	    GROUND_TEST(test_a_history_from_between_two_changes_is_not_the_last),
	    GROUND_TEST(test_an_own_document_has_its_own_time),
	    GROUND_TEST(test_what_is_lost_is_not_looked_for_without_end),
	    GROUND_TEST(test_a_clock_that_was_ahead_makes_nothing_old),
	    GROUND_TEST(test_a_clock_that_was_ahead_loses_nothing),
	    GROUND_TEST(test_an_old_copy_of_a_change_is_no_old_debt),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
