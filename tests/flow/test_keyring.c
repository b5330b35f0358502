/* Tests of flow/keyring: what the files say now is what is valid, without a restart. */
#include "ground.h"

#include "base/file.h"
#include "flow/keyring.h"

static struct keyring *opened(struct ground *g)
{
	struct keyring *k = NULL;

	if (keyring_open(g, &g->app, &k, &g->error) != OK)
		fail_msg("%s", g->error.text);
	return k;
}

static bool knows(struct keyring *k, const char *secret)
{
	return keyring_match(k, secret, strlen(secret));
}

/* As a rotation does it: beside, then in its place. */
static void replace(void *ctx, const char *path, const char *text)
{
	const char *draft = mem_printf(ctx, "%s.test", path);
	FILE *f = fopen(draft, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
	assert_int_equal(rename(draft, path), 0);
}

static void wait_a_look(void)
{
	int64_t until = clock_steady() + 1001;

	while (clock_steady() < until)
		usleep(10000);
}

static void test_a_new_secret_is_known_at_once_and_an_old_one_goes(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct keyring *k = opened(g);
	char *first;

	assert_int_equal(file_read(g, g->app.secret_path, 99, &first, NULL, NULL), OK);
	first[strcspn(first, "\n")] = '\0';
	assert_true(knows(k, first));
	assert_false(knows(k, "secret-two"));
	replace(g, g->app.secret_path, mem_printf(g, "secret-two\n%s\n", first));
	assert_true(knows(k, "secret-two"));
	assert_true(knows(k, first));
	replace(g, g->app.secret_path, "secret-two\n");
	wait_a_look();
	assert_false(knows(k, first));
	assert_true(knows(k, "secret-two"));
}

static void test_the_configuration_is_watched_too(void **state)
{
	struct ground *g = ground_load(*state, "webhook_secret = secret-one", PROVIDERS);
	struct keyring *k = opened(g);

	assert_true(knows(k, "secret-one"));
	replace(g, g->app.conf.file,
	    "[monitor]\nwebhook_secret = secret-two\nwebhook_secret_previous = secret-one\n"
	    "webhook_secret_previous_until = 2026-11-23T12:00:10Z\n");
	assert_true(knows(k, "secret-two"));
	assert_true(knows(k, "secret-one"));
	clock_set(NOW + 10 * SECOND);
	assert_false(knows(k, "secret-one"));
	assert_true(knows(k, "secret-two"));
}

static void test_a_file_that_holds_a_secret_is_watched(void **state)
{
	const char *folder = unit_folder(*state);
	const char *file = unit_file(*state, folder, "s", "secret-one\n");
	struct ground *g =
	    ground_load(*state, mem_printf(*state, "webhook_secret_file = %s", file), PROVIDERS);
	struct keyring *k = opened(g);

	assert_true(knows(k, "secret-one"));
	replace(g, file, "secret-two\n");
	assert_true(knows(k, "secret-two"));
	assert_false(knows(k, "secret-one"));
}

/* Short, empty or gone for a while: what it says afterwards counts, and what it said does no more. */
static void test_a_file_that_was_no_good_is_looked_at_again(void **state)
{
	static const char *const texts[] = {"short", "", NULL};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		const char *folder = unit_folder(*state);
		const char *file = unit_file(*state, folder, "s", "secret-one\n");
		struct ground *g = ground_load(
		    *state, mem_printf(*state, "webhook_secret_file = %s", file), PROVIDERS);
		struct keyring *k = opened(g);

		if (texts[i] == NULL)
			assert_int_equal(unlink(file), 0);
		else
			replace(g, file, texts[i]);
		assert_false(knows(k, "secret-two"));
		assert_true(knows(k, "secret-one"));
		unit_file(*state, folder, "s", "secret-two\n");
		assert_true(knows(k, "secret-two"));
		assert_false(knows(k, "secret-one"));
	}
}

/* The configuration names a file that is written only then. */
static void test_a_file_that_is_named_before_it_is_there_is_watched(void **state)
{
	const char *folder = unit_folder(*state), *file = mem_printf(*state, "%s/s", folder);
	struct ground *g = ground_load(*state, "webhook_secret = secret-one", PROVIDERS);
	struct keyring *k = opened(g);

	replace(
	    g, g->app.conf.file, mem_printf(*state, "[monitor]\nwebhook_secret_file = %s\n", file));
	assert_false(knows(k, "secret-two"));
	unit_file(*state, folder, "s", "secret-two\n");
	assert_true(knows(k, "secret-two"));
	assert_false(knows(k, "secret-one"));
}

/* Two files are replaced together, and for a moment the other one is gone. */
static void test_the_file_of_another_setting_is_looked_at_again(void **state)
{
	const char *folder = unit_folder(*state);
	const char *file = unit_file(*state, folder, "s", "secret-one\n");
	const char *other = unit_file(*state, folder, "k", "some-key\n");
	struct ground *g = ground_load(*state,
	    mem_printf(*state, "webhook_secret_file = %s\nopenai_api_key_file = %s", file, other),
	    PROVIDERS);
	struct keyring *k = opened(g);

	assert_int_equal(unlink(other), 0);
	replace(g, file, "secret-two\n");
	assert_false(knows(k, "secret-two"));
	unit_file(*state, folder, "k", "some-key\n");
	assert_true(knows(k, "secret-two"));
	assert_false(knows(k, "secret-one"));
}

struct trouble {
	struct ground *ground;
	struct keyring *keyring;
};

static void ask_twice(void *user)
{
	struct trouble *t = user;

	if (knows(t->keyring, "secret-two") || knows(t->keyring, "secret-two") ||
	    !knows(t->keyring, "secret-one"))
		_exit(9);
}

static void test_files_that_say_nothing_change_nothing(void **state)
{
	static const char *const texts[] = {"no configuration\n", "[monitor]\nnonsense = 1\n",
	    "[monitor]\nwebhook_secret = x\n", "[monitor]\nwebhook_secret_file = /nonexistent\n"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct trouble t;
		const char *said;
		int status;

		t.ground = ground_load(*state, "webhook_secret = secret-one", PROVIDERS);
		t.keyring = opened(t.ground);
		replace(t.ground, t.ground->app.conf.file, texts[i]);
		said = unit_run(*state, ask_twice, &t, &status);
		assert_int_equal(status, 0);
		unit_has(said, "the webhook's secrets stay as they were: ");
		assert_null(strstr(strstr(said, "stay as") + 1, "stay as")); /* told once */
		assert_null(strstr(said, "secret-one"));
	}
}

static void test_a_kept_secret_that_is_gone_stays_valid(void **state)
{
	struct ground *g = ground_load(*state, "", PROVIDERS);
	struct keyring *k;

	unit_file(g, g->app.settings.state_dir, "webhook-secret", "secret-one\n");
	k = opened(g);
	assert_int_equal(unlink(g->app.secret_path), 0);
	assert_false(knows(k, "secret-two"));
	assert_true(knows(k, "secret-one"));
	assert_false(file_exists(g->app.secret_path)); /* and nobody makes another */
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_new_secret_is_known_at_once_and_an_old_one_goes),
	    GROUND_TEST(test_the_configuration_is_watched_too),
	    GROUND_TEST(test_a_file_that_holds_a_secret_is_watched),
	    GROUND_TEST(test_a_file_that_was_no_good_is_looked_at_again),
	    GROUND_TEST(test_a_file_that_is_named_before_it_is_there_is_watched),
	    GROUND_TEST(test_the_file_of_another_setting_is_looked_at_again),
	    GROUND_TEST(test_files_that_say_nothing_change_nothing),
	    GROUND_TEST(test_a_kept_secret_that_is_gone_stays_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
