/*
 * statusctl's commands: one file each, declared by one const row. The usage text and
 * "help" come from the rows.
 */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <stdbool.h>

#include "base/error.h"
#include "flow/app.h"
#include "store/store.h"

/* What every command gets; all belongs to ctx. */
struct ctl {
	void *ctx;
	const char *conf; /* -c, or NULL */
	struct app app;	  /* loaded unless the row says bare */
};

enum exit_status { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct command {
	const char *name;
	const char *arguments; /* as the synopsis shows them */
	const char *summary;   /* one line */
	const char *options;   /* one line each, or NULL */
	bool bare;	       /* works without a configuration */
	/* argv[0] is the command's name. EXIT_FAILED with *e filled in, or EXIT_USAGE likewise. */
	enum exit_status (*run)(struct ctl *ctl, int argc, char **argv, struct error *e);
};

/* The rows, a file each. */
extern const struct command command_config;
extern const struct command command_event;
extern const struct command command_events;
extern const struct command command_help;
extern const struct command command_list;
extern const struct command command_log;
extern const struct command command_probe;
extern const struct command command_secret;
extern const struct command command_status;
extern const struct command command_test;
extern const struct command command_version;

/* NULL when there is none. */
const struct command *command_find(const char *name);

/* The i-th row in the order of the help text; NULL after the last. */
const struct command *command_at(size_t i);

/* The command whose name is most like the word; NULL when none is. */
const struct command *command_nearest(const char *word);

/* Says in *e that there is no such command, and which is most like it; answers EXIT_USAGE. */
enum exit_status command_unknown(const char *word, struct error *e);

/* Puts "usage: ..." of the command into *e and answers EXIT_USAGE. */
enum exit_status command_misused(const struct command *command, struct error *e);

/* Opens the store to read; an empty one when nothing has written it yet. */
int ctl_open_store(struct ctl *ctl, struct store **out, struct error *e);

#endif
