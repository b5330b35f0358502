/* Opening, migrating and committing. See store.h. */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "store/statement.h"

#define IN_MEMORY ":memory:"

/*
 * Pages of WAL after which a commit writes them back into the file, and what is left of the WAL
 * file then.
 */
#define WAL_PAGES     1000
#define WAL_LEFT_OVER (4 * 1024 * 1024)

/* [n] turns a store of version n into one of version n + 1. */
static const char *const migrations[] = {
#define VERSION(number, sql) [number - 1] = sql,
#include "store/schema.inc"
#undef VERSION
};

#define STORE_VERSION ((int64_t)(sizeof(migrations) / sizeof(migrations[0])))

static int store_close(struct store *s)
{
	for (size_t i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->db);
	return 0;
}

static void sleep_us(long us)
{
	nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
}

/*
 * SQLite's own handler backs off up to 100 ms and starves under two busy writers. Who waited
 * behind one that gave up has waited as long: it gives up soon, until the store is free again.
 */
static int wait_for_lock(void *user, int tries)
{
	struct store *s = user;
	int64_t now = clock_now(), most = s->gave_up ? LIMIT_STORE_RETRY_MS : LIMIT_STORE_WAIT_MS;

	if (tries == 0)
		s->busy_since = now;
	if (now - s->busy_since > most || tries > most * 2) {
		s->gave_up = true;
		return 0;
	}
	sleep_us(500);
	return 1;
}

int store_run(struct store *s, const char *sql, const char *doing, struct error *e)
{
	return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK ? OK
								       : store_error(s, doing, e);
}

/* Switching to WAL needs the store for itself, and does not always ask the busy handler. */
static int use_wal(struct store *s, struct error *e)
{
	int rc;

	for (int tries = 0; tries < LIMIT_STORE_WAIT_MS / 2; tries++) {
		if ((rc = store_run(s, "PRAGMA journal_mode = WAL", "open", e)) != E_BUSY)
			return rc;
		sleep_us(2000);
	}
	return rc;
}

static int settle(struct store *s, enum store_mode mode, struct error *e)
{
	char *sql;
	int rc;

	if (mode == STORE_MAKE && (rc = use_wal(s, e)) != OK)
		return rc;
	sqlite3_busy_handler(s->db, wait_for_lock, s);
	/*
	 * FULL: what was committed survives a power cut; NORMAL loses acknowledged rows. What SQLite
	 * sorts stays in memory: a program that is confined has no folder for temporary files.
	 */
	sql = mem_printf(s,
	    "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
	    "PRAGMA wal_autocheckpoint = %d;"
	    "PRAGMA journal_size_limit = %d",
	    WAL_PAGES, WAL_LEFT_OVER);
	rc = store_run(s, sql, "open", e);
	talloc_free(sql);
	return rc;
}

static int number_get(struct store *s, const char *sql, int64_t *number, struct error *e)
{
	sqlite3_stmt *st;
	int rc = OK;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK)
		return store_error(s, "read", e);
	if (sqlite3_step(st) == SQLITE_ROW)
		*number = sqlite3_column_int64(st, 0);
	else
		rc = store_error(s, "read", e);
	sqlite3_finalize(st);
	return rc;
}

static int version_get(struct store *s, int64_t *version, struct error *e)
{
	return number_get(s, "PRAGMA user_version", version, e);
}

static int refuse_newer(const struct store *s, int64_t version, struct error *e)
{
	if (version <= STORE_VERSION)
		return OK;
	return error_set(e, E_CONFIG,
	    "%s has version %lld and this program knows %lld: it was written by a newer "
	    "status-monitor; upgrade this one too",
	    s->path, (long long)version, (long long)STORE_VERSION);
}

/* A database of version 0 that has tables is not a new store but somebody else's. */
static int refuse_foreign(struct store *s, int64_t version, struct error *e)
{
	int64_t tables;
	int rc;

	if (version > 0)
		return OK;
	if ((rc = number_get(s, "SELECT count(*) FROM sqlite_schema", &tables, e)) != OK)
		return rc;
	return tables == 0 ? OK
			   : error_set(e, E_CONFIG, "%s is a database of another program", s->path);
}

int store_check_version(struct store *s, int64_t *version, struct error *e)
{
	int rc;

	if ((rc = version_get(s, version, e)) != OK || (rc = refuse_newer(s, *version, e)) != OK)
		return rc;
	return refuse_foreign(s, *version, e);
}

static int migrate_steps(struct store *s, struct error *e)
{
	int64_t version;
	int rc;

	/* Read again: somebody else may have migrated while we waited for the lock. */
	if ((rc = store_check_version(s, &version, e)) != OK)
		return rc;
	for (; version < STORE_VERSION; version++)
		if ((rc = store_run(s, migrations[version], "migrate", e)) != OK)
			return rc;
	return OK;
}

/* All steps in one transaction: a failed migration leaves the store as it was. */
static int migrate(struct store *s, struct error *e)
{
	char *sql;
	int64_t version;
	int rc;

	if ((rc = version_get(s, &version, e)) != OK || (rc = refuse_newer(s, version, e)) != OK)
		return rc;
	if (version == STORE_VERSION)
		return OK;
	if ((rc = store_run(s, "BEGIN IMMEDIATE", "migrate", e)) != OK)
		return rc;
	sql = mem_printf(s, "PRAGMA user_version = %lld", (long long)STORE_VERSION);
	if ((rc = migrate_steps(s, e)) == OK && (rc = store_run(s, sql, "migrate", e)) == OK)
		rc = store_run(s, "COMMIT", "migrate", e);
	if (rc != OK)
		store_run(s, "ROLLBACK", "migrate", NULL);
	talloc_free(sql);
	return rc;
}

/* SQLite reads the tables' definitions with the first statement: what is damaged fails now. */
static int read_schema(struct store *s, struct error *e)
{
	int64_t value;

	return store_fact_get(s, FACT_RETAINED_AT, &value, e);
}

/*
 * What a start of the poller would pay for and nobody looks at: the sums of memory in use, under a
 * lock, and room for twenty pages that is written to before there is one.
 */
static void tune(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, 0);
}

/* What SQLite says is that it could not. */
static int open_failure(const struct store *s, struct error *e)
{
	int why = sqlite3_system_errno(s->db);
	const char *advice = file_advice(s->path, why);
	struct stat st;

	if (stat(s->path, &st) == 0 && S_ISDIR(st.st_mode)) {
		why = EISDIR;
		advice = "; move what is there away";
	}
	return error_set(e, E_CONFIG, "cannot open the store %s: %s%s", s->path,
	    why != 0 ? strerror(why) : sqlite3_errmsg(s->db), advice);
}

int store_connect_as(
    void *ctx, const char *path, const char *name, int flags, struct store **out, struct error *e)
{
	static pthread_once_t tuned = PTHREAD_ONCE_INIT;
	struct store *s = mem_new(ctx, struct store);

	pthread_once(&tuned, tune); /* once SQLite is in use it refuses */
	s->path = mem_strdup(s, path);
	talloc_set_destructor(s, store_close);
	if (sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		open_failure(s, e);
		talloc_free(s);
		return E_CONFIG;
	}
	*out = s;
	return OK;
}

int store_connect(void *ctx, const char *path, int flags, struct store **out, struct error *e)
{
	return store_connect_as(ctx, path, path, flags, out, e);
}

/* SQLite would make it as root's; what it makes beside it has the owner of this. */
static int make_file(const char *path, struct error *e)
{
	int fd;

	if (geteuid() != 0 || access(path, F_OK) == 0)
		return OK;
	if ((fd = file_open_ours(path, O_RDWR, 0640)) < 0)
		return error_set_errno(e, E_CONFIG, "cannot create %s", path);
	close(fd);
	return OK;
}

int store_open(
    void *ctx, const char *path, enum store_mode mode, struct store **out, struct error *e)
{
	int flags =
	    mode == STORE_MAKE ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
	struct store *s;
	int rc;

	if (mode == STORE_EXISTING && access(path, F_OK) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return error_set(e, E_CONFIG, "cannot look at the store %s: %s%s", path,
			    strerror(errno), file_rights_advice(path));
		path = IN_MEMORY;
		flags |= SQLITE_OPEN_CREATE;
	}
	if (mode == STORE_MAKE && (rc = make_file(path, e)) != OK)
		return rc;
	rc = mode == STORE_MAKE ? store_connect(ctx, path, flags, &s, e)
				: store_connect_reading(ctx, path, flags, &s, e);
	if (rc != OK)
		return rc;
	if ((rc = settle(s, mode, e)) == OK && (rc = migrate(s, e)) == OK)
		rc = read_schema(s, e);
	if (rc != OK) {
		talloc_free(s);
		return rc;
	}
	*out = s;
	return OK;
}

bool store_is_there(const struct store *s)
{
	return strcmp(s->path, IN_MEMORY) != 0;
}

static int run(struct store *s, enum query q, struct error *e)
{
	struct statement st = statement_use(s, q);

	return statement_run(&st, e);
}

/* What is written into a file that nobody finds any more is lost when we end. */
static int check_place(struct store *s, struct error *e)
{
	int moved = 0;

	sqlite3_file_control(s->db, NULL, SQLITE_FCNTL_HAS_MOVED, &moved);
	if (moved == 0)
		return OK;
	return error_set(e, E_CONFIG,
	    "%s was removed or replaced by another while it was in use; restart what uses it",
	    s->path);
}

int store_begin(struct store *s, struct error *e)
{
	int rc = check_place(s, e);

	if (rc == OK)
		rc = run(s, QUERY_BEGIN, e);
	if (rc == OK)
		s->gave_up = false;
	return rc;
}

int store_end(struct store *s, int rc, struct error *e)
{
	if (rc == OK)
		rc = run(s, QUERY_COMMIT, e);
	if (rc != OK && !sqlite3_get_autocommit(s->db))
		run(s, QUERY_ROLLBACK, NULL);
	return rc;
}

int store_fact_get(struct store *s, const char *name, int64_t *value, struct error *e)
{
	struct statement st = statement_use(s, QUERY_FACT_FIND);
	bool row;
	int rc;

	*value = 0;
	bind_text(&st, name);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	*value = column_int(&st);
	statement_end(&st);
	return OK;
}

int store_fact_put(struct store *s, const char *name, int64_t value, struct error *e)
{
	struct statement st = statement_use(s, QUERY_FACT_PUT);

	bind_text(&st, name);
	bind_int(&st, value);
	return statement_run(&st, e);
}
