/* Tests of platform/gather: lists that end at their ceilings, and updates in order. */
#include "../base/unit.h"

#include "base/json.h"
#include "base/limits.h"
#include "base/mem.h"
#include "platform/gather.h"

static void test_words_are_translated_or_stay(void **state)
{
	static const struct word table[] = {
	    {"100", "operational"}, {"500", "major_outage"}, {NULL, NULL}};

	(void)state;
	unit_same("known", gather_word(table, "500"), "major_outage");
	unit_same("unknown", gather_word(table, "550"), "550");
	assert_null(gather_word(table, NULL));
}

static void test_a_list_may_be_absent_but_nothing_else(void **state)
{
	static const char text[] = "{\"list\":[1],\"null\":null,\"object\":{},\"text\":\"\"}";
	struct json *root, *list;

	assert_int_equal(json_read(*state, text, sizeof(text) - 1, &root, NULL), OK);
	assert_true(gather_list(root, "list", &list));
	assert_int_equal(json_list_size(list, 9), 1);
	assert_true(gather_list(root, "null", &list) && list == NULL);
	assert_true(gather_list(root, "absent", &list) && list == NULL);
	assert_false(gather_list(root, "object", &list));
	assert_false(gather_list(root, "text", &list));
	assert_true(gather_list(NULL, "list", &list) && list == NULL);
}

/* The newest are kept, in whatever order they come. */
static void test_the_oldest_updates_make_room(void **state)
{
	const int64_t all = LIMIT_UPDATES + 50;

	for (int backward = 0; backward < 2; backward++) {
		struct incident in = {0};

		for (int64_t i = 1; i <= all; i++)
			gather_update(*state, &in,
			    &(struct update){.created_at = backward ? all + 1 - i : i});
		gather_sort(*state, in.updates, in.n_updates);
		assert_int_equal(in.n_updates, LIMIT_UPDATES);
		for (size_t i = 0; i < in.n_updates; i++)
			assert_int_equal(in.updates[i].created_at, 51 + i);
	}
}

static void test_the_last_word_is_added_once(void **state)
{
	struct incident in = {0};

	gather_conclude(*state, &in, "resolved", 5);
	assert_int_equal(in.n_updates, 0); /* its own status tells */
	gather_update(*state, &in, &(struct update){.id = "1", .status = "identified"});
	gather_conclude(*state, &in, NULL, 5);
	assert_int_equal(in.n_updates, 1);
	gather_conclude(*state, &in, "resolved", 5);
	gather_conclude(*state, &in, "resolved", 6);
	assert_int_equal(in.n_updates, 2);
	unit_same("id", in.updates[1].id, "resolved");
	assert_int_equal(in.updates[1].created_at, 5);
	gather_conclude(*state, &in, "identified", TIME_NONE);
	assert_int_equal(in.updates[2].created_at, 5); /* no earlier than what it follows */
	while (in.n_updates < LIMIT_UPDATES)
		gather_update(*state, &in, &(struct update){.id = "2", .status = "monitoring"});
	gather_conclude(*state, &in, "resolved", 9);
	assert_int_equal(in.n_updates, LIMIT_UPDATES);
	unit_same("last", incident_status(&in), "resolved");
	unit_same("first", in.updates[0].id, "resolved");
}

/* The times of updates may be wrong, or be set by hand; that it is over the incident says itself. */
static void test_what_tells_of_the_end_becomes_the_newest(void **state)
{
	struct incident in = {.status = "resolved"};

	gather_end_last(*state, &in);
	gather_update(*state, &in, &(struct update){.id = "1", .status = "investigating"});
	gather_end_last(*state, &in); /* nothing tells of it */
	assert_int_equal(in.n_updates, 1);
	gather_update(
	    *state, &in, &(struct update){.id = "2", .status = "resolved", .created_at = 5});
	gather_update(
	    *state, &in, &(struct update){.id = "3", .status = "monitoring", .created_at = 7});
	gather_end_last(*state, &in);
	assert_int_equal(in.n_updates, 3);
	unit_same("second", in.updates[1].id, "3");
	unit_same("last", in.updates[2].id, "2");
	assert_int_equal(in.updates[2].created_at, 7);
	in.status = "monitoring"; /* it was opened again */
	gather_update(
	    *state, &in, &(struct update){.id = "4", .status = "monitoring", .created_at = 9});
	gather_end_last(*state, &in);
	unit_same("opened again", in.updates[3].id, "4");
}

/* Found by fuzzing: the one right before it has no time, and the one before that is later. */
static void test_the_last_word_is_no_older_than_any(void **state)
{
	struct incident in = {0};

	gather_update(*state, &in, &(struct update){.id = "1", .created_at = 7});
	gather_update(*state, &in, &(struct update){.id = "2"});
	gather_last(*state, &in, (struct update){.id = "3", .created_at = 5});
	assert_int_equal(in.updates[2].created_at, 7);
}

static void test_lists_end_at_their_ceilings(void **state)
{
	struct component nameless = {.status = "operational"};
	struct component c = {.id = "c", .status = "operational"};
	struct report r = {0};
	struct incident in = {0};

	for (int i = 0; i < LIMIT_INCIDENTS; i++)
		assert_non_null(gather_incident(*state, &r));
	assert_null(gather_incident(*state, &r));
	gather_component(*state, &r, &nameless);
	assert_int_equal(r.n_components, 0);
	for (int i = 0; i < LIMIT_COMPONENTS + 5; i++) {
		c.id = mem_printf(*state, "c%d", i);
		gather_component(*state, &r, &c);
	}
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
	for (int i = 0; i < LIMIT_AFFECTED + 5; i++)
		gather_name(*state, &in, "API");
	gather_name(*state, &in, NULL);
	assert_int_equal(in.n_components, LIMIT_AFFECTED);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_words_are_translated_or_stay),
	    UNIT_TEST(test_a_list_may_be_absent_but_nothing_else),
	    UNIT_TEST(test_the_oldest_updates_make_room),
	    UNIT_TEST(test_the_last_word_is_added_once),
	    UNIT_TEST(test_what_tells_of_the_end_becomes_the_newest),
	    UNIT_TEST(test_the_last_word_is_no_older_than_any),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
