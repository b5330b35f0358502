/*
 * What every command of statusctl gets, and the things that many of them do with it: open the store,
 * refuse a key that nobody has, print their table. What a command is, command.h says.
 */
#ifndef CTL_CTL_H
#define CTL_CTL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "ctl/screen.h"
#include "ctl/table.h"
#include "flow/app.h"
#include "store/scan.h"
#include "store/store.h"

enum exit_status { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_FINDING = 3 };

struct command;

/* What can be told before a command or after it. */
struct common_options {
	const char *conf;  /* the configuration file; NULL: the usual one */
	const char *color; /* "auto", "always", "never" */
	bool no_pager;
	bool help;
	bool version;
};

/* What every command gets; all belongs to ctx. */
struct ctl {
	void *ctx;
	struct common_options common;
	struct app app; /* loaded unless the command's row says bare */
	struct screen screen;
	const struct command *parent; /* of a sub-command; else NULL */
	const struct command *command;
	const void *args; /* what its options said */
	char **operands;
	size_t n_operands;
	struct table_form table;
	struct store *store; /* that ctl_open_store() opened last; NULL: none */
};

/* Says in *e that no provider has that key, and which is most like it; answers EXIT_USAGE. */
enum exit_status ctl_unknown_provider(const struct app *app, const char *key, struct error *e);

/* Opens the store; an empty one stands in when nothing has written it yet. */
int ctl_open_store(struct ctl *ctl, struct store **out, struct error *e);

/*
 * The same for a command whose first operand is an OPERAND_HEARD: *of becomes what is told as of it,
 * or happened on the page that it watches; all when it is not given. EXIT_USAGE, with the nearest
 * key in *e, when no provider has it and no event came from there; EXIT_FAILED when the store cannot
 * be read.
 */
enum exit_status ctl_open_heard(
    struct ctl *ctl, struct store **s, struct event_scope *of, struct error *e);

/* Opens the store to write, making it, and the state directory, when needed. */
int ctl_open_store_write(struct ctl *ctl, struct store **out, struct error *e);

/* The table of this command, as its options say. */
struct table *ctl_table(struct ctl *ctl);

/* Prints it, through the pager on a terminal. */
void ctl_print(struct ctl *ctl, struct table *t);

/* Tells a person at a terminal that the command's list is empty; a script sees that it is. */
void ctl_tell_empty(const struct ctl *ctl);

#endif
