/* statusctl backup: the store as it is at this moment, in one file, while all others go on. */
#include <stdio.h>
#include <sys/stat.h>

#include "base/file.h"
#include "ctl/command.h"
#include "store/upkeep.h"

static bool is_store(const struct ctl *ctl, const char *file)
{
	struct stat a, b;

	return stat(file, &a) == 0 && stat(ctl->app.store_path, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* A file that is there is replaced only by what it was itself: a backup that nobody uses. */
static int check_place(struct ctl *ctl, const char *file, struct error *e)
{
	struct store_look look;

	if (is_store(ctl, file) || store_user(file) != 0)
		return error_set(e, E_INPUT,
		    "%s is a store in use; give the name of another file for the backup", file);
	if (!file_exists(file) || store_look_at(ctl->ctx, file, &look, NULL) == OK)
		return OK;
	return error_set(
	    e, E_INPUT, "%s is there already and is no backup; it is left as it is", file);
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const char *file = ctl->operands[0];
	struct store_look look;
	struct store *s;

	if (check_place(ctl, file, e) != OK || ctl_open_store(ctl, &s, e) != OK)
		return EXIT_FAILED;
	if (!store_is_there(s)) {
		error_set(e, E_CONFIG, "there is no store yet: %s", ctl->app.store_path);
		return EXIT_FAILED;
	}
	if (store_backup(s, file, 0600, e) != OK || store_look_at(ctl->ctx, file, &look, e) != OK)
		return EXIT_FAILED;
	if (look.flaw != NULL) {
		error_set(e, E_CONFIG,
		    "%s is not sound: %s; \"statusctl doctor\" looks at the store itself", file,
		    look.flaw);
		return EXIT_FAILED;
	}
	printf("the store is copied to %s; events: %lld\n", file, (long long)look.events);
	return EXIT_DONE;
}

static const struct operand_row operands[] = {{.word = "FILE", .kind = OPERAND_FILE}, {0}};

const struct command command_backup = {
    .name = "backup",
    .summary = "copy the store into a file, while it is in use",
    .operands = operands,
    .run = run,
};
