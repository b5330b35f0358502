/* Tests of net/proxy: which addresses the environment's variables stand for. */
#include "../base/unit.h"

#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>

#include "base/clock.h"
#include "net/proxy.h"

static bool has(const char *ip, uint16_t port)
{
	struct proxies p = {.n = 0};
	union address a;

	assert_true(proxies_find(&p, INT64_MAX));
	assert_true(address_parse(&a, ip, port));
	return proxies_have(&p, &a.any);
}

/* While it is held no name server answers. */
static pthread_mutex_t silence = PTHREAD_MUTEX_INITIALIZER;

typedef int lookup(
    const char *, const char *, const struct addrinfo *restrict, struct addrinfo **restrict);

/* In place of the system's, which is asked then: without a network it fails at once. */
int getaddrinfo(const char *restrict node, const char *restrict service,
    const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
	void *found = dlsym(RTLD_NEXT, "getaddrinfo");
	lookup *real;

	memcpy(&real, &found, sizeof(real));
	pthread_mutex_lock(&silence);
	pthread_mutex_unlock(&silence);
	return real(node, service, hints, out);
}

/* Who asks has a deadline, whatever the name server does. */
static void test_nobody_waits_for_longer_than_said(void **state)
{
	struct proxies p = {.n = 0};

	(void)state;
	setenv("http_proxy", "http://proxy.example.invalid:3128", 1);
	pthread_mutex_lock(&silence);
	assert_false(proxies_find(&p, clock_steady() - 1));
	assert_false(p.are_known);
	proxies_forget(&p);
	pthread_mutex_unlock(&silence);
	setenv("http_proxy", "", 1);
}

static void test_without_variables_there_is_none(void **state)
{
	(void)state;
	setenv("http_proxy", "", 1);
	assert_false(has("127.0.0.1", 3128));
}

static void test_address_and_port_must_match(void **state)
{
	(void)state;
	setenv("https_proxy", "http://user:password@10.0.0.1:3128/", 1);
	assert_true(has("10.0.0.1", 3128));
	assert_false(has("10.0.0.1", 80));
	assert_false(has("10.0.0.2", 3128));
	assert_false(has("::ffff:10.0.0.1", 3128));
}

static void test_an_ipv6_proxy_has_brackets(void **state)
{
	(void)state;
	setenv("all_proxy", "http://[fd00::1]:3128", 1);
	assert_true(has("fd00::1", 3128));
	assert_false(has("fd00::2", 3128));
}

static void test_scheme_and_port_may_be_left_out(void **state)
{
	(void)state;
	setenv("http_proxy", "10.0.0.1", 1);
	setenv("HTTPS_PROXY", "https://10.0.0.2", 1);
	setenv("ALL_PROXY", "socks5h://10.0.0.3", 1);
	assert_true(has("10.0.0.1", 1080));
	assert_true(has("10.0.0.2", 443));
	assert_true(has("10.0.0.3", 1080));
}

static void test_a_name_counts_with_its_addresses(void **state)
{
	(void)state;
	setenv("http_proxy", "http://localhost:3128", 1);
	assert_true(has("127.0.0.1", 3128));
}

static void test_what_is_no_url_counts_for_nothing(void **state)
{
	(void)state;
	setenv("http_proxy", "http://[::1", 1);
	setenv("https_proxy", "10.0.0.1:not-a-port", 1);
	setenv("all_proxy", "http://", 1);
	assert_false(has("::1", 1080));
	assert_false(has("10.0.0.1", 1080));
}

static int forget_proxies(void **state)
{
	static const char *const variables[] = {
	    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(test_nobody_waits_for_longer_than_said, forget_proxies),
	    cmocka_unit_test_setup(test_without_variables_there_is_none, forget_proxies),
	    cmocka_unit_test_setup(test_address_and_port_must_match, forget_proxies),
	    cmocka_unit_test_setup(test_an_ipv6_proxy_has_brackets, forget_proxies),
	    cmocka_unit_test_setup(test_scheme_and_port_may_be_left_out, forget_proxies),
	    cmocka_unit_test_setup(test_a_name_counts_with_its_addresses, forget_proxies),
	    cmocka_unit_test_setup(test_what_is_no_url_counts_for_nothing, forget_proxies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
