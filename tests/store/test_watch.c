/* Tests of store/watch: a commit of somebody else wakes, and is seen after so few looks. */
#include "shelf.h"

#include "store/watch.h"

/* Without the kernel's word each look but the first takes seconds: far fewer than this. */
#define LOOKS 2000

struct writer {
	const char *path;
};

/* In another thread with a store of its own, as another program has it. */
static void *write_later(void *user)
{
	const struct writer *w = user;
	TALLOC_CTX *ctx = mem_context(NULL);
	struct store *s = shelf_open(ctx, w->path);

	usleep(50000);
	if (store_begin(s, NULL) != OK || store_fact_put(s, "test", 7, NULL) != OK ||
	    store_end(s, OK, NULL) != OK)
		abort();
	talloc_free(ctx);
	return NULL;
}

static void expect_seen(void *ctx, const char *path, struct store_watch *w)
{
	struct store *s = NULL;
	int64_t value = 0;

	for (int i = 0; i < LOOKS && value != 7; i++) {
		store_watch_wait(w);
		talloc_free(s);
		assert_int_equal(store_open(ctx, path, STORE_EXISTING, &s, NULL), OK);
		assert_int_equal(store_fact_get(s, "test", &value, NULL), OK);
	}
	talloc_free(s);
	assert_int_equal(value, 7);
}

static void expect_woken(void *ctx, const char *path, bool is_there)
{
	struct writer writer = {path};
	struct store_watch *w;
	pthread_t thread;

	if (is_there)
		talloc_free(shelf_open(ctx, path));
	w = store_watch_open(ctx, path);
	assert_int_equal(pthread_create(&thread, NULL, write_later, &writer), 0);
	expect_seen(ctx, path, w);
	pthread_join(thread, NULL);
	talloc_free(w);
}

static void test_a_commit_wakes(void **state)
{
	expect_woken(*state, shelf_path(*state), true);
}

static void test_a_store_that_is_made_later_wakes(void **state)
{
	expect_woken(*state, shelf_path(*state), false);
}

/* Not even its folder: then one looks now and then. */
static void test_a_folder_that_is_not_there_is_no_error(void **state)
{
	struct store_watch *w =
	    store_watch_open(*state, mem_printf(*state, "%s/no/state.db", unit_folder(*state)));

	store_watch_wait(w);
	talloc_free(w);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_commit_wakes),
	    UNIT_TEST(test_a_store_that_is_made_later_wakes),
	    UNIT_TEST(test_a_folder_that_is_not_there_is_no_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
