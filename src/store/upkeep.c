/* The store as a file. See upkeep.h. */
#include "store/upkeep.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/events.h"
#include "store/statement.h"

/* Where SQLite has its locks: https://www.sqlite.org/src/file?name=src/os.h */
#define LOCK_BYTES_AT 0x40000000
#define LOCK_BYTES    512

/* A file that is no database fails with the first thing that is read. */
static int look(void *ctx, struct store *s, struct store_look *out, struct error *e)
{
	struct statement st;
	const char *verdict;
	bool row;
	int rc;

	if ((rc = store_check_version(s, &out->version, e)) != OK)
		return rc;
	if (out->version == 0)
		return error_set(e, E_CONFIG, "%s is empty, and no store", s->path);
	st = statement_use(s, QUERY_INTEGRITY);
	if ((rc = statement_row(&st, &row, e)) != OK)
		return rc;
	verdict = row ? column_text(ctx, &st) : "it says nothing";
	statement_end(&st);
	if (strcmp(verdict, "ok") != 0) {
		out->flaw = verdict;
		return OK;
	}
	if ((rc = store_event_count(s, &out->events, e)) != OK)
		return rc;
	return statement_value(s, QUERY_EVENT_NEWEST_AT, NULL, &out->newest, e);
}

/* By what SQLite said last: a file that cannot be read now may be sound all the same. */
static bool is_lost(struct store *s, const struct store_look *look)
{
	switch (sqlite3_errcode(s->db)) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return true;
	case SQLITE_OK:
		return look->version == 0; /* it was read, and is empty or another program's */
	default:
		return false;
	}
}

int store_look_at(void *ctx, const char *path, struct store_look *out, struct error *e)
{
	struct store *s;
	int rc;

	*out = (struct store_look){0};
	if ((rc = store_connect_reading(ctx, path, SQLITE_OPEN_READONLY, &s, e)) != OK)
		return rc;
	rc = look(ctx, s, out, e);
	out->lost = out->flaw != NULL || (rc != OK && is_lost(s, out));
	talloc_free(s);
	return rc;
}

/* All pages in one step: in several, a busy writer would have it begin anew again and again. */
static int copy_pages(struct store *from, struct store *to, struct error *e)
{
	sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");

	if (b != NULL)
		sqlite3_backup_step(b, -1);
	if (b == NULL || sqlite3_backup_finish(b) != SQLITE_OK)
		return store_error(to, "write", e);
	/* Copied with the pages: that its changes go to a file beside it. */
	return store_run(to, "PRAGMA journal_mode = DELETE", "write", e);
}

static int sync_file(const char *path, mode_t mode, struct error *e)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool ok = fd >= 0 && fchmod(fd, mode) == 0 && fsync(fd) == 0;

	if (!ok)
		error_set_errno(e, E_CONFIG, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	return ok ? OK : E_CONFIG;
}

/* A copy of the store, alone in a new file. */
static int copy_to(struct store *from, const char *path, mode_t mode, struct error *e)
{
	struct store *to;
	int rc;

	unlink(path); /* of a run that was killed */
	if ((rc = store_connect(from, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &to, e)) !=
	    OK)
		return rc;
	rc = copy_pages(from, to, e);
	talloc_free(to);
	if (rc == OK)
		rc = sync_file(path, mode, e);
	if (rc != OK)
		unlink(path);
	return rc;
}

int store_backup(struct store *s, const char *path, mode_t mode, struct error *e)
{
	char *draft = mem_printf(NULL, "%s.new", path);
	int rc = copy_to(s, draft, mode, e);

	if (rc == OK && rename(draft, path) != 0) {
		rc = error_set_errno(e, E_CONFIG, "cannot replace %s", path);
		unlink(draft);
	}
	if (rc == OK)
		file_sync_name(path);
	talloc_free(draft);
	return rc;
}

pid_t store_user(const char *path)
{
	struct flock lock = {
	    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCK_BYTES_AT, .l_len = LOCK_BYTES};
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool held = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

	if (fd >= 0)
		close(fd);
	return held ? lock.l_pid : 0;
}

/*
 * The store for ourselves alone, and without a file beside it. A damaged one cannot be had so;
 * then it is enough that nobody has it open.
 */
static int take_over(void *ctx, const char *path, struct store **out, struct error *e)
{
	int rc = store_connect(ctx, path, SQLITE_OPEN_READWRITE, out, e);

	if (rc != OK)
		return rc;
	rc = store_run(*out,
	    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE",
	    "replace", e);
	return rc == E_CONFIG ? OK : rc;
}

/* What root puts there belongs to whoever the store belonged to, or the folder. */
static int give_away(const char *draft, const char *path, struct error *e)
{
	char *folder = mem_strdup(NULL, path);
	struct stat st;
	bool ok = geteuid() != 0 || ((stat(path, &st) == 0 || stat(dirname(folder), &st) == 0) &&
					chown(draft, st.st_uid, st.st_gid) == 0);

	talloc_free(folder);
	return ok ? OK : error_set_errno(e, E_CONFIG, "cannot give away %s", draft);
}

/* What a damaged store has beside it must not be taken for the new one's. */
static int put_aside(void *ctx, const char *path, const char *aside, struct error *e)
{
	const char *wal = mem_printf(ctx, "%s-wal", path);

	if (!file_exists(path))
		return OK;
	if (link(path, aside) != 0)
		return error_set_errno(e, E_CONFIG, "cannot keep the store as %s", aside);
	if (file_exists(wal) && rename(wal, mem_printf(ctx, "%s-wal", aside)) != 0)
		return error_set_errno(e, E_CONFIG, "cannot move %s", wal);
	unlink(mem_printf(ctx, "%s-shm", path));
	return OK;
}

static int swap(void *ctx, const char *backup, const char *path, const char *aside, struct error *e)
{
	const char *draft = mem_printf(ctx, "%s.new", path);
	struct store *from;
	int rc;

	if ((rc = store_connect_reading(ctx, backup, SQLITE_OPEN_READONLY, &from, e)) != OK ||
	    (rc = copy_to(from, draft, 0640, e)) != OK)
		return rc;
	if ((rc = give_away(draft, path, e)) == OK && (rc = put_aside(ctx, path, aside, e)) == OK &&
	    rename(draft, path) != 0)
		rc = error_set_errno(e, E_CONFIG, "cannot replace %s", path);
	if (rc != OK)
		unlink(draft);
	file_sync_name(path);
	return rc;
}

int store_restore(const char *backup, const char *path, const char *aside, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct store *old;
	int rc = OK;

	if (file_exists(path)) {
		if (store_user(path) != 0)
			rc = error_set(e, E_BUSY, "the store %s is in use", path);
		else
			rc = take_over(ctx, path, &old, e);
	}
	if (rc == OK)
		rc = swap(ctx, backup, path, aside, e);
	talloc_free(ctx);
	return rc;
}

int store_vacuum(struct store *s, struct error *e)
{
	struct statement st = statement_use(s, QUERY_VACUUM);
	int rc = statement_run(&st, e);

	/* All pages went through the file beside it, which is as large now. */
	return rc == OK ? store_run(s, "PRAGMA wal_checkpoint(TRUNCATE)", "shrink", e) : rc;
}

int store_size(struct store *s, int64_t *bytes, int64_t *free_bytes, struct error *e)
{
	int64_t pages, size;
	int rc;

	if ((rc = statement_value(s, QUERY_PAGE_COUNT, NULL, &pages, e)) != OK ||
	    (rc = statement_value(s, QUERY_PAGE_SIZE, NULL, &size, e)) != OK ||
	    (rc = statement_value(s, QUERY_FREE_PAGES, NULL, free_bytes, e)) != OK)
		return rc;
	*bytes = pages * size;
	*free_bytes *= size;
	return OK;
}
