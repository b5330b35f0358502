/* The event log as a projection of the event table. See project.h. */
#include "flow/project.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/terminal.h"
#include "flow/logtail.h"
#include "store/events.h"

/* Events read at a time; their text goes out in one write. */
#define BATCH_EVENTS 64
#define BATCH_POOL   (48 * 1024) /* what the texts of a usual one take */
#define BATCH_BYTES  ((size_t)BATCH_EVENTS * LIMIT_RECORD_BYTES)

struct projector {
	const struct app *app;
	int lock;
	struct logtail tail; /* where we left the log */
	bool known;	     /* that place was found, not only begun with */
	bool ahead;	     /* it is newer than what is stored */
};

static int projector_close(struct projector *p)
{
	close(p->lock);
	return 0;
}

static bool is_stdout(const struct settings *s)
{
	return strcmp(s->log_file, "stdout") == 0;
}

static bool is_syslog(const struct settings *s)
{
	return strcmp(s->log_file, "syslog") == 0;
}

static bool wants_color(const struct settings *s)
{
	if (s->log_color != COLOR_AUTO)
		return s->log_color == COLOR_ALWAYS;
	return is_stdout(s) && terminal_wants_color(STDOUT_FILENO);
}

/* Which run of the machine this is; a test may say another. */
static void read_boot_id(char out[BOOT_ID_SIZE])
{
	const char *given = getenv("STATUS_MONITOR_BOOT_ID");
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, out, BOOT_ID_SIZE - 1) : 0;

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (given != NULL)
		snprintf(out, BOOT_ID_SIZE, "%s", given);
}

int projector_open(
    void *ctx, const struct app *app, struct store *store, struct projector **out, struct error *e)
{
	struct projector *p;
	int lock = file_open_ours(app->log_lock_path, O_RDWR, 0640);

	if (lock < 0)
		return error_set_errno(e, E_CONFIG, "cannot open %s", app->log_lock_path);
	p = mem_new(ctx, struct projector);
	*p = (struct projector){
	    .app = app,
	    .lock = lock,
	    .tail =
		{
		    .store = store,
		    .path = app->settings.log_file,
		    .sink = sink_find((enum log_format)app->settings.log_format),
		    .color = wants_color(&app->settings),
		},
	};
	talloc_set_destructor(p, projector_close);
	read_boot_id(p->tail.boot);
	if (is_syslog(&app->settings))
		openlog("status-monitor", LOG_PID, LOG_DAEMON);
	*out = p;
	return OK;
}

/*
 * Most starts find the log complete. The newest id tells it for a fifth of what SQLite takes to
 * prepare the query of whole events.
 */
static int is_complete(struct projector *p, bool *complete, struct error *e)
{
	int64_t newest;
	int rc = store_event_newest(p->tail.store, &newest, e);

	*complete = rc == OK && newest <= p->tail.at.event_id;
	p->known = *complete;
	return rc;
}

/* Appends every event after the cursor, a batch a write. */
static int write_rest(struct projector *p, int fd, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event *events = mem_array(mem_pool(ctx, BATCH_POOL), struct event, BATCH_EVENTS);
	struct buf text;
	size_t n;
	int rc;

	buf_init(&text, ctx, BATCH_BYTES);
	while ((rc = store_events_after(events, p->tail.store, p->tail.at.event_id, BATCH_EVENTS,
		    events, &n, e)) == OK &&
	       n > 0) {
		buf_reset(&text);
		for (size_t i = 0; i < n; i++)
			p->tail.sink->render(&text, &events[i], p->tail.color);
		if ((rc = logtail_append(&p->tail, fd, text.data, text.len, e)) != OK)
			break;
		p->tail.at.size += (int64_t)text.len;
		p->tail.at.event_id = events[n - 1].id;
		p->ahead = true;
		talloc_free_children(events);
	}
	p->known = rc == OK;
	talloc_free(ctx);
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

static int project_file(struct projector *p, struct error *e)
{
	const char *path = p->tail.path;
	int fd = is_stdout(&p->app->settings) ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
					      : file_open_ours(path, O_RDWR | O_APPEND, 0640);
	struct stat st;
	bool complete = false;
	int rc = OK;

	if (fd < 0)
		return error_set_errno(e, E_CONFIG, "cannot open the event log %s", path);
	if (fstat(fd, &st) != 0)
		rc = error_set_errno(e, E_SYSTEM, "cannot look at the event log %s", path);
	else if (is_stdout(&p->app->settings) || !S_ISREG(st.st_mode))
		rc = recall(p, e); /* it cannot be read back, so a record may come twice */
	else if (!is_where_we_left(p, &st))
		rc = find_end(p, fd, e);
	if (rc == OK && !p->known)
		rc = is_complete(p, &complete, e);
	if (rc == OK && !complete)
		rc = write_rest(p, fd, e);
	close(fd);
	return rc;
}

static void send_lines(char *text)
{
	char *line;

	while ((line = strsep(&text, "\n")) != NULL)
		if (*line != '\0')
			syslog(LOG_INFO, "%s", line);
}

static int project_syslog(struct projector *p, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event event;
	struct buf text;
	size_t n;
	int rc = recall(p, e);

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while (rc == OK &&
	       (rc = store_events_after(
		    ctx, p->tail.store, p->tail.at.event_id, 1, &event, &n, e)) == OK &&
	       n > 0) {
		buf_reset(&text);
		p->tail.sink->render(&text, &event, p->tail.color);
		send_lines(text.data);
		p->tail.at.event_id = event.id;
		p->ahead = true;
	}
	talloc_free(ctx);
	return rc;
}

int project(struct projector *p, struct error *e)
{
	int rc;

	while (flock(p->lock, LOCK_EX) != 0)
		if (errno != EINTR)
			return error_set_errno(
			    e, E_SYSTEM, "cannot lock %s", p->app->log_lock_path);
	rc = is_syslog(&p->app->settings) ? project_syslog(p, e) : project_file(p, e);
	flock(p->lock, LOCK_UN);
	return rc;
}

void projector_sync(const struct projector *p)
{
	int fd = open(p->tail.path, O_RDONLY | O_CLOEXEC); /* "stdout" and "syslog" are no paths */

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
