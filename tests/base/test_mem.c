/* Tests of base/mem: memory comes zeroed, and its lack ends the process. */
#include "unit.h"

struct block {
	unsigned char bytes[64];
};

static void run_out(void *user)
{
	(void)user;
	mem_check(NULL);
}

static void test_running_out_ends_the_process_with_a_message(void **state)
{
	int status;
	const char *said = unit_run(*state, run_out, NULL, &status);

	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
	assert_string_equal(said, "test_mem: out of memory\n");
}

static void test_what_is_there_passes_through(void **state)
{
	char here;

	(void)state;
	assert_ptr_equal(mem_check(&here), &here);
}

/* Leaves a block of the same size behind that is not zero, for the next to get. */
static void leave_dirt(void *ctx)
{
	unsigned char *dirt = talloc_size(ctx, sizeof(struct block));

	memset(dirt, '#', sizeof(struct block));
	talloc_free(dirt);
}

static void test_new_memory_is_zero(void **state)
{
	static const unsigned char zero[64];
	struct block *one;
	unsigned char *many;

	leave_dirt(*state);
	one = mem_new(*state, struct block);
	leave_dirt(*state);
	many = mem_array(*state, unsigned char, 64);
	assert_memory_equal(one->bytes, zero, 64);
	assert_memory_equal(many, zero, 64);
}

static void test_an_array_of_nothing_is_not_out_of_memory(void **state)
{
	assert_non_null(mem_array(*state, int, 0));
}

static void test_copies_are_copies(void **state)
{
	char text[] = "abc";
	char *all = mem_strdup(*state, text);
	char *part = mem_strndup(*state, text, 2);
	char *bytes = mem_memdup(*state, text, sizeof(text));

	text[0] = 'x';
	assert_string_equal(all, "abc");
	assert_string_equal(part, "ab");
	assert_string_equal(bytes, "abc");
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_running_out_ends_the_process_with_a_message),
	    UNIT_TEST(test_what_is_there_passes_through),
	    UNIT_TEST(test_new_memory_is_zero),
	    UNIT_TEST(test_an_array_of_nothing_is_not_out_of_memory),
	    UNIT_TEST(test_copies_are_copies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
