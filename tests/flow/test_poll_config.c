/*
 * Tests of flow/poll against the fake world: the configuration is changed while a page has
 * trouble. What is known stays known, and is told once.
 */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_what_is_open_is_that_of_the_new_key),
	    GROUND_TEST(test_while_it_is_not_enabled_is_not_known),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
