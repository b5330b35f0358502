/* Tests of web/web and web/health: which path is served by whom, and what /health tells. */
#include "session.h"

#include "base/json.h"

#include <fcntl.h>

static void answer_nobody(struct request *request)
{
	(void)request;
}

/* What has no route needs neither store nor body. */
static void test_other_paths_are_not_found(void **state)
{
	static const char *const paths[][2] = {
	    {"/", NULL},
	    {"", ""},
	    {NULL, NULL},
	    {"/webhook", NULL},
	    {"/Webhook/secret-one", NULL},
	    {"/webhooks/secret-one", NULL},
	    {"//webhook/secret-one", NULL},
	    {"/health/", NULL},
	    {"/healthy", NULL},
	    {"/healt", "/x/health"},
	    {"/favicon.ico", "/index.html"},
	};

	for (size_t i = 0; i < UNIT_COUNT(paths); i++) {
		struct request request = {
		    .paths = {paths[i][0], paths[i][1]}, .answer = answer_nobody};

		request_init(&request, *state, "GET");
		web_handle(NULL, &request);
		assert_int_equal(request.reply.status, 404);
		assert_string_equal(request.reply.body.data, "{\"error\":\"not found\"}");
	}
}

/* Started as /cgi-bin/webhook.fcgi/webhook/..., the path stands in PATH_INFO only. */
static void test_the_path_may_stand_in_path_info(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {
	    {.uri = "/cgi-bin/webhook.fcgi" HOOK, .path_info = HOOK, .body = "{}"},
	    {.uri = "/x", .path_info = HOOK "/acme", .body = "{}"},
	    {.uri = "/cgi-bin/webhook.fcgi/health", .path_info = "/health", .method = "GET"},
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, "{\"received\":true,\"type\":\"unknown\"}");
	session_expect(&s, 1, 200, "{\"received\":true,\"type\":\"unknown\",\"duplicate\":true}");
	session_expect(&s, 2, 200, NULL);
}

static void test_a_query_is_no_part_of_the_path(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {
	    {.uri = HOOK "?a=b/c", .body = "{}"},
	    {.uri = "/health?full", .method = "GET"},
	};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, NULL);
	session_expect(&s, 1, 200, NULL);
}

/* The poller has run at this time. */
static void poller_ran(struct session *s, int64_t at)
{
	struct timespec then = {.tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000};
	int lock;

	session_conf(s);
	lock = open(mem_printf(s->ctx, "%s/poll.lock", s->folder), O_RDWR | O_CREAT, 0600);
	assert_true(lock >= 0);
	assert_int_equal(futimens(lock, (struct timespec[]){then, then}), 0);
	close(lock);
}

static const struct ask health = {.method = "GET", .uri = "/health"};

static void test_health_of_a_new_installation_warns_of_the_poller(void **state)
{
	struct session s = {.ctx = *state};

	session_run(&s, &health, 1);
	session_expect(&s, 0, 200,
	    "{\"status\":\"warn\",\"cache_size\":0,\"version\":\"" PACKAGE_VERSION
	    "\",\"poller_age_seconds\":null,\"events\":0,\"quarantined\":0}");
}

static void test_health_counts_what_was_received(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {session_post(*state, "component-update.json"),
	    session_post(*state, "incident-created.json"), {.body = "rubbish"}, health};
	struct json *root;

	poller_ran(&s, NOW - 4999);
	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 3, 200, NULL);
	assert_int_equal(
	    json_read(*state, s.answers[3].body, strlen(s.answers[3].body), &root, NULL), OK);
	unit_same("status", json_text(*state, root, "status", 9), "ok");
	unit_same("events", json_text(*state, root, "events", 9), "3");
	unit_same("quarantined", json_text(*state, root, "quarantined", 9), "1");
	unit_same("age", json_text(*state, root, "poller_age_seconds", 9), "4");
	unit_same("version", json_text(*state, root, "version", 9), PACKAGE_VERSION);
	assert_true(strtol(json_text(*state, root, "cache_size", 9), NULL, 10) > 0);
}

static void test_keys_that_have_lapsed_are_not_counted(void **state)
{
	struct session s = {.ctx = *state};
	struct ask asks[] = {session_post(*state, "email-unrecognized.json"), health, health};

	asks[2].at = NOW + 600001;
	session_run(&s, asks, UNIT_COUNT(asks));
	unit_has(s.answers[1].body, "\"cache_size\":1,");
	unit_has(s.answers[2].body, "\"cache_size\":0,");
}

static void test_health_warns_after_three_intervals_without_the_poller(void **state)
{
	struct session s = {.ctx = *state};
	struct ask asks[] = {health, health, health};

	asks[0].at = NOW;
	asks[1].at = NOW + INT64_C(300000);
	asks[2].at = NOW + INT64_C(300001);
	poller_ran(&s, NOW);
	session_run(&s, asks, UNIT_COUNT(asks));
	unit_has(s.answers[0].body, "{\"status\":\"ok\"");
	unit_has(s.answers[1].body, "{\"status\":\"ok\"");
	unit_has(s.answers[1].body, "\"poller_age_seconds\":300,");
	unit_has(s.answers[2].body, "{\"status\":\"warn\"");
	assert_int_equal(s.answers[2].status, 200);
}

/* A clock that was set back must not make an age of less than nothing. */
static void test_a_poller_of_the_future_is_of_no_age(void **state)
{
	struct session s = {.ctx = *state};

	poller_ran(&s, NOW + INT64_C(3600000));
	session_run(&s, &health, 1);
	session_expect(&s, 0, 200, NULL);
	assert_null(strstr(s.answers[0].body, "-"));
}

static void test_health_fails_while_nothing_can_be_stored(void **state)
{
	struct session s = {.ctx = *state};
	struct ask full = health;

	full.full_disk = true;
	full.at = NOW + 1; /* SQLite does not write what stands there already */
	session_run(&s, (const struct ask[]){health, full, health}, 3);
	session_expect(&s, 0, 200, NULL);
	session_expect(&s, 1, 503, "{\"status\":\"fail\",\"version\":\"" PACKAGE_VERSION "\"}");
	session_expect(&s, 2, 200, NULL);
}

static void test_health_answers_head_without_a_body(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {{.method = "HEAD", .uri = "/health"}, health};

	session_run(&s, asks, UNIT_COUNT(asks));
	session_expect(&s, 0, 200, "");
	assert_string_equal(s.answers[0].head, s.answers[1].head);
}

static void test_health_is_for_reading_only(void **state)
{
	struct session s = {.ctx = *state};
	const struct ask asks[] = {{.method = "POST", .uri = "/health", .body = "{}"},
	    {.method = "DELETE", .uri = "/health"}};

	session_run(&s, asks, UNIT_COUNT(asks));
	for (size_t i = 0; i < UNIT_COUNT(asks); i++) {
		session_expect(&s, i, 405, NULL);
		unit_has(s.answers[i].head, "\r\nAllow: GET, HEAD\r\n");
	}
}

/* It is open to everybody: no page, no provider, no path, no secret stands in it. */
static void test_health_tells_nothing_secret(void **state)
{
	struct session s = {.ctx = *state};
	struct ask full = health;

	full.full_disk = true;
	full.at = NOW + 1;
	session_run(&s,
	    (const struct ask[]){session_post(*state, "incident-created.json"), health, full}, 3);
	session_expect(&s, 2, 503, NULL);
	for (size_t i = 1; i < 3; i++) {
		assert_null(strstr(s.answers[i].body, SECRET));
		assert_null(strstr(s.answers[i].body, "acme"));
		assert_null(strstr(s.answers[i].body, s.folder));
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_other_paths_are_not_found),
	    UNIT_TEST(test_the_path_may_stand_in_path_info),
	    UNIT_TEST(test_a_query_is_no_part_of_the_path),
	    UNIT_TEST(test_health_of_a_new_installation_warns_of_the_poller),
	    UNIT_TEST(test_health_counts_what_was_received),
	    UNIT_TEST(test_keys_that_have_lapsed_are_not_counted),
	    UNIT_TEST(test_health_warns_after_three_intervals_without_the_poller),
	    UNIT_TEST(test_a_poller_of_the_future_is_of_no_age),
	    UNIT_TEST(test_health_fails_while_nothing_can_be_stored),
	    UNIT_TEST(test_health_answers_head_without_a_body),
	    UNIT_TEST(test_health_is_for_reading_only),
	    UNIT_TEST(test_health_tells_nothing_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
