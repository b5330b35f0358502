/*
 * statusctl's commands: one file each, declared by one const row with its options, operands and
 * columns. Usage, help, completion, and the test of the manual come from the rows.
 */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <stdbool.h>

#include "base/error.h"
#include "ctl/option.h"
#include "ctl/screen.h"
#include "ctl/table.h"
#include "flow/app.h"
#include "store/store.h"

enum exit_status { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_FINDING = 3 };

/* What a word after the options is, for checks and completion. */
enum operand_kind {
	OPERAND_TEXT,
	OPERAND_PROVIDER, /* a key of the configuration; any other is refused before the command runs */
	OPERAND_HEARD,	 /* one of these, or of what else events came from: the command checks it */
	OPERAND_CHOICE,	 /* one of the words: "bash|zsh|fish" */
	OPERAND_COMMAND, /* a command, checked likewise */
	OPERAND_FILE,
};

struct operand_row {
	const char *word; /* as the synopsis shows it: "KEY"; NULL ends the rows */
	enum operand_kind kind;
	bool optional;
	bool many; /* the last one: any number of them */
};

struct ctl;

struct command {
	const char *name;	    /* NULL ends an array of sub-commands */
	const char *summary;	    /* one line */
	const struct command *subs; /* "log verify | rebuild"; run may be NULL then */
	const struct operand_row *operands;
	const struct option_row *options;
	size_t args_size;	      /* of the struct that the options fill: ctl->args */
	const char *list;	      /* of its table: the key in JSON */
	const struct column *columns; /* NULL: it has no table, and no options for one */
	bool bare;		      /* works without a configuration */
	bool hidden;		      /* not in the help text */
	/* What fails is told as monitoring plugins tell it: on standard output, exit status 3. */
	bool monitors;
	/* EXIT_FAILED with *e filled in, or EXIT_USAGE likewise. */
	enum exit_status (*run)(struct ctl *ctl, struct error *e);
};

/* What can be told before a command or after it. */
struct common_options {
	const char *conf;  /* the configuration file; NULL: the usual one */
	const char *color; /* "auto", "always", "never" */
	bool no_pager;
	bool help;
	bool version;
};

extern const struct option_row common_option_rows[];

/* What every command gets; all belongs to ctx. */
struct ctl {
	void *ctx;
	struct common_options common;
	struct app app; /* loaded unless the row says bare */
	struct screen screen;
	const struct command *parent; /* of a sub-command; else NULL */
	const struct command *command;
	const void *args; /* what its options said */
	char **operands;
	size_t n_operands;
	struct table_form table;
};

/* The rows, a file each. */
extern const struct command command_backup;
extern const struct command command_check;
extern const struct command command_complete;
extern const struct command command_completion;
extern const struct command command_config;
extern const struct command command_doctor;
extern const struct command command_event;
extern const struct command command_events;
extern const struct command command_help;
extern const struct command command_incidents;
extern const struct command command_lag;
extern const struct command command_list;
extern const struct command command_log;
extern const struct command command_maintenance;
extern const struct command command_mail;
extern const struct command command_probe;
extern const struct command command_provider;
extern const struct command command_prune;
extern const struct command command_quarantine;
extern const struct command command_replay;
extern const struct command command_restore;
extern const struct command command_secret;
extern const struct command command_status;
extern const struct command command_subscribe;
extern const struct command command_subscriptions;
extern const struct command command_test;
extern const struct command command_unsubscribe;
extern const struct command command_uptime;
extern const struct command command_vacuum;
extern const struct command command_version;

/* By its name, or the i-th in the order of the help text; NULL when there is none. */
const struct command *command_find(const char *name);
const struct command *command_at(size_t i);

/* Among the sub-commands; NULL when there is none. */
const struct command *command_find_sub(const struct command *command, const char *name);

/* Says in *e that no provider has that key, and which is most like it; answers EXIT_USAGE. */
enum exit_status provider_unknown(const struct app *app, const char *key, struct error *e);

/*
 * Runs the command of these words: finds it, reads its options, loads the configuration, checks the
 * operands. ctl has ctx and common; the rest is filled in.
 */
enum exit_status command_run(struct ctl *ctl, int argc, char **argv, struct error *e);

/* Opens the store; an empty one stands in when nothing has written it yet. */
int ctl_open_store(struct ctl *ctl, struct store **out, struct error *e);

/*
 * The same for a command with an OPERAND_HEARD: EXIT_USAGE, with the nearest, when it is neither a
 * provider's key nor something events came from. *key becomes it; NULL when it is not given.
 */
enum exit_status ctl_open_heard(
    struct ctl *ctl, struct store **s, const char **key, struct error *e);
/* Opens the store to write, making it, and the state directory, when needed. */
int ctl_open_store_write(struct ctl *ctl, struct store **out, struct error *e);

/* The table of this command, as its options say. */
struct table *ctl_table(struct ctl *ctl);

/* Prints it, through the pager on a terminal. */
void ctl_print(struct ctl *ctl, struct table *t);

#endif
