/*
 * Tests of flow/ingest: a maintenance is moved before it begins, and no update says so. Told once,
 * and only where a page says for certain when a maintenance is planned.
 */
#include "ground.h"

#include "base/limits.h"

#define AT  (NOW + DAY)
#define END (NOW + DAY + HOUR)

/* What is told of the maintenance m; made by plan_of(). */
struct plan {
	struct update updates[3];
	struct incident in;
	struct report r;
};

/* Announced yesterday, and touched then. */
static struct plan *plan_of(struct ground *g, enum report_kind kind, int64_t from, int64_t until)
{
	struct plan *p = mem_new(g, struct plan);

	*p = (struct plan){
	    .updates = {
		{.id = "u1", .status = "scheduled", .text = "We will.", .created_at = NOW - DAY}}};
	p->in = incident_of("m", p->updates, 1);
	p->in.maintenance = true;
	p->in.scheduled_for = from;
	p->in.scheduled_until = until;
	p->r = report_of(kind, &p->in, 1);
	return p;
}

static void add_update(struct plan *p, const char *status)
{
	p->updates[p->in.n_updates++] =
	    (struct update){.id = "u2", .status = status, .text = "More.", .created_at = NOW};
	p->in.status = status;
	p->in.updated_at = NOW;
}

static int poll(struct ground *g, int64_t from, int64_t until)
{
	return take_document(g, "acme", &plan_of(g, REPORT_DOCUMENT, from, until)->r);
}

static int hear(struct ground *g, int64_t from, int64_t until)
{
	return take(g, CHANNEL_WEBHOOK, &plan_of(g, REPORT_MAINTENANCE, from, until)->r);
}

/* The page was read before, and has announced it. */
static struct ground *plan_open(void *ctx)
{
	struct ground *g = ground_open(ctx);

	ground_read_before(g);
	assert_int_equal(poll(g, AT, END), 1);
	pass(MINUTE);
	return g;
}

static void test_a_move_is_told_once(void **state)
{
	struct ground *g = plan_open(*state);
	struct event event;

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	event = ground_last(g);
	assert_int_equal(event.kind, EVENT_MAINTENANCE);
	assert_string_equal(event.status, "scheduled");
	assert_string_equal(event.title, "Slow API");
	assert_int_equal(event.scheduled_for, AT + HOUR);
	assert_int_equal(event.scheduled_until, END + HOUR);
	assert_int_equal(event.occurred_at, clock_now());
	assert_string_equal(event.note,
	    "moved without a new update: it was planned for 2026-11-24 12:00 UTC to 2026-11-24 "
	    "13:00 UTC");
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_for, AT + HOUR);
	assert_int_equal(poll(g, AT + HOUR, END + 2 * HOUR), 1);
	assert_int_equal(poll(g, AT + HOUR, END + 2 * HOUR), 0);
}

static void test_a_webhook_before_or_after_tells_no_second_time(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(hear(g, AT + HOUR, END + HOUR), 0);
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	assert_int_equal(hear(g, AT + HOUR, END + HOUR), 0);
	/* A late one has the plan of before. */
	assert_int_equal(hear(g, AT, END), 0);
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_for, AT + HOUR);
}

/* By whichever channel it comes. */
static void test_an_update_tells_it(void **state)
{
	for (int by_hook = 0; by_hook < 2; by_hook++) {
		struct ground *g = plan_open(*state);
		struct plan *hook = plan_of(g, REPORT_MAINTENANCE, AT + HOUR, END + HOUR);
		struct plan *page = plan_of(g, REPORT_DOCUMENT, AT + HOUR, END + HOUR);

		add_update(hook, "scheduled");
		add_update(page, "scheduled");
		if (by_hook)
			assert_int_equal(take(g, CHANNEL_WEBHOOK, &hook->r), 1);
		assert_int_equal(take_document(g, "acme", &page->r), by_hook ? 0 : 1);
		assert_int_equal(take(g, CHANNEL_WEBHOOK, &hook->r), 0);
		assert_int_equal(take_document(g, "acme", &page->r), 0);
		assert_int_equal(ground_last(g).scheduled_for, AT + HOUR);
		assert_null(ground_last(g).note);
		talloc_free(g->store);
	}
}

static void test_a_shift_under_a_minute_is_none_however_often(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(poll(g, AT + 40 * SECOND, END), 0);
	assert_int_equal(poll(g, AT, END - 59 * SECOND), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_for, AT);
	/* From what was told last. */
	assert_int_equal(poll(g, AT + 80 * SECOND, END), 1);
}

static void test_what_is_not_said_is_no_move(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(poll(g, TIME_NONE, TIME_NONE), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_until, END);
	assert_int_equal(poll(g, AT, TIME_NONE), 0);
	assert_int_equal(poll(g, AT, END), 0);
}

/* By a webhook; the page says more. */
static void test_an_end_that_was_not_said_is_taken_from_the_page(void **state)
{
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(hear(g, AT, TIME_NONE), 1);
	assert_int_equal(poll(g, AT, END), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_until, END);
	assert_int_equal(poll(g, AT, END + HOUR), 1);
}

/* A feed, or slots that come again and again. */
static void test_a_vague_plan_moves_without_a_word(void **state)
{
	struct ground *g = plan_open(*state);
	struct plan *p = plan_of(g, REPORT_DOCUMENT, AT + HOUR, END + HOUR);

	p->r.plans_are_vague = true;
	assert_int_equal(take_document(g, "acme", &p->r), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_for, AT + HOUR);
}

static void test_what_has_begun_or_is_over_is_not_moved(void **state)
{
	static const char *const words[] = {"in_progress", "verifying", "completed"};

	for (size_t i = 0; i < UNIT_COUNT(words); i++) {
		struct ground *g = plan_open(*state);
		struct plan *p = plan_of(g, REPORT_DOCUMENT, AT, END);

		add_update(p, words[i]);
		assert_int_equal(take_document(g, "acme", &p->r), 1);
		p->in.scheduled_until = END + HOUR;
		assert_int_equal(take_document(g, "acme", &p->r), 0);
		assert_int_equal(ground_incident(g, "m").scheduled_until, END + HOUR);
		talloc_free(g->store);
	}
}

static void test_what_should_have_begun_is_moved_on_only(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(poll(g, clock_now() - MINUTE, END), 0);
	pass(2 * DAY);
	assert_int_equal(poll(g, clock_now() + DAY, clock_now() + DAY + HOUR), 1);
}

/* Within the hour for which caches keep a copy; nobody says how old it is. */
static void test_an_old_copy_moves_nothing_back(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	assert_int_equal(poll(g, AT, END), 0);
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 0);
	pass(HOUR);
	assert_int_equal(poll(g, AT, END), 1);
	assert_int_equal(ground_incident(g, "m").scheduled_for, AT);
}

/* So many events of others that none of the plan's is among the newest. */
static void be_busy(struct ground *g)
{
	struct event other = {
	    .received_at = clock_now(),
	    .kind = EVENT_COMPONENT,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "hooli",
	    .provider_name = "Hooli",
	    .page_id = "hoolipage001",
	    .status = "operational",
	};

	assert_int_equal(store_begin(g->store, NULL), OK);
	for (int i = 0; i < LIMIT_RECENT_EVENTS; i++)
		assert_int_equal(store_event_append(g->store, &other, NULL), OK);
	assert_int_equal(store_end(g->store, OK, NULL), OK);
}

static void test_an_old_copy_moves_nothing_back_whatever_others_tell(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	be_busy(g);
	assert_int_equal(poll(g, AT, END), 0);
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 0);
}

/* Nor an older one; and a plan that was never told is no copy. */
static void test_a_copy_is_known_by_each_plan_of_before(void **state)
{
	struct ground *g = plan_open(*state);

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	assert_int_equal(poll(g, AT + HOUR, END + 2 * HOUR), 1);
	assert_int_equal(poll(g, AT, END), 0);
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 0);
	assert_int_equal(poll(g, AT, END + HOUR), 1);
}

/* An update since then says nothing of the plan; no cache has a copy any more. */
static void test_a_plan_is_none_of_before_for_as_long_as_caches_keep_it(void **state)
{
	struct ground *g = plan_open(*state);
	struct plan *p = plan_of(g, REPORT_MAINTENANCE, AT + HOUR, END + HOUR);

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	pass(HOUR);
	add_update(p, "scheduled");
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &p->r), 1);
	p->in.scheduled_for = AT;
	p->in.scheduled_until = END;
	p->r.kind = REPORT_DOCUMENT;
	assert_int_equal(take_document(g, "acme", &p->r), 1);
}

/* A page that is left at the plan of before has to send it again, or that would never be told. */
static void test_what_may_be_an_old_copy_is_asked_for_again(void **state)
{
	struct ground *g = plan_open(*state);
	int64_t shifts[] = {HOUR, 0};

	for (size_t i = 0; i < UNIT_COUNT(shifts); i++) {
		struct plan *p = plan_of(g, REPORT_DOCUMENT, AT + shifts[i], END + shifts[i]);
		struct provider_state page;

		assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &page, NULL), OK);
		page.validated = "https://status.acme.example";
		page.copied_at = clock_now() + (int64_t)i;
		assert_int_equal(take_in(g,
				     &(struct intake){
					 .channel = CHANNEL_POLLER,
					 .received_at = clock_now(),
					 .provider = provider_find(&g->app.providers, "acme"),
					 .report = &p->r,
					 .page_state = &page,
				     }),
		    i == 0 ? 1 : 0);
		assert_int_equal(store_provider_get(g->ctx, g->store, "acme", &page, NULL), OK);
		assert_int_equal(page.validated == NULL, i == 1);
	}
}

/* Whatever late webhook came between, with what was said before all that. */
static void test_an_old_copy_that_says_its_time_moves_nothing_back(void **state)
{
	struct ground *g = plan_open(*state);
	struct plan *late = plan_of(g, REPORT_MAINTENANCE, AT, END);

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	late->updates[0].id = "u0";
	late->updates[0].created_at -= DAY;
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &late->r), 1);
	assert_int_equal(poll(g, AT, END), 0);
}

/* By the time at which it was touched. */
static void test_moved_and_moved_back_is_told_twice(void **state)
{
	struct ground *g = plan_open(*state);

	for (int i = 0; i < 4; i++) {
		int64_t shift = i % 2 == 0 ? HOUR : 0;
		struct plan *p = plan_of(g, REPORT_DOCUMENT, AT + shift, END + shift);

		pass(MINUTE);
		p->in.updated_at = clock_now() - SECOND;
		assert_int_equal(take_document(g, "acme", &p->r), 1);
		assert_int_equal(ground_last(g).occurred_at, p->in.updated_at);
		assert_int_equal(take_document(g, "acme", &p->r), 0);
	}
}

static void test_a_mail_does_not_move_it(void **state)
{
	struct ground *g = plan_open(*state);
	struct plan *p = plan_of(g, REPORT_MAIL, AT + HOUR, END + HOUR);

	p->r.mail = (struct mail){.kind = MAIL_UPDATE, .id = "mail1"};
	assert_int_equal(take(g, CHANNEL_EMAIL, &p->r), 0);
	assert_int_equal(ground_incident(g, "m").scheduled_for, AT);
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
}

/* Its next update finds itself, and not the event of the move. */
static void test_what_comes_after_a_move_is_told(void **state)
{
	struct ground *g = plan_open(*state);
	struct plan *p = plan_of(g, REPORT_MAINTENANCE, AT + HOUR, END + HOUR);

	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 1);
	add_update(p, "scheduled");
	assert_int_equal(take(g, CHANNEL_WEBHOOK, &p->r), 1);
	assert_string_equal(ground_last(g).update_id, "u2");
	assert_int_equal(poll(g, AT + HOUR, END + HOUR), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_move_is_told_once),
	    GROUND_TEST(test_a_webhook_before_or_after_tells_no_second_time),
	    GROUND_TEST(test_an_update_tells_it),
	    GROUND_TEST(test_a_shift_under_a_minute_is_none_however_often),
	    GROUND_TEST(test_what_is_not_said_is_no_move),
	    GROUND_TEST(test_a_vague_plan_moves_without_a_word),
	    GROUND_TEST(test_what_has_begun_or_is_over_is_not_moved),
	    GROUND_TEST(test_what_should_have_begun_is_moved_on_only),
	    GROUND_TEST(test_an_old_copy_moves_nothing_back),
	    GROUND_TEST(test_an_old_copy_moves_nothing_back_whatever_others_tell),
	    GROUND_TEST(test_a_copy_is_known_by_each_plan_of_before),
	    GROUND_TEST(test_a_plan_is_none_of_before_for_as_long_as_caches_keep_it),
	    GROUND_TEST(test_an_end_that_was_not_said_is_taken_from_the_page),
	    GROUND_TEST(test_what_may_be_an_old_copy_is_asked_for_again),
	    GROUND_TEST(test_an_old_copy_that_says_its_time_moves_nothing_back),
	    GROUND_TEST(test_moved_and_moved_back_is_told_twice),
	    GROUND_TEST(test_a_mail_does_not_move_it),
	    GROUND_TEST(test_what_comes_after_a_move_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
