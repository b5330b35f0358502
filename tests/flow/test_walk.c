/* Tests of flow/walk: where a page is asked, by what it answered. */
#include "../base/unit.h"
#include "../fixtures/fixture.h"

#include "flow/walk.h"

static const struct place acme = {.url = "https://status.acme.example"};

/* On a page whose section names that platform, and which was found on the other; NULL: none. */
static struct walk begin(const char *named, const char *found)
{
	static struct provider provider;

	provider = (struct provider){.key = "acme", .platform = named};
	return walk_begin(&provider, &(struct provider_state){.platform = found}, 0);
}

static const char *next(void *ctx, struct walk *w, int status, const char *body, const char **why)
{
	const struct http_response response = {
	    .status = status,
	    .failure = status == 0 ? "nobody answers" : NULL,
	    .body = mem_strdup(ctx, body),
	    .body_size = strlen(body),
	    .final_url = "https://status.acme.example/",
	};

	return walk_next(ctx, w, &acme, &response, why);
}

static void test_a_known_page_is_asked_at_its_place_alone(void **state)
{
	const char *summary = fixture_read(*state, "api/statuspage-summary.json", NULL), *why;
	struct walk good = begin(NULL, "statuspage"), bad = good;

	assert_string_equal(
	    walk_url(*state, &good, &acme), "https://status.acme.example/api/v2/summary.json");
	assert_null(next(*state, &good, 200, summary, &why));
	assert_null(why);
	assert_ptr_equal(good.platform, platform_find("statuspage"));
	assert_int_equal(good.n_parts, 1);
	assert_int_equal(walk_bytes(&good), strlen(summary));
	assert_null(next(*state, &bad, 404, "", &why));
	assert_string_equal(why, "the page answered HTTP 404");
	assert_int_equal(bad.n_parts, 0);
}

/* Each address once, and none that needs an id; of what failed, the first place tells why. */
static void test_an_unknown_page_is_looked_for_at_all_places(void **state)
{
	struct walk w = begin(NULL, NULL);
	const char *asked[64], *why, *url = walk_url(*state, &w, &acme);
	size_t n = 0;

	for (; url != NULL; url = next(*state, &w, n == 1 ? 404 : 200, "<html></html>", &why)) {
		for (size_t i = 0; i < n; i++)
			assert_string_not_equal(asked[i], url);
		assert_true(n < UNIT_COUNT(asked));
		asked[n++] = url;
	}
	assert_true(n > 10);
	assert_string_equal(why, "the page answered HTTP 404");
	assert_null(w.platform);
	assert_int_equal(w.n_parts, 0);
}

/* The place of the platform that the configuration names comes first, and once. */
static void test_a_named_page_that_is_elsewhere_is_astray(void **state)
{
	const char *summary = fixture_read(*state, "api/statuspage-summary.json", NULL), *why, *url;
	struct walk w = begin("uptimekuma", NULL);
	const char *first = walk_url(*state, &w, &acme);

	url = next(*state, &w, 404, "", &why);
	while (url != NULL && strstr(url, "/api/v2/summary.json") == NULL) {
		assert_string_not_equal(url, first);
		url = next(*state, &w, 404, "", &why);
	}
	assert_non_null(url);
	assert_null(next(*state, &w, 200, summary, &why));
	unit_has(why, "is on the platform statuspage, not on uptimekuma; put \"platform = ");
}

/* Such as to a login: it says nothing of the other places, of which one may have a feed. */
static void test_a_redirect_that_leads_astray_is_of_one_place(void **state)
{
	struct http_response response = {.failure = "round and round",
	    .failure_kind = FAILURE_REDIRECT,
	    .is_led_astray = true,
	    .body = "",
	    .final_url = ""};
	struct walk w = begin(NULL, NULL);
	const char *why;

	assert_non_null(walk_next(*state, &w, &acme, &response, &why));
	w = begin(NULL, "statuspage");
	assert_null(walk_next(*state, &w, &acme, &response, &why));
	assert_string_equal(why, "round and round");
}

/* The server is there, and has trouble: the other places would be asked in vain. */
static void test_trouble_of_a_known_page_ends_the_walk(void **state)
{
	const struct provider provider = {.key = "acme"};
	const struct provider_state failing = {
	    .platform = "statuspage", .failures = LOOK_AFTER_FAILURES};
	struct walk w = walk_begin(&provider, &failing, 0);
	const char *why;

	assert_null(next(*state, &w, 503, "", &why));
	assert_string_equal(why, "the page answered HTTP 503");
	w = begin(NULL, NULL);
	assert_non_null(next(*state, &w, 503, "", &why));
	w = begin(NULL, NULL);
	assert_null(next(*state, &w, 0, "", &why));
	assert_string_equal(why, "nobody answers");
}

/* A part that the document cannot do without, and one that only says more. */
static void test_a_further_part_that_cannot_be_had(void **state)
{
	const char *native = fixture_read(*state, "api/uptimekuma-heartbeat.json", NULL);
	const char *summary = fixture_read(*state, "api/incidentio-summary-open.json", NULL), *why;
	struct walk must = begin("uptimekuma", "uptimekuma");
	struct walk may = begin("incidentio", "incidentio");

	assert_non_null(next(*state, &must, 200, native, &why));
	assert_null(next(*state, &must, 500, "", &why));
	assert_string_equal(why, "the page answered HTTP 500");
	assert_non_null(next(*state, &may, 200, summary, &why));
	assert_null(next(*state, &may, 500, "", &why));
	assert_null(why);
	assert_int_equal(may.n_parts, 2);
	assert_string_equal(may.parts[1].flaw, "the page answered HTTP 500");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_known_page_is_asked_at_its_place_alone),
	    UNIT_TEST(test_an_unknown_page_is_looked_for_at_all_places),
	    UNIT_TEST(test_a_named_page_that_is_elsewhere_is_astray),
	    UNIT_TEST(test_a_redirect_that_leads_astray_is_of_one_place),
	    UNIT_TEST(test_trouble_of_a_known_page_ends_the_walk),
	    UNIT_TEST(test_a_further_part_that_cannot_be_had),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
