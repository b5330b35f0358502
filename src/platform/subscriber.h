/*
 * Subscribing to a Statuspage page as anybody can: POST and DELETE of /api/v2/subscribers. The
 * page's own API help lists them (https://metastatuspage.com/api#subscribers); what it answers when
 * it refuses is written nowhere, so that whatever comes is explained as far as it can be. Pure.
 */
#ifndef PLATFORM_SUBSCRIBER_H
#define PLATFORM_SUBSCRIBER_H

#include <stddef.h>

#include "base/error.h"

/* Where a subscription is asked for with POST; page is its address without a slash at the end. */
const char *subscriber_url(void *ctx, const char *page);

/* And where it is ended with DELETE. */
const char *subscriber_end_url(void *ctx, const char *page, const char *id);

/* The form that asks for webhooks to endpoint; the page writes to email when they fail. */
const char *subscriber_form(void *ctx, const char *email, const char *endpoint);

/*
 * What was answered to the POST: the subscriber's id, of ctx. E_INPUT with the reason and what to
 * do, E_BUSY when it may work later; nothing that was answered is in the text but the page's own
 * words on what was wrong, cut and escaped.
 */
int subscriber_read(
    void *ctx, int status, const char *body, size_t n, const char **id, struct error *e);

/* What was answered to the DELETE: OK also when the page did not know the subscriber any more. */
int subscriber_read_end(void *ctx, int status, const char *body, size_t n, struct error *e);

#endif
