/* Tests of platform/google: the dashboards' list of incidents. */
#include "../fixtures/document.h"

#define BEGUN "\"begin\":\"2026-03-01T10:00:00+00:00\",\"status_impact\":\"SERVICE_OUTAGE\","
#define UPDATE(at, status)                                                                         \
	"{\"created\":\"2026-03-01T" at "+00:00\",\"status\":\"" status "\",\"text\":\"t\"}"

/* One incident with these fields besides those that all have. */
static struct report google(void *ctx, const char *fields)
{
	return document_of(ctx, &platform_google,
	    mem_printf(ctx, "[{\"id\":\"g1\"," BEGUN "%s,\"affected_products\":[]}]", fields));
}

static void test_an_open_incident_is_read(void **state)
{
	struct report r = document_in(*state, &platform_google, "api/google-incidents.json");
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	assert_int_equal(r.n_components, 0);
	unit_same("absent", r.absent_means, "withdrawn");
	unit_same("page", r.page.id, "status.acme.example/status/acme");
	unit_same("id", in->id, "aB3dE5fG7hJ9kL1mN3pQ");
	unit_same("impact", in->impact, "minor");
	unit_same("url", in->url, DOCUMENT_URL "/incidents/aB3dE5fG7hJ9kL1mN3pQ");
	assert_int_equal(in->n_components, 2);
	unit_same("product", in->components[1], "Cloud Ink");
	assert_int_equal(in->n_updates, 2);
	unit_same("first", in->updates[0].status, "SERVICE_INFORMATION");
	unit_same("newest", incident_status(in), "SERVICE_DISRUPTION");
	document_time(in->updates[0].created_at, "2026-03-02T10:05:11Z");
	document_time(in->created_at, "2026-03-02T09:40:00Z");
}

static void test_what_has_an_end_is_over(void **state)
{
	struct report r = document_in(*state, &platform_google, "api/google-incidents.json");
	const struct incident *in = &r.incidents[1];

	assert_int_equal(in->n_updates, 3);
	unit_same("first", in->updates[0].status, "SERVICE_OUTAGE");
	unit_same("end", in->updates[1].status, "resolved");
	unit_same("report", in->updates[2].status, "resolved");
}

/* An update that has been told keeps its word, whatever becomes of the incident. */
static void test_available_alone_is_no_end(void **state)
{
	struct report r =
	    google(*state, "\"end\":null,\"updates\":[" UPDATE("11:00:00", "AVAILABLE") "]");

	unit_same("open", incident_status(&r.incidents[0]), "AVAILABLE");
	r = google(*state, "\"end\":\"2026-03-01T12:00:00+00:00\",\"updates\":[" UPDATE(
			       "12:01:00", "AVAILABLE") "," UPDATE("11:00:00", "AVAILABLE") "]");
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("before", r.incidents[0].updates[0].status, "AVAILABLE");
	unit_same("after", r.incidents[0].updates[1].status, "resolved");
}

static void test_an_end_that_no_update_tells_is_told(void **state)
{
	static const char *const rows[] = {
	    "\"end\":\"2026-03-01T12:00:00+00:00\",\"updates\":[]",
	    "\"end\":\"2026-03-01T12:00:00+00:00\",\"updates\":[" UPDATE(
		"11:00:00", "SERVICE_OUTAGE") "]",
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r = google(*state, rows[i]);
		const struct incident *in = &r.incidents[0];

		assert_int_equal(in->n_updates, i + 1);
		unit_same(rows[i], in->updates[i].id, "end");
		unit_same(rows[i], incident_status(in), "resolved");
		document_time(in->updates[i].created_at, "2026-03-01T12:00:00Z");
	}
}

/* More than there is room for; those from this one on are open. */
static struct report many(void *ctx, int open_from)
{
	char *text = mem_strdup(ctx, "[");

	for (int i = 0; i < LIMIT_INCIDENTS + 50; i++)
		text = mem_check(talloc_asprintf_append_buffer(text,
		    "%s{\"id\":\"g%d\"," BEGUN "\"updates\":[],\"affected_products\":[]%s}",
		    i > 0 ? "," : "", i,
		    i >= open_from ? "" : ",\"end\":\"2026-03-01T12:00:00+00:00\""));
	return document_of(ctx, &platform_google, mem_printf(ctx, "%s]", text));
}

/* An open one at the far end of a long list is not left out for those that are over. */
static void test_the_newest_of_many_are_taken_and_all_that_are_open(void **state)
{
	struct report r = many(*state, LIMIT_INCIDENTS + 49);

	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	unit_same("open", r.incidents[0].id, mem_printf(*state, "g%d", LIMIT_INCIDENTS + 49));
	unit_same("newest", r.incidents[1].id, "g0");
	assert_false(report_has_incident(&r, mem_printf(*state, "g%d", LIMIT_INCIDENTS)));
}

/* What was open and is not there was deleted, as long as all that are open are there. */
static void test_what_a_long_list_lacks_was_withdrawn(void **state)
{
	struct report r = many(*state, LIMIT_INCIDENTS + 49);

	unit_same("one is open", r.absent_means, "withdrawn");
	r = many(*state, 51);
	unit_same("as many as there is room for but one", r.absent_means, "withdrawn");
	r = many(*state, 50);
	unit_same("as many as there is room for", r.absent_means, NULL);
}

/* One that began months ago is listed behind all others, also when it ends. */
static void test_of_many_those_that_ended_last_are_taken(void **state)
{
	char *text = mem_strdup(*state, "[");
	struct report r;

	for (int i = 0; i <= LIMIT_INCIDENTS; i++)
		text = mem_check(talloc_asprintf_append_buffer(text,
		    "%s{\"id\":\"g%d\"," BEGUN "\"updates\":[],\"affected_products\":[],"
		    "\"end\":\"2026-03-%sT12:00:00+00:00\"}",
		    i > 0 ? "," : "", i, i < LIMIT_INCIDENTS ? "01" : "02"));
	r = document_of(*state, &platform_google, mem_printf(*state, "%s]", text));
	assert_int_equal(r.n_incidents, LIMIT_INCIDENTS);
	unit_same("last", r.incidents[0].id, mem_printf(*state, "g%d", LIMIT_INCIDENTS));
	assert_false(report_has_incident(&r, mem_printf(*state, "g%d", LIMIT_INCIDENTS - 1)));
}

static void test_half_a_document_is_refused(void **state)
{
	static const char *const rest[] = {"null", "{}", "[]", "\"g2\"", "{\"begin\":\"x\"}"};

	for (size_t i = 0; i < UNIT_COUNT(rest); i++) {
		const char *text = mem_printf(*state,
		    "[{\"id\":\"g1\"," BEGUN "\"updates\":[],\"affected_products\":[]},%s]",
		    rest[i]);
		struct report r;

		assert_int_equal(
		    document_parse(*state, &platform_google, &text, 1, &r, NULL), E_INPUT);
	}
}

static void test_strangers_are_refused(void **state)
{
	document_refuses_strangers(*state, &platform_google);
	assert_false(document_is_known(*state, &platform_google, "[]"));
	assert_false(document_is_known(
	    *state, &platform_google, "[{\"id\":\"g1\"," BEGUN "\"updates\":[]}]"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_open_incident_is_read),
	    UNIT_TEST(test_what_has_an_end_is_over),
	    UNIT_TEST(test_available_alone_is_no_end),
	    UNIT_TEST(test_an_end_that_no_update_tells_is_told),
	    UNIT_TEST(test_the_newest_of_many_are_taken_and_all_that_are_open),
	    UNIT_TEST(test_what_a_long_list_lacks_was_withdrawn),
	    UNIT_TEST(test_of_many_those_that_ended_last_are_taken),
	    UNIT_TEST(test_half_a_document_is_refused),
	    UNIT_TEST(test_strangers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
