/* Tests of base/nearest: slips of the fingers find their word, other words find none. */
#include "unit.h"

#include "base/nearest.h"

static const char *const words[] = {
    "list", "status", "events", "event", "secret", "version", "help"};

static void test_slips_find_their_word(void **state)
{
	static const char *const rows[][2] = {
	    {"lst", "list"},
	    {"lists", "list"},
	    {"lsit", "list"},
	    {"staus", "status"},
	    {"sta", "status"},
	    {"event", "event"},
	    {"evnts", "events"},
	    {"verison", "version"},
	    {"hlep", "help"},
	    {"secrets", "secret"},
	    {"zzz", NULL},
	    {"x", NULL},
	    {"", NULL},
	    {"listen to me", NULL},
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct nearest n = nearest_to(rows[i][0]);

		for (size_t j = 0; j < UNIT_COUNT(words); j++)
			nearest_try(&n, words[j]);
		unit_same(rows[i][0], n.best, rows[i][1]);
	}
}

static void test_of_two_as_like_the_first_stays(void **state)
{
	struct nearest n = nearest_to("cat");

	(void)state;
	nearest_try(&n, "bat");
	nearest_try(&n, "rat");
	assert_string_equal(n.best, "bat");
}

static void test_words_beyond_all_length_are_like_nothing(void **state)
{
	struct nearest n = nearest_to(mem_printf(*state, "%0500d", 1));

	nearest_try(&n, mem_printf(*state, "%0500d", 2));
	nearest_try(&n, "list");
	assert_null(n.best);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_slips_find_their_word),
	    UNIT_TEST(test_of_two_as_like_the_first_stays),
	    UNIT_TEST(test_words_beyond_all_length_are_like_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
