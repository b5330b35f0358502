/*
 * Who may send a provider's status mails. Anybody can write a From; what stands against that is the
 * verdict of the mail server, which may be absent, and an address that nobody else knows.
 */
#ifndef FLOW_SENDER_H
#define FLOW_SENDER_H

#include <stdbool.h>

#include "model/provider.h"
#include "model/report.h"

/* Whose address tag it is: the provider's mail_tag, or its key, with "-" and anything behind. */
const struct provider *sender_find_tag(
    void *ctx, const struct providers *all, const struct mail *mail);

/* Whether the mail comes from the host of the provider's page, or from what that is a part of. */
bool sender_is_of_page(const struct provider *p, const struct mail *mail);

/* Why the mail may not be what it says, of ctx; NULL when nothing speaks against it. */
const char *sender_flaw(void *ctx, const struct provider *p, const struct mail *mail);

#endif
