/* Tests of base/conf: which file, and how much of it is read. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/conf.h"

#define MONITOR "[monitor]\na = 1\n"
#define MORE	"[b]\nb = 2\n"

/* Lines that say nothing, longer together than what is read of a long file. */
static const char *remarks(void *ctx)
{
	struct buf text;

	buf_init(&text, ctx, 100000);
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "# remark %d\n", i);
	return text.data;
}

static const char *file_of(void *ctx, const char *text)
{
	return unit_file(ctx, unit_folder(ctx), "test.conf", text);
}

static struct ini section_of(void *ctx, const char *path)
{
	struct error e;
	struct ini conf;

	if (conf_read_section(ctx, path, "monitor", &conf, &e) != OK)
		fail_msg("%s", e.text);
	return conf;
}

static const char *value_of(const struct ini *conf, const char *section, const char *name)
{
	const struct ini_section *s = ini_find(conf, section);
	const struct ini_entry *entry = s != NULL ? ini_entry_find(s, name) : NULL;

	return entry != NULL ? entry->value : NULL;
}

static void test_of_a_long_file_only_the_head_is_read(void **state)
{
	void *ctx = *state;
	const char *path = file_of(ctx, mem_printf(ctx, MONITOR "[a]\n%s" MORE, remarks(ctx)));
	struct ini conf = section_of(ctx, path);

	assert_null(conf.text);
	unit_same("a", value_of(&conf, "monitor", "a"), "1");
	assert_null(value_of(&conf, "b", "b"));
	assert_int_equal(conf_read_all(ctx, &conf, NULL), OK);
	unit_same("a", value_of(&conf, "monitor", "a"), "1");
	unit_same("b", value_of(&conf, "b", "b"), "2");
}

/* Neither where the section begins later, nor where it ends later, nor where it is not. */
static void test_a_section_that_is_not_in_the_head_is_found(void **state)
{
	void *ctx = *state;
	const char *rows[] = {
	    mem_printf(ctx, "%s" MONITOR MORE, remarks(ctx)),
	    mem_printf(ctx, "[monitor]\n%sa = 1\n" MORE, remarks(ctx)),
	    mem_printf(ctx, MONITOR "%s", remarks(ctx)),
	};
	struct ini conf;

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		print_message("# %zu\n", i);
		conf = section_of(ctx, file_of(ctx, rows[i]));
		unit_same("a", value_of(&conf, "monitor", "a"), "1");
	}
	conf = section_of(ctx, file_of(ctx, mem_printf(ctx, MORE "%s", remarks(ctx))));
	unit_same("b", value_of(&conf, "b", "b"), "2");
}

static void test_the_rest_is_as_it_is_then(void **state)
{
	void *ctx = *state;
	const char *path = file_of(ctx, mem_printf(ctx, MONITOR MORE "%s", remarks(ctx)));
	struct ini conf = section_of(ctx, path);
	struct file_print before = conf.print;

	unit_file(ctx, mem_strndup(ctx, path, (size_t)(strrchr(path, '/') - path)), "test.conf",
	    MONITOR "[b]\nb = 3\n");
	assert_int_equal(conf_read_all(ctx, &conf, NULL), OK);
	unit_same("b", value_of(&conf, "b", "b"), "3");
	assert_false(file_print_is(&conf.print, &before));
}

static void test_what_is_wrong_beyond_the_head_is_found_with_the_rest(void **state)
{
	void *ctx = *state;
	const char *path = file_of(ctx, mem_printf(ctx, MONITOR MORE "%swrong\n", remarks(ctx)));
	struct ini conf = section_of(ctx, path);
	struct error e;

	assert_int_equal(conf_read_all(ctx, &conf, &e), E_CONFIG);
	unit_has(e.text, "test.conf:1005: neither [section] nor name = value");
}

/* A pipe, as "-c /dev/stdin": what was read of it is not there again. */
static void test_a_pipe_is_read_once(void **state)
{
	const char *text = MONITOR MORE;
	int ends[2];
	struct ini conf;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	conf = section_of(*state, mem_printf(*state, "/dev/fd/%d", ends[0]));
	assert_int_equal(conf_read_all(*state, &conf, NULL), OK);
	unit_same("b", value_of(&conf, "b", "b"), "2");
	close(ends[0]);
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_of_a_long_file_only_the_head_is_read),
	    UNIT_TEST(test_a_section_that_is_not_in_the_head_is_found),
	    UNIT_TEST(test_the_rest_is_as_it_is_then),
	    UNIT_TEST(test_what_is_wrong_beyond_the_head_is_found_with_the_rest),
	    UNIT_TEST(test_a_pipe_is_read_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
