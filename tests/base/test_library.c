/* Tests of base/library. The C library's own libm stands for one that is there. */
#include "unit.h"

#include "base/diag.h"
#include "base/library.h"

struct wanted {
	const char *file;
	const char *call;
	double (*found)(double x);
};

static void load(void *user)
{
	struct wanted *w = user;

	diag_init("test");
	library_load(w->file, &(struct library_call){w->call, &w->found}, 1);
}

static void test_a_function_that_was_loaded_can_be_called(void **state)
{
	struct wanted w = {.file = "libm.so.6", .call = "floor"};

	(void)state;
	load(&w);
	assert_true(w.found(2.5) == 2.0);
}

static void test_what_is_missing_ends_the_program_and_is_named(void **state)
{
	static const struct wanted rows[] = {
	    {.file = "libnobody.so.1", .call = "floor"}, {.file = "libm.so.6", .call = "nobody"}};

	for (size_t i = 0; i < UNIT_COUNT(rows); i++) {
		struct wanted w = rows[i];
		int status;
		const char *said = unit_run(*state, load, &w, &status);

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), EXIT_FAILURE);
		unit_has(said, "nobody");
		unit_has(said, "install it again");
	}
}

UNIT_MAIN(void)
{
	const struct CMUnitTest tests[] = {
	    UNIT_TEST(test_a_function_that_was_loaded_can_be_called),
	    UNIT_TEST(test_what_is_missing_ends_the_program_and_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
