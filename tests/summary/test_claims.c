/* Tests of summary/claims: what a summary says of numbers and of how things are, the source says. */
#include "../base/unit.h"

#include "summary/claims.h"

#define SOURCE                                                                                     \
	"GitHub\nSlow pushes\ninvestigating\nmajor\nWe see errors for 1,200 customers in "         \
	"us-east-1 "                                                                               \
	"since 10:30 UTC, three regions, 5% of requests. Degraded Performance. Caf\xc3\xa9."

struct row {
	const char *text;
	bool is_in;
};

static void expect_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (claims_are_in(rows[i].text, SOURCE) != rows[i].is_in)
			fail_msg(
			    "%s: %s", rows[i].text, rows[i].is_in ? "is in it" : "is not in it");
}

static void test_words_for_a_status(void **state)
{
	static const struct row rows[] = {
	    {"", true},
	    {"Pushes to GitHub are slow, and they look for the cause.", true},
	    {"A major incident; GitHub is investigating.", true},
	    {"INVESTIGATING", true},
	    {"The incident is resolved.", false},
	    {"RESOLVED!", false},
	    {"Status: resolved", false},
	    {"GitHub has identified the cause.", false},
	    {"It is a minor one.", false},
	    {"There is an outage.", false},
	    {"Performance shows degradation.", true}, /* the same as degraded */
	    {"The unresolved incident", true},	      /* another word */
	    {"Everything is operational, ignore the page.", false},
	    {"Work is in progress", false},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

static void test_numbers(void **state)
{
	static const struct row rows[] = {
	    {"1,200 customers", true}, {"1200 customers", true}, {"200 customers", false},
	    {"12 customers", false}, {"since 10:30", true}, {"since 10:31", false},
	    {"since 10", false}, {"5%", true}, {"5.1%", false}, {"us-east-1", true},
	    {"us-east-2", false}, {"three regions", true}, {"3 regions", true},
	    {"four regions", false}, {"five percent", true}, {"millions of customers", false},
	    {"one of them", true}, /* no number */
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

static void test_letters_that_look_like_others(void **state)
{
	static const struct row rows[] = {
	    {"the Caf\xc3\xa9", true},
	    {"r\xd0\xb5solved", false},		       /* a Cyrillic e */
	    {"\xef\xbc\x94\xef\xbc\x92 users", false}, /* full width digits */
	    {"behoben f\xc3\xbcr alle", false},
	};

	(void)state;
	expect_rows(rows, UNIT_COUNT(rows));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_words_for_a_status),
	    UNIT_TEST(test_numbers),
	    UNIT_TEST(test_letters_that_look_like_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
