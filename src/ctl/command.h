/*
 * statusctl's commands: one file each, declared by one const row with its options, operands and
 * columns. Usage, help, completion, and the test of the manual come from the rows.
 */
#ifndef CTL_COMMAND_H
#define CTL_COMMAND_H

#include <stdbool.h>

#include "ctl/ctl.h"
#include "ctl/option.h"

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

/* Of the struct common_options. */
extern const struct option_row common_option_rows[];

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

/*
 * Runs the command of these words: finds it, reads its options, loads the configuration, checks the
 * operands. ctl has ctx and common; the rest is filled in.
 */
enum exit_status command_run(struct ctl *ctl, int argc, char **argv, struct error *e);

#endif
