/*
 * What the tests of base/settings share: a row a setting with two values for it, an
 * environment without any of them, and loading from a text.
 */
#ifndef TESTS_BASE_SETTINGS_CASE_H
#define TESTS_BASE_SETTINGS_CASE_H

#include "unit.h"

#include <ctype.h>

#include "base/limits.h"
#include "base/settings.h"

/* A setting with what it is when nobody says, and two values with what becomes of them. */
struct row {
	const char *name;
	size_t at;
	bool number;
	const char *fallback;
	const char *one, *one_is;
	const char *two, *two_is;
};

#define TEXT(field)   .name = #field, .at = offsetof(struct settings, field)
#define NUMBER(field) .at = offsetof(struct settings, field), .number = true

static const struct row rows[] = {
    {TEXT(webhook_secret), .fallback = "", .one = "secret-one", .one_is = "secret-one",
	.two = "A.b_c~d-", .two_is = "A.b_c~d-"},
    {TEXT(webhook_secret_previous), .fallback = "", .one = "secret-one", .one_is = "secret-one",
	.two = "secret-two", .two_is = "secret-two"},
    {NUMBER(webhook_secret_previous_until), .name = "webhook_secret_previous_until",
	.fallback = "0", .one = "2026-11-30T12:00:00Z", .one_is = "1796040000000",
	.two = "2026-12-31T00:00:00.000Z", .two_is = "1798675200000"},
    {TEXT(email_signing_key), .fallback = "", .one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	.one_is = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	.two = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	.two_is = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {TEXT(email_signing_key_previous), .fallback = "",
	.one = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	.one_is = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
	.two = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
	.two_is = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    {TEXT(webhook_base_url), .fallback = "http://localhost:8000", .one = "https://x.example/",
	.one_is = "https://x.example", .two = "http://[::1]:80/a/b//",
	.two_is = "http://[::1]:80/a/b"},
    {NUMBER(poll_interval_ms), .name = "poll_interval_seconds", .fallback = "90000", .one = "10",
	.one_is = "10000", .two = "86400", .two_is = "86400000"},
    {NUMBER(poll_at_once), .name = "poll_at_once", .fallback = "32", .one = "1", .one_is = "1",
	.two = "256", .two_is = "256"},
    {TEXT(ca_file), .fallback = "", .one = "/etc/one.pem", .one_is = "/etc/one.pem",
	.two = "/etc/two.pem", .two_is = "/etc/two.pem"},
    {TEXT(contact_url), .fallback = "", .one = "https://x.example/who",
	.one_is = "https://x.example/who", .two = "http://y.example/",
	.two_is = "http://y.example"},
    {NUMBER(dedup_ttl_ms), .name = "dedup_ttl_seconds", .fallback = "600000", .one = "1",
	.one_is = "1000", .two = "604800", .two_is = "604800000"},
    {NUMBER(retention_ms), .name = "retention_days", .fallback = "7776000000", .one = "1",
	.one_is = "86400000", .two = "36500", .two_is = "3153600000000"},
    {NUMBER(log_format), .name = "log_format", .fallback = "0", .one = "json", .one_is = "1",
	.two = "pretty", .two_is = "0"},
    {NUMBER(log_color), .name = "log_color", .fallback = "0", .one = "always", .one_is = "1",
	.two = "never", .two_is = "2"},
    {TEXT(state_dir), .fallback = STATE_DIR_DEFAULT, .one = "/srv/state", .one_is = "/srv/state",
	.two = "/srv/other", .two_is = "/srv/other"},
    {TEXT(log_file), .fallback = STATE_DIR_DEFAULT "/events.log", .one = "a.log",
	.one_is = STATE_DIR_DEFAULT "/a.log", .two = "/var/log/a.log", .two_is = "/var/log/a.log"},
    {TEXT(openai_api_key), .fallback = "", .one = "sk 1/=", .one_is = "sk 1/=", .two = "sk-2",
	.two_is = "sk-2"},
    {TEXT(openai_base_url), .fallback = "https://api.openai.com/v1",
	.one = "http://[::1]:11434/v1/", .one_is = "http://[::1]:11434/v1",
	.two = "https://llm.example", .two_is = "https://llm.example"},
    {TEXT(openai_model), .fallback = "gpt-4o-mini", .one = "llama3.2:3b", .one_is = "llama3.2:3b",
	.two = "org/a model", .two_is = "org/a model"},
    {NUMBER(openai_requests_per_minute), .name = "openai_requests_per_minute", .fallback = "10",
	.one = "1", .one_is = "1", .two = "1000", .two_is = "1000"},
    {NUMBER(openai_requests_per_day), .name = "openai_requests_per_day", .fallback = "500",
	.one = "1", .one_is = "1", .two = "100000", .two_is = "100000"},
};

#undef TEXT
#undef NUMBER

static inline const char *variable_of(void *ctx, const char *name, const char *suffix)
{
	char *variable = mem_printf(ctx, "%s%s", name, suffix);

	for (char *c = variable; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	return variable;
}

/* Whatever the machine has set is gone; what a test sets goes before the next. */
static inline int clean_open(void **state)
{
	unit_open(state);
	unsetenv("STATUS_MONITOR_CONF");
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unsetenv(variable_of(*state, rows[i].name, ""));
		unsetenv(variable_of(*state, rows[i].name, "_FILE"));
	}
	return 0;
}

#define CLEAN_TEST(f) cmocka_unit_test_setup_teardown(f, clean_open, unit_close)

static inline void set_variable(void *ctx, const char *name, const char *value)
{
	setenv(variable_of(ctx, name, ""), value, 1);
}

static inline int load(void *ctx, const char *text, struct settings *s, struct error *e)
{
	const char *path = unit_file(ctx, unit_folder(ctx), "test.conf", text);
	struct ini ini;

	return settings_load(ctx, path, s, &ini, e);
}

static inline struct settings loaded(void *ctx, const char *text)
{
	struct error e = {0};
	struct settings s;

	if (load(ctx, text, &s, &e) != OK)
		fail_msg("%s", e.text);
	return s;
}

static inline void expect_refused(void *ctx, const char *text, const char *says)
{
	struct error e = {0};
	struct settings s;
	int rc = load(ctx, text, &s, &e);

	if (rc != E_CONFIG)
		fail_msg("%d instead of %d for: %s", rc, E_CONFIG, text);
	assert_int_equal(e.code, E_CONFIG);
	unit_has(e.text, says);
}

static inline const char *field(void *ctx, const struct settings *s, const struct row *row)
{
	const char *at = (const char *)s + row->at;

	if (row->number)
		return mem_printf(ctx, "%lld", (long long)*(const int64_t *)at);
	return *(const char *const *)at;
}

#endif
