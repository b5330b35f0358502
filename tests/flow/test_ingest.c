/*
 * Tests of flow/ingest: whose report it is, what is nobody's, the quarantine, probes, and
 * the first sight of a page. test_ingest_*.c tell one incident, component, mail from another.
 */
#include "ground.h"

#include "store/quarantine.h"

static struct update first_update[] = {
    {.id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW - MINUTE},
};

static struct report simple_report(struct incident *in)
{
	*in = incident_of("i1", first_update, 1);
	return report_of(REPORT_INCIDENT, in, 1);
}

static const char *mail_body(void *ctx, const char *from, const char *subject)
{
	return mem_printf(ctx,
	    "{\"source\":\"email\",\"from\":\"%s\",\"subject\":\"%s\",\"body\":\"Hello\"}", from,
	    subject);
}

static void test_an_event_is_filled_in(void **state)
{
	struct ground *g = ground_open(*state);
	struct event event;

	assert_int_equal(hook(g, "i1", first_update, 1), 1);
	event = ground_last(g);
	assert_string_equal(event.provider, "acme");
	assert_string_equal(event.provider_name, "Acme");
	assert_string_equal(event.page_id, PAGE);
	assert_string_equal(event.title, "Slow API");
	assert_string_equal(event.detail, "We look.");
	assert_int_equal(event.received_at, NOW);
	assert_int_equal(event.occurred_at, NOW - MINUTE);
	assert_int_equal(event.channel, CHANNEL_WEBHOOK);
	assert_null(event.note);
}

/* key: of the path; id, url: of the page in the report. */
static const struct {
	const char *what, *key, *id, *url, *provider;
} owners[] = {
    {"by path", "hooli", NULL, NULL, "hooli"},
    {"the path before the page id", "hooli", PAGE, NULL, "hooli"},
    {"by page id", NULL, PAGE, NULL, "acme"},
    {"the page id before the host", NULL, PAGE, "https://status.nemo.example", "acme"},
    {"by host", NULL, NULL, "https://status.nemo.example/x?y", "nemo"},
    {"by host in other case and scheme, with a port", NULL, "strange",
	"http://STATUS.Nemo.Example:81", "nemo"},
    {"not by part of a host", NULL, "strange", "https://nemo.example", "strange"},
    {"not by a longer host", NULL, "strange", "https://status.nemo.example.org", "strange"},
    {"not without a scheme", NULL, "strange", "status.nemo.example", "strange"},
    {"nobody's", NULL, "strange", NULL, "strange"},
    {"nobody's, with another's key for an id", NULL, "nemo", NULL, "stranger:nemo"},
    {"nobody's, with another's page for an id", NULL, "key:nemo", NULL, "stranger:key:nemo"},
    {"nobody's, with a mail's page for an id", NULL, "mail:a@b.example", NULL,
	"stranger:mail:a@b.example"},
};

static void test_the_provider_is_found_by_path_page_id_and_host(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(owners); i++) {
		struct ground *g = ground_open(*state);
		struct incident in;
		struct report r = simple_report(&in);
		struct intake intake = {
		    .channel = CHANNEL_WEBHOOK,
		    .received_at = NOW,
		    .provider = provider_find(&g->app.providers, owners[i].key),
		    .report = &r,
		};

		r.page = (struct page){.id = owners[i].id, .url = owners[i].url};
		assert_int_equal(take_in(g, &intake), 1);
		unit_same(owners[i].what, ground_last(g).provider, owners[i].provider);
	}
}

static const struct {
	const char *from, *subject, *provider;
} senders[] = {
    {"Nemo Status <noreply@statuspage.io>", "An incident", "nemo"},
    {"noreply@statuspage.io", "Nemo incident", "nemo"},
    {"noreply@statuspage.io", "[nemo] incident", "nemo"},
    {"noreply@nemo.example", "An incident", "nemo"},
    {"x@y.example", "Incident at \\\"Hooli\\\"", "hooli"},
    {"x@y.example", "Nemonic incident", "x@y.example"},
    {"x@y.example", "Captain-Nemo-class incident", "x@y.example"},
    {"x@y.example", "An incident", "x@y.example"},
};

static void test_the_provider_of_a_mail_is_found_by_whole_words(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(senders); i++) {
		struct ground *g = ground_open(*state);

		assert_int_equal(
		    take_body(g, NULL, mail_body(g->ctx, senders[i].from, senders[i].subject)), 1);
		unit_same(senders[i].subject, ground_last(g).provider, senders[i].provider);
	}
}

/* Of two names the one that has the other in it; and of two pages of a domain the one that is named. */
static void test_the_longer_name_of_two_is_meant(void **state)
{
	static const char providers[] =
	    "[provider git]\nname = Git\nurl = https://www.gitstatus.example\n"
	    "[provider ent]\nname = Git Enterprise\nurl = https://status.ent.example\n"
	    "[provider dog]\nname = Dog\nurl = https://status.dog.example\n"
	    "[provider dogeu]\nname = Dog EU\nurl = https://status-eu.dog.example\n";
	static const struct {
		const char *from, *subject, *provider;
	} rows[] = {
	    {"Git Enterprise <noreply@statuspage.io>", "Slow", "ent"},
	    {"noreply@statuspage.io", "Git Enterprise Incident", "ent"},
	    {"noreply@statuspage.io", "Git Incident", "git"},
	    {"Dog EU <status@dog.example>", "Slow", "dogeu"},
	    {"status@dog.example", "Dog EU Incident", "dogeu"},
	    {"status@dog.example", "Slow", "dog"},
	    {"status@dog.example", "Git Incident", "dog"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = ground_load(*state, "", providers);

		g->store = shelf_open(g, g->app.store_path);
		assert_int_equal(
		    take_body(g, NULL, mail_body(g->ctx, rows[i].from, rows[i].subject)), 1);
		unit_same(rows[i].from, ground_last(g).provider, rows[i].provider);
	}
}

/* Acme stands first in the configuration, but did not send this. */
static void test_the_sender_of_a_mail_counts_more_than_a_name_in_its_subject(void **state)
{
	struct ground *g = ground_open(*state);

	take_body(
	    g, NULL, mail_body(g->ctx, "Hooli Status <x@y.example>", "Trouble reaching Acme"));
	assert_string_equal(ground_last(g).provider, "hooli");
}

static void test_a_mail_of_nobody_is_logged_with_its_sender_and_a_hint(void **state)
{
	struct ground *g = ground_open(*state);
	struct event event;

	assert_int_equal(take_body(g, NULL, mail_body(g->ctx, "a@b.example", "Hi")), 1);
	event = ground_last(g);
	assert_int_equal(event.kind, EVENT_MAIL);
	assert_string_equal(event.provider_name, "a@b.example");
	assert_string_equal(event.title, "Hi");
	unit_has(event.note, "no provider fits this mail");
}

/* What is forged so must not stand among what the provider's own page tells. */
static void test_a_stranger_with_the_key_of_a_provider_has_a_page_of_its_own(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in;
	struct report r = simple_report(&in);
	struct intake intake = {.channel = CHANNEL_WEBHOOK, .received_at = NOW, .report = &r};
	struct event event;

	r.page = (struct page){.id = "key:hooli", .name = "Hooli"};
	assert_int_equal(take_in(g, &intake), 1);
	event = ground_last(g);
	assert_string_equal(event.page_id, "stranger:key:hooli");
	assert_string_equal(event.provider_name, "Hooli");
	unit_has(event.note, "\"page_id = key:hooli\"");
}

/* Webhooks of a page that has moved may have the id of before: its host tells whose it is. */
static void test_a_webhook_with_another_page_id_is_of_the_page_that_was_read(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in = incident_of("i1", first_update, 1);
	struct report r = report_of(REPORT_INCIDENT, &in, 1);

	ground_read_before(g);
	r.page = (struct page){.id = "before000001", .url = "https://status.acme.example"};
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	assert_string_equal(ground_last(g).provider, "acme");
	assert_string_equal(ground_last(g).page_id, PAGE);
	assert_int_equal(poll_one(g, "i1", first_update, 1), 0);
}

/* Nemo's page has no id in the configuration: until it is read nobody knows it. */
static void test_what_was_heard_before_the_first_read_is_the_pages(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in = incident_of("i1", first_update, 1);
	struct report r = report_of(REPORT_INCIDENT, &in, 1);
	struct intake heard = {.channel = CHANNEL_WEBHOOK,
	    .received_at = NOW,
	    .provider = provider_find(&g->app.providers, "nemo"),
	    .report = &r};

	r.page.id = NULL;
	assert_int_equal(take_in(g, &heard), 1);
	assert_string_equal(ground_last(g).page_id, "key:nemo");
	r = report_of(REPORT_DOCUMENT, &in, 1);
	r.page.id = "nemopage0001";
	assert_int_equal(take_document(g, "nemo", &r), 0);
	in.updates = (struct update[]){
	    {.id = "u9", .status = "resolved", .text = "Done.", .created_at = NOW}};
	assert_int_equal(take_document(g, "nemo", &r), 1);
}

static void test_a_name_and_a_status_twice_are_one_event(void **state)
{
	static const char *const bodies[] = {
	    "{\"incident\":{\"name\":\"Slow\",\"status\":\"investigating\"}}",
	    "{\"incident\":{\"name\":\"Slow\",\"status\":\"investigating\","
	    "\"updated_at\":\"2026-03-01T12:00:00Z\"}}",
	};

	for (size_t i = 0; i < UNIT_COUNT(bodies); i++) {
		struct ground *g = ground_open(*state);

		assert_int_equal(take_body(g, "acme", bodies[i]), 1);
		assert_int_equal(take_body(g, "acme", bodies[i]), 0);
		assert_int_equal(take_body(g, "acme",
				     "{\"incident\":{\"name\":\"Slow\",\"status\":\"resolved\"}}"),
		    1);
	}
}

static void test_an_unknown_page_is_logged_with_its_id_and_a_hint(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in;
	struct report r = simple_report(&in);
	struct event event;

	r.page = (struct page){.id = "strangepage1", .name = "Strange"};
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	event = ground_last(g);
	assert_string_equal(event.provider, "strangepage1");
	assert_string_equal(event.provider_name, "Strange");
	assert_string_equal(event.page_id, "strangepage1");
	unit_has(event.note, "page_id = strangepage1");
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 0);
}

static void test_one_pages_ids_say_nothing_of_anothers(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in;
	struct report r = simple_report(&in);

	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	r.page.id = "hoolipage001";
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	assert_string_equal(ground_say(g, provider), "acme hooli");
}

/* A page in a bad state that was never read: two incidents, four components, one of each good. */
static struct incident page_incidents[2];
static struct update open_updates[] = {
    {.id = "o1", .status = "investigating", .text = "a", .created_at = NOW - 20 * MINUTE},
    {.id = "o2", .status = "identified", .text = "b", .created_at = NOW - 10 * MINUTE},
};
static struct update over_updates[] = {
    {.id = "r1", .status = "investigating", .text = "c", .created_at = NOW - 30 * MINUTE},
    {.id = "r2", .status = "resolved", .text = "d", .created_at = NOW - 15 * MINUTE},
};
static struct component page_components[] = {
    {.id = "c1", .name = "API", .status = "operational", .changed_at = NOW - DAY},
    {.id = "c2", .name = "Web", .status = "major_outage", .changed_at = NOW - 20 * MINUTE},
};

static struct report page_report(void)
{
	struct report r = report_of(REPORT_DOCUMENT, page_incidents, UNIT_COUNT(page_incidents));

	page_incidents[0] = incident_of("open", open_updates, UNIT_COUNT(open_updates));
	page_incidents[1] = incident_of("over", over_updates, UNIT_COUNT(over_updates));
	r.components = page_components;
	r.n_components = UNIT_COUNT(page_components);
	return r;
}

static void test_first_sight_tells_the_newest_update_of_what_is_open(void **state)
{
	struct ground *g = ground_open(*state);
	struct report r = page_report();

	assert_int_equal(take_document(g, "acme", &r), 1);
	assert_string_equal(ground_say(g, update_id), "o2");
	unit_has(ground_last(g).note, "first sight of this page");
	assert_int_equal(take_document(g, "acme", &r), 0);
}

/* What was silent is known all the same. */
static void test_what_was_silent_at_first_sight_is_no_news_later(void **state)
{
	struct ground *g = ground_open(*state);
	struct report r = page_report();

	take_document(g, "acme", &r);
	assert_int_equal(hook(g, "open", open_updates, 2), 0);
	assert_int_equal(hook(g, "over", over_updates, 2), 0);
	assert_int_equal(ground_count(g), 1);
}

static void test_first_sight_remembers_components_in_silence(void **state)
{
	struct ground *g = ground_open(*state);
	struct component_state *bad;
	struct report r = page_report();
	size_t n;

	r.n_incidents = 0;
	assert_int_equal(take_document(g, "acme", &r), 0);
	assert_int_equal(store_components_troubled(g->ctx, g->store, &bad, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_string_equal(bad[0].name, "Web");
}

static void test_after_first_sight_everything_is_news(void **state)
{
	struct ground *g = ground_open(*state);
	struct report r = page_report();

	ground_read_before(g);
	assert_int_equal(take_document(g, "acme", &r), 5); /* o1 o2 r1 r2 c2 */
}

static void test_another_page_id_is_first_sight_again(void **state)
{
	struct ground *g = ground_open(*state);
	struct report r = page_report();

	take_document(g, "acme", &r);
	r.page.id = "acmepage0002";
	/*
	 * What was open under the old id is lost, and what was not operational has left the page;
	 * what is open now is logged once.
	 */
	assert_int_equal(take_document(g, "acme", &r), 4);
	assert_string_equal(ground_say(g, update_id), "o2 - - - o2");
	assert_string_equal(ground_say(g, status), "identified lost removed changed identified");
	assert_string_equal(
	    ground_say(g, page_id), PAGE " " PAGE " " PAGE " acmepage0002 acmepage0002");
	unit_has(ground_last(g).note, "first sight of this page");
	assert_int_equal(take_document(g, "acme", &r), 0);
}

/* A summary may go on showing what is over for a while, without updates. */
static void test_first_sight_is_silent_of_what_is_over_though_told_by_status_alone(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in = {.id = "i1",
	    .title = "Old",
	    .status = "resolved",
	    .created_at = NOW - DAY,
	    .updated_at = NOW - DAY / 2};
	struct report r = report_of(REPORT_DOCUMENT, &in, 1);

	assert_int_equal(take_document(g, "acme", &r), 0);
}

static void test_a_page_that_failed_is_stored_without_a_report(void **state)
{
	struct ground *g = ground_open(*state);
	struct provider_state page = {.key = "acme", .failures = 3, .failure = "no answer"}, got;
	struct intake in = {.channel = CHANNEL_POLLER, .received_at = NOW, .page_state = &page};

	assert_int_equal(take_in(g, &in), 0);
	assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &got, NULL), OK);
	assert_int_equal(got.failures, 3);
	assert_string_equal(got.failure, "no answer");
}

static void test_an_unusable_body_is_quarantined_once(void **state)
{
	struct ground *g = ground_open(*state);
	struct intake in = {
	    .received_at = NOW, .unusable = "not JSON", .body = "{", .body_size = 1};
	int64_t n;

	for (int i = 0; i < 2; i++) {
		struct verdict v;

		assert_int_equal(judge_in(g, &in, &v), OK);
		assert_int_equal(v.is_news, i == 0);
		assert_int_equal(v.events, 0);
		assert_false(v.kept_body);
	}
	assert_int_equal(store_quarantine_count(g->store, &n, NULL), OK);
	assert_int_equal(n, 1);
	assert_int_equal(ground_count(g), 0);
}

static void test_a_probe_writes_and_reports_nothing(void **state)
{
	struct ground *g = ground_open(*state);
	int64_t at;

	assert_int_equal(take_in(g, &(struct intake){.received_at = NOW, .probe = true}), 0);
	assert_int_equal(store_fact_get(g->store, FACT_PROBED_AT, &at, NULL), OK);
	assert_int_equal(at, NOW);
	assert_int_equal(ground_count(g), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_an_event_is_filled_in),
	    GROUND_TEST(test_the_provider_is_found_by_path_page_id_and_host),
	    GROUND_TEST(test_the_provider_of_a_mail_is_found_by_whole_words),
	    GROUND_TEST(test_the_longer_name_of_two_is_meant),
	    GROUND_TEST(test_the_sender_of_a_mail_counts_more_than_a_name_in_its_subject),
	    GROUND_TEST(test_a_webhook_with_another_page_id_is_of_the_page_that_was_read),
	    GROUND_TEST(test_what_was_heard_before_the_first_read_is_the_pages),
	    GROUND_TEST(test_a_name_and_a_status_twice_are_one_event),
	    GROUND_TEST(test_a_mail_of_nobody_is_logged_with_its_sender_and_a_hint),
	    GROUND_TEST(test_a_stranger_with_the_key_of_a_provider_has_a_page_of_its_own),
	    GROUND_TEST(test_an_unknown_page_is_logged_with_its_id_and_a_hint),
	    GROUND_TEST(test_one_pages_ids_say_nothing_of_anothers),
	    GROUND_TEST(test_first_sight_tells_the_newest_update_of_what_is_open),
	    GROUND_TEST(test_what_was_silent_at_first_sight_is_no_news_later),
	    GROUND_TEST(test_first_sight_remembers_components_in_silence),
	    GROUND_TEST(test_after_first_sight_everything_is_news),
	    GROUND_TEST(test_another_page_id_is_first_sight_again),
	    GROUND_TEST(test_first_sight_is_silent_of_what_is_over_though_told_by_status_alone),
	    GROUND_TEST(test_a_page_that_failed_is_stored_without_a_report),
	    GROUND_TEST(test_an_unusable_body_is_quarantined_once),
	    GROUND_TEST(test_a_probe_writes_and_reports_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
