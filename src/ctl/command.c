/* The table of commands. See command.h. */
#include "ctl/command.h"

#include <string.h>

static const struct command *const commands[] = {
    &command_list,
    &command_status,
    &command_events,
    &command_event,
    &command_test,
    &command_log,
    &command_probe,
    &command_secret,
    &command_config,
    &command_version,
    &command_help,
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

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

/* How many letters the words share at their beginning and their end. */
static size_t likeness(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), head = 0, tail = 0;

	while (head < n && head < m && a[head] == b[head])
		head++;
	while (tail < n - head && tail < m - head && a[n - 1 - tail] == b[m - 1 - tail])
		tail++;
	return head + tail;
}

const struct command *command_nearest(const char *word)
{
	const struct command *best = NULL;
	size_t most = 1; /* one letter in common is no likeness */

	for (size_t i = 0; i < N_COMMANDS; i++)
		if (likeness(word, commands[i]->name) > most) {
			most = likeness(word, commands[i]->name);
			best = commands[i];
		}
	return best;
}

enum exit_status command_misused(const struct command *command, struct error *e)
{
	error_set(e, E_INPUT, "usage: statusctl %s%s%s", command->name,
	    *command->arguments != '\0' ? " " : "", command->arguments);
	return EXIT_USAGE;
}

int ctl_open_store(struct ctl *ctl, struct store **out, struct error *e)
{
	return store_open(ctl->ctx, ctl->app.store_path, STORE_READ, out, e);
}

enum exit_status command_unknown(const char *word, struct error *e)
{
	const struct command *nearest = command_nearest(word);

	if (nearest != NULL)
		error_set(e, E_INPUT, "there is no command \"%.64s\"; did you mean \"%s\"?", word,
		    nearest->name);
	else
		error_set(e, E_INPUT,
		    "there is no command \"%.64s\"; \"statusctl help\" lists them", word);
	return EXIT_USAGE;
}
