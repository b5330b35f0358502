/*
 * Tests of flow/poll against the fake world: a page of incident.io, whose look-alike of
 * Statuspage's API says that something is up.
 */
#include "pages.h"

#define IIO_PAGE     "01HZG0BX5PAGE0000000000001"
#define IIO_INCIDENT "01HZG1NC1DENT0000000000001"

/* The look-alike leaves the lists out that are empty. */
static void look_alike(struct ground *g, const char *updated_at, const char *more)
{
	pages_put(g, "acme/api/v2/summary.json",
	    mem_printf(g,
		"{\"page\":{\"id\":\"" IIO_PAGE "\",\"name\":\"Globex\",\"updated_at\":\"%s\"},"
		"\"status\":{\"indicator\":\"%s\"},\"components\":[]%s}",
		updated_at, *more != '\0' ? "minor" : "none", more));
}

static const char *incident(void *ctx, const char *status, const char *updated_at)
{
	return mem_printf(ctx,
	    "{\"id\":\"" IIO_INCIDENT "\",\"name\":\"Slow API\",\"status\":\"%s\","
	    "\"impact\":\"minor\",\"shortlink\":null,\"updated_at\":\"%s\"}",
	    status, updated_at);
}

static void history(struct ground *g, const char *incidents)
{
	pages_put(g, "acme/api/v2/incidents.json",
	    mem_printf(g, "{\"page\":{\"id\":\"" IIO_PAGE "\"},\"incidents\":[%s]}", incidents));
}

/* Its page's time is that of what it shows: without an incident it is an older one again. */
static void test_the_time_of_the_page_does_not_make_it_stale(void **state)
{
	struct ground *g = pages_open(*state);
	struct poll_result result;

	look_alike(g, "2026-11-23T11:30:00Z",
	    mem_printf(
		g, ",\"incidents\":[%s]", incident(g, "monitoring", "2026-11-23T11:30:00Z")));
	pages_poll(g, &result);
	assert_int_equal(result.events, 1);
	look_alike(g, "2026-07-09T19:25:56Z", "");
	history(g, incident(g, "resolved", "2026-11-23T11:59:00Z"));
	assert_int_equal(pages_poll_next(g), 1);
	g->store = shelf_open(g, g->app.store_path);
	assert_string_equal(ground_last(g).status, "resolved");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_the_time_of_the_page_does_not_make_it_stale),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
