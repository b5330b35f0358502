/*
 * Tests of flow/ingest: mails that come late, when their update was told by the page's document or
 * feed long ago, and others after it.
 */
#include "letter.h"

static const struct update looking = {
    .id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW - MINUTE};

/* Of three updates the second, as a mail tells it: with all ids and its time, or without. */
static const struct letter late_ones[] = {
    {.incident = "i1", .text = "We still look into it."},
    {.incident = "i1", .text = "We still look into it.", .posted_at = "2026-11-23T11:20:00Z"},
    {.incident = "i1",
	.text = "We still look into it.",
	.posted_at = "2026-11-23T11:20:00Z",
	.update = "u2"},
    {.incident = "i1", .text = "We still look into it.", .status = "investigating"},
};

/* "An update has been posted" comes late: its incident has moved on, or is over. */
static void expect_late_mail_is_known(void *ctx, bool by_feed, const char *next, int64_t pause)
{
	for (size_t i = 0; i < UNIT_COUNT(late_ones); i++) {
		struct ground *g = ground_open(ctx);
		struct update updates[] = {looking, looking, looking};
		int64_t at[] = {NOW - HOUR, NOW - 40 * MINUTE, NOW - 20 * MINUTE};

		updates[1].text = late_ones[i].text;
		updates[2].status = next;
		updates[2].text = "It goes on.";
		ground_read_before(g);
		for (size_t n = 0; n < 3; n++) {
			updates[n].id = by_feed ? NULL : mem_printf(g->ctx, "u%zu", n + 1);
			updates[n].created_at = at[n];
			assert_int_equal(poll_one(g, "i1", updates, n + 1), 1);
		}
		pass(pause);
		assert_int_equal(mail(g, &late_ones[i]), 0);
		assert_string_equal(ground_incident(g, "i1").status, next);
		assert_int_equal(ground_sightings(g, 2), 2);
	}
}

static void test_a_late_update_without_a_status_is_known_by_what_it_says(void **state)
{
	static const int64_t pauses[] = {0, MINUTE, DAY};

	for (size_t i = 0; i < 2 * UNIT_COUNT(pauses); i++) {
		expect_late_mail_is_known(*state, i % 2, "identified", pauses[i / 2]);
		expect_late_mail_is_known(*state, i % 2, "resolved", pauses[i / 2]);
	}
}

static void test_a_mail_of_another_minute_than_the_feed_has_is_of_another_update(void **state)
{
	struct ground *g = ground_open(*state);
	struct update up = looking;
	struct letter again = late_ones[1];

	up.id = NULL;
	up.text = again.text;
	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", &up, 1), 1);
	pass(HOUR);
	assert_int_equal(mail(g, &again), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_late_update_without_a_status_is_known_by_what_it_says),
	    GROUND_TEST(test_a_mail_of_another_minute_than_the_feed_has_is_of_another_update),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
