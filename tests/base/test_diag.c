/* Tests of base/diag: one message is one harmless line. */
#include "unit.h"

#include "base/diag.h"

struct message {
	enum diag_level level;
	const char *text;
};

static void say(void *user)
{
	const struct message *m = user;

	diag_init("test-program");
	diag(m->level, "%s", m->text);
}

static const char *said(void *ctx, enum diag_level level, const char *text)
{
	struct message m = {level, text};
	int status;
	const char *line = unit_run(ctx, say, &m, &status);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	return line;
}

static void test_the_program_and_the_level_stand_before_it(void **state)
{
	assert_string_equal(said(*state, DIAG_INFO, "hello"), "test-program: hello\n");
	assert_string_equal(said(*state, DIAG_WARNING, "hmm"), "test-program: warning: hmm\n");
	assert_string_equal(said(*state, DIAG_ERROR, "no"), "test-program: error: no\n");
}

static void test_a_stranger_cannot_make_a_second_line(void **state)
{
	assert_string_equal(said(*state, DIAG_INFO, "a\nerror: b\x1b[2J\xff"),
	    "test-program: a\\nerror: b\\x1b[2J\\xff\n");
}

static void test_a_percent_sign_is_text(void **state)
{
	assert_string_equal(said(*state, DIAG_INFO, "100%s %n"), "test-program: 100%s %n\n");
}

static void test_a_long_message_is_cut_and_ends_its_line(void **state)
{
	char *text = mem_array(*state, char, 20001);
	const char *line;

	memset(text, '\x01', 20000);
	line = said(*state, DIAG_ERROR, text);
	assert_in_range(strlen(line), 1000, 8 * 2048);
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	assert_memory_equal(line + strlen(line) - 5, "\\x01\n", 5);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_the_program_and_the_level_stand_before_it),
	    UNIT_TEST(test_a_stranger_cannot_make_a_second_line),
	    UNIT_TEST(test_a_percent_sign_is_text),
	    UNIT_TEST(test_a_long_message_is_cut_and_ends_its_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
