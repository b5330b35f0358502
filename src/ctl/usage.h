/* How a command is called, as text made from its row. */
#ifndef CTL_USAGE_H
#define CTL_USAGE_H

#include "base/buf.h"
#include "ctl/command.h"

/* Room for all that "statusctl help" says of anything. */
#define USAGE_BYTES (64 * 1024)

/* "events", or "log verify" of a sub-command; belongs to ctx. */
const char *usage_name(void *ctx, const struct command *parent, const struct command *command);

/* "statusctl events [OPTION...] [KEY]"; belongs to ctx. */
const char *usage_line(void *ctx, const struct command *parent, const struct command *command);

/* All that "statusctl help COMMAND" says. */
void usage_of(struct buf *out, const struct command *parent, const struct command *command);

/* All that "statusctl help" says. */
void usage_of_all(struct buf *out);

#endif
