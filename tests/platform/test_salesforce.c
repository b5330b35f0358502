/*
 * Tests of platform/salesforce: the instances of a product, and of the incidents of all products
 * those that are of this one. The fixtures have the shapes of other programs' tests.
 */
#include "parts.h"

#include "platform/salesforce.h"

#define ONE_INSTANCE "[{\"key\":\"E1\",\"location\":\"EMEA\",\"status\":\"OK\"}]"

static struct report trust(void *ctx)
{
	return parts_of(ctx, &platform_salesforce, "Volcano",
	    &(struct texts){{"api/salesforce-instances.json", "api/salesforce-incidents.json"}});
}

/* One instance, E1, and these incidents. */
static int with_incidents(void *ctx, const char *incidents, struct report *r, struct error *e)
{
	return parts_read(
	    ctx, &platform_salesforce, "Volcano", &(struct texts){{ONE_INSTANCE, incidents}}, r, e);
}

static void test_instances_are_components(void **state)
{
	static const char *const rows[][2] = {{"Volcano Europe", "partial_outage"},
	    {"Volcano Asia", "operational"}, {"Volcano Moon", "under_maintenance"},
	    {"Volcano Deep", "EXTINCT"}};
	struct report r = trust(*state);

	unit_same("page", r.page.id, "Volcano");
	assert_int_equal(r.n_components, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", r.components[i].id, rows[i][0]);
		unit_same("name", r.components[i].name, rows[i][0]);
		unit_same(rows[i][0], r.components[i].status, rows[i][1]);
	}
}

static void test_incidents_of_the_product_are_read(void **state)
{
	struct report r = trust(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(r.n_incidents, 2);
	unit_same("absent", r.absent_means, "resolved");
	unit_same("id", in->id, "20004999");
	unit_same("title", in->title, "Feature perf degradation: LavaPumps");
	unit_same("impact", in->impact, "major");
	unit_same("url", in->url, "https://status.salesforce.com/incidents/20004999");
	assert_int_equal(in->n_components, 2);
	unit_same("instance", in->components[0], "Volcano Europe");
	unit_same("instance", in->components[1], "Volcano Asia");
	assert_int_equal(in->created_at, parts_time("2026-03-13T04:58:00Z"));
}

static void test_updates_are_read_oldest_first(void **state)
{
	static const char *const rows[][3] = {{"41", "investigating", "We look."},
	    {"42", "issueIsolatedPumpTier", "It is the pumps."},
	    {"43", "monitoring", "The pumps run again."}};
	struct report r = trust(*state);
	const struct incident *in = &r.incidents[0];

	assert_int_equal(in->n_updates, UNIT_COUNT(rows));
	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		unit_same("id", in->updates[i].id, rows[i][0]);
		unit_same("status", in->updates[i].status, rows[i][1]);
		unit_same("text", in->updates[i].text, rows[i][2]);
	}
}

static void test_what_affects_all_affects_this_product(void **state)
{
	struct report r = trust(*state);

	unit_same("id", r.incidents[1].id, "20005001");
	unit_same("title", r.incidents[1].title, "No door opens");
	unit_same("status", incident_status(&r.incidents[1]), "active");
}

static void test_what_is_resolved_ends(void **state)
{
	struct report r;

	assert_int_equal(
	    with_incidents(*state,
		"[{\"id\":1,\"status\":\"Resolved\",\"instanceKeys\":[\"E1\"],\"IncidentEvents\":[{"
		"\"id\":2,\"type\":\"update\",\"message\":\"Fast again.\"}]}]",
		&r, NULL),
	    OK);
	unit_same("status", incident_status(&r.incidents[0]), "resolved");
	assert_int_equal(r.incidents[0].n_updates, 2);
	assert_null(r.incidents[0].title);
}

static void test_an_impact_that_has_ended_does_not_count(void **state)
{
	struct report r;

	assert_int_equal(
	    with_incidents(*state,
		"[{\"id\":1,\"instanceKeys\":[\"E1\"],\"IncidentImpacts\":[{\"severity\":"
		"\"major\",\"endTime\":\"2026-03-13T05:31:00Z\"},{\"severity\":\"minor\"}]}]",
		&r, NULL),
	    OK);
	unit_same("impact", r.incidents[0].impact, "minor");
}

/* Half a document would look as if the incidents were over. */
static void test_a_document_without_its_incidents_is_none(void **state)
{
	static const char *const rows[] = {
	    "", "{}", "null", "[7]", "[{}]", "[{\"instanceKeys\":[]}]", "<html></html>"};
	struct error e;
	struct report r;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		if (with_incidents(*state, rows[i], &r, &e) != E_INPUT)
			fail_msg("%s", rows[i]);
	assert_int_equal(with_incidents(*state, "[]", &r, &e), OK);
	assert_int_equal(r.n_incidents, 0);
}

static void test_an_instance_without_a_status_is_refused(void **state)
{
	struct texts texts = {{"[{\"key\":\"E1\",\"location\":\"EMEA\",\"status\":\"OK\"},"
			       "{\"key\":\"E2\"}]",
	    "[]"}};
	struct report r;

	assert_int_equal(
	    parts_read(*state, &platform_salesforce, "Volcano", &texts, &r, NULL), E_INPUT);
}

static void test_its_product_is_the_page_id(void **state)
{
	struct place place = {.url = "https://api.status.salesforce.com", .page_id = "Volcano"};

	unit_same("first", platform_url(*state, &place, platform_salesforce.parts[0]),
	    "https://api.status.salesforce.com/v1/instances/status/preview?products=Volcano");
	place.page_id = NULL;
	assert_null(platform_url(*state, &place, platform_salesforce.parts[0]));
}

static void test_other_documents_are_no_instances(void **state)
{
	static const char *const rows[] = {"", "[]", "{}", "[{}]", "[{\"key\":\"a\"}]",
	    "[{\"key\":\"a\",\"location\":\"b\"}]", "[[]]", "{\"key\":\"a\"}", NULL};

	parts_none_recognised(*state, &platform_salesforce, rows);
	parts_strangers(*state, &platform_salesforce);
}

static void test_no_beginning_of_a_fixture_does_harm(void **state)
{
	parts_platform = &platform_salesforce;
	fixture_each(*state, "api/salesforce-*.json", parts_cut);
}

static void test_a_page_is_of_a_product(void **state)
{
	static const char *const rows[][2] = {
	    {"https://status.salesforce.com", "Salesforce_Services"},
	    {"https://status.salesforce.com/", "Salesforce_Services"},
	    {"https://STATUS.salesforce.com/instances/NA1", "Salesforce_Services"},
	    {"https://status.salesforce.com/products/all", "Salesforce_Services"},
	    {"https://status.salesforce.com/products/", "Salesforce_Services"},
	    {"https://status.salesforce.com/products/Heroku", "Heroku"},
	    {"https://status.salesforce.com/products/Al", "Al"},
	    {"https://status.salesforce.com/products/Tableau/maintenances?x", "Tableau"},
	    {"https://api.status.salesforce.com", "Salesforce_Services"},
	    {"https://status.salesforce.com.example/products/Heroku", NULL},
	    {"https://status.acme.example/status.salesforce.com", NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		const char *api = NULL;

		unit_same(rows[i][0], salesforce_product(*state, rows[i][0], &api), rows[i][1]);
		unit_same(rows[i][0], api,
		    rows[i][1] != NULL ? "https://api.status.salesforce.com" : NULL);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_instances_are_components),
	    UNIT_TEST(test_incidents_of_the_product_are_read),
	    UNIT_TEST(test_updates_are_read_oldest_first),
	    UNIT_TEST(test_what_affects_all_affects_this_product),
	    UNIT_TEST(test_what_is_resolved_ends),
	    UNIT_TEST(test_an_impact_that_has_ended_does_not_count),
	    UNIT_TEST(test_a_document_without_its_incidents_is_none),
	    UNIT_TEST(test_an_instance_without_a_status_is_refused),
	    UNIT_TEST(test_its_product_is_the_page_id),
	    UNIT_TEST(test_other_documents_are_no_instances),
	    UNIT_TEST(test_no_beginning_of_a_fixture_does_harm),
	    UNIT_TEST(test_a_page_is_of_a_product),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
