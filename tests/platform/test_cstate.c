/* Tests of platform/cstate: systems, and the issues below them. */
#include "../fixtures/document.h"

static const char *with(void *ctx, const char *issues)
{
	return mem_printf(ctx,
	    "{\"cStateVersion\":\"5.2\",\"systems\":[{\"name\":\"Doors\",\"status\":\"ok\","
	    "\"unresolvedIssues\":%s}]}",
	    issues);
}

static void test_systems_are_components(void **state)
{
	static const char *const rows[][2] = {
	    {"Catalogue", "major_outage"}, {"Lending", "major_outage"}, {"Doors", "operational"}};
	struct report r = document_in(*state, &platform_cstate, "api/cstate-index.json");

	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same(rows[i][0], r.components[i].status, rows[i][1]);
	}
	unit_same("page", r.page.id, "status.acme.example/status/acme");
	unit_same("name", r.page.name, "Acme Library");
}

static void test_an_issue_of_two_systems_is_one(void **state)
{
	struct report r = document_in(*state, &platform_cstate, "api/cstate-index.json");
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 1);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "/issues/2026-03-02-catalogue/");
	unit_same("status", in->status, "active");
	unit_same("impact", in->impact, "major");
	assert_int_equal(in->n_components, 2);
	unit_same("system", in->components[1], "Lending");
	assert_int_equal(in->n_updates, 0);
	document_time(in->created_at, "2026-03-02T10:00:00Z");
	document_time(in->updated_at, "2026-03-02T10:30:00Z");
}

static void test_fields_may_be_missing_and_words_unknown(void **state)
{
	struct report r = document_of(*state, &platform_cstate,
	    with(*state, "[{\"filename\":\"a.md\",\"severity\":\"odd\","
			 "\"createdAt\":\"2026-03-02T10:00:00Z\"},"
			 "{\"permalink\":\"https://x.example/\",\"filename\":\"b.md\","
			 "\"resolved\":true,\"createdAt\":\"yesterday\"}]"));

	assert_int_equal(r.n_incidents, 2);
	unit_same("id", r.incidents[0].id, "a.md");
	unit_same("impact", r.incidents[0].impact, "odd");
	document_time(r.incidents[0].updated_at, "2026-03-02T10:00:00Z");
	unit_same("id", r.incidents[1].id, "b.md");
	unit_same("over", r.incidents[1].status, "resolved");
	assert_true(r.incidents[1].created_at == TIME_NONE);
}

static void test_half_a_document_is_refused(void **state)
{
	const char *const rows[] = {with(*state, "null"), with(*state, "{}"), with(*state, "[{}]"),
	    with(*state, "[5]"), "{\"cStateVersion\":\"5.2\",\"systems\":[5]}",
	    "{\"cStateVersion\":\"5.2\",\"systems\":null}",
	    /* a title with a quotation mark, as the template puts it in */
	    with(*state, "[{\"title\":\"The \"new\" door\",\"filename\":\"a.md\"}]")};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r;

		if (document_parse(*state, &platform_cstate, &rows[i], 1, &r, NULL) != E_INPUT)
			fail_msg("accepted: %s", rows[i]);
	}
}

static void test_strangers_are_refused(void **state)
{
	document_refuses_strangers(*state, &platform_cstate);
	assert_false(document_is_known(*state, &platform_cstate, "{\"systems\":[]}"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_systems_are_components),
	    UNIT_TEST(test_an_issue_of_two_systems_is_one),
	    UNIT_TEST(test_fields_may_be_missing_and_words_unknown),
	    UNIT_TEST(test_half_a_document_is_refused),
	    UNIT_TEST(test_strangers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
