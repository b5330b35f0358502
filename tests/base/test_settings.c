/* Tests of base/settings: every row by file and by environment, and every wrong value told. */
#include "settings_case.h"

static void test_what_nobody_says_is_as_documented(void **state)
{
	static const char *const texts[] = {"", "[monitor]\n", "[provider x]\nurl = https://x\n"};

	for (size_t i = 0; i < UNIT_COUNT(texts); i++) {
		struct settings s = loaded(*state, texts[i]);

		for (size_t r = 0; r < UNIT_COUNT(rows); r++)
			unit_same(rows[r].name, field(*state, &s, &rows[r]), rows[r].fallback);
	}
}

static void test_every_setting_can_stand_in_the_file(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct settings s;

		s = loaded(*state, mem_printf(*state, "[monitor]\n%s = %s\n", r->name, r->one));
		unit_same(r->name, field(*state, &s, r), r->one_is);
		s = loaded(*state, mem_printf(*state, "[monitor]\n%s = %s\n", r->name, r->two));
		unit_same(r->name, field(*state, &s, r), r->two_is);
	}
}

static void test_every_setting_can_stand_in_the_environment(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct settings s;

		set_variable(*state, r->name, r->two);
		s = loaded(*state, "");
		unit_same(r->name, field(*state, &s, r), r->two_is);
		unsetenv(variable_of(*state, r->name, ""));
	}
}

static void test_the_environment_wins_over_the_file(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct settings s;

		set_variable(*state, r->name, r->two);
		s = loaded(*state, mem_printf(*state, "[monitor]\n%s = %s\n", r->name, r->one));
		unit_same(r->name, field(*state, &s, r), r->two_is);
		unsetenv(variable_of(*state, r->name, ""));
	}
}

static void test_an_empty_variable_counts_as_not_set(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct settings s;

		set_variable(*state, r->name, "");
		s = loaded(*state, mem_printf(*state, "[monitor]\n%s = %s\n", r->name, r->one));
		unit_same(r->name, field(*state, &s, r), r->one_is);
		s = loaded(*state, "");
		unit_same(r->name, field(*state, &s, r), r->fallback);
	}
}

static void test_one_setting_changes_no_other(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct settings s = loaded(
		    *state, mem_printf(*state, "[monitor]\n%s = %s\n", rows[i].name, rows[i].one));

		for (size_t r = 0; r < UNIT_COUNT(rows); r++)
			/* The log file stands in the state directory. */
			if (r != i && strcmp(rows[i].name, "state_dir") != 0)
				unit_same(
				    rows[r].name, field(*state, &s, &rows[r]), rows[r].fallback);
	}
}

static void test_the_log_file_stands_in_the_state_directory(void **state)
{
	static const char *const kept[] = {"stdout", "syslog", "/var/log/x.log"};
	struct settings s = loaded(*state, "[monitor]\nlog_file = sub/x.log\nstate_dir = /srv/s\n");

	unit_same("relative", s.log_file, "/srv/s/sub/x.log");
	s = loaded(*state, "[monitor]\nstate_dir = /srv/s\n");
	unit_same("default", s.log_file, "/srv/s/events.log");
	for (size_t i = 0; i < UNIT_COUNT(kept); i++) {
		s = loaded(*state, mem_printf(*state, "[monitor]\nlog_file = %s\n", kept[i]));
		unit_same("kept", s.log_file, kept[i]);
	}
}

static void test_an_empty_log_file_is_not_the_state_directory(void **state)
{
	struct settings s;

	if (load(*state, "[monitor]\nlog_file =\n", &s, NULL) == OK)
		unit_same("log_file", s.log_file, STATE_DIR_DEFAULT "/events.log");
}

/* A wrong value in the third line, and what the message must say is allowed. */
struct wrong {
	const char *name;
	const char *value;
	const char *allowed;
};

static const struct wrong wrong_values[] = {
    {"poll_interval_seconds", "9", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "86401", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "90s", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "90.5", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "0x5a", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "ninety", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "-90", "a whole number from 10 to 86400"},
    {"poll_interval_seconds", "18446744073709551706", "a whole number from 10 to 86400"},
    {"dedup_ttl_seconds", "0", "a whole number from 1 to 604800"},
    {"dedup_ttl_seconds", "604801", "a whole number from 1 to 604800"},
    {"poll_at_once", "0", "a whole number from 1 to 256"},
    {"poll_at_once", "257", "a whole number from 1 to 256"},
    {"ca_file", "ours.pem", "an absolute path"},
    {"contact_url", "mailto:x", "an http:// or https:// URL"},
    {"retention_days", "0", "a whole number from 1 to 36500"},
    {"retention_days", "36501", "a whole number from 1 to 36500"},
    {"log_format", "xml", "one of: pretty, json"},
    {"log_format", "JSON", "one of: pretty, json"},
    {"log_color", "yes", "one of: auto, always, never"},
    {"state_dir", "var/lib", "an absolute path"},
    {"state_dir", "~/state", "an absolute path"},
    {"openai_base_url", "llm.example", "an http:// or https:// URL"},
    {"openai_requests_per_minute", "0", "a whole number from 1 to 1000"},
    {"openai_requests_per_day", "-1", "a whole number from 1 to 100000"},
    {"webhook_base_url", "x.example", "an http:// or https:// URL"},
    {"webhook_base_url", "ftp://x.example", "an http:// or https:// URL"},
    {"webhook_base_url", "https:/x.example", "an http:// or https:// URL"},
    {"webhook_base_url", "https://x.example/a b", "an http:// or https:// URL"},
    {"webhook_base_url", "https://x.example/\"", "an http:// or https:// URL"},
    {"webhook_base_url", "https://x.example/<b>", "an http:// or https:// URL"},
};

static void test_a_wrong_value_in_the_file_is_told_with_its_line(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(wrong_values); i++) {
		const struct wrong *w = &wrong_values[i];

		expect_refused(*state,
		    mem_printf(*state, "[monitor]\n\n%s = %s\n", w->name, w->value),
		    mem_printf(*state, "/test.conf:3: %s: \"%s\" is not allowed; give %s", w->name,
			w->value, w->allowed));
	}
}

static void test_a_wrong_value_in_the_environment_is_told_with_its_variable(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(wrong_values); i++) {
		const struct wrong *w = &wrong_values[i];
		const char *variable = variable_of(*state, w->name, "");

		setenv(variable, w->value, 1);
		expect_refused(*state, "",
		    mem_printf(*state, "%s: \"%s\" is not allowed; give %s", variable, w->value,
			w->allowed));
		unsetenv(variable);
	}
}

static void test_an_empty_value_in_the_file_is_told_where_one_is_needed(void **state)
{
	static const char *const names[] = {"poll_interval_seconds", "dedup_ttl_seconds",
	    "retention_days", "log_format", "log_color", "state_dir", "webhook_base_url",
	    "openai_base_url", "openai_model"};

	for (size_t i = 0; i < UNIT_COUNT(names); i++)
		expect_refused(*state, mem_printf(*state, "[monitor]\n%s =\n", names[i]),
		    mem_printf(*state, "/test.conf:2: %s: \"\" is not allowed", names[i]));
}

static void test_a_url_needs_a_host(void **state)
{
	expect_refused(*state, "[monitor]\nwebhook_base_url = https://\n", "is not allowed");
	expect_refused(*state, "[monitor]\nwebhook_base_url = http:///\n", "is not allowed");
}

/* Nor is it repeated. */
static void test_a_url_has_no_password(void **state)
{
	static const char *const names[] = {"webhook_base_url", "contact_url", "openai_base_url"};

	for (size_t i = 0; i < UNIT_COUNT(names); i++) {
		const char *text =
		    mem_printf(*state, "[monitor]\n%s = https://ann:s3cret@x.example\n", names[i]);
		struct settings s;
		struct error e;

		assert_int_equal(load(*state, text, &s, &e), E_CONFIG);
		assert_non_null(strstr(e.text, "without user and password"));
		assert_null(strstr(e.text, "s3cret"));
	}
}

static void test_a_url_has_no_control_characters(void **state)
{
	set_variable(*state, "webhook_base_url", "https://x.example/\nFAKE: line");
	expect_refused(*state, "", "is not allowed");
	set_variable(*state, "webhook_base_url", "https://x.example/\x1b[2J");
	expect_refused(*state, "", "is not allowed");
}

static void test_a_long_wrong_value_does_not_hide_what_is_allowed(void **state)
{
	set_variable(*state, "webhook_base_url", mem_printf(*state, "%03000d", 1));
	expect_refused(*state, "", "; give an http:// or https:// URL");
}

static void test_a_wrong_secret_is_told_without_being_shown(void **state)
{
	static const char *const names[] = {"webhook_secret", "webhook_secret_previous"};
	static const char *const values[] = {"short-7", "has/a/slash", "has a space"};
	struct error e;
	struct settings s;

	for (size_t n = 0; n < UNIT_COUNT(names); n++)
		for (size_t i = 0; i < UNIT_COUNT(values); i++) {
			const char *text =
			    mem_printf(*state, "[monitor]\n%s = %s\n", names[n], values[i]);

			assert_int_equal(load(*state, text, &s, &e), E_CONFIG);
			unit_has(e.text, mem_printf(*state, "/test.conf:2: %s: ", names[n]));
			unit_has(e.text, "8 to 128");
			assert_null(strstr(e.text, values[i]));
		}
}

static void test_what_goes_into_a_request_is_one_line(void **state)
{
	char *value = mem_array(*state, char, LIMIT_SETTING_LINE + 2);
	struct error e;
	struct settings s;

	memset(value, 'k', LIMIT_SETTING_LINE + 1);
	set_variable(*state, "openai_api_key", value);
	assert_int_equal(load(*state, "", &s, &e), E_CONFIG);
	assert_null(strstr(e.text, "kk"));
	value[LIMIT_SETTING_LINE] = '\0';
	set_variable(*state, "openai_api_key", value);
	unit_same("256", loaded(*state, "").openai_api_key, value);
	set_variable(*state, "openai_api_key", "sk-1\r\nHost: elsewhere.example");
	assert_int_equal(load(*state, "", &s, &e), E_CONFIG);
	unit_has(e.text, "OPENAI_API_KEY: this value is not allowed; give 1 to 256 bytes");
	assert_null(strstr(e.text, "sk-1"));
	set_variable(*state, "openai_api_key", "");
	set_variable(*state, "openai_model", "a\tb");
	expect_refused(*state, "", "1 to 256 bytes");
}

static void test_a_secret_has_8_to_128_characters(void **state)
{
	char *value = mem_array(*state, char, 130);
	struct settings s;

	memset(value, 'a', 129);
	set_variable(*state, "webhook_secret", value);
	expect_refused(*state, "", "WEBHOOK_SECRET: ");
	value[128] = '\0';
	set_variable(*state, "webhook_secret", value);
	s = loaded(*state, "");
	unit_same("128", s.webhook_secret, value);
}

static void test_an_unknown_setting_is_told_with_its_line(void **state)
{
	static const char *const names[] = {"pol_interval_seconds", "poll_interval", "Log_Format",
	    "log_format_file", "state_dir_file", "_file", "webhook_secret_filex", "x"};

	for (size_t i = 0; i < UNIT_COUNT(names); i++)
		expect_refused(*state, mem_printf(*state, "[monitor]\n\n%s = 1\n", names[i]),
		    mem_printf(*state, "/test.conf:3: there is no setting \"%s\"", names[i]));
}

static void test_other_sections_are_left_to_others(void **state)
{
	const char *text = "[provider x]\nanything = 1\n[other]\nlog_format = xml\n";
	const char *path = unit_file(*state, unit_folder(*state), "test.conf", text);
	struct settings s;
	struct ini ini;

	assert_int_equal(settings_load(*state, path, &s, &ini, NULL), OK);
	assert_non_null(ini_find(&ini, "provider x"));
	assert_string_equal(ini.file, path);
}

/* What settings_show() says of the setting; NULL when it does not know it. */
static const char *shown(void *ctx, const struct settings *s, const char *setting)
{
	const char *name, *value;

	for (size_t i = 0; settings_show(ctx, s, i, &name, &value); i++)
		if (strcmp(name, setting) == 0)
			return value;
	return NULL;
}

static void test_every_setting_is_shown_once(void **state)
{
	struct settings s = loaded(*state, "");
	const char *name, *value;
	size_t n = 0;

	while (settings_show(*state, &s, n, &name, &value))
		n++;
	assert_int_equal(n, UNIT_COUNT(rows));
	assert_false(settings_show(*state, &s, SIZE_MAX, &name, &value));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_non_null(shown(*state, &s, rows[i].name));
}

static bool is_secret(const struct row *r)
{
	return !r->number && (strstr(r->name, "secret") != NULL || strstr(r->name, "key") != NULL);
}

static void test_a_setting_is_shown_as_a_person_would_write_it(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct settings s =
		    loaded(*state, mem_printf(*state, "[monitor]\n%s = %s\n", r->name, r->two));

		if (!is_secret(r))
			unit_same(r->name, shown(*state, &s, r->name),
			    r->number ? r->two : field(*state, &s, r));
	}
}

static void test_of_a_secret_only_its_presence_is_shown(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct row *r = &rows[i];
		struct settings s = loaded(*state, "");

		if (!is_secret(r))
			continue;
		unit_same(r->name, shown(*state, &s, r->name), "not set");
		s = loaded(*state, mem_printf(*state, "[monitor]\n%s = %s\n", r->name, r->one));
		unit_same(r->name, shown(*state, &s, r->name), "set");
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    CLEAN_TEST(test_what_nobody_says_is_as_documented),
	    CLEAN_TEST(test_every_setting_can_stand_in_the_file),
	    CLEAN_TEST(test_every_setting_can_stand_in_the_environment),
	    CLEAN_TEST(test_the_environment_wins_over_the_file),
	    CLEAN_TEST(test_an_empty_variable_counts_as_not_set),
	    CLEAN_TEST(test_one_setting_changes_no_other),
	    CLEAN_TEST(test_the_log_file_stands_in_the_state_directory),
	    CLEAN_TEST(test_an_empty_log_file_is_not_the_state_directory),
	    CLEAN_TEST(test_a_wrong_value_in_the_file_is_told_with_its_line),
	    CLEAN_TEST(test_a_wrong_value_in_the_environment_is_told_with_its_variable),
	    CLEAN_TEST(test_an_empty_value_in_the_file_is_told_where_one_is_needed),
	    CLEAN_TEST(test_a_url_needs_a_host),
	    CLEAN_TEST(test_a_url_has_no_password),
	    CLEAN_TEST(test_a_url_has_no_control_characters),
	    CLEAN_TEST(test_a_long_wrong_value_does_not_hide_what_is_allowed),
	    CLEAN_TEST(test_a_wrong_secret_is_told_without_being_shown),
	    CLEAN_TEST(test_what_goes_into_a_request_is_one_line),
	    CLEAN_TEST(test_a_secret_has_8_to_128_characters),
	    CLEAN_TEST(test_an_unknown_setting_is_told_with_its_line),
	    CLEAN_TEST(test_other_sections_are_left_to_others),
	    CLEAN_TEST(test_every_setting_is_shown_once),
	    CLEAN_TEST(test_a_setting_is_shown_as_a_person_would_write_it),
	    CLEAN_TEST(test_of_a_secret_only_its_presence_is_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
