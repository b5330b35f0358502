/* Tests of ctl/health: how well a page is known, in words, and when something was. */
#include "../base/unit.h"

#include "base/clock.h"
#include "ctl/health.h"

#define NOW	 INT64_C(1773576000000) /* 2026-03-15T12:00:00Z */
#define INTERVAL INT64_C(90000)

struct row {
	bool off;
	int64_t failures;
	const char *health;
	int64_t answered_at;
	const char *word;
};

static void test_words_for_what_the_store_says(void **state)
{
	static const struct row rows[] = {
	    {.word = "unread"},
	    {.failures = 2, .word = "unread"},
	    {.failures = 3, .health = "failing", .word = "failing"},
	    {.failures = 300, .answered_at = NOW, .health = "gone", .word = "gone"},
	    {.failures = 2, .answered_at = NOW, .word = "fresh"},
	    {.answered_at = NOW, .word = "fresh"},
	    {.answered_at = NOW - 3 * INTERVAL, .word = "fresh"},
	    {.answered_at = NOW - 3 * INTERVAL - 1, .word = "late"},
	    {.failures = 2, .answered_at = NOW - 3 * INTERVAL - 1, .word = "late"},
	    {.failures = 3,
		.answered_at = NOW - 3 * INTERVAL - 1,
		.health = "failing",
		.word = "failing"},
	    {.answered_at = NOW + 3600000, .word = "fresh"},
	    {.off = true, .word = "off"},
	    {.off = true, .failures = 9, .answered_at = NOW, .health = "failing", .word = "off"},
	};
	const struct app app = {.settings = {.poll_interval_ms = INTERVAL}};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct provider p = {.key = "acme", .enabled = !rows[i].off};
		struct provider_state s = {.failures = rows[i].failures,
		    .health = rows[i].health,
		    .answered_at = rows[i].answered_at};

		unit_same(rows[i].word, health_word(&app, &p, &s, NOW), rows[i].word);
	}
}

static void test_the_interval_of_the_settings_counts(void **state)
{
	const struct app app = {.settings = {.poll_interval_ms = 10 * INTERVAL}};
	const struct provider p = {.key = "acme", .enabled = true};
	const struct provider_state s = {.answered_at = NOW - 20 * INTERVAL};

	(void)state;
	unit_same("slow", health_word(&app, &p, &s, NOW), "fresh");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_words_for_what_the_store_says),
	    UNIT_TEST(test_the_interval_of_the_settings_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
