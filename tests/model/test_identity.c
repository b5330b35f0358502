/* Tests of model/identity: what is the same event gets the same key, and nothing else does. */
#include "../base/unit.h"

#include "model/identity.h"

static const char *update_key(void *ctx, const char *page, const char *incident, const char *update)
{
	struct incident in = {.id = incident};
	struct update up = {.id = update};

	return identity_update(ctx, page, &in, &up);
}

static void test_an_update_is_its_three_ids(void **state)
{
	unit_same("key", update_key(*state, "p1", "i1", "u1"), "update/p1/i1/u1");
}

static void test_each_id_tells_updates_apart(void **state)
{
	const char *key = update_key(*state, "p1", "i1", "u1");

	assert_string_not_equal(key, update_key(*state, "p2", "i1", "u1"));
	assert_string_not_equal(key, update_key(*state, "p1", "i2", "u1"));
	assert_string_not_equal(key, update_key(*state, "p1", "i1", "u2"));
}

static void test_what_an_update_says_does_not_change_its_key(void **state)
{
	struct incident in = {.id = "i1", .title = "one", .status = "investigating"};
	struct update up = {.id = "u1", .text = "one"};
	const char *key = identity_update(*state, "p1", &in, &up);

	in.title = "two";
	in.status = "resolved";
	up.text = "two";
	assert_string_equal(identity_update(*state, "p1", &in, &up), key);
}

static void test_without_page_or_incident_an_update_has_no_key(void **state)
{
	assert_null(update_key(*state, NULL, "i1", "u1"));
	assert_null(update_key(*state, "p1", NULL, "u1"));
}

static void test_an_update_without_id_is_its_status_and_time(void **state)
{
	struct incident in = {.id = "i1"};
	struct update up = {.status = "resolved", .created_at = 5, .text = "one"};
	const char *key = identity_update(*state, "p1", &in, &up);

	unit_same("key", key, "update/p1/i1/resolved@5");
	up.text = "two";
	unit_same("other text", identity_update(*state, "p1", &in, &up), key);
	up.created_at = 6;
	assert_string_not_equal(identity_update(*state, "p1", &in, &up), key);
	up.created_at = 5;
	up.status = "monitoring";
	assert_string_not_equal(identity_update(*state, "p1", &in, &up), key);
}

static void test_an_update_without_id_and_status_or_time_has_no_key(void **state)
{
	struct incident in = {.id = "i1"};

	assert_null(identity_update(*state, "p1", &in, &(struct update){0}));
	assert_null(identity_update(*state, "p1", &in, &(struct update){.status = "resolved"}));
	assert_null(identity_update(*state, "p1", &in, &(struct update){.created_at = 5}));
}

static void test_an_update_with_id_is_not_told_by_its_time(void **state)
{
	struct incident in = {.id = "i1"};
	struct update up = {.id = "u1", .status = "resolved", .created_at = 5};

	unit_same("key", identity_update(*state, "p1", &in, &up), "update/p1/i1/u1");
}

static void test_a_state_is_page_incident_and_status(void **state)
{
	struct incident in = {.id = "i1", .status = "investigating"};

	unit_same("key", identity_state(*state, "p1", &in, "resolved", 0), "state/p1/i1/resolved");
	unit_same(
	    "again", identity_state(*state, "p1", &in, "resolved", 2), "state/p1/i1/resolved/2");
	assert_null(identity_state(*state, NULL, &in, "resolved", 0));
	assert_null(identity_state(*state, "p1", &in, NULL, 0));
	assert_null(identity_state(*state, "p1", &(struct incident){0}, "resolved", 1));
}

static void test_a_plan_is_known_by_its_minutes(void **state)
{
	unit_same("key", identity_plan(*state, "p/1", "m1", 600000, 1200000),
	    "plan/p%2F1/m1/600000/1200000");
	unit_same("rounded", identity_plan(*state, "p1", "m1", 600000 - 300, 1200000 + 29999),
	    "plan/p1/m1/600000/1200000");
	unit_same("moved", identity_plan(*state, "p1", "m1", 660000, 1200000),
	    "plan/p1/m1/660000/1200000");
	unit_same("without an end", identity_plan(*state, "p1", "m1", 600000, TIME_NONE),
	    "plan/p1/m1/600000/0");
}

static void test_a_claim_is_the_number_of_its_event(void **state)
{
	unit_same("one", identity_claim(*state, 1), "claim/0000000000000000001");
	unit_same("many", identity_claim(*state, INT64_MAX), "claim/9223372036854775807");
}

static bool is_in(struct key_range range, const char *key)
{
	return strcmp(range.from, key) <= 0 && strcmp(key, range.before) < 0;
}

static void test_all_updates_of_an_incident_and_no_others_are_one_range(void **state)
{
	static const struct {
		const char *page, *incident, *update;
		bool in;
	} rows[] = {
	    {"p", "i", "u", true},
	    {"p", "i", "", true},
	    {"p", "i", "\xf4\x8f\xbf\xbf", true},
	    {"p", "i0", "u", false},
	    {"p", "i-", "u", false},
	    {"p", "i/u", "u", false},
	    {"p", "i%", "u", false},
	    {"p", "", "u", false},
	    {"p0", "i", "u", false},
	};
	struct key_range range = identity_updates(*state, "p", "i");

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_int_equal(is_in(range, update_key(*state, rows[i].page, rows[i].incident,
						  rows[i].update)),
		    rows[i].in);
	assert_true(
	    is_in(identity_updates(*state, "p/q", "a/b%"), update_key(*state, "p/q", "a/b%", "u")));
}

static void test_all_states_of_an_incident_and_no_others_are_one_range(void **state)
{
	struct key_range range = identity_states(*state, "p/q", "i");
	struct incident in = {.id = "i"}, other = {.id = "i0"};

	assert_true(is_in(range, identity_state(*state, "p/q", &in, "resolved", 1)));
	assert_false(is_in(range, identity_state(*state, "p/q", &other, "resolved", 0)));
	assert_false(is_in(range, update_key(*state, "p/q", "i", "resolved")));
}

static void test_the_claims_before_an_event_are_one_range(void **state)
{
	static const struct {
		int64_t event_id;
		bool in;
	} rows[] = {{1, true}, {2, true}, {9, true}, {10, false}, {11, false}, {20, false},
	    {100, false}, {INT64_MAX, false}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		assert_int_equal(
		    is_in(identity_claims(*state, 10), identity_claim(*state, rows[i].event_id)),
		    rows[i].in);
}

/* Some platforms use an address as the id of an entry. */
static void test_ids_with_slashes_do_not_run_together(void **state)
{
	assert_string_not_equal(
	    update_key(*state, "p1", "a/b", "c"), update_key(*state, "p1", "a", "b/c"));
	assert_string_not_equal(
	    update_key(*state, "p1", "a/b", "c"), update_key(*state, "p1", "a%2Fb", "c"));
}

static const char *text_key(void *ctx, const char *title, const char *status, const char *text)
{
	return identity_text(ctx, "p1", title, status, text);
}

static void test_a_text_key_is_the_page_and_128_bits_of_hex(void **state)
{
	const char *key = text_key(*state, "Title", "resolved", "text");

	assert_memory_equal(key, "text/p1/", 8);
	assert_int_equal(strlen(key + 8), 32);
	assert_int_equal(strspn(key + 8, "0123456789abcdef"), 32);
}

/* A key is stored: another version of the program must make the same. */
static void test_a_text_key_does_not_change_with_the_version(void **state)
{
	/* SHA-256 of "title\nresolved\nthetext\n", cut to 16 bytes. */
	unit_same("key", text_key(*state, "Title", "resolved", "The text."),
	    "text/p1/560532a1806decafbd71480aeb99fe75");
}

static void test_case_spacing_and_punctuation_do_not_matter(void **state)
{
	const char *key = text_key(
	    *state, "Elevated errors", "Identified", "We've found the cause, and are fixing it.");
	static const struct {
		const char *title, *status, *text;
	} same[] = {
	    {"ELEVATED ERRORS", "identified", "WE'VE FOUND THE CAUSE, AND ARE FIXING IT."},
	    {"Elevated  errors ", " Identified", "We've found the cause,\r\nand are fixing it.\n"},
	    {"Elevated-errors", "Identified:", "Weve found the cause and are fixing it"},
	    {"\tElevated errors!", "[Identified]",
		"> We've found the cause, and\n> are fixing it."},
	    {"ElevatedErrors", "identified", "*We've* found the cause - and are fixing it..."},
	};

	for (size_t i = 0; i < UNIT_COUNT(same); i++)
		unit_same(same[i].text,
		    text_key(*state, same[i].title, same[i].status, same[i].text), key);
}

static void test_every_letter_and_digit_matters(void **state)
{
	const char *key = text_key(*state, "Errors", "identified", "5 of 10 fail");
	static const struct {
		const char *title, *status, *text;
	} other[] = {
	    {"Error", "identified", "5 of 10 fail"},
	    {"Errors", "monitoring", "5 of 10 fail"},
	    {"Errors", "identified", "6 of 10 fail"},
	    {"Errors", "identified", "5 of 10 fail again"},
	    {"Errors", "identified", "5 of 1 fail"},
	    {"Errors", "identified", ""},
	    {"", "identified", "5 of 10 fail"},
	};

	for (size_t i = 0; i < UNIT_COUNT(other); i++)
		assert_string_not_equal(
		    text_key(*state, other[i].title, other[i].status, other[i].text), key);
}

static void test_texts_in_other_scripts_tell_events_apart(void **state)
{
	assert_string_not_equal(text_key(*state, "\xe9\x9a\x9c\xe5\xae\xb3", "x", ""),
	    text_key(*state, "\xe5\xbe\xa9\xe6\x97\xa7", "x", ""));
}

static void test_parts_do_not_run_together(void **state)
{
	assert_string_not_equal(text_key(*state, "ab", "c", "d"), text_key(*state, "a", "bc", "d"));
	assert_string_not_equal(text_key(*state, "a", "bc", "d"), text_key(*state, "a", "b", "cd"));
	assert_string_not_equal(
	    text_key(*state, "a\nb", "c", "d"), text_key(*state, "a", "b\nc", "d"));
}

static void test_pages_do_not_share_texts(void **state)
{
	assert_string_not_equal(
	    identity_text(*state, "p1", "a", "b", "c"), identity_text(*state, "p2", "a", "b", "c"));
}

static void test_a_part_that_is_missing_is_as_an_empty_one(void **state)
{
	unit_same("title", text_key(*state, NULL, "b", "c"), text_key(*state, "", "b", "c"));
	unit_same("status", text_key(*state, "a", NULL, "c"), text_key(*state, "a", "", "c"));
	unit_same("text", text_key(*state, "a", "b", NULL), text_key(*state, "a", "b", ""));
	assert_non_null(text_key(*state, NULL, NULL, NULL));
	assert_memory_equal(identity_text(*state, NULL, "a", "b", "c"), "text//", 6);
}

static void test_long_texts_count_to_their_end(void **state)
{
	/* Around the size of the pieces that are hashed. */
	for (size_t n = 510; n < 515; n++) {
		char *text = mem_array(*state, char, n + 1);
		const char *first, *other;

		memset(text, 'a', n);
		first = text_key(*state, "t", "s", text);
		text[n - 1] = 'b';
		other = text_key(*state, "t", "s", text);
		assert_string_not_equal(first, other);
		text[n - 1] = '\0';
		assert_string_not_equal(first, text_key(*state, "t", "s", text));
	}
}

static void test_the_same_mail_has_the_same_key(void **state)
{
	struct mail one = {.subject = "[x] Down", .body = "It is down.", .received_at = 1};
	struct mail two = {.subject = "Re: ", .body = "It is down."};
	const char *key = identity_mail(*state, "p1", &one);

	assert_memory_equal(key, "mail/p1/", 8);
	assert_string_not_equal(key, identity_mail(*state, "p1", &two));
	assert_string_not_equal(key, identity_mail(*state, "p2", &one));
	two = (struct mail){
	    .subject = "[X]  DOWN", .body = "it is down", .received_at = 2, .from = "somebody"};
	unit_same("again", identity_mail(*state, "p1", &two), key);
}

static void test_texts_are_the_same_in_any_layout_and_with_more_around_them(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
	    {"We look into it, all of us.", "we look into it\r\nall of us", true},
	    {"We look into it, all of us.", "Hello! We look into it, all of us. -- Acme", true},
	    {"See https://a.example/x?y=z for the rest.", "See https://a.example/... for the rest.",
		true},
	    {NULL, "Anything", true},
	    {"", "Anything", true},
	    {"Ok.", "ok", true},
	    {"Ok.", "Not ok.", false},
	    {"We look into it, all of us.", "We look into it, none of us.", false},
	};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		if (identity_same_text(*state, rows[i].a, rows[i].b) != rows[i].same ||
		    identity_same_text(*state, rows[i].b, rows[i].a) != rows[i].same)
			fail_msg("%s / %s", rows[i].a, rows[i].b);
	}
}

static void test_a_private_link_is_not_part_of_a_text(void **state)
{
	assert_string_equal(identity_text(*state, "p", "T", "s", "See https://a.example/x?y."),
	    identity_text(*state, "p", "T", "s", "See https://a.example/..."));
	assert_string_not_equal(identity_text(*state, "p", "T", "s", "https://a.example/x"),
	    identity_text(*state, "p", "T", "s", "https://b.example/x"));
}

static void test_what_a_mail_told_is_counted(void **state)
{
	struct key_range all = identity_mailed_of(*state, "p1");
	const char *key = identity_mailed(*state, "p1", "https://stspg.io/a", "resolved", 2);

	assert_string_equal(key, "mailed/p1/https:%2F%2Fstspg.io%2Fa/resolved/2");
	assert_string_equal(identity_mailed(*state, "p1", "i", NULL, 0), "mailed/p1/i//0");
	assert_null(identity_mailed(*state, "p1", NULL, "resolved", 0));
	assert_true(strcmp(all.from, key) <= 0 && strcmp(key, all.before) < 0);
	assert_true(strcmp(identity_mailed(*state, "p10", "i", NULL, 0), all.before) > 0);
}

static void test_a_mail_with_an_id_has_a_key_of_that(void **state)
{
	struct mail mail = {.id = "m1", .subject = "a", .body = "b"};

	assert_string_equal(identity_mail(*state, "p1", &mail), "mail/p1/m1");
}

static void test_a_mail_without_anything_still_has_a_key(void **state)
{
	struct mail none = {0};

	assert_memory_equal(identity_mail(*state, NULL, &none), "mail//", 6);
}

static void test_a_mail_and_a_text_never_share_a_key(void **state)
{
	struct mail mail = {.subject = "a", .body = "b"};

	assert_string_not_equal(
	    identity_mail(*state, "p1", &mail), identity_text(*state, "p1", "a", "b", NULL));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_an_update_is_its_three_ids),
	    UNIT_TEST(test_each_id_tells_updates_apart),
	    UNIT_TEST(test_what_an_update_says_does_not_change_its_key),
	    UNIT_TEST(test_without_page_or_incident_an_update_has_no_key),
	    UNIT_TEST(test_an_update_without_id_is_its_status_and_time),
	    UNIT_TEST(test_an_update_without_id_and_status_or_time_has_no_key),
	    UNIT_TEST(test_an_update_with_id_is_not_told_by_its_time),
	    UNIT_TEST(test_a_state_is_page_incident_and_status),
	    UNIT_TEST(test_a_plan_is_known_by_its_minutes),
	    UNIT_TEST(test_a_claim_is_the_number_of_its_event),
	    UNIT_TEST(test_all_updates_of_an_incident_and_no_others_are_one_range),
	    UNIT_TEST(test_all_states_of_an_incident_and_no_others_are_one_range),
	    UNIT_TEST(test_the_claims_before_an_event_are_one_range),
	    UNIT_TEST(test_ids_with_slashes_do_not_run_together),
	    UNIT_TEST(test_a_text_key_is_the_page_and_128_bits_of_hex),
	    UNIT_TEST(test_a_text_key_does_not_change_with_the_version),
	    UNIT_TEST(test_case_spacing_and_punctuation_do_not_matter),
	    UNIT_TEST(test_every_letter_and_digit_matters),
	    UNIT_TEST(test_texts_in_other_scripts_tell_events_apart),
	    UNIT_TEST(test_parts_do_not_run_together),
	    UNIT_TEST(test_pages_do_not_share_texts),
	    UNIT_TEST(test_a_part_that_is_missing_is_as_an_empty_one),
	    UNIT_TEST(test_long_texts_count_to_their_end),
	    UNIT_TEST(test_the_same_mail_has_the_same_key),
	    UNIT_TEST(test_texts_are_the_same_in_any_layout_and_with_more_around_them),
	    UNIT_TEST(test_a_private_link_is_not_part_of_a_text),
	    UNIT_TEST(test_what_a_mail_told_is_counted),
	    UNIT_TEST(test_a_mail_with_an_id_has_a_key_of_that),
	    UNIT_TEST(test_a_mail_without_anything_still_has_a_key),
	    UNIT_TEST(test_a_mail_and_a_text_never_share_a_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
