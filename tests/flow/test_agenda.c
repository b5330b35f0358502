/*
 * Tests of flow/agenda by runs of the poller against the fake world: when nothing is due the
 * providers are not even read, and nothing that is due is missed for it.
 */
#include "pages.h"
#include "post.h"

#define HOOLI "[provider hooli]\nurl = http://127.0.0.1:%ld/%d/hooli\nallow_private = yes\n"

static const char *conf_of(struct ground *g)
{
	return mem_printf(g, "%s/status-monitor.conf", g->folder);
}

static const char *hooli(struct ground *g)
{
	return mem_printf(g, HOOLI, world.port, pages_test);
}

/* The configuration with these lines more, of [monitor] and below its providers. */
static void configure(struct ground *g, const char *settings, const char *providers)
{
	unit_file(g, g->folder, "status-monitor.conf",
	    mem_printf(g,
		"[monitor]\nstate_dir = %s/state\n%s\n[provider acme]\nname = Acme\n"
		"url = http://127.0.0.1:%ld/%d/acme\nallow_private = yes\n%s",
		g->folder, settings, world.port, pages_test, providers));
}

/* A run as cron begins it, of stay_ms; how many pages it asked. */
static size_t start(struct ground *g, int64_t stay_ms, bool *read_providers)
{
	struct poll_result result;
	struct error e;
	struct app app;

	if (app_open(g, conf_of(g), &app, &e) != OK ||
	    poll_run(&app, &(struct poll_options){.stay_ms = stay_ms}, &result, &e) != OK)
		fail_msg("%s", e.text);
	*read_providers = app.providers.n > 0;
	return result.asked;
}

static void expect(struct ground *g, int64_t stay_ms, size_t asked, bool read_providers)
{
	bool did_read;

	assert_int_equal(start(g, stay_ms, &did_read), asked);
	assert_int_equal(did_read, read_providers);
}

/* The pages were asked, and the run after that has found all of their due times. */
static struct ground *settled(void *ctx, bool with_hooli)
{
	struct ground *g = pages_open(ctx);
	bool read;

	pages_put(g, "hooli/api/v2/summary.json",
	    "{\"page\":{\"id\":\"hooli1\",\"name\":\"Hooli\"},\"components\":[],"
	    "\"incidents\":[],\"scheduled_maintenances\":[]}");
	configure(g, "", with_hooli ? hooli(g) : "");
	start(g, 0, &read);
	expect(g, 0, 0, true);
	return g;
}

static void test_with_nothing_due_no_provider_is_read(void **state)
{
	struct ground *g = settled(*state, false);

	expect(g, 0, 0, false);
	expect(g, 58 * SECOND, 0, false);
}

static void test_what_is_due_is_asked(void **state)
{
	struct ground *g = settled(*state, false);

	pass(INTERVAL - 2 * SECOND);
	expect(g, 0, 0, false);
	pass(SECOND);
	expect(g, 0, 1, true);
	pass(INTERVAL - 59 * SECOND);
	expect(g, 58 * SECOND, 0, false);
	pass(2 * SECOND);
	expect(g, 58 * SECOND, 1, true);
}

static void test_another_configuration_is_read(void **state)
{
	static const char *const settings[] = {"# a remark", "poll_interval_seconds = 30"};
	static const size_t asked[] = {0, 1};

	for (size_t i = 0; i < UNIT_COUNT(settings); i++) {
		struct ground *g = settled(*state, false);

		configure(g, settings[i], "");
		expect(g, 0, asked[i], true);
	}
}

static void test_another_interval_of_the_environment_is_read(void **state)
{
	struct ground *g = settled(*state, false);

	setenv("POLL_INTERVAL_SECONDS", "30", 1);
	expect(g, 0, 1, true);
	unsetenv("POLL_INTERVAL_SECONDS");
}

/* As by a person who has another environment than cron, or names another file. */
static void test_a_run_of_another_interval_between_is_noticed(void **state)
{
	struct ground *g = settled(*state, false);

	setenv("POLL_INTERVAL_SECONDS", "3600", 1);
	expect(g, 0, 1, true);
	unsetenv("POLL_INTERVAL_SECONDS");
	expect(g, 0, 1, true);
	expect(g, 0, 0, true);
	expect(g, 0, 0, false);
}

static void test_a_provider_that_is_added_is_asked(void **state)
{
	struct ground *g = settled(*state, false);

	configure(g, "", hooli(g));
	expect(g, 0, 1, true);
	expect(g, 0, 0, true);
	expect(g, 0, 0, false);
}

/* Of a configuration so long that the settings are read alone. */
static void test_a_provider_far_down_is_asked(void **state)
{
	struct ground *g = settled(*state, false);
	const char *remarks = mem_printf(g, "# %0150d\n# %0150d\n", 1, 2);

	while (strlen(remarks) < 20000)
		remarks = mem_printf(g, "%s%s", remarks, remarks);
	configure(g, "", remarks);
	expect(g, 0, 0, true);
	expect(g, 0, 0, false);
	configure(g, "", mem_printf(g, "%s%s", remarks, hooli(g)));
	expect(g, 0, 1, true);
}

/* Nor does what a mail wanted of it. */
static void test_what_is_not_watched_any_more_is_never_due(void **state)
{
	struct ground *g = settled(*state, true);
	struct store *s = shelf_open(g, g->app.store_path);

	pass(INTERVAL / 2);
	assert_int_equal(store_provider_want(s, "hooli", clock_now(), NULL), OK);
	talloc_free(s);
	configure(g, "", "");
	expect(g, 0, 0, true);
	expect(g, 0, 0, false);
	pass(INTERVAL / 2);
	expect(g, 0, 1, true);
	pass(INTERVAL / 2);
	expect(g, 0, 0, false);
	configure(g, "", hooli(g));
	expect(g, 0, 1, true);
}

static void test_a_page_that_a_mail_wants_is_asked(void **state)
{
	struct ground *g = settled(*state, false);
	struct store *s = shelf_open(g, g->app.store_path);

	pass(30 * SECOND);
	assert_int_equal(store_provider_want(s, "acme", clock_now(), NULL), OK);
	talloc_free(s);
	pass(SECOND);
	expect(g, 0, 1, true);
}

/* It may want a page at any time of the run. */
static void test_who_waits_for_mails_knows_the_providers(void **state)
{
	struct ground *g = settled(*state, false);
	struct store *s = shelf_open(g, g->app.store_path);

	assert_int_equal(store_begin(s, NULL), OK);
	assert_int_equal(store_end(s, store_fact_put(s, FACT_MAILED_AT, NOW, NULL), NULL), OK);
	talloc_free(s);
	expect(g, 0, 0, false);
	expect(g, 20 * SECOND, 0, true);
}

static void test_a_clock_that_was_ahead_puts_nothing_off(void **state)
{
	struct ground *g = settled(*state, false);

	pass(20 * MINUTE);
	expect(g, 0, 1, true);
	pass(-10 * MINUTE);
	expect(g, 0, 1, true);
}

/* Killed between commit and log. */
static void test_what_is_not_in_the_log_is_written(void **state)
{
	struct ground *g = settled(*state, false);
	struct job job = {.in = &post_new(g, 1)->in};
	struct writer *w;

	assert_int_equal(writer_open(g, &g->app, &w, NULL), OK);
	writer_store(w, (struct job *const[]){&job}, 1);
	talloc_free(w);
	unit_same("log", logbook_text(g, logbook_path(g)), "");
	expect(g, 0, 0, false);
	g->store = shelf_open(g, g->app.store_path);
	logbook_expect(g, 1, 1);
}

static void test_retention_has_its_hour(void **state)
{
	struct ground *g = settled(*state, false);
	bool read;

	configure(g, "poll_interval_seconds = 86400", "");
	start(g, 0, &read);
	expect(g, 0, 0, true);
	expect(g, 0, 0, false);
	pass(HOUR + SECOND);
	expect(g, 0, 0, true);
	expect(g, 0, 0, false);
}

static void test_what_is_wrong_with_the_file_is_said(void **state)
{
	struct ground *g = settled(*state, false);
	struct poll_result result;
	struct error e;
	struct app app;

	configure(g, "", "uhrl = x\n");
	assert_int_equal(app_open(g, conf_of(g), &app, &e), OK);
	assert_int_equal(poll_run(&app, &(struct poll_options){0}, &result, &e), E_CONFIG);
	assert_non_null(strstr(e.text, "status-monitor.conf:8: a provider has no setting"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_with_nothing_due_no_provider_is_read),
	    GROUND_TEST(test_what_is_due_is_asked),
	    GROUND_TEST(test_another_configuration_is_read),
	    GROUND_TEST(test_another_interval_of_the_environment_is_read),
	    GROUND_TEST(test_a_run_of_another_interval_between_is_noticed),
	    GROUND_TEST(test_a_provider_that_is_added_is_asked),
	    GROUND_TEST(test_a_provider_far_down_is_asked),
	    GROUND_TEST(test_what_is_not_watched_any_more_is_never_due),
	    GROUND_TEST(test_a_page_that_a_mail_wants_is_asked),
	    GROUND_TEST(test_who_waits_for_mails_knows_the_providers),
	    GROUND_TEST(test_a_clock_that_was_ahead_puts_nothing_off),
	    GROUND_TEST(test_what_is_not_in_the_log_is_written),
	    GROUND_TEST(test_retention_has_its_hour),
	    GROUND_TEST(test_what_is_wrong_with_the_file_is_said),
	};

	return cmocka_run_group_tests(tests, start_world, stop_world);
}
