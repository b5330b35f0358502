/* The event log as a projection of the event table. See project.h. */
#include "flow/project.h"

#include <errno.h>
#include <fcntl.h>
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
#include "sink/sink.h"
#include "store/events.h"
#include "store/logcursor.h"

/* Events read at a time; their text goes out in one write. */
#define BATCH_EVENTS 64
#define BATCH_BYTES  ((size_t)BATCH_EVENTS * LIMIT_RECORD_BYTES)

struct projector {
	const struct app *app;
	struct store *store;
	const struct sink *sink;
	bool color;
	int lock;
	struct log_cursor at; /* where we left the log */
	bool known;	      /* at was found, not only begun with */
	bool ahead;	      /* at is newer than what is stored */
};

/* A way a record may have been written: the settings may have changed since. */
struct style {
	const struct sink *sink;
	bool color;
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

int projector_open(
    void *ctx, const struct app *app, struct store *store, struct projector **out, struct error *e)
{
	struct projector *p;
	int lock = open(app->log_lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);

	if (lock < 0)
		return error_set_errno(e, E_CONFIG, "cannot open %s", app->log_lock_path);
	p = mem_new(ctx, struct projector);
	*p = (struct projector){
	    .app = app,
	    .store = store,
	    .sink = sink_find((enum log_format)app->settings.log_format),
	    .color = wants_color(&app->settings),
	    .lock = lock,
	};
	talloc_set_destructor(p, projector_close);
	if (is_syslog(&app->settings))
		openlog("status-monitor", LOG_PID, LOG_DAEMON);
	*out = p;
	return OK;
}

static int next_event(
    void *ctx, struct projector *p, struct event *event, bool *found, struct error *e)
{
	size_t n;
	int rc = store_events_after(ctx, p->store, p->at.event_id, 1, event, &n, e);

	*found = rc == OK && n == 1;
	return rc;
}

/* How many bytes at the end of the log are the beginning of text, as far as the log reaches. */
static int compare(int fd, const struct buf *text, const struct log_cursor *at, int64_t file_size,
    size_t *same, struct error *e)
{
	size_t want = text->len;
	char chunk[4096];
	ssize_t n;

	if (file_size - at->size < (int64_t)want)
		want = (size_t)(file_size - at->size);
	for (*same = 0; *same < want; *same += (size_t)n) {
		size_t part = want - *same < sizeof(chunk) ? want - *same : sizeof(chunk);

		n = pread(fd, chunk, part, at->size + (int64_t)*same);
		if (n < 0)
			return error_set_errno(e, E_SYSTEM, "cannot read the event log");
		if (n == 0 || memcmp(chunk, text->data + *same, (size_t)n) != 0)
			break;
	}
	return OK;
}

static int append(int fd, const char *bytes, size_t n, const char *path, struct error *e)
{
	return file_write_all(fd, bytes, n) ? OK
					    : error_set_errno(e, E_BUSY, "cannot write %s", path);
}

/*
 * Goes over the records that somebody wrote after the cursor, as long as they are
 * what this style makes of the events; completes the last one when it broke off.
 */
static int follow(
    struct projector *p, int fd, int64_t file_size, struct style style, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event event;
	struct buf text;
	size_t same;
	bool found;
	int rc;

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while (
	    (rc = next_event(ctx, p, &event, &found, e)) == OK && found && p->at.size < file_size) {
		buf_reset(&text);
		style.sink->render(&text, &event, style.color);
		if ((rc = compare(fd, &text, &p->at, file_size, &same, e)) != OK)
			break;
		if (same < text.len && p->at.size + (int64_t)same < file_size)
			break; /* something else stands there */
		if (same < text.len && (rc = append(fd, text.data + same, text.len - same,
					    p->app->settings.log_file, e)) != OK)
			break;
		p->at.size += (int64_t)text.len;
		p->at.event_id = event.id;
		p->ahead = true;
	}
	talloc_free(ctx);
	return rc;
}

/* Text of others at the end of the log: ours goes on behind it, on a line of its own. */
static int step_over(struct projector *p, int fd, int64_t file_size, struct error *e)
{
	char last = '\n';

	if (pread(fd, &last, 1, file_size - 1) < 0)
		return error_set_errno(e, E_SYSTEM, "cannot read the event log");
	p->at.size = file_size;
	if (last == '\n')
		return OK;
	p->at.size++;
	return append(fd, "\n", 1, p->app->settings.log_file, e);
}

/* Finds the end of the log: the stored cursor, and what was written since. */
static int find_end(struct projector *p, int fd, const struct stat *st, struct error *e)
{
	const struct style styles[] = {
	    {p->sink, p->color},
	    {sink_find(LOG_PRETTY), false},
	    {sink_find(LOG_PRETTY), true},
	    {sink_find(LOG_JSON), false},
	};
	bool found;
	int rc = store_log_cursor_get(p->store, p->app->settings.log_file, &p->at, &found, e);

	/* Another file, or a shorter one, was rotated: the next event is its first. */
	if (p->at.device != (int64_t)st->st_dev || p->at.inode != (int64_t)st->st_ino ||
	    p->at.size > st->st_size)
		p->at.size = 0;
	p->at.device = (int64_t)st->st_dev;
	p->at.inode = (int64_t)st->st_ino;
	for (size_t i = 0;
	     rc == OK && p->at.size < st->st_size && i < sizeof(styles) / sizeof(styles[0]); i++)
		rc = follow(p, fd, st->st_size, styles[i], e);
	if (rc == OK && p->at.size < st->st_size)
		rc = step_over(p, fd, st->st_size, e);
	p->known = rc == OK;
	return rc;
}

/* Appends every event after the cursor, a batch a write. */
static int write_rest(struct projector *p, int fd, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event *events = mem_array(ctx, struct event, BATCH_EVENTS);
	struct buf text;
	size_t n;
	int rc;

	buf_init(&text, ctx, BATCH_BYTES);
	while ((rc = store_events_after(
		    events, p->store, p->at.event_id, BATCH_EVENTS, events, &n, e)) == OK &&
	       n > 0) {
		buf_reset(&text);
		for (size_t i = 0; i < n; i++)
			p->sink->render(&text, &events[i], p->color);
		if ((rc = append(fd, text.data, text.len, p->app->settings.log_file, e)) != OK)
			break;
		p->at.size += (int64_t)text.len;
		p->at.event_id = events[n - 1].id;
		p->ahead = true;
		talloc_free_children(events);
	}
	p->known = rc == OK;
	talloc_free(ctx);
	return rc;
}

static bool is_where_we_left(const struct projector *p, const struct stat *st)
{
	return p->known && p->at.device == (int64_t)st->st_dev &&
	       p->at.inode == (int64_t)st->st_ino && p->at.size == st->st_size;
}

/* What cannot be read back: the stored cursor is all there is, so a record may come twice. */
static int recall(struct projector *p, struct error *e)
{
	struct log_cursor stored;
	bool found;
	int rc = store_log_cursor_get(p->store, p->app->settings.log_file, &stored, &found, e);

	if (rc == OK && stored.event_id > p->at.event_id)
		p->at = stored;
	return rc;
}

static int project_file(struct projector *p, struct error *e)
{
	const char *path = p->app->settings.log_file;
	int fd = is_stdout(&p->app->settings)
		     ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
		     : open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	struct stat st;
	int rc = OK;

	if (fd < 0)
		return error_set_errno(e, E_CONFIG, "cannot open the event log %s", path);
	if (fstat(fd, &st) != 0)
		rc = error_set_errno(e, E_SYSTEM, "cannot look at the event log %s", path);
	else if (is_stdout(&p->app->settings) || !S_ISREG(st.st_mode))
		rc = recall(p, e);
	else if (!is_where_we_left(p, &st))
		rc = find_end(p, fd, &st, e);
	if (rc == OK)
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
	bool found;
	int rc = recall(p, e);

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while (rc == OK && (rc = next_event(ctx, p, &event, &found, e)) == OK && found) {
		buf_reset(&text);
		p->sink->render(&text, &event, p->color);
		send_lines(text.data);
		p->at.event_id = event.id;
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

int projector_remember(struct projector *p, struct error *e)
{
	int rc;

	if (!p->ahead)
		return OK;
	if ((rc = store_log_cursor_put(p->store, p->app->settings.log_file, &p->at, e)) == OK)
		p->ahead = false;
	return rc;
}

bool projector_is_ahead(const struct projector *p)
{
	return p->ahead;
}
