/* Usage and help texts. See usage.h. */
#include "ctl/usage.h"

#include <string.h>

#include "base/mem.h"

const char *usage_name(void *ctx, const struct command *parent, const struct command *command)
{
	return parent != NULL ? mem_printf(ctx, "%s %s", parent->name, command->name)
			      : mem_strdup(ctx, command->name);
}

static const char *subs_words(void *ctx, const struct command *command)
{
	char *words = mem_strdup(ctx, command->run != NULL ? "[" : "");

	for (const struct command *sub = command->subs; sub->name != NULL; sub++)
		words =
		    mem_printf(ctx, "%s%s%s", words, sub > command->subs ? " | " : "", sub->name);
	return mem_printf(ctx, "%s%s", words, command->run != NULL ? "]" : "");
}

/* What stands behind the name: "[KEY...]", "verify | rebuild". */
static const char *operands_words(void *ctx, const struct command *command)
{
	char *words = mem_strdup(ctx, "");

	if (command->subs != NULL)
		return subs_words(ctx, command);
	for (const struct operand_row *o = command->operands; o != NULL && o->word != NULL; o++)
		words = mem_printf(ctx, "%s%s%s%s%s%s", words, o > command->operands ? " " : "",
		    o->optional ? "[" : "", o->word, o->many ? "..." : "", o->optional ? "]" : "");
	return words;
}

const char *usage_line(void *ctx, const struct command *parent, const struct command *command)
{
	const char *operands = operands_words(ctx, command);
	bool has_options = command->options != NULL || command->columns != NULL;

	return mem_printf(ctx, "statusctl %s%s%s%s", usage_name(ctx, parent, command),
	    has_options ? " [OPTION...]" : "", *operands != '\0' ? " " : "", operands);
}

static void add_columns(struct buf *out, const struct column *columns)
{
	size_t width = 0;

	for (const struct column *c = columns; c->name != NULL; c++)
		if (strlen(c->name) > width)
			width = strlen(c->name);
	buf_str(out, "\nColumns; those in brackets are shown when asked for, and in JSON:\n");
	for (const struct column *c = columns; c->name != NULL; c++) {
		char key[64];

		column_key(key, sizeof(key), c->name);
		buf_printf(out, "  %s%s%s%*s  %-7s  %s\n", c->extra ? "[" : "", key,
		    c->extra ? "]" : "", (int)(width - strlen(key)) + (c->extra ? 0 : 2), "",
		    cell_kind_word(c->kind), c->help);
	}
}

static void add_subs(struct buf *out, const struct command *command)
{
	for (const struct command *sub = command->subs; sub->name != NULL; sub++) {
		buf_char(out, '\n');
		usage_of(out, command, sub);
	}
}

void usage_of(struct buf *out, const struct command *parent, const struct command *command)
{
	TALLOC_CTX *ctx = mem_context(NULL);

	buf_printf(out, "usage: %s\n%s\n", usage_line(ctx, parent, command), command->summary);
	if (command->options != NULL || command->columns != NULL) {
		buf_char(out, '\n');
		options_help(
		    out, command->options, command->columns != NULL ? table_option_rows : NULL);
	}
	if (command->columns != NULL)
		add_columns(out, command->columns);
	if (command->subs != NULL)
		add_subs(out, command);
	talloc_free(ctx);
}

static size_t name_width(void)
{
	const struct command *c;
	size_t width = 0;

	for (size_t i = 0; (c = command_at(i)) != NULL; i++)
		if (!c->hidden && strlen(c->name) > width)
			width = strlen(c->name);
	return width;
}

/* A longer list of words has its summary on the next line. */
#define OPERANDS_WIDTH 16

void usage_of_all(struct buf *out)
{
	TALLOC_CTX *ctx = mem_context(NULL);
	int width = (int)name_width();
	const struct command *c;

	buf_str(out, "usage: statusctl [OPTION...] COMMAND [OPERAND...]\n"
		     "Shows what is known about the status pages that are watched.\n\n");
	for (size_t i = 0; (c = command_at(i)) != NULL; i++) {
		const char *operands = operands_words(ctx, c);

		if (c->hidden)
			continue;
		buf_printf(out, "  %-*s %-*s", width, c->name, OPERANDS_WIDTH, operands);
		if (strlen(operands) > OPERANDS_WIDTH)
			buf_printf(out, "\n%*s", width + OPERANDS_WIDTH + 3, "");
		buf_printf(out, " %s\n", c->summary);
	}
	buf_char(out, '\n');
	options_help(out, common_option_rows, NULL);
	buf_str(out, "\n\"statusctl help COMMAND\" tells more; statusctl(1) tells all.\n");
	talloc_free(ctx);
}
