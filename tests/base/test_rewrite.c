/* Tests of base/rewrite: a file is changed whole, by one at a time, or stays as it is. */
#include "unit.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/rewrite.h"

#define LIMIT 100000

static const char *contents(void *ctx, const char *path)
{
	char *text;

	assert_int_equal(file_read(ctx, path, LIMIT, &text, NULL, NULL), OK);
	return text;
}

static void expect_alone(void *ctx, const char *path)
{
	assert_false(file_exists(mem_printf(ctx, "%s.new", path)));
}

static struct rewrite *opened(void *ctx, const char *path)
{
	struct rewrite *r = NULL;
	struct error e = {0};

	if (rewrite_open(ctx, path, LIMIT, &r, &e) != OK)
		fail_msg("%s", e.text);
	return r;
}

static void test_a_draft_takes_the_place_of_the_file(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "old");
	struct rewrite *r = opened(*state, path);
	const char *draft;

	assert_string_equal(rewrite_text(r), "old");
	assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
	assert_string_equal(contents(*state, draft), "new");
	assert_string_equal(contents(*state, path), "old");
	assert_int_equal(rewrite_commit(r, NULL), OK);
	assert_string_equal(contents(*state, path), "new");
	talloc_free(r);
	assert_string_equal(contents(*state, path), "new");
	expect_alone(*state, path);
}

static void test_what_is_not_committed_leaves_nothing(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "old");
	struct rewrite *r = opened(*state, path);
	const char *draft;

	assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
	talloc_free(r);
	assert_string_equal(contents(*state, path), "old");
	expect_alone(*state, path);
}

static void test_mode_and_owner_are_kept(void **state)
{
	static const mode_t modes[] = {0600, 0640, 0644, 0444};

	for (size_t i = 0; i < UNIT_COUNT(modes); i++) {
		const char *path = unit_file(*state, unit_folder(*state), "a", "old");
		bool root = geteuid() == 0;
		struct rewrite *r;
		const char *draft;
		struct stat st;

		chmod(path, modes[i]);
		if (root)
			assert_int_equal(chown(path, 1, 2), 0);
		r = opened(*state, path);
		assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
		assert_int_equal(rewrite_commit(r, NULL), OK);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, modes[i]);
		assert_int_equal(st.st_uid, root ? 1 : geteuid());
		assert_int_equal(st.st_gid, root ? 2 : getegid());
	}
}

static void test_a_link_stays_a_link(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = unit_file(*state, folder, "a", "old");
	const char *link = mem_printf(*state, "%s/link", folder);
	const char *draft;
	struct rewrite *r;
	struct stat st;

	assert_int_equal(symlink("a", link), 0);
	r = opened(*state, link);
	assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
	assert_int_equal(rewrite_commit(r, NULL), OK);
	assert_int_equal(lstat(link, &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	assert_string_equal(contents(*state, path), "new");
}

static void test_one_at_a_time(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "old");
	struct rewrite *r = opened(*state, path), *other = NULL;
	const char *draft;
	struct error e;

	assert_int_equal(rewrite_open(*state, path, LIMIT, &other, &e), E_BUSY);
	unit_has(e.text, "somebody else is changing");
	assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
	assert_int_equal(rewrite_commit(r, NULL), OK);
	/* The lock was on the old file: who comes now reads the new one. */
	other = opened(*state, path);
	assert_string_equal(rewrite_text(other), "new");
}

static void test_what_a_killed_run_left_is_written_over(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = unit_file(*state, folder, "a", "old");
	const char *draft;
	struct rewrite *r;

	unit_file(*state, folder, "a.new", "half of somethi");
	r = opened(*state, path);
	assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
	assert_int_equal(rewrite_commit(r, NULL), OK);
	assert_string_equal(contents(*state, path), "new");
	expect_alone(*state, path);
}

/* Somebody could have put a link there, to have another file written. */
static void test_a_link_at_the_drafts_place_is_not_followed(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = unit_file(*state, folder, "a", "old");
	const char *victim = unit_file(*state, folder, "victim", "mine");
	const char *draft;
	struct rewrite *r;

	assert_int_equal(symlink(victim, mem_printf(*state, "%s/a.new", folder)), 0);
	r = opened(*state, path);
	assert_int_equal(rewrite_draft(r, "new", &draft, NULL), OK);
	assert_int_equal(rewrite_commit(r, NULL), OK);
	assert_string_equal(contents(*state, victim), "mine");
	assert_string_equal(contents(*state, path), "new");
}

static void test_what_is_no_text_file_is_refused(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = mem_printf(*state, "%s/a", folder);
	struct rewrite *r = NULL;
	struct error e;
	FILE *f;

	assert_int_equal(rewrite_open(*state, path, LIMIT, &r, &e), E_CONFIG);
	unit_has(e.text, "cannot open");
	f = fopen(path, "w");
	assert_int_equal(fwrite("a\0b", 1, 3, f), 3);
	fclose(f);
	assert_int_equal(rewrite_open(*state, path, LIMIT, &r, &e), E_CONFIG);
	unit_has(e.text, "is not a text");
	assert_int_equal(rewrite_open(*state, path, 2, &r, &e), E_LIMIT);
	assert_int_equal(rewrite_open(*state, folder, LIMIT, &r, &e), E_CONFIG);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_draft_takes_the_place_of_the_file),
	    UNIT_TEST(test_what_is_not_committed_leaves_nothing),
	    UNIT_TEST(test_mode_and_owner_are_kept),
	    UNIT_TEST(test_a_link_stays_a_link),
	    UNIT_TEST(test_one_at_a_time),
	    UNIT_TEST(test_what_a_killed_run_left_is_written_over),
	    UNIT_TEST(test_a_link_at_the_drafts_place_is_not_followed),
	    UNIT_TEST(test_what_is_no_text_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
