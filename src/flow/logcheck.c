/* Checking and rebuilding the event log. See logcheck.h. */
#include "flow/logcheck.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/loglock.h"
#include "flow/logtail.h"
#include "store/events.h"

/* Nobody appends until *fd is closed. */
static int lock(const struct app *app, int *fd, struct error *e)
{
	int rc = loglock_open(app, fd, e);

	if (rc == OK && (rc = loglock_take(app, *fd, LIMIT_LOG_WAIT_MS, e)) != OK)
		close(*fd);
	return rc;
}

bool logcheck_is_file(const struct app *app)
{
	const char *log = app->settings.log_file;
	struct stat st;

	return log[0] == '/' && (stat(log, &st) != 0 || S_ISREG(st.st_mode));
}

static int check_is_file(const struct app *app, struct error *e)
{
	if (logcheck_is_file(app))
		return OK;
	return error_set(e, E_INPUT, "the event log goes to %s, which cannot be read back",
	    app->settings.log_file);
}

/* Goes back from the cursor, record by record, to the event with which the file begins. */
static int find_first(struct logtail *t, int64_t *first, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL), *one = mem_context(ctx);
	int64_t size = t->at.size, id = t->at.event_id;
	struct event event;
	struct buf text;
	bool found = true;
	int rc = OK;

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while (size > 0 && (rc = store_event_find(one, t->store, id, &event, &found, e)) == OK &&
	       found) {
		buf_reset(&text);
		t->sink->render(&text, &event, t->color);
		size -= (int64_t)text.len;
		id--;
		talloc_free_children(one);
	}
	*first = id + 1;
	talloc_free(ctx);
	return rc;
}

/*
 * The cursor is still that of before the log was rotated: the file begins with a later event. When
 * it begins with none, it is no log that was rotated.
 */
static int find_first_anew(struct logtail *t, int fd, const struct log_check *log, int64_t *first,
    bool *found, struct error *e)
{
	struct log_cursor at = t->at;
	int rc = OK;

	*found = false;
	for (int64_t before = at.event_id; rc == OK && before < log->stored; before++) {
		t->at.size = 0;
		t->at.event_id = before;
		rc = logtail_follow(t, fd, log->size, e);
		if (t->at.size > 0) {
			*first = before + 1;
			*found = true;
			break;
		}
	}
	t->at = at;
	return rc;
}

static bool is_of(const struct log_cursor *at, const struct stat *st)
{
	return at->device == (int64_t)st->st_dev && at->inode == (int64_t)st->st_ino &&
	       at->size <= st->st_size;
}

/* fd is -1 when there is no file, as after a rotation. */
static int verify(struct logtail *t, int fd, struct log_check *out, struct error *e)
{
	struct stat st = {0};
	bool known, rotated;
	int rc;

	if (fd >= 0 && fstat(fd, &st) != 0)
		return error_set_errno(e, E_SYSTEM, "cannot look at %s", t->path);
	out->size = st.st_size;
	if ((rc = store_event_before_last(t->store, 0, &out->stored, e)) != OK ||
	    (rc = store_log_cursor_get(t->store, t->path, &t->at, &known, e)) != OK)
		return rc;
	if (st.st_size == 0) { /* whoever writes next goes on behind what was in the one before */
		out->last = t->at.event_id;
		out->first = out->last + 1;
		return OK;
	}
	rotated = known && !is_of(&t->at, &st);
	if (rotated && (rc = find_first_anew(t, fd, out, &out->first, &rotated, e)) != OK)
		return rc;
	if (!rotated && (rc = find_first(t, &out->first, e)) != OK)
		return rc;
	t->at.size = 0;
	t->at.event_id = out->first - 1;
	rc = logtail_follow(t, fd, st.st_size, e);
	out->same = t->at.size;
	out->last = t->at.event_id;
	return rc;
}

int logcheck_verify(struct store *s, const struct app *app, struct log_check *out, struct error *e)
{
	struct logtail t = logtail_of(s, app);
	int rc, fd, locked;

	*out = (struct log_check){0};
	t.look_only = true;
	if ((rc = check_is_file(app, e)) != OK)
		return rc;
	if ((rc = lock(app, &locked, e)) != OK)
		return rc;
	fd = open(t.path, O_RDONLY | O_CLOEXEC);
	rc = fd < 0 && errno != ENOENT
		 ? error_set_errno(e, E_CONFIG, "cannot open the event log %s", t.path)
		 : verify(&t, fd, out, e);
	if (fd >= 0)
		close(fd);
	close(locked);
	return rc;
}

/* The new file belongs to whom the old one belonged, or the state directory. */
static void give_away(const struct app *app, int fd, struct logtail *t)
{
	struct stat st;

	if (stat(t->path, &st) != 0 && stat(app->settings.state_dir, &st) != 0)
		return;
	if (fchown(fd, st.st_uid, st.st_gid) != 0)
		return; /* then it stays ours, which only root could change */
}

static int store_place(struct logtail *t, int fd, struct error *e)
{
	struct stat st;
	int rc;

	if (fsync(fd) != 0 || fstat(fd, &st) != 0)
		return error_set_errno(e, E_BUSY, "cannot write %s", t->path);
	t->at.device = (int64_t)st.st_dev;
	t->at.inode = (int64_t)st.st_ino;
	memcpy(t->at.boot, t->boot, sizeof(t->at.boot));
	if ((rc = store_begin(t->store, e)) != OK)
		return rc;
	return store_end(t->store, store_log_cursor_put(t->store, t->path, &t->at, e), e);
}

/* A link goes on to lead where it does. */
static int rebuild(const struct app *app, struct logtail *t, int64_t *records, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	const char *target = file_target(ctx, t->path), *path = target != NULL ? target : t->path;
	const char *draft = mem_printf(ctx, "%s.new", path);
	int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	int rc;

	if (fd < 0) {
		rc = error_set_errno(e, E_CONFIG, "cannot create %s", draft);
		goto out;
	}
	give_away(app, fd, t);
	if ((rc = logtail_write(t, fd, records, e)) == OK && rename(draft, path) != 0)
		rc = error_set_errno(e, E_CONFIG, "cannot replace %s", path);
	if (rc == OK) {
		file_sync_name(path);
		rc = store_place(t, fd, e);
	} else {
		unlink(draft);
	}
	close(fd);
out:
	talloc_free(ctx);
	return rc;
}

int logcheck_rebuild(struct store *s, const struct app *app, int64_t *records, struct error *e)
{
	struct logtail t = logtail_of(s, app);
	int rc, locked;

	*records = 0;
	if ((rc = check_is_file(app, e)) != OK)
		return rc;
	if ((rc = lock(app, &locked, e)) != OK)
		return rc;
	rc = rebuild(app, &t, records, e);
	close(locked);
	return rc;
}
