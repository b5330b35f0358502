/* Statements by name. See statement.h. */
#include "store/statement.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"

static const char *const texts[QUERY_COUNT] = {
#define QUERY(name, sql) [QUERY_##name] = sql,
#include "store/queries.inc"
#undef QUERY
};

static const char *const names[QUERY_COUNT] = {
#define QUERY(name, sql) [QUERY_##name] = #name,
#include "store/queries.inc"
#undef QUERY
};

/* No program needs all of them, and to prepare all costs as much as the rest of a start. */
struct statement statement_use(struct store *s, enum query q)
{
	sqlite3_stmt **handle = &s->statements[q];

	if (*handle == NULL)
		sqlite3_prepare_v3(s->db, texts[q], -1, SQLITE_PREPARE_PERSISTENT, handle, NULL);
	if (*handle != NULL) {
		sqlite3_reset(*handle);
		sqlite3_clear_bindings(*handle);
	}
	return (struct statement){.store = s, .handle = *handle, .query = q, .next = 1};
}

void bind_int(struct statement *st, int64_t value)
{
	sqlite3_bind_int64(st->handle, st->next++, value);
}

void bind_text(struct statement *st, const char *text)
{
	sqlite3_bind_text(st->handle, st->next++, text, -1, SQLITE_STATIC);
}

void bind_time(struct statement *st, int64_t ms)
{
	if (ms == TIME_NONE)
		sqlite3_bind_null(st->handle, st->next++);
	else
		sqlite3_bind_int64(st->handle, st->next++, ms);
}

void bind_blob(struct statement *st, const void *bytes, size_t n)
{
	sqlite3_bind_blob64(st->handle, st->next++, bytes, n, SQLITE_STATIC);
}

static int failed(struct statement *st, struct error *e)
{
	int rc;

	if (st->handle == NULL && sqlite3_errcode(st->store->db) == SQLITE_ERROR)
		return error_set(e, E_CONFIG, "the store %s does not fit the query %s: %s",
		    st->store->path, names[st->query], sqlite3_errmsg(st->store->db));
	rc = store_error(st->store, "use", e);
	sqlite3_reset(st->handle);
	return rc;
}

int statement_run(struct statement *st, struct error *e)
{
	if (st->handle == NULL || sqlite3_step(st->handle) != SQLITE_DONE)
		return failed(st, e);
	sqlite3_reset(st->handle);
	return OK;
}

int statement_run_counted(struct statement *st, int64_t *n, struct error *e)
{
	int rc = statement_run(st, e);

	if (rc == OK)
		*n += sqlite3_changes64(st->store->db);
	return rc;
}

int statement_row(struct statement *st, bool *row, struct error *e)
{
	int rc = st->handle != NULL ? sqlite3_step(st->handle) : SQLITE_ERROR;

	*row = rc == SQLITE_ROW;
	st->next = 0;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return failed(st, e);
	if (rc == SQLITE_DONE)
		sqlite3_reset(st->handle);
	return OK;
}

void statement_end(struct statement *st)
{
	sqlite3_reset(st->handle);
}

int64_t column_int(struct statement *st)
{
	return sqlite3_column_int64(st->handle, st->next++);
}

const char *column_text(void *ctx, struct statement *st)
{
	const char *text = (const char *)sqlite3_column_text(st->handle, st->next++);

	return text != NULL ? mem_strdup(ctx, text) : NULL;
}

const char *column_text_again(void *ctx, struct statement *st, const char *before)
{
	const char *text = (const char *)sqlite3_column_text(st->handle, st->next++);

	if (text == NULL || (before != NULL && strcmp(text, before) == 0))
		return text != NULL ? before : NULL;
	return mem_strdup(ctx, text);
}

void column_copy(struct statement *st, char *out, size_t room)
{
	const char *text = (const char *)sqlite3_column_text(st->handle, st->next++);

	snprintf(out, room, "%s", text != NULL ? text : "");
}

int64_t column_time(struct statement *st)
{
	return column_int(st); /* NULL reads as 0, which is TIME_NONE */
}

const char *column_blob(void *ctx, struct statement *st, size_t *n)
{
	const void *bytes = sqlite3_column_blob(st->handle, st->next);
	char *copy;

	*n = (size_t)sqlite3_column_bytes(st->handle, st->next++);
	copy = mem_array(ctx, char, *n + 1);
	if (*n > 0)
		memcpy(copy, bytes, *n);
	return copy;
}

int statement_value(
    struct store *s, enum query q, const int64_t *parameter, int64_t *value, struct error *e)
{
	struct statement st = statement_use(s, q);
	bool row;
	int rc;

	*value = 0;
	if (parameter != NULL)
		bind_int(&st, *parameter);
	if ((rc = statement_row(&st, &row, e)) != OK || !row)
		return rc;
	*value = column_int(&st);
	statement_end(&st);
	return OK;
}

/* What the caller can do, and the person. */
struct trouble {
	int code; /* of SQLite */
	enum error_code ours;
	const char *advice;
	bool of_rights;
};

static const struct trouble troubles[] = {
    {SQLITE_BUSY, E_BUSY, .advice = "; another program keeps it: try again in a minute"},
    {SQLITE_LOCKED, E_BUSY, .advice = "; another program keeps it: try again in a minute"},
    {SQLITE_FULL, E_BUSY, .advice = "; make room on the disk"},
    {SQLITE_IOERR, E_BUSY, .advice = "; look for what the kernel says of the disk"},
    {SQLITE_CANTOPEN, E_CONFIG, .of_rights = true},
    {SQLITE_READONLY, E_CONFIG, .of_rights = true},
    {SQLITE_PERM, E_CONFIG, .of_rights = true},
    {SQLITE_AUTH, E_CONFIG, .advice = ""},
    {SQLITE_CORRUPT, E_CONFIG, .advice = ""},
    {SQLITE_NOTADB, E_CONFIG, .advice = ""},
};

/* What finds no room for the index of the log is an I/O error to SQLite. */
static int code_of(const struct store *s)
{
	int code = sqlite3_errcode(s->db), why = sqlite3_system_errno(s->db);

	return code == SQLITE_IOERR && (why == ENOSPC || why == EDQUOT) ? SQLITE_FULL : code;
}

static const struct trouble *trouble_of(const struct store *s)
{
	static const struct trouble other = {.ours = E_SYSTEM, .advice = ""};
	int code = code_of(s);

	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++)
		if (troubles[i].code == code)
			return &troubles[i];
	return &other;
}

int store_error(struct store *s, const char *doing, struct error *e)
{
	const struct trouble *t = trouble_of(s);

	return error_set(e, t->ours, "cannot %s the store %s: %s%s", doing, s->path,
	    sqlite3_errmsg(s->db), t->of_rights ? file_rights_advice(s->path) : t->advice);
}
