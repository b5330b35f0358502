/* Tests of net/request, by what arrives: forms, and what is neither GET nor POST. */
#include "client.h"

static const char *read_log(void *ctx, const char *name)
{
	char *text;

	assert_int_equal(
	    file_read(ctx, mem_printf(ctx, "%s/%s", world.folder, name), 4096, &text, NULL, NULL),
	    OK);
	return text;
}

static void test_a_form_arrives(void **state)
{
	struct seen s = ask(*state,
	    &(struct http_request){
		.url = url(*state, "/form"), .post_form = "a%5Bb%5D=c%40d", .allow_private = true});

	assert_int_equal(s.status, 200);
	unit_has(read_log(*state, "posts.log"), "/form a%5Bb%5D=c%40d\n");
}

static void test_a_delete_is_sent_once_and_follows_no_redirect(void **state)
{
	struct http_request request = {
	    .url = url(*state, "/gone"), .is_delete = true, .allow_private = true};

	put(*state, "requests.log", "");
	put(*state, "gone.meta",
	    mem_printf(
		*state, "status 302\nheader Location: http://localhost:%ld/there\n", world.port));
	assert_int_equal(ask(*state, &request).status, 302);
	assert_string_equal(read_log(*state, "requests.log"), "DELETE /gone 302\n");
}

static void test_a_reused_transfer_forgets_the_delete(void **state)
{
	struct seen first = {.ctx = *state}, second = {.ctx = *state};
	struct http *h = http_open(*state, 1);

	put(*state, "requests.log", "");
	put(*state, "a", "text");
	add(h,
	    &(struct http_request){
		.url = url(*state, "/a"), .is_delete = true, .allow_private = true},
	    &first);
	add_path(h, "/a", &second);
	run(h);
	assert_string_equal(read_log(*state, "requests.log"), "DELETE /a 200\nGET /a 200\n");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    HTTP_TEST(test_a_form_arrives),
	    HTTP_TEST(test_a_delete_is_sent_once_and_follows_no_redirect),
	    HTTP_TEST(test_a_reused_transfer_forgets_the_delete),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
