/* Tests of model/event: what of a report becomes which part of an event. */
#include "../base/unit.h"

#include "base/json.h"
#include "base/limits.h"
#include "model/event.h"

static void test_kinds_and_channels_have_the_names_of_the_log(void **state)
{
	(void)state;
	assert_string_equal(event_kind_name(EVENT_INCIDENT), "incident");
	assert_string_equal(event_kind_name(EVENT_COMPONENT), "component");
	assert_string_equal(event_kind_name(EVENT_MAINTENANCE), "scheduled_maintenance");
	assert_string_equal(event_kind_name(EVENT_MAIL), "email_notification");
	assert_string_equal(event_kind_name(EVENT_PROVIDER), "provider");
	assert_string_equal(event_kind_name(EVENT_SUMMARY), "summary");
	assert_string_equal(channel_name(CHANNEL_WEBHOOK), "webhook");
	assert_string_equal(channel_name(CHANNEL_EMAIL), "email");
	assert_string_equal(channel_name(CHANNEL_POLLER), "poller");
}

static void test_numbers_that_are_stored_stay(void **state)
{
	(void)state;
	assert_int_equal(EVENT_INCIDENT, 1);
	assert_int_equal(EVENT_COMPONENT, 2);
	assert_int_equal(EVENT_MAINTENANCE, 3);
	assert_int_equal(EVENT_MAIL, 4);
	assert_int_equal(EVENT_PROVIDER, 5);
	assert_int_equal(EVENT_SUMMARY, 6);
	assert_int_equal(CHANNEL_WEBHOOK, 1);
	assert_int_equal(CHANNEL_EMAIL, 2);
	assert_int_equal(CHANNEL_POLLER, 3);
}

static void test_a_number_of_nothing_is_unknown(void **state)
{
	(void)state;
	assert_string_equal(event_kind_name((enum event_kind)0), "unknown");
	assert_string_equal(event_kind_name((enum event_kind)99), "unknown");
	assert_string_equal(channel_name((enum channel)0), "unknown");
}

static void test_an_update_brings_its_own_and_its_incidents_parts(void **state)
{
	struct incident in = {.id = "i1",
	    .title = "Errors",
	    .status = "resolved",
	    .impact = "major",
	    .url = "https://x.example/i1",
	    .created_at = 1,
	    .updated_at = 9,
	    .scheduled_for = 11,
	    .scheduled_until = 12};
	struct update up = {
	    .id = "u1", .status = "identified", .text = "Found.", .created_at = 5, .display_at = 3};
	struct event ev = event_of_update(*state, &in, &up);

	assert_int_equal(ev.kind, EVENT_INCIDENT);
	assert_int_equal(ev.occurred_at, 5);
	unit_same("status is the update's", ev.status, "identified");
	unit_same("title", ev.title, "Errors");
	unit_same("impact", ev.impact, "major");
	unit_same("detail", ev.detail, "Found.");
	unit_same("incident", ev.incident_id, "i1");
	unit_same("update", ev.update_id, "u1");
	unit_same("url", ev.url, "https://x.example/i1");
	assert_int_equal(ev.scheduled_for, 11);
	assert_int_equal(ev.scheduled_until, 12);
}

static void test_what_the_caller_fills_in_is_left_empty(void **state)
{
	struct incident in = {.id = "i1"};
	struct update up = {.id = "u1"};
	struct event ev = event_of_update(*state, &in, &up);

	assert_int_equal(ev.id, 0);
	assert_int_equal(ev.received_at, TIME_NONE);
	assert_null(ev.provider);
	assert_null(ev.provider_name);
	assert_null(ev.page_id);
	assert_null(ev.previous_status);
	assert_null(ev.note);
}

static void test_an_update_without_a_time_has_its_incidents(void **state)
{
	struct incident in = {.created_at = 1, .updated_at = 9};
	struct update up = {.display_at = 3};

	assert_int_equal(event_of_update(*state, &in, &up).occurred_at, 9);
	in.updated_at = TIME_NONE;
	assert_int_equal(event_of_update(*state, &in, &up).occurred_at, TIME_NONE);
}

static void test_a_maintenance_is_one(void **state)
{
	struct incident in = {.maintenance = true};
	struct update up = {0};

	assert_int_equal(event_of_update(*state, &in, &up).kind, EVENT_MAINTENANCE);
}

static void test_a_report_of_nothing_is_an_event_of_nothing(void **state)
{
	struct incident in = {0};
	struct update up = {0};
	struct event ev = event_of_update(*state, &in, &up);

	assert_null(ev.product);
	assert_null(ev.components);
	assert_null(ev.title);
	assert_null(ev.status);
	assert_null(ev.detail);
	assert_int_equal(ev.occurred_at, TIME_NONE);
}

static void test_the_product_is_what_the_update_affects(void **state)
{
	struct affected affected[] = {{.name = "API"}, {.name = NULL}, {.name = "Dashboard"}};
	const char *components[] = {"Everything"};
	struct incident in = {.components = components, .n_components = 1};
	struct update up = {.affected = affected, .n_affected = UNIT_COUNT(affected)};
	struct event ev = event_of_update(*state, &in, &up);

	unit_same("product", ev.product, "API, Dashboard");
	unit_same("components", ev.components, "[\"API\",\"Dashboard\"]");
}

static void test_else_the_product_is_what_the_incident_names(void **state)
{
	const char *components[] = {"API", NULL, "Chat, \"voice\""};
	struct incident in = {.components = components, .n_components = UNIT_COUNT(components)};
	struct update up = {0};
	struct event ev = event_of_update(*state, &in, &up);

	unit_same("product", ev.product, "API, Chat, \"voice\"");
	unit_same("components", ev.components, "[\"API\",\"Chat, \\\"voice\\\"\"]");
}

static void test_an_update_that_names_nothing_has_what_the_incident_names(void **state)
{
	struct affected nameless[] = {{.component_id = "c1"}};
	const char *components[] = {"API"};
	struct incident in = {.components = components, .n_components = 1};
	struct update up = {.affected = nameless, .n_affected = 1};

	unit_same("product", event_of_update(*state, &in, &up).product, "API");
}

static void test_an_empty_name_leaves_the_list_of_components_json(void **state)
{
	struct affected affected[] = {{.name = ""}, {.name = "API"}};
	struct update up = {.affected = affected, .n_affected = UNIT_COUNT(affected)};
	struct incident in = {0};
	const char *list = event_of_update(*state, &in, &up).components;
	struct json *o = NULL;

	assert_non_null(list);
	if (json_read(*state, list, strlen(list), &o, NULL) != OK)
		fail_msg("%s", list);
}

/* The longest that names can become as JSON: every byte of them escaped. */
static void test_names_of_control_characters_fit_as_json(void **state)
{
	char *name = mem_array(*state, char, LIMIT_PRODUCT);
	struct affected affected[] = {{.name = name}};
	struct update up = {.affected = affected, .n_affected = 1};
	struct incident in = {0};
	struct json *o = NULL;
	const char *list;

	memset(name, 1, LIMIT_PRODUCT - 2);
	list = event_of_update(*state, &in, &up).components;
	assert_int_equal(json_read(*state, list, strlen(list), &o, NULL), OK);
	assert_string_equal(json_text_of(*state, json_list_at(o, 0), SIZE_MAX), name);
}

static void test_a_product_too_long_ends_after_a_whole_name(void **state)
{
	enum { N = 40, LENGTH = 98 };
	struct affected affected[N + 1] = {0};
	struct update up = {.affected = affected, .n_affected = N + 1};
	struct incident in = {0};
	char *name = mem_array(*state, char, LENGTH + 1);
	const char *product;
	struct json *o = NULL;
	struct event ev;

	memset(name, 'x', LENGTH);
	for (size_t i = 0; i < N; i++)
		affected[i].name = name;
	/* A short one that would fit again must not jump the queue. */
	affected[N].name = "a";
	ev = event_of_update(*state, &in, &up);
	product = ev.product;
	assert_int_equal(strlen(product), 10 * LENGTH + 9 * strlen(", "));
	assert_true(strlen(product) <= LIMIT_PRODUCT);
	assert_int_equal(product[strlen(product) - 1], 'x');
	assert_int_equal(json_read(*state, ev.components, strlen(ev.components), &o, NULL), OK);
	assert_int_equal(json_list_size(o, 100), 10);
}

/* The separator counts: what the text cannot hold must not stand in the list either. */
static void test_text_and_list_of_components_name_the_same(void **state)
{
	char *long_name = mem_array(*state, char, 601);
	char *other_name = mem_array(*state, char, 425);
	struct affected affected[] = {{.name = long_name}, {.name = other_name}};
	struct update up = {.affected = affected, .n_affected = 2};
	struct incident in = {0};
	struct event ev;

	memset(long_name, 'x', 600);
	memset(other_name, 'y', LIMIT_PRODUCT - 600);
	ev = event_of_update(*state, &in, &up);
	unit_same("product", ev.product, long_name);
	unit_same("components", ev.components, mem_printf(*state, "[\"%s\"]", long_name));
}

static void test_the_product_belongs_to_the_context(void **state)
{
	char name[] = "API";
	struct affected affected[] = {{.name = name}};
	struct update up = {.affected = affected, .n_affected = 1};
	struct incident in = {0};
	struct event ev = event_of_update(*state, &in, &up);

	name[0] = '#';
	assert_string_equal(ev.product, "API");
	assert_string_equal(ev.components, "[\"API\"]");
}

static void test_a_change_names_both_statuses_and_the_component(void **state)
{
	struct change change = {.component_id = "c1",
	    .name = "API",
	    .old_status = "operational",
	    .new_status = "major_outage",
	    .changed_at = 5};
	struct event ev = event_of_change(*state, &change);

	assert_int_equal(ev.kind, EVENT_COMPONENT);
	assert_int_equal(ev.occurred_at, 5);
	unit_same("product", ev.product, "API");
	unit_same("components", ev.components, "[\"API\"]");
	unit_same("status", ev.status, "major_outage");
	unit_same("previous", ev.previous_status, "operational");
	unit_same("component", ev.incident_id, "c1");
	assert_null(ev.title);
	assert_null(ev.update_id);
}

static void test_a_mail_brings_subject_body_and_time(void **state)
{
	struct mail mail = {.from = "status@x.example",
	    .to = "us@x.example",
	    .subject = "Down",
	    .body = "It is down.",
	    .received_at = 5};
	struct event ev = event_of_mail(*state, &mail);

	(void)state;
	assert_int_equal(ev.kind, EVENT_MAIL);
	assert_int_equal(ev.occurred_at, 5);
	unit_same("title", ev.title, "Down");
	unit_same("detail", ev.detail, "It is down.");
	assert_null(ev.status);
	assert_null(ev.product);
}

static void test_a_summary_says_of_what_it_is(void **state)
{
	struct event of = {.id = 7,
	    .kind = EVENT_INCIDENT,
	    .channel = CHANNEL_WEBHOOK,
	    .provider = "acme",
	    .provider_name = "Acme",
	    .page_id = "page",
	    .status = "resolved",
	    .title = "Errors",
	    .detail = "Long text",
	    .incident_id = "i1",
	    .update_id = "u1"};
	struct event ev = event_of_summary(&of, "Short");

	(void)state;
	assert_int_equal(ev.kind, EVENT_SUMMARY);
	assert_int_equal(ev.of, 7);
	assert_int_equal(ev.id, 0);
	assert_string_equal(ev.detail, "Short");
	assert_string_equal(ev.provider, "acme");
	assert_string_equal(ev.incident_id, "i1");
	/* Nothing by which an update is recognised. */
	assert_null(ev.update_id);
	assert_null(ev.status);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_kinds_and_channels_have_the_names_of_the_log),
	    UNIT_TEST(test_numbers_that_are_stored_stay),
	    UNIT_TEST(test_a_number_of_nothing_is_unknown),
	    UNIT_TEST(test_an_update_brings_its_own_and_its_incidents_parts),
	    UNIT_TEST(test_what_the_caller_fills_in_is_left_empty),
	    UNIT_TEST(test_an_update_without_a_time_has_its_incidents),
	    UNIT_TEST(test_a_maintenance_is_one),
	    UNIT_TEST(test_a_report_of_nothing_is_an_event_of_nothing),
	    UNIT_TEST(test_the_product_is_what_the_update_affects),
	    UNIT_TEST(test_else_the_product_is_what_the_incident_names),
	    UNIT_TEST(test_an_update_that_names_nothing_has_what_the_incident_names),
	    UNIT_TEST(test_an_empty_name_leaves_the_list_of_components_json),
	    UNIT_TEST(test_names_of_control_characters_fit_as_json),
	    UNIT_TEST(test_a_product_too_long_ends_after_a_whole_name),
	    UNIT_TEST(test_text_and_list_of_components_name_the_same),
	    UNIT_TEST(test_the_product_belongs_to_the_context),
	    UNIT_TEST(test_a_change_names_both_statuses_and_the_component),
	    UNIT_TEST(test_a_mail_brings_subject_body_and_time),
	    UNIT_TEST(test_a_summary_says_of_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
