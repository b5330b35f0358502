/* Tests of platform/uptimekuma: the page and its heartbeats, two parts of one document. */
#include "../fixtures/document.h"

#define NO_BEATS "{\"heartbeatList\":{},\"uptimeList\":{}}"

/* A page with these fields besides its configuration. */
static const char *page_with(void *ctx, const char *fields)
{
	return mem_printf(ctx,
	    "{\"config\":{\"slug\":\"acme\",\"theme\":\"auto\"},\"publicGroupList\":[]%s}", fields);
}

static struct report kuma(void *ctx, const char *page, const char *beats)
{
	const char *const texts[] = {beats, page};
	struct error e = {0};
	struct report r;

	if (document_parse(ctx, &platform_uptimekuma, texts, 2, &r, &e) != OK)
		fail_msg("%s: %s", page, e.text);
	return r;
}

static struct report kuma_in_fixtures(void *ctx)
{
	return kuma(ctx, fixture_read(ctx, "api/uptimekuma-page.json", NULL),
	    fixture_read(ctx, "api/uptimekuma-heartbeat.json", NULL));
}

/* A monitor that was not asked yet has no status, and one may stand in two groups. */
static void test_monitors_are_components(void **state)
{
	static const char *const rows[][2] = {{"11", "major_outage"}, {"12", "operational"},
	    {"13", NULL}, {"14", "under_maintenance"}};
	struct report r = kuma_in_fixtures(*state);

	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same(rows[i][0], r.components[i].status, rows[i][1]);
	}
	unit_same("name", r.components[0].name, "Web");
	unit_same("page", r.page.id, "acme@status.acme.example");
	unit_same("title", r.page.name, "Acme at home");
}

static void test_a_pinned_incident_is_read(void **state)
{
	struct report r = kuma_in_fixtures(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "3");
	unit_same("impact", in->impact, "major");
	assert_int_equal(in->n_updates, 1);
	unit_same("status", in->updates[0].status, "active");
	unit_same("text", in->updates[0].text, "We are making room.");
	document_time(in->created_at, "2026-03-02T10:00:00Z");
	document_time(in->updates[0].created_at, "2026-03-02T10:30:00Z");
}

/* Both have the number 3. */
static void test_a_maintenance_is_another_than_the_incident_of_its_number(void **state)
{
	struct report r = kuma_in_fixtures(*state);
	const struct incident *in = &r.incidents[1];

	unit_same("id", in->id, "maintenance-3");
	assert_true(in->maintenance);
	unit_same("status", in->status, "in_progress");
	document_time(in->scheduled_for, "2026-03-02T10:00:00Z");
	document_time(in->scheduled_until, "2026-03-02T12:00:00Z");
}

/* The maintenance, with these fields besides its number; it is under way. */
static struct incident maintenance(void *ctx, const char *fields)
{
	const char *page = page_with(ctx, mem_printf(ctx,
					      ",\"incident\":null,\"maintenanceList\":[{\"id\":3,"
					      "\"status\":\"under-maintenance\",%s}]",
					      fields));

	return kuma(ctx, page, NO_BEATS).incidents[0];
}

#define SLOT(from, until)                                                                          \
	"\"timeslotList\":[{\"startDate\":\"" from "\",\"endDate\":\"" until "\"}],"               \
	"\"timezoneOffset\":\"+01:00\""

/* The offset is that of times without one. */
static void test_times_that_have_a_zone_keep_it(void **state)
{
	static const char *const rows[] = {
	    SLOT("2026-03-02T18:00:00.000Z", "2026-03-02T20:00:00.000Z"),
	    SLOT("2026-03-02T20:00:00+02:00", "2026-03-02 22:00:00+02:00"),
	    SLOT("2026-03-02T19:00", "2026-03-02 21:00:00"),
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct incident in = maintenance(*state, rows[i]);

		document_time(in.scheduled_for, "2026-03-02T18:00:00Z");
		document_time(in.scheduled_until, "2026-03-02T20:00:00Z");
	}
}

static void test_what_is_no_time_is_none(void **state)
{
	static const char *const rows[] = {SLOT("Z", "+01:00"), SLOT("", "soon"),
	    SLOT("2026-03-02", "2026-03-02T18:00:00.000ZZ"),
	    "\"timeslotList\":[{\"startDate\":\"2026-03-02 18:00:00\"}]"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct incident in = maintenance(*state, rows[i]);

		assert_true(in.scheduled_for == TIME_NONE && in.scheduled_until == TIME_NONE);
	}
}

static void test_the_description_of_a_maintenance_is_its_text(void **state)
{
	struct report r = kuma_in_fixtures(*state);

	assert_int_equal(r.incidents[1].n_updates, 1);
	unit_same("text", r.incidents[1].updates[0].text, "All is moved.");
	unit_same("status", incident_status(&r.incidents[1]), "in_progress");
	assert_int_equal(maintenance(*state, "\"description\":\"\"").n_updates, 0);
}

/* Each week it is news. */
static void test_a_maintenance_that_recurs_is_told_each_time(void **state)
{
	static const char first[] =
	    "\"description\":\"Short.\"," SLOT("2026-03-02T18:00:00.000Z", "x");
	static const char second[] =
	    "\"description\":\"Short.\"," SLOT("2026-03-09T18:00:00.000Z", "x");
	struct incident one = maintenance(*state, first), again = maintenance(*state, first);
	struct incident next = maintenance(*state, second);

	unit_same("polled again", again.updates[0].id, one.updates[0].id);
	assert_string_not_equal(next.updates[0].id, one.updates[0].id);
	unit_same("without times", maintenance(*state, "\"description\":\"Short.\"").updates[0].id,
	    "in_progress");
}

static void test_version_2_lists_incidents(void **state)
{
	struct report r = kuma(*state,
	    page_with(*state, ",\"incidents\":[{\"id\":4,\"active\":true,\"style\":\"primary\"},"
			      "{\"id\":5,\"active\":false}]"),
	    NO_BEATS);

	assert_int_equal(r.n_incidents, 2);
	unit_same("open", incident_status(&r.incidents[0]), "active");
	unit_same("impact", r.incidents[0].impact, "primary");
	unit_same("over", incident_status(&r.incidents[1]), "resolved");
}

static void test_a_quiet_page_has_nothing_open(void **state)
{
	struct report r = kuma(*state, page_with(*state, ",\"incident\":null"), NO_BEATS);

	assert_int_equal(r.n_incidents, 0);
	assert_int_equal(r.n_components, 0);
}

static void test_unknown_words_survive(void **state)
{
	struct report r = kuma(*state,
	    "{\"config\":{\"slug\":\"acme\",\"theme\":\"auto\"},\"incident\":null,"
	    "\"publicGroupList\":[{\"monitorList\":[{\"id\":1}]},5,{}],"
	    "\"maintenanceList\":[{\"id\":1,\"status\":\"inactive\",\"timeslotList\":[{}]}]}",
	    "{\"heartbeatList\":{\"1\":[{\"status\":8}]},\"uptimeList\":{}}");

	unit_same("beat", r.components[0].status, "8");
	unit_same("state", r.incidents[0].status, "inactive");
	assert_true(r.incidents[0].scheduled_for == TIME_NONE);
}

static void test_half_a_document_is_refused(void **state)
{
	const char *const rows[][2] = {
	    {page_with(*state, ",\"incident\":null"), ""},
	    {page_with(*state, ",\"incident\":null"), "{}"},
	    {page_with(*state, ",\"incident\":null"), "{\"heartbeatList\":[]}"},
	    {page_with(*state, ",\"incident\":null"), "<html></html>"},
	    {"", NO_BEATS},
	    {"<html></html>", NO_BEATS},
	    {"{\"config\":{\"slug\":\"acme\"},\"incident\":null}", NO_BEATS},
	    {NO_BEATS, NO_BEATS},
	    {page_with(*state, ""), NO_BEATS},
	    {page_with(*state, ",\"incident\":{\"title\":\"no id\"}"), NO_BEATS},
	    {page_with(*state, ",\"incident\":null,\"maintenanceList\":[{}]"), NO_BEATS},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct report r;
		const char *const texts[] = {rows[i][1], rows[i][0]};

		if (document_parse(*state, &platform_uptimekuma, texts, 2, &r, NULL) != E_INPUT)
			fail_msg("row %zu", i);
	}
}

static void test_the_parts_are_below_the_host(void **state)
{
	struct place place = {.url = "https://kuma.example:3001/status/acme"};

	unit_same("page", platform_url(*state, &place, platform_uptimekuma.parts[1]),
	    "https://kuma.example:3001/api/status-page/acme");
	unit_same("beats", platform_url(*state, &place, platform_uptimekuma.parts[0]),
	    "https://kuma.example:3001/api/status-page/heartbeat/acme");
}

static void test_strangers_are_refused(void **state)
{
	document_refuses_strangers(*state, &platform_uptimekuma);
	assert_true(document_is_known(*state, &platform_uptimekuma, NO_BEATS));
	assert_false(document_is_known(
	    *state, &platform_uptimekuma, "{\"heartbeatList\":[],\"uptimeList\":{}}"));
	assert_false(document_is_known(*state, &platform_uptimekuma, "{\"heartbeatList\":{}}"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_monitors_are_components),
	    UNIT_TEST(test_a_pinned_incident_is_read),
	    UNIT_TEST(test_a_maintenance_is_another_than_the_incident_of_its_number),
	    UNIT_TEST(test_times_that_have_a_zone_keep_it),
	    UNIT_TEST(test_what_is_no_time_is_none),
	    UNIT_TEST(test_the_description_of_a_maintenance_is_its_text),
	    UNIT_TEST(test_a_maintenance_that_recurs_is_told_each_time),
	    UNIT_TEST(test_version_2_lists_incidents),
	    UNIT_TEST(test_a_quiet_page_has_nothing_open),
	    UNIT_TEST(test_unknown_words_survive),
	    UNIT_TEST(test_half_a_document_is_refused),
	    UNIT_TEST(test_the_parts_are_below_the_host),
	    UNIT_TEST(test_strangers_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
