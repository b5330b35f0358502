/* Tests of ctl/option: every kind of value, what is so when nothing is given, and what is refused. */
#include "../base/unit.h"

#include "base/clock.h"
#include "ctl/option.h"

#define NOW INT64_C(1773576000000)

struct args {
	bool flag;
	const char *text;
	const char *word;
	uint64_t set;
	int64_t count;
	int64_t span;
	int64_t usual_span;
	int64_t time;
};

static const struct option_row rows[] = {
    {"flag", 'f', OPTION_FLAG, NULL, "a flag", NULL, offsetof(struct args, flag)},
    {"text", 't', OPTION_TEXT, "TEXT", "a text", NULL, offsetof(struct args, text)},
    {"word", 'w', OPTION_WORD, "red|green|blue", "a word", "green", offsetof(struct args, word)},
    {"set", 's', OPTION_SET, "one|two|three", "a set", NULL, offsetof(struct args, set)},
    {"count", 'n', OPTION_COUNT, "N", "a count", NULL, offsetof(struct args, count)},
    {"span", 0, OPTION_SPAN, "TIME", "a span", NULL, offsetof(struct args, span)},
    {"usual", 0, OPTION_SPAN, "TIME", "another", "7d", offsetof(struct args, usual_span)},
    {"when", 0, OPTION_TIME, "TIME", "a time", NULL, offsetof(struct args, time)},
    {0},
};

/* Reads the words, which are at most 7; the first operand's place in *first. */
static int read_words(void *ctx, const char *const *words, enum option_order order,
    struct args *args, int *first, struct error *e)
{
	const struct option_set set = {rows, args};
	char *argv[9] = {mem_strdup(ctx, "command")};
	int argc = 1;

	for (; *words != NULL && argc < 8; words++)
		argv[argc++] = mem_strdup(ctx, *words);
	*args = (struct args){0};
	*e = (struct error){0};
	clock_set(NOW);
	return options_read(&set, 1, "command", order, argc, argv, first, e);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_what_is_so_when_nothing_is_given(void **state)
{
	struct args args;
	struct error e;
	int first;

	assert_int_equal(read_words(*state, WORDS(NULL), OPTIONS_ANYWHERE, &args, &first, &e), OK);
	assert_int_equal(first, 1);
	assert_false(args.flag);
	assert_null(args.text);
	assert_string_equal(args.word, "green");
	assert_int_equal(args.set, 0);
	assert_int_equal(args.count, -1);
	assert_int_equal(args.span, -1);
	assert_int_equal(args.usual_span, INT64_C(7) * 86400000);
	assert_int_equal(args.time, TIME_NONE);
}

static void test_every_kind_of_value(void **state)
{
	struct args args;
	struct error e;
	int first;

	assert_int_equal(
	    read_words(*state,
		WORDS("-fn0", "operand", "--set=three,one", "--text", "-x", "--wor=red"),
		OPTIONS_ANYWHERE, &args, &first, &e),
	    OK);
	assert_int_equal(first, 6); /* the operand has gone to the end */
	assert_true(args.flag);
	assert_int_equal(args.count, 0);
	assert_int_equal(args.set, 1 | 4);
	assert_string_equal(args.text, "-x");
	assert_string_equal(args.word, "red");
	assert_int_equal(read_words(*state, WORDS("--span", "1h30m", "--when", "2h"),
			     OPTIONS_ANYWHERE, &args, &first, &e),
	    OK);
	assert_int_equal(args.span, 5400000);
	assert_int_equal(args.time, NOW - 7200000);
}

static void test_what_stands_behind_an_operand_or_dashes_is_left(void **state)
{
	struct args args;
	struct error e;
	int first;

	assert_int_equal(
	    read_words(*state, WORDS("-f", "sub", "--nonsense"), OPTIONS_FIRST, &args, &first, &e),
	    OK);
	assert_int_equal(first, 2);
	assert_int_equal(
	    read_words(*state, WORDS("--", "-f"), OPTIONS_ANYWHERE, &args, &first, &e), OK);
	assert_false(args.flag);
	assert_int_equal(first, 2);
}

static void test_what_is_refused_is_told(void **state)
{
	static const struct {
		const char *const words[3];
		const char *told;
	} refused[] = {
	    {{"--span", "90"}, "--span: \"90\" is no duration; write it like 90s"},
	    {{"--when", "noon"}, "--when: \"noon\" is no time; write it like 2h (ago)"},
	    {{"--word", "rde"}, "--word: \"rde\" is not allowed; did you mean \"red\"?"},
	    {{"--word", "pink"}, "--word: \"pink\" is not allowed; give one of: red|green|blue"},
	    {{"--set", "one,tow,three"}, "--set: \"tow\" is not allowed; did you mean \"two\"?"},
	    {{"--set", "one,"}, "--set: \"\" is not allowed"},
	    {{"--count", "1000001"}, "--count: \"1000001\" is no number from 0 to 1000000"},
	    {{"--flag=yes"}, "--flag takes nothing"},
	    {{"--text"}, "--text needs TEXT"},
	    {{"-t"}, "--text needs TEXT"},
	    {{"-fx"}, "command has no option \"-x\""},
	    {{"--flga"}, "command has no option \"--flga\"; did you mean \"--flag\"?"},
	};
	struct args args;
	struct error e;
	int first;

	for (size_t i = 0; i < UNIT_COUNT(refused); i++) {
		assert_int_not_equal(
		    read_words(*state, refused[i].words, OPTIONS_ANYWHERE, &args, &first, &e), OK);
		unit_has(e.text, refused[i].told);
	}
}

static void test_the_help_text_of_rows(void **state)
{
	static const struct option_row two[] = {
	    {"lines", 'n', OPTION_COUNT, "N", "so many", NULL, 0},
	    {"color", 0, OPTION_WORD, "auto|always|never|or-so", "when", NULL, 0},
	    {0},
	};
	struct buf b;

	buf_init(&b, *state, 4096);
	options_help(&b, two, NULL);
	unit_same("help", b.data,
	    "  -n, --lines N  so many\n"
	    "      --color auto|always|never|or-so\n"
	    "                 when\n");
	buf_reset(&b);
	options_help(&b, &two[1], NULL);
	unit_same("help", b.data,
	    "      --color auto|always|never|or-so\n"
	    "          when\n");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_what_is_so_when_nothing_is_given),
	    UNIT_TEST(test_every_kind_of_value),
	    UNIT_TEST(test_what_stands_behind_an_operand_or_dashes_is_left),
	    UNIT_TEST(test_what_is_refused_is_told),
	    UNIT_TEST(test_the_help_text_of_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
