/*
 * Tests of flow/ingest: what the webhook and the page of one vendor tell of the same is one
 * event. The fixtures of both are of the same incident.
 */
#include "../fixtures/fixture.h"
#include "ground.h"

#include "platform/platform.h"

#define VENDORS                                                                                    \
	"[provider globex]\nurl = https://status.globex.example\n"                                 \
	"[provider vandelay]\nurl = https://api.status.io\npage_id = 6a0000000000000000000001\n"   \
	"[provider initech]\nurl = https://status.initech.example\n"                               \
	"[provider mill]\nurl = https://status.mill.example\n"

static struct ground *open_vendors(void *ctx)
{
	struct ground *g = ground_load(ctx, "", VENDORS);

	g->store = shelf_open(g, g->app.store_path);
	clock_set(INT64_C(1773144300000)); /* 2026-03-10T12:05:00Z */
	return g;
}

static const char *body(struct ground *g, const char *name)
{
	return fixture_read(g->ctx, mem_printf(g->ctx, "webhook/%s.json", name), NULL);
}

static int take_hook(struct ground *g, const char *name)
{
	return take_body(g, NULL, body(g, name));
}

/* The page of the provider as the poller reads it; the texts of up to two parts. */
static int take_page(
    struct ground *g, const char *key, const char *platform, const char *first, const char *second)
{
	const struct provider *p = provider_find(&g->app.providers, key);
	struct place place = {.url = p->url, .page_id = p->page_id};
	struct part parts[PLATFORM_PARTS] = {0};
	struct report r;

	parts[0] = part_read(g->ctx, first, strlen(first));
	if (second != NULL)
		parts[1] = part_read(g->ctx, second, strlen(second));
	if (platform_read_document(g->ctx, platform_find(platform), &place, parts, &r, &g->error) !=
	    OK)
		fail_msg("%s", g->error.text);
	return take_document(g, key, &r);
}

static const char *api(struct ground *g, const char *name)
{
	return fixture_read(g->ctx, mem_printf(g->ctx, "api/%s.json", name), NULL);
}

static size_t count(struct ground *g, const char *where)
{
	return (size_t)shelf_number(
	    g->app.store_path, mem_printf(g->ctx, "SELECT count(*) FROM event WHERE %s", where));
}

/* Each update and each component of Better Stack has one id wherever it is told. */
static void test_betterstack_is_told_once(void **state)
{
	static const char *const hooks[] = {
	    "betterstack-incident", "betterstack-maintenance", "betterstack-component"};

	for (int page_first = 0; page_first < 2; page_first++) {
		struct ground *g = open_vendors(*state);

		if (page_first)
			take_page(g, "globex", "betterstack", api(g, "betterstack-index"), NULL);
		for (size_t i = 0; i < UNIT_COUNT(hooks); i++)
			take_hook(g, hooks[i]);
		take_page(g, "globex", "betterstack", api(g, "betterstack-index"), NULL);
		assert_int_equal(count(g, "update_id = '6002'"), page_first ? 0 : 1);
		assert_int_equal(count(g, "update_id = '6003'"), 1);
		assert_int_equal(count(g, "incident_id = '5003'"), page_first ? 1 : 2);
		assert_int_equal(count(g, "page_id <> '70165'"), 0);
		assert_int_equal(count(g, "provider <> 'globex'"), 0);
		assert_int_equal(take_hook(g, "betterstack-component"), 0);
		assert_int_equal(
		    take_page(g, "globex", "betterstack", api(g, "betterstack-index"), NULL), 0);
	}
}

/* Its page, with an incident that has one update of this status. */
static const char *globex(struct ground *g, const char *status)
{
	return mem_printf(g->ctx,
	    "{\"data\":{\"id\":\"70165\",\"type\":\"status_page\",\"attributes\":{}},\"included\":["
	    "{\"id\":\"5003\",\"type\":\"status_report\",\"attributes\":{\"title\":\"Chat\","
	    "\"report_type\":\"manual\",\"aggregate_state\":\"%s\","
	    "\"starts_at\":\"2026-03-10T12:00:00Z\"}},"
	    "{\"id\":\"6003\",\"type\":\"status_update\",\"attributes\":{\"message\":\"m\","
	    "\"published_at\":\"2026-03-10T12:20:00Z\",\"status_report_id\":5003,"
	    "\"affected_resources\":[{\"status_page_resource_id\":\"9\",\"status\":\"%s\"}]}}]}",
	    status, status);
}

/* Its webhooks do not say that the end is the end: the page does, of the same update. */
static void test_betterstack_ends_are_told_when_they_are_known(void **state)
{
	struct ground *g = open_vendors(*state);

	take_page(g, "globex", "betterstack", globex(g, "downtime"), NULL);
	assert_int_equal(take_hook(g, "betterstack-incident"), 1); /* 6002 */
	g = open_vendors(*state);
	assert_int_equal(take_hook(g, "betterstack-incident"), 2);
	assert_string_equal(ground_say(g, status), "- -");
	assert_int_equal(take_page(g, "globex", "betterstack", globex(g, "resolved"), NULL), 1);
	assert_string_equal(ground_say(g, status), "- - resolved");
	assert_int_equal(take_page(g, "globex", "betterstack", globex(g, "resolved"), NULL), 0);
}

/* A webhook of the same incident, of one update at that minute and a little: clocks differ. */
static const char *globex_hook(struct ground *g, const char *update, int minute)
{
	return mem_printf(g->ctx,
	    "{\"event_type\":\"incident\",\"page\":{\"id\":\"70165\"},\"incident\":{\"id\":"
	    "\"5003\","
	    "\"name\":\"Chat\",\"incident_updates\":[{\"id\":\"%s\",\"body\":\"m\","
	    "\"created_at\":\"2026-03-10T12:%d:00.060Z\"}]}}",
	    update, minute);
}

static void expect_globex(struct ground *g, const char *status)
{
	struct incident_state i;
	bool found;

	assert_int_equal(
	    store_incident_find(g->ctx, g->store, "70165", "5003", &i, &found, NULL), OK);
	assert_true(found);
	unit_same("status", i.status, status);
	assert_true(
	    (i.closed_at != TIME_NONE) == (status != NULL && strcmp(status, "resolved") == 0));
}

/* A body without a status says nothing by an update that is known, nor opens what is over. */
static void test_betterstack_webhooks_take_no_status_back(void **state)
{
	struct ground *g = open_vendors(*state);

	take_page(g, "globex", "betterstack", globex(g, "downtime"), NULL);
	assert_int_equal(take_body(g, NULL, globex_hook(g, "6003", 20)), 0);
	expect_globex(g, "downtime");
	assert_int_equal(take_body(g, NULL, globex_hook(g, "6004", 30)), 1);
	expect_globex(g, NULL);
	g = open_vendors(*state);
	take_page(g, "globex", "betterstack", globex(g, "downtime"), NULL);
	take_page(g, "globex", "betterstack", globex(g, "resolved"), NULL);
	assert_int_equal(take_body(g, NULL, globex_hook(g, "6003", 20)), 0);
	expect_globex(g, "resolved");
	assert_int_equal(take_body(g, NULL, globex_hook(g, "6004", 30)), 1);
	expect_globex(g, "resolved");
}

/* The page's messages have no ids: the same time and state make the same update. */
static void test_statusio_is_told_once(void **state)
{
	for (int page_first = 0; page_first < 2; page_first++) {
		struct ground *g = open_vendors(*state);

		if (page_first)
			take_page(g, "vandelay", "statusio", api(g, "statusio-status"), NULL);
		assert_int_equal(take_hook(g, "statusio-incident"), page_first ? 0 : 1);
		take_page(g, "vandelay", "statusio", api(g, "statusio-status"), NULL);
		assert_int_equal(take_hook(g, "statusio-incident"), 0);
		assert_int_equal(
		    count(g, "incident_id = '6a00000000000000000000d1' AND status = 'identified'"),
		    1);
		assert_int_equal(count(g, "page_id <> '6a0000000000000000000001'"), 0);
		assert_int_equal(take_hook(g, "statusio-resolved"), 1);
		assert_int_equal(take_hook(g, "statusio-resolved"), 0);
	}
}

#define COMPONENTS "{\"components\":[{\"id\":\"c1\",\"name\":\"API\",\"status\":\"MAJOROUTAGE\"}]}"

/* A summary with an incident of this status; none: it is no longer active. */
static const char *initech(struct ground *g, const char *status)
{
	return mem_printf(g->ctx,
	    "{\"page\":{\"name\":\"Initech\",\"url\":\"https://status.initech.example\","
	    "\"status\":\"HASISSUES\"},\"activeIncidents\":[%s]}",
	    status != NULL
		? mem_printf(g->ctx,
		      "{\"id\":\"i1\",\"name\":\"Late\",\"started\":\"2026-03-10T12:00:00Z\","
		      "\"status\":\"%s\",\"impact\":\"MAJOROUTAGE\","
		      "\"updatedAt\":\"2026-03-10T12:01:00Z\"}",
		      status)
		: "");
}

static int take_initech(struct ground *g, const char *status)
{
	return take_page(g, "initech", "instatus", initech(g, status), COMPONENTS);
}

/* Two updates of that incident; the page has an id in webhooks, and its host tells whose it is. */
static const char *initech_hook(struct ground *g, const char *status, const char *updates)
{
	return mem_printf(g->ctx,
	    "{\"page\":{\"id\":\"cuid1\",\"status_indicator\":\"HASISSUES\","
	    "\"url\":\"https://status.initech.example\"},"
	    "\"incident\":{\"id\":\"i1\",\"name\":\"Late\",\"status\":\"%s\","
	    "\"impact\":\"MAJOROUTAGE\",\"incident_updates\":[%s]}}",
	    status, updates);
}

#define U1                                                                                         \
	"{\"id\":\"u1\",\"status\":\"INVESTIGATING\",\"body\":\"We look.\","                       \
	"\"created_at\":\"2026-03-10T12:01:00Z\"}"
#define U2                                                                                         \
	"{\"id\":\"u2\",\"status\":\"RESOLVED\",\"body\":\"Done.\","                               \
	"\"created_at\":\"2026-03-10T12:04:00Z\"}"
#define CHANGE                                                                                     \
	"{\"page\":{\"id\":\"cuid1\",\"status_indicator\":\"HASISSUES\","                          \
	"\"url\":\"https://status.initech.example\"},\"component_update\":{"                       \
	"\"component_id\":\"c1\",\"new_status\":\"MAJOROUTAGE\","                                  \
	"\"created_at\":\"2026-03-10T12:00:30Z\"},\"component\":{\"id\":\"c1\",\"name\":\"API\"}}"

/* The page's documents name neither the page nor the update, whichever comes first. */
static void test_instatus_is_told_once(void **state)
{
	for (int page_first = 0; page_first < 2; page_first++) {
		struct ground *g = open_vendors(*state);

		take_initech(g, NULL);
		if (page_first)
			assert_int_equal(take_initech(g, "INVESTIGATING"), 1);
		assert_int_equal(
		    take_body(g, NULL, initech_hook(g, "INVESTIGATING", U1)), page_first ? 0 : 1);
		assert_int_equal(take_initech(g, "INVESTIGATING"), 0);
		assert_int_equal(take_body(g, NULL, CHANGE), 0); /* the page had it */
		assert_int_equal(take_body(g, NULL, initech_hook(g, "RESOLVED", U1 "," U2)), 1);
		for (int i = 0; i < 3; i++)
			assert_int_equal(take_initech(g, NULL), 0);
		assert_string_equal(ground_say(g, status), "investigating resolved");
		assert_string_equal(
		    ground_say(g, page_id), "status.initech.example status.initech.example");
	}
}

/* The page leaves it out before the webhook of its end has come. */
static void test_instatus_ends_once(void **state)
{
	struct ground *g = open_vendors(*state);

	take_body(g, NULL, initech_hook(g, "INVESTIGATING", U1));
	for (int i = 0; i < 3; i++)
		take_initech(g, NULL);
	assert_int_equal(take_body(g, NULL, initech_hook(g, "RESOLVED", U1 "," U2)), 0);
	assert_int_equal(count(g, "incident_id = 'i1' AND status = 'resolved'"), 1);
}

/* A webhook of before that end comes late: the page shows that it is over. */
static void test_instatus_is_not_opened_again_by_what_was_before_its_end(void **state)
{
	static const char later[] = "{\"id\":\"u3\",\"status\":\"MONITORING\",\"body\":\"Fixed.\","
				    "\"created_at\":\"2026-03-10T12:03:00Z\"}";
	struct ground *g = open_vendors(*state);

	take_body(g, NULL, initech_hook(g, "INVESTIGATING", U1));
	for (int i = 0; i < 2; i++)
		take_initech(g, NULL);
	assert_int_equal(take_body(g, NULL, initech_hook(g, "MONITORING", later)), 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(take_initech(g, NULL), 0);
	assert_string_equal(ground_say(g, status), "investigating resolved monitoring");
}

/* Before the page was ever read its host stands for it already. */
static void test_instatus_webhooks_may_come_first(void **state)
{
	struct ground *g = open_vendors(*state);

	assert_int_equal(take_body(g, NULL, CHANGE), 1);
	assert_int_equal(take_body(g, "initech", CHANGE), 0);
	assert_int_equal(take_initech(g, NULL), 0);
	assert_int_equal(count(g, "page_id = 'status.initech.example'"), 1);
}

/* A page of nobody's has no host: it is told under the id that makes it somebody's. */
static void test_instatus_pages_of_nobody_keep_their_id(void **state)
{
	struct ground *g = open_vendors(*state);

	assert_int_equal(take_hook(g, "instatus-incident"), 1);
	unit_same("page", ground_last(g).page_id, "ckhool1page0000000000abcd");
	unit_has(ground_last(g).note, "page_id = ckhool1page0000000000abcd");
}

/* As cState would send it, if somebody made it do so: the path alone tells whose it is. */
static void test_a_body_that_does_not_say_whose_it_is_is_of_the_path(void **state)
{
	struct ground *g = open_vendors(*state);
	struct report r = {.kind = REPORT_DOCUMENT, .page = {.id = "status.mill.example"}};

	take_document(g, "mill", &r);
	assert_int_equal(take_body(g, "mill", body(g, "plain-incident")), 1);
	assert_int_equal(take_body(g, "mill", body(g, "plain-incident")), 0);
	unit_same("provider", ground_last(g).provider, "mill");
	unit_same("page", ground_last(g).page_id, "status.mill.example");
}

/* Its messages have no ids: what tells of the end is known by the incident having ended. */
static void test_statusio_ends_once(void **state)
{
	static const char quiet[] =
	    "{\"result\":{\"status_overall\":{\"updated\":\"2026-03-02T11:02:00.000Z\","
	    "\"status\":\"Operational\",\"status_code\":100},\"status\":[],\"incidents\":[],"
	    "\"maintenance\":{\"active\":[],\"upcoming\":[]}}}";
	struct ground *g = open_vendors(*state);

	take_hook(g, "statusio-incident");
	for (int i = 0; i < 3; i++)
		take_page(g, "vandelay", "statusio", quiet, NULL);
	assert_int_equal(count(g, "status = 'resolved'"), 1);
	take_hook(g, "statusio-resolved");
	assert_int_equal(count(g, "status = 'resolved'"), 1);
}

static const char *slack(struct ground *g, const char *status)
{
	return mem_printf(g->ctx,
	    "{\"status\":\"active\",\"date_created\":\"2026-03-10T04:00:00-08:00\","
	    "\"date_updated\":\"2026-03-10T04:00:00-08:00\",\"active_incidents\":[{\"id\":1702,"
	    "\"date_created\":\"2026-03-10T03:00:00-08:00\","
	    "\"date_updated\":\"2026-03-10T04:00:00-08:00\",\"title\":\"Work on the index\","
	    "\"type\":\"maintenance\",\"status\":\"%s\",\"services\":[\"Search\"],"
	    "\"notes\":[{\"date_created\":\"2026-03-10T03:00:00-08:00\","
	    "\"body\":\"We work on the index.\"}]}]}",
	    status);
}

/* Its notes have no status: that a maintenance has begun may stand in none. */
static void test_slack_tells_that_a_maintenance_has_begun(void **state)
{
	struct ground *g = open_vendors(*state);

	take_page(g, "mill", "slack", slack(g, "scheduled"), NULL);
	take_page(g, "mill", "slack", slack(g, "active"), NULL);
	take_page(g, "mill", "slack", slack(g, "active"), NULL);
	assert_int_equal(count(g, "title = 'Work on the index'"), 2);
	assert_int_equal(
	    count(g, "status = 'in_progress' AND note = 'it has begun without a new update'"), 1);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_betterstack_is_told_once),
	    GROUND_TEST(test_betterstack_ends_are_told_when_they_are_known),
	    GROUND_TEST(test_betterstack_webhooks_take_no_status_back),
	    GROUND_TEST(test_statusio_is_told_once),
	    GROUND_TEST(test_statusio_ends_once),
	    GROUND_TEST(test_slack_tells_that_a_maintenance_has_begun),
	    GROUND_TEST(test_instatus_is_told_once),
	    GROUND_TEST(test_instatus_ends_once),
	    GROUND_TEST(test_instatus_is_not_opened_again_by_what_was_before_its_end),
	    GROUND_TEST(test_instatus_webhooks_may_come_first),
	    GROUND_TEST(test_instatus_pages_of_nobody_keep_their_id),
	    GROUND_TEST(test_a_body_that_does_not_say_whose_it_is_is_of_the_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
