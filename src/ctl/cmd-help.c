/* statusctl help: made from the rows of the commands. */
#include <stdio.h>

#include "ctl/command.h"
#include "ctl/usage.h"

static enum exit_status run(struct ctl *ctl, struct error *e)
{
	struct buf text;

	(void)e;
	buf_init(&text, ctl->ctx, USAGE_BYTES);
	if (ctl->n_operands == 0)
		usage_of_all(&text);
	else
		usage_of(&text, NULL, command_find(ctl->operands[0]));
	screen_page(&ctl->screen);
	fputs(text.data, stdout);
	return EXIT_DONE;
}

static const struct operand_row operands[] = {
    {.word = "COMMAND", .kind = OPERAND_COMMAND, .optional = true},
    {0},
};

const struct command command_help = {
    .name = "help",
    .summary = "show this, or more about a command",
    .operands = operands,
    .bare = true,
    .run = run,
};
