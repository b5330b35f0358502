/* The files of this machine: rights, secret, store, disk, log. See doctor.h. */
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "ctl/doctor.h"
#include "flow/logstream.h"
#include "store/events.h"
#include "store/logcursor.h"
#include "store/upkeep.h"

#define MIB (1024 * 1024)

/* Room for some days of events; and for what SQLite and a rotation take at once. */
#define DISK_LITTLE  (512LL * MIB)
#define DISK_NOTHING (32LL * MIB)

/* Worth a vacuum. */
#define FREE_LARGE (64LL * MIB)

#define SECRET_SHORT 20

static void *ctx_of(struct doctor *d)
{
	return d->ctl->ctx;
}

/* A secret that stands in the file itself, where everybody on the machine can read it. */
static const char *secret_in_conf(struct doctor *d)
{
	static const char *const names[] = {"webhook_secret", "webhook_secret_previous",
	    "email_signing_key", "email_signing_key_previous", "openai_api_key"};
	const struct app *app = &d->ctl->app;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct origin *o = settings_origin(&app->settings, names[i]);

		if (o->kind == ORIGIN_CONF && o->file == NULL)
			return names[i];
	}
	for (size_t i = 0; i < app->providers.n; i++) {
		const struct provider *p = &app->providers.list[i];

		if (p->webhook_key != NULL && p->webhook_key_file == NULL)
			return "webhook_key";
		if (p->mail_tag != NULL)
			return "mail_tag";
	}
	return NULL;
}

static void look_at_conf(struct doctor *d)
{
	const char *path = d->ctl->app.conf.file, *secret = secret_in_conf(d);
	struct stat st;

	if (stat(path, &st) != 0)
		return;
	if ((st.st_mode & 0002) != 0)
		doctor_say(d, "rights", FOUND_FAIL,
		    mem_printf(ctx_of(d), "everybody can write %s", path),
		    mem_printf(ctx_of(d), "chmod o-w %s", path));
	if (secret != NULL && (st.st_mode & 0004) != 0)
		doctor_say(d, "rights", FOUND_WARN,
		    mem_printf(ctx_of(d), "everybody can read %s, which has %s", path, secret),
		    mem_printf(ctx_of(d), "chmod o= %s, and let its group be the programs'", path));
}

/* NULL, or what is wrong with a file of the state directory. */
static const char *file_flaw(
    struct doctor *d, const char *path, const struct stat *folder, const char **advice)
{
	struct stat st;

	if (lstat(path, &st) != 0 || S_ISDIR(st.st_mode) || S_ISSOCK(st.st_mode))
		return NULL;
	if (st.st_uid != folder->st_uid) {
		*advice = mem_printf(
		    ctx_of(d), "chown --reference=%s %s", d->ctl->app.settings.state_dir, path);
		return mem_printf(ctx_of(d), "%s has another owner than its folder", path);
	}
	if ((st.st_mode & 0007) != 0) {
		*advice = mem_printf(ctx_of(d), "chmod o= %s", path);
		return mem_printf(ctx_of(d), "everybody can read %s", path);
	}
	return NULL;
}

static const char *folder_flaw(struct doctor *d, const struct stat *folder, const char **advice)
{
	const char *path = d->ctl->app.settings.state_dir, *flaw = NULL;
	DIR *dir = opendir(path);
	const struct dirent *entry;

	if (dir == NULL) {
		*advice = "run statusctl as the user of the programs";
		return mem_printf(ctx_of(d), "%s cannot be read", path);
	}
	while (flaw == NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			flaw =
			    file_flaw(d, file_path(ctx_of(d), path, entry->d_name), folder, advice);
	closedir(dir);
	return flaw;
}

void doctor_rights(struct doctor *d)
{
	const char *path = d->ctl->app.settings.state_dir, *flaw, *advice = NULL;
	struct stat st;

	look_at_conf(d);
	if (stat(path, &st) != 0) {
		doctor_say(d, "rights", FOUND_FAIL, mem_printf(ctx_of(d), "there is no %s", path),
		    "make it, with the programs' user as its owner and mode 0750");
		return;
	}
	if ((st.st_mode & 0002) != 0) {
		flaw = mem_printf(ctx_of(d), "everybody can write in %s", path);
		advice = mem_printf(ctx_of(d), "chmod o= %s", path);
	} else {
		flaw = folder_flaw(d, &st, &advice);
	}
	doctor_say(d, "rights", flaw == NULL ? FOUND_OK : FOUND_FAIL,
	    flaw != NULL ? flaw : mem_printf(ctx_of(d), "%s is its owner's alone", path), advice);
}

/* Whether there was nothing to say about it. */
static bool secret_is_well(struct doctor *d, const struct secrets *s)
{
	bool is_short = strlen(s->text[0]) < SECRET_SHORT;
	bool endless = s->n > 1 && s->until[1] == TIME_NONE;

	if (is_short)
		doctor_say(d, "secret", FOUND_WARN, "it is short enough to be guessed",
		    "\"statusctl secret rotate\" makes one that is not");
	if (endless)
		doctor_say(d, "secret", FOUND_WARN, "the old one is valid without an end",
		    "\"statusctl secret drop-old\", when no page sends there any more");
	return !is_short && !endless;
}

void doctor_secret(struct doctor *d)
{
	const struct app *app = &d->ctl->app;
	const struct origin *o = settings_origin(&app->settings, "webhook_secret");
	bool kept = *app->settings.webhook_secret == '\0';
	const char *place = o->file != NULL ? o->file : o->place;
	struct secrets s;
	struct error e;

	/* To look is not to make one. */
	if (kept && !file_exists(app->secret_path))
		doctor_say(d, "secret", FOUND_WARN, "there is none yet",
		    "start webhook.fcgi, or ask \"statusctl secret show\"");
	else if (app_secrets(ctx_of(d), app, &s, &e) != OK)
		doctor_say(d, "secret", FOUND_FAIL, mem_strdup(ctx_of(d), e.text), "mend the file");
	else if (secret_is_well(d, &s))
		doctor_say(d, "secret", FOUND_OK,
		    mem_printf(ctx_of(d), "from %s", kept ? app->secret_path : place), NULL);
}

static void look_at_size(struct doctor *d)
{
	int64_t bytes, unused;

	if (store_size(d->store, &bytes, &unused, NULL) == OK && unused > FREE_LARGE &&
	    unused > bytes / 2)
		doctor_say(d, "store size", FOUND_WARN,
		    mem_printf(ctx_of(d), "%lld of %lld MiB are free", (long long)unused / MIB,
			(long long)bytes / MIB),
		    "\"statusctl vacuum\" gives them back");
}

static int64_t room_on(const struct statvfs *st)
{
	return (int64_t)st->f_bavail * (int64_t)st->f_frsize;
}

/*
 * Beside what the failure says itself. A backup in the place of a store that is sound, and only
 * cannot be had now, loses events.
 */
static const char *store_advice(struct doctor *d, const struct store_look *look)
{
	struct statvfs st;

	if (look->lost)
		return "\"statusctl restore\" puts a backup in its place";
	if (statvfs(d->ctl->app.settings.state_dir, &st) == 0 && room_on(&st) < DISK_NOTHING)
		return "what is in the store is not lost";
	return NULL;
}

void doctor_store(struct doctor *d)
{
	const char *path = d->ctl->app.store_path;
	struct store_look look;
	struct error e = {0};

	if (!file_exists(path) && errno == ENOENT)
		doctor_say(d, "store", FOUND_WARN, mem_printf(ctx_of(d), "there is no %s", path),
		    "the first run of a program makes it");
	else if (store_look_at(ctx_of(d), path, &look, &e) != OK || look.flaw != NULL ||
		 ctl_open_store(d->ctl, &d->store, &e) != OK)
		doctor_say(d, "store", FOUND_FAIL,
		    mem_strdup(ctx_of(d), look.flaw != NULL ? look.flaw : e.text),
		    store_advice(d, &look));
	else
		doctor_say(d, "store", FOUND_OK,
		    mem_printf(ctx_of(d), "%s, sound, events: %lld", path, (long long)look.events),
		    NULL);
	if (d->store != NULL)
		look_at_size(d);
}

/* Where the store cannot be had for want of room, its line has said to make some. */
static const char *room_advice(const struct doctor *d, enum finding finding)
{
	if (finding == FOUND_OK)
		return NULL;
	return finding == FOUND_FAIL && d->store == NULL
		   ? "webhooks are answered 503 until there is room"
		   : "make room: webhooks are answered 503 when there is none";
}

void doctor_disk(struct doctor *d)
{
	const char *path = d->ctl->app.settings.state_dir;
	struct statvfs st;
	enum finding finding;
	int64_t room;

	if (statvfs(path, &st) != 0) {
		doctor_say(d, "disk", FOUND_UNKNOWN, mem_printf(ctx_of(d), "of %s", path), NULL);
		return;
	}
	room = room_on(&st);
	finding = room < DISK_NOTHING ? FOUND_FAIL : room < DISK_LITTLE ? FOUND_WARN : FOUND_OK;
	if (st.f_files > 0 && st.f_favail < 100)
		doctor_say(d, "disk", FOUND_FAIL, "no more files can be made", "remove some");
	else
		doctor_say(d, "disk", finding,
		    mem_printf(ctx_of(d), "%lld MiB are left", (long long)room / MIB),
		    room_advice(d, finding));
}

/* After a rotation there is none, too. */
static void look_at_log(struct doctor *d, const char *log, bool had_events)
{
	if (file_exists(log))
		doctor_say(d, "log", FOUND_OK, log, NULL);
	else
		doctor_say(d, "log", FOUND_OK,
		    mem_printf(ctx_of(d), "%s, which the next event makes", log),
		    had_events ? "if it was not rotated away, \"statusctl log rebuild\" writes it "
				 "anew"
			       : NULL);
}

/* An event is in the log some milliseconds after it was stored. */
#define LOG_LATE_MS 60000

/* Why the log cannot be made where there is none yet; NULL: it can. */
static const char *folder_trouble(struct doctor *d, const char *log)
{
	const char *target = file_target(ctx_of(d), log);
	const char *folder = dirname(mem_strdup(ctx_of(d), target != NULL ? target : log));

	return access(folder, W_OK | X_OK) == 0
		   ? NULL
		   : mem_printf(ctx_of(d), "cannot make %s: %s", target != NULL ? target : log,
			 strerror(errno));
}

/* Why it cannot be written, as far as one can tell before there is something to write; or NULL. */
static const char *log_trouble(struct doctor *d, const char *log)
{
	struct stat st = {0};
	struct error e;
	int fd;

	if (logstream_is_syslog(log)) {
		if (logstream_reach_syslog(&fd, &e) != OK)
			return mem_strdup(ctx_of(d), e.text);
		close(fd);
		return NULL;
	}
	if (log[0] != '/')
		return NULL;
	if (stat(log, &st) != 0 && errno == ENOENT)
		return folder_trouble(d, log);
	if (S_ISDIR(st.st_mode) || access(log, W_OK) != 0)
		return mem_printf(ctx_of(d), "cannot write %s: %s", log,
		    strerror(S_ISDIR(st.st_mode) ? EISDIR : errno));
	return NULL;
}

void doctor_log(struct doctor *d)
{
	const char *log = d->ctl->app.settings.log_file, *trouble = log_trouble(d, log);
	struct log_cursor at = {0};
	struct event next;
	bool found;
	size_t n = 0;

	if (trouble != NULL)
		doctor_say(d, "log", FOUND_FAIL, trouble,
		    "mend that, or set another log_file; events are stored, and written then");
	if (d->store == NULL || trouble != NULL)
		return;
	if (store_log_cursor_get(d->store, log, &at, &found, NULL) == OK &&
	    store_events_after(ctx_of(d), d->store, at.event_id, 1, &next, &n, NULL) == OK &&
	    n > 0 && clock_now() - next.received_at > LOG_LATE_MS)
		doctor_say(d, "log", FOUND_FAIL,
		    mem_printf(ctx_of(d), "event %lld is not in %s", (long long)next.id, log),
		    log[0] == '/' ? "look at the messages of webhook.fcgi, and at the rights of "
				    "the log's folder"
				  : "look at the messages of webhook.fcgi");
	else if (log[0] == '/')
		look_at_log(d, log, at.event_id > 0);
	else
		doctor_say(d, "log", FOUND_OK, mem_printf(ctx_of(d), "it goes to %s", log), NULL);
}
