/* Tests of platform/feed: Atom and RSS, of pages without an API. */
#include "feeds.h"

#include "platform/feed.h"

static void test_a_history_is_read(void **state)
{
	struct report r = document_in(*state, &platform_feed_history, "feed/history.atom");
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 3);
	assert_int_equal(r.n_components, 0);
	unit_same("page", r.page.id, "status.acme.example/status/acme");
	unit_same("name", r.page.name, "Acme Status");
	assert_null(r.absent_means);
	unit_same("id", in->id, "0pen1nc1dnt1");
	unit_same("title", in->title, "Slow API");
	unit_same("url", in->url, "https://status.acme.example/incidents/0pen1nc1dnt1");
	unit_same("status", in->status, "monitoring");
	assert_false(in->maintenance);
	unit_same("completed", r.incidents[1].status, "completed");
	assert_true(r.incidents[1].maintenance);
	unit_same("unknown", r.incidents[2].updates[1].status, "Pondering");
	unit_same("resolved", r.incidents[2].status, "resolved");
}

static void test_updates_are_oldest_first_and_have_the_year_and_status_of_their_neighbours(
    void **state)
{
	struct report r = document_in(*state, &platform_feed_history, "feed/history.atom");
	const struct update *up = r.incidents[0].updates;

	assert_int_equal(r.incidents[0].n_updates, 4);
	expect_update(&up[0], "investigating", "We look.", "2026-12-31T23:50:00Z");
	/* In the same minute with the same status: known apart all the same. */
	expect_update(&up[1], "investigating", "We still look.", "2026-12-31T23:50:01Z");
	expect_update(&up[2], "monitoring", "A fix is <in place>.", "2027-01-01T00:05:00Z");
	expect_update(&up[3], "monitoring",
	    "Some requests to R&D are still slow.\n\nMore at our blog.", "2027-01-01T00:20:00Z");
}

/* The webhooks of the page have it, and no feed has. */
static void test_the_id_of_the_page_is_the_one_that_is_known(void **state)
{
	struct place place = {.url = "https://status.acme.example", .page_id = "ac7mec10ud42"};
	const char *text = fixture_read(*state, "feed/history.atom", NULL);
	struct part part = part_read(*state, text, strlen(text));
	struct report r;

	assert_int_equal(
	    platform_read_document(*state, &platform_feed_history, &place, &part, &r, NULL), OK);
	unit_same("page", r.page.id, "ac7mec10ud42");
}

static void test_incidentio_names_the_status_only(void **state)
{
	struct report r = document_in(*state, &platform_feed_atom, "feed/incidentio.atom");

	assert_int_equal(r.n_incidents, 2);
	unit_same("id", r.incidents[0].id, "01HZG0BX5XNC1DENT000000001");
	unit_same("title", r.incidents[0].title, "Errors & delays in Search");
	assert_int_equal(r.incidents[0].n_updates, 1);
	expect_update(&r.incidents[0].updates[0], "investigating",
	    "We are investigating.\nSoon more.", "2026-09-03T14:58:23.907Z");
	unit_same("status", r.incidents[1].status, "completed");
	assert_true(r.incidents[1].maintenance);
}

/* CEST is a name like many: what it means shows in the time of the entry. */
static void test_rss_of_statuspage_is_read(void **state)
{
	struct report r = document_in(*state, &platform_feed, "feed/history.rss");

	assert_int_equal(r.n_incidents, 2);
	assert_null(r.absent_means);
	unit_same("id", r.incidents[0].id, "ma1ntenance9");
	assert_true(r.incidents[0].maintenance);
	document_time(r.incidents[0].scheduled_for, "2026-10-16T23:00:00Z");
	document_time(r.incidents[0].scheduled_until, "2026-10-17T00:00:00Z");
	assert_int_equal(r.incidents[0].n_updates, 1);
	expect_update(&r.incidents[0].updates[0], "scheduled", "We move.", "2026-10-07T15:28:00Z");
	unit_same("id", r.incidents[1].id, "l4Gmz6NbAW1o");
	assert_null(r.incidents[1].url);
	expect_update(&r.incidents[1].updates[0], "investigating", "Looking into it.",
	    "2026-08-28T07:15:00Z");
	expect_update(
	    &r.incidents[1].updates[1], "resolved", "It is over.", "2026-08-29T05:33:00Z");
}

static void test_a_feed_without_statuses_shows_what_is_open(void **state)
{
	struct report r = document_in(*state, &platform_feed, "feed/azure.rss");
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "CUM-1");
	unit_same("status", in->status, "active");
	document_time(in->updated_at, "2026-11-23T11:45:00Z");
	expect_update(&in->updates[0], "active",
	    "Impact Statement: Starting at 10:00 UTC, machines are slow.\n\n"
	    "Next update in an hour.",
	    NULL);
	assert_false(in->maintenance);
	assert_true(r.incidents[1].maintenance);
	r = document_in(*state, &platform_feed, "feed/azure-quiet.rss");
	assert_int_equal(r.n_incidents, 0);
	unit_same("absent", r.absent_means, "resolved");
}

/* A history that is suddenly empty is broken, and nothing has ended. */
static void test_an_empty_history_means_nothing(void **state)
{
	struct report r = document_of(*state, &platform_feed_history, atom(*state, ""));

	assert_null(r.absent_means);
	r = document_of(*state, &platform_feed, atom(*state, ""));
	assert_null(r.absent_means);
}

static void test_a_title_may_have_the_status(void **state)
{
	struct report r = rss(*state,
	    "<item><guid>a</guid><title>[Resolved] Login &amp;amp; mail</title>"
	    "<description>Over.</description><pubDate>Mon, 23 Nov 2026 11:00:00 GMT</pubDate>"
	    "</item><item><guid>b</guid><title>[API] Slow</title></item>");

	assert_int_equal(r.n_incidents, 2);
	unit_same("title", r.incidents[0].title, "Login & mail");
	expect_update(&r.incidents[0].updates[0], "resolved", "Over.", "2026-11-23T11:00:00Z");
	unit_same("title", r.incidents[1].title, "[API] Slow");
	unit_same("status", r.incidents[1].status, "active");
	assert_int_equal(r.incidents[1].n_updates, 0);
	assert_null(r.absent_means);
}

/* As AWS has it. */
static void test_a_title_may_have_the_status_behind_what_the_service_is_like(void **state)
{
	struct report r = rss(*state,
	    "<item><guid>a</guid><title>Service is operating normally: [RESOLVED] Errors</title>"
	    "<description>Over.</description><pubDate>Mon, 23 Nov 2026 04:10:00 PST</pubDate>"
	    "</item><item><guid>b</guid><title>Note: [API] Slow</title></item>");

	unit_same("title", r.incidents[0].title, "Errors");
	expect_update(&r.incidents[0].updates[0], "resolved", "Over.", "2026-11-23T12:10:00Z");
	unit_same("title", r.incidents[1].title, "Note: [API] Slow");
	unit_same("status", r.incidents[1].status, "active");
	assert_null(r.absent_means);
}

struct said {
	const char *html;
	const char *status;
	const char *text;
	const char *time;
};

static void test_one_update_in_many_forms(void **state)
{
	static const struct said rows[] = {
	    {"<p><small>Feb 28, 23:00 UTC</small><br><strong>Identified</strong> - x</p>",
		"identified", "x", "2026-02-28T23:00:00Z"},
	    {"<p><small>Mar 1, 01:00 XYZ</small><br><strong>Identified</strong>: x</p>",
		"identified", "x", "2026-03-01T00:10:00Z"},
	    {"<p><small>Mar 1, 05:40 IST</small><br><strong>In Progress</strong> - x</p>",
		"in_progress", "x", "2026-03-01T00:10:00Z"},
	    {"<p><small>Feb 29, 05:40 UTC</small><br><strong>Identified</strong> - x</p>",
		"identified", "x", "2028-02-29T05:40:00Z"},
	    {"<p><small>Mar 1</small><br><strong>Identified</strong> - x</p>", "identified", "x",
		NULL},
	    {"<p><small>Feb 28, 23:00 UTC</small> no label</p>", "update", "no label",
		"2026-02-28T23:00:00Z"},
	    {"<p><strong>Monitoring</strong> - <b>Cause</b> - x<script>y</script></p>",
		"monitoring", "Cause - x", NULL},
	    {"<p><strong>Monitoring</strong></p>", "monitoring", "Monitoring", NULL},
	    {"<h3>Status: ACTIVE</h3><p>Severity: outage</p><ul><li>a<li>b</ul>", "ACTIVE",
		"Severity: outage\n\n- a\n- b", "2026-03-01T00:10:30Z"},
	    {"It <strong>Resolved</strong> - by itself", "active", "It Resolved - by itself", NULL},
	    {"<p><small>Marching on, 12:00</small> x", "active", "Marching on, 12:00 x", NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = entry(*state, rows[i].html);

		assert_int_equal(r.n_incidents, 1);
		assert_int_equal(r.incidents[0].n_updates, 1);
		expect_update(
		    &r.incidents[0].updates[0], rows[i].status, rows[i].text, rows[i].time);
	}
}

static void test_markup_may_stand_in_the_entry_itself(void **state)
{
	struct report r = document_of(*state, &platform_feed,
	    atom(*state,
		"<entry><id>e</id><updated>2026-03-01T00:10:30Z</updated><content type=\"xhtml\">"
		"<div><p><strong>Resolved</strong> - 1 &lt;b&gt; 2 &amp;amp; 3</p></div>"
		"</content></entry>"));

	expect_update(&r.incidents[0].updates[0], "resolved", "1 <b> 2 &amp; 3", NULL);
}

struct wrong {
	const char *text;
	const char *says;
};

static void test_what_is_no_feed_says_why(void **state)
{
	static const struct wrong rows[] = {
	    {"<feed><entry>", "not XML"},
	    {"<feed></entry></feed>", "not XML"},
	    {"<feed>&nbsp;</feed>", "not XML"},
	    {"<rss>\xff\xfe</rss>", "not XML"},
	    {"<rss><channel><item><title/></item></channel></rss>", "without an id"},
	    {"<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b "
	     "\"&a;&a;\">]><rss>&b;</rss>",
		"document type"},
	    {"<!DOCTYPE rss SYSTEM \"file:///etc/passwd\"><rss></rss>", "document type"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct error e = {0};
		struct report r;

		assert_int_equal(
		    document_parse(*state, &platform_feed, &rows[i].text, 1, &r, &e), E_INPUT);
		unit_has(e.text, rows[i].says);
	}
}

static const char *repeat(void *ctx, const char *s, size_t n)
{
	struct buf b;

	buf_init(&b, ctx, n * strlen(s));
	while (n-- > 0)
		buf_str(&b, s);
	return b.data;
}

static void test_ceilings_hold(void **state)
{
	const char *text = mem_printf(*state, "<feed>%s", repeat(*state, "<a>", 100000));
	const char *update = "<p><strong>Resolved</strong> - x</p>";
	struct error e = {0};
	struct report r;

	assert_int_equal(document_parse(*state, &platform_feed, &text, 1, &r, &e), E_INPUT);
	unit_has(e.text, "deep");
	r = rss(*state, repeat(*state, "<item><title>t</title><guid>g</guid></item>", 100000));
	assert_int_equal(r.n_incidents, 1);
	r = entry(*state, repeat(*state, update, 5000));
	assert_int_equal(r.incidents[0].n_updates, LIMIT_UPDATES);
	r = entry(*state, repeat(*state, "<b>", 80000));
	assert_int_equal(r.n_incidents, 1);
	r = entry(*state, repeat(*state, "\xc3\xa4", LIMIT_TEXT));
	assert_int_equal(strlen(r.incidents[0].updates[0].text), LIMIT_TEXT);
	/* An id that is cut could be that of another. */
	text = mem_printf(*state, "<item><guid>%s</guid><title>t</title></item>",
	    repeat(*state, "g", LIMIT_ID + 1));
	r = rss(*state, text);
	unit_same("id", r.incidents[0].id, "t");
}

/* cState's own documents know an issue by the path of its page. */
static void test_an_issue_of_cstate_has_the_id_of_its_document(void **state)
{
	struct report r = rss(*state, "<item><title>[Resolved] Slow</title><link>"
				      "https://acme.example/status/issues/2026-slow/?x</link>"
				      "<guid>https://acme.example/1</guid></item>");

	unit_same("id", r.incidents[0].id, "/status/issues/2026-slow/");
	assert_true(platform_feed_index.stands_in);
}

static void test_no_more_than_so_many_entries_are_read(void **state)
{
	struct buf b;

	buf_init(&b, *state, 1 << 20);
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "<item><guid>%d</guid><description>x</description></item>", i);
	assert_int_equal(rss(*state, b.data).n_incidents, LIMIT_INCIDENTS);
}

/* Where feeds may be of anything, some entry must have a status; where they live, none need be. */
static void test_at_a_place_nobody_named_a_feed_of_news_is_none(void **state)
{
	const char *news = "<rss><channel><item><guid>1</guid><title>We have a new logo</title>"
			   "</item></channel></rss>";
	const char *history = fixture_read(*state, "feed/history.atom", NULL);
	const char *empty = atom(*state, "");

	assert_true(document_is_known(*state, &platform_feed, news));
	assert_false(document_is_known(*state, &platform_feed_rss, news));
	assert_false(document_is_known(*state, &platform_feed_index, news));
	assert_true(document_is_known(*state, &platform_feed_index, history));
	assert_true(document_is_known(*state, &platform_feed_atom, empty));
	assert_false(document_is_known(*state, &platform_feed_index, empty));
}

static void test_strangers_are_refused(void **state)
{
	static const char *const strangers[] = {"<feeds/>", "<rs", "<!-- <rss> -->", "<?xml",
	    "<?xml version=\"1.0\"?><html/>", "{\"feed\":\"<rss>\"}"};
	static const struct platform *const rows[] = {&platform_feed, &platform_feed_history,
	    &platform_feed_atom, &platform_feed_rss, &platform_feed_index};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		document_refuses_strangers(*state, rows[i]);
		for (size_t k = 0; k < UNIT_COUNT(strangers); k++)
			assert_false(document_is_known(*state, rows[i], strangers[k]));
	}
	assert_true(document_is_known(*state, &platform_feed,
	    "\xef\xbb\xbf <?xml version=\"1.0\"?>\n<!-- a feed --><rss version=\"2.0\"></rss>"));
}

static void test_beginnings_of_feeds_do_no_harm(void **state)
{
	const char *text = fixture_read(*state, "feed/history.atom", NULL);
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i += 7) {
		TALLOC_CTX *own = mem_context(*state);
		const char *part = mem_strndup(own, text, i);
		struct report r;

		assert_int_equal(
		    document_parse(own, &platform_feed_history, &part, 1, &r, NULL), E_INPUT);
		talloc_free(own);
	}
}

static void test_a_page_may_name_its_feed(void **state)
{
	static const char *const rows[][2] = {
	    {"<html><head><link rel=stylesheet href=x><link rel=\"alternate\" "
	     "type=\"application/rss+xml\" href=\"/a/feed.rss\"></head>",
		"https://acme.example/a/feed.rss"},
	    {"<link rel='alternate' type='application/atom+xml' href='//b.example/f'>",
		"https://b.example/f"},
	    {"<link rel='alternate' type='application/atom+xml' href='https://c.example/'>",
		"https://c.example/"},
	    {"<link rel='alternate' type='application/atom+xml' href='http://acme.example/f'>",
		"http://acme.example/f"},
	    {"<link rel='alternate' type='application/atom+xml' href='feed.xml'><link "
	     "rel='alternate' type='application/rss+xml' href='/second'>",
		"https://acme.example/en/feed.xml"},
	    {"<link rel='Alternate' type='application/atom+xml' href='../f?a=1#b'>",
		"https://acme.example/f?a=1#b"},
	    {"<link rel='alternate' type='application/atom+xml' href='?feed=atom'>",
		"https://acme.example/en/status?feed=atom"},
	    {"<link rel='alternate' type='application/atom+xml' href='http://c.example/'>", NULL},
	    {"<link rel='alternate' type='application/atom+xml' href='//u@acme.example/'>", NULL},
	    {"<link rel='alternate' type='application/atom+xml' href='file:///etc/passwd'>", NULL},
	    {"<link rel='alternate' type='application/atom+xml' href='http:// /'>", NULL},
	    {"<link rel='alternate' type='application/atom+xml' href=''>",
		"https://acme.example/en/status"},
	    {"<link rel='alternate' type='application/atom+xml' href>", NULL},
	    {"<link rel='alternate' type='application/atom+xml' href='javascript:x'>", NULL},
	    {"<link rel='alternate' type='text/html' href='/x'>", NULL},
	    {"", NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		unit_same("link", feed_linked(*state, "https://acme.example/en/status", rows[i][0]),
		    rows[i][1]);
}

static void test_a_feed_is_named_in_the_head_of_a_page(void **state)
{
	static const char link[] = "<link rel='alternate' type='application/atom+xml' href='/f'>";
	const char *url = "https://acme.example";
	struct buf html;

	buf_init(&html, *state, 2 * LIMIT_HEAD_BYTES);
	buf_printf(&html, "<link rel='alternate' type='application/atom+xml' href='/%*s'>%s",
	    LIMIT_URL, "x", link);
	assert_null(feed_linked(*state, url, html.data));
	buf_reset(&html);
	buf_printf(&html, "<!-- %*s -->%s", LIMIT_HEAD_BYTES, "", link);
	assert_null(feed_linked(*state, url, html.data));
	buf_reset(&html);
	for (int i = 0; i < 2 * LIMIT_XML_DEPTH; i++)
		buf_str(&html, "<div>");
	buf_str(&html, link);
	assert_null(feed_linked(*state, url, html.data));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_history_is_read),
	    UNIT_TEST(
		test_updates_are_oldest_first_and_have_the_year_and_status_of_their_neighbours),
	    UNIT_TEST(test_the_id_of_the_page_is_the_one_that_is_known),
	    UNIT_TEST(test_incidentio_names_the_status_only),
	    UNIT_TEST(test_rss_of_statuspage_is_read),
	    UNIT_TEST(test_a_feed_without_statuses_shows_what_is_open),
	    UNIT_TEST(test_an_empty_history_means_nothing),
	    UNIT_TEST(test_a_title_may_have_the_status),
	    UNIT_TEST(test_a_title_may_have_the_status_behind_what_the_service_is_like),
	    UNIT_TEST(test_one_update_in_many_forms),
	    UNIT_TEST(test_markup_may_stand_in_the_entry_itself),
	    UNIT_TEST(test_what_is_no_feed_says_why),
	    UNIT_TEST(test_ceilings_hold),
	    UNIT_TEST(test_an_issue_of_cstate_has_the_id_of_its_document),
	    UNIT_TEST(test_no_more_than_so_many_entries_are_read),
	    UNIT_TEST(test_at_a_place_nobody_named_a_feed_of_news_is_none),
	    UNIT_TEST(test_strangers_are_refused),
	    UNIT_TEST(test_beginnings_of_feeds_do_no_harm),
	    UNIT_TEST(test_a_page_may_name_its_feed),
	    UNIT_TEST(test_a_feed_is_named_in_the_head_of_a_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
