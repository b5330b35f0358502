/*
 * Tests of ctl/rotation and ctl/conf_edit: what changes the files that all programs read, and what
 * is left alone. Killed edits are in tests/crash/edit.sh.
 */
#include "desk.h"

#include "base/file.h"
#include "ctl/conf_edit.h"
#include "ctl/rotation.h"

/* A command's context with this configuration; its state directory is beside it. */
static struct ctl *loaded(void *ctx, const char *lines)
{
	struct ctl *ctl = mem_new(ctx, struct ctl);
	const char *folder = unit_folder(ctx);
	struct error e;

	fixture_clean_environment();
	ctl->ctx = ctx;
	if (app_load(ctx,
		unit_file(ctx, folder, "test.conf",
		    mem_printf(ctx,
			"# top\n[monitor]\nstate_dir = %s/state\n%s\n[provider acme]\n"
			"url = https://status.acme.example\n",
			folder, lines)),
		&ctl->app, &e) != OK)
		fail_msg("%s", e.text);
	return ctl;
}

static struct secrets secrets_of(struct ctl *ctl)
{
	struct secrets s = {0};
	struct error e;

	if (app_load(ctl->ctx, ctl->app.conf.file, &ctl->app, &e) != OK ||
	    app_secrets(ctl->ctx, &ctl->app, &s, &e) != OK)
		fail_msg("%s", e.text);
	return s;
}

/* Both places that a secret can be changed in. */
static const char *const places[] = {"", "webhook_secret = secret-one"};

static void test_the_new_secret_comes_first_and_the_old_one_ends(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(places); i++) {
		struct ctl *ctl = loaded(*state, places[i]);
		const char *old = secrets_of(ctl).text[0];
		struct secrets now;

		clock_set(NOW);
		assert_int_equal(rotation_begin(ctl, NOW + 1000, NULL), OK);
		now = secrets_of(ctl);
		assert_int_equal(now.n, 2);
		assert_string_not_equal(now.text[0], old);
		assert_int_equal(now.until[0], TIME_NONE);
		assert_string_equal(now.text[1], old);
		assert_int_equal(now.until[1], NOW + 1000);
		assert_int_equal(file_exists(ctl->app.secret_path), i == 0);
		clock_set(TIME_NONE);
	}
}

static void test_a_second_rotation_waits_for_the_end_of_the_first(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(places); i++) {
		struct ctl *ctl = loaded(*state, places[i]);
		struct error e;

		clock_set(NOW);
		assert_int_equal(rotation_begin(ctl, NOW + 1000, NULL), OK);
		secrets_of(ctl);
		assert_int_equal(rotation_begin(ctl, NOW + 1000, &e), E_INPUT);
		unit_has(e.text, "two secrets are valid");
		clock_set(NOW + 1000);
		assert_int_equal(rotation_begin(ctl, NOW + 2000, NULL), OK);
		clock_set(TIME_NONE);
	}
}

static void test_the_end_of_the_old_secret(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(places); i++) {
		struct ctl *ctl = loaded(*state, places[i]);
		const char *made;
		bool had = true;

		assert_int_equal(rotation_end(ctl, &had, NULL), OK);
		assert_false(had);
		assert_int_equal(rotation_begin(ctl, INT64_MAX / 2, NULL), OK);
		made = secrets_of(ctl).text[0];
		assert_int_equal(rotation_end(ctl, &had, NULL), OK);
		assert_true(had);
		assert_int_equal(secrets_of(ctl).n, 1);
		assert_string_equal(secrets_of(ctl).text[0], made);
	}
}

static void test_what_comes_from_elsewhere_is_left_alone(void **state)
{
	const char *file = unit_file(*state, unit_folder(*state), "s", "secret-one\n");
	struct ctl *ctl = loaded(*state, mem_printf(*state, "webhook_secret_file = %s", file));
	struct error e;
	bool had;

	assert_int_equal(rotation_begin(ctl, NOW, &e), E_INPUT);
	unit_has(e.text, file);
	assert_int_equal(rotation_end(ctl, &had, &e), E_INPUT);
	ctl = loaded(*state, "");
	setenv("WEBHOOK_SECRET_PREVIOUS", "secret-two", 1);
	secrets_of(ctl);
	assert_int_equal(rotation_begin(ctl, NOW, &e), E_INPUT);
	unit_has(e.text, "WEBHOOK_SECRET_PREVIOUS");
	assert_null(strstr(e.text, "secret-two"));
	unsetenv("WEBHOOK_SECRET_PREVIOUS");
}

static void test_a_subscription_is_known_by_its_secret_while_that_is_valid(void **state)
{
	struct secrets s = {0};
	struct subscription sub = {0};

	(void)state;
	clock_set(NOW);
	secrets_add(&s, "secret-new", TIME_NONE);
	secrets_add(&s, "secret-old", NOW + 1);
	sub.secret_mark = secret_mark("secret-new");
	assert_string_equal(rotation_word(&s, &sub), "current");
	sub.secret_mark = secret_mark("secret-old");
	assert_string_equal(rotation_word(&s, &sub), "old");
	clock_set(NOW + 1);
	assert_string_equal(rotation_word(&s, &sub), "unknown");
	sub.secret_mark = secret_mark("secret-else");
	assert_string_equal(rotation_word(&s, &sub), "unknown");
	clock_set(TIME_NONE);
}

static const char *conf_text(struct ctl *ctl)
{
	char *text;

	assert_int_equal(file_read(ctl->ctx, ctl->app.conf.file, 9999, &text, NULL, NULL), OK);
	return text;
}

static void test_an_edit_that_nobody_could_read_changes_nothing(void **state)
{
	static const struct conf_entry wrong[][2] = {
	    {{"nonsense", "1"}},
	    {{"url", "not an address"}},
	    {{"name", "a ; b"}},
	    {{"name", "a\n[monitor]"}},
	    {{"platform", "no-such"}},
	};
	struct ctl *ctl = loaded(*state, "");
	const char *before = conf_text(ctl);

	for (size_t i = 0; i < UNIT_COUNT(wrong); i++) {
		struct conf_edit *edit;

		assert_int_equal(conf_edit_open(ctl, &edit, NULL), OK);
		conf_edit_set(edit, "provider acme", wrong[i]);
		assert_int_equal(conf_edit_save(edit, NULL), E_INPUT);
		talloc_free(edit);
		assert_string_equal(conf_text(ctl), before);
		assert_false(file_exists(mem_printf(*state, "%s.new", ctl->app.conf.file)));
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_new_secret_comes_first_and_the_old_one_ends),
	    UNIT_TEST(test_a_second_rotation_waits_for_the_end_of_the_first),
	    UNIT_TEST(test_the_end_of_the_old_secret),
	    UNIT_TEST(test_what_comes_from_elsewhere_is_left_alone),
	    UNIT_TEST(test_a_subscription_is_known_by_its_secret_while_that_is_valid),
	    UNIT_TEST(test_an_edit_that_nobody_could_read_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
