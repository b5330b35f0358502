/* Tests of ctl/sections: with which sections something is so, each once. */
#include "desk.h"

#include "base/buf.h"
#include "ctl/sections.h"

struct bench {
	struct desk desk;
	struct app app;
	struct store *store;
};

/* acme, globex and hooli are sections; as what the page of a key was read. */
static void read_as(struct bench *b, const char *key, const char *page_id)
{
	const struct provider_state state = {.key = key, .page_id = page_id};

	assert_int_equal(store_provider_put(b->store, &state, NULL), OK);
}

static struct bench bench_open(void *ctx)
{
	struct bench b = {.desk = desk_open(ctx)};
	struct error e;

	if (app_load(ctx, b.desk.conf, &b.app, &e) != OK || app_make_state_dir(&b.app, &e) != OK ||
	    store_open(ctx, b.app.store_path, STORE_MAKE, &b.store, &e) != OK)
		fail_msg("%s", e.text);
	return b;
}

/* Their keys, a blank behind each. */
static const char *concerned(struct bench *b, const char *key, const char *page_id)
{
	const struct section *at = NULL;
	struct sections all;
	struct buf keys;

	buf_init(&keys, b->desk.ctx, 1000);
	assert_int_equal(sections_read(b->desk.ctx, &b->app, b->store, &all, NULL), OK);
	while ((at = section_concerned(&all, key, page_id, at)) != NULL)
		buf_printf(&keys, "%s ", at->provider->key);
	return keys.data;
}

static void test_the_section_as_whose_it_was_told_is_first_and_the_others_follow(void **state)
{
	struct bench b = bench_open(*state);

	read_as(&b, "acme", "p");
	read_as(&b, "globex", "p");
	read_as(&b, "hooli", "p");
	assert_string_equal(concerned(&b, "acme", "p"), "acme globex hooli ");
	assert_string_equal(concerned(&b, "globex", "p"), "globex acme hooli ");
	assert_string_equal(concerned(&b, "hooli", "p"), "hooli acme globex ");
}

static void test_what_was_told_as_of_nobody_concerns_who_watches_the_page(void **state)
{
	struct bench b = bench_open(*state);

	read_as(&b, "globex", "p");
	read_as(&b, "hooli", "p");
	read_as(&b, "removed", "p");
	assert_string_equal(concerned(&b, "removed", "p"), "globex hooli ");
	assert_string_equal(concerned(&b, "removed", "q"), "");
	assert_string_equal(concerned(&b, "removed", NULL), "");
}

static void test_a_page_of_one_section_concerns_that_alone(void **state)
{
	struct bench b = bench_open(*state);

	read_as(&b, "acme", "p");
	read_as(&b, "globex", "q");
	assert_string_equal(concerned(&b, "acme", "p"), "acme ");
	assert_string_equal(concerned(&b, "acme", NULL), "acme ");
	assert_string_equal(concerned(&b, "acme", "r"), "acme ");
	/* Told before its page was another one. */
	assert_string_equal(concerned(&b, "acme", "q"), "acme globex ");
	assert_string_equal(concerned(&b, "hooli", "p"), "hooli acme ");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_section_as_whose_it_was_told_is_first_and_the_others_follow),
	    UNIT_TEST(test_what_was_told_as_of_nobody_concerns_who_watches_the_page),
	    UNIT_TEST(test_a_page_of_one_section_concerns_that_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
