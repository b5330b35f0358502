/* How each provider is as a whole, rolled up from what the store knows of it. */
#ifndef CTL_OVERALL_H
#define CTL_OVERALL_H

#include "flow/app.h"
#include "model/rollup.h"
#include "store/store.h"

/*
 * The worst of the open incidents and the components of each provider, in the order of the
 * configuration; an array of ctx. What the pages say of themselves is not in it, nor whether they
 * can be read.
 */
int overall_read(
    void *ctx, const struct app *app, struct store *s, enum rollup **out, struct error *e);

#endif
