/*
 * Links in mails: those to manage, confirm or cancel a subscription work for whoever has
 * them, so they are secrets and stay out of what is logged and shown.
 */
#ifndef MODEL_REDACT_H
#define MODEL_REDACT_H

/*
 * A copy of ctx in which only links to an incident (https://HOST/incidents/..., and
 * stspg.io, without a query) stand whole; of others scheme and host are left, and "/...".
 * NULL for NULL.
 */
const char *redact_links(void *ctx, const char *text);

#endif
