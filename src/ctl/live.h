/*
 * Asking the pages themselves, all at once, without a word to the store: what they say right now.
 * See picture.h.
 */
#ifndef CTL_LIVE_H
#define CTL_LIVE_H

#include "ctl/picture.h"

/*
 * Asks the pages of the wanted providers that are enabled; wanted has a flag for each in the order
 * of the configuration. On a terminal a bar shows how far it is. Which platform a page is on is
 * looked up in the store. A page that cannot be read is failing in the picture.
 */
int live_ask(void *ctx, const struct app *app, struct store *s, const bool *wanted,
    struct picture *out, struct error *e);

#endif
