/* Tests of base/secret: what may be one, how it is compared, how it is made and kept. */
#include "unit.h"

#include <sys/stat.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/secret.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static const char *letters(void *ctx, size_t n)
{
	char *s = mem_array(ctx, char, n + 1);

	memset(s, 'a', n);
	return s;
}

static bool matches(const struct secrets *set, const char *given)
{
	return secrets_match(set, given, strlen(given));
}

static void test_8_to_128_characters_are_a_secret(void **state)
{
	assert_false(secret_is_valid(""));
	assert_false(secret_is_valid(letters(*state, LIMIT_SECRET_MIN - 1)));
	assert_true(secret_is_valid(letters(*state, LIMIT_SECRET_MIN)));
	assert_true(secret_is_valid(letters(*state, LIMIT_SECRET_MAX)));
	assert_false(secret_is_valid(letters(*state, LIMIT_SECRET_MAX + 1)));
	assert_false(secret_is_valid(letters(*state, 100000)));
}

static void test_only_what_may_stand_in_a_path_is_a_secret(void **state)
{
	static const char allowed[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

	(void)state;
	for (int c = 1; c < 256; c++) {
		char s[] = "secret-x";

		s[7] = (char)c;
		assert_int_equal(secret_is_valid(s), strchr(allowed, c) != NULL);
		s[7] = 'x';
		s[0] = (char)c;
		assert_int_equal(secret_is_valid(s), strchr(allowed, c) != NULL);
	}
}

static void test_an_empty_set_matches_nothing(void **state)
{
	struct secrets set = {0};

	(void)state;
	assert_false(matches(&set, ""));
	assert_false(matches(&set, "secret-1"));
}

static void test_only_the_same_bytes_match(void **state)
{
	static const char *const others[] = {"", "secret", "secret-", "secret-2", "secret-1x",
	    "Secret-1", "secret-1 ", "secret-1/", " secret-1", "ecret-1"};
	struct secrets set = {0};

	(void)state;
	secrets_add(&set, "secret-1", TIME_NONE);
	assert_true(matches(&set, "secret-1"));
	assert_false(secrets_match(&set, "secret-1\0", 9));
	assert_true(secrets_match(&set, "secret-1/rest", 8));
	for (size_t i = 0; i < UNIT_COUNT(others); i++)
		assert_false(matches(&set, others[i]));
}

static void test_both_secrets_of_a_rotation_match(void **state)
{
	struct secrets set = {0};

	(void)state;
	secrets_add(&set, "secret-new", TIME_NONE);
	secrets_add(&set, "secret-old", TIME_NONE);
	assert_int_equal(set.n, 2);
	assert_string_equal(set.text[0], "secret-new");
	assert_true(matches(&set, "secret-new"));
	assert_true(matches(&set, "secret-old"));
	assert_false(matches(&set, "secret-xxx"));
}

static void test_a_third_secret_is_not_taken(void **state)
{
	struct secrets set = {0};

	(void)state;
	secrets_add(&set, "secret-one", TIME_NONE);
	secrets_add(&set, "secret-two", TIME_NONE);
	secrets_add(&set, "secret-three", TIME_NONE);
	assert_int_equal(set.n, SECRETS_MAX);
	assert_false(matches(&set, "secret-three"));
	assert_true(matches(&set, "secret-one"));
}

static void test_a_secret_ends_when_its_time_has_come(void **state)
{
	struct secrets set = {0};

	(void)state;
	secrets_add(&set, "secret-new", TIME_NONE);
	secrets_add(&set, "secret-old", 2000);
	clock_set(1999);
	assert_true(matches(&set, "secret-old"));
	clock_set(2000);
	assert_false(matches(&set, "secret-old"));
	assert_true(matches(&set, "secret-new"));
	clock_set(TIME_NONE);
}

static struct secrets loaded(void *ctx, const char *path)
{
	struct secrets set;
	struct error e;

	if (secrets_load(ctx, path, &set, &e) != OK)
		fail_msg("%s", e.text);
	return set;
}

static void test_what_is_rendered_is_read_back(void **state)
{
	struct secrets set = {0}, again;
	const char *path;

	secrets_add(&set, "secret-new", TIME_NONE);
	secrets_add(&set, "secret-old", INT64_C(1796040000000));
	path = unit_file(*state, unit_folder(*state), "s", secrets_render(*state, &set));
	again = loaded(*state, path);
	assert_int_equal(again.n, 2);
	assert_string_equal(again.text[0], "secret-new");
	assert_int_equal(again.until[0], TIME_NONE);
	assert_string_equal(again.text[1], "secret-old");
	assert_int_equal(again.until[1], INT64_C(1796040000000));
}

static void test_one_or_two_secrets_stand_in_a_file(void **state)
{
	static const struct {
		const char *text;
		size_t n;
	} rows[] = {
	    {"secret-one\n", 1},
	    {"secret-one", 1},
	    {"secret-one\r\n", 1},
	    {"\n\nsecret-one\n\n", 1},
	    {"secret-one\nsecret-two\n", 2},
	    {"secret-one\r\nsecret-two", 2},
	    {"\nsecret-one\n\nsecret-two\n\n", 2},
	};
	const char *folder = unit_folder(*state);

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct secrets set = loaded(*state, unit_file(*state, folder, "s", rows[i].text));

		assert_int_equal(set.n, rows[i].n);
		assert_string_equal(set.text[0], "secret-one");
		assert_true(matches(&set, "secret-one"));
		assert_int_equal(matches(&set, "secret-two"), rows[i].n == 2);
	}
}

static void expect_refused(void *ctx, const char *text, const char *says)
{
	const char *path = unit_file(ctx, unit_folder(ctx), "secret-file", text);
	struct secrets set;
	struct error e;

	if (secrets_load(ctx, path, &set, &e) != E_CONFIG)
		fail_msg("accepted: %s", text);
	unit_has(e.text, path);
	unit_has(e.text, says);
	if (*text != '\0')
		assert_null(strstr(e.text, text)); /* never printed */
}

static void test_three_secrets_in_the_file_are_refused(void **state)
{
	expect_refused(*state, "secret-one\nsecret-two\nsecret-three\n", "one or two secrets");
}

static void test_a_bad_secret_in_the_file_is_refused(void **state)
{
	expect_refused(*state, "short-7", "8 to 128");
	expect_refused(*state, "secret-one\nsecret/two\n", "one or two secrets");
	expect_refused(*state, "has a space", "one or two secrets");
	expect_refused(*state, "ends-in-a-space ", "one or two secrets");
	expect_refused(*state, letters(*state, LIMIT_SECRET_MAX + 1), "8 to 128");
}

static void test_an_empty_file_is_refused_with_a_way_out(void **state)
{
	expect_refused(*state, "", "remove it");
	expect_refused(*state, "\n\r\n", "remove it");
}

static void test_a_large_file_is_not_read(void **state)
{
	const char *path = unit_file(*state, unit_folder(*state), "s", letters(*state, 100000));
	struct secrets set;
	struct error e;

	assert_int_equal(secrets_load(*state, path, &set, &e), E_LIMIT);
	assert_int_equal(set.n, 0);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void test_a_missing_file_is_made_with_a_new_secret(void **state)
{
	const char *path = mem_printf(*state, "%s/s", unit_folder(*state));
	mode_t mask = umask(0);
	struct secrets set = loaded(*state, path);

	umask(mask);
	assert_int_equal(set.n, 1);
	assert_true(secret_is_valid(set.text[0]));
	assert_int_equal(strlen(set.text[0]), 40); /* 160 bits as hex */
	assert_int_equal(strspn(set.text[0], "0123456789abcdef"), 40);
	assert_int_equal(mode_of(path), 0600);
}

static void test_a_secret_that_was_made_is_kept(void **state)
{
	const char *path = mem_printf(*state, "%s/s", unit_folder(*state));
	struct secrets first = loaded(*state, path);
	struct secrets second = loaded(*state, path);

	assert_string_equal(first.text[0], second.text[0]);
	assert_true(matches(&second, first.text[0]));
}

static void test_two_installations_have_two_secrets(void **state)
{
	struct secrets first = loaded(*state, mem_printf(*state, "%s/s", unit_folder(*state)));
	struct secrets second = loaded(*state, mem_printf(*state, "%s/s", unit_folder(*state)));

	assert_string_not_equal(first.text[0], second.text[0]);
}

static void test_a_missing_folder_is_told(void **state)
{
	const char *path = mem_printf(*state, "%s/none/s", unit_folder(*state));
	struct secrets set;
	struct error e;

	assert_int_equal(secrets_load(*state, path, &set, &e), E_CONFIG);
	unit_has(e.text, path);
}

/* Loads as soon as the gate opens and writes the secret it got to the pipe. */
static void race_run(const char *path, const int gate[2], int out)
{
	struct secrets set;
	char c;

	close(gate[1]);
	if (read(gate[0], &c, 1) != 0 || secrets_load(NULL, path, &set, NULL) != OK)
		_exit(1);
	if (set.n != 1 || write(out, set.text[0], strlen(set.text[0])) != 40)
		_exit(1);
	_exit(0);
}

enum { RACERS = 8 };

static void race(const char *path, char text[RACERS * 40])
{
	int gate[2], out[2];

	assert_int_equal(pipe(gate), 0);
	assert_int_equal(pipe(out), 0);
	for (int i = 0; i < RACERS; i++)
		if (fork() == 0)
			race_run(path, gate, out[1]);
	close(gate[0]);
	close(gate[1]);
	close(out[1]);
	for (size_t n = 0; n < RACERS * 40;) {
		ssize_t got = read(out[0], text + n, RACERS * 40 - n);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	close(out[0]);
	for (int i = 0; i < RACERS; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
}

static void test_processes_that_start_together_get_the_same_secret(void **state)
{
	for (int round = 0; round < 20; round++) {
		const char *path = mem_printf(*state, "%s/s", unit_folder(*state));
		char text[RACERS * 40] = "";

		race(path, text);
		assert_int_equal(mode_of(path), 0600);
		for (int i = 1; i < RACERS; i++)
			assert_memory_equal(text, text + (ptrdiff_t)i * 40, 40);
	}
}

static void test_a_mark_tells_secrets_apart(void **state)
{
	(void)state;
	assert_true(secret_mark("sk-1") == secret_mark("sk-1"));
	assert_true(secret_mark("sk-1") != secret_mark("sk-2"));
	assert_true(secret_mark("sk-1") > 0 && secret_mark("") > 0);
}

static void die_guarded(void *user)
{
	struct rlimit limit;

	(void)user;
	secrets_guard();
	if (getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 &&
	    prctl(PR_GET_DUMPABLE) == 0)
		fputs("guarded", stderr);
	abort();
}

static void test_a_guarded_process_leaves_no_core(void **state)
{
	int status;

	assert_string_equal(unit_run(*state, die_guarded, NULL, &status), "guarded");
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && !WCOREDUMP(status));
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_8_to_128_characters_are_a_secret),
	    UNIT_TEST(test_only_what_may_stand_in_a_path_is_a_secret),
	    UNIT_TEST(test_an_empty_set_matches_nothing),
	    UNIT_TEST(test_only_the_same_bytes_match),
	    UNIT_TEST(test_both_secrets_of_a_rotation_match),
	    UNIT_TEST(test_a_third_secret_is_not_taken),
	    UNIT_TEST(test_a_secret_ends_when_its_time_has_come),
	    UNIT_TEST(test_what_is_rendered_is_read_back),
	    UNIT_TEST(test_one_or_two_secrets_stand_in_a_file),
	    UNIT_TEST(test_three_secrets_in_the_file_are_refused),
	    UNIT_TEST(test_a_bad_secret_in_the_file_is_refused),
	    UNIT_TEST(test_an_empty_file_is_refused_with_a_way_out),
	    UNIT_TEST(test_a_large_file_is_not_read),
	    UNIT_TEST(test_a_missing_file_is_made_with_a_new_secret),
	    UNIT_TEST(test_a_secret_that_was_made_is_kept),
	    UNIT_TEST(test_two_installations_have_two_secrets),
	    UNIT_TEST(test_a_missing_folder_is_told),
	    UNIT_TEST(test_a_mark_tells_secrets_apart),
	    UNIT_TEST(test_a_guarded_process_leaves_no_core),
	    UNIT_TEST(test_processes_that_start_together_get_the_same_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
