/*
 * What the tests of the store share: a scratch state.db, SQLite's own view of it where
 * ours shows nothing (sightings, bodies), and another process that holds its lock.
 */
#ifndef TESTS_STORE_SHELF_H
#define TESTS_STORE_SHELF_H

#include "../base/unit.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "store/store.h"

/* 2026-11-23 12:00:00 UTC */
#define NOW INT64_C(1795435200000)

/* The path of a store in a folder of its own; nothing is there yet. */
static inline const char *shelf_path(void *ctx)
{
	return mem_printf(ctx, "%s/state.db", unit_folder(ctx));
}

/* The store of that path; to be freed before its folder is. */
static inline struct store *shelf_open(void *ctx, const char *path)
{
	struct store *s = NULL;
	struct error e;

	if (store_open(ctx, path, STORE_MAKE, &s, &e) != OK)
		fail_msg("%s", e.text);
	return s;
}

/* A new store, and a transaction begun in it. */
static inline struct store *shelf_begin(void *ctx)
{
	struct store *s = shelf_open(ctx, shelf_path(ctx));

	assert_int_equal(store_begin(s, NULL), OK);
	return s;
}

static inline sqlite3 *shelf_raw(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
	    SQLITE_OK)
		fail_msg("%s: %s", path, sqlite3_errmsg(db));
	sqlite3_busy_timeout(db, 10000);
	return db;
}

static inline void shelf_run_in(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
}

/* Behind the store's back. */
static inline void shelf_run(const char *path, const char *sql)
{
	sqlite3 *db = shelf_raw(path);

	shelf_run_in(db, sql);
	sqlite3_close(db);
}

/* The one number that the query gives. */
static inline int64_t shelf_number(const char *path, const char *sql)
{
	sqlite3 *db = shelf_raw(path);
	sqlite3_stmt *st = NULL;
	int64_t number;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK ||
	    sqlite3_step(st) != SQLITE_ROW)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	number = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(db);
	return number;
}

/* Another process in the middle of a transaction of its own. */
struct holder {
	pid_t pid;
	int let_go;
};

static inline void holder_run(const char *path, const char *sql, int ready, int let_go)
{
	sqlite3 *db = shelf_raw(path);
	char c = 'r';

	shelf_run_in(db, sql);
	if (write(ready, &c, 1) != 1 || read(let_go, &c, 1) != 0)
		_exit(1);
	sqlite3_close(db);
	_exit(0);
}

/*
 * The child runs sql ("BEGIN IMMEDIATE") and stays there. Before this process opens the
 * store: SQLite does not allow a connection, nor its locks, to be carried through a fork.
 */
static inline struct holder holder_begin(const char *path, const char *sql)
{
	int ready[2], let_go[2];
	struct holder h;
	char c;

	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(let_go), 0);
	if ((h.pid = fork()) == 0) {
		close(let_go[1]);
		holder_run(path, sql, ready[1], let_go[0]);
	}
	close(ready[1]);
	close(let_go[0]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	h.let_go = let_go[1];
	return h;
}

static inline void holder_end(struct holder *h)
{
	int status;

	close(h->let_go);
	assert_int_equal(waitpid(h->pid, &status, 0), h->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* A clock that runs a hundred times too fast, so that waiting does not take its time. */
static inline void *fast_run(void *user)
{
	_Atomic bool *stop = user;

	for (int64_t now = NOW; !atomic_load(stop); now += 100) {
		clock_set(now);
		usleep(1000);
	}
	clock_set(TIME_NONE);
	return NULL;
}

struct fast_clock {
	pthread_t thread;
	_Atomic bool stop;
};

static inline void fast_begin(struct fast_clock *c)
{
	clock_set(NOW);
	atomic_store(&c->stop, false);
	assert_int_equal(pthread_create(&c->thread, NULL, fast_run, &c->stop), 0);
}

static inline void fast_end(struct fast_clock *c)
{
	atomic_store(&c->stop, true);
	pthread_join(c->thread, NULL);
}

#endif
