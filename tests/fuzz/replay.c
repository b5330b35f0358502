/*
 * Runs one fuzz harness over all files of the folders given, or of those it was built with,
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

int main(int argc, char **argv)
{
	static const char *const built_in[] = {INPUTS};
	const char *srcdir = getenv("srcdir");
	size_t n_folders = argc > 1 ? (size_t)argc - 1 : sizeof(built_in) / sizeof(built_in[0]);
	size_t inputs = 0;
	bool good = true;

	puts("1..1");
	for (size_t i = 0; i < n_folders; i++) {
		char *folder = argc > 1 ? mem_strdup(NULL, argv[i + 1])
					: mem_printf(NULL, "%s/%s", srcdir != NULL ? srcdir : ".",
					      built_in[i]);
		size_t n = replay_folder(folder);

		good = good && n > 0;
		inputs += n;
		talloc_free(folder);
	}
	printf("%s 1 - %zu inputs\n", good ? "ok" : "not ok", inputs);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
