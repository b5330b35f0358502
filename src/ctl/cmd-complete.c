/*
 * statusctl complete: what may stand in place of the last of the words, for the shells; a line
 * each, with a tab and what it is. ":files" stands for the names of files. It is not in the help
 * text: "statusctl completion" prints what calls it.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "ctl/command.h"

/* Where the last word stands. */
struct place {
	struct ctl *ctl;
	const struct command *command; /* NULL: it is the command itself */
	const char *word;	       /* to be completed */
	const char *before;	       /* kept in front of what is offered: "--output=key," */
	size_t n_operands;	       /* before it */
	bool at_sub;		       /* it may be a sub-command */
	const struct option_row *argument_of; /* NULL: it is no argument of an option */
};

/* --- what is offered -------------------------------------------------------------------- */

static void offer(const struct place *p, const char *word, const char *what)
{
	if (strncmp(word, p->word, strlen(p->word)) == 0)
		printf("%s%s\t%s\n", p->before, word, what);
}

static void offer_commands(const struct place *p)
{
	const struct command *c;

	for (size_t i = 0; (c = command_at(i)) != NULL; i++)
		if (!c->hidden)
			offer(p, c->name, c->summary);
}

static void offer_subs(const struct place *p)
{
	for (const struct command *sub = p->command->subs; sub->name != NULL; sub++)
		offer(p, sub->name, sub->summary);
}

static void offer_rows(const struct place *p, const struct option_row *rows)
{
	for (; rows != NULL && rows->name != NULL; rows++)
		offer(p, mem_printf(p->ctl->ctx, "--%s", rows->name), rows->help);
}

static void offer_options(const struct place *p)
{
	if (p->command != NULL) {
		offer_rows(p, p->command->options);
		if (p->command->columns != NULL)
			offer_rows(p, table_option_rows);
	}
	offer_rows(p, common_option_rows);
}

static void offer_choices(const struct place *p, const char *choices)
{
	const char *choice;
	size_t n;

	for (size_t i = 0; (choice = option_choice(choices, i, &n)) != NULL; i++)
		offer(p, mem_strndup(p->ctl->ctx, choice, n), "");
}

/* Without a configuration there is none. */
static void offer_providers(const struct place *p)
{
	struct app app;

	if (app_load(p->ctl->ctx, p->ctl->common.conf, &app, NULL) != OK)
		return;
	for (size_t i = 0; i < app.providers.n; i++)
		offer(p, app.providers.list[i].key, app.providers.list[i].name);
}

static void offer_columns(const struct place *p)
{
	for (const struct column *c = p->command->columns; c->name != NULL; c++) {
		char key[64];

		column_key(key, sizeof(key), c->name);
		offer(p, key, c->help);
	}
}

/* --- which of it ------------------------------------------------------------------------ */

/* Of a list with commas the last word is completed. */
static void keep_list(struct place *p)
{
	const char *comma = strrchr(p->word, ',');
	size_t n = comma != NULL ? (size_t)(comma - p->word) + 1 : (size_t)(*p->word == '+');

	p->before = mem_printf(p->ctl->ctx, "%s%.*s", p->before, (int)n, p->word);
	p->word += n;
}

static void offer_argument(struct place *p)
{
	switch (p->argument_of->kind) {
	case OPTION_SET:
		keep_list(p);
		offer_choices(p, p->argument_of->argument);
		return;
	case OPTION_WORD:
		offer_choices(p, p->argument_of->argument);
		return;
	case OPTION_TEXT:
		if (strcmp(p->argument_of->name, "output") == 0 && p->command != NULL &&
		    p->command->columns != NULL) {
			keep_list(p);
			offer_columns(p);
		} else if (strcmp(p->argument_of->argument, "FILE") == 0) {
			puts(":files");
		}
		return;
	case OPTION_FLAG:
	case OPTION_COUNT:
	case OPTION_SPAN:
	case OPTION_TIME:
		return;
	}
}

static const struct operand_row *operand_at(const struct place *p)
{
	const struct operand_row *o = p->command->operands;

	for (size_t i = 0; o != NULL && o->word != NULL && i < p->n_operands; i++)
		if (!o->many)
			o++;
	return o != NULL && o->word != NULL ? o : NULL;
}

static void offer_operands(const struct place *p)
{
	const struct operand_row *o = operand_at(p);

	if (o == NULL)
		return;
	switch (o->kind) {
	case OPERAND_PROVIDER:
	case OPERAND_HEARD:
		offer_providers(p);
		return;
	case OPERAND_CHOICE:
		offer_choices(p, o->word);
		return;
	case OPERAND_COMMAND:
		offer_commands(p);
		return;
	case OPERAND_FILE:
		puts(":files");
		return;
	case OPERAND_TEXT:
		return;
	}
}

static void offer_all(struct place *p)
{
	if (p->argument_of != NULL)
		offer_argument(p);
	else if (*p->word == '-')
		offer_options(p);
	else if (p->command == NULL)
		offer_commands(p);
	else if (p->at_sub)
		offer_subs(p);
	else
		offer_operands(p);
}

/* --- where the word stands -------------------------------------------------------------- */

static const struct option_row *find_row(const struct option_row *rows, const char *word)
{
	for (; rows != NULL && rows->name != NULL; rows++) {
		size_t n = strlen(rows->name);

		if (word[1] == '-' && strncmp(word + 2, rows->name, n) == 0 &&
		    (word[2 + n] == '\0' || word[2 + n] == '='))
			return rows;
		if (word[1] == rows->letter && rows->letter != '\0' && word[2] == '\0')
			return rows;
	}
	return NULL;
}

static const struct option_row *find_option(const struct place *p, const char *word)
{
	const struct option_row *row = NULL;

	if (p->command != NULL)
		row = find_row(p->command->options, word);
	if (row == NULL && p->command != NULL && p->command->columns != NULL)
		row = find_row(table_option_rows, word);
	return row != NULL ? row : find_row(common_option_rows, word);
}

static void pass_word(struct place *p, const char *word)
{
	const struct command *sub;

	if (p->command == NULL) {
		p->command = command_find(word);
		p->at_sub = p->command != NULL && p->command->subs != NULL;
	} else if (p->at_sub && (sub = command_find_sub(p->command, word)) != NULL) {
		p->command = sub;
		p->at_sub = false;
	} else {
		p->n_operands++;
		p->at_sub = false;
	}
}

/* A word before the last one. bash takes "=" for a word. */
static void pass(struct place *p, const char *word)
{
	const struct option_row *argument_of = p->argument_of;

	if (strcmp(word, "=") == 0)
		return;
	p->argument_of = NULL;
	if (argument_of != NULL) {
		if (strcmp(argument_of->name, "config") == 0)
			p->ctl->common.conf = word;
	} else if (*word != '-') {
		pass_word(p, word);
	} else {
		const struct option_row *row = find_option(p, word);

		if (row != NULL && row->kind != OPTION_FLAG && strchr(word, '=') == NULL)
			p->argument_of = row;
	}
}

/* "--color=a": its argument is completed. */
static void split(struct place *p)
{
	const char *equals = strchr(p->word, '=');

	if (strcmp(p->word, "=") == 0) {
		p->word = "";
	} else if (p->argument_of == NULL && *p->word == '-' && equals != NULL) {
		p->argument_of = find_option(p, p->word);
		p->before = mem_strndup(p->ctl->ctx, p->word, (size_t)(equals - p->word) + 1);
		p->word = equals + 1;
	}
}

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct place p = {.ctl = ctl, .word = "", .before = ""};

	(void)e;
	for (size_t i = 0; i + 1 < ctl->n_operands; i++)
		pass(&p, ctl->operands[i]);
	if (ctl->n_operands > 0)
		p.word = ctl->operands[ctl->n_operands - 1];
	split(&p);
	offer_all(&p);
	return EXIT_DONE;
}

static const struct operand_row operands[] = {
    {.word = "WORD", .optional = true, .many = true},
    {0},
};

const struct command command_complete = {
    .name = "complete",
    .summary = "say what may stand in place of the last word",
    .operands = operands,
    .bare = true,
    .hidden = true,
    .run = run,
};
