/*
 * Tests of flow/poll against the fake world: pages that have a feed and no API. Where the feed is
 * found, and what comes of it.
 */
#include "pages.h"

#include "base/url.h"

#define OPEN                                                                                       \
	"<entry><id>1</id><link href=\"https://acme.example/incidents/i1\"/><title>Slow API"       \
	"</title><published>2026-11-23T11:30:30Z</published><content type=\"html\">%s"             \
	"&lt;p>&lt;small>Nov &lt;var>23&lt;/var>, &lt;var>11:30&lt;/var> UTC&lt;/small>&lt;br>"    \
	"&lt;strong>Investigating&lt;/strong> - We look.&lt;/p></content></entry>"

#define CLOSED                                                                                     \
	"<entry><id>0</id><link href=\"https://acme.example/incidents/i0\"/><title>Old</title>"    \
	"<published>2026-11-20T10:00:10Z</published><content type=\"html\">&lt;p>&lt;small>"       \
	"Nov 20, 10:00 UTC&lt;/small>&lt;br>&lt;strong>Resolved&lt;/strong> - Well.&lt;/p>"        \
	"</content></entry>"

#define RESOLVED                                                                                   \
	"&lt;p>&lt;small>Nov 23, 12:01 UTC&lt;/small>&lt;br>&lt;strong>Resolved&lt;/strong> - "    \
	"It is well.&lt;/p>"

static void history(struct ground *g, const char *entries)
{
	pages_put(g, "acme/history.atom",
	    mem_printf(g, "<?xml version=\"1.0\"?><feed><title>Acme</title>%s</feed>", entries));
}

/* A page without an API. */
static struct ground *feed_open(void *ctx, const char *more)
{
	struct ground *g = pages_open_with(ctx, "", more);

	pages_meta(g, "status 404\n");
	return g;
}

/* What the provider's page goes by, which has no id. */
static const char *place(struct ground *g, const char *key)
{
	return url_place(g, provider_find(&g->app.providers, key)->url);
}

static bool is_open(struct ground *g, const char *page, const char *id)
{
	struct incident_state in;
	bool found;

	g->store = shelf_open(g, g->app.store_path);
	assert_int_equal(store_incident_find(g, g->store, page, id, &in, &found, NULL), OK);
	talloc_free(g->store);
	g->store = NULL;
	return found && in.closed_at == TIME_NONE;
}

static void test_a_history_is_found_and_followed(void **state)
{
	struct ground *g = feed_open(*state, "");
	struct poll_result result;

	history(g, mem_printf(g, OPEN CLOSED, ""));
	pages_poll(g, &result);
	assert_int_equal(result.failed, 0);
	assert_int_equal(result.events, 1);
	unit_same("platform", pages_state(g).platform, "feed_history");
	unit_same("page", pages_state(g).page_id, place(g, "acme"));
	assert_true(is_open(g, place(g, "acme"), "i1"));
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "history.atom 304\n");
	history(g, mem_printf(g, OPEN CLOSED, RESOLVED));
	assert_int_equal(pages_poll_next(g), 1);
	assert_false(is_open(g, place(g, "acme"), "i1"));
	pages_put(g, "acme/history.atom.meta", "no-etag\n");
	assert_int_equal(pages_poll_next(g), 0);
}

/* Its webhooks name the page by that id. */
static void test_the_configured_page_id_is_that_of_the_feed(void **state)
{
	struct ground *g = feed_open(*state, "page_id = " PAGE "\n");
	struct poll_result result;

	history(g, mem_printf(g, OPEN, ""));
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	assert_true(is_open(g, PAGE, "i1"));
}

/* After three failures it is looked for; it is the same page, and what was told stays told. */
static void test_an_api_that_is_switched_off_is_replaced_by_the_feed(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;
	size_t events = 0;

	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	pages_meta(g, "status 404\n");
	history(g, mem_printf(g, OPEN CLOSED, ""));
	for (int i = 0; i < 4; i++)
		events += pages_poll_next(g);
	unit_same("platform", pages_state(g).platform, "feed_history");
	unit_same("page", pages_state(g).page_id, PAGE);
	/* That it failed, and that it is fresh again. */
	assert_int_equal(events, 2);
	assert_true(is_open(g, PAGE, "i1"));
	history(g, mem_printf(g, OPEN CLOSED, RESOLVED));
	assert_int_equal(pages_poll_next(g), 1);
	assert_false(is_open(g, PAGE, "i1"));
}

#define API(status, hour)                                                                          \
	"{\"id\":\"c1\",\"name\":\"API\",\"status\":\"" status "\","                               \
	"\"updated_at\":\"2026-11-23T" hour ":00:00Z\"}"

/* A page whose API has told of an outage, and is away; the feed tells nothing of components. */
static struct ground *away_open(void *ctx)
{
	struct ground *g = pages_open(ctx);
	struct poll_result result;
	size_t events = 0;

	pages_put(g, "acme/api/v2/summary.json", pages_document(g, API("operational", "10"), ""));
	pages_poll(g, &result);
	pages_put(g, "acme/api/v2/summary.json", pages_document(g, API("major_outage", "11"), ""));
	assert_int_equal(pages_poll_next(g), 1);
	pages_meta(g, "status 404\n");
	history(g, CLOSED);
	for (int i = 0; i < 4; i++)
		events += pages_poll_next(g);
	unit_same("platform", pages_state(g).platform, "feed_history");
	/* That it failed, and that it is fresh again. */
	assert_int_equal(events, 2);
	return g;
}

static size_t poll_after(struct ground *g, int64_t ms)
{
	struct poll_result result;

	pass(ms);
	pages_poll(g, &result);
	return result.events;
}

static const char *troubled(struct ground *g)
{
	return shelf_number(g->app.store_path,
		   "SELECT count(*) FROM component WHERE status = 'major_outage'") > 0
		   ? "in trouble"
		   : "well";
}

static void test_a_feed_does_not_tell_that_components_are_well(void **state)
{
	struct ground *g = away_open(*state);

	history(g, CLOSED "\n");
	assert_int_equal(pages_poll_next(g), 0);
	unit_same("the component", troubled(g), "in trouble");
	pages_meta(g, "");
	pages_put(g, "acme/api/v2/summary.json", pages_document(g, API("operational", "12"), ""));
	assert_int_equal(poll_after(g, HOUR), 1);
	unit_same("platform", pages_state(g).platform, "statuspage");
	unit_same("the component", troubled(g), "well");
}

static void test_an_api_that_stays_away_has_no_components_any_more(void **state)
{
	struct ground *g = away_open(*state);

	history(g, CLOSED "\n");
	assert_int_equal(poll_after(g, DAY), 0);
	assert_int_equal(pages_poll_next(g), 1);
	unit_same("the component", troubled(g), "well");
}

static void test_a_broken_feed_is_a_failure_and_ends_nothing(void **state)
{
	static const char *const broken[] = {"<feed>", "<feed></feed>", ""};
	struct ground *g = feed_open(*state, "");
	struct poll_result result;

	history(g, mem_printf(g, OPEN, ""));
	pages_poll(g, &result);
	for (size_t i = 0; i < UNIT_COUNT(broken); i++) {
		pages_put(g, "acme/history.atom", broken[i]);
		/* The third is told: that the page is failing, and nothing else. */
		assert_int_equal(pages_poll_next(g), i == 2);
	}
	assert_int_equal(pages_state(g).health, PAGE_FAILING);
	assert_true(is_open(g, place(g, "acme"), "i1"));
	pages_put(g, "acme/history.atom", "<feed>");
	pages_poll_next(g);
	unit_has(pages_state(g).failure, "not XML");
}

/* Of Instatus: the folder is "incident" or "maintenance", and the updates are as they stand there. */
static void instatus(struct ground *g, const char *folder, const char *begin, const char *updates)
{
	history(g, mem_printf(g,
		       "<entry><id>c1</id><link href=\"https://acme.example/%s/c1\"/><title>Slow "
		       "API</title>"
		       "<published>%s</published><updated>2026-11-23T11:30:10Z</updated>"
		       "<content type=\"html\"><![CDATA[<p><strong>Type:</strong> "
		       "%s</p>%s]]></content></entry>",
		       folder, begin, folder, updates));
}

static const char *instatus_update(
    void *ctx, const char *day, const char *clock, const char *label, const char *text)
{
	return mem_printf(ctx,
	    "<p><small>Nov <var> %s</var>, <var>%s</var> GMT+0</small><br />"
	    "<strong>%s</strong> -\n %s</p>",
	    day, clock, label, text);
}

static void test_each_update_of_instatus_is_told_once(void **state)
{
	static const char *const updates[][3] = {
	    {"11:30:10", "Investigating", "We look."},
	    {"12:10:20", "Investigating", "We still look."},
	    {"12:40:30", "Monitoring", "A fix is in."},
	    {"13:20:40", "Resolved", "It is well."},
	};
	struct ground *g = feed_open(*state, "");
	const char *all = "";
	struct poll_result result;

	history(g, "");
	pages_poll(g, &result);
	for (size_t i = 0; i < UNIT_COUNT(updates); i++) {
		all = mem_printf(g, "%s%s",
		    instatus_update(g, "23", updates[i][0], updates[i][1], updates[i][2]), all);
		instatus(g, "incident", "2026-11-23T11:30:10Z", all);
		pass(30 * MINUTE);
		pages_poll(g, &result);
		assert_int_equal(result.events, 1);
		assert_int_equal(
		    is_open(g, place(g, "acme"), "c1"), strcmp(updates[i][1], "Resolved") != 0);
	}
	assert_int_equal(pages_poll_next(g), 0);
}

/* The oldest update first, and published when it is to begin. */
static void test_a_maintenance_of_instatus_is_told_to_its_end(void **state)
{
	static const char *const updates[][4] = {
	    {"23", "11:54:48", "Identified", "We plan an upgrade."},
	    {"24", "06:00:01", "Identified", "It begins."},
	    {"24", "06:07:55", "Completed", "Done."},
	};
	struct ground *g = feed_open(*state, "");
	const char *all = "";
	struct poll_result result;

	history(g, "");
	pages_poll(g, &result);
	for (size_t i = 0; i < UNIT_COUNT(updates); i++) {
		all = mem_printf(g, "%s%s", all,
		    instatus_update(g, updates[i][0], updates[i][1], updates[i][2], updates[i][3]));
		instatus(g, "maintenance", "2026-11-24T06:00:00Z", all);
		pass(10 * HOUR);
		pages_poll(g, &result);
		assert_int_equal(result.events, 1);
	}
	assert_false(is_open(g, place(g, "acme"), "c1"));
	assert_int_equal(pages_poll_next(g), 0);
}

/* A page at this place of the test's folder, beside acme's. */
static struct ground *cumulus_open_at(void *ctx, const char *place)
{
	return pages_open_with(ctx, "",
	    mem_printf(ctx,
		"[provider cumulus]\nname = Cumulus\nallow_private = yes\n"
		"url = http://127.0.0.1:%ld/%d/%s\n",
		world.port, pages_test + 1, place));
}

/* A page whose address is a feed. */
static struct ground *cumulus_open(void *ctx)
{
	return cumulus_open_at(ctx, "hooli/feed");
}

static size_t cumulus_poll(struct ground *g)
{
	struct poll_options only = {
	    .keys = (const char *[]){"cumulus"}, .n_keys = 1, .force = true};
	struct poll_result result;

	pass(INTERVAL);
	if (poll_run(&g->app, &only, &result, NULL) != OK || result.failed > 0)
		fail_msg("the page failed");
	return result.events;
}

/* As WordPress has it, which answers nowhere else. */
static void test_the_address_itself_is_asked_as_it_is_written(void **state)
{
	struct ground *g = cumulus_open_at(*state, "hooli/feed/");

	pages_put(g, "hooli/feed", "<rss><channel><title>Cumulus</title></channel></rss>");
	assert_int_equal(cumulus_poll(g), 0);
	assert_string_equal(strstr(pages_asked(g), "index.xml 404\n"), "index.xml 404\n 200\n");
}

/* As Azure: its address is the feed, and it shows what is open. */
static void test_the_address_itself_may_be_a_feed(void **state)
{
	static const char quiet[] = "<rss><channel><title>Cumulus</title></channel></rss>";
	struct ground *g = cumulus_open(*state);
	static const size_t events[] = {1, 0, 1, 0, 1, 0};
	const char *texts[] = {"One.", "One.", "Two.", NULL, NULL, NULL};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		pages_put(g, "hooli/feed",
		    texts[i] == NULL
			? quiet
			: mem_printf(g,
			      "<rss><channel><title>Cumulus</title><item><guid>c1</guid>"
			      "<title>Slow machines</title><description>%s</description>"
			      "<pubDate>Mon, 23 Nov 2026 11:%zu:00 Z</pubDate></item>"
			      "</channel></rss>",
			      texts[i], 10 + i));
		assert_int_equal(cumulus_poll(g), events[i]);
	}
	assert_false(is_open(g, place(g, "cumulus"), "c1"));
}

/* Not even days later, nor when something without a status is in it then. */
static void test_a_feed_that_told_of_statuses_ends_nothing_by_being_empty(void **state)
{
	static const char empty[] = "<rss><channel><title>Cumulus</title></channel></rss>";
	static const char labelled[] =
	    "<rss><channel><item><guid>c1</guid><title>Slow machines</title>"
	    "<description>&lt;b>Investigating&lt;/b> - We look.</description>"
	    "<pubDate>Mon, 23 Nov 2026 11:30:00 Z</pubDate></item></channel></rss>";
	static const char bare[] =
	    "<rss><channel><item><guid>c2</guid><title>A new logo</title></item></channel></rss>";
	struct ground *g = cumulus_open(*state);

	pages_put(g, "hooli/feed", labelled);
	assert_int_equal(cumulus_poll(g), 1);
	pages_put(g, "hooli/feed", empty);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(cumulus_poll(g), 0);
		pass(12 * HOUR);
	}
	pages_put(g, "hooli/feed", bare);
	assert_int_equal(cumulus_poll(g), 1);
	pages_put(g, "hooli/feed", empty);
	assert_int_equal(cumulus_poll(g), 0);
	assert_true(is_open(g, place(g, "cumulus"), "c1"));
}

static void name_feed(struct ground *g, const char *href)
{
	pages_put(g, "acme/index.html",
	    mem_printf(g,
		"<!DOCTYPE html><head><link rel=alternate type=application/atom+xml href=\"%s\">",
		href));
}

static void test_a_feed_that_the_page_names_is_followed(void **state)
{
	struct ground *g = feed_open(*state, "");
	struct poll_result result;

	/* The page is where it is without a slash. */
	name_feed(g, "acme/news.xml");
	pages_put(g, "acme/news.xml", mem_printf(g, "<feed>" OPEN CLOSED "</feed>", ""));
	pages_poll(g, &result);
	assert_int_equal(result.failed, 0);
	assert_int_equal(result.events, 1);
	unit_same("platform", pages_state(g).platform, "feed_linked");
	unit_same("page", pages_state(g).page_id, place(g, "acme"));
	pages_asked(g);
	pages_put(g, "acme/news.xml", mem_printf(g, "<feed>" OPEN CLOSED "</feed>", RESOLVED));
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(pages_asked(g), "acme 200\nnews.xml 200\n");
	assert_false(is_open(g, place(g, "acme"), "i1"));
	assert_int_equal(pages_poll_next(g), 0);
}

/* A blog is no status page, and nobody said that this is one. */
static void test_a_feed_of_news_that_the_page_names_is_not_told(void **state)
{
	struct ground *g = feed_open(*state, "");
	struct poll_result result;

	name_feed(g, "acme/news.xml");
	pages_put(g, "acme/news.xml",
	    "<rss><channel><item><guid>1</guid><title>A new logo</title></item></channel></rss>");
	pages_poll(g, &result);
	assert_int_equal(result.failed, 1);
	assert_int_equal(result.events, 0);
	unit_has(pages_state(g).failure, "the feed that it names tells no incident's status");
}

static void test_a_feed_that_the_page_names_is_at_no_secret_place(void **state)
{
	struct ground *g = feed_open(*state, "");
	struct poll_result result;

	name_feed(g, "https://169.254.7.7/latest");
	pages_poll(g, &result);
	assert_int_equal(result.failed, 1);
	unit_has(pages_state(g).failure, "to which no redirect or link may lead");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_history_is_found_and_followed),
	    GROUND_TEST(test_the_configured_page_id_is_that_of_the_feed),
	    GROUND_TEST(test_an_api_that_is_switched_off_is_replaced_by_the_feed),
	    GROUND_TEST(test_a_feed_does_not_tell_that_components_are_well),
	    GROUND_TEST(test_an_api_that_stays_away_has_no_components_any_more),
	    GROUND_TEST(test_a_broken_feed_is_a_failure_and_ends_nothing),
	    GROUND_TEST(test_each_update_of_instatus_is_told_once),
	    GROUND_TEST(test_a_maintenance_of_instatus_is_told_to_its_end),
	    GROUND_TEST(test_the_address_itself_is_asked_as_it_is_written),
	    GROUND_TEST(test_the_address_itself_may_be_a_feed),
	    GROUND_TEST(test_a_feed_that_told_of_statuses_ends_nothing_by_being_empty),
	    GROUND_TEST(test_a_feed_that_the_page_names_is_followed),
	    GROUND_TEST(test_a_feed_of_news_that_the_page_names_is_not_told),
	    GROUND_TEST(test_a_feed_that_the_page_names_is_at_no_secret_place),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
