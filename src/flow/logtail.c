/* Where the event log ends. See logtail.h. */
#include "flow/logtail.h"

#include <dirent.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/terminal.h"
#include "store/events.h"

/* How much of others' text at the end of the log is searched for a record of ours behind it. */
#define SEARCH_BYTES (1024 * 1024)

/* The kernel writes dirty pages back after half a minute; what is older than this was on the disk. */
#define UNSYNCED_MS (5 * 60 * 1000)

/* Events read at a time; their text goes out in one write. */
#define BATCH_EVENTS 64
#define BATCH_POOL   (48 * 1024) /* what the texts of a usual one take */
#define BATCH_BYTES  ((size_t)BATCH_EVENTS * LIMIT_RECORD_BYTES)

struct style {
	const struct sink *sink;
	bool color;
};

bool logtail_is_stdout(const struct settings *s)
{
	return strcmp(s->log_file, "stdout") == 0;
}

static bool wants_color(const struct settings *s)
{
	if (s->log_color != COLOR_AUTO)
		return s->log_color == COLOR_ALWAYS;
	return logtail_is_stdout(s) && terminal_wants_color(STDOUT_FILENO);
}

/* Which run of the machine this is; a test may say another. */
static void read_boot_id(char out[BOOT_ID_SIZE])
{
	const char *given = getenv("STATUS_MONITOR_BOOT_ID");
	int fd = open(LOGTAIL_BOOT_ID, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, out, BOOT_ID_SIZE - 1) : 0;

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (given != NULL)
		snprintf(out, BOOT_ID_SIZE, "%s", given);
}

struct logtail logtail_of(struct store *s, const struct app *app)
{
	struct logtail t = {
	    .store = s,
	    .path = app->settings.log_file,
	    .sink = sink_find((enum log_format)app->settings.log_format),
	    .color = wants_color(&app->settings),
	};

	read_boot_id(t.boot);
	return t;
}

static int append(const struct logtail *t, int fd, const char *bytes, size_t n, struct error *e)
{
	if (file_write_all(fd, bytes, n))
		return OK;
	return error_set_errno(e, E_BUSY, "cannot write %s", t->path);
}

static int next_event(
    void *ctx, struct logtail *t, struct event *event, bool *found, struct error *e)
{
	size_t n;
	int rc = store_events_after(ctx, t->store, t->at.event_id, 1, event, &n, e);

	*found = rc == OK && n == 1;
	return rc;
}

/* How many bytes at the cursor are the beginning of text, as far as the file reaches. */
static int compare(
    struct logtail *t, int fd, const struct buf *text, int64_t size, size_t *same, struct error *e)
{
	size_t want = text->len;
	char chunk[4096];
	ssize_t n;

	if (size - t->at.size < (int64_t)want)
		want = (size_t)(size - t->at.size);
	for (*same = 0; *same < want; *same += (size_t)n) {
		size_t part = want - *same < sizeof(chunk) ? want - *same : sizeof(chunk);

		n = pread(fd, chunk, part, t->at.size + (int64_t)*same);
		if (n < 0)
			return error_set_errno(e, E_SYSTEM, "cannot read %s", t->path);
		if (n == 0 || memcmp(chunk, text->data + *same, (size_t)n) != 0)
			break;
	}
	return OK;
}

/* Takes the record at the cursor when it is this text, whole or broken off at the file's end. */
static int take_record(
    struct logtail *t, int fd, const struct buf *text, int64_t size, bool *taken, struct error *e)
{
	size_t same;
	int rc;

	*taken = false;
	if ((rc = compare(t, fd, text, size, &same, e)) != OK)
		return rc;
	if (same < text->len && (t->look_only || t->at.size + (int64_t)same < size))
		return OK; /* something else stands there */
	if (same < text->len && (rc = append(t, fd, text->data + same, text->len - same, e)) != OK)
		return rc;
	*taken = true;
	return OK;
}

/* Goes over the records that are what this style makes of the events. */
static int follow(struct logtail *t, int fd, int64_t size, struct style style, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL), *one = mem_context(ctx);
	bool taken = true, found;
	struct event event;
	struct buf text;
	int rc = OK;

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while (taken && t->at.size < size) {
		talloc_free_children(one);
		if ((rc = next_event(one, t, &event, &found, e)) != OK || !found)
			break;
		buf_reset(&text);
		style.sink->render(&text, &event, style.color);
		if ((rc = take_record(t, fd, &text, size, &taken, e)) != OK || !taken)
			break;
		t->at.size += (int64_t)text.len;
		t->at.event_id = event.id;
	}
	talloc_free(ctx);
	return rc;
}

/* The line at which a record begins that broke off at the end of the bytes; NULL: nowhere. */
static const char *find_broken(const char *bytes, size_t n, const struct buf *record)
{
	for (const char *at = bytes; at != NULL && (size_t)(at - bytes) < n;) {
		size_t rest = n - (size_t)(at - bytes);

		if (rest < record->len && memcmp(at, record->data, rest) == 0)
			return at;
		at = memchr(at, '\n', rest);
		at = at != NULL ? at + 1 : NULL;
	}
	return NULL;
}

/* Where the record begins behind text of others, whole or broken off; -1: nowhere. */
static int64_t find_record(const char *bytes, size_t n, const struct buf *record)
{
	const char *at = bytes;

	while ((at = memmem(at, n - (size_t)(at - bytes), record->data, record->len)) != NULL) {
		if (at == bytes || at[-1] == '\n')
			return at - bytes;
		at++;
	}
	at = find_broken(bytes, n, record);
	return at != NULL ? at - bytes : -1;
}

/* Moves the cursor over text of others to the next record of ours, when there is one. */
static int search(struct logtail *t, int fd, int64_t size, const struct style *styles,
    size_t n_styles, struct error *e)
{
	int64_t from = size - t->at.size > SEARCH_BYTES ? size - SEARCH_BYTES : t->at.size;
	TALLOC_CTX *ctx = mem_context(NULL);
	char *bytes = mem_array(ctx, char, (size_t)(size - from) + 1);
	ssize_t n = pread(fd, bytes, (size_t)(size - from), from);
	struct event event;
	struct buf text;
	bool found;
	int rc = next_event(ctx, t, &event, &found, e);

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	for (size_t i = 0; rc == OK && found && n > 0 && i < n_styles; i++) {
		int64_t at;

		buf_reset(&text);
		styles[i].sink->render(&text, &event, styles[i].color);
		at = find_record(bytes, (size_t)n, &text);
		if (at < 0)
			continue;
		t->at.size = from + at;
		break;
	}
	talloc_free(ctx);
	return rc;
}

int logtail_write(struct logtail *t, int fd, int64_t *n_written, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct event *events = mem_array(mem_pool(ctx, BATCH_POOL), struct event, BATCH_EVENTS);
	struct buf text;
	size_t n;
	int rc;

	*n_written = 0;
	buf_init(&text, ctx, BATCH_BYTES);
	while ((rc = store_events_after(
		    events, t->store, t->at.event_id, BATCH_EVENTS, events, &n, e)) == OK &&
	       n > 0) {
		buf_reset(&text);
		for (size_t i = 0; i < n; i++)
			t->sink->render(&text, &events[i], t->color);
		if ((rc = append(t, fd, text.data, text.len, e)) != OK)
			break;
		t->at.size += (int64_t)text.len;
		t->at.event_id = events[n - 1].id;
		*n_written += (int64_t)n;
		talloc_free_children(events);
	}
	talloc_free(ctx);
	return rc;
}

int logtail_follow(struct logtail *t, int fd, int64_t size, struct error *e)
{
	const struct style styles[] = {
	    {t->sink, t->color},
	    {sink_find(LOG_PRETTY), false},
	    {sink_find(LOG_PRETTY), true},
	    {sink_find(LOG_JSON), false},
	};
	const size_t n = sizeof(styles) / sizeof(styles[0]);
	int64_t before;
	int rc = OK;

	do {
		before = t->at.size;
		for (size_t i = 0; rc == OK && t->at.size < size && i < n; i++)
			rc = follow(t, fd, size, styles[i], e);
		if (rc == OK && t->at.size == before && before < size)
			rc = search(t, fd, size, styles, n, e);
	} while (rc == OK && t->at.size != before && t->at.size < size);
	return rc;
}

/* Text of others at the end of the log: ours goes on behind it, on a line of its own. */
static int step_over(struct logtail *t, int fd, int64_t size, struct error *e)
{
	char last = '\n';

	if (pread(fd, &last, 1, size - 1) < 0)
		return error_set_errno(e, E_SYSTEM, "cannot read %s", t->path);
	t->at.size = size;
	if (last == '\n')
		return OK;
	t->at.size++;
	return append(t, fd, "\n", 1, e);
}

/* Whether it is the one with the cursor. When the machine starts, devices may get other numbers. */
static bool is_ours(const struct logtail *t, const struct stat *st)
{
	return t->at.inode == (int64_t)st->st_ino &&
	       (t->at.device == (int64_t)st->st_dev || strcmp(t->at.boot, t->boot) != 0);
}

/* The file that was the log before it was renamed, in the same folder; -1 when it is not there. */
static int open_rotated(const struct logtail *t)
{
	char *copy = mem_strdup(NULL, t->path);
	DIR *folder = opendir(dirname(copy));
	struct dirent *entry;
	struct stat st;
	int fd = -1;

	while (folder != NULL && fd < 0 && (entry = readdir(folder)) != NULL)
		if ((int64_t)entry->d_ino == t->at.inode &&
		    fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(st.st_mode) && is_ours(t, &st))
			fd = openat(dirfd(folder), entry->d_name,
			    O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	if (folder != NULL)
		closedir(folder);
	talloc_free(copy);
	return fd;
}

/* What was written to the old file after the cursor is not written again. */
static int finish_rotated(struct logtail *t, struct error *e)
{
	int fd = t->at.inode != 0 ? open_rotated(t) : -1;
	struct stat st;
	int rc = OK;

	if (fd < 0)
		return OK; /* compressed or gone: the cursor is all there is */
	if (fstat(fd, &st) == 0 && t->at.size <= st.st_size)
		rc = logtail_follow(t, fd, st.st_size, e);
	close(fd);
	return rc;
}

/*
 * The file is shorter than it was. In the same run of the machine somebody truncated it
 * (logrotate's copytruncate); after a power cut it lost what was not synced, which is what
 * was written in the last moments. Then the cursor goes back, record by record, to where
 * the file ends.
 */
static int step_back(struct logtail *t, int64_t size, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL), *one = mem_context(ctx);
	struct log_cursor at = t->at;
	int64_t newest = TIME_NONE;
	struct event event;
	struct buf text;
	bool found = true;
	int rc = OK;

	buf_init(&text, ctx, LIMIT_RECORD_BYTES);
	while (at.size > size) {
		talloc_free_children(one);
		if ((rc = store_event_find(one, t->store, at.event_id, &event, &found, e)) != OK ||
		    !found)
			break;
		if (newest == TIME_NONE)
			newest = event.received_at;
		buf_reset(&text);
		t->sink->render(&text, &event, t->color);
		found = event.received_at > newest - UNSYNCED_MS && (int64_t)text.len <= at.size;
		if (!found)
			break;
		at.size -= (int64_t)text.len;
		at.event_id--;
	}
	if (rc == OK && found)
		t->at = at;
	else
		t->at.size = 0; /* it cannot have lost so much: it was truncated */
	talloc_free(ctx);
	return rc;
}

int logtail_find(struct logtail *t, int fd, struct error *e)
{
	struct stat st;
	int rc = OK;

	if (fstat(fd, &st) != 0)
		return error_set_errno(e, E_SYSTEM, "cannot look at %s", t->path);
	if (!is_ours(t, &st)) {
		rc = finish_rotated(t, e);
		t->at.size = 0;
	} else if (t->at.size > st.st_size && strcmp(t->at.boot, t->boot) != 0) {
		rc = step_back(t, st.st_size, e);
	} else if (t->at.size > st.st_size) {
		t->at.size = 0; /* copied and truncated */
	}
	t->at.device = (int64_t)st.st_dev;
	t->at.inode = (int64_t)st.st_ino;
	memcpy(t->at.boot, t->boot, sizeof(t->at.boot));
	if (rc == OK)
		rc = logtail_follow(t, fd, st.st_size, e);
	if (rc == OK && t->at.size < st.st_size)
		rc = step_over(t, fd, st.st_size, e);
	return rc;
}
