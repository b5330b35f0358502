/* Tests of platform/mail: subject and text of a status mail as an incident, or as none. */
#include "../base/unit.h"

#include "platform/mail.h"

struct row {
	const char *subject;
	const char *body;
	const char *title; /* NULL: not understood */
	const char *status;
	const char *text;
};

static void expect(void *ctx, const struct row *row)
{
	struct mail mail = {.subject = row->subject, .body = row->body, .received_at = 1000};
	const char *name = row->subject != NULL ? row->subject : row->body;
	struct incident in = {0};

	if (mail_read(ctx, &mail, &in) != (row->title != NULL))
		fail_msg("%s is %sunderstood", name, row->title != NULL ? "not " : "");
	if (row->title == NULL)
		return;
	unit_same(name, in.title, row->title);
	unit_same(name, in.status, row->status);
	assert_null(in.id);
	assert_int_equal(in.n_updates, 1);
	assert_null(in.updates[0].id);
	unit_same(name, in.updates[0].status, row->status);
	unit_same(name, in.updates[0].text, row->text);
	assert_true(in.updates[0].created_at == 1000 && in.updated_at == 1000);
}

static void expect_all(void *ctx, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(ctx, &rows[i]);
}

#define FOOTER                                                                                     \
	"\n\nTime posted\nFeb 23, 14:06 UTC\n\nComponents Affected\nAPI\n\n"                       \
	"View full incident details https://stspg.example/abc\n"

static void test_the_text_of_a_statuspage_mail(void **state)
{
	static const struct row rows[] = {
	    {"Acme Incident - Slow API - 23 February 2026",
		"Slow API\n\nNew incident: Investigating\n\nWe look into it." FOOTER, "Slow API",
		"investigating", "We look into it."},
	    {"Acme Incident - Slow API - 23 February 2026",
		"Slow API\n\nIncident status: Identified\n\nOne.\n\nTwo." FOOTER, "Slow API",
		"identified", "One.\n\nTwo."},
	    {"Acme Incident - Slow API - 3 March 2026",
		"Slow API\n\nIncident resolved\n\nDone." FOOTER, "Slow API", "resolved", "Done."},
	    {"Acme Scheduled Maintenance - New disks - 1 March 2026",
		"New disks\n\nMaintenance status: In progress\n\nIt began." FOOTER, "New disks",
		"in_progress", "It began."},
	};

	expect_all(*state, rows, UNIT_COUNT(rows));
}

static struct incident read_of(void *ctx, const char *body, struct mail *mail)
{
	struct incident in = {0};

	*mail =
	    (struct mail){.subject = "Acme Incident - Slow API - 23 February 2026", .body = body};
	assert_true(mail_read(ctx, mail, &in));
	return in;
}

static void test_an_update_that_leaves_the_status_has_none(void **state)
{
	struct mail mail;
	struct incident in =
	    read_of(*state, "Slow API\n\nAn update has been posted\n\nMore." FOOTER, &mail);

	assert_true(mail.same_status);
	assert_null(in.status);
	assert_null(in.updates[0].status);
	unit_same("text", in.updates[0].text, "More.");
	read_of(*state, "Slow API\n\nIncident resolved\n\nMore." FOOTER, &mail);
	assert_false(mail.same_status);
}

static void test_a_link_tells_the_incident(void **state)
{
	static const struct {
		const char *link, *url, *id;
	} rows[] = {
	    {"View https://stspg.io/k2m4p6r8t0v1.", "https://stspg.io/k2m4p6r8t0v1", NULL},
	    {"https://a.example/incidents/01HZG1NC1DENT0000000000001/write-up?x=y",
		"https://a.example/incidents/01HZG1NC1DENT0000000000001",
		"01HZG1NC1DENT0000000000001"},
	    {"https://a.example/incidents/short7", "https://a.example/incidents/short7", NULL},
	    {"https://a.example/incidents/81HZG1NC1DENT0000000000001",
		"https://a.example/incidents/81HZG1NC1DENT0000000000001", NULL},
	    {"<https://a.example/incidents/01HZG1NC1DENT0000000000001>",
		"https://a.example/incidents/01HZG1NC1DENT0000000000001",
		"01HZG1NC1DENT0000000000001"},
	    {"[View](https://a.example/incidents/01HZG1NC1DENT0000000000001)",
		"https://a.example/incidents/01HZG1NC1DENT0000000000001",
		"01HZG1NC1DENT0000000000001"},
	    {"all /incidents/ of <https://a.example/incidents/short7>",
		"https://a.example/incidents/short7", NULL},
	    {"/incidents/01HZG1NC1DENT0000000000001", NULL, NULL},
	    {"https://stspg.io/", NULL, NULL},
	    {"https://a.example/", NULL, NULL},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct mail mail;
		struct incident in = read_of(*state,
		    mem_printf(*state, "Incident resolved\n\nDone.\n\n%s\n", rows[i].link), &mail);

		unit_same(rows[i].link, in.url, rows[i].url);
		unit_same(rows[i].link, in.id, rows[i].id);
	}
}

static void test_line_ends_of_mail_are_line_ends(void **state)
{
	static const struct row row = {"Acme Incident - Slow API - 23 February 2026",
	    "Slow API\r\n\r\nIncident status: Identified\r\n\r\nFound it.\r\n\r\nTime posted\r\n",
	    "Slow API", "identified", "Found it."};

	expect(*state, &row);
}

static void test_the_status_may_stand_in_the_subject_alone(void **state)
{
	static const struct row rows[] = {
	    {"[Resolved] Slow API", "All good.", "Slow API", "resolved", "All good."},
	    {"[INVESTIGATING] Slow API", NULL, "Slow API", "investigating", NULL},
	    {"Slow API - Resolved", "All good.", "Slow API", "resolved", "All good."},
	    {"Slow API - In Progress", NULL, "Slow API", "in_progress", NULL},
	    {"Incident: Slow API - Monitoring", "x", "Slow API", "monitoring", "x"},
	    {"  Slow API - resolved  ", "x", "Slow API", "resolved", "x"},
	};

	expect_all(*state, rows, UNIT_COUNT(rows));
}

static void test_the_body_knows_better_than_the_subject(void **state)
{
	static const struct row row = {"[Investigating] Slow API",
	    "Incident status: Resolved\nDone.", "Slow API", "resolved", "Done."};

	expect(*state, &row);
}

static void test_every_status_word_is_known(void **state)
{
	static const char *const words[][2] = {
	    {"Investigating", "investigating"},
	    {"IDENTIFIED", "identified"},
	    {"Monitoring", "monitoring"},
	    {"Resolved", "resolved"},
	    {"Postmortem", "postmortem"},
	    {"Scheduled", "scheduled"},
	    {"In progress", "in_progress"},
	    {"Verifying", "verifying"},
	    {"Completed", "completed"},
	};

	for (size_t i = 0; i < UNIT_COUNT(words); i++) {
		struct row row = {.subject = mem_printf(*state, "[%s] T", words[i][0]),
		    .title = "T",
		    .status = words[i][1]};

		expect(*state, &row);
	}
}

static void test_words_of_maintenances_make_one(void **state)
{
	struct mail mail = {.subject = "New disks - Completed"};
	struct incident in;

	assert_true(mail_read(*state, &mail, &in));
	assert_true(in.maintenance);
	mail.subject = "New disks - Resolved";
	assert_true(mail_read(*state, &mail, &in));
	assert_false(in.maintenance);
}

static void test_mails_of_other_matters_are_not_understood(void **state)
{
	static const struct row rows[] = {
	    {.subject = "Our spring newsletter", .body = "Dear customer,\nspring has come."},
	    {.subject = "Confirm your subscription to Acme",
		.body = "Click here.\nhttps://x.example"},
	    {.subject = "Slow API", .body = "We are investigating the matter."},
	    {.subject = "[Resolved]"},
	    {.subject = " - Resolved"},
	    {.subject = NULL, .body = "Incident status: Resolved\nDone."},
	    {.subject = "", .body = "Resolved"},
	    {.subject = "[", .body = "["},
	    {.subject = "[]", .body = "\n\n"},
	    {.subject = "-", .body = ""},
	    {.subject = " - ", .body = " - "},
	};

	expect_all(*state, rows, UNIT_COUNT(rows));
}

static void test_a_dash_in_a_title_stays(void **state)
{
	static const struct row rows[] = {
	    {"Acme Incident - API - eu-west - is slow - 23 February 2026",
		"Incident status: Identified\nx", "API - eu-west - is slow", "identified", "x"},
	    {"API - slow", "Status: Resolved\nx", "API - slow", "resolved", "x"},
	};

	expect_all(*state, rows, UNIT_COUNT(rows));
}

static void test_an_empty_text_is_none(void **state)
{
	static const struct row rows[] = {
	    {"Slow API", "Incident status: Resolved", "Slow API", "resolved", NULL},
	    {"Slow API", "Incident status: Resolved\n\n \n", "Slow API", "resolved", NULL},
	    {"Slow API", "Resolved\nTime posted\nnow", "Slow API", "resolved", NULL},
	};

	expect_all(*state, rows, UNIT_COUNT(rows));
}

/* What stands below the text is for the reader alone: links there manage the subscription. */
static void test_the_footer_is_no_part_of_the_text(void **state)
{
	struct mail mail = {.subject = "Acme Incident - Slow API - 23 February 2026",
	    .body = "Incident status: Identified\nFound it." FOOTER
		    "Manage: https://manage.example/secret\n"};
	struct incident in;

	assert_true(mail_read(*state, &mail, &in));
	assert_null(strstr(in.updates[0].text, "secret"));
	assert_null(strstr(in.updates[0].text, "stspg"));
}

static void test_long_mails_are_read_in_one_go(void **state)
{
	char *body = mem_array(*state, char, 32769);
	char *subject = mem_array(*state, char, 1025);
	struct mail mail = {.subject = subject, .body = body};
	struct incident in;

	memset(body, '\n', 32768);
	memset(subject, '-', 1024);
	assert_false(mail_read(*state, &mail, &in));
	for (size_t i = 0; i < 1024; i++)
		subject[i] = " - "[i % 3];
	assert_false(mail_read(*state, &mail, &in));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_text_of_a_statuspage_mail),
	    UNIT_TEST(test_an_update_that_leaves_the_status_has_none),
	    UNIT_TEST(test_a_link_tells_the_incident),
	    UNIT_TEST(test_line_ends_of_mail_are_line_ends),
	    UNIT_TEST(test_the_status_may_stand_in_the_subject_alone),
	    UNIT_TEST(test_the_body_knows_better_than_the_subject),
	    UNIT_TEST(test_every_status_word_is_known),
	    UNIT_TEST(test_words_of_maintenances_make_one),
	    UNIT_TEST(test_mails_of_other_matters_are_not_understood),
	    UNIT_TEST(test_a_dash_in_a_title_stays),
	    UNIT_TEST(test_an_empty_text_is_none),
	    UNIT_TEST(test_the_footer_is_no_part_of_the_text),
	    UNIT_TEST(test_long_mails_are_read_in_one_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
