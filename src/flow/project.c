/* The event log as a projection of the event table. See project.h. */
#include "flow/project.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "flow/loglock.h"
#include "flow/logstream.h"
#include "flow/logtail.h"
#include "store/events.h"

struct projector {
	const struct app *app;
	int lock;
	struct logtail tail; /* where we left the log */
	struct logstream stream;
	bool known;   /* that place was found, not only begun with */
	bool ahead;   /* it is newer than what is stored */
	bool in_vain; /* we waited for somebody the last time */
};

static int projector_close(struct projector *p)
{
	close(p->lock);
	return 0;
}

int projector_open(
    void *ctx, const struct app *app, struct store *store, struct projector **out, struct error *e)
{
	struct projector *p;
	int lock, rc;

	if ((rc = loglock_open(app, &lock, e)) != OK)
		return rc;
	p = mem_new(ctx, struct projector);
	*p = (struct projector){.app = app,
	    .lock = lock,
	    .tail = logtail_of(store, app),
	    .stream.name = app->settings.log_file};
	talloc_set_destructor(p, projector_close);
	if (logstream_is_syslog(app->settings.log_file))
		openlog("status-monitor", LOG_PID, LOG_DAEMON);
	*out = p;
	return OK;
}

/*
 * Most starts find the log complete. The newest id tells it for a fifth of what SQLite takes to
 * prepare the query of whole events.
 */
static int reaches(struct store *s, const struct log_cursor *at, bool *complete, struct error *e)
{
	int64_t newest;
	int rc = store_event_newest(s, &newest, e);

	*complete = rc == OK && newest <= at->event_id;
	return rc;
}

static int is_complete(struct projector *p, bool *complete, struct error *e)
{
	int rc = reaches(p->tail.store, &p->tail.at, complete, e);

	p->known = *complete;
	return rc;
}

int project_is_done(const struct app *app, struct store *store, bool *done, struct error *e)
{
	struct log_cursor at;
	bool found;
	int rc = store_log_cursor_get(store, app->settings.log_file, &at, &found, e);

	*done = false;
	return rc == OK ? reaches(store, &at, done, e) : rc;
}

static int write_rest(struct projector *p, int fd, struct error *e)
{
	int64_t n;
	int rc = logtail_write(&p->tail, fd, &n, e);

	p->ahead |= n > 0;
	p->known = rc == OK;
	return rc;
}

static bool is_where_we_left(const struct projector *p, const struct stat *st)
{
	return p->known && p->tail.at.device == (int64_t)st->st_dev &&
	       p->tail.at.inode == (int64_t)st->st_ino && p->tail.at.size == st->st_size;
}

/* Takes the stored place when somebody has gone further than we know. */
static int recall(struct projector *p, struct error *e)
{
	struct log_cursor stored;
	bool found;
	int rc = store_log_cursor_get(p->tail.store, p->tail.path, &stored, &found, e);

	if (rc == OK && found && (!p->known || stored.event_id > p->tail.at.event_id))
		p->tail.at = stored;
	return rc;
}

static bool is_same_place(const struct log_cursor *a, const struct log_cursor *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->event_id == b->event_id && strcmp(a->boot, b->boot) == 0;
}

static int find_end(struct projector *p, int fd, struct error *e)
{
	int rc = recall(p, e);
	struct log_cursor before = p->tail.at;

	if (rc == OK)
		rc = logtail_find(&p->tail, fd, e);
	/* After a power cut, a file that is gone would be taken for one that was rotated. */
	if (rc == OK && p->tail.at.inode != before.inode)
		file_sync_name(p->tail.path);
	p->ahead |= !is_same_place(&p->tail.at, &before);
	return rc;
}

static int open_log(const struct projector *p)
{
	const char *path = p->tail.path;
	struct stat st;

	if (logtail_is_stdout(&p->app->settings))
		return fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	/* One that nobody reads would swallow what is written to it: it does not open. */
	if (stat(path, &st) == 0 && S_ISFIFO(st.st_mode))
		return open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	return file_open_ours(path, O_RDWR | O_APPEND, 0640);
}

/* How long somebody is waited for: who kept us waiting in vain must come by himself. */
static int64_t patience(const struct projector *p)
{
	return p->in_vain ? 0 : LIMIT_LOG_WAIT_MS;
}

/* Event by event: when the reader makes no more room, it is known which he has. */
static int send_rest(struct projector *p, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL), *one = mem_context(ctx);
	struct event event;
	struct buf text;
	size_t n;
	int rc;

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while ((rc = store_events_after(
		    one, p->tail.store, p->tail.at.event_id, 1, &event, &n, e)) == OK &&
	       n > 0) {
		buf_reset(&text);
		p->tail.sink->render(&text, &event, p->tail.color);
		if ((rc = logstream_send(&p->stream, text.data, text.len, e)) != OK)
			break;
		p->tail.at.event_id = event.id;
		p->ahead = true;
		talloc_free_children(one);
	}
	talloc_free(ctx);
	return rc;
}

/* It cannot be read back: what was sent and not remembered by the store may come twice. */
static int project_stream(struct projector *p, int fd, struct error *e)
{
	int64_t before = p->tail.at.event_id;
	bool complete = false;
	int rc = recall(p, e);

	if (p->tail.at.event_id != before)
		p->stream.begun = 0; /* another program sent that record */
	if (rc == OK && !p->known)
		rc = is_complete(p, &complete, e);
	if (rc != OK || complete)
		return rc;
	p->known = true;
	logstream_begin(&p->stream, fd, patience(p));
	return send_rest(p, e);
}

static int project_file(struct projector *p, int fd, const struct stat *st, struct error *e)
{
	bool complete = false;
	int rc = is_where_we_left(p, st) ? OK : find_end(p, fd, e);

	if (rc == OK && !p->known)
		rc = is_complete(p, &complete, e);
	return rc == OK && !complete ? write_rest(p, fd, e) : rc;
}

static int project_path(struct projector *p, struct error *e)
{
	const char *path = p->tail.path;
	int fd = open_log(p);
	struct stat st;
	int rc;

	if (fd < 0) {
		p->stream.begun = 0; /* nobody reads it any more */
		return error_set_errno(e, E_CONFIG, "cannot open the event log %s", path);
	}
	if (fstat(fd, &st) != 0)
		rc = error_set_errno(e, E_SYSTEM, "cannot look at the event log %s", path);
	else if (logtail_is_stdout(&p->app->settings) || !S_ISREG(st.st_mode))
		rc = project_stream(p, fd, e);
	else
		rc = project_file(p, fd, &st, e);
	close(fd);
	return rc;
}

static int project_syslog(struct projector *p, struct error *e)
{
	int fd, rc;

	if ((rc = logstream_reach_syslog(&fd, e)) != OK)
		return rc;
	rc = project_stream(p, fd, e);
	close(fd);
	return rc;
}

int project(struct projector *p, struct error *e)
{
	int rc;

	if ((rc = loglock_take(p->app, p->lock, patience(p), e)) == OK) {
		rc = logstream_is_syslog(p->tail.path) ? project_syslog(p, e) : project_path(p, e);
		loglock_give_back(p->lock);
	}
	p->in_vain = rc == E_BUSY;
	return rc;
}

void projector_sync(const struct projector *p)
{
	/* "stdout" and "syslog" are no paths; to open a pipe must not wait. */
	int fd = open(p->tail.path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	fdatasync(fd); /* when it fails, the log is mended at the next start */
	close(fd);
}

int projector_remember(struct projector *p, struct error *e)
{
	return p->ahead ? store_log_cursor_put(p->tail.store, p->tail.path, &p->tail.at, e) : OK;
}

void projector_remembered(struct projector *p)
{
	p->ahead = false;
}

bool projector_is_ahead(const struct projector *p)
{
	return p->ahead;
}
