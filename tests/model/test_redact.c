/* Unit tests of model/redact.c: which links of a mail may be seen. */
#include "../base/unit.h"

#include "model/redact.h"

static void expect(void *ctx, const char *text, const char *want)
{
	unit_same(text, redact_links(ctx, text), want);
}

static void test_text_without_links_stays(void **state)
{
	expect(*state, "We look. http is a protocol, https too: see you.",
	    "We look. http is a protocol, https too: see you.");
	expect(*state, "", "");
	assert_null(redact_links(*state, NULL));
}

static void test_links_to_incidents_stay(void **state)
{
	static const char *const links[] = {
	    "https://stspg.io/k2m4p6r8t0v1",
	    "https://status.acme.example/incidents/01HZG1NC1DENT0000000000001",
	    "see http://www.acme.example:8080/incidents/abc now",
	};

	for (size_t i = 0; i < UNIT_COUNT(links); i++)
		expect(*state, links[i], links[i]);
}

static void test_of_other_links_the_host_is_left(void **state)
{
	expect(*state, "Unsubscribe: https://acme.example/?unsubscribe=SECRET.",
	    "Unsubscribe: https://acme.example/...");
	expect(*state, "<https://acme.example/subscriptions/confirm/SECRET>",
	    "<https://acme.example/...>");
	expect(*state, "HTTPS://acme.example/SECRET\nnext", "HTTPS://acme.example/...\nnext");
	expect(*state, "https://acme.example", "https://acme.example");
	expect(*state, "see https://acme.example for more", "see https://acme.example for more");
	expect(*state, "a https://one.example/S b https://two.example/S",
	    "a https://one.example/... b https://two.example/...");
}

static void test_a_secret_cannot_hide_in_a_link_to_an_incident(void **state)
{
	expect(*state, "https://stspg.io/abc?t=SECRET", "https://stspg.io/...");
	expect(*state, "https://acme.example/incidents/abc#SECRET", "https://acme.example/...");
	expect(*state, "https://SECRET@acme.example/incidents/abc", "https://acme.example/...");
	expect(*state, "https://acme.example/x/incidents/SECRET", "https://acme.example/...");
	expect(*state, "https://stspg.io.evil.example/SECRET", "https://stspg.io.evil.example/...");
}

static void test_half_a_link_does_no_harm(void **state)
{
	static const char *const links[] = {"https://", "http:// x", "https://[", "https://[::1/x",
	    "https:///SECRET", "https://?SECRET"};

	for (size_t i = 0; i < UNIT_COUNT(links); i++)
		assert_null(strstr(redact_links(*state, links[i]), "SECRET"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_text_without_links_stays),
	    UNIT_TEST(test_links_to_incidents_stay),
	    UNIT_TEST(test_of_other_links_the_host_is_left),
	    UNIT_TEST(test_a_secret_cannot_hide_in_a_link_to_an_incident),
	    UNIT_TEST(test_half_a_link_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
