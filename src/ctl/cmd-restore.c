/*
 * statusctl restore: a backup takes the place of the store. The programs must be stopped: one that
 * runs would go on writing into the store that was put aside.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/timetext.h"
#include "ctl/command.h"
#include "flow/logcheck.h"
#include "store/upkeep.h"

static int check_backup(struct ctl *ctl, struct store_look *look, struct error *e)
{
	const char *file = ctl->operands[0];
	int rc = store_look_at(ctl->ctx, file, look, e);

	if (rc == OK && look->flaw != NULL)
		rc = error_set(
		    e, E_INPUT, "%s is damaged: %s; nothing was restored", file, look->flaw);
	return rc;
}

/* As the poller does, so that none begins meanwhile; held until we end. */
static int keep_poller_out(struct ctl *ctl, struct error *e)
{
	int fd = file_open_ours(ctl->app.poll_lock_path, O_RDWR, 0640);

	if (fd < 0)
		return error_set_errno(e, E_CONFIG, "cannot open %s", ctl->app.poll_lock_path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return error_set(e, E_BUSY,
		    "status-poller is at work; stop its timer or cron, and try again in a minute");
	return OK;
}

/* "/var/lib/status-monitor/state.db.before-20261123T120000Z"; the next one of that second ends in "-2". */
static const char *aside(void *ctx, const char *path, int64_t now)
{
	char at[TIME_RFC3339_SIZE], *to = at;
	const char *first, *name;

	time_rfc3339(at, now);
	at[strcspn(at, ".")] = '\0';
	for (const char *c = at; *c != '\0'; c++)
		if (*c != '-' && *c != ':')
			*to++ = *c;
	*to = '\0';
	name = first = mem_printf(ctx, "%s.before-%sZ", path, at);
	for (int n = 2; file_exists(name); n++)
		name = mem_printf(ctx, "%s-%d", first, n);
	return name;
}

/* Keeps what the log said of later events beside it, under *old; NULL: there is no file to keep. */
static int keep_log(struct ctl *ctl, int64_t now, const char **old, struct error *e)
{
	/* Beside what a link leads to: that is what is written anew. */
	const char *log = file_target(ctl->ctx, ctl->app.settings.log_file);

	*old = NULL;
	if (log == NULL || !file_exists(log))
		return OK;
	*old = aside(ctl->ctx, log, now);
	return link(log, *old) == 0
		   ? OK
		   : error_set_errno(e, E_CONFIG, "cannot keep the event log %s", log);
}

/* The log follows the store, where it can be written anew. */
static int begin_log(struct ctl *ctl, int64_t now, struct error *e)
{
	const char *old;
	int64_t records;
	struct store *s;
	int rc;

	if (!logcheck_is_file(&ctl->app))
		return OK;
	if ((rc = keep_log(ctl, now, &old, e)) != OK || (rc = ctl_open_store(ctl, &s, e)) != OK ||
	    (rc = logcheck_rebuild(s, &ctl->app, &records, e)) != OK)
		return rc;
	puts("the event log has these now");
	if (old != NULL)
		printf("the event log before is %s\n", old);
	return OK;
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	int64_t now = clock_now();
	const char *path = ctl->app.store_path, *old = aside(ctl->ctx, path, now);
	bool had = file_exists(path);
	struct store_look look;
	struct error why;
	pid_t user;
	int rc;

	if (check_backup(ctl, &look, e) != OK || app_make_state_dir(&ctl->app, e) != OK ||
	    keep_poller_out(ctl, e) != OK)
		return EXIT_FAILED;
	user = store_user(path);
	rc = store_restore(ctl->operands[0], path, old, &why);
	if (rc == E_BUSY && user != 0)
		error_set(e, rc, "%s, by process %ld; stop webhook.fcgi and try again", why.text,
		    (long)user);
	else if (rc != OK)
		*e = why;
	if (rc != OK)
		return EXIT_FAILED;
	printf("the store is restored; events: %lld\n", (long long)look.events);
	if (had)
		printf("the store before is %s\n", old);
	if (begin_log(ctl, now, e) != OK)
		return EXIT_FAILED;
	puts("now start webhook.fcgi, and the poller's timer or cron");
	return EXIT_DONE;
}

static const struct operand_row operands[] = {{.word = "FILE", .kind = OPERAND_FILE}, {0}};

const struct command command_restore = {
    .name = "restore",
    .summary = "put a backup in the place of the store, which is kept aside",
    .operands = operands,
    .run = run,
};
