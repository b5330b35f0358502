/* Tests of model/page_health: its words, and what follows from them. */
#include "../base/unit.h"

#include "model/page_health.h"

static void test_each_has_a_word_of_its_own(void **state)
{
	(void)state;
	for (enum page_health h = PAGE_FRESH; h <= PAGE_OFF; h++)
		assert_int_equal(page_health_of_word(page_health_word(h)), h);
	assert_string_equal(page_health_word(PAGE_GONE), "gone");
	assert_int_equal(page_health_of_word("failing"), PAGE_FAILING);
}

static void test_a_word_that_is_none_tells_of_no_trouble(void **state)
{
	(void)state;
	assert_int_equal(page_health_of_word(NULL), PAGE_FRESH);
	assert_int_equal(page_health_of_word("Failing"), PAGE_FRESH);
	assert_int_equal(page_health_of_word("resolved"), PAGE_FRESH);
}

static void test_known_and_blind_exclude_one_another(void **state)
{
	static const struct {
		enum page_health health;
		bool known, blind;
	} rows[] = {
	    {PAGE_FRESH, true, false},
	    {PAGE_LATE, false, false},
	    {PAGE_FAILING, false, true},
	    {PAGE_CHANGED, true, false},
	    {PAGE_GONE, false, true},
	    {PAGE_UNREAD, false, false},
	    {PAGE_OFF, false, false},
	};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		assert_int_equal(page_health_is_known(rows[i].health), rows[i].known);
		assert_int_equal(page_health_is_blind(rows[i].health), rows[i].blind);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_each_has_a_word_of_its_own),
	    UNIT_TEST(test_a_word_that_is_none_tells_of_no_trouble),
	    UNIT_TEST(test_known_and_blind_exclude_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
