/* Tests of flow/sender: who may send a provider's mails, and whose an address is. */
#include "../base/unit.h"

#include "base/ini.h"
#include "flow/sender.h"

static struct providers load(void *ctx, const char *text)
{
	struct ini *ini = mem_new(ctx, struct ini);
	struct providers all = {0};
	struct error e;

	if (ini_read(ctx, "test.conf", text, ini, &e) != OK ||
	    providers_load(ctx, ini, &all, &e) != OK)
		fail_msg("%s", e.text);
	return all;
}

static struct providers acme(void *ctx, const char *line)
{
	return load(ctx,
	    mem_printf(ctx, "[provider acme]\nurl = https://status.acme.example:8443/x\n%s", line));
}

static const char *flaw(void *ctx, const char *line, const struct mail *mail)
{
	struct providers all = acme(ctx, line);

	return sender_flaw(ctx, &all.list[0], mail);
}

static void test_those_who_may_send_when_nothing_is_said(void **state)
{
	static const char *const good[] = {"noreply@statuspage.io",
	    "Acme Status <NoReply@StatusPage.io>", "\"Acme\" <no-reply@status.incident.io>",
	    "acme@instatus.com", "x@status.acme.example", "x@acme.example", "<x@ACME.example>"};
	static const char *const bad[] = {"", "acme", "x@example", "x@evil.example",
	    "noreply@statuspage.io.evil.example", "xnoreply@statuspage.io", "x@evilacme.example",
	    "x@a.acme.example", "noreply@statuspage.io <x@evil.example>", "@", "<>",
	    "x@evil.example (<noreply@statuspage.io>)", "\"<noreply@statuspage.io> and",
	    "\"x\" <x@instatus.com", "<noreply@statuspage.io x@evil.example>"};

	for (size_t i = 0; i < UNIT_COUNT(good); i++)
		if (flaw(*state, "", &(struct mail){.from = good[i]}) != NULL)
			fail_msg("may send: %s", good[i]);
	for (size_t i = 0; i < UNIT_COUNT(bad); i++)
		if (flaw(*state, "", &(struct mail){.from = bad[i]}) == NULL)
			fail_msg("may not send: %s", bad[i]);
	assert_non_null(flaw(*state, "", &(struct mail){0}));
}

static void test_a_list_takes_their_place(void **state)
{
	const char *line = "mail_from = a@b.example, @c.example\n";

	assert_null(flaw(*state, line, &(struct mail){.from = "A@b.example"}));
	assert_null(flaw(*state, line, &(struct mail){.from = "any@C.example"}));
	assert_non_null(flaw(*state, line, &(struct mail){.from = "x@b.example"}));
	assert_non_null(flaw(*state, line, &(struct mail){.from = "noreply@statuspage.io"}));
	assert_non_null(flaw(*state, line, &(struct mail){.from = "x@acme.example"}));
}

static void test_what_the_mail_server_found_counts_when_it_says_so(void **state)
{
	struct mail mail = {.from = "x@acme.example", .verdict = "spf=none dkim=none dmarc=fail"};

	assert_null(flaw(*state, "", &mail));
	mail.dmarc = "none";
	assert_null(flaw(*state, "", &mail));
	mail.dmarc = "fail";
	unit_has(flaw(*state, "", &mail), "dmarc=fail");
}

static void test_a_tag_that_is_set_is_asked_for(void **state)
{
	const char *line = "mail_tag = acme-k3v9w2x7\n";
	struct mail mail = {.from = "x@acme.example", .tag = "acme-k3v9w2x7"};

	assert_null(flaw(*state, line, &mail));
	mail.tag = "acme-00000000";
	unit_has(flaw(*state, line, &mail), "mail_tag");
	assert_null(strstr(flaw(*state, line, &mail), "k3v9w2x7"));
	mail.tag = NULL;
	assert_non_null(flaw(*state, line, &mail));
	mail.to = "status+ACME-k3v9w2x7@m.example";
	assert_null(flaw(*state, line, &mail));
}

static void test_whose_an_address_is(void **state)
{
	static const struct {
		const char *tag, *to, *key;
	} rows[] = {
	    {"acme", NULL, "acme"},
	    {"acme-k3v9w2x7", NULL, "acme"},
	    {"two-words-k3v9w2x7", NULL, "two-words"},
	    {"two-words", NULL, "two-words"},
	    {"q7", NULL, "acme"},
	    {NULL, "status+acme-k3v9w2x7@m.example", "acme"},
	    {"globex", "status+acme@m.example", NULL},
	    {NULL, "status@m.example", NULL},
	    {NULL, "status+acme", NULL},
	    {"", NULL, NULL},
	    {"-", NULL, NULL},
	    {"acmes", NULL, NULL},
	    {NULL, NULL, NULL},
	};
	struct providers all =
	    load(*state, "[provider acme]\nurl = https://a.example\nmail_tag = q7\n"
			 "[provider two-words]\nurl = https://b.example\n");

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct mail mail = {.tag = rows[i].tag, .to = rows[i].to};
		const struct provider *p = sender_find_tag(*state, &all, &mail);

		unit_same(rows[i].tag != NULL ? rows[i].tag : "to", p != NULL ? p->key : NULL,
		    rows[i].key);
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_those_who_may_send_when_nothing_is_said),
	    UNIT_TEST(test_a_list_takes_their_place),
	    UNIT_TEST(test_what_the_mail_server_found_counts_when_it_says_so),
	    UNIT_TEST(test_a_tag_that_is_set_is_asked_for),
	    UNIT_TEST(test_whose_an_address_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
