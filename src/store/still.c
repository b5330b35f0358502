/*
 * Reading a store that lies still: one that we may not write, and nobody has open. SQLite calls it
 * immutable, and neither locks it nor looks whether it changes: https://www.sqlite.org/uri.html. See
 * store_is_stale() in store.h.
 */
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/statement.h"

static bool has_wal(const char *path)
{
	char *wal = mem_printf(NULL, "%s-wal", path);
	bool yes = file_exists(wal);

	talloc_free(wal);
	return yes;
}

static bool may_write_beside(const char *path)
{
	char *copy = mem_strdup(NULL, path);
	bool yes = faccessat(AT_FDCWD, dirname(copy), W_OK, AT_EACCESS) == 0;

	talloc_free(copy);
	return yes;
}

static const char *name_of(void *ctx, const char *path)
{
	struct buf name;

	buf_init(&name, ctx, 3 * strlen(path) + 64);
	buf_str(&name, *path == '/' ? "file://" : "file:");
	for (; *path != '\0'; path++) {
		if (strchr("%?#", *path) != NULL)
			buf_printf(&name, "%%%02x", (unsigned)*path);
		else
			buf_char(&name, *path);
	}
	buf_str(&name, "?immutable=1");
	return name.data;
}

/* A link is no such file: where it leads, SQLite has its files beside the target. */
static bool is_file(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

int store_connect_reading(
    void *ctx, const char *path, int flags, struct store **out, struct error *e)
{
	/* First as it is: what is written from here on makes it stale. */
	struct file_print found = file_print_of(path);
	TALLOC_CTX *names;
	int rc;

	if (!is_file(path) || may_write_beside(path) || has_wal(path))
		return store_connect(ctx, path, flags, out, e);
	names = mem_context(NULL);
	rc = store_connect_as(
	    ctx, path, name_of(names, path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, out, e);
	if (rc == OK) {
		(*out)->lies_still = true;
		(*out)->as_found = found;
	}
	talloc_free(names);
	return rc;
}

bool store_is_stale(const struct store *s)
{
	struct file_print now = file_print_of(s->path);

	return s->lies_still && (has_wal(s->path) || !file_print_is(&now, &s->as_found));
}
