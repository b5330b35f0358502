/*
 * The text of a status mail as an incident update, as far as it can be understood.
 * Sources: a Statuspage mail of February 2026; the subjects other senders use. Pure.
 */
#ifndef PLATFORM_MAIL_H
#define PLATFORM_MAIL_H

#include <stdbool.h>

#include "model/report.h"

/*
 * False when title or status cannot be found: then it is a mail and no more. The
 * incident has one update, without an id; its own id and url are those of a link in the text. "An
 * update has been posted" is an update without a status, noted in the mail. Strings belong to ctx.
 */
bool mail_read(void *ctx, struct mail *mail, struct incident *out);

#endif
