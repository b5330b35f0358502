/* Tests of base/file: reading whole, creating once, folders with their mode. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/file.h"

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static const char *contents(void *ctx, const char *path)
{
	char *text;
	struct error e;

	if (file_read(ctx, path, 100000, &text, NULL, &e) != OK)
		fail_msg("%s", e.text);
	return text;
}

static void test_a_file_is_read_whole(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "one\ntwo\n");
	struct error e;
	char *text;
	size_t n;

	assert_int_equal(file_read(*state, path, 100, &text, &n, &e), OK);
	assert_string_equal(text, "one\ntwo\n");
	assert_int_equal(n, 8);
}

static void test_an_empty_file_is_an_empty_text(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "");
	char *text;
	size_t n = 99;

	assert_int_equal(file_read(*state, path, 100, &text, &n, NULL), OK);
	assert_string_equal(text, "");
	assert_int_equal(n, 0);
}

static void test_a_file_larger_than_one_chunk_is_read_whole(void **state)
{
	const char *want = mem_printf(*state, "%050000d", 7);
	const char *path = unit_file(*state, unit_folder(*state), "a", want);

	assert_string_equal(contents(*state, path), want);
}

static void test_of_a_head_there_are_no_more_bytes_than_wanted(void **state)
{
	const char *want = mem_printf(*state, "%050000d", 7);
	const char *path = unit_file(*state, unit_folder(*state), "a", want);
	static const size_t most[] = {0, 1, 8192, 8193, 49999, 50000, 60000};

	for (size_t i = 0; i < UNIT_COUNT(most); i++) {
		size_t n, read = most[i] < 50000 ? most[i] : 50000;
		char *text;

		assert_int_equal(file_read_head(*state, path, most[i], &text, &n, NULL), OK);
		assert_int_equal(n, read);
		assert_int_equal(strlen(text), read);
		assert_memory_equal(text, want, read);
	}
}

/* Written over, in as many bytes; replaced; gone. */
static void test_a_print_tells_a_file_that_was_written(void **state)
{
	const char *folder = unit_folder(*state), *path = unit_file(*state, folder, "a", "1");
	struct file_print before = file_print_of(path), after = file_print_of(path);

	assert_true(file_print_is(&before, &after));
	do /* the clock of files goes in steps of some milliseconds */
		after = file_print_of(unit_file(*state, folder, "a", "2"));
	while (after.changed_s == before.changed_s && after.changed_ns == before.changed_ns);
	assert_false(file_print_is(&before, &after));
	before = after;
	assert_int_equal(rename(unit_file(*state, folder, "b", "2"), path), 0);
	after = file_print_of(path);
	assert_false(file_print_is(&before, &after));
	assert_int_equal(unlink(path), 0);
	after = file_print_of(path);
	assert_true(file_print_is(&after, &(struct file_print){0}));
}

static void test_nul_bytes_count(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = mem_printf(*state, "%s/a", folder);
	FILE *f = fopen(path, "w");
	char *text;
	size_t n;

	assert_non_null(f);
	assert_int_equal(fwrite("a\0b", 1, 3, f), 3);
	fclose(f);
	assert_int_equal(file_read(*state, path, 3, &text, &n, NULL), OK);
	assert_int_equal(n, 3);
	assert_memory_equal(text, "a\0b\0", 4);
}

static void test_the_limit_is_the_largest_size_that_is_read(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "12345");
	struct error e;
	char *text;

	assert_int_equal(file_read(*state, path, 5, &text, NULL, &e), OK);
	assert_int_equal(file_read(*state, path, 4, &text, NULL, &e), E_LIMIT);
	unit_has(e.text, path);
	unit_has(e.text, "4 bytes");
}

static void test_a_missing_file_is_named(void **state)
{
	const char *path = mem_printf(*state, "%s/none", unit_folder(*state));
	struct error e;
	char *text;

	assert_int_equal(file_read(*state, path, 5, &text, NULL, &e), E_CONFIG);
	unit_has(e.text, path);
	unit_has(e.text, "No such file");
}

static void test_a_folder_is_not_a_file(void **state)
{
	struct error e;
	char *text;

	assert_int_equal(file_read(*state, unit_folder(*state), 5, &text, NULL, &e), E_CONFIG);
	unit_has(e.text, "directory");
}

static void test_reading_leaves_no_descriptor_open(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "12345");
	int before = dup(STDIN_FILENO);
	char *text;
	int after;

	close(before);
	file_read(*state, path, 5, &text, NULL, NULL);
	file_read(*state, path, 4, &text, NULL, NULL);
	after = dup(STDIN_FILENO);
	close(after);
	assert_int_equal(after, before);
}

static void test_existence(void **state)
{
	const char *folder = unit_folder(*state);

	assert_true(file_exists(folder));
	assert_true(file_exists(unit_file(*state, folder, "a", "")));
	assert_false(file_exists(mem_printf(*state, "%s/b", folder)));
}

static void test_a_link_leads_somewhere_before_anything_is_there(void **state)
{
	const char *folder = unit_folder(*state);
	const char *target = mem_printf(*state, "%s/target", folder);
	const char *near = mem_printf(*state, "%s/near", folder);
	const char *far = mem_printf(*state, "%s/far", folder);

	assert_null(file_target(*state, target));
	assert_int_equal(symlink("target", near), 0);
	assert_int_equal(symlink(target, far), 0);
	for (int i = 0; i < 2; i++) {
		assert_string_equal(file_target(*state, near), target);
		assert_string_equal(file_target(*state, far), target);
		unit_file(*state, folder, "target", "");
	}
	assert_string_equal(file_target(*state, target), target);
}

static void test_creating_gives_contents_and_exact_mode(void **state)
{
	const char *path = mem_printf(*state, "%s/a", unit_folder(*state));
	mode_t mask = umask(077);
	int rc = file_create_once(path, "text\n", 0644, NULL);

	umask(mask);
	assert_int_equal(rc, OK);
	assert_string_equal(contents(*state, path), "text\n");
	assert_int_equal(mode_of(path), 0644);
}

/* Who is not root makes what is its own in any case. */
static void test_what_root_opens_belongs_to_the_owner_of_the_folder(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = mem_printf(*state, "%s/file", folder);
	uid_t owner = geteuid() == 0 ? 12345 : geteuid();
	struct stat st;
	int fd;

	assert_int_equal(chown(folder, owner, (gid_t)-1), 0);
	for (int i = 0; i < 2; i++) {
		fd = file_open_ours(path, O_RDWR, 0640);
		assert_true(fd >= 0);
		assert_int_equal(fstat(fd, &st), 0);
		assert_int_equal(st.st_uid, owner);
		assert_int_equal(st.st_mode & 0777, 0640);
		close(fd);
	}
	assert_int_equal(file_open_ours("/nonexistent/file", O_RDWR, 0640), -1);
}

static void test_what_is_there_is_not_replaced(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "first");

	assert_int_equal(file_create_once(path, "second", 0600, NULL), OK);
	assert_string_equal(contents(*state, path), "first");
}

static void test_creating_leaves_no_draft_behind(void **state)
{
	const char *folder = unit_folder(*state);
	const char *path = mem_printf(*state, "%s/a", folder);

	file_create_once(path, "first", 0600, NULL);
	file_create_once(path, "second", 0600, NULL);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(mkdir(folder, 0700), 0); /* for the one who cleans up */
}

/*
 * A process that is killed between linking the draft and removing it leaves two names
 * for one file. A later one may have the same process id (in a container it often does).
 */
static void test_a_draft_left_by_a_killed_process_does_not_harm_the_file(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "first");
	const char *draft = mem_printf(*state, "%s.%ld.new", path, (long)getpid());

	assert_int_equal(link(path, draft), 0);
	assert_int_equal(file_create_once(path, "second", 0600, NULL), OK);
	assert_string_equal(contents(*state, path), "first");
}

static void test_creating_in_a_missing_folder_fails_with_the_path(void **state)
{
	const char *path = mem_printf(*state, "%s/none/a", unit_folder(*state));
	struct error e;

	assert_int_equal(file_create_once(path, "x", 0600, &e), E_CONFIG);
	unit_has(e.text, path);
}

struct race {
	const char *path;
	int gate[2];
};

/* Waits for the gate to open and writes one of two texts, as its process id will have it. */
static void race_run(struct race *r)
{
	char *text = mem_array(NULL, char, 30001);
	char c;

	memset(text, getpid() % 2 == 0 ? 'a' : 'b', 30000);
	close(r->gate[1]);
	if (read(r->gate[0], &c, 1) != 0)
		_exit(2);
	_exit(file_create_once(r->path, text, 0600, NULL));
}

static void test_several_processes_at_once_make_one_whole_file(void **state)
{
	struct race r = {.path = mem_printf(*state, "%s/a", unit_folder(*state))};
	const char *text;
	pid_t pids[8];

	assert_int_equal(pipe(r.gate), 0);
	for (size_t i = 0; i < UNIT_COUNT(pids); i++)
		if ((pids[i] = fork()) == 0)
			race_run(&r);
	close(r.gate[0]);
	close(r.gate[1]);
	for (size_t i = 0; i < UNIT_COUNT(pids); i++) {
		int status;

		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == OK);
	}
	text = contents(*state, r.path);
	assert_int_equal(strlen(text), 30000);
	assert_int_equal(strspn(text, text[0] == 'a' ? "a" : "b"), 30000);
}

static void test_a_folder_is_made_with_those_above_it(void **state)
{
	const char *path = mem_printf(*state, "%s/one/two/three", unit_folder(*state));
	mode_t mask = umask(022);
	int rc = file_make_dir(path, 0700, NULL);

	umask(mask);
	assert_int_equal(rc, OK);
	assert_int_equal(mode_of(path), 0700);
}

static void test_a_slash_at_the_end_does_not_change_the_mode(void **state)
{
	const char *path = mem_printf(*state, "%s/one/", unit_folder(*state));
	mode_t mask = umask(022);
	int rc = file_make_dir(path, 0700, NULL);

	umask(mask);
	assert_int_equal(rc, OK);
	assert_int_equal(mode_of(path), 0700);
}

static void test_a_folder_that_is_there_is_left_as_it_is(void **state)
{
	const char *folder = unit_folder(*state);

	assert_int_equal(chmod(folder, 0711), 0);
	assert_int_equal(file_make_dir(folder, 0700, NULL), OK);
	assert_int_equal(mode_of(folder), 0711);
}

static void test_a_file_in_the_place_of_the_folder_is_an_error(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "a", "");
	struct error e;

	assert_int_equal(file_make_dir(path, 0700, &e), E_CONFIG);
	unit_has(e.text, path);
}

static void test_a_file_above_the_folder_is_an_error(void **state)
{
	const char *file = unit_file(*state, unit_folder(*state), "a", "");
	const char *path = mem_printf(*state, "%s/b", file);
	struct error e;

	assert_int_equal(file_make_dir(path, 0700, &e), E_CONFIG);
	unit_has(e.text, path);
	unit_has(e.text, "Not a directory");
}

static void test_a_path_is_joined_unless_it_is_absolute(void **state)
{
	assert_string_equal(file_path(*state, "/var/lib", "a/b"), "/var/lib/a/b");
	assert_string_equal(file_path(*state, "/var/lib", "/a"), "/a");
}

static void test_all_bytes_are_written(void **state)
{
	const char *path = mem_printf(*state, "%s/a", unit_folder(*state));
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_true(file_write_all(fd, "one", 3));
	assert_true(file_write_all(fd, "", 0));
	assert_true(file_write_all(fd, "two", 3));
	close(fd);
	assert_string_equal(contents(*state, path), "onetwo");
}

static void test_a_pipe_smaller_than_the_text_gets_it_all(void **state)
{
	enum { SIZE = 300000 };
	char *text = mem_array(*state, char, SIZE);
	char *got = mem_array(*state, char, SIZE + 1);
	size_t n = 0;
	int ends[2];
	pid_t pid;

	memset(text, 'x', SIZE);
	assert_int_equal(pipe(ends), 0);
	if ((pid = fork()) == 0)
		_exit(file_write_all(ends[1], text, SIZE) ? 0 : 1);
	close(ends[1]);
	for (ssize_t part; (part = read(ends[0], got + n, SIZE + 1 - n)) > 0;)
		n += (size_t)part;
	close(ends[0]);
	waitpid(pid, NULL, 0);
	assert_int_equal(n, SIZE);
	assert_memory_equal(got, text, SIZE);
}

static void test_a_write_that_fails_says_so(void **state)
{
	(void)state;
	errno = 0;
	assert_false(file_write_all(-1, "x", 1));
	assert_int_equal(errno, EBADF);
}

/* A full disk, as far as a process can have one of its own. */
static void create_with_a_full_disk(void *user)
{
	struct rlimit limit = {.rlim_cur = 1000, .rlim_max = 1000};
	char *text = mem_printf(NULL, "%05000d", 1);

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	_exit(file_create_once(user, text, 0600, NULL));
}

static void test_a_full_disk_leaves_neither_half_a_file_nor_a_draft(void **state)
{
	const char *folder = unit_folder(*state);
	char *path = mem_printf(*state, "%s/a", folder);
	int status;

	unit_run(*state, create_with_a_full_disk, path, &status);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), E_CONFIG);
	assert_false(file_exists(path));
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(mkdir(folder, 0700), 0);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_file_is_read_whole),
	    UNIT_TEST(test_an_empty_file_is_an_empty_text),
	    UNIT_TEST(test_a_file_larger_than_one_chunk_is_read_whole),
	    UNIT_TEST(test_of_a_head_there_are_no_more_bytes_than_wanted),
	    UNIT_TEST(test_a_print_tells_a_file_that_was_written),
	    UNIT_TEST(test_nul_bytes_count),
	    UNIT_TEST(test_the_limit_is_the_largest_size_that_is_read),
	    UNIT_TEST(test_a_missing_file_is_named),
	    UNIT_TEST(test_a_folder_is_not_a_file),
	    UNIT_TEST(test_reading_leaves_no_descriptor_open),
	    UNIT_TEST(test_existence),
	    UNIT_TEST(test_a_link_leads_somewhere_before_anything_is_there),
	    UNIT_TEST(test_creating_gives_contents_and_exact_mode),
	    UNIT_TEST(test_what_root_opens_belongs_to_the_owner_of_the_folder),
	    UNIT_TEST(test_what_is_there_is_not_replaced),
	    UNIT_TEST(test_creating_leaves_no_draft_behind),
	    UNIT_TEST(test_a_draft_left_by_a_killed_process_does_not_harm_the_file),
	    UNIT_TEST(test_creating_in_a_missing_folder_fails_with_the_path),
	    UNIT_TEST(test_several_processes_at_once_make_one_whole_file),
	    UNIT_TEST(test_a_folder_is_made_with_those_above_it),
	    UNIT_TEST(test_a_slash_at_the_end_does_not_change_the_mode),
	    UNIT_TEST(test_a_folder_that_is_there_is_left_as_it_is),
	    UNIT_TEST(test_a_file_in_the_place_of_the_folder_is_an_error),
	    UNIT_TEST(test_a_file_above_the_folder_is_an_error),
	    UNIT_TEST(test_a_path_is_joined_unless_it_is_absolute),
	    UNIT_TEST(test_all_bytes_are_written),
	    UNIT_TEST(test_a_pipe_smaller_than_the_text_gets_it_all),
	    UNIT_TEST(test_a_write_that_fails_says_so),
	    UNIT_TEST(test_a_full_disk_leaves_neither_half_a_file_nor_a_draft),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
