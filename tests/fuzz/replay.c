/*
 * Runs one fuzz harness over all files of the folders given, or of its own,
 * which lie in the folder that srcdir names. Speaks TAP. So make check knows every input
 * that once was trouble, with any compiler and without libFuzzer.
 */
#include "fuzz.h"

#include <glob.h>

#include "base/file.h"
#include "base/limits.h"

/* The file's name comes first: an input that is trouble ends the program. */
static bool replay_file(const char *path)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct error e;
	char *bytes;
	size_t n;
	bool read = file_read(ctx, path, LIMIT_DOCUMENT_BYTES, &bytes, &n, &e) == OK;

	printf("# %s\n", read ? path : e.text);
	fflush(stdout);
	if (read)
		LLVMFuzzerTestOneInput((const uint8_t *)bytes, n);
	talloc_free(ctx);
	return read;
}

/* How many inputs there were; 0 when there is none, or one cannot be read. */
static size_t replay_folder(const char *folder)
{
	char *pattern = mem_printf(NULL, "%s/*", folder);
	size_t n = 0;
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0) {
		while (n < found.gl_pathc && replay_file(found.gl_pathv[n]))
			n++;
		n = n < found.gl_pathc ? 0 : n;
		globfree(&found);
	}
	talloc_free(pattern);
	if (n == 0)
		printf("# nothing to replay in %s\n", folder);
	return n;
}

/* How many inputs the harness's own folders have; 0 as above. */
static size_t replay_own(void)
{
	const char *srcdir = getenv("srcdir");
	size_t inputs = 0;

	for (const char *const *own = fuzz_inputs; *own != NULL; own++) {
		char *folder = mem_printf(NULL, "%s/%s", srcdir != NULL ? srcdir : ".", *own);
		size_t n = replay_folder(folder);

		talloc_free(folder);
		if (n == 0)
			return 0;
		inputs += n;
	}
	return inputs;
}

int main(int argc, char **argv)
{
	size_t inputs = 0, n = 1;

	puts("1..1");
	if (argc < 2)
		inputs = n = replay_own();
	for (int i = 1; i < argc && n > 0; i++)
		inputs += (n = replay_folder(argv[i]));
	printf("%s 1 - %zu inputs\n", n > 0 ? "ok" : "not ok", inputs);
	return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
