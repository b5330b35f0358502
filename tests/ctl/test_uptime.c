/* Tests of ctl/uptime: what stored transitions, gaps and failures add up to, to the millisecond. */
#include "desk.h"

#include "ctl/uptime.h"
#include "store/events.h"
#include "store/gaps.h"
#include "store/providers.h"
#include "store/state.h"

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)
#define PAGE "ac7mec10ud42"

struct bench {
	struct desk desk;
	struct app app;
	struct store *store;
	struct provider_state page;
};

/* acme's page, read from 10 days ago until now. */
static struct bench bench_open(void *ctx)
{
	struct bench b = {.desk = desk_open(ctx)};
	struct error e;

	clock_set(NOW);
	if (app_load(ctx, b.desk.conf, &b.app, &e) != OK || app_make_state_dir(&b.app, &e) != OK ||
	    store_open(ctx, b.app.store_path, STORE_MAKE, &b.store, &e) != OK)
		fail_msg("%s", e.text);
	b.page = (struct provider_state){
	    .key = "acme",
	    .page_id = PAGE,
	    .first_read_at = NOW - 10 * DAY,
	    .tried_at = NOW,
	    .answered_at = NOW,
	};
	assert_int_equal(store_provider_put(b.store, &b.page, NULL), OK);
	return b;
}

static void tell(struct bench *b, enum event_kind kind, const char *id, const char *before,
    const char *after, int64_t at)
{
	struct event event = {
	    .kind = kind,
	    .channel = CHANNEL_POLLER,
	    .received_at = at,
	    .occurred_at = at,
	    .provider = "acme",
	    .provider_name = "Acme Cloud",
	    .page_id = PAGE,
	    .incident_id = id,
	    .previous_status = before,
	    .status = after,
	};

	assert_int_equal(store_event_append(b->store, &event, NULL), OK);
}

static void put_component(struct bench *b, const char *id, const char *status)
{
	const struct component_state c = {
	    .page_id = PAGE, .id = id, .provider = "acme", .name = id, .status = status};

	assert_int_equal(store_component_put(b->store, &c, NULL), OK);
}

/* The row of a component, or of the provider for NULL. */
static struct tally tally_of(struct bench *b, const char *key, const char *component, int64_t days)
{
	struct uptime_row *rows;
	struct error e;
	size_t n;

	if (uptime_read(b->desk.ctx, &b->app, b->store, key, NOW - days * DAY, &rows, &n, &e) != OK)
		fail_msg("%s", e.text);
	for (size_t i = 0; i < n; i++) {
		const char *name = rows[i].component;

		if (strcmp(rows[i].provider, "acme") == 0 &&
		    (component == NULL ? name == NULL
				       : name != NULL && strcmp(name, component) == 0)) {
			assert_int_equal(tally_total(&rows[i].tally), days * DAY);
			return rows[i].tally;
		}
	}
	fail_msg("no row of %s", component != NULL ? component : "acme");
	return (struct tally){0};
}

static void test_transitions_and_what_is_not_known(void **state)
{
	struct bench b = bench_open(*state);
	struct tally t;

	tell(&b, EVENT_PROVIDER, NULL, "fresh", "failing", NOW - 9 * DAY);
	tell(&b, EVENT_PROVIDER, NULL, "failing", "fresh", NOW - 9 * DAY + 12 * HOUR);
	assert_int_equal(
	    store_gap_put(b.store, &(struct gap){"acme", NOW - 6 * DAY, NOW - 5 * DAY}, 0, NULL),
	    OK);
	tell(&b, EVENT_COMPONENT, "api", "operational", "degraded_performance", NOW - 4 * DAY);
	tell(&b, EVENT_COMPONENT, "api", "degraded_performance", "operational", NOW - 3 * DAY);
	tell(&b, EVENT_COMPONENT, "api", "operational", "major_outage", NOW - 2 * DAY);
	tell(&b, EVENT_COMPONENT, "api", "major_outage", "operational", NOW - 1 * DAY);
	put_component(&b, "api", "operational");
	put_component(&b, "web", "partial_outage");
	t = tally_of(&b, "acme", "api", 20);
	assert_int_equal(t.ms[ROLLUP_UNKNOWN], 10 * DAY + 12 * HOUR + DAY);
	assert_int_equal(t.ms[ROLLUP_DEGRADED], DAY);
	assert_int_equal(t.ms[ROLLUP_MAJOR_OUTAGE], DAY);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 6 * DAY + 12 * HOUR);
	t = tally_of(&b, "acme", "web", 20); /* without a transition it was always so */
	assert_int_equal(t.ms[ROLLUP_PARTIAL_OUTAGE], 8 * DAY + 12 * HOUR);
	t = tally_of(&b, NULL, NULL, 20);
	assert_int_equal(t.ms[ROLLUP_MAJOR_OUTAGE], DAY);
	assert_int_equal(t.ms[ROLLUP_PARTIAL_OUTAGE], 7 * DAY + 12 * HOUR);
	assert_int_equal(t.ms[ROLLUP_UNKNOWN], 11 * DAY + 12 * HOUR);
}

static void test_what_was_so_when_the_span_began(void **state)
{
	struct bench b = bench_open(*state);
	struct tally t;

	tell(&b, EVENT_PROVIDER, NULL, "failing", "fresh", NOW - DAY);
	tell(&b, EVENT_COMPONENT, "api", "major_outage", "operational", NOW - 12 * HOUR);
	t = tally_of(&b, "acme", "api", 2);
	assert_int_equal(t.ms[ROLLUP_UNKNOWN], DAY);
	assert_int_equal(t.ms[ROLLUP_MAJOR_OUTAGE], 12 * HOUR);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 12 * HOUR);
}

static void test_a_page_that_is_not_read_now_is_unknown_from_then_on(void **state)
{
	struct bench b = bench_open(*state);

	b.page.answered_at = NOW - DAY;
	assert_int_equal(store_provider_put(b.store, &b.page, NULL), OK);
	assert_int_equal(tally_of(&b, NULL, NULL, 5).ms[ROLLUP_UNKNOWN], DAY);
	tell(&b, EVENT_PROVIDER, NULL, "fresh", "failing", NOW - 2 * DAY);
	assert_int_equal(tally_of(&b, NULL, NULL, 5).ms[ROLLUP_UNKNOWN], 2 * DAY);
	b.page.first_read_at = TIME_NONE;
	assert_int_equal(store_provider_put(b.store, &b.page, NULL), OK);
	assert_int_equal(tally_of(&b, NULL, NULL, 5).ms[ROLLUP_UNKNOWN], 5 * DAY);
}

static void test_incidents_and_maintenances_count_for_the_provider(void **state)
{
	struct bench b = bench_open(*state);
	struct incident_state in = {.page_id = PAGE,
	    .id = "i1",
	    .provider = "acme",
	    .status = "resolved",
	    .impact = "major",
	    .seen_at = NOW,
	    .opened_at = NOW - 3 * DAY,
	    .closed_at = NOW - 2 * DAY};
	struct tally t;

	assert_int_equal(store_incident_put(b.store, &in, NULL), OK);
	in.id = "m1";
	in.maintenance = true;
	in.status = "in_progress";
	in.opened_at = NOW - 9 * DAY; /* announced */
	in.scheduled_for = NOW - 12 * HOUR;
	in.closed_at = TIME_NONE;
	assert_int_equal(store_incident_put(b.store, &in, NULL), OK);
	t = tally_of(&b, NULL, NULL, 5);
	assert_int_equal(t.ms[ROLLUP_PARTIAL_OUTAGE], DAY);
	assert_int_equal(t.ms[ROLLUP_MAINTENANCE], 12 * HOUR);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], 3 * DAY + 12 * HOUR);
}

static void test_what_left_its_page_is_neither_up_nor_down(void **state)
{
	struct bench b = bench_open(*state);
	struct tally t;

	tell(&b, EVENT_COMPONENT, "api", "degraded_performance", "removed", NOW - DAY);
	t = tally_of(&b, "acme", "api", 2);
	assert_int_equal(t.ms[ROLLUP_DEGRADED], DAY);
	assert_int_equal(t.ms[ROLLUP_UNKNOWN], DAY);
	t = tally_of(&b, NULL, NULL, 2);
	assert_int_equal(t.ms[ROLLUP_OPERATIONAL], DAY); /* the rest of the page is */
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_transitions_and_what_is_not_known),
	    UNIT_TEST(test_what_was_so_when_the_span_began),
	    UNIT_TEST(test_a_page_that_is_not_read_now_is_unknown_from_then_on),
	    UNIT_TEST(test_incidents_and_maintenances_count_for_the_provider),
	    UNIT_TEST(test_what_left_its_page_is_neither_up_nor_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
