/* Tests of platform/platform: which platform a document shows, and what is read out of it. */
#include "../fixtures/fixture.h"

#include "base/timetext.h"
#include "platform/names.h"
#include "platform/platform.h"

/* Reads a document as the poller does. */
static int read_document(void *ctx, const char *bytes, size_t n, const struct platform **found,
    struct report *r, struct error *e)
{
	struct place place = {.url = "https://status.acme.example"};
	struct part parts[PLATFORM_PARTS] = {part_read(ctx, bytes, n)};

	*r = (struct report){0};
	*found = platform_recognise(ctx, "/api/v2/summary.json", &parts[0], e);
	return *found != NULL ? platform_read_document(ctx, *found, &place, parts, r, e) : E_INPUT;
}

static const struct platform *document_of(void *ctx, const char *name, struct report *r)
{
	const struct platform *found = NULL;
	struct error e = {0};
	size_t n;
	const char *bytes = fixture_read(ctx, name, &n);

	if (read_document(ctx, bytes, n, &found, r, &e) != OK)
		fail_msg("%s: %s", name, e.text);
	assert_int_equal(r->kind, REPORT_DOCUMENT);
	return found;
}

static struct report history_of(void *ctx, const char *name)
{
	struct error e = {0};
	struct report r;
	size_t n;
	const char *bytes = fixture_read(ctx, name, &n);

	if (platform_read_history(ctx, &platform_statuspage, bytes, n, &r, &e) != OK)
		fail_msg("%s: %s", name, e.text);
	assert_int_equal(r.kind, REPORT_HISTORY);
	return r;
}

static void test_platforms_are_found_by_name(void **state)
{
	static const char *const none[] = {"", "StatusPage", "statuspag", "statuspagee", "hund"};

	assert_ptr_equal(platform_find("statuspage"), &platform_statuspage);
	assert_ptr_equal(platform_find("incidentio"), &platform_incidentio);
	assert_null(platform_find(NULL));
	for (size_t i = 0; i < UNIT_COUNT(none); i++)
		assert_null(platform_find(none[i]));
	unit_has(platform_names(*state), "statuspage");
	unit_has(platform_names(*state), "incidentio");
	unit_has(platform_names(*state), ", ");
}

/* The configuration is checked by the names alone. */
static void test_the_names_are_those_of_the_platforms(void **state)
{
	char *names = mem_strdup(*state, platform_names(*state)), *name;
	size_t n = 0;

	while ((name = strsep(&names, ",")) != NULL) {
		const struct platform *p = platform_find(name + strspn(name, " "));

		assert_non_null(p);
		unit_same("name", p->name, name + strspn(name, " "));
		assert_true(platform_is_known(p->name));
		n++;
	}
	assert_true(n > 10);
	assert_false(platform_is_known(""));
	assert_false(platform_is_known("myspace"));
}

static void test_every_row_is_complete(void **state)
{
	static const struct platform *const rows[] = {&platform_incidentio, &platform_statuspage};

	(void)state;
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		assert_int_equal(rows[i]->parts[0][0], '/');
		assert_int_equal(rows[i]->history_path[0], '/');
		assert_int_equal(rows[i]->upkeep_path[0], '/');
		assert_non_null(rows[i]->recognises);
		assert_non_null(rows[i]->read);
	}
	assert_string_equal(platform_path_after(NULL), rows[0]->parts[0]);
}

static void test_a_statuspage_summary_is_read(void **state)
{
	struct report r;

	assert_ptr_equal(
	    document_of(*state, "api/statuspage-summary.json", &r), &platform_statuspage);
	unit_same("page", r.page.id, "ac7mec10ud42");
	unit_same("name", r.page.name, "Acme Cloud");
	unit_same("indicator", r.page.indicator, "minor");
	unit_same("url", r.page.url, "https://status.acme.example");
	assert_int_equal(r.n_incidents, 2);
	unit_same("incident", r.incidents[0].id, "1nc1dent0001");
	assert_false(r.incidents[0].maintenance);
	assert_int_equal(r.incidents[0].n_updates, 2);
	unit_same("newest", r.incidents[0].updates[1].id, "upd4te000002");
	unit_same("maintenance", r.incidents[1].id, "ma1ntenance1");
	assert_true(r.incidents[1].maintenance);
	assert_true(r.incidents[1].scheduled_for != TIME_NONE);
	assert_int_equal(r.n_changes, 0);
}

/* The group has the status of its worst member and would be a second event for each. */
static void test_groups_are_no_components_and_hidden_ones_are(void **state)
{
	static const char *const ids[] = {
	    "c0mp0nentap1", "c0mp0nent0db", "c0mp0nentd5h", "c0mp0nentcdn", "c0mp0nentsec"};
	struct report r;

	document_of(*state, "api/statuspage-summary.json", &r);
	assert_int_equal(r.n_components, UNIT_COUNT(ids));
	for (size_t i = 0; i < UNIT_COUNT(ids); i++)
		unit_same("id", r.components[i].id, ids[i]);
	unit_same("status", r.components[0].status, "partial_outage");
	assert_true(r.components[0].changed_at != TIME_NONE);
}

static void test_a_component_is_named_with_its_group(void **state)
{
	struct report r;

	document_of(*state, "api/statuspage-summary.json", &r);
	unit_same("in a group", r.components[0].name, "Platform - API");
	unit_same("in none", r.components[2].name, "Dashboard");
	assert_int_equal(r.incidents[0].n_components, 2);
	unit_same("of an incident", r.incidents[0].components[0], "Platform - API");
	unit_same("likewise", r.incidents[0].components[1], "Dashboard");
}

/* A webhook and the API write the same instant with and without an offset. */
static void test_offsets_of_the_page_are_read(void **state)
{
	int64_t identified = 0;
	struct report r;

	assert_true(time_parse("2026-03-02T10:21:30.500Z", &identified));
	document_of(*state, "api/statuspage-summary.json", &r);
	assert_true(r.incidents[0].updates[1].created_at == identified);
}

static void test_a_quiet_page_has_components_and_nothing_else(void **state)
{
	struct report r;

	assert_ptr_equal(
	    document_of(*state, "api/statuspage-summary-quiet.json", &r), &platform_statuspage);
	assert_int_equal(r.n_incidents, 0);
	assert_int_equal(r.n_components, 5);
	assert_ptr_equal(
	    document_of(*state, "api/incidentio-summary.json", &r), &platform_incidentio);
	assert_int_equal(r.n_incidents, 0);
	assert_int_equal(r.n_components, 3);
}

static void test_an_incidentio_summary_is_read(void **state)
{
	struct report r;

	assert_ptr_equal(
	    document_of(*state, "api/incidentio-summary-open.json", &r), &platform_incidentio);
	unit_same("page", r.page.id, "01HZG0BX5PAGE0000000000001");
	assert_int_equal(r.n_incidents, 2);
	unit_same("status", r.incidents[0].status, "investigating");
	assert_int_equal(r.incidents[0].n_updates, 0);
	assert_true(r.incidents[1].maintenance);
	unit_same("maintenance", r.incidents[1].status, "scheduled");
	unit_same("component", r.components[0].status, "major_outage");
	/* What it calls updated_at is about the page's structure. */
	assert_true(r.components[0].changed_at == TIME_NONE);
}

static void test_histories_are_read(void **state)
{
	struct report r = history_of(*state, "api/statuspage-incidents.json");

	assert_int_equal(r.n_incidents, 3);
	assert_int_equal(r.n_components, 0);
	assert_true(report_has_incident(&r, "1nc1dent0001"));
	unit_same("end", r.incidents[0].updates[3].status, "resolved");
	r = history_of(*state, "api/statuspage-scheduled-maintenances.json");
	assert_int_equal(r.n_incidents, 1);
	assert_true(r.incidents[0].maintenance);
	unit_same("end", r.incidents[0].updates[2].status, "completed");
	r = history_of(*state, "api/incidentio-incidents.json");
	assert_int_equal(r.n_incidents, 1);
	assert_null(r.incidents[0].updates[1].text);
}

/* Unknown is not up: what is no document of a page says so, in words for the page's health. */
static void test_html_is_told_as_html(void **state)
{
	const struct platform *found;
	struct error e;
	struct report r;
	size_t n;
	const char *bytes = fixture_read(*state, "api/switched-off.html", &n);

	assert_int_equal(read_document(*state, bytes, n, &found, &r, &e), E_INPUT);
	unit_has(e.text, "HTML");
	assert_int_equal(
	    platform_read_history(*state, &platform_statuspage, bytes, n, &r, &e), E_INPUT);
	unit_has(e.text, "HTML");
}

struct wrong {
	const char *text;
	const char *says;
};

static void test_what_is_no_document_is_refused_with_the_reason(void **state)
{
	static const struct wrong rows[] = {
	    {"", "empty"},
	    {"{", "not JSON"},
	    {"null", "of a shape"},
	    {"[]", "of a shape"},
	    {"{}", "of a shape"},
	    {"{\"page\":{}}", "of a shape"},
	    {"{\"page\":{\"id\":null},\"components\":[]}", "of a shape"},
	    {"{\"page\":{\"id\":\"\"},\"components\":[]}", "of a shape"},
	    {"{\"page\":{\"name\":\"Hooli\",\"url\":\"https://x.example\",\"status\":\"UP\"}}",
		"of a shape"},
	    {"{\"page\":{\"id\":\"ac7mec10ud42\"}}", "no known platform"},
	    {"{\"page\":{\"id\":\"ac7mec10ud42\"},\"components\":null}", "no known platform"},
	    {"{\"page\":{\"id\":\"ac7mec10ud42\"},\"components\":{}}", "no known platform"},
	    {"\xff\xfe{\0}\0", "not JSON"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const struct platform *found;
		struct error e = {0};
		struct report r;

		if (read_document(*state, rows[i].text, strlen(rows[i].text), &found, &r, &e) !=
		    E_INPUT)
			fail_msg("accepted: %s", rows[i].text);
		unit_has(e.text, rows[i].says);
	}
}

struct shape {
	const char *id;
	const struct platform *platform;
};

static void test_the_page_id_tells_the_platforms_apart(void **state)
{
	static const struct shape rows[] = {
	    {"ac7mec10ud42", &platform_statuspage},
	    {"01HZG0BX5PAGE0000000000001", &platform_incidentio},
	    {"7ZZZZZZZZZZZZZZZZZZZZZZZZZ", &platform_incidentio},
	    {"8ZZZZZZZZZZZZZZZZZZZZZZZZZ", &platform_statuspage},  /* more than 128 bits */
	    {"01HZG0BX5PAGE000000000000", &platform_statuspage},   /* 25 characters */
	    {"01HZG0BX5PAGE00000000000012", &platform_statuspage}, /* 27 */
	    {"01HZG0BX5PAGE000000000000I", &platform_statuspage},  /* no letter of Crockford's */
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const char *text =
		    mem_printf(*state, "{\"page\":{\"id\":\"%s\"},\"components\":[]}", rows[i].id);
		const struct platform *found = NULL;
		struct report r;

		assert_int_equal(read_document(*state, text, strlen(text), &found, &r, NULL), OK);
		assert_ptr_equal(found, rows[i].platform);
		assert_int_equal(r.n_components, 0);
	}
}

static void test_a_history_may_be_empty(void **state)
{
	static const struct {
		const char *text;
		int statuspage;
	} rows[] = {
	    {"{\"page\":{\"id\":\"p\"},\"incidents\":[]}", OK},
	    /* incident.io leaves empty lists out; from Statuspage it would look as if all were withdrawn. */
	    {"{\"page\":{\"id\":\"p\"}}", E_INPUT},
	    {"{\"page\":{\"id\":\"p\"},\"incidents\":null}", E_INPUT},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r;
		size_t n = strlen(rows[i].text);

		assert_int_equal(
		    platform_read_history(*state, &platform_incidentio, rows[i].text, n, &r, NULL),
		    OK);
		assert_int_equal(r.n_incidents, 0);
		assert_int_equal(
		    platform_read_history(*state, &platform_statuspage, rows[i].text, n, &r, NULL),
		    rows[i].statuspage);
	}
}

static void read_as_document(void *ctx, const char *name, const char *bytes, size_t n)
{
	const struct platform *found;
	struct report r;

	(void)name;
	for (size_t i = 0; i < n; i += 1 + n / 64) {
		TALLOC_CTX *own = mem_context(ctx);
		const char *part = mem_strndup(own, bytes, i);

		read_document(own, part, i, &found, &r, NULL);
		platform_read_history(own, &platform_statuspage, part, i, &r, NULL);
		talloc_free(own);
	}
	read_document(ctx, bytes, n, &found, &r, NULL);
	platform_read_history(ctx, &platform_statuspage, bytes, n, &r, NULL);
}

static void test_no_fixture_and_no_beginning_of_one_does_harm(void **state)
{
	assert_true(fixture_each(*state, "*/*", read_as_document) > 40);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_platforms_are_found_by_name),
	    UNIT_TEST(test_the_names_are_those_of_the_platforms),
	    UNIT_TEST(test_every_row_is_complete),
	    UNIT_TEST(test_a_statuspage_summary_is_read),
	    UNIT_TEST(test_groups_are_no_components_and_hidden_ones_are),
	    UNIT_TEST(test_a_component_is_named_with_its_group),
	    UNIT_TEST(test_offsets_of_the_page_are_read),
	    UNIT_TEST(test_a_quiet_page_has_components_and_nothing_else),
	    UNIT_TEST(test_an_incidentio_summary_is_read),
	    UNIT_TEST(test_histories_are_read),
	    UNIT_TEST(test_html_is_told_as_html),
	    UNIT_TEST(test_what_is_no_document_is_refused_with_the_reason),
	    UNIT_TEST(test_the_page_id_tells_the_platforms_apart),
	    UNIT_TEST(test_a_history_may_be_empty),
	    UNIT_TEST(test_no_fixture_and_no_beginning_of_one_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
