/*
 * When each page is to be asked, by what the store knows. Mostly that is later, and then a start of
 * the poller is to cost the same for ten pages and for five thousand: it does not even read which
 * pages there are.
 */
#ifndef FLOW_AGENDA_H
#define FLOW_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/app.h"
#include "flow/schedule.h"
#include "store/store.h"

/*
 * A slot for each enabled provider, which are as many as the configuration has at most, with its
 * due time, or 0 when that is not known. Once all are known, that is noted for agenda_is_clear().
 */
int agenda_read(
    const struct app *app, struct store *s, struct slot *slots, size_t *n, struct error *e);

/*
 * Whether no page is to be asked up to then: none is due, and none wanted by a mail. False also when
 * that cannot be said without the providers, as when the configuration has changed. Of app it needs
 * what app_open() reads.
 */
int agenda_is_clear(
    const struct app *app, struct store *s, int64_t until, bool *clear, struct error *e);

#endif
