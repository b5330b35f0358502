/*
 * Tests of flow/ingest: components that leave a page's document, and incidents that leave a list
 * that goes on elsewhere. It is believed when two in a row lack them.
 */
#include "ground.h"

#define LIST(...)                                                                                  \
	(struct component[]){__VA_ARGS__},                                                         \
	    sizeof((struct component[]){__VA_ARGS__}) / sizeof(struct component)
#define API(word)                                                                                  \
	{                                                                                          \
		.id = "c1", .name = "API", .status = (word)                                        \
	}
#define WEB(word)                                                                                  \
	{                                                                                          \
		.id = "c2", .name = "Web", .status = (word)                                        \
	}
#define HIDDEN(word)                                                                               \
	{                                                                                          \
		.id = "c3", .name = "Mail", .status = (word), .fleeting = true                     \
	}

/* A document with these components, half a minute after the one before. */
static int show(struct ground *g, struct component *list, size_t n)
{
	struct report r = report_of(REPORT_DOCUMENT, NULL, 0);

	r.components = list;
	r.n_components = n;
	pass(30 * SECOND);
	return take_document(g, "acme", &r);
}

/* Its status; "none" when nothing is stored of it. */
static const char *status_of(struct ground *g, const char *id)
{
	struct component_state c;
	bool found;

	assert_int_equal(store_component_find(g->ctx, g->store, PAGE, id, &c, &found, NULL), OK);
	return found ? c.status : "none";
}

static int64_t unlisted(struct ground *g)
{
	struct provider_state page;

	assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &page, NULL), OK);
	return page.unlisted;
}

static void test_trouble_that_has_left_two_documents_is_told_as_removed(void **state)
{
	struct ground *g = ground_open(*state);
	struct event event;

	show(g, LIST(API("operational"), WEB("operational")));
	assert_int_equal(show(g, LIST(API("major_outage"), WEB("operational"))), 1);
	assert_int_equal(show(g, LIST(WEB("operational"))), 0);
	assert_string_equal(status_of(g, "c1"), "major_outage");
	assert_int_equal(unlisted(g), 1);
	assert_int_equal(show(g, LIST(WEB("operational"))), 1);
	event = ground_last(g);
	assert_int_equal(event.kind, EVENT_COMPONENT);
	assert_string_equal(event.product, "API");
	assert_string_equal(event.previous_status, "major_outage");
	assert_string_equal(event.status, "removed");
	assert_string_equal(status_of(g, "c1"), "none");
	assert_int_equal(unlisted(g), 0);
	assert_int_equal(show(g, LIST(WEB("operational"))), 0);
}

static int show_on(struct ground *g, const char *platform, struct component *list, size_t n)
{
	struct report r = report_of(REPORT_DOCUMENT, NULL, 0);
	struct provider_state page = {
	    .key = "acme", .page_id = PAGE, .platform = platform, .due_at = 1};

	r.components = list;
	r.n_components = n;
	return take_in(g, &(struct intake){
			      .channel = CHANNEL_POLLER,
			      .received_at = clock_now(),
			      .provider = provider_find(&g->app.providers, "acme"),
			      .report = &r,
			      .page_state = &page,
			  });
}

/* Where it is a first sight: what was told of is not forgotten without a word. */
static void test_trouble_that_another_platform_does_not_list_is_told_as_removed(void **state)
{
	struct ground *g = ground_open(*state);

	show_on(g, "statuspage", LIST(API("operational"), WEB("operational")));
	assert_int_equal(
	    show_on(g, "statuspage", LIST(API("major_outage"), WEB("operational"))), 1);
	assert_int_equal(show_on(g, "salesforce", LIST(HIDDEN("major_outage"))), 1);
	assert_string_equal(ground_last(g).product, "API");
	assert_string_equal(ground_last(g).status, "removed");
	assert_string_equal(status_of(g, "c2"), "none");
}

static void test_what_was_well_is_removed_without_a_word(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, LIST(API("operational"), WEB("operational")));
	assert_int_equal(show(g, LIST(WEB("operational"))), 0);
	assert_string_equal(status_of(g, "c1"), "operational");
	assert_int_equal(show(g, LIST(WEB("operational"))), 0);
	assert_string_equal(status_of(g, "c1"), "none");
}

static void test_one_that_comes_back_was_never_gone(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, LIST(API("operational"), WEB("operational")));
	show(g, LIST(API("major_outage"), WEB("operational")));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(show(g, LIST(WEB("operational"))), 0);
		assert_int_equal(show(g, LIST(API("major_outage"), WEB("operational"))), 0);
		assert_int_equal(unlisted(g), 0);
	}
	assert_string_equal(status_of(g, "c1"), "major_outage");
}

/* The page shows it only while it is not operational: not shown, it is. */
static void test_one_that_is_shown_in_trouble_only_is_well_when_it_is_not_shown(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, LIST(API("operational")));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(show(g, LIST(API("operational"), HIDDEN("major_outage"))), 1);
		assert_int_equal(show(g, LIST(API("operational"))), 0);
		assert_int_equal(show(g, LIST(API("operational"))), 1);
		assert_string_equal(ground_last(g).previous_status, "major_outage");
		assert_string_equal(ground_last(g).status, "operational");
		assert_int_equal(show(g, LIST(API("operational"))), 0);
		assert_int_equal(unlisted(g), 0);
	}
}

/* Only what stood in a document can leave one. */
static void test_what_webhooks_alone_tell_of_stays(void **state)
{
	struct ground *g = ground_open(*state);
	struct change c = {.component_id = "c9",
	    .name = "Inner",
	    .old_status = "operational",
	    .new_status = "major_outage",
	    .changed_at = NOW};
	struct report r = {
	    .kind = REPORT_COMPONENT, .page = {.id = PAGE}, .changes = &c, .n_changes = 1};

	show(g, LIST(API("operational")));
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(show(g, LIST(API("operational"))), 0);
	assert_string_equal(status_of(g, "c9"), "major_outage");
}

/* The page as a whole, at that time; "none" of trouble is all well. */
static int show_page(struct ground *g, const char *indicator, int64_t updated_at)
{
	struct report r = report_of(REPORT_DOCUMENT, NULL, 0);

	r.page.indicator = indicator;
	r.page.updated_at = updated_at;
	r.components = &(struct component)API("operational");
	r.n_components = 1;
	pass(30 * SECOND);
	return take_document(g, "acme", &r);
}

/*
 * The webhook that told of its end was lost, and the page shows it in trouble only. Not to be
 * believed of a copy of before, nor where something else is wrong; it may be in trouble again.
 */
static void test_what_webhooks_alone_tell_of_is_well_when_all_of_the_page_is(void **state)
{
	struct ground *g = ground_open(*state);
	struct change c = {.component_id = "c9", .name = "Inner", .new_status = "major_outage"};
	struct report r = {
	    .kind = REPORT_COMPONENT, .page = {.id = PAGE}, .changes = &c, .n_changes = 1};

	show_page(g, "none", NOW);
	for (int i = 1; i < 3; i++) {
		c.changed_at = NOW + i * HOUR;
		clock_set(c.changed_at);
		assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
		assert_int_equal(show_page(g, "none", c.changed_at - MINUTE), 0);
		assert_int_equal(show_page(g, "none", c.changed_at + SECOND), 0);
		assert_int_equal(show_page(g, "minor", c.changed_at + 20 * SECOND), 0);
		assert_int_equal(show_page(g, NULL, c.changed_at + 20 * SECOND), 0);
		assert_int_equal(show_page(g, "none", TIME_NONE), 0);
		assert_int_equal(show_page(g, "none", c.changed_at + 20 * SECOND), 1);
		assert_string_equal(ground_last(g).product, "Inner");
		assert_string_equal(ground_last(g).previous_status, "major_outage");
		assert_string_equal(ground_last(g).status, "operational");
		assert_int_equal(show_page(g, "none", c.changed_at + 20 * SECOND), 0);
		assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 0);
	}
	assert_int_equal(unlisted(g), 0);
}

/* Its status there is older than what a webhook told; it is there all the same. */
static void test_one_that_comes_back_with_an_old_status_was_never_gone(void **state)
{
	struct ground *g = ground_open(*state);
	struct component old = API("operational");

	old.changed_at = NOW - DAY;
	show(g, LIST(API("operational"), WEB("operational")));
	show(g, LIST(API("major_outage"), WEB("operational")));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(show(g, LIST(WEB("operational"))), 0);
		assert_int_equal(show(g, LIST(old, WEB("operational"))), 0);
	}
	assert_string_equal(status_of(g, "c1"), "major_outage");
}

/* A webhook about it is no document that has it. */
static void test_a_webhook_does_not_list_it_again(void **state)
{
	struct ground *g = ground_open(*state);
	struct change c = {.component_id = "c1",
	    .name = "API",
	    .old_status = "operational",
	    .new_status = "major_outage",
	    .changed_at = NOW + DAY};
	struct report r = {
	    .kind = REPORT_COMPONENT, .page = {.id = PAGE}, .changes = &c, .n_changes = 1};

	show(g, LIST(API("operational"), WEB("operational")));
	show(g, LIST(WEB("operational")));
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &r), 1);
	assert_int_equal(show(g, LIST(WEB("operational"))), 1);
	assert_string_equal(ground_last(g).status, "removed");
}

static void test_a_component_named_twice_is_one_event(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, LIST(WEB("operational")));
	assert_int_equal(show(g, LIST(WEB("major_outage"), WEB("major_outage"),
				     API("degraded_performance"), API("degraded_performance"))),
	    2);
}

/* Which of the two is right nobody can tell, so that neither is news each time. */
static void test_a_component_named_twice_with_two_statuses_does_not_flap(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, LIST(WEB("operational"), API("major_outage"), API("operational")));
	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    show(g, LIST(WEB("operational"), API("major_outage"), API("operational"))), 0);
	assert_int_equal(
	    show(g, LIST(WEB("operational"), API("operational"), API("operational"))), 1);
}

/* Many, so that each is found among the others. */
static void test_a_change_among_many_is_found(void **state)
{
	struct ground *g = ground_open(*state);
	struct component many[300];

	for (size_t i = 0; i < UNIT_COUNT(many); i++)
		many[i] = (struct component){
		    .id = mem_printf(g, "%zu", i * 7919 % 1000),
		    .name = "One of many",
		    .status = "operational",
		};
	assert_int_equal(show(g, many, UNIT_COUNT(many)), 0);
	many[0].status = many[17].status = many[299].status = "major_outage";
	assert_int_equal(show(g, many, UNIT_COUNT(many)), 3);
	assert_int_equal(show(g, many, UNIT_COUNT(many)), 0);
	assert_int_equal(show(g, many, 150), 0);
	assert_int_equal(unlisted(g), 150);
	assert_int_equal(show(g, many, 150), 1);
	assert_string_equal(ground_last(g).incident_id, many[299].id);
}

/* The page has it, and does not say how it is: as Uptime Kuma of a monitor with pending beats only. */
static void test_one_of_which_nothing_is_said_stays_as_it_was(void **state)
{
	struct ground *g = ground_open(*state);

	show(g, LIST(API("operational"), WEB("operational")));
	assert_int_equal(show(g, LIST(API("major_outage"), WEB("operational"))), 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(show(g, LIST(API(NULL), WEB("operational"), HIDDEN(NULL))), 0);
	assert_string_equal(status_of(g, "c1"), "major_outage");
	assert_string_equal(status_of(g, "c3"), "none");
	assert_int_equal(show(g, LIST(API("operational"), WEB("operational"))), 1);
}

/* The newest incidents of a list, by id; there are more. */
static int show_newest(struct ground *g, const char *newest, const char *lowest)
{
	static struct update looked[] = {
	    {.id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW}};
	struct incident list[] = {incident_of(newest, looked, 1), incident_of(lowest, looked, 1)};
	struct report r = report_of(REPORT_DOCUMENT, list, UNIT_COUNT(list));

	r.absent_means = "withdrawn";
	r.cut_at[0] = lowest;
	pass(30 * SECOND);
	return take_document(g, "acme", &r);
}

static bool is_open(struct ground *g, const char *id)
{
	return ground_incident(g, id).closed_at == TIME_NONE;
}

static void test_one_that_was_deleted_is_withdrawn_though_the_list_goes_on(void **state)
{
	struct ground *g = ground_open(*state);

	show_newest(g, "101", "12");
	show_newest(g, "100", "12");
	assert_true(is_open(g, "101"));
	show_newest(g, "100", "12");
	assert_false(is_open(g, "101"));
	assert_string_equal(ground_incident(g, "101").status, "withdrawn");
}

/*
 * As by Better Stack, whose reports say what they do to the components as long as they do it, and by
 * webhooks of Instatus and Status.io.
 */
static void test_what_the_end_does_not_say_is_as_it_was(void **state)
{
	static const char *const impacts[] = {NULL, "operational"};
	static struct update told[] = {
	    {.id = "u1", .status = "downtime", .text = "Down.", .created_at = NOW},
	    {.id = "u2", .status = "resolved", .text = "Up.", .created_at = NOW + MINUTE}};

	for (size_t i = 0; i < UNIT_COUNT(impacts); i++) {
		struct ground *g = ground_open(*state);

		ground_read_before(g);
		for (size_t n = 1; n <= 2; n++) {
			struct incident in = incident_of("i1", told, n);
			struct report r = report_of(REPORT_DOCUMENT, &in, 1);

			in.impact = n == 1 ? "major_outage" : impacts[i];
			pass(MINUTE);
			assert_int_equal(take_document(g, "acme", &r), 1);
		}
		assert_false(is_open(g, "i1"));
		assert_string_equal(ground_incident(g, "i1").impact, "major_outage");
	}
}

/* As on a page of cState, whose incidents have no updates. */
static void test_the_end_of_a_status_alone_names_the_components(void **state)
{
	struct ground *g = ground_open(*state);
	struct incident in = {
	    .id = "i1",
	    .title = "Database down",
	    .status = "active",
	    .created_at = NOW,
	    .components = (const char *[]){"Database", "Site"},
	    .n_components = 2,
	};
	struct report with = report_of(REPORT_DOCUMENT, &in, 1);
	struct report without = report_of(REPORT_DOCUMENT, NULL, 0);

	ground_read_before(g);
	without.absent_means = "resolved";
	assert_int_equal(take_document(g, "acme", &with), 1);
	assert_string_equal(ground_say(g, product), "Database, Site");
	assert_string_equal(ground_incident(g, "i1").product, "Database, Site");
	for (int i = 0; i < 2; i++) {
		pass(90 * SECOND);
		assert_int_equal(take_document(g, "acme", &without), i);
	}
	assert_string_equal(ground_say(g, product), "Database, Site Database, Site");
}

static void test_one_that_others_pushed_out_of_the_list_stays_open(void **state)
{
	struct ground *g = ground_open(*state);

	show_newest(g, "100", "9");
	for (int i = 0; i < 3; i++)
		show_newest(g, "101", "10");
	assert_true(is_open(g, "9"));
	assert_false(is_open(g, "100"));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_trouble_that_has_left_two_documents_is_told_as_removed),
	    GROUND_TEST(test_trouble_that_another_platform_does_not_list_is_told_as_removed),
	    GROUND_TEST(test_what_was_well_is_removed_without_a_word),
	    GROUND_TEST(test_one_that_comes_back_was_never_gone),
	    GROUND_TEST(test_one_of_which_nothing_is_said_stays_as_it_was),
	    GROUND_TEST(test_one_that_is_shown_in_trouble_only_is_well_when_it_is_not_shown),
	    GROUND_TEST(test_what_webhooks_alone_tell_of_stays),
	    GROUND_TEST(test_what_webhooks_alone_tell_of_is_well_when_all_of_the_page_is),
	    GROUND_TEST(test_one_that_comes_back_with_an_old_status_was_never_gone),
	    GROUND_TEST(test_a_webhook_does_not_list_it_again),
	    GROUND_TEST(test_a_component_named_twice_is_one_event),
	    GROUND_TEST(test_a_component_named_twice_with_two_statuses_does_not_flap),
	    GROUND_TEST(test_a_change_among_many_is_found),
	    GROUND_TEST(test_one_that_was_deleted_is_withdrawn_though_the_list_goes_on),
	    GROUND_TEST(test_what_the_end_does_not_say_is_as_it_was),
	    GROUND_TEST(test_the_end_of_a_status_alone_names_the_components),
	    GROUND_TEST(test_one_that_others_pushed_out_of_the_list_stays_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
