/*
 * Changing the webhook's secret where it is kept: a new one, with the old one valid for a while;
 * and the end of the old one.
 */
#ifndef CTL_ROTATION_H
#define CTL_ROTATION_H

#include <stdint.h>

#include "ctl/ctl.h"
#include "store/subscriptions.h"

/*
 * Makes a new secret the one to hand out; the old one is valid until that time. E_INPUT when the
 * secret cannot be changed from here, and says what to do; or when there are two valid ones
 * already. ctl->app is loaded anew.
 */
int rotation_begin(struct ctl *ctl, int64_t until, struct error *e);

/* Ends the old one; *had says whether there was one. E_INPUT as above. */
int rotation_end(struct ctl *ctl, bool *had, struct error *e);

/* The secrets there are: to look makes none, and there may be none yet. */
int rotation_secrets(struct ctl *ctl, struct secrets *out, struct error *e);

/* Which secret a subscription has in its address: "current", "old", "unknown". */
const char *rotation_word(const struct secrets *secrets, const struct subscription *subscription);

/* Subscriptions with another secret than the one to hand out; an array of ctl->ctx. */
int rotation_stale(struct ctl *ctl, const struct subscription **out, size_t *n, struct error *e);

#endif
