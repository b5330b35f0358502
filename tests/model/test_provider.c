/* Tests of model/provider: every field, what is refused and with which line, and finding. */
#include "../base/unit.h"

#include "base/buf.h"
#include "base/limits.h"
#include "model/provider.h"

static int load(void *ctx, const char *text, struct providers *all, struct error *e)
{
	struct error ignored;
	struct ini *ini = mem_new(ctx, struct ini);

	if (ini_read(ctx, "test.conf", text, ini, &ignored) != OK)
		fail_msg("%s", ignored.text);
	return providers_load(ctx, ini, all, e);
}

static struct providers loaded(void *ctx, const char *text)
{
	struct providers all;
	struct error e = {0};

	if (load(ctx, text, &all, &e) != OK)
		fail_msg("%s", e.text);
	return all;
}

static void expect_refused(void *ctx, const char *text, const char *says)
{
	struct providers all;
	struct error e = {0};
	int rc = load(ctx, text, &all, &e);

	if (rc != E_CONFIG)
		fail_msg("%d instead of %d for: %s", rc, E_CONFIG, text);
	assert_int_equal(e.code, E_CONFIG);
	unit_has(e.text, says);
}

/* A section of one provider with this line in it, its third. */
static const char *with(void *ctx, const char *line)
{
	return mem_printf(ctx, "[provider x]\nurl = https://x.example\n%s\n", line);
}

static void test_every_field_is_read(void **state)
{
	struct providers all = loaded(*state,
	    "[provider github]\nname = Git Hub\nurl = https://www.githubstatus.com/\n"
	    "page_id = kctbh9vrtdwd\nplatform = statuspage\nenabled = no\nallow_private = yes\n"
	    "webhook_key = a key\nwebhook_key_file = /etc/key\n"
	    "mail_from = a@b.example @c.example\nmail_tag = git_hub-7\nmail_policy = enforce\n");
	const struct provider *p = provider_find(&all, "github");

	assert_int_equal(all.n, 1);
	assert_non_null(p);
	unit_same("key", p->key, "github");
	unit_same("name", p->name, "Git Hub");
	unit_same("url", p->url, "https://www.githubstatus.com");
	unit_same("page_id", p->page_id, "kctbh9vrtdwd");
	unit_same("platform", p->platform, "statuspage");
	unit_same("webhook_key", p->webhook_key, "a key");
	unit_same("mail_from", p->mail_from, "a@b.example @c.example");
	unit_same("mail_tag", p->mail_tag, "git_hub-7");
	assert_true(p->mail_enforce);
	unit_same("webhook_key_file", p->webhook_key_file, "/etc/key");
	assert_false(p->enabled);
	assert_true(p->allow_private);
}

static void test_only_the_url_is_needed(void **state)
{
	struct providers all = loaded(*state, "[provider x]\nurl = http://x.example\n");
	const struct provider *p = &all.list[0];

	assert_int_equal(all.n, 1);
	unit_same("name", p->name, "x");
	unit_same("url", p->url, "http://x.example");
	assert_null(p->page_id);
	assert_null(p->platform);
	assert_null(p->webhook_key);
	assert_null(p->webhook_key_file);
	assert_true(p->enabled);
	assert_false(p->allow_private);
}

static void test_no_provider_is_no_error(void **state)
{
	assert_int_equal(loaded(*state, "").n, 0);
	assert_int_equal(loaded(*state, "[monitor]\nlog_format = json\n").n, 0);
}

static void test_providers_stand_in_the_order_of_the_file(void **state)
{
	struct providers all = loaded(*state,
	    "[provider b]\nurl = https://b\n[monitor]\nx = 1\n[provider a]\nurl = https://a\n");

	assert_int_equal(all.n, 2);
	unit_same("first", all.list[0].key, "b");
	unit_same("second", all.list[1].key, "a");
}

static void test_ten_thousand_providers_are_read(void **state)
{
	struct providers all;
	struct buf text;

	buf_init(&text, *state, LIMIT_CONFIG_BYTES);
	for (int i = 0; i < LIMIT_PROVIDERS; i++)
		buf_printf(
		    &text, "[provider p%d]\nurl=https://p%d.example\npage_id=id%d\n", i, i, i);
	all = loaded(*state, text.data);
	assert_int_equal(all.n, LIMIT_PROVIDERS);
	unit_same("last", provider_find_page(&all, "id9999")->key, "p9999");
}

static void test_slashes_at_the_end_of_the_url_go(void **state)
{
	struct providers all = loaded(*state,
	    "[provider a]\nurl = https://x.example///\n[provider b]\nurl = https://x/a/b/\n");

	unit_same("a", all.list[0].url, "https://x.example");
	unit_same("b", all.list[1].url, "https://x/a/b");
	unit_same("b as it is written", all.list[1].url_as_written, "https://x/a/b/");
	expect_refused(*state,
	    "[provider a]\nurl = https://x/a\n[provider b]\nurl = https://x/a/\n",
	    "[provider b] has the url of [provider a]");
}

static void test_flags_are_words_people_use(void **state)
{
	static const char *const yes[] = {"yes", "true", "on", "1", "YES", "True", "On"};
	static const char *const no[] = {"no", "false", "off", "0", "NO", "False", "Off"};
	struct providers all;

	for (size_t i = 0; i < UNIT_COUNT(yes); i++) {
		all =
		    loaded(*state, with(*state, mem_printf(*state, "allow_private = %s", yes[i])));
		assert_true(all.list[0].allow_private);
		all = loaded(*state, with(*state, mem_printf(*state, "enabled = %s", yes[i])));
		assert_true(all.list[0].enabled);
	}
	for (size_t i = 0; i < UNIT_COUNT(no); i++) {
		all = loaded(*state, with(*state, mem_printf(*state, "enabled = %s", no[i])));
		assert_false(all.list[0].enabled);
	}
}

static void test_a_wrong_value_is_told_with_its_line(void **state)
{
	static const struct {
		const char *name, *value, *allowed;
	} rows[] = {
	    {"name", "", "a name of 1 to 256 bytes, none of which"},
	    {"name", "A\033[31m", "a name of 1 to 256 bytes, none of which"},
	    {"page_id", "", "the id the platform gave the page"},
	    {"page_id", "a b", "the id the platform gave the page"},
	    {"page_id", "a/b", "the id the platform gave the page"},
	    {"platform", "", "the name of a platform"},
	    {"webhook_key_file", "key", "an absolute path"},
	    {"enabled", "", "yes or no"},
	    {"enabled", "maybe", "yes or no"},
	    {"enabled", "2", "yes or no"},
	    {"allow_private", "y", "yes or no"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		expect_refused(*state,
		    with(*state, mem_printf(*state, "%s = %s", rows[i].name, rows[i].value)),
		    mem_printf(*state, "test.conf:3: %s: \"%s\" is not allowed; give %s",
			rows[i].name, rows[i].value, rows[i].allowed));
}

/* A key may be mistyped, and its message is read by everybody. */
static void test_a_wrong_key_is_told_without_it(void **state)
{
	char *key = mem_array(*state, char, LIMIT_SECRET_MAX + 2);
	struct providers all;
	struct error e = {0};

	memset(key, 'k', LIMIT_SECRET_MAX);
	all = loaded(*state, with(*state, mem_printf(*state, "webhook_key = %s", key)));
	unit_same("webhook_key", all.list[0].webhook_key, key);
	key[LIMIT_SECRET_MAX] = 'k';
	assert_int_equal(
	    load(*state, with(*state, mem_printf(*state, "webhook_key = %s", key)), &all, &e),
	    E_CONFIG);
	unit_has(
	    e.text, "test.conf:3: webhook_key: this value is not allowed; give a key of 1 to 128");
	assert_null(strstr(e.text, "kkk"));
	expect_refused(*state, with(*state, "webhook_key ="), "give a key of 1 to 128 bytes");
}

static void test_what_is_said_of_mails_is_checked(void **state)
{
	struct providers all = loaded(*state, with(*state, "mail_policy = flag"));

	assert_false(all.list[0].mail_enforce);
	expect_refused(*state, with(*state, "mail_policy = strict"), "give flag or enforce");
	expect_refused(*state, with(*state, "mail_from = nobody"), "addresses, or @host");
	expect_refused(*state, with(*state, "mail_tag ="), "1 to 64 lower case letters");
	expect_refused(*state, with(*state, "mail_tag = t0k+en"), "this value is not allowed");
}

static void test_a_wrong_url_is_told_with_its_line(void **state)
{
	static const char *const urls[] = {"", "x.example", "ftp://x.example", "//x.example",
	    "https:x.example", "https://x.example/a b", "https://x.example/\"",
	    "https://x.example/<b>", "https://x.example/{a}", "file:///x"};

	for (size_t i = 0; i < UNIT_COUNT(urls); i++)
		expect_refused(*state, mem_printf(*state, "[provider x]\nurl = %s\n", urls[i]),
		    mem_printf(*state,
			"test.conf:2: url: \"%s\" is not allowed; give the page's http", urls[i]));
}

static void test_a_password_in_a_url_is_not_repeated(void **state)
{
	expect_refused(*state, "[provider x]\nurl = https://user:s3cret@x.example\n",
	    "url: this value is not allowed; give the page's http");
}

static void test_a_url_needs_a_host(void **state)
{
	expect_refused(*state, "[provider x]\nurl = https://\n", "is not allowed");
	expect_refused(*state, "[provider x]\nurl = http:///\n", "is not allowed");
}

static void test_an_id_of_128_bytes_fits_and_no_longer_one(void **state)
{
	char *id = mem_array(*state, char, LIMIT_ID + 2);
	struct providers all;

	memset(id, 'x', LIMIT_ID);
	all = loaded(*state, with(*state, mem_printf(*state, "page_id = %s", id)));
	unit_same("page_id", all.list[0].page_id, id);
	id[LIMIT_ID] = 'x';
	expect_refused(
	    *state, with(*state, mem_printf(*state, "page_id = %s", id)), "test.conf:3:");
}

static void test_a_section_without_url_is_told(void **state)
{
	expect_refused(
	    *state, "\n[provider x]\nname = X\n", "test.conf:2: [provider x] has no url");
}

static void test_a_section_without_any_setting_is_told(void **state)
{
	expect_refused(*state, "[provider x]\n[provider y]\nurl = https://y\n",
	    "test.conf:1: [provider x] has no url");
	expect_refused(*state, "\n[provider x]\n", "test.conf:2: [provider x] has no url");
}

static void test_a_bad_key_is_told(void **state)
{
	static const char *const keys[] = {"GitHub", "git hub", "git.hub", "g/h", " github",
	    "g\xc3\xbc", "", "abcdefghijklmnopqrstuvwxyz0123456"};

	for (size_t i = 0; i < UNIT_COUNT(keys); i++)
		expect_refused(*state,
		    mem_printf(*state, "[provider %s]\nurl = https://x\n", keys[i]),
		    "test.conf:1: [provider ");
}

static void test_a_key_of_32_letters_digits_and_dashes_is_good(void **state)
{
	static const char key[] = "abcdefghijklmnopqrstuvwxyz0-1_29";
	struct providers all =
	    loaded(*state, mem_printf(*state, "[provider %s]\nurl = https://x\n", key));

	assert_int_equal(strlen(key), PROVIDER_KEY_MAX);
	unit_same("key", all.list[0].key, key);
}

static void test_an_unknown_setting_is_told(void **state)
{
	static const char *const names[] = {
	    "Name", "uri", "page", "enable", "poll_interval_seconds"};

	for (size_t i = 0; i < UNIT_COUNT(names); i++)
		expect_refused(*state, with(*state, mem_printf(*state, "%s = 1", names[i])),
		    mem_printf(*state, "test.conf:3: a provider has no setting \"%s\"", names[i]));
}

static void test_an_unknown_section_is_told(void **state)
{
	static const char *const sections[] = {
	    "providers", "Provider x", "provider", "Monitor", "provider\tx"};

	for (size_t i = 0; i < UNIT_COUNT(sections); i++)
		expect_refused(*state, mem_printf(*state, "[%s]\nurl = https://x\n", sections[i]),
		    mem_printf(*state, "test.conf:1: there is no section [%s]", sections[i]));
	expect_refused(*state, "url = https://x\n", "test.conf:1: this stands before any section");
}

static void test_two_providers_cannot_have_one_page_id(void **state)
{
	expect_refused(*state,
	    "[provider a]\nurl = https://a\npage_id = p\n"
	    "[provider b]\nurl = https://b\npage_id = p\n",
	    "[provider b] has the page_id of [provider a]");
}

/* Unless an id says which of several pages at one address each is. */
static void test_two_providers_cannot_have_one_url_alone(void **state)
{
	expect_refused(*state, "[provider a]\nurl = https://a/\n[provider b]\nurl = https://a\n",
	    "[provider b] has the url of [provider a]");
	loaded(*state, "[provider a]\nurl = https://a\npage_id = p\n"
		       "[provider b]\nurl = https://a\npage_id = q\n");
}

static void test_providers_without_page_id_do_not_collide(void **state)
{
	struct providers all =
	    loaded(*state, "[provider a]\nurl = https://a\n[provider b]\nurl = https://b\n");

	assert_int_equal(all.n, 2);
}

static void test_finding_by_key_and_by_page(void **state)
{
	struct providers all = loaded(
	    *state, "[provider a]\nurl = https://a\n[provider b]\nurl = https://b\npage_id = p\n");

	assert_ptr_equal(provider_find(&all, "a"), &all.list[0]);
	assert_ptr_equal(provider_find(&all, "b"), &all.list[1]);
	assert_ptr_equal(provider_find_page(&all, "p"), &all.list[1]);
	assert_null(provider_find(&all, "A"));
	assert_null(provider_find(&all, ""));
	assert_null(provider_find(&all, NULL));
	assert_null(provider_find_page(&all, "P"));
	assert_null(provider_find_page(&all, ""));
	assert_null(provider_find_page(&all, NULL));
}

static void test_nothing_is_found_among_none(void **state)
{
	struct providers none = {0};

	(void)state;
	assert_null(provider_find(&none, "a"));
	assert_null(provider_find_page(&none, "p"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_every_field_is_read),
	    UNIT_TEST(test_only_the_url_is_needed),
	    UNIT_TEST(test_no_provider_is_no_error),
	    UNIT_TEST(test_providers_stand_in_the_order_of_the_file),
	    UNIT_TEST(test_ten_thousand_providers_are_read),
	    UNIT_TEST(test_slashes_at_the_end_of_the_url_go),
	    UNIT_TEST(test_flags_are_words_people_use),
	    UNIT_TEST(test_a_wrong_value_is_told_with_its_line),
	    UNIT_TEST(test_a_wrong_key_is_told_without_it),
	    UNIT_TEST(test_what_is_said_of_mails_is_checked),
	    UNIT_TEST(test_a_wrong_url_is_told_with_its_line),
	    UNIT_TEST(test_a_password_in_a_url_is_not_repeated),
	    UNIT_TEST(test_a_url_needs_a_host),
	    UNIT_TEST(test_an_id_of_128_bytes_fits_and_no_longer_one),
	    UNIT_TEST(test_a_section_without_url_is_told),
	    UNIT_TEST(test_a_section_without_any_setting_is_told),
	    UNIT_TEST(test_a_bad_key_is_told),
	    UNIT_TEST(test_a_key_of_32_letters_digits_and_dashes_is_good),
	    UNIT_TEST(test_an_unknown_setting_is_told),
	    UNIT_TEST(test_an_unknown_section_is_told),
	    UNIT_TEST(test_two_providers_cannot_have_one_page_id),
	    UNIT_TEST(test_two_providers_cannot_have_one_url_alone),
	    UNIT_TEST(test_providers_without_page_id_do_not_collide),
	    UNIT_TEST(test_finding_by_key_and_by_page),
	    UNIT_TEST(test_nothing_is_found_among_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
