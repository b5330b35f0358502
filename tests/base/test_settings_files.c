/* Tests of base/settings: the files a secret may stand in, and which file is the configuration. */
#include "settings_case.h"

#define DAY INT64_C(86400000)

/* The three that a file of their own may hold. */
static const char *const secret_names[] = {
    "webhook_secret", "webhook_secret_previous", "openai_api_key"};

static const struct row *row_of(const char *name)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	fail_msg("no row %s", name);
	return NULL;
}

static void test_a_secret_may_stand_in_a_file_of_its_own(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "key", "secret-of-file\nmore\n");

	for (size_t i = 0; i < UNIT_COUNT(secret_names); i++) {
		const struct row *r = row_of(secret_names[i]);
		const char *variable = variable_of(*state, r->name, "_FILE");
		struct settings s =
		    loaded(*state, mem_printf(*state, "[monitor]\n%s_file = %s\n", r->name, path));

		unit_same("by file", field(*state, &s, r), "secret-of-file");
		setenv(variable, path, 1);
		s = loaded(*state, "");
		unit_same("by environment", field(*state, &s, r), "secret-of-file");
		unsetenv(variable);
	}
}

static void test_only_the_first_line_of_a_key_file_counts(void **state)
{
	static const char *const texts[] = {"sk-1", "sk-1\n", "sk-1\r\n", "sk-1\nsk-2\n"};
	const char *folder = unit_folder(*state);
	struct settings s;

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		setenv("OPENAI_API_KEY_FILE", unit_file(*state, folder, "key", texts[i]), 1);
		s = loaded(*state, "");
		unit_same("key", s.openai_api_key, "sk-1");
	}
}

static void test_the_nearest_word_on_a_secret_counts(void **state)
{
	const char *folder = unit_folder(*state);
	const char *by_env = unit_file(*state, folder, "env", "key-of-variable-file");
	const char *by_conf = unit_file(*state, folder, "conf", "key-of-conf-file");
	const char *conf = mem_printf(
	    *state, "[monitor]\nopenai_api_key = key-of-conf\nopenai_api_key_file = %s\n", by_conf);
	struct settings s;

	setenv("OPENAI_API_KEY", "key-of-variable", 1);
	setenv("OPENAI_API_KEY_FILE", by_env, 1);
	s = loaded(*state, conf);
	unit_same("variable", s.openai_api_key, "key-of-variable");
	setenv("OPENAI_API_KEY", "", 1);
	s = loaded(*state, conf);
	unit_same("variable's file", s.openai_api_key, "key-of-variable-file");
	setenv("OPENAI_API_KEY_FILE", "", 1);
	s = loaded(*state, conf);
	unit_same("conf's file", s.openai_api_key, "key-of-conf-file");
	s = loaded(*state, "[monitor]\nopenai_api_key = key-of-conf\n");
	unit_same("conf", s.openai_api_key, "key-of-conf");
}

static void test_a_wrong_secret_in_a_key_file_is_refused(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "key", "not a secret\n");
	struct error e;
	struct settings s;

	setenv("WEBHOOK_SECRET_FILE", path, 1);
	assert_int_equal(load(*state, "", &s, &e), E_CONFIG);
	unit_has(e.text, "WEBHOOK_SECRET_FILE: ");
	assert_null(strstr(e.text, "not a secret"));
}

static void test_a_missing_key_file_is_told_by_its_path(void **state)
{
	setenv("OPENAI_API_KEY_FILE", "/nonexistent/key", 1);
	expect_refused(*state, "", "/nonexistent/key");
}

static void test_a_missing_key_file_is_told_with_where_it_is_named(void **state)
{
	expect_refused(*state, "[monitor]\nopenai_api_key_file = /nonexistent/key\n",
	    "/test.conf:2: openai_api_key_file");
}

static void test_a_key_file_that_is_too_large_is_a_matter_of_configuration(void **state)
{
	const char *text = mem_printf(*state, "%05000d", 1);

	setenv("OPENAI_API_KEY_FILE", unit_file(*state, unit_folder(*state), "key", text), 1);
	expect_refused(*state, "", "4096");
}

static void test_the_path_given_wins_over_the_variable(void **state)
{
	const char *folder = unit_folder(*state);
	const char *given = unit_file(*state, folder, "given", "[monitor]\nretention_days = 1\n");
	const char *named = unit_file(*state, folder, "named", "[monitor]\nretention_days = 2\n");
	struct settings s;
	struct ini ini;

	setenv("STATUS_MONITOR_CONF", named, 1);
	assert_int_equal(settings_load(*state, given, &s, &ini, NULL), OK);
	assert_true(s.retention_ms == 1 * DAY);
	assert_int_equal(settings_load(*state, NULL, &s, &ini, NULL), OK);
	assert_true(s.retention_ms == 2 * DAY);
}

static void expect_installed_file(void *ctx)
{
	struct settings s;
	struct ini ini;
	struct error e;

	/* The installed file may be there or not: either way it is the one that is read. */
	if (settings_load(ctx, NULL, &s, &ini, &e) == OK)
		assert_string_equal(ini.file, SYSCONF_FILE);
	else
		unit_has(e.text, SYSCONF_FILE);
}

static void test_without_path_and_variable_the_installed_file_is_read(void **state)
{
	expect_installed_file(*state);
	setenv("STATUS_MONITOR_CONF", "", 1);
	expect_installed_file(*state);
}

static void test_a_missing_file_is_named(void **state)
{
	struct settings s;
	struct error e;
	struct ini ini;

	assert_int_equal(settings_load(*state, "/nonexistent/x.conf", &s, &ini, &e), E_CONFIG);
	unit_has(e.text, "/nonexistent/x.conf");
}

static void test_a_file_that_is_not_ini_is_refused(void **state)
{
	expect_refused(*state, "[monitor]\njust text\n", "/test.conf:2: ");
}

/* What stands behind a NUL would be passed over in silence. */
static void test_a_file_with_a_nul_is_refused(void **state)
{
	const char *path = mem_printf(*state, "%s/test.conf", unit_folder(*state));
	static const char text[] = "[monitor]\nlog_format = json\n\0log_color = never\n";
	FILE *f = fopen(path, "w");
	struct settings s;
	struct ini ini;

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, sizeof(text) - 1, f), sizeof(text) - 1);
	fclose(f);
	assert_int_equal(settings_load(*state, path, &s, &ini, NULL), E_CONFIG);
}

static void expect_origin(const struct settings *s, const char *name, enum origin_kind kind,
    const char *place, const char *file)
{
	const struct origin *o = settings_origin(s, name);

	assert_int_equal(o->kind, kind);
	unit_has(o->place, place);
	unit_same(name, o->file, file);
}

static void test_where_a_value_came_from_is_known(void **state)
{
	const char *secret = unit_file(*state, unit_folder(*state), "s", "secret-one\n");
	struct settings s;

	set_variable(*state, "log_color", "never");
	s = loaded(*state,
	    mem_printf(*state,
		"[monitor]\nlog_color = always\nlog_format = json\nwebhook_secret_file = %s\n",
		secret));
	expect_origin(&s, "state_dir", ORIGIN_DEFAULT, "default", NULL);
	expect_origin(&s, "log_color", ORIGIN_VARIABLE, "LOG_COLOR", NULL);
	expect_origin(&s, "log_format", ORIGIN_CONF, "/test.conf:3", NULL);
	expect_origin(&s, "webhook_secret", ORIGIN_CONF, "/test.conf:4", secret);
	setenv("WEBHOOK_SECRET_FILE", secret, 1);
	s = loaded(*state, "");
	expect_origin(&s, "webhook_secret", ORIGIN_VARIABLE, "WEBHOOK_SECRET_FILE", secret);
}

static void test_the_files_are_told_up_to_the_one_that_is_no_good(void **state)
{
	const char *folder = unit_folder(*state);
	const char *secret = unit_file(*state, folder, "s", "secret-one\n");
	const char *conf = unit_file(*state, folder, "test.conf",
	    mem_printf(*state,
		"[monitor]\nwebhook_secret_file = %s\nemail_signing_key_file = /nonexistent\n"
		"openai_api_key_file = %s\n",
		secret, secret));
	struct settings s;
	struct ini ini;
	size_t i = 0;

	assert_int_equal(settings_load(*state, conf, &s, &ini, NULL), E_CONFIG);
	assert_string_equal(settings_next_file(&s, &i), secret);
	assert_string_equal(settings_next_file(&s, &i), "/nonexistent");
	assert_null(settings_next_file(&s, &i));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    CLEAN_TEST(test_a_secret_may_stand_in_a_file_of_its_own),
	    CLEAN_TEST(test_only_the_first_line_of_a_key_file_counts),
	    CLEAN_TEST(test_the_nearest_word_on_a_secret_counts),
	    CLEAN_TEST(test_a_wrong_secret_in_a_key_file_is_refused),
	    CLEAN_TEST(test_a_missing_key_file_is_told_by_its_path),
	    CLEAN_TEST(test_a_missing_key_file_is_told_with_where_it_is_named),
	    CLEAN_TEST(test_a_key_file_that_is_too_large_is_a_matter_of_configuration),
	    CLEAN_TEST(test_the_path_given_wins_over_the_variable),
	    CLEAN_TEST(test_without_path_and_variable_the_installed_file_is_read),
	    CLEAN_TEST(test_a_missing_file_is_named),
	    CLEAN_TEST(test_a_file_that_is_not_ini_is_refused),
	    CLEAN_TEST(test_a_file_with_a_nul_is_refused),
	    CLEAN_TEST(test_where_a_value_came_from_is_known),
	    CLEAN_TEST(test_the_files_are_told_up_to_the_one_that_is_no_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
