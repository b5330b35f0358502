/* Tests of net/address: the first and last address of every range, and those next to it. */
#include "../base/unit.h"

#include <sys/un.h>

#include "net/address.h"

static bool is_public(const char *text)
{
	union address a;

	if (!address_parse(&a, text, 443))
		fail_msg("%s is no address", text);
	return address_is_public(&a.any);
}

static void expect_all(bool public, const char *const *addresses)
{
	for (; *addresses != NULL; addresses++)
		if (is_public(*addresses) != public)
			fail_msg("%s is judged wrongly", *addresses);
}

static void test_v4_ranges_are_denied_to_their_ends(void **state)
{
	(void)state;
	expect_all(
	    false, (const char *const[]){"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255",
		       "100.64.0.0", "100.127.255.255", "127.0.0.0", "127.0.0.1", "127.255.255.255",
		       "168.63.129.16", "169.254.0.0", "169.254.169.254", "169.254.255.255",
		       "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.168.0.0",
		       "192.168.255.255", "198.18.0.0", "198.19.255.255", "224.0.0.0",
		       "239.255.255.255", "240.0.0.0", "255.255.255.255", NULL});
}

static void test_v4_neighbours_are_public(void **state)
{
	(void)state;
	expect_all(
	    true, (const char *const[]){"1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255",
		      "100.128.0.0", "126.255.255.255", "128.0.0.0", "168.63.129.15",
		      "168.63.129.17", "169.253.255.255", "169.255.0.0", "172.15.255.255",
		      "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.167.255.255",
		      "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", NULL});
}

static void test_v6_ranges_are_denied_to_their_ends(void **state)
{
	(void)state;
	expect_all(false,
	    (const char *const[]){"::", "::1", "::127.0.0.1", "::ffff:ffff", "::8.8.8.8",
		"64:ff9b::1:0:0", "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
		"::fffe:127.0.0.1", "::ffff:0:127.0.0.1", "ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff",
		"2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL});
}

static void test_v6_neighbours_are_public(void **state)
{
	(void)state;
	expect_all(true,
	    (const char *const[]){"100::", "2001:1::", "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"2003::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		"fe00::", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2606:4700::1111", NULL});
}

/* Mapped, and behind NAT64, where a machine without IPv4 finds most of the internet. */
static void test_what_stands_for_a_v4_address_is_judged_as_that(void **state)
{
	(void)state;
	expect_all(false,
	    (const char *const[]){"::ffff:0.0.0.0", "::ffff:127.0.0.1", "::ffff:10.1.2.3",
		"::ffff:255.255.255.255", "64:ff9b::", "64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3",
		"64:ff9b::169.254.169.254", "64:ff9b::ffff:ffff", NULL});
	expect_all(true, (const char *const[]){"::ffff:1.0.0.0", "::ffff:8.8.8.8",
			     "64:ff9b::1.0.0.0", "64:ff9b::8.8.8.8", NULL});
}

static bool is_of_cloud(const char *text)
{
	union address a;

	assert_true(address_parse(&a, text, 443));
	return address_is_of_cloud(&a.any);
}

static void test_link_local_and_metadata_are_of_the_cloud(void **state)
{
	static const char *const of_cloud[] = {"169.254.0.0", "169.254.255.255",
	    "::ffff:169.254.169.254", "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	    "100.100.100.200", "168.63.129.16", "192.0.0.192", "::ffff:192.0.0.192",
	    "fd00:ec2::254", "fd20:ce::254", "64:ff9b::169.254.169.254", "2002:a9fe:a9fe::1",
	    "::169.254.169.254"};
	static const char *const others[] = {"169.253.255.255", "169.255.0.0", "127.0.0.1",
	    "10.1.2.3", "8.8.8.8", "::ffff:127.0.0.1", "::1", "fec0::", "fd00::1",
	    "100.100.100.199", "192.0.0.193", "168.63.129.17", "fd00:ec2::253", "fd00:ec2::254:0",
	    "fd20:ce::255", "64:ff9b::8.8.8.8", "64:ff9b::10.1.2.3", "64:ff9b:1::169.254.169.254",
	    "2002:808:808::1", "::8.8.8.8"};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(of_cloud); i++)
		assert_true(is_of_cloud(of_cloud[i]));
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		assert_false(is_of_cloud(others[i]));
}

static void test_another_family_is_not_public(void **state)
{
	struct sockaddr_un local = {.sun_family = AF_UNIX, .sun_path = "/tmp/socket"};

	(void)state;
	assert_false(address_is_public((const struct sockaddr *)&local));
	assert_false(address_is_of_cloud((const struct sockaddr *)&local));
}

static void test_only_addresses_can_be_parsed(void **state)
{
	static const char *const others[] = {
	    "", "localhost", "127.1", "127.0.0.1:80", "[::1]", "256.0.0.1", "::1%lo"};
	union address a;

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		assert_false(address_parse(&a, others[i], 1));
}

static bool equal(const char *ip, uint16_t port, const char *other_ip, uint16_t other_port)
{
	union address a, b;

	assert_true(address_parse(&a, ip, port));
	assert_true(address_parse(&b, other_ip, other_port));
	return address_equal(&a.any, &b.any);
}

static void test_equal_means_family_address_and_port(void **state)
{
	(void)state;
	assert_true(equal("127.0.0.1", 80, "127.0.0.1", 80));
	assert_false(equal("127.0.0.1", 80, "127.0.0.1", 81));
	assert_false(equal("127.0.0.1", 80, "127.0.0.2", 80));
	assert_true(equal("fd00::1", 80, "fd00:0::1", 80));
	assert_false(equal("fd00::1", 80, "fd00::1", 81));
	assert_false(equal("fd00::1", 80, "fd00::2", 80));
	assert_false(equal("127.0.0.1", 80, "::ffff:127.0.0.1", 80));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_v4_ranges_are_denied_to_their_ends),
	    cmocka_unit_test(test_v4_neighbours_are_public),
	    cmocka_unit_test(test_v6_ranges_are_denied_to_their_ends),
	    cmocka_unit_test(test_v6_neighbours_are_public),
	    cmocka_unit_test(test_what_stands_for_a_v4_address_is_judged_as_that),
	    cmocka_unit_test(test_link_local_and_metadata_are_of_the_cloud),
	    cmocka_unit_test(test_another_family_is_not_public),
	    cmocka_unit_test(test_only_addresses_can_be_parsed),
	    cmocka_unit_test(test_equal_means_family_address_and_port),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
