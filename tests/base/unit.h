/*
 * What the unit tests of all folders share: cmocka with the headers it wants first,
 * a talloc context a test, a scratch folder, and a comparison that knows NULL and
 * names the row of a table.
 */
#ifndef TESTS_BASE_UNIT_H
#define TESTS_BASE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit_file.h"

#include "base/mem.h"

/*
 * UNIT_MAIN(void) is the main() of a file of tests. The files of a folder are linked into one
 * program, which is started under the name of each (unit.c).
 */
#define UNIT_MAIN(arguments)                                                                       \
	static int unit_main(arguments);                                                           \
	__attribute__((constructor)) static void unit_enlist(void)                                 \
	{                                                                                          \
		static struct unit_file here = {.source = __FILE__, .run = unit_main};             \
                                                                                                   \
		here.next = unit_files;                                                            \
		unit_files = &here;                                                                \
	}                                                                                          \
	static int unit_main(arguments)

#define UNIT_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A test whose *state is a fresh talloc context, freed after it. */
#define UNIT_TEST(f) cmocka_unit_test_setup_teardown(f, unit_open, unit_close)

static inline int unit_open(void **state)
{
	*state = mem_context(NULL);
	return 0;
}

static inline int unit_close(void **state)
{
	talloc_free(*state);
	return 0;
}

static inline int unit_remove(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static inline int unit_folder_free(char *folder)
{
	return nftw(folder, unit_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* Where the folders of tests are made. */
static inline const char *unit_place(void)
{
	const char *place = getenv("TMPDIR");

	return place != NULL ? place : "/tmp";
}

/* A new empty folder, removed with all that is in it when ctx is freed. */
static inline const char *unit_folder(void *ctx)
{
	char *folder = mem_printf(ctx, "%s/status-monitor-unit-XXXXXX", unit_place());

	if (mkdtemp(folder) == NULL)
		fail_msg("no folder %s", folder);
	talloc_set_destructor(folder, unit_folder_free);
	return folder;
}

/* Puts text into the file folder/name, which it makes; its path belongs to ctx. */
static inline const char *unit_file(
    void *ctx, const char *folder, const char *name, const char *text)
{
	char *path = mem_printf(ctx, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		fail_msg("cannot write %s", path);
	return path;
}

/*
 * Runs f(user) in a child process whose standard error is a pipe. What it wrote comes
 * back as text of ctx; *status is as waitpid() gives it.
 */
static inline const char *unit_run(void *ctx, void (*f)(void *user), void *user, int *status)
{
	char *text = mem_array(ctx, char, 65536);
	size_t n = 0;
	int ends[2];
	ssize_t got;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		close(ends[1]);
		f(user);
		_exit(EXIT_SUCCESS);
	}
	close(ends[1]);
	while (n < 65535 && (got = read(ends[0], text + n, 65535 - n)) > 0)
		n += (size_t)got;
	close(ends[0]);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, status, 0), pid);
	return text;
}

static inline void unit_same_at(
    const char *row, const char *got, const char *want, const char *file, int line)
{
	if (got == want || (got != NULL && want != NULL && strcmp(got, want) == 0))
		return;
	print_error("%s: \"%s\" instead of \"%s\"\n", row, got != NULL ? got : "(NULL)",
	    want != NULL ? want : "(NULL)");
	_fail(file, line);
}

/* As assert_string_equal(), for NULL too; row says which row of a table it was. */
#define unit_same(row, got, want) unit_same_at(row, got, want, __FILE__, __LINE__)

static inline void unit_has_at(const char *text, const char *part, const char *file, int line)
{
	if (strstr(text, part) != NULL)
		return;
	print_error("\"%s\" does not say \"%s\"\n", text, part);
	_fail(file, line);
}

/* For messages: text says part somewhere. */
#define unit_has(text, part) unit_has_at(text, part, __FILE__, __LINE__)

#endif
