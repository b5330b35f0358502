/*
 * Where the event log ends, and how it goes on. The stored cursor may lag behind the file, so
 * what stands after it is compared with what should: records are recognised whole, in whatever
 * style they were written, one that broke off is completed, text of others is passed over.
 * After a rotation by rename the old file is looked at first.
 */
#ifndef FLOW_LOGTAIL_H
#define FLOW_LOGTAIL_H

#include <stdbool.h>

#include "base/error.h"
#include "flow/app.h"
#include "sink/sink.h"
#include "store/logcursor.h"

/* Where the kernel says which run of the machine this is. */
#define LOGTAIL_BOOT_ID "/proc/sys/kernel/random/boot_id"

struct logtail {
	struct store *store;
	const char *path;
	const struct sink *sink; /* how records are written now; older ones may be otherwise */
	bool color;
	bool look_only;		 /* nothing is completed: the file is only compared */
	char boot[BOOT_ID_SIZE]; /* this run of the machine */
	struct log_cursor at;	 /* in: the cursor to begin from; out: the end of the log */
};

/* In the style that the settings say, in this run of the machine, at no place yet. */
struct logtail logtail_of(struct store *s, const struct app *app);

/* Whether the settings have the log go to standard output. */
bool logtail_is_stdout(const struct settings *s);

/*
 * fd is the log, open to read and to append. Moves t->at to its end; E_BUSY when a record
 * cannot be completed.
 */
int logtail_find(struct logtail *t, int fd, struct error *e);

/* Goes on from t->at as far as anything of ours is recognised in a file of that size. */
int logtail_follow(struct logtail *t, int fd, int64_t size, struct error *e);

/*
 * Appends every event after t->at, a batch a write, and moves t->at on; *n_written says how many, also
 * of a failure.
 */
int logtail_write(struct logtail *t, int fd, int64_t *n_written, struct error *e);

#endif
