/* statusctl vacuum: gives the store's free space back to the disk. */
#include <stdio.h>

#include "ctl/command.h"
#include "store/upkeep.h"

/* What is written anew within the time that webhooks may have to wait for. */
#define BUSY_BYTES (256 * 1024 * 1024)

struct args {
	bool force;
};

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	const struct args *args = ctl->args;
	pid_t user = store_user(ctl->app.store_path);
	int64_t before, after, unused;
	struct store *s;

	if (ctl_open_store(ctl, &s, e) != OK || store_size(s, &before, &unused, e) != OK)
		return EXIT_FAILED;
	if (user != 0 && !args->force && before - unused > BUSY_BYTES) {
		error_set(e, E_BUSY,
		    "writing %lld MiB anew takes longer than webhooks can wait; stop webhook.fcgi "
		    "first, or let them be sent again with --force",
		    (long long)(before - unused) / (1024 * 1024));
		return EXIT_FAILED;
	}
	if (store_vacuum(s, e) != OK || store_size(s, &after, &unused, e) != OK)
		return EXIT_FAILED;
	printf("the store had %lld KiB, and has %lld KiB\n", (long long)before / 1024,
	    (long long)after / 1024);
	return EXIT_DONE;
}

static const struct option_row options[] = {
    {"force", 0, OPTION_FLAG, NULL, "a large one, too, while webhooks come", NULL,
	offsetof(struct args, force)},
    {0},
};

const struct command command_vacuum = {
    .name = "vacuum",
    .summary = "give the store's free space back to the disk",
    .options = options,
    .args_size = sizeof(struct args),
    .run = run,
};
