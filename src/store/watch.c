/* inotify on the folder of the store. See watch.h. */
#include "store/watch.h"

#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

/* Where the kernel does not tell, as on a network's file system. */
#define TICK_MS 2000
/*
 * A commit writes the WAL, syncs it, and only then shows it to readers, through memory that nobody
 * can watch. So one looks again, less and less often, until no sync can still be under way.
 */
#define FIRST_LOOK_MS 2
#define LOOKS_MS      4000

struct store_watch {
	int fd; /* -1: the kernel does not tell */
	int watch;
	char *folder;
	char *name;	    /* of the store's file; its WAL begins so, too */
	int64_t written_at; /* of clock_steady(); 0: not since LOOKS_MS */
};

static int watch_close(struct store_watch *w)
{
	if (w->fd >= 0)
		close(w->fd);
	return 0;
}

/* The folder may be made later. */
static void watch_folder(struct store_watch *w)
{
	if (w->fd >= 0 && w->watch < 0)
		w->watch = inotify_add_watch(
		    w->fd, w->folder, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
}

struct store_watch *store_watch_open(void *ctx, const char *path)
{
	struct store_watch *w = mem_new(ctx, struct store_watch);
	const char *slash = strrchr(path, '/');

	w->folder =
	    slash != NULL ? mem_strndup(w, path, (size_t)(slash - path) + 1) : mem_strdup(w, ".");
	w->name = mem_strdup(w, slash != NULL ? slash + 1 : path);
	w->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	w->watch = -1;
	talloc_set_destructor(w, watch_close);
	watch_folder(w);
	return w;
}

/* Whether one of the files that changed is of the store. */
static bool take_changes(struct store_watch *w)
{
	_Alignas(struct inotify_event) char bytes[16 * 1024];
	bool ours = false;
	ssize_t n;

	while ((n = read(w->fd, bytes, sizeof(bytes))) > 0)
		for (char *at = bytes; at < bytes + n;) {
			const struct inotify_event *event = (const struct inotify_event *)at;

			if ((event->mask & IN_IGNORED) != 0)
				w->watch = -1;
			if ((event->mask & IN_Q_OVERFLOW) != 0 ||
			    (event->len > 0 && strncmp(event->name, w->name, strlen(w->name)) == 0))
				ours = true;
			at += sizeof(*event) + event->len;
		}
	return ours;
}

/* As long again as it is since the last write. */
static int patience(const struct store_watch *w)
{
	int64_t since = clock_steady() - w->written_at;

	if (w->written_at == 0 || since > LOOKS_MS)
		return TICK_MS;
	return since > FIRST_LOOK_MS ? (int)since : FIRST_LOOK_MS;
}

void store_watch_wait(struct store_watch *w)
{
	struct pollfd p = {.fd = w->fd, .events = POLLIN};
	int64_t end = clock_steady() + patience(w);
	int64_t left;

	watch_folder(w);
	while ((left = end - clock_steady()) > 0) {
		if (poll(&p, 1, (int)left) > 0 && take_changes(w)) {
			w->written_at = clock_steady();
			return;
		}
	}
}
