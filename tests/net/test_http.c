/* Tests of net/http: what is asked, what comes back, and in which order. */
#include "client.h"

static void test_200_has_body_etag_and_url(void **state)
{
	struct seen s;

	put(*state, "ok.json", "{\"a\":1}");
	s = get(*state, "/ok.json");
	assert_int_equal(s.status, 200);
	assert_string_equal(s.body, "{\"a\":1}");
	assert_int_equal(s.body_size, 7);
	assert_non_null(s.etag);
	assert_null(s.last_modified);
	assert_int_equal(s.retry_after_ms, 0);
	assert_string_equal(s.final_url, url(*state, "/ok.json"));
}

static void test_a_body_may_have_nul_bytes(void **state)
{
	char *path = mem_printf(*state, "%s/nul.bin", world.folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	struct seen s;

	assert_true(file_write_all(fd, "a\0b", 3));
	close(fd);
	s = get(*state, "/nul.bin");
	assert_int_equal(s.body_size, 3);
	assert_memory_equal(s.body, "a\0b", 4);
}

static void test_304_for_the_etag_it_gave(void **state)
{
	struct http_request again = {.url = url(*state, "/same.json"), .allow_private = true};
	struct seen s;

	put(*state, "same.json", "{}");
	again.etag = get(*state, "/same.json").etag;
	s = ask(*state, &again);
	assert_int_equal(s.status, 304);
	assert_int_equal(s.body_size, 0);
	put(*state, "same.json", "{\"changed\":true}");
	assert_int_equal(ask(*state, &again).status, 200);
}

static void test_304_for_the_last_modified_it_gave(void **state)
{
	struct http_request again = {.url = url(*state, "/dated.json"), .allow_private = true};

	put(*state, "dated.json", "{}");
	put(*state, "dated.json.meta",
	    "no-etag\nheader Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT\n");
	again.last_modified = get(*state, "/dated.json").last_modified;
	assert_string_equal(again.last_modified, "Mon, 23 Nov 2026 12:00:00 GMT");
	assert_int_equal(ask(*state, &again).status, 304);
}

static void test_a_validator_that_would_split_a_header_is_not_sent(void **state)
{
	put(*state, "split.json", "{}");
	assert_int_equal(ask(*state, &(struct http_request){.url = url(*state, "/split.json"),
					 .etag = "*",
					 .allow_private = true})
			     .status,
	    304);
	assert_int_equal(ask(*state, &(struct http_request){.url = url(*state, "/split.json"),
					 .etag = "*\r\nX-Other: 1",
					 .allow_private = true})
			     .status,
	    200);
}

static void test_an_etag_is_kept_whole_or_not_at_all(void **state)
{
	char *etag = mem_array(*state, char, LIMIT_HEADER_BYTES + 1);

	memset(etag, 'x', LIMIT_HEADER_BYTES);
	put(*state, "long.json", "{}");
	put(*state, "long.json.meta", mem_printf(*state, "no-etag\nheader ETag: %s\n", etag));
	assert_string_equal(get(*state, "/long.json").etag, etag);
	put(*state, "long.json.meta", mem_printf(*state, "no-etag\nheader ETag: %sx\n", etag));
	assert_null(get(*state, "/long.json").etag);
}

static void test_404_is_an_answer(void **state)
{
	assert_int_equal(get(*state, "/nowhere.json").status, 404);
}

static void test_an_error_page_keeps_its_body(void **state)
{
	struct seen s;

	put(*state, "sorry.html", "<p>Sorry</p>");
	put(*state, "sorry.html.meta", "status 500\n");
	s = get(*state, "/sorry.html");
	assert_int_equal(s.status, 500);
	assert_string_equal(s.body, "<p>Sorry</p>");
}

static void test_retry_after_comes_in_milliseconds(void **state)
{
	put(*state, "busy.meta", "status 429\nheader Retry-After: 7\n");
	assert_int_equal(get(*state, "/busy").retry_after_ms, 7000);
	assert_int_equal(get(*state, "/busy").status, 429);
}

static void test_retry_after_has_a_ceiling(void **state)
{
	/* The second is a day of the past as well; the third has more than 64 bits. */
	static const char *const values[] = {"999999999999", "20010203", "99999999999999999999999"};

	for (size_t i = 0; i < UNIT_COUNT(values); i++) {
		put(*state, "never.meta",
		    mem_printf(*state, "status 503\nheader Retry-After: %s\n", values[i]));
		assert_int_equal(get(*state, "/never").retry_after_ms, 24 * 3600 * 1000);
	}
}

static void test_retry_after_that_has_passed_is_none(void **state)
{
	static const char *const values[] = {"-5", "Sun, 28 Nov 1999 00:00:00 GMT", "soon", "0"};

	for (size_t i = 0; i < UNIT_COUNT(values); i++) {
		put(*state, "now.meta",
		    mem_printf(*state, "status 503\nheader Retry-After: %s\n", values[i]));
		assert_int_equal(get(*state, "/now").retry_after_ms, 0);
	}
}

static void test_retry_after_of_a_redirect_is_not_that_of_the_answer(void **state)
{
	struct seen s;

	put(*state, "led.meta", "status 302\nheader Location: /there\nheader Retry-After: 100\n");
	put(*state, "there", "{}");
	s = get(*state, "/led");
	assert_int_equal(s.status, 200);
	assert_int_equal(s.retry_after_ms, 0);
}

static void test_age_is_a_number_of_seconds_or_none(void **state)
{
	static const struct {
		const char *header;
		int64_t ms;
	} cases[] = {{"header Age: 7\n", 7000}, {"header Age: 0\n", 0}, {"", 0},
	    {"header Age: 999999999\n", INT64_C(999999999000)}, {"header Age: 9999999999\n", 0},
	    {"header Age: -7\n", 0}, {"header Age: 7, 8\n", 0}, {"header Age: old\n", 0}};

	for (size_t i = 0; i < UNIT_COUNT(cases); i++) {
		put(*state, "aged", "{}");
		put(*state, "aged.meta", cases[i].header);
		assert_int_equal(get(*state, "/aged").age_ms, cases[i].ms);
	}
}

static void see_and_end_the_time(void *user, const struct http_response *r)
{
	see(user, r);
	clock_set(clock_now() + LONG_MS + 1);
}

static void test_a_stalled_server_ends_at_the_deadline_and_holds_nobody(void **state)
{
	struct seen stalled = {.ctx = *state}, quick = {.ctx = *state}, late = {.ctx = *state};
	struct http *h = http_open(*state, 2);

	put(*state, "stall.meta", "stall\n");
	put(*state, "quick.json", "{}");
	clock_set(clock_now());
	add_path(h, "/stall", &stalled);
	add_path(h, "/quick.json", &quick);
	http_add(h,
	    &(struct http_request){.url = url(*state, "/quick.json"), .allow_private = true},
	    see_and_end_the_time, &late);
	run(h);
	assert_int_equal(quick.status, 200);
	assert_int_equal(late.status, 200);
	assert_int_equal(stalled.calls, 1);
	assert_int_equal(stalled.status, 0);
	assert_string_equal(stalled.failure, "127.0.0.1 did not answer before the time was up");
}

static void see_and_set_the_clock_back(void *user, const struct http_response *r)
{
	see(user, r);
	clock_set(clock_now() - LONG_MS);
}

/* The time of a request would be up otherwise, which is a failure of the server. */
static void test_a_clock_that_is_set_back_moves_no_deadline(void **state)
{
	struct seen stalled = {.ctx = *state}, quick = {.ctx = *state};
	struct http *h = http_open(*state, 2);
	struct error e;

	put(*state, "stall.meta", "stall\n");
	put(*state, "quick.json", "{}");
	clock_set(clock_now());
	add_path(h, "/stall", &stalled);
	http_add(h,
	    &(struct http_request){.url = url(*state, "/quick.json"), .allow_private = true},
	    see_and_set_the_clock_back, &quick);
	assert_int_equal(http_run(h, clock_now() + 3000, &e), OK);
	assert_int_equal(quick.status, 200);
	assert_string_equal(stalled.failure, "127.0.0.1 did not answer before the time was up");
}

static void test_after_the_deadline_nothing_is_asked(void **state)
{
	struct seen s = {.ctx = *state};
	struct http *h = http_open(*state, 2);
	struct error e;

	add_path(h, "/quick.json", &s);
	assert_int_equal(http_run(h, clock_now() - 1, &e), OK);
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "127.0.0.1 was not asked");
}

static void test_a_set_with_requests_under_way_can_be_freed(void **state)
{
	struct seen stalled = {.ctx = *state}, quick = {.ctx = *state};
	struct http *h = http_open(*state, 2);

	put(*state, "quick.json", "{}");
	add_path(h, "/quick.json", &quick);
	run(h);
	add_path(h, "/stall", &stalled);
	talloc_free(h);
	assert_int_equal(quick.calls, 1);
	assert_int_equal(stalled.calls, 0);
}

static void test_a_truncated_answer_is_a_failure(void **state)
{
	struct seen s;

	put(*state, "cut.json", "{\"a\":\"long enough to be cut\"}");
	put(*state, "cut.json.meta", "truncate 10\n");
	s = get(*state, "/cut.json");
	assert_int_equal(s.status, 0);
	assert_int_equal(s.body_size, 0);
	assert_string_equal(s.failure, "the answer of 127.0.0.1 broke off");
}

static void test_a_reset_connection_is_a_failure(void **state)
{
	struct seen s;

	put(*state, "reset.meta", "reset\n");
	s = get(*state, "/reset");
	assert_int_equal(s.status, 0);
	unit_has(s.failure, "the connection to 127.0.0.1 broke");
}

static void test_a_closed_port_is_a_failure(void **state)
{
	struct seen s = ask(
	    *state, &(struct http_request){.url = "http://127.0.0.1:1/", .allow_private = true});

	assert_int_equal(s.status, 0);
	assert_string_equal(s.failure, "cannot connect to 127.0.0.1: Connection refused");
}

static const char *read_posts(void *ctx)
{
	char *text;

	assert_int_equal(file_read(ctx, mem_printf(ctx, "%s/posts.log", world.folder), 4 << 20,
			     &text, NULL, NULL),
	    OK);
	return text;
}

static void test_a_post_arrives(void **state)
{
	struct seen s = ask(*state, &(struct http_request){.url = url(*state, "/hook"),
					.post_json = "{\"text\":\"h\303\251\"}",
					.allow_private = true});

	assert_int_equal(s.status, 200);
	assert_string_equal(s.body, "{\"ok\":true}");
	unit_has(read_posts(*state), "/hook {\"text\":\"h\303\251\"}\n");
}

static const char *read_keys(void *ctx)
{
	char *text;

	assert_int_equal(
	    file_read(ctx, mem_printf(ctx, "%s/keys.log", world.folder), 4096, &text, NULL, NULL),
	    OK);
	return text;
}

static void test_a_bearer_goes_to_the_server_asked_and_no_further(void **state)
{
	struct http_request request = {.url = url(*state, "/chat"),
	    .post_json = "{}",
	    .bearer = "sk-bearer-1",
	    .allow_private = true};

	put(*state, "keys.log", "");
	assert_int_equal(ask(*state, &request).status, 200);
	assert_string_equal(read_keys(*state), "Bearer sk-bearer-1\n");
	put(*state, "keys.log", "");
	put(*state, "away.meta",
	    mem_printf(
		*state, "status 302\nheader Location: http://localhost:%ld/there\n", world.port));
	request.url = url(*state, "/away");
	request.post_json = NULL;
	ask(*state, &request);
	assert_string_equal(read_keys(*state), "Bearer sk-bearer-1\n-\n");
}

static void test_a_reused_transfer_forgets_the_bearer(void **state)
{
	struct seen first = {.ctx = *state}, second = {.ctx = *state};
	struct http *h = http_open(*state, 1);

	put(*state, "keys.log", "");
	add(h,
	    &(struct http_request){
		.url = url(*state, "/chat"), .bearer = "sk-bearer-2", .allow_private = true},
	    &first);
	add_path(h, "/other", &second);
	run(h);
	assert_string_equal(read_keys(*state), "Bearer sk-bearer-2\n-\n");
}

static void test_no_failure_tells_the_bearer(void **state)
{
	static const char *const troubles[] = {"reset\n", "truncate 0\n", "stall\n",
	    "header Content-Encoding: gzip\n", "header Location: gopher://x/\nstatus 302\n"};
	struct http_request request = {.url = url(*state, "/bad"),
	    .bearer = "sk-bearer-3",
	    .timeout_ms = 500,
	    .allow_private = true};

	put(*state, "bad", "text");
	for (size_t i = 0; i < UNIT_COUNT(troubles); i++) {
		struct seen s;

		put(*state, "bad.meta", troubles[i]);
		s = ask(*state, &request);
		assert_int_equal(s.status, 0);
		assert_null(strstr(s.failure, "sk-bearer"));
	}
	request.url = "http://[::1]:1/";
	assert_null(strstr(ask(*state, &request).failure, "sk-bearer"));
}

static void test_a_large_post_arrives_whole(void **state)
{
	char *json = mem_array(*state, char, LIMIT_BODY_BYTES + 2);

	memset(json, '7', LIMIT_BODY_BYTES + 1);
	assert_int_equal(ask(*state, &(struct http_request){.url = url(*state, "/large"),
					 .post_json = json,
					 .allow_private = true})
			     .status,
	    200);
	unit_has(read_posts(*state), mem_printf(*state, "/large %s\n", json));
}

static void test_a_post_is_not_redirected(void **state)
{
	struct seen s;

	put(*state, "moved.meta", "status 307\nheader Location: /elsewhere\n");
	s = ask(
	    *state, &(struct http_request){
			.url = url(*state, "/moved"), .post_json = "{}", .allow_private = true});
	assert_int_equal(s.status, 307);
	assert_null(strstr(read_posts(*state), "/elsewhere"));
}

static void test_many_requests_share_few_transfers(void **state)
{
	enum { MANY = 100 };
	struct seen seen[MANY];
	struct http *h = http_open(*state, 4);

	put(*state, "one.json", "{}");
	for (int i = 0; i < MANY; i++) {
		seen[i] = (struct seen){.ctx = *state};
		add_path(h, i % 3 == 0 ? "/nowhere.json" : "/one.json", &seen[i]);
	}
	run(h);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(seen[i].calls, 1);
		assert_int_equal(seen[i].status, i % 3 == 0 ? 404 : 200);
	}
}

static void test_a_reused_transfer_forgets_the_request_before(void **state)
{
	struct seen first = {.ctx = *state}, second = {.ctx = *state}, third = {.ctx = *state};
	struct http *h = http_open(*state, 1);

	put(*state, "first.json", "{\"first\":true}");
	put(*state, "second.json.meta", "status 503\n");
	add(h,
	    &(struct http_request){
		.url = url(*state, "/hook"), .post_json = "{}", .allow_private = true},
	    &first);
	add_path(h, "/first.json", &second);
	add_path(h, "/second.json", &third);
	run(h);
	assert_string_equal(second.body, "{\"first\":true}");
	assert_non_null(second.etag);
	assert_int_equal(third.status, 503);
	assert_string_equal(third.body, "");
	assert_null(third.etag);
}

static void test_a_set_can_run_again(void **state)
{
	struct seen s = {.ctx = *state};
	struct http *h = http_open(*state, 1);

	put(*state, "again.json", "{}");
	run(h);
	for (int i = 0; i < 3; i++) {
		add_path(h, "/again.json", &s);
		run(h);
	}
	assert_int_equal(s.calls, 3);
	assert_int_equal(s.status, 200);
}

/* A callback that asks for two more documents; the order of all is noted. */
struct chain {
	void *ctx;
	struct http *h;
	char order[64];
};

struct link {
	struct chain *chain;
	char name;
	bool adds;
};

static void note(void *user, const struct http_response *r)
{
	struct link *link = user;
	struct chain *chain = link->chain;

	(void)r;
	chain->order[strlen(chain->order)] = link->name;
	for (int i = 0; link->adds && i < 2; i++) {
		struct link *more = mem_new(chain->ctx, struct link);

		*more = (struct link){.chain = chain, .name = (char)('x' + i)};
		http_add(chain->h,
		    &(struct http_request){
			.url = url(chain->ctx, "/chain.json"), .allow_private = true},
		    note, more);
	}
}

static void chain_run(void *ctx, struct chain *chain, int64_t deadline)
{
	struct link links[] = {{.chain = chain, .name = 'a', .adds = true},
	    {.chain = chain, .name = 'b'}, {.chain = chain, .name = 'c', .adds = true}};

	put(ctx, "chain.json", "{}");
	*chain = (struct chain){.ctx = ctx, .h = http_open(ctx, 1)};
	for (size_t i = 0; i < UNIT_COUNT(links); i++)
		http_add(chain->h,
		    &(struct http_request){.url = url(ctx, "/chain.json"), .allow_private = true},
		    note, &links[i]);
	assert_int_equal(http_run(chain->h, deadline, NULL), OK);
}

static void test_what_a_callback_adds_goes_before_those_waiting(void **state)
{
	struct chain chain;

	chain_run(*state, &chain, clock_now() + LONG_MS);
	assert_string_equal(chain.order, "axybcxy");
}

static void test_what_a_callback_adds_after_the_deadline_is_answered(void **state)
{
	struct chain chain;

	chain_run(*state, &chain, clock_now() - 1);
	assert_string_equal(chain.order, "axybcxy");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    HTTP_TEST(test_200_has_body_etag_and_url),
	    HTTP_TEST(test_a_body_may_have_nul_bytes),
	    HTTP_TEST(test_304_for_the_etag_it_gave),
	    HTTP_TEST(test_304_for_the_last_modified_it_gave),
	    HTTP_TEST(test_a_validator_that_would_split_a_header_is_not_sent),
	    HTTP_TEST(test_an_etag_is_kept_whole_or_not_at_all),
	    HTTP_TEST(test_404_is_an_answer),
	    HTTP_TEST(test_an_error_page_keeps_its_body),
	    HTTP_TEST(test_retry_after_comes_in_milliseconds),
	    HTTP_TEST(test_retry_after_has_a_ceiling),
	    HTTP_TEST(test_retry_after_that_has_passed_is_none),
	    HTTP_TEST(test_retry_after_of_a_redirect_is_not_that_of_the_answer),
	    HTTP_TEST(test_age_is_a_number_of_seconds_or_none),
	    HTTP_TEST(test_a_stalled_server_ends_at_the_deadline_and_holds_nobody),
	    HTTP_TEST(test_a_clock_that_is_set_back_moves_no_deadline),
	    HTTP_TEST(test_after_the_deadline_nothing_is_asked),
	    HTTP_TEST(test_a_set_with_requests_under_way_can_be_freed),
	    HTTP_TEST(test_a_truncated_answer_is_a_failure),
	    HTTP_TEST(test_a_reset_connection_is_a_failure),
	    HTTP_TEST(test_a_closed_port_is_a_failure),
	    HTTP_TEST(test_a_post_arrives),
	    HTTP_TEST(test_a_bearer_goes_to_the_server_asked_and_no_further),
	    HTTP_TEST(test_a_reused_transfer_forgets_the_bearer),
	    HTTP_TEST(test_no_failure_tells_the_bearer),
	    HTTP_TEST(test_a_large_post_arrives_whole),
	    HTTP_TEST(test_a_post_is_not_redirected),
	    HTTP_TEST(test_many_requests_share_few_transfers),
	    HTTP_TEST(test_a_reused_transfer_forgets_the_request_before),
	    HTTP_TEST(test_a_set_can_run_again),
	    HTTP_TEST(test_what_a_callback_adds_goes_before_those_waiting),
	    HTTP_TEST(test_what_a_callback_adds_after_the_deadline_is_answered),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
