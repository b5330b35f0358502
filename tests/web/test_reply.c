/* Tests of web/reply: the head of every status, and bodies that are JSON whatever they say. */
#include "../base/unit.h"

#include "base/json.h"
#include "web/reply.h"

static const char *head_of(void *ctx, const struct reply *r)
{
	struct buf head;

	buf_init(&head, ctx, 1024);
	reply_head(r, &head);
	assert_false(head.overflow);
	return head.data;
}

static void test_an_empty_reply_is_a_200(void **state)
{
	struct reply r;

	reply_init(&r, *state);
	assert_string_equal(head_of(*state, &r),
	    "Status: 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
	    "Content-Length: 0\r\n\r\n");
}

static void test_every_status_has_its_phrase(void **state)
{
	static const struct {
		int status;
		const char *line;
	} rows[] = {
	    {200, "Status: 200 OK\r\n"},
	    {400, "Status: 400 Bad Request\r\n"},
	    {403, "Status: 403 Forbidden\r\n"},
	    {404, "Status: 404 Not Found\r\n"},
	    {405, "Status: 405 Method Not Allowed\r\n"},
	    {413, "Status: 413 Content Too Large\r\n"},
	    {503, "Status: 503 Service Unavailable\r\n"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct reply r;
		const char *head;

		reply_init(&r, *state);
		reply_error(&r, rows[i].status, "x");
		head = head_of(*state, &r);
		assert_true(strncmp(head, rows[i].line, strlen(rows[i].line)) == 0);
	}
}

static void test_an_error_takes_the_place_of_what_was_begun(void **state)
{
	struct reply r;

	reply_init(&r, *state);
	buf_str(&r.body, "{\"received\":");
	reply_error(&r, 503, "later");
	assert_int_equal(r.status, 503);
	assert_string_equal(r.body.data, "{\"error\":\"later\"}");
	unit_has(head_of(*state, &r), "Content-Length: 17\r\n");
}

static void test_headers_stand_when_they_are_set(void **state)
{
	struct reply r;

	reply_init(&r, *state);
	assert_null(strstr(head_of(*state, &r), "Allow"));
	assert_null(strstr(head_of(*state, &r), "Retry-After"));
	r.allow = "POST";
	r.retry_after_s = 5;
	unit_has(head_of(*state, &r), "\r\nAllow: POST\r\nRetry-After: 5\r\n\r\n");
}

static void test_an_error_text_is_escaped(void **state)
{
	struct json *root;
	struct reply r;

	reply_init(&r, *state);
	reply_error(&r, 400, "a \"b\"\r\n\\\x1b");
	assert_int_equal(json_read(*state, r.body.data, r.body.len, &root, NULL), OK);
	assert_string_equal(json_text(*state, root, "error", 99), "a \"b\"\r\n\\\x1b");
	assert_null(strchr(r.body.data, '\n'));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_empty_reply_is_a_200),
	    UNIT_TEST(test_every_status_has_its_phrase),
	    UNIT_TEST(test_an_error_takes_the_place_of_what_was_begun),
	    UNIT_TEST(test_headers_stand_when_they_are_set),
	    UNIT_TEST(test_an_error_text_is_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
