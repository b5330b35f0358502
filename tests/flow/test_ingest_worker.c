/*
 * Tests of flow/ingest: mails as the email worker POSTs them, with what it understood. They know
 * ids, or half of them, come twice and late, and may be forged.
 */
#include "letter.h"

#include "store/quarantine.h"

#define ULID "01HZG1NC1DENT0000000000001"
#define LINK "https://stspg.io/k2m4p6r8t0v1"

static struct update looking = {
    .id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW - MINUTE};

/* All of Statuspage's ids, and words that the page does not have. */
static const struct letter statuspage = {
    .incident = "i1", .update = "u1", .status = "investigating", .text = "Other words."};

/* The incident's id alone. */
static const struct letter incidentio = {.vendor = "incidentio",
    .from = "no-reply@status.incident.io",
    .incident = ULID,
    .status = "identified",
    .text = "The disk of the database was full, and is being emptied."};

static int statuspage_mail(struct ground *g)
{
	return mail(g, &statuspage);
}

static int webhook(struct ground *g)
{
	return hook(g, "i1", &looking, 1);
}

static int poll_incidents(struct ground *g, struct incident *list, size_t n)
{
	struct report r = report_of(REPORT_DOCUMENT, list, n);

	return take_document(g, "acme", &r);
}

static int document(struct ground *g)
{
	return poll_one(g, "i1", &looking, 1);
}

static void test_with_both_ids_all_channels_are_one_event_in_every_order(void **state)
{
	int (*const ways[])(struct ground *) = {webhook, document, statuspage_mail};
	static const size_t orders[][3] = {
	    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	for (size_t i = 0; i < UNIT_COUNT(orders); i++) {
		struct ground *g = ground_open(*state);

		ground_read_before(g);
		for (size_t j = 0; j < 3; j++) {
			assert_int_equal(ways[orders[i][j]](g), j == 0 ? 1 : 0);
			pass(DAY);
		}
		assert_int_equal(ground_sightings(g, 1), 3);
	}
}

static void test_the_same_mail_again_is_nothing_for_days(void **state)
{
	struct ground *g = ground_open(*state);

	assert_int_equal(mail(g, &incidentio), 1);
	pass(3 * DAY);
	assert_int_equal(mail(g, &incidentio), 0);
}

static void test_two_mails_with_the_same_status_are_two_events(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter second = incidentio;
	struct update updates[] = {
	    {.id = "u1", .status = "identified", .text = incidentio.text, .created_at = NOW},
	    {.id = "u2",
		.status = "identified",
		.text = "Half of the database is empty by now.",
		.created_at = NOW + 3 * MINUTE},
	};

	ground_read_before(g);
	second.id = "m2";
	second.text = updates[1].text;
	assert_int_equal(mail(g, &incidentio), 1);
	pass(3 * MINUTE);
	assert_int_equal(mail(g, &second), 1);
	assert_int_equal(poll_one(g, ULID, updates, 2), 0);
	assert_int_equal(ground_sightings(g, 1), 2);
	assert_int_equal(ground_sightings(g, 2), 2);
}

/* Either way round, long after the texts have lapsed, with more around the text, or without one. */
static void test_a_mail_that_knows_its_incident_is_found_by_what_it_says(void **state)
{
	static const struct {
		const char *page_says;
		int events;
	} rows[] = {
	    {"The disk of the database was full, and is being emptied.", 0},
	    {"The disk of the database was full", 0},
	    {"The *disk* of the database was full, and is being emptied. Sorry for that!", 0},
	    {NULL, 0},
	    {"Nothing of that kind, but something else.", 1},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		for (int mail_first = 0; mail_first < 2; mail_first++) {
			struct ground *g = ground_open(*state);
			struct update up = {.id = "u1",
			    .status = "identified",
			    .text = rows[i].page_says,
			    .created_at = NOW - 7 * MINUTE};

			ground_read_before(g);
			if (mail_first)
				assert_int_equal(mail(g, &incidentio), 1);
			else
				assert_int_equal(poll_one(g, ULID, &up, 1), 1);
			pass(DAY);
			assert_int_equal(
			    mail_first ? poll_one(g, ULID, &up, 1) : mail(g, &incidentio),
			    rows[i].events);
		}
}

static void test_a_link_joins_a_mail_with_its_incident(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter short_one = {
	    .status = "identified", .text = "Found the cause of it.", .url = LINK};
	struct incident in = incident_of("i1", &looking, 1);

	in.url = "http://stspg.io/k2m4p6r8t0v1";
	ground_read_before(g);
	poll_incidents(g, &in, 1);
	assert_int_equal(mail(g, &short_one), 1);
	assert_string_equal(ground_last(g).incident_id, "i1");
	assert_string_equal(ground_incident(g, "i1").status, "identified");
}

static void test_a_mail_with_a_link_is_found_when_its_ids_are_told(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter short_one = {
	    .status = "investigating", .text = "We look into all of that.", .url = LINK};
	struct update up = looking;
	struct incident in = incident_of("i1", &up, 1);

	up.text = "We look into *all of that*.";
	in.title = "Slow API, renamed";
	in.url = LINK;
	ground_read_before(g);
	assert_int_equal(mail(g, &short_one), 1);
	pass(DAY);
	assert_int_equal(poll_incidents(g, &in, 1), 0);
	assert_int_equal(poll_incidents(g, &in, 1), 0);
}

static void test_an_update_without_a_status_has_that_of_its_incident(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter l = {.incident = "i1", .update = "u2", .text = "More."};

	webhook(g);
	assert_int_equal(mail(g, &l), 1);
	assert_string_equal(ground_last(g).status, "investigating");
	assert_string_equal(ground_last(g).impact, "minor");
	l = (struct letter){.id = "m2", .incident = "i2", .update = "u3", .text = "Unknown."};
	assert_int_equal(mail(g, &l), 1);
	assert_null(ground_last(g).status);
	l = (struct letter){
	    .id = "m3", .vendor = "incidentio", .incident = "i1", .text = "No status here."};
	assert_int_equal(mail(g, &l), 1);
	assert_null(ground_last(g).status);
}

static void test_a_mail_never_takes_an_incident_back(void **state)
{
	struct ground *g = ground_open(*state);
	struct update updates[] = {
	    looking, {.id = "u2", .status = "resolved", .text = "Done.", .created_at = NOW}};
	struct letter late = {
	    .incident = "i1", .update = "u9", .status = "identified", .text = "Hm."};

	hook(g, "i1", updates, 2);
	pass(MINUTE);
	assert_int_equal(statuspage_mail(g), 0);
	assert_string_equal(ground_incident(g, "i1").status, "resolved");
	late.id = "m2";
	assert_int_equal(mail(g, &late), 1);
	assert_string_equal(ground_incident(g, "i1").status, "resolved");
	late = (struct letter){.id = "m3",
	    .incident = "i1",
	    .update = "u10",
	    .status = "monitoring",
	    .text = "Older.",
	    .posted_at = "2026-11-23T11:59:00Z"};
	assert_int_equal(mail(g, &late), 1);
	assert_string_equal(ground_incident(g, "i1").status, "resolved");
}

static void test_a_mail_moves_an_incident_on(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter next = {
	    .incident = "i1", .update = "u2", .status = "resolved", .text = "Done."};

	webhook(g);
	assert_int_equal(mail(g, &next), 1);
	assert_string_equal(ground_incident(g, "i1").status, "resolved");
	assert_string_equal(ground_incident(g, "i1").impact, "minor");
	assert_true(ground_incident(g, "i1").closed_at != TIME_NONE);
}

/* A mail shows no seconds. */
static void test_a_mail_of_the_same_minute_is_not_late(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter next = {.incident = "i1",
	    .update = "u2",
	    .status = "identified",
	    .text = "Found.",
	    .posted_at = "2026-11-23T11:59:00Z"};
	struct update up = looking;

	up.created_at = NOW - 30 * SECOND;
	hook(g, "i1", &up, 1);
	assert_int_equal(mail(g, &next), 1);
	assert_string_equal(ground_incident(g, "i1").status, "identified");
}

static int64_t revisions(struct ground *g)
{
	return shelf_number(g->app.store_path, "SELECT count(*) FROM revision");
}

static void test_the_page_s_layout_is_no_revision_of_a_mail(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter l = {.incident = "i1",
	    .update = "u1",
	    .status = "investigating",
	    .text = "We look at https://a.example/... now."};
	struct update up = looking;

	up.text = "We look at\r\n\r\n https://a.example/x?y=z now.";
	mail(g, &l);
	assert_int_equal(hook(g, "i1", &up, 1), 0);
	assert_int_equal(revisions(g), 0);
	up.text = "It was the database.";
	hook(g, "i1", &up, 1);
	assert_int_equal(revisions(g), 1);
	l.id = "m2";
	mail(g, &l);
	assert_int_equal(revisions(g), 1);
}

static int64_t wanted_at(struct ground *g)
{
	return shelf_number(
	    g->app.store_path, "SELECT coalesce(wanted_at, 0) FROM provider WHERE key = 'acme'");
}

static void test_a_mail_makes_its_page_wanted_and_others_do_not(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter other = statuspage;

	ground_read_before(g);
	webhook(g);
	other.kind = "subscription_confirmation";
	mail(g, &other);
	assert_int_equal(wanted_at(g), 0);
	other = statuspage;
	other.id = "m2";
	mail(g, &other);
	assert_int_equal(wanted_at(g), NOW);
}

static struct quarantined kept(struct ground *g)
{
	struct quarantined *mails;
	size_t n;

	assert_int_equal(store_quarantine_list(g->ctx, g->store, &mails, &n, NULL), OK);
	assert_int_equal(n, 1);
	return mails[0];
}

static void test_a_confirmation_is_told_without_its_link_and_kept(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter l = {.kind = "subscription_confirmation"};

	assert_int_equal(mail(g, &l), 1);
	assert_int_equal(ground_last(g).kind, EVENT_MAIL);
	unit_has(ground_last(g).note, "statusctl mail list");
	assert_string_equal(ground_last(g).detail, "https://acme.example/...");
	assert_int_equal(kept(g).kind, QUARANTINE_MAIL_CONFIRMATION);
}

static void test_a_mail_that_is_not_recognized_is_told_and_kept(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter l = {.kind = "unrecognized"};

	assert_int_equal(mail(g, &l), 1);
	assert_int_equal(ground_last(g).kind, EVENT_MAIL);
	assert_int_equal(kept(g).kind, QUARANTINE_MAIL_UNRECOGNIZED);
}

static void test_a_doubtful_mail_is_told_with_the_verdict_and_changes_nothing(void **state)
{
	static const struct letter rows[] = {
	    {.from = "a@evil.example", .incident = "i1", .update = "u2", .status = "resolved"},
	    {.dmarc = "fail", .incident = "i1", .update = "u2", .status = "resolved"},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = ground_open(*state);

		webhook(g);
		assert_int_equal(mail(g, &rows[i]), 1);
		unit_has(ground_last(g).note, "low confidence");
		unit_has(ground_last(g).note,
		    i == 0 ? "a@evil.example is not among" : "dkim=pass dmarc=fail");
		assert_string_equal(ground_incident(g, "i1").status, "investigating");
	}
}

static void test_how_sure_the_reading_is_is_told_when_it_is_not(void **state)
{
	struct ground *g = ground_open(*state);
	struct letter l = incidentio;

	mail(g, &l);
	assert_null(ground_last(g).note);
	pass(MINUTE);
	l.id = "m2";
	l.text = "Another text altogether, of the same incident.";
	l.confidence = "low";
	mail(g, &l);
	unit_has(ground_last(g).note, "low confidence");
}

static void test_where_it_is_enforced_a_doubtful_mail_is_kept_and_not_told(void **state)
{
	struct ground *g = ground_load(*state, "",
	    "[provider acme]\nurl = https://status.acme.example\npage_id = " PAGE
	    "\nmail_policy = enforce\nmail_tag = acme-k3v9w2x7\n");
	struct letter l = statuspage;

	g->store = shelf_open(g, g->app.store_path);
	assert_int_equal(mail(g, &l), 0);
	assert_int_equal(ground_count(g), 0);
	assert_int_equal(kept(g).kind, QUARANTINE_MAIL_REFUSED);
	unit_has(kept(g).reason, "mail_tag");
	l.id = "m2";
	l.to = "status+acme-k3v9w2x7@m.example";
	mail_to(g, "", &l);
	assert_int_equal(ground_count(g), 1);
	assert_string_equal(ground_last(g).provider, "acme");
	assert_null(ground_last(g).note);
}

/* Of the same minute, and the other one's mail is lost: it says nothing of when. */
static void test_a_mail_without_a_time_is_known_by_no_minute(void **state)
{
	struct update said[] = {
	    {.id = "u1", .status = "identified", .text = "We see one.", .created_at = NOW + 10500},
	    {.id = "u2", .status = "identified", .text = "We see two.", .created_at = NOW + 20500},
	};
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	pass(30 * SECOND);
	assert_int_equal(
	    mail(g,
		&(struct letter){.incident = "i1", .status = "identified", .text = "We see two."}),
	    1);
	pass(5 * SECOND);
	assert_int_equal(poll_one(g, "i1", said, 2), 1);
	assert_string_equal(ground_last(g).update_id, "u1");
}

/* Its mail comes when the incident is over, which the page tells later still. */
static void test_a_late_mail_without_a_time_keeps_nothing_open(void **state)
{
	struct update said[] = {
	    {.id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW},
	    {.id = "u2", .status = "monitoring", .text = "We wait.", .created_at = NOW + MINUTE},
	    {.id = "u3", .status = "resolved", .text = "Done.", .created_at = NOW + 2 * MINUTE},
	};
	struct ground *g = ground_open(*state);

	ground_read_before(g);
	assert_int_equal(poll_one(g, "i1", said, 1), 1);
	pass(25 * MINUTE);
	assert_int_equal(
	    mail(g, &(struct letter){.incident = "i1", .status = "monitoring", .text = "We wait."}),
	    1);
	pass(MINUTE);
	assert_int_equal(poll_one(g, "i1", said, 3), 1);
	assert_int_equal(ground_incident(g, "i1").closed_at, said[2].created_at);
}

/* The look-alike of incident.io knows the status alone. */
static void test_a_mail_that_opens_it_again_and_the_status_alone_are_one(void **state)
{
	struct update said[] = {
	    {.id = "u1", .status = "investigating", .text = "We look.", .created_at = NOW},
	    {.id = "u2", .status = "resolved", .text = "Done.", .created_at = NOW + MINUTE},
	};
	struct ground *g = ground_open(*state);
	struct incident bare = incident_of("i1", NULL, 0);
	struct report r = report_of(REPORT_DOCUMENT, &bare, 1);

	ground_read_before(g);
	pass(2 * MINUTE);
	assert_int_equal(poll_one(g, "i1", said, 2), 2);
	pass(2 * MINUTE);
	assert_int_equal(
	    mail(g,
		&(struct letter){.incident = "i1", .status = "identified", .text = "It is back."}),
	    1);
	bare.status = "identified";
	bare.updated_at = NOW + 3 * MINUTE;
	pass(MINUTE);
	assert_int_equal(take_document(g, "acme", &r), 0);
	assert_int_equal(ground_incident(g, "i1").closed_at, TIME_NONE);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_mail_without_a_time_is_known_by_no_minute),
	    GROUND_TEST(test_a_late_mail_without_a_time_keeps_nothing_open),
	    GROUND_TEST(test_a_mail_that_opens_it_again_and_the_status_alone_are_one),
	    GROUND_TEST(test_with_both_ids_all_channels_are_one_event_in_every_order),
	    GROUND_TEST(test_the_same_mail_again_is_nothing_for_days),
	    GROUND_TEST(test_two_mails_with_the_same_status_are_two_events),
	    GROUND_TEST(test_a_mail_that_knows_its_incident_is_found_by_what_it_says),
	    GROUND_TEST(test_a_link_joins_a_mail_with_its_incident),
	    GROUND_TEST(test_a_mail_with_a_link_is_found_when_its_ids_are_told),
	    GROUND_TEST(test_an_update_without_a_status_has_that_of_its_incident),
	    GROUND_TEST(test_a_mail_never_takes_an_incident_back),
	    GROUND_TEST(test_a_mail_moves_an_incident_on),
	    GROUND_TEST(test_a_mail_of_the_same_minute_is_not_late),
	    GROUND_TEST(test_the_page_s_layout_is_no_revision_of_a_mail),
	    GROUND_TEST(test_a_mail_makes_its_page_wanted_and_others_do_not),
	    GROUND_TEST(test_a_confirmation_is_told_without_its_link_and_kept),
	    GROUND_TEST(test_a_mail_that_is_not_recognized_is_told_and_kept),
	    GROUND_TEST(test_a_doubtful_mail_is_told_with_the_verdict_and_changes_nothing),
	    GROUND_TEST(test_how_sure_the_reading_is_is_told_when_it_is_not),
	    GROUND_TEST(test_where_it_is_enforced_a_doubtful_mail_is_kept_and_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
