/*
 * Tests of flow/poll against the fake world: the configuration is changed while a page has
 * trouble. What is known stays known, and is told once.
 */
#include "letter.h"
#include "pages.h"

#define DOWN                                                                                       \
	"{\"id\":\"c1\",\"name\":\"API\",\"status\":\"major_outage\","                             \
	"\"updated_at\":\"2026-11-23T11:00:00Z\"}"

/* From now on the page of acme, which has the outage, is that of this section. */
static void configure(struct ground *g, const char *key, const char *more)
{
	const char *conf = unit_file(g->ctx, g->folder, "status-monitor.conf",
	    mem_printf(g,
		"[monitor]\nstate_dir = %s/state\n[provider %s]\nurl = "
		"http://127.0.0.1:%ld/%d/acme\n"
		"allow_private = yes\n%s",
		g->folder, key, world.port, pages_test, more));

	if (app_load(g->ctx, conf, &g->app, &g->error) != OK)
		fail_msg("%s", g->error.text);
}

static size_t read_page(struct ground *g)
{
	struct poll_result result;

	pages_poll(g, &result);
	assert_int_equal(result.asked, 1);
	return result.events;
}

/* What is wrong on the page, by whose it is. */
static int64_t troubles(struct ground *g, const char *key)
{
	return shelf_number(
	    g->app.store_path, mem_printf(g,
				   "SELECT (SELECT count(*) FROM incident WHERE provider = '%s') "
				   "+ (SELECT count(*) FROM component WHERE provider = '%s')",
				   key, key));
}

static void test_what_is_open_is_that_of_the_new_key(void **state)
{
	struct ground *g = pages_open(*state);

	pages_put(g, "acme/api/v2/summary.json",
	    pages_document(g, DOWN, pages_incident(g, "i1", "investigating")));
	assert_int_equal(read_page(g), 1);
	assert_int_equal(troubles(g, "acme"), 2);
	configure(g, "roadrunner", "");
	assert_int_equal(read_page(g), 0);
	assert_int_equal(troubles(g, "acme"), 0);
	assert_int_equal(troubles(g, "roadrunner"), 2);
}

/* It is another page that is asked meanwhile. */
static void test_while_it_is_not_enabled_is_not_known(void **state)
{
	const char *other;
	struct ground *g = pages_open(*state);
	struct poll_result result;

	other = mem_printf(g,
	    "[provider hooli]\nurl = http://127.0.0.1:%ld/%d/hooli\nallow_private = yes\n",
	    world.port, pages_test);
	pages_put(g, "hooli/api/v2/summary.json", pages_document(g, "", ""));
	read_page(g);
	configure(g, "acme", mem_printf(g, "enabled = no\n%s", other));
	for (int i = 0; i < 10; i++) {
		pass(INTERVAL);
		pages_poll(g, &result);
	}
	configure(g, "acme", other);
	pass(INTERVAL);
	pages_poll(g, &result);
	assert_int_equal(shelf_number(g->app.store_path,
			     "SELECT before - since FROM gap WHERE provider = 'acme'"),
	    11 * INTERVAL);
	assert_int_equal(shelf_number(g->app.store_path, "SELECT count(*) FROM gap"), 1);
}

#define MISNAMED                                                                                   \
	"the page is on the platform statuspage, not on cachet; put \"platform = statuspage\" in " \
	"[provider acme], or leave that line out"

/* Whether it was read before or not. It is there, so that it is not gone. */
static void test_a_page_of_another_platform_than_configured_is_said_to_be_so(void **state)
{
	for (int read_before = 0; read_before < 2; read_before++) {
		struct ground *g = pages_open(*state);
		struct poll_result result;

		if (read_before)
			read_page(g);
		configure(g, "acme", "platform = cachet\n");
		pass(INTERVAL);
		read_page(g);
		assert_string_equal(pages_state(g).failure, MISNAMED);
		for (int64_t until = clock_now() + 3 * DAY; clock_now() < until;) {
			pages_pass(g);
			pages_poll(g, &result);
		}
		assert_string_equal(pages_state(g).failure, MISNAMED);
		assert_int_equal(pages_state(g).health, PAGE_FAILING);
		configure(g, "acme", "platform = statuspage\n");
		pages_pass(g);
		assert_int_equal(read_page(g), 1);
		assert_int_equal(pages_state(g).health, PAGE_FRESH);
	}
}

/* Both have their document at the same place. */
static void test_a_page_of_a_look_alike_is_read_and_told(void **state)
{
	struct ground *g = pages_open(*state);

	configure(g, "acme", "platform = incidentio\n");
	assert_int_equal(read_page(g), 1);
	g->store = shelf_open(g, g->app.store_path);
	assert_string_equal(ground_last(g).status, "changed");
	assert_string_equal(ground_last(g).detail,
	    "the page is on the platform statuspage, not on incidentio; put "
	    "\"platform = statuspage\" in [provider acme], or leave that line out");
	pages_asked(g);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(pages_asked(g), "summary.json 304\n");
	configure(g, "acme", "");
	assert_int_equal(pages_poll_next(g), 1);
	assert_string_equal(ground_last(g).status, "fresh");
}

/* A slip is no reason to look elsewhere. */
static void test_the_configured_platform_is_asked_alone_while_it_answers(void **state)
{
	struct ground *g = pages_open_with(*state, "", "platform = statuspage\n");

	read_page(g);
	pages_asked(g);
	pages_meta(g, "status 404\n");
	pages_pass(g);
	read_page(g);
	assert_string_equal(pages_asked(g), "summary.json 404\n");
	assert_string_equal(pages_state(g).failure, "the page answered HTTP 404");
}

static void hear_before(struct ground *g, const char *configured)
{
	const struct letter known = {.incident = "i1",
	    .update = "i1-investigating",
	    .status = "investigating",
	    .text = "We look."};
	const struct letter over = {.id = "m2",
	    .incident = "i2",
	    .update = "u2",
	    .status = "investigating",
	    .text = "We look."};

	configure(g, "acme", configured);
	g->store = shelf_open(g, g->app.store_path);
	assert_int_equal(mail(g, &known), 1);
	assert_int_equal(mail(g, &over), 1);
	pages_summary(g, pages_incident(g, "i1", "investigating"));
	pages_incidents(g, pages_incident(g, "i2", "resolved"));
	assert_int_equal(read_page(g), *configured != '\0' ? 1 : 0);
	assert_int_equal(pages_poll_next(g), 1);
	assert_int_equal(pages_poll_next(g), 0);
	assert_string_equal(ground_last(g).status, "resolved");
	assert_string_equal(ground_last(g).incident_id, "i2");
	assert_int_equal(shelf_number(g->app.store_path,
			     "SELECT count(*) FROM incident WHERE page_id <> '" PAGE "'"),
	    0);
	talloc_free(g->store);
}

/* A mail knows no page: before the first read there is but what the configuration says. */
static void test_what_mails_told_before_the_first_read_is_the_pages(void **state)
{
	static const char *const configured[] = {"page_id = wrongpage001\n", ""};

	for (size_t i = 0; i < UNIT_COUNT(configured); i++)
		hear_before(pages_open(*state), configured[i]);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_is_open_is_that_of_the_new_key),
	    GROUND_TEST(test_while_it_is_not_enabled_is_not_known),
	    GROUND_TEST(test_a_page_of_another_platform_than_configured_is_said_to_be_so),
	    GROUND_TEST(test_a_page_of_a_look_alike_is_read_and_told),
	    GROUND_TEST(test_what_mails_told_before_the_first_read_is_the_pages),
	    GROUND_TEST(test_the_configured_platform_is_asked_alone_while_it_answers),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
