/*
 * The one place that speaks to SQLite's statements: run by name, bound and read in
 * order. For the files of src/store only; nobody else sees SQLite.
 */
#ifndef STORE_STATEMENT_H
#define STORE_STATEMENT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file.h"
#include "model/event.h"
#include "store/store.h"

enum query {
#define QUERY(name, sql) QUERY_##name,
#include "store/queries.inc"
#undef QUERY
	QUERY_COUNT
};

struct store {
	const char *path; /* for messages */
	sqlite3 *db;
	sqlite3_stmt *statements[QUERY_COUNT]; /* NULL: not used yet */
	int64_t busy_since;		       /* clock of the current wait for a lock */
	bool gave_up;			       /* the last wait was in vain */
	bool lies_still;		       /* see store_is_stale() */
	struct file_print as_found;	       /* when it was opened so */
};

/* A statement under way: binds and columns are taken from left to right. */
struct statement {
	struct store *store;
	sqlite3_stmt *handle; /* NULL: it could not be prepared, which the run will say */
	enum query query;
	int next; /* the parameter or column that comes next */
};

/*
 * Ready to be bound. Must end in statement_run(), in statement_row() that says no row or an error, or
 * in statement_end().
 */
struct statement statement_use(struct store *s, enum query q);

void bind_int(struct statement *st, int64_t value);
void bind_text(
    struct statement *st, const char *text); /* NULL is NULL; must live as long as the statement */
void bind_time(struct statement *st, int64_t ms); /* TIME_NONE is NULL */
void bind_blob(struct statement *st, const void *bytes, size_t n);

/* Runs a statement that gives no rows. */
int statement_run(struct statement *st, struct error *e);

/* The same; *n grows by how many rows it changed. */
int statement_run_counted(struct statement *st, int64_t *n, struct error *e);

/*
 * The next row: *row says whether there is one. After the last, or an error, the statement is over.
 */
int statement_row(struct statement *st, bool *row, struct error *e);

/* Ends a statement whose further rows are not wanted. */
void statement_end(struct statement *st);

int64_t column_int(struct statement *st);
const char *column_text(void *ctx, struct statement *st); /* a copy of ctx; NULL for NULL */
/* The same, or before itself when that is the text: for columns that repeat from row to row. */
const char *column_text_again(void *ctx, struct statement *st, const char *before);
/* The same into room bytes, cut when it is longer; "" for NULL. */
void column_copy(struct statement *st, char *out, size_t room);
int64_t column_time(struct statement *st);
/* A NUL-ended copy of ctx; *n without the NUL. */
const char *column_blob(void *ctx, struct statement *st, size_t *n);

/*
 * Runs a query of one value without parameters or with one number; *value is 0 when there is no
 * row.
 */
int statement_value(
    struct store *s, enum query q, const int64_t *parameter, int64_t *value, struct error *e);

/* events.c: all events of a statement that selects their columns; out must have room for them. */
int store_events_read(
    void *ctx, struct statement *st, struct event *out, size_t *n, struct error *e);

/* SQLite's last error as ours, with the code for what the caller can do. doing: "open". */
int store_error(struct store *s, const char *doing, struct error *e);

/*
 * store.c: a connection to the file and no more: it is not looked at yet. Closed with ctx. name: what
 * SQLite is to call it.
 */
int store_connect(void *ctx, const char *path, int flags, struct store **out, struct error *e);
int store_connect_as(
    void *ctx, const char *path, const char *name, int flags, struct store **out, struct error *e);

/* still.c: the same to read, where need be as it lies. */
int store_connect_reading(
    void *ctx, const char *path, int flags, struct store **out, struct error *e);

/* store.c: runs statements that are not worth a name, such as PRAGMAs. doing: as above. */
int store_run(struct store *s, const char *sql, const char *doing, struct error *e);

/* store.c: refuses a store of a newer version than ours, and a database that is no store. */
int store_check_version(struct store *s, int64_t *version, struct error *e);

#endif
