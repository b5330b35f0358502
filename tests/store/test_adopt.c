/* Tests of store/adopt: what is kept under one page becomes another's, and nothing else does. */
#include "shelf.h"

#include "model/identity.h"
#include "store/adopt.h"
#include "store/dedup.h"
#include "store/state.h"

static void put_incident(struct store *s, const char *page, const char *id, const char *title)
{
	const struct incident_state in = {.page_id = page,
	    .id = id,
	    .provider = "acme",
	    .title = title,
	    .opened_at = NOW,
	    .updated_at = NOW,
	    .seen_at = NOW,
	    .closed_at = TIME_NONE};

	assert_int_equal(store_incident_put(s, &in, NULL), OK);
}

/* Its title; NULL: there is none. */
static const char *title_of(void *ctx, struct store *s, const char *page, const char *id)
{
	struct incident_state in;
	bool found;

	assert_int_equal(store_incident_find(ctx, s, page, id, &in, &found, NULL), OK);
	return found ? in.title : NULL;
}

static bool is_known(struct store *s, const char *key)
{
	int64_t event_id;
	bool found;

	assert_int_equal(store_dedup_find(s, key, NOW, &found, &event_id, NULL), OK);
	return found;
}

static void test_incidents_become_the_other_pages_unless_it_has_them(void **state)
{
	struct store *s = shelf_begin(*state);

	put_incident(s, "key:acme", "i1", "heard");
	put_incident(s, "key:acme", "i2", "heard");
	put_incident(s, "page", "i2", "read");
	put_incident(s, "key:acme2", "i3", "another's");
	assert_int_equal(store_adopt(s, "key:acme", "page", NULL), OK);
	unit_same("i1", title_of(*state, s, "page", "i1"), "heard");
	unit_same("i1 before", title_of(*state, s, "key:acme", "i1"), NULL);
	unit_same("i2", title_of(*state, s, "page", "i2"), "read");
	unit_same("i3", title_of(*state, s, "key:acme2", "i3"), "another's");
}

static void test_keys_of_all_kinds_become_the_other_pages(void **state)
{
	const struct incident in = {.id = "i/1", .title = "Slow"};
	const struct update up = {.id = "u1", .status = "investigating"};
	const struct mail mail = {.id = "m1"};
	struct store *s = shelf_begin(*state);
	const char *keys[2][IDENTITY_KINDS], *pages[] = {"key:acme", "page"};

	for (size_t i = 0; i < 2; i++) {
		keys[i][0] = identity_update(*state, pages[i], &in, &up);
		keys[i][1] = identity_state(*state, pages[i], &in, "resolved", 0);
		keys[i][2] = identity_text(*state, pages[i], "Slow", "investigating", "We look.");
		keys[i][3] = identity_mailed(*state, pages[i], in.id, "resolved", 0);
		keys[i][4] = identity_mail(*state, pages[i], &mail);
		keys[i][5] = identity_plan(*state, pages[i], in.id, NOW, TIME_NONE);
	}
	for (size_t kind = 0; kind < IDENTITY_KINDS; kind++)
		assert_int_equal(store_dedup_put(s, keys[0][kind], 7, DEDUP_FOR_EVER, NULL), OK);
	assert_int_equal(store_adopt(s, pages[0], pages[1], NULL), OK);
	for (size_t kind = 0; kind < IDENTITY_KINDS; kind++)
		if (is_known(s, keys[0][kind]) || !is_known(s, keys[1][kind]))
			fail_msg("%s", keys[0][kind]);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_incidents_become_the_other_pages_unless_it_has_them),
	    UNIT_TEST(test_keys_of_all_kinds_become_the_other_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
