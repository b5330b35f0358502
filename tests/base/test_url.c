/* Tests of base/url: what is a web address, its host, its end. */
#include "unit.h"

#include "base/limits.h"
#include "base/url.h"

static void test_addresses_of_the_web(void **state)
{
	static const char *const good[] = {"http://x", "https://x.example", "https://x.example/",
	    "http://localhost:8000", "https://x.example/a/b?c=d&e=%20#f", "http://[::1]:80/",
	    "https://x.example/gr\xc3\xbcn", "https://user@x.example/"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(good); i++)
		if (!url_is_http(good[i]))
			fail_msg("%s is refused", good[i]);
}

static void test_what_is_no_address_of_the_web(void **state)
{
	static const char *const bad[] = {"", "x", "x.example", "//x.example", "ftp://x.example",
	    "file:///x", "http:", "http:/x", "http:x", "HTTP//x", " http://x", "javascript:x",
	    "httpx://x", "mailto:x@x.example?http://x"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		if (url_is_http(bad[i]))
			fail_msg("%s is accepted", bad[i]);
}

static void test_an_address_needs_a_host(void **state)
{
	static const char *const bad[] = {"http://", "https://", "http:///", "https:///x",
	    "http://:80/", "http://?x", "http://#x", "http://user@/", "http://user@:80"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		if (url_is_http(bad[i]))
			fail_msg("%s is accepted", bad[i]);
}

static void test_blanks_controls_and_quotes_are_refused(void **state)
{
	static const char bad[] = " \"<>\\^`{|}\t\n\r\x01\x1b\x1f\x7f";

	(void)state;
	for (const char *c = bad; *c != '\0'; c++) {
		char in_path[] = "https://x.example/a?b";
		char in_host[] = "https://xaexample/";

		in_path[18] = *c;
		in_host[9] = *c;
		assert_false(url_is_http(in_path));
		assert_false(url_is_http(in_host));
	}
}

static void test_a_long_address_is_refused(void **state)
{
	char *url = mem_array(*state, char, LIMIT_URL + 1);

	memset(url, 'x', LIMIT_URL);
	memcpy(url, "http://", 7);
	assert_false(url_is_http(url));
	url[LIMIT_URL - 1] = '\0';
	assert_true(url_is_http(url));
}

static void test_the_host_stands_between_user_and_port(void **state)
{
	static const struct {
		const char *url, *host;
	} rows[] = {
	    {"http://x.example", "x.example"},
	    {"https://x.example/a:b@c", "x.example"},
	    {"https://x.example:443/", "x.example"},
	    {"https://x.example?a@b", "x.example"},
	    {"https://x.example#a@b", "x.example"},
	    {"https://user@x.example/", "x.example"},
	    {"https://user:password@x.example:80", "x.example"},
	    {"http://", ""},
	    {"http:///x", ""},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		size_t n = 999;
		const char *host = url_host(rows[i].url, &n);

		assert_non_null(host);
		unit_same(rows[i].url, mem_strndup(*state, host, n), rows[i].host);
		unit_same(rows[i].url, url_host_text(*state, rows[i].url), rows[i].host);
	}
	assert_null(url_host_text(*state, "x.example"));
}

static void test_the_place_of_a_page_has_its_path(void **state)
{
	static const struct {
		const char *url, *place;
	} rows[] = {
	    {"https://x.example", "x.example"},
	    {"https://x.example:8080", "x.example"},
	    {"https://u@x.example:8080/a/b.rss?c=d", "x.example/a/b.rss?c=d"},
	    {"http://[::1]:80/a", "[::1]/a"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same(rows[i].url, url_place(*state, rows[i].url), rows[i].place);
		assert_true(url_place_is(rows[i].url, rows[i].place));
	}
	unit_same("path", url_path("https://u@x.example:8080/a/b.rss?c=d#e"), "/a/b.rss?c=d#e");
	unit_same("no path", url_path("https://x.example:8080"), "");
	assert_null(url_path("x.example/a"));
	unit_same(
	    "root", url_root(*state, "https://u@x.example:8080/a?c"), "https://x.example:8080");
	unit_same("all of it", url_root(*state, "http://[::1]?x"), "http://[::1]");
	assert_null(url_root(*state, "x.example/a"));
	assert_true(url_place_is("https://X.example/A", "x.EXAMPLE/a"));
	assert_false(url_place_is("https://x.example", "x.example.org"));
	assert_false(url_place_is("https://x.example.org", "x.example"));
	assert_false(url_place_is("https://x.example/a", "x.example"));
	assert_false(url_place_is("https://x.example/a", "x.example/b"));
	assert_false(url_place_is("https://x.example", "x"));
	assert_false(url_place_is("x.example", "x.example"));
}

static void test_an_ipv6_host_keeps_its_colons(void **state)
{
	size_t n;
	const char *host = url_host("http://[2001:db8::1]:80/", &n);

	/* With or without its brackets, but whole. */
	unit_has(mem_strndup(*state, host, n), "2001:db8::1");
}

static void test_a_bracket_that_is_not_closed_is_no_host(void **state)
{
	static const char *const bad[] = {"http://[", "http://[::1", "http://[::1/x", "http://[]/"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(bad); i++) {
		size_t n = 0;
		const char *host = url_host(bad[i], &n);

		if (url_is_http(bad[i]))
			fail_msg("%s is accepted", bad[i]);
		if (host != NULL && n > strlen(host))
			fail_msg("the host of %s goes beyond its end", bad[i]);
	}
}

/* Whoever fetches goes to what follows the last "@". */
static void test_a_second_at_sign_does_not_make_another_host(void **state)
{
	size_t n;
	const char *host = url_host("https://good.example@x@evil.example/", &n);

	unit_same("host", mem_strndup(*state, host, n), "evil.example");
}

static void test_without_an_address_there_is_no_host(void **state)
{
	size_t n;

	(void)state;
	assert_null(url_host(NULL, &n));
	assert_null(url_host("", &n));
	assert_null(url_host("x.example", &n));
}

static void test_slashes_at_the_end_go(void **state)
{
	assert_string_equal(url_without_slash(*state, "http://x"), "http://x");
	assert_string_equal(url_without_slash(*state, "http://x/a///"), "http://x/a");
	assert_string_equal(url_without_slash(*state, ""), "");
	assert_true(url_is_same("http://x/a", "http://x/a//"));
	assert_true(url_is_same("http://x", "http://x"));
	assert_false(url_is_same("http://x/a", "http://x/b"));
	assert_false(url_is_same("http://x/a", "http://x"));
}

static void test_a_form_can_hold_any_text(void **state)
{
	struct buf form;

	buf_init(&form, *state, 1000);
	url_form_add(&form, "subscriber[email]", "a b+c@x.example");
	url_form_add(&form, "e", "https://x.example/?a=1&b=\303\251\n%");
	assert_string_equal(form.data, "subscriber%5Bemail%5D=a%20b%2Bc%40x.example&"
				       "e=https%3A%2F%2Fx.example%2F%3Fa%3D1%26b%3D%C3%A9%0A%25");
}

static void test_what_only_this_machine_knows_is_local(void **state)
{
	static const char *const local[] = {"http://localhost", "https://LocalHost:8000/a",
	    "http://127.0.0.1:80", "http://127.1.2.3", "http://[::1]:80/"};
	static const char *const others[] = {"http://localhost.example", "https://x.example/127.",
	    "http://10.0.0.1", "http://[::2]", "text"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(local); i++)
		assert_true(url_is_local(local[i]));
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		assert_false(url_is_local(others[i]));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_addresses_of_the_web),
	    UNIT_TEST(test_the_place_of_a_page_has_its_path),
	    UNIT_TEST(test_what_is_no_address_of_the_web),
	    UNIT_TEST(test_an_address_needs_a_host),
	    UNIT_TEST(test_blanks_controls_and_quotes_are_refused),
	    UNIT_TEST(test_a_long_address_is_refused),
	    UNIT_TEST(test_the_host_stands_between_user_and_port),
	    UNIT_TEST(test_an_ipv6_host_keeps_its_colons),
	    UNIT_TEST(test_a_bracket_that_is_not_closed_is_no_host),
	    UNIT_TEST(test_a_second_at_sign_does_not_make_another_host),
	    UNIT_TEST(test_without_an_address_there_is_no_host),
	    UNIT_TEST(test_slashes_at_the_end_go),
	    UNIT_TEST(test_a_form_can_hold_any_text),
	    UNIT_TEST(test_what_only_this_machine_knows_is_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
