/* The table of commands, and how one is run. See command.h. */
#include "ctl/command.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/nearest.h"
#include "ctl/usage.h"

static const struct command *const commands[] = {
    &command_list,
    &command_status,
    &command_events,
    &command_event,
    &command_incidents,
    &command_maintenance,
    &command_uptime,
    &command_lag,
    &command_check,
    &command_subscribe,
    &command_unsubscribe,
    &command_subscriptions,
    &command_provider,
    &command_probe,
    &command_secret,
    &command_test,
    &command_doctor,
    &command_quarantine,
    &command_mail,
    &command_replay,
    &command_config,
    &command_log,
    &command_backup,
    &command_restore,
    &command_vacuum,
    &command_prune,
    &command_completion,
    &command_complete,
    &command_version,
    &command_help,
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const struct option_row common_option_rows[] = {
    {"config", 'c', OPTION_TEXT, "FILE", "the configuration file", NULL,
	offsetof(struct common_options, conf)},
    {"color", 0, OPTION_WORD, "auto|always|never", "whether to use colours", NULL,
	offsetof(struct common_options, color)},
    {"no-pager", 0, OPTION_FLAG, NULL, "print long output without a pager", NULL,
	offsetof(struct common_options, no_pager)},
    {"help", 'h', OPTION_FLAG, NULL, "show this, or more about the command", NULL,
	offsetof(struct common_options, help)},
    {"version", 'V', OPTION_FLAG, NULL, "show the version", NULL,
	offsetof(struct common_options, version)},
    {0},
};

const struct command *command_at(size_t i)
{
	return i < N_COMMANDS ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < N_COMMANDS; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const struct command *command_find_sub(const struct command *command, const char *name)
{
	for (const struct command *sub = command->subs; sub != NULL && sub->name != NULL; sub++)
		if (strcmp(sub->name, name) == 0)
			return sub;
	return NULL;
}

static enum exit_status command_unknown(const char *word, struct error *e)
{
	struct nearest nearest = nearest_to(word);

	for (size_t i = 0; i < N_COMMANDS; i++)
		if (!commands[i]->hidden)
			nearest_try(&nearest, commands[i]->name);
	if (nearest.best != NULL)
		error_set(e, E_INPUT, "there is no command \"%.64s\"; did you mean \"%s\"?", word,
		    nearest.best);
	else
		error_set(e, E_INPUT,
		    "there is no command \"%.64s\"; \"statusctl help\" lists them", word);
	return EXIT_USAGE;
}

static enum exit_status sub_unknown(
    const struct command *command, const char *word, struct error *e)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	struct nearest nearest = nearest_to(word);

	for (const struct command *sub = command->subs; sub->name != NULL; sub++)
		nearest_try(&nearest, sub->name);
	if (nearest.best != NULL)
		error_set(e, E_INPUT, "there is no \"%s %.64s\"; did you mean \"%s %s\"?",
		    command->name, word, command->name, nearest.best);
	else
		error_set(e, E_INPUT, "there is no \"%s %.64s\"; usage: %s", command->name, word,
		    usage_line(ctx, NULL, command));
	talloc_free(ctx);
	return EXIT_USAGE;
}

/* --- running ---------------------------------------------------------------------------- */

static enum exit_status misused(const struct ctl *ctl, struct error *e)
{
	error_set(e, E_INPUT, "usage: %s", usage_line(ctl->ctx, ctl->parent, ctl->command));
	return EXIT_USAGE;
}

/* Finds the command, or its sub-command, and takes its words from the front. */
static enum exit_status find(struct ctl *ctl, int *argc, char ***argv, struct error *e)
{
	const struct command *command = command_find((*argv)[0]), *sub;

	ctl->command = command;
	ctl->parent = NULL;
	if (command == NULL)
		return command_unknown((*argv)[0], e);
	if (command->subs == NULL || *argc < 2 || (*argv)[1][0] == '-')
		return EXIT_DONE;
	if ((sub = command_find_sub(command, (*argv)[1])) == NULL)
		return sub_unknown(command, (*argv)[1], e);
	ctl->parent = command;
	ctl->command = sub;
	++*argv;
	--*argc;
	return EXIT_DONE;
}

static int read_options(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	const struct command *c = ctl->command;
	void *args = mem_check(talloc_zero_size(ctl->ctx, c->args_size + 1));
	const struct option_set sets[] = {
	    {c->options, args},
	    {c->columns != NULL ? table_option_rows : NULL, &ctl->table.options},
	    {common_option_rows, &ctl->common},
	};
	int first,
	    rc = options_read(sets, sizeof(sets) / sizeof(sets[0]),
		usage_name(ctl->ctx, ctl->parent, c), OPTIONS_ANYWHERE, argc, argv, &first, e);

	ctl->args = args;
	ctl->operands = argv + first;
	ctl->n_operands = (size_t)(argc - first);
	return rc;
}

static enum exit_status check_operand(
    struct ctl *ctl, const struct operand_row *row, const char *word, struct error *e)
{
	switch (row->kind) {
	case OPERAND_PROVIDER:
		if (provider_find(&ctl->app.providers, word) == NULL)
			return ctl_unknown_provider(&ctl->app, word, e);
		return EXIT_DONE;
	case OPERAND_COMMAND:
		return command_find(word) != NULL ? EXIT_DONE : command_unknown(word, e);
	case OPERAND_CHOICE:
		return option_choose(ctl->command->name, row->word, word, e) >= 0 ? EXIT_DONE
										  : EXIT_USAGE;
	case OPERAND_HEARD:
	case OPERAND_TEXT:
	case OPERAND_FILE:
		break;
	}
	return EXIT_DONE;
}

static enum exit_status check_operands(struct ctl *ctl, struct error *e)
{
	static const struct operand_row none = {0};
	const struct operand_row *row =
	    ctl->command->operands != NULL ? ctl->command->operands : &none;
	enum exit_status status = EXIT_DONE;

	for (size_t i = 0; i < ctl->n_operands && status == EXIT_DONE; i++) {
		if (row->word == NULL)
			return misused(ctl, e);
		status = check_operand(ctl, row, ctl->operands[i], e);
		if (!row->many)
			row++;
	}
	if (status == EXIT_DONE && row->word != NULL && !row->optional &&
	    (!row->many || ctl->n_operands < (size_t)(row - ctl->command->operands) + 1))
		return misused(ctl, e);
	return status;
}

static enum exit_status show_help(struct ctl *ctl)
{
	struct buf text;

	buf_init(&text, ctl->ctx, USAGE_BYTES);
	usage_of(&text, ctl->parent, ctl->command);
	fputs(text.data, stdout);
	return EXIT_DONE;
}

/* What was shown, and what failed, may be wrong where the store changed under it. */
static enum exit_status run(struct ctl *ctl, struct error *e)
{
	enum exit_status status = ctl->command->run(ctl, e);

	if (ctl->store == NULL || !store_is_stale(ctl->store))
		return status;
	error_set(e, E_BUSY,
	    "%s was written while it was read without the right to write there; "
	    "what was shown may be wrong: run this again",
	    ctl->app.store_path);
	return EXIT_FAILED;
}

enum exit_status command_run(struct ctl *ctl, int argc, char **argv, struct error *e)
{
	enum exit_status status = find(ctl, &argc, &argv, e);

	if (status != EXIT_DONE)
		return status;
	if (read_options(ctl, argc, argv, e) != OK)
		return EXIT_USAGE;
	ctl->screen = screen_look(ctl->common.color, !ctl->common.no_pager);
	if (ctl->common.help)
		return show_help(ctl);
	if (ctl->common.version)
		return command_version.run(ctl, e);
	if (ctl->command->run == NULL)
		return misused(ctl, e);
	ctl->table.list = ctl->command->list;
	ctl->table.columns = ctl->command->columns;
	ctl->table.screen = &ctl->screen;
	if (ctl->command->columns != NULL && table_check(&ctl->table, e) != OK)
		return EXIT_USAGE;
	if (!ctl->command->bare && app_load(ctl->ctx, ctl->common.conf, &ctl->app, e) != OK)
		return EXIT_FAILED;
	if ((status = check_operands(ctl, e)) != EXIT_DONE)
		return status;
	return run(ctl, e);
}
