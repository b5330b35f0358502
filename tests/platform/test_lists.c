/* Tests of platform/lists: what the parsers of all platforms build upon. */
#include "../fixtures/fixture.h"

#include "base/json.h"
#include "platform/lists.h"

static struct json *json_of(void *ctx, const char *text)
{
	struct json *root;
	struct error e;

	if (json_read(ctx, text, strlen(text), &root, &e) != OK)
		fail_msg("%s: %s", text, e.text);
	return root;
}

static void read_update(void *ctx, struct json *o, struct update *out)
{
	out->text = json_text(ctx, o, "t", LIMIT_TEXT);
	out->created_at = json_time(o, "at");
}

static void read_incident(
    void *ctx, const struct place *place, struct json *o, struct incident *out)
{
	(void)place;
	out->id = json_text(ctx, o, "id", LIMIT_ID);
}

static void test_updates_are_oldest_first_whatever_their_order(void **state)
{
	static const char *const rows[] = {
	    ("[{\"t\":\"c\",\"at\":\"2026-03-03T00:00:00Z\"},"
	     "{\"t\":\"b\",\"at\":\"2026-03-02T00:00:00Z\"},"
	     "{\"t\":\"a\",\"at\":\"2026-03-01T00:00:00Z\"}]"),
	    ("[{\"t\":\"a\",\"at\":\"2026-03-01T00:00:00Z\"},7,{\"t\":\"b\"},"
	     "{\"t\":\"c\",\"at\":\"2026-03-03T00:00:00Z\"}]"),
	    "[{\"t\":\"c\"},null,{\"t\":\"b\"},{\"t\":\"a\"}]", /* no times: the newest is first */
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct incident in = {0};

		lists_updates(*state, json_of(*state, rows[i]), read_update, &in);
		assert_int_equal(in.n_updates, 3);
		unit_same(rows[i], in.updates[0].text, "a");
		unit_same(rows[i], in.updates[1].text, "b");
		unit_same(rows[i], in.updates[2].text, "c");
	}
}

static void test_an_end_is_added_when_no_update_tells_it(void **state)
{
	struct update over = {.status = "resolved", .created_at = 2000};
	struct incident in = {.updates = mem_array(*state, struct update, 1), .n_updates = 1};

	in.updates[0] = (struct update){.status = "active", .created_at = 2000};
	lists_close(*state, &in, 1000);
	assert_int_equal(in.n_updates, 2);
	unit_same("id", in.updates[1].id, "end");
	unit_same("status", in.updates[1].status, "resolved");
	unit_same("incident", in.status, "resolved");
	assert_true(in.updates[1].created_at == 2000);
	in = (struct incident){.updates = &over, .n_updates = 1};
	lists_close(*state, &in, 3000);
	assert_int_equal(in.n_updates, 1);
	in = (struct incident){.maintenance = true};
	lists_close(*state, &in, 3000);
	unit_same("maintenance", in.updates[0].status, "completed");
}

static void test_an_end_takes_the_room_of_the_oldest(void **state)
{
	struct incident in = {
	    .updates = mem_array(*state, struct update, LIMIT_UPDATES),
	    .n_updates = LIMIT_UPDATES,
	};

	in.updates[1].text = "second";
	lists_end(*state, &in, 3000);
	assert_int_equal(in.n_updates, LIMIT_UPDATES);
	unit_same("first", in.updates[0].text, "second");
	unit_same("last", in.updates[LIMIT_UPDATES - 1].id, "end");
}

static void test_incidents_have_ids_of_their_own(void **state)
{
	struct report r = {0};
	struct error e;

	assert_int_equal(lists_incidents(*state, NULL,
			     json_of(*state, "[{\"id\":\"a\"},{\"id\":2},{\"id\":\"a\"}]"),
			     read_incident, &r, &e),
	    OK);
	assert_int_equal(r.n_incidents, 2);
	unit_same("number", r.incidents[1].id, "2");
	assert_int_equal(lists_incidents(*state, NULL, json_of(*state, "[{\"id\":\"c\"},7]"),
			     read_incident, &r, &e),
	    E_INPUT);
	assert_int_equal(
	    lists_incidents(*state, NULL, json_of(*state, "[{}]"), read_incident, &r, &e), E_INPUT);
	unit_has(e.text, "without an id");
}

static void test_lists_end_at_their_ceilings(void **state)
{
	struct report r = {0};

	for (int i = 0; i < LIMIT_COMPONENTS + 5; i++) {
		struct component c = {.id = mem_printf(*state, "%d", i), .status = "operational"};

		gather_component(*state, &r, &c);
		if (i < LIMIT_INCIDENTS + 5)
			assert_int_equal(lists_incident(*state, NULL,
					     json_of(*state, mem_printf(*state, "{\"id\":%d}", i)),
					     read_incident, &r, NULL),
			    OK);
	}
	assert_int_equal(r.n_components, LIMIT_COMPONENTS);
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
}

static void test_components_have_an_id_and_a_status(void **state)
{
	static const struct component rows[] = {
	    {.id = "a", .status = "operational"},
	    {.id = "a", .status = "major_outage"},
	    {.id = "b"},
	    {.status = "operational"},
	};
	struct report r = {0};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		gather_component(*state, &r, &rows[i]);
	assert_int_equal(r.n_components, 1);
	unit_same("first", r.components[0].status, "operational");
}

static void test_names_are_strings_or_fields(void **state)
{
	struct incident in = {0};

	lists_names(*state, json_of(*state, "[\"API\",{\"title\":\"Web\"},{},null,\"\",[1]]"),
	    "title", &in);
	assert_int_equal(in.n_components, 2);
	unit_same("string", in.components[0], "API");
	unit_same("field", in.components[1], "Web");
}

static void test_words_not_in_the_table_survive(void **state)
{
	static const struct word table[] = {{"green", "operational"}, {NULL, NULL}};

	(void)state;
	unit_same("known", gather_word(table, "green"), "operational");
	unit_same("unknown", gather_word(table, "mauve"), "mauve");
	assert_null(gather_word(table, NULL));
}

/* Some bytes a repeat, of which a small answer can hold a hundred thousand. */
static void test_repeats_take_no_memory(void **state)
{
	char *text = mem_strdup(*state, "[");
	TALLOC_CTX *own = mem_context(*state);
	struct report r = {0};
	struct error e;

	for (int i = 0; i < 2000; i++)
		text = mem_check(talloc_strdup_append_buffer(text, "{\"id\":\"a\"},"));
	text = mem_check(talloc_strdup_append_buffer(text, "{\"id\":\"b\"}]"));
	assert_int_equal(
	    lists_incidents(own, NULL, json_of(*state, text), read_incident, &r, &e), OK);
	assert_int_equal(r.n_incidents, 2);
	assert_in_range(talloc_total_size(own), 1, 2 * LIMIT_INCIDENTS * sizeof(struct incident));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_updates_are_oldest_first_whatever_their_order),
	    UNIT_TEST(test_repeats_take_no_memory),
	    UNIT_TEST(test_an_end_is_added_when_no_update_tells_it),
	    UNIT_TEST(test_an_end_takes_the_room_of_the_oldest),
	    UNIT_TEST(test_incidents_have_ids_of_their_own),
	    UNIT_TEST(test_lists_end_at_their_ceilings),
	    UNIT_TEST(test_components_have_an_id_and_a_status),
	    UNIT_TEST(test_names_are_strings_or_fields),
	    UNIT_TEST(test_words_not_in_the_table_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
