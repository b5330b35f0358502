/* Tests of flow/summary_trouble: what each status means, and that no text of the server is told. */
#include "ground.h"

#include "flow/summary_trouble.h"

static struct summary_trouble of(void *ctx, int status, const char *body, int64_t retry_after_ms)
{
	struct settings s = {.openai_base_url = "https://llm.example:8443/v1",
	    .openai_api_key = "sk-secret",
	    .openai_model = "tiny"};
	struct http_response r = {.status = status,
	    .failure = status == 0 ? "llm.example did not answer in time" : NULL,
	    .body = body,
	    .body_size = strlen(body),
	    .retry_after_ms = retry_after_ms};

	return summary_trouble_of(ctx, &s, &r);
}

static void test_what_a_status_means(void **state)
{
	static const struct {
		int status;
		bool of_key, is_known, is_final;
		int64_t wait_ms;
	} rows[] = {
	    {0, false, false, false, 0},
	    {204, false, true, false, 0},
	    {301, false, true, true, HOUR},
	    {400, false, true, true, 0},
	    {401, true, false, false, 0},
	    {402, false, true, false, HOUR},
	    {403, true, false, false, 0},
	    {404, false, true, true, HOUR},
	    {408, false, true, false, 0},
	    {413, false, true, true, 0},
	    {422, false, true, true, 0},
	    {429, false, true, false, 0},
	    {500, false, false, false, 0},
	    {529, false, false, false, 0},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct summary_trouble t = of(*state, rows[i].status, "", 0);

		if (t.of_key != rows[i].of_key || t.is_known != rows[i].is_known ||
		    t.is_final != rows[i].is_final || t.wait_ms != rows[i].wait_ms || t.is_of_one)
			fail_msg("%d", rows[i].status);
		unit_has(t.what, "llm.example");
	}
}

static void test_the_server_says_how_long(void **state)
{
	assert_int_equal(of(*state, 429, "", 7000).wait_ms, 7000);
	assert_int_equal(of(*state, 503, "", 7000).wait_ms, 7000);
	assert_int_equal(of(*state, 404, "", 7000).wait_ms, HOUR);
	assert_int_equal(of(*state, 404, "", 2 * HOUR).wait_ms, 2 * HOUR);
}

static void test_an_empty_account_is_no_matter_of_haste(void **state)
{
	struct summary_trouble t =
	    of(*state, 429, "{\"error\":{\"code\":\"insufficient_quota\"}}", 0);

	assert_int_equal(t.wait_ms, HOUR);
	assert_string_equal(
	    t.what, "llm.example answered HTTP 429: there is nothing left to pay it with");
}

static void test_the_servers_own_words_are_not_told(void **state)
{
	static const int statuses[] = {400, 401, 404, 429, 500};

	for (size_t i = 0; i < UNIT_COUNT(statuses); i++) {
		struct summary_trouble t = of(*state, statuses[i],
		    "{\"error\":{\"message\":\"bad key sk-secret\",\"code\":\"sk-secret\"}}", 0);

		assert_null(strstr(t.what, "sk-"));
	}
}

static void test_a_flaw_is_of_one_answer(void **state)
{
	struct settings s = {.openai_base_url = "http://[::1]:11434/v1"};
	struct summary_trouble t = summary_trouble_flaw(*state, &s, "it is empty");

	assert_true(t.is_of_one && t.is_known && !t.of_key && !t.is_final);
	assert_string_equal(t.what, "the answer of [::1] cannot be used: it is empty");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_a_status_means),
	    GROUND_TEST(test_the_server_says_how_long),
	    GROUND_TEST(test_an_empty_account_is_no_matter_of_haste),
	    GROUND_TEST(test_the_servers_own_words_are_not_told),
	    GROUND_TEST(test_a_flaw_is_of_one_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
