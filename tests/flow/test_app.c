/* Tests of flow/app: the configuration as a whole, the paths that follow from it, the secrets. */
#include "ground.h"

#include <sys/stat.h>

#include "base/file.h"

static int load(void *ctx, const char *text, struct app *app, struct error *e)
{
	return app_load(ctx, unit_file(ctx, unit_folder(ctx), "x.conf", text), app, e);
}

static void test_paths_are_below_the_state_directory(void **state)
{
	struct app app;

	assert_int_equal(load(*state, "[monitor]\nstate_dir = /srv/x\n", &app, NULL), OK);
	assert_string_equal(app.store_path, "/srv/x/state.db");
	assert_string_equal(app.log_lock_path, "/srv/x/log.lock");
	assert_string_equal(app.poll_lock_path, "/srv/x/poll.lock");
	assert_string_equal(app.settings.log_file, "/srv/x/events.log");
}

static void test_settings_and_providers_are_read(void **state)
{
	struct ground *g = ground_load(*state, "dedup_ttl_seconds = 7", PROVIDERS);

	assert_int_equal(g->app.settings.dedup_ttl_ms, 7000);
	assert_int_equal(g->app.providers.n, 3);
	assert_string_equal(provider_find(&g->app.providers, "acme")->page_id, PAGE);
	assert_null(provider_find(&g->app.providers, "nemo")->page_id);
}

static void test_loading_makes_nothing(void **state)
{
	const char *folder = unit_folder(*state);
	const char *text = mem_printf(*state, "[monitor]\nstate_dir = %s/state\n", folder);
	struct app app;

	assert_int_equal(load(*state, text, &app, NULL), OK);
	assert_false(file_exists(app.settings.state_dir));
	assert_int_equal(app_make_state_dir(&app, NULL), OK);
	assert_true(file_exists(app.settings.state_dir));
}

static void test_the_state_directory_is_closed_to_others(void **state)
{
	struct ground *g = ground_load(*state, "", "");
	mode_t mask = umask(0);
	struct stat st;

	assert_int_equal(rmdir(g->app.settings.state_dir), 0);
	assert_int_equal(app_make_state_dir(&g->app, NULL), OK);
	umask(mask);
	assert_int_equal(stat(g->app.settings.state_dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
}

static const char *key_of(void *ctx, const char *lines)
{
	struct app app;

	assert_int_equal(
	    load(ctx, mem_printf(ctx, "[provider a]\nurl = https://a.example\n%s", lines), &app,
		NULL),
	    OK);
	assert_true(app.providers.any_key == (app.providers.list[0].webhook_key != NULL));
	return app.providers.list[0].webhook_key;
}

static void test_a_key_comes_from_its_file_unless_it_is_given(void **state)
{
	const char *file = unit_file(*state, unit_folder(*state), "key", "of the file\nrest\n");
	const char *line = mem_printf(*state, "webhook_key_file = %s\n", file);

	unit_same("none", key_of(*state, ""), NULL);
	unit_same("file", key_of(*state, line), "of the file");
	unit_same(
	    "both", key_of(*state, mem_printf(*state, "webhook_key = given\n%s", line)), "given");
}

static const struct {
	const char *text, *says[2];
} wrong[] = {
    {"[monitor]\nlog_format = xml\n", {"x.conf:2", "\"xml\" is not allowed"}},
    {"[provider a]\nname = A\n", {"x.conf:1", "has no url"}},
    {"[provider a]\nurl = https://a.example\nplatform = myspace\n",
	{"[provider a]: platform: \"myspace\" is not allowed", "statuspage"}},
    {"[provider a]\nurl = https://a.example\nwebhook_key_file = /no/such/key\n",
	{"[provider a]: webhook_key_file: ", "/no/such/key"}},
    {"[elsewhere]\na = b\n", {"x.conf:1", "[elsewhere]"}},
    {"nonsense\n", {"x.conf:1", ""}},
};

static void test_what_is_wrong_is_told_with_its_place(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(wrong); i++) {
		struct app app;
		struct error e;

		assert_int_equal(load(*state, wrong[i].text, &app, &e), E_CONFIG);
		unit_has(e.text, wrong[i].says[0]);
		unit_has(e.text, wrong[i].says[1]);
	}
}

static void test_a_platform_that_is_known_may_be_named(void **state)
{
	struct app app;

	assert_int_equal(
	    load(*state, "[provider a]\nurl = https://a.example\nplatform = incidentio\n", &app,
		NULL),
	    OK);
	assert_string_equal(app.providers.list[0].platform, "incidentio");
}

static void test_a_missing_configuration_is_named(void **state)
{
	const char *path = mem_printf(*state, "%s/none.conf", unit_folder(*state));
	struct app app;
	struct error e;

	assert_int_equal(app_load(*state, path, &app, &e), E_CONFIG);
	unit_has(e.text, path);
}

static bool matches(const struct secrets *s, const char *text)
{
	return secrets_match(s, text, strlen(text));
}

static void test_configured_secrets_are_taken_the_previous_one_too(void **state)
{
	struct ground *g = ground_load(
	    *state, "webhook_secret = new-secret\nwebhook_secret_previous = old-secret", "");
	struct secrets s;

	assert_int_equal(app_secrets(*state, &g->app, &s, NULL), OK);
	assert_int_equal(s.n, 2);
	assert_string_equal(s.text[0], "new-secret");
	assert_true(matches(&s, "new-secret"));
	assert_true(matches(&s, "old-secret"));
	assert_false(matches(&s, ""));
	assert_int_equal(rmdir(g->app.settings.state_dir), 0); /* nothing was kept there */
}

static void test_without_one_a_secret_is_made_once_and_kept(void **state)
{
	struct ground *g = ground_load(*state, "", "");
	struct secrets first, second;
	struct stat st;

	assert_int_equal(rmdir(g->app.settings.state_dir), 0);
	assert_int_equal(app_secrets(*state, &g->app, &first, NULL), OK);
	assert_int_equal(app_secrets(*state, &g->app, &second, NULL), OK);
	assert_int_equal(first.n, 1);
	assert_string_equal(first.text[0], second.text[0]);
	assert_int_equal(
	    stat(mem_printf(*state, "%s/webhook-secret", g->app.settings.state_dir), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_paths_are_below_the_state_directory),
	    GROUND_TEST(test_settings_and_providers_are_read),
	    GROUND_TEST(test_loading_makes_nothing),
	    GROUND_TEST(test_the_state_directory_is_closed_to_others),
	    GROUND_TEST(test_a_key_comes_from_its_file_unless_it_is_given),
	    GROUND_TEST(test_what_is_wrong_is_told_with_its_place),
	    GROUND_TEST(test_a_platform_that_is_known_may_be_named),
	    GROUND_TEST(test_a_missing_configuration_is_named),
	    GROUND_TEST(test_configured_secrets_are_taken_the_previous_one_too),
	    GROUND_TEST(test_without_one_a_secret_is_made_once_and_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
