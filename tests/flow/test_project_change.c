/*
 * Tests of flow/project: what others do to the log between two records: rotation, another
 * LOG_FORMAT, text of their own; and what a new process makes of it.
 */
#include "logbook.h"

#include "flow/logcheck.h"

static const char *rotate(struct ground *g)
{
	const char *old = mem_printf(g->ctx, "%s.1", logbook_path(g));

	assert_int_equal(rename(logbook_path(g), old), 0);
	return old;
}

static void test_a_log_that_was_renamed_is_left_and_a_new_one_begun(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	const char *old;

	logbook_add(g, p, "one");
	old = rotate(g);
	logbook_add(g, p, "two");
	logbook_add(g, p, "three");
	assert_string_equal(logbook_text(g, old), logbook_render(g, LOG_PRETTY, 1, 1));
	logbook_expect(g, 2, 3);
}

static void test_a_new_process_begins_a_new_log_after_a_rename(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	logbook_remember(g, p);
	rotate(g);
	logbook_commit(g, NULL, "two");
	logbook_project(logbook_projector(g, &g->app));
	logbook_project(logbook_projector(g, &g->app));
	logbook_expect(g, 2, 2);
}

/* The newest record is known to the process that wrote it, though not to the store yet. */
static void test_a_rename_does_not_make_a_process_forget_what_it_wrote(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	rotate(g);
	logbook_project(p);
	assert_string_equal(logbook_text(g, logbook_path(g)), "");
}

/* Killed before it stored the cursor, perhaps in the middle of a record; then comes logrotate. */
static void test_what_stands_in_the_renamed_log_is_recognised_by_a_new_process(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	const char *want, *old;
	size_t first, whole;

	logbook_add(g, p, "one");
	logbook_remember(g, p);
	first = strlen(logbook_text(g, logbook_path(g)));
	logbook_add(g, p, "two");
	want = logbook_text(g, logbook_path(g));
	whole = strlen(want);
	logbook_commit(g, NULL, "three");
	for (size_t cut = first + 1; cut <= whole; cut += 7) {
		old = rotate(g);
		assert_int_equal(truncate(old, (off_t)cut), 0);
		logbook_project(logbook_projector(g, &g->app));
		assert_string_equal(logbook_text(g, old), want);
		logbook_expect(g, 3, 3);
		assert_int_equal(rename(old, logbook_path(g)), 0);
	}
}

static void test_an_empty_file_in_the_place_of_the_log_is_taken(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	rotate(g);
	logbook_scribble(g, "");
	logbook_add(g, p, "two");
	logbook_expect(g, 2, 2);
}

static void test_a_log_that_was_copied_and_emptied_begins_again(void **state)
{
	for (int new_process = 0; new_process < 2; new_process++) {
		struct ground *g = logbook_open(*state);
		struct projector *p = logbook_projector(g, &g->app);

		logbook_add(g, p, "one");
		logbook_add(g, p, "two");
		logbook_remember(g, p);
		assert_int_equal(truncate(logbook_path(g), 0), 0);
		if (new_process)
			p = logbook_projector(g, &g->app);
		logbook_add(g, p, "three");
		logbook_add(g, p, "four");
		logbook_project(logbook_projector(g, &g->app));
		logbook_expect(g, 3, 4);
	}
}

static void test_a_log_that_was_removed_begins_again(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);

	logbook_add(g, p, "one");
	assert_int_equal(unlink(logbook_path(g)), 0);
	logbook_add(g, p, "two");
	logbook_expect(g, 2, 2);
}

/* One letter a record: p(retty) or j(son), as the log then holds them. */
static const char *mixture(struct ground *g, const char *formats)
{
	char *text = mem_strdup(g->ctx, "");

	for (int64_t id = 1; formats[id - 1] != '\0'; id++)
		text = mem_printf(g->ctx, "%s%s", text,
		    logbook_render(g, formats[id - 1] == 'j' ? LOG_JSON : LOG_PRETTY, id, id));
	return text;
}

static struct projector *projector_for(struct ground *g, char format)
{
	return logbook_projector(g, logbook_app(g, format == 'j' ? LOG_JSON : LOG_PRETTY));
}

static void test_another_format_goes_on_behind_the_records_of_the_first(void **state)
{
	static const char *const rows[] = {"pj", "jp", "ppjj", "jjpp", "pjp", "jpj"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = logbook_open(*state);

		for (const char *c = rows[i]; *c != '\0'; c++) {
			struct projector *p = projector_for(g, *c);

			logbook_project(p);
			logbook_add(g, p, "x");
			logbook_remember(g, p);
		}
		assert_string_equal(logbook_text(g, logbook_path(g)), mixture(g, rows[i]));
	}
}

/* A record of the old format that broke off is completed as it was begun. */
static void test_a_broken_record_of_the_old_format_is_completed_in_it(void **state)
{
	static const char *const rows[] = {"ppj", "jjp"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct ground *g = logbook_open(*state);
		struct projector *p = projector_for(g, rows[i][0]);
		size_t first, whole;

		logbook_add(g, p, "x");
		first = strlen(logbook_text(g, logbook_path(g)));
		logbook_add(g, p, "x");
		whole = strlen(logbook_text(g, logbook_path(g)));
		logbook_commit(g, NULL, "x");
		for (size_t cut = first + 1; cut <= whole; cut++) {
			assert_int_equal(truncate(logbook_path(g), (off_t)cut), 0);
			logbook_project(projector_for(g, rows[i][2]));
			assert_string_equal(logbook_text(g, logbook_path(g)), mixture(g, rows[i]));
		}
	}
}

/*
 * While one program has not read the new setting yet, both formats are written. All this
 * stands behind the stored cursor when a process is killed.
 */
static void test_records_in_changing_formats_are_all_recognised(void **state)
{
	static const char *const rows[] = {"pj", "jp", "pjp", "jpj", "pjpj", "jpjp", "pjjpp"};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++)
		for (const char *next = "pj"; *next != '\0'; next++) {
			struct ground *g = logbook_open(*state);

			for (size_t n = strlen(rows[i]); n > 0; n--)
				logbook_commit(g, NULL, "x");
			logbook_scribble(g, mixture(g, rows[i]));
			logbook_project(projector_for(g, *next));
			assert_string_equal(logbook_text(g, logbook_path(g)), mixture(g, rows[i]));
		}
}

/* Text of others, and what must stand between it and the next record. */
static const struct {
	const char *what, *text, *gap;
} scribbles[] = {
    {"a line", "hello\n", ""},
    {"a line without an end", "hello", "\n"},
    {"an empty line", "\n", ""},
    {"one byte", "x", "\n"},
    {"what looks like a record", "[2026-11-23 12:00:00] [INFO]\n=====\n", ""},
};

static void test_text_of_others_is_left_and_gone_on_behind(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(scribbles); i++) {
		struct ground *g = logbook_open(*state);
		struct projector *p = logbook_projector(g, &g->app);

		logbook_add(g, p, "one");
		logbook_scribble(g, scribbles[i].text);
		logbook_add(g, p, "two");
		logbook_add(g, p, "three");
		assert_string_equal(logbook_text(g, logbook_path(g)),
		    mem_printf(*state, "%s%s%s%s", logbook_render(g, LOG_PRETTY, 1, 1),
			scribbles[i].text, scribbles[i].gap, logbook_render(g, LOG_PRETTY, 2, 3)));
	}
}

static void test_text_of_others_before_the_first_record_is_left(void **state)
{
	struct ground *g = logbook_open(*state);

	logbook_scribble(g, "a log of somebody else\n");
	logbook_add(g, logbook_projector(g, &g->app), "one");
	assert_string_equal(logbook_text(g, logbook_path(g)),
	    mem_printf(*state, "a log of somebody else\n%s", logbook_render(g, LOG_PRETTY, 1, 1)));
}

/* Killed between the record and its cursor, with the text of others before the record. */
static void test_a_record_behind_the_text_of_others_is_recognised(void **state)
{
	for (size_t i = 0; i < UNIT_COUNT(scribbles); i++) {
		struct ground *g = logbook_open(*state);
		struct projector *p = logbook_projector(g, &g->app);
		const char *want;

		logbook_add(g, p, "one");
		logbook_scribble(g, scribbles[i].text);
		logbook_add(g, p, "two");
		want = logbook_text(g, logbook_path(g));
		logbook_project(logbook_projector(g, &g->app));
		unit_same(scribbles[i].what, logbook_text(g, logbook_path(g)), want);
	}
}

/* The same, killed in the middle of the record. */
static void test_a_broken_record_behind_the_text_of_others_is_completed(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p = logbook_projector(g, &g->app);
	const char *want;
	size_t before, whole;

	logbook_add(g, p, "one");
	logbook_remember(g, p);
	logbook_scribble(g, "hello\n");
	before = strlen(logbook_text(g, logbook_path(g)));
	logbook_commit(g, NULL, "two");
	logbook_project(p);
	want = logbook_text(g, logbook_path(g));
	whole = strlen(want);
	for (size_t cut = before; cut <= whole; cut++) {
		assert_int_equal(truncate(logbook_path(g), (off_t)cut), 0);
		logbook_project(logbook_projector(g, &g->app));
		assert_string_equal(logbook_text(g, logbook_path(g)), want);
	}
}

/* Two programs at work, neither of which has paused long enough to store its cursor. */
static void test_a_second_process_recognises_a_record_behind_the_text_of_others(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *one = logbook_projector(g, &g->app);
	struct projector *two = logbook_projector(g, &g->app);

	logbook_add(g, one, "one");
	logbook_add(g, two, "two");
	logbook_scribble(g, "hello\n");
	logbook_add(g, one, "three");
	logbook_add(g, two, "four");
	assert_string_equal(logbook_text(g, logbook_path(g)),
	    mem_printf(*state, "%shello\n%s", logbook_render(g, LOG_PRETTY, 1, 2),
		logbook_render(g, LOG_PRETTY, 3, 4)));
}

/* A log of three records whose place is stored; how long it is. */
static size_t three_records(struct ground *g)
{
	struct projector *p;

	setenv("STATUS_MONITOR_BOOT_ID", "before", 1);
	p = logbook_projector(g, &g->app);
	logbook_add(g, p, "one");
	logbook_add(g, p, "two");
	logbook_add(g, p, "three");
	logbook_remember(g, p);
	return strlen(logbook_text(g, logbook_path(g)));
}

/* The store was synced, the log was not: the machine starts again with a shorter log. */
static void expect_written_again(struct ground *g, const char *meanwhile)
{
	size_t whole = three_records(g);
	const char *want = logbook_text(g, logbook_path(g));

	shelf_run(g->app.store_path, meanwhile);
	setenv("STATUS_MONITOR_BOOT_ID", "after", 1);
	for (size_t cut = 0; cut <= whole; cut++) {
		assert_int_equal(truncate(logbook_path(g), (off_t)cut), 0);
		logbook_project(logbook_projector(g, &g->app));
		assert_string_equal(logbook_text(g, logbook_path(g)), want);
	}
	unsetenv("STATUS_MONITOR_BOOT_ID");
}

static void test_what_a_power_cut_took_is_written_again(void **state)
{
	expect_written_again(logbook_open(*state), "");
}

/* Those of btrfs, LVM or overlays are given out as they are mounted. */
static void test_so_it_is_when_the_disk_has_another_number(void **state)
{
	expect_written_again(logbook_open(*state), "UPDATE log_cursor SET device = device + 1");
}

static void test_without_a_new_start_a_shorter_log_was_truncated(void **state)
{
	struct ground *g = logbook_open(*state);

	three_records(g);
	assert_int_equal(truncate(logbook_path(g), 0), 0);
	logbook_project(logbook_projector(g, &g->app));
	assert_string_equal(logbook_text(g, logbook_path(g)), "");
	unsetenv("STATUS_MONITOR_BOOT_ID");
}

/* The rebuilt log is of this run of the machine, too: what is shorter was not lost by a power cut. */
static void test_a_rebuilt_log_that_is_truncated_begins_anew(void **state)
{
	struct ground *g = logbook_open(*state);
	int64_t records;

	three_records(g);
	assert_int_equal(logcheck_rebuild(g->store, &g->app, &records, NULL), OK);
	assert_int_equal(records, 3);
	assert_int_equal(truncate(logbook_path(g), 0), 0);
	logbook_project(logbook_projector(g, &g->app));
	assert_string_equal(logbook_text(g, logbook_path(g)), "");
	unsetenv("STATUS_MONITOR_BOOT_ID");
}

/* What was written long before was on the disk: such a log was truncated, then the machine restarted. */
static void test_a_power_cut_does_not_take_what_is_old(void **state)
{
	struct ground *g = logbook_open(*state);
	struct projector *p;

	setenv("STATUS_MONITOR_BOOT_ID", "before", 1);
	p = logbook_projector(g, &g->app);
	logbook_add(g, p, "old");
	pass(60 * MINUTE);
	logbook_add(g, p, "new");
	logbook_remember(g, p);
	setenv("STATUS_MONITOR_BOOT_ID", "after", 1);
	assert_int_equal(truncate(logbook_path(g), 0), 0);
	logbook_project(logbook_projector(g, &g->app));
	assert_string_equal(logbook_text(g, logbook_path(g)), "");
	unsetenv("STATUS_MONITOR_BOOT_ID");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    GROUND_TEST(test_a_log_that_was_renamed_is_left_and_a_new_one_begun),
	    GROUND_TEST(test_a_new_process_begins_a_new_log_after_a_rename),
	    GROUND_TEST(test_a_rename_does_not_make_a_process_forget_what_it_wrote),
	    GROUND_TEST(test_what_stands_in_the_renamed_log_is_recognised_by_a_new_process),
	    GROUND_TEST(test_an_empty_file_in_the_place_of_the_log_is_taken),
	    GROUND_TEST(test_a_log_that_was_copied_and_emptied_begins_again),
	    GROUND_TEST(test_a_log_that_was_removed_begins_again),
	    GROUND_TEST(test_another_format_goes_on_behind_the_records_of_the_first),
	    GROUND_TEST(test_a_broken_record_of_the_old_format_is_completed_in_it),
	    GROUND_TEST(test_records_in_changing_formats_are_all_recognised),
	    GROUND_TEST(test_text_of_others_is_left_and_gone_on_behind),
	    GROUND_TEST(test_text_of_others_before_the_first_record_is_left),
	    GROUND_TEST(test_a_record_behind_the_text_of_others_is_recognised),
	    GROUND_TEST(test_a_broken_record_behind_the_text_of_others_is_completed),
	    GROUND_TEST(test_a_second_process_recognises_a_record_behind_the_text_of_others),
	    GROUND_TEST(test_what_a_power_cut_took_is_written_again),
	    GROUND_TEST(test_so_it_is_when_the_disk_has_another_number),
	    GROUND_TEST(test_without_a_new_start_a_shorter_log_was_truncated),
	    GROUND_TEST(test_a_rebuilt_log_that_is_truncated_begins_anew),
	    GROUND_TEST(test_a_power_cut_does_not_take_what_is_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
