/* Tests of sink/log_pretty: the block of each kind to the byte, its colours, and that no text
 * can forge one. */
#include "records.h"

#define RULE "============================================================\n"
#define HEAD "[2026-11-23 12:00:00] [INFO]\n" RULE

static void expect(void *ctx, const struct event *event, const char *want)
{
	assert_string_equal(record_text(ctx, &sink_log_pretty, event, false), want);
}

static void test_an_incident(void **state)
{
	struct event event = record_incident();

	expect(*state, &event,
	    HEAD "  Source   : webhook\n"
		 "  Provider : Acme Cloud\n"
		 "  Product  : API, Dashboard\n"
		 "  Event    : incident\n"
		 "  Status   : minor | investigating — Elevated API error rates\n"
		 "  Detail   : We are investigating.\\nMore soon.\n" RULE);
}

static void test_an_incident_without_impact(void **state)
{
	struct event event = record_incident();

	event.impact = NULL;
	event.channel = CHANNEL_EMAIL;
	expect(*state, &event,
	    HEAD "  Source   : email\n"
		 "  Provider : Acme Cloud\n"
		 "  Product  : API, Dashboard\n"
		 "  Event    : incident\n"
		 "  Status   : investigating — Elevated API error rates\n"
		 "  Detail   : We are investigating.\\nMore soon.\n" RULE);
}

static void test_a_component(void **state)
{
	struct event event = record_component();

	expect(*state, &event,
	    HEAD "  Source   : poller\n"
		 "  Provider : Acme Cloud\n"
		 "  Product  : Dashboard\n"
		 "  Event    : component\n"
		 "  Status   : operational → major_outage\n"
		 "  Detail   : -\n" RULE);
}

static void test_a_maintenance_with_its_window(void **state)
{
	struct event event = record_maintenance();

	expect(*state, &event,
	    HEAD "  Source   : webhook\n"
		 "  Provider : Acme Cloud\n"
		 "  Product  : Database\n"
		 "  Event    : scheduled_maintenance\n"
		 "  Status   : scheduled — Database disk replacement (scheduled 2026-11-23 22:00 "
		 "UTC → 2026-11-24 02:00 UTC)\n"
		 "  Detail   : Writes may be refused.\n" RULE);
}

static void test_a_maintenance_without_an_end_or_a_window(void **state)
{
	struct event event = record_maintenance();

	event.scheduled_until = TIME_NONE;
	unit_has(record_text(*state, &sink_log_pretty, &event, false),
	    "  Status   : scheduled — Database disk replacement (scheduled 2026-11-23 22:00 "
	    "UTC)\n");
	event.scheduled_for = TIME_NONE;
	unit_has(record_text(*state, &sink_log_pretty, &event, false),
	    "  Status   : scheduled — Database disk replacement\n");
}

static void test_a_mail_with_a_note(void **state)
{
	struct event event = record_mail();

	expect(*state, &event,
	    HEAD "  Source   : email\n"
		 "  Provider : news@umbrella.example\n"
		 "  Product  : -\n"
		 "  Event    : email_notification\n"
		 "  Status   : Our spring newsletter\n"
		 "  Detail   : Dear customer\n"
		 "  Note     : no provider fits this mail\n" RULE);
}

static void test_a_summary(void **state)
{
	struct event event = record_summary();

	expect(*state, &event, "  [AI Summary] The API has errors; the cause is not known yet.\n");
	assert_string_equal(record_text(*state, &sink_log_pretty, &event, true),
	    "  \033[2m[AI Summary]\033[0m The API has errors; the cause is not known yet.\n");
	event.detail = "a\nb\033[2J";
	expect(*state, &event, "  [AI Summary] a\\nb\\x1b[2J\n");
}

static void test_a_summary_that_came_later_says_of_what(void **state)
{
	struct event event = record_summary();

	event.id = 12;
	expect(*state, &event,
	    "  [AI Summary] The API has errors; the cause is not known yet. (Acme Cloud, event "
	    "7)\n");
}

static void test_what_is_not_known_is_said_so(void **state)
{
	static const struct {
		enum event_kind kind;
		const char *status;
	} rows[] = {
	    {EVENT_INCIDENT, "  Status   : unknown — (no title)\n"},
	    {EVENT_MAINTENANCE, "  Status   : unknown — (no title)\n"},
	    {EVENT_COMPONENT, "  Status   : unknown → unknown\n"},
	    {EVENT_MAIL, "  Status   : (no subject)\n"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct event event = {
		    .received_at = RECEIVED, .kind = rows[i].kind, .channel = CHANNEL_POLLER};
		const char *text = record_text(*state, &sink_log_pretty, &event, false);

		unit_has(text, rows[i].status);
		unit_has(text, "  Provider : -\n  Product  : -\n");
		unit_has(text, "  Detail   : -\n" RULE);
	}
}

struct shade {
	enum event_kind kind;
	const char *impact;
	const char *status;
	const char *color;
};

static void test_colours_of_the_status(void **state)
{
	static const struct shade rows[] = {
	    {EVENT_INCIDENT, "minor", "investigating", "\033[33m"},
	    {EVENT_INCIDENT, NULL, "pondering", "\033[33m"},
	    {EVENT_INCIDENT, NULL, NULL, "\033[33m"},
	    {EVENT_INCIDENT, "major", "investigating", "\033[31m"},
	    {EVENT_INCIDENT, "critical", "monitoring", "\033[31m"},
	    {EVENT_INCIDENT, "critical", "resolved", "\033[32m"},
	    {EVENT_INCIDENT, "minor", "postmortem", "\033[32m"},
	    {EVENT_COMPONENT, NULL, "operational", "\033[32m"},
	    {EVENT_COMPONENT, NULL, "degraded_performance", "\033[33m"},
	    {EVENT_COMPONENT, NULL, "major_outage", "\033[31m"},
	    {EVENT_COMPONENT, NULL, "under_maintenance", "\033[34m"},
	    {EVENT_COMPONENT, NULL, "sideways", "\033[33m"},
	    {EVENT_MAINTENANCE, "maintenance", "in_progress", "\033[34m"},
	    {EVENT_MAINTENANCE, "none", "completed", "\033[32m"},
	    {EVENT_MAIL, NULL, NULL, "\033[33m"},
	    {EVENT_PROVIDER, NULL, "failing", "\033[33m"},
	    {EVENT_PROVIDER, NULL, "fresh", "\033[32m"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct event event = record_incident();

		event.kind = rows[i].kind;
		event.impact = rows[i].impact;
		event.status = rows[i].status;
		unit_has(record_text(*state, &sink_log_pretty, &event, true),
		    mem_printf(*state, "  Status   : %s", rows[i].color));
	}
}

static void test_a_block_in_colour(void **state)
{
	struct event event = record_component();

	assert_string_equal(record_text(*state, &sink_log_pretty, &event, true),
	    "\033[2m[2026-11-23 12:00:00] [INFO]\033[0m\n" RULE "  Source   : poller\n"
	    "  Provider : Acme Cloud\n"
	    "  Product  : Dashboard\n"
	    "  Event    : component\n"
	    "  Status   : \033[31moperational → major_outage\033[0m\n"
	    "  Detail   : -\n" RULE);
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (; (text = strstr(text, part)) != NULL; text += strlen(part))
		n++;
	return n;
}

/* Lines: the head, two rules, six of the body, and the note. */
static void expect_shape(void *ctx, const char *name, const struct event *event, const char *text)
{
	size_t lines = event->note != NULL ? 10 : 9;

	(void)ctx;
	if (count(text, "\n") != lines)
		fail_msg("%s: %zu lines instead of %zu:\n%s", name, count(text, "\n"), lines, text);
	assert_int_equal(count(text, "\n" RULE), 2);
	assert_int_equal(count(text, "\n  Source   : "), 1);
	assert_int_equal(text[strlen(text) - 1], '\n');
}

static void expect_plain(void *ctx, const char *name, const struct event *event)
{
	const char *text = record_text(ctx, &sink_log_pretty, event, false);
	uint32_t danger = record_danger(text, true);

	expect_shape(ctx, name, event, text);
	if (danger != 0)
		fail_msg("%s: U+%04X is in it:\n%s", name, (unsigned)danger, text);
}

/* Our own escapes and no other: the head's, the status's, and an end of each. */
static void expect_coloured(void *ctx, const char *name, const struct event *event)
{
	const char *text = record_text(ctx, &sink_log_pretty, event, true);

	assert_true(strncmp(text, "\033[2m", 4) == 0);
	expect_shape(ctx, name, event, text);
	assert_int_equal(count(text, "\033"), 4);
	assert_int_equal(count(text, "\033[0m\n"), 2);
	if (record_danger(text, false) != 0)
		fail_msg("%s: a control character is in it:\n%s", name, text);
}

static void test_no_text_of_a_fixture_forges_a_line(void **state)
{
	record_each(*state, expect_plain);
}

static void test_no_text_of_a_fixture_brings_colours_of_its_own(void **state)
{
	record_each(*state, expect_coloured);
}

static void test_hostile_text_in_every_field_stays_one_line_each(void **state)
{
	static const char hostile[] =
	    "x\n" RULE "\r\n\033[2J\x9b\xff\xc0\x80\xe2\x80\xae\xe2\x80\xa8\t\v\f\a\b\x7f";
	struct event event = {
	    .received_at = RECEIVED,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = hostile,
	    .provider_name = hostile,
	    .page_id = hostile,
	    .product = hostile,
	    .impact = hostile,
	    .status = hostile,
	    .previous_status = hostile,
	    .title = hostile,
	    .detail = hostile,
	    .incident_id = hostile,
	    .update_id = hostile,
	    .url = hostile,
	    .note = hostile,
	};

	for (int kind = EVENT_INCIDENT; kind <= EVENT_PROVIDER; kind++) {
		event.kind = (enum event_kind)kind;
		expect_plain(*state, event_kind_name(event.kind), &event);
		expect_coloured(*state, event_kind_name(event.kind), &event);
	}
}

/* LIMIT_RECORD_BYTES is for the worst that the parsers let in: every byte escaped. */
static void test_the_longest_record_fits(void **state)
{
	struct event event = record_incident();
	char *worst = mem_array(*state, char, LIMIT_TEXT + 1);

	memset(worst, '\001', LIMIT_TEXT);
	event.detail = worst;
	event.title = event.product = event.note = worst + LIMIT_TEXT - LIMIT_TITLE;
	event.provider_name = event.impact = worst + LIMIT_TEXT - LIMIT_NAME;
	expect_plain(*state, "longest", &event);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_incident),
	    UNIT_TEST(test_an_incident_without_impact),
	    UNIT_TEST(test_a_component),
	    UNIT_TEST(test_a_maintenance_with_its_window),
	    UNIT_TEST(test_a_maintenance_without_an_end_or_a_window),
	    UNIT_TEST(test_a_mail_with_a_note),
	    UNIT_TEST(test_a_summary),
	    UNIT_TEST(test_a_summary_that_came_later_says_of_what),
	    UNIT_TEST(test_what_is_not_known_is_said_so),
	    UNIT_TEST(test_colours_of_the_status),
	    UNIT_TEST(test_a_block_in_colour),
	    UNIT_TEST(test_no_text_of_a_fixture_forges_a_line),
	    UNIT_TEST(test_no_text_of_a_fixture_brings_colours_of_its_own),
	    UNIT_TEST(test_hostile_text_in_every_field_stays_one_line_each),
	    UNIT_TEST(test_the_longest_record_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
